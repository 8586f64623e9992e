//! Contours from a plain GeoJSON file that the address names (`?contours=PATH`, on this page's own host): the packed
//! format is an optimisation and not a wall.

use std::sync::Arc;

use atlas::{Contours, geojson, topology};
use leptos::prelude::*;
use territory::{Gazetteer, InseeCode};

use crate::{
    dataset::{Data, Failure},
    net,
};

/// The file that the address asks for, if it is a path below the page.
#[must_use]
pub fn asked(rest: &[String]) -> Option<String> {
    let path = rest.iter().find_map(|p| p.strip_prefix("contours="))?;
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let below = !path.starts_with('/') && !path.split('/').any(|part| part == "..");
    (plain && below && !path.is_empty()).then(|| path.to_owned())
}

/// Replaces the shipped contours by those of the file; on trouble, says so and keeps the shipped ones.
pub(crate) async fn load(data: Data, path: String) {
    let text = match net::fetch(&path, |_| ()).await {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| "le fichier n’est pas du texte en UTF-8".to_owned()),
        Err(e) => Err(e.to_string()),
    };
    match text.and_then(|t| data.set.with_untracked(|s| contours(&s.gazetteer, &t))) {
        Ok(contours) => {
            let contours = Arc::new(contours);
            data.coarse.set(Some(contours.clone()));
            data.fine.set(Some(contours));
        }
        Err(why) => {
            let what = format!("les contours de « {path} »");
            data.failures.update(|f| f.push(Failure { name: path, what, why, remains: "La carte garde les siens." }));
        }
    }
}

/// Contours by row; a commune that the file lacks has none.
fn contours(gazetteer: &Gazetteer, text: &str) -> Result<Contours, String> {
    let (places, _) = geojson::read(text).map_err(|e| match e {
        geojson::GeoJsonError::NotDegrees { feature, x, y } => {
            format!("l’objet {feature} est en ({x}, {y}), qui n’est pas une longitude et une latitude en degrés (WGS\u{a0}84)")
        }
        geojson::GeoJsonError::NoFeature => "il contient une géométrie seule, sans code de commune".to_owned(),
        geojson::GeoJsonError::Syntax(detail) => format!("ce n’est pas du GeoJSON ({detail})"),
    })?;
    let mut rows = vec![Vec::new(); gazetteer.len()];
    let mut known = 0;
    for place in places {
        if let Some(row) = InseeCode::parse(&place.code).ok().and_then(|c| gazetteer.row(c)) {
            rows[row.index()] = place.polygons;
            known += 1;
        }
    }
    if known == 0 {
        return Err("aucun objet ne porte le code d’une commune (propriété « code », « code_insee » ou « INSEE_COM »)".to_owned());
    }
    Ok(topology::build(&rows).0)
}
