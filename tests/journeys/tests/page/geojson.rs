//! Contours from a plain GeoJSON file that the address names, on the page's own host; another host
//! only once the user agrees.

use anyhow::{Context, Result};
use journeys::{Fault, Page, Setup, journey};

use crate::CLASSES;

/// Two communes in squares of a degree, where the country has quite others.
const SQUARES: &str = r#"{ "type": "FeatureCollection", "features": [
    { "type": "Feature", "properties": { "code": "12202" },
      "geometry": { "type": "Polygon", "coordinates": [[[2, 43], [3, 43], [3, 44], [2, 44], [2, 43]]] } },
    { "type": "Feature", "properties": { "code": "12176" },
      "geometry": { "type": "Polygon", "coordinates": [[[3, 43], [4, 43], [4, 44], [3, 44], [3, 43]]] } }
] }"#;

fn with(text: &'static str) -> Setup {
    Setup {
        faults: vec![("mine.geojson", Fault::Instead(text))],
        ..Setup::at("geojson=mine.geojson")
    }
}

#[tokio::test]
async fn contours_come_from_a_plain_file_too() -> Result<()> {
    journey("geojson", with(SQUARES), async |page| {
        for (view, code) in [("2.5000,43.5000,9.00", "12202"), ("3.5000,43.5000,9.00", "12176")] {
            page.go(&format!("geojson=mine.geojson&v={view}")).await?;
            page.shows("Vos données : mine.geojson").await?;
            page.settled().await?;
            page.click_map(0, 0).await?;
            page.query_becomes("c", Some(code)).await?;
        }
        page.console_is_clean().await
    })
    .await
}

async fn is_refused(page: &Page, why: &str) -> Result<()> {
    page.says_of("mine.geojson", why).await?;
    page.get("button", "Fermer").await?.click().await?;
    page.painted(CLASSES).await.context("the shipped contours are gone")?;
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_geojson_leaves_the_map_as_it_was() -> Result<()> {
    journey("geojson_bad", with("{"), async |page| is_refused(page, "s’arrête à la ligne 1").await)
        .await?;
    let lambert = r#"{ "type": "Feature", "properties": { "code": "12202" }, "geometry": { "type": "Polygon",
        "coordinates": [[[660000, 6360000], [670000, 6360000], [670000, 6370000], [660000, 6360000]]] } }"#;
    journey("geojson_lambert", with(lambert), async |page| is_refused(page, "en WGS 84").await)
        .await
}

/// A link that names another host asks nothing of it; the user sees its name, and may decline.
#[tokio::test]
async fn another_host_is_asked_only_once_the_reader_agrees() -> Result<()> {
    let setup = Setup::at("table=https%3A%2F%2Fautre.example%2Fzonage.csv");
    journey("geojson_elsewhere", setup, async |page| {
        page.shows("autre.example").await?;
        page.get("button", "Charger depuis autre.example").await?;
        page.requests_stay_home().await?;
        page.get("button", "Ne pas charger « zonage.csv »").await?.click().await?;
        page.gone("button", "Charger depuis autre.example").await?;
        page.requests_stay_home().await?;
        Ok(())
    })
    .await
}
