//! The official geocoder: asked for an address once the user agrees to its host.

use serde::Deserialize;
use viewmodel::scenario::Point;
use web_sys::Url;

use crate::{net, url};

/// Where the service of the Géoplateforme (IGN) answers: the one that has followed that of the
/// Base adresse nationale.
const SERVICE: &str = "https://data.geopf.fr/geocodage/search";
/// Key of the address that names another one: a mirror, or that of a test.
const KEY: &str = "geocodeur";
/// Most bytes of an answer.
const MOST: u64 = 500_000;
/// Addresses that are offered.
const OFFERED: &str = "5";

/// An address that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Address {
    /// As the service writes it.
    pub(super) label: String,
    /// Where it is.
    pub(super) point: Point,
    /// Whether the point is that of a number, not of a whole street or town.
    pub(super) is_exact: bool,
}

#[derive(Deserialize)]
struct Answer {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: [f64; 2],
}

#[derive(Deserialize)]
struct Properties {
    label: String,
    #[serde(rename = "type", default)]
    kind: String,
}

/// The service: by the address of the page, or ours.
fn service() -> String {
    let named = url::current().rest.into_iter().find_map(|piece| {
        let written = piece.strip_prefix(KEY)?.strip_prefix('=')?.to_owned();
        js_sys::decode_uri_component(&written).ok()?.as_string()
    });
    let written = named.unwrap_or_else(|| SERVICE.to_owned());
    Url::new_with_base(&written, &url::page()).map_or(written, |whole| whole.href())
}

/// Whether it is ours, and not one that the address of the page names.
pub(super) fn is_official() -> bool {
    service() == SERVICE
}

/// Its host, as a sentence names it.
pub(super) fn host() -> String {
    Url::new(&service()).map_or_else(|_| String::new(), |whole| whole.host())
}

/// The addresses that it knows for what was typed, the most likely first; none may be known.
///
/// # Errors
/// Why it did not answer, as the end of a French sentence.
pub(super) async fn search(typed: &str) -> Result<Vec<Address>, String> {
    let query = js_sys::encode_uri_component(typed);
    let whole = format!("{}?q={query}&limit={OFFERED}", service());
    let bytes = net::fetch_address(&whole, MOST, &mut |_| ()).await.map_err(|e| e.to_string())?;
    let answer: Answer = serde_json::from_slice(&bytes)
        .map_err(|_| "sa réponse n’est pas celle qui est attendue".to_owned())?;
    Ok(answer.features.into_iter().filter_map(address).collect())
}

fn address(Feature { geometry, properties }: Feature) -> Option<Address> {
    let [lon, lat] = geometry.coordinates;
    let point = Point::new(lat, lon)?;
    Some(Address { label: properties.label, point, is_exact: properties.kind == "housenumber" })
}
