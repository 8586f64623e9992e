//! The address holds what is shown: it can be kept, sent, reloaded, and walked back and forward.

use anyhow::{Result, ensure};
use journeys::{Setup, journey};

use crate::{CLASSES, DATE, INDICATOR, SHEET};

#[tokio::test]
async fn a_link_opens_what_it_names_and_survives_a_reload() -> Result<()> {
    let link = "c=12089&i=apl_mg_2023&d=2025-06-15&v=2.2500,44.5600,9.00";
    journey("deep_link", Setup::at(link), async |page| {
        for turn in ["opened", "reloaded"] {
            page.painted(CLASSES).await?;
            let sheet = page.get("region", SHEET).await?;
            page.reads(&sheet, "Decazeville").await?;
            page.reads(&sheet, "Au 15 juin 2025").await?;
            let indicator = page.get("select", INDICATOR).await?;
            ensure!(
                indicator.value().await?.as_deref() == Some("apl_mg_2023"),
                "{turn}: indicator {:?}",
                indicator.value().await?
            );
            let date = page.get("date", DATE).await?;
            ensure!(
                date.value().await?.as_deref() == Some("2025-06-15"),
                "{turn}: date {:?}",
                date.value().await?
            );
            let view = page.query("v").await?.unwrap_or_default();
            ensure!(
                view.starts_with("2.25") && view.contains(",44.56"),
                "{turn}: the camera moved to {view}"
            );
            page.reload().await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_whole_country_comes_back_though_a_place_is_chosen() -> Result<()> {
    journey("home", Setup::at("c=12089"), async |page| {
        page.painted(CLASSES).await?;
        let near = page.map_picture().await?;
        page.get("button", "Voir toute la France").await?.click().await?;
        let view = page.until(async || page.query("v").await).await?.unwrap_or_default();
        let zoom: f64 = view.rsplit(',').next().unwrap_or_default().parse()?;
        ensure!(zoom < 7.0, "the map still looks at {view}");
        ensure!(page.map_picture().await?.difference(&near) > 0.1, "the picture is the same");
        page.query_becomes("c", Some("12089")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn back_and_forward_walk_through_the_selection() -> Result<()> {
    journey("history", Setup::at("c=12089"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.settled().await?;
        page.get("summary", "6 communes voisines").await?.click().await?;
        let neighbour = page.get("button", "Aubin").await?;
        neighbour.scroll_into_view().await?;
        neighbour.click().await?;
        page.query_becomes("c", Some("12013")).await?;
        page.back().await?;
        page.query_becomes("c", Some("12089")).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.forward().await?;
        page.query_becomes("c", Some("12013")).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Aubin").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_damaged_link_says_what_is_unknown_and_shows_the_rest() -> Result<()> {
    journey("damaged_link", Setup::at("c=99999&i=nothing&d=2025-02-31&v=north"), async |page| {
        page.painted(CLASSES).await?;
        let indicator = page.get("select", INDICATOR).await?;
        ensure!(indicator.value().await?.as_deref() == Some("zone_med"));
        let date = page.get("date", DATE).await?;
        ensure!(date.value().await?.as_deref() != Some("2025-02-31"));
        page.shows("99999 inconnu").await?;
        page.shows("parties que Plaque n’a pas reconnues : d=2025-02-31, v=north").await?;
        Ok(())
    })
    .await
}
