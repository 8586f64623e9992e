//! What a screen reader would say of the main screens, as texts in `tests/journeys/transcripts`: read
//! them as a user who does not see.

use anyhow::{Context, Result};
use journeys::{PHONE, Page, Setup, journey};

use crate::SHEET;

/// A day on which everything is in force, so that no transcript changes with the calendar.
const DAY: &str = "d=2026-11-28";

/// The commune of the mock, once all of its screen has come.
async fn whole(page: &Page, name: &str, last: &str) -> Result<()> {
    page.shows(last).await?;
    page.settled().await?;
    page.is_said(name).await
}

#[tokio::test]
async fn the_place_is_said() -> Result<()> {
    let at = format!("c=12089&{DAY}");
    journey("said_place", Setup::at(&at), async |page| {
        page.reads(&page.get("region", SHEET).await?, "« FRR », environ").await?;
        whole(page, "place", "La suite").await
    })
    .await
}

#[tokio::test]
async fn the_phone_is_said() -> Result<()> {
    let at = format!("c=12089&{DAY}");
    journey("said_phone", Setup::at(&at).sized(PHONE), async |page| {
        page.reads(&page.get("region", SHEET).await?, "« FRR », environ").await?;
        whole(page, "place-phone", "La suite").await
    })
    .await
}

#[tokio::test]
async fn the_aids_are_said() -> Result<()> {
    let at = format!(
        "aides.html?c=12089&{DAY}#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP"
    );
    journey("said_aids", Setup::at(&at), async |page| {
        whole(page, "aids", "De 10 000 à 32 000 € sur cinq ans").await
    })
    .await
}

#[tokio::test]
async fn access_is_said() -> Result<()> {
    let at = format!("pourquoi.html?c=12089&{DAY}");
    journey("said_access", Setup::at(&at), async |page| {
        page.shows("limitrophes ou à moins de 10 km").await?;
        whole(page, "access", "Decazeville : 1 médecin de plus").await
    })
    .await
}

#[tokio::test]
async fn the_portrait_is_said() -> Result<()> {
    let at = format!("portrait.html?c=12089&{DAY}");
    journey("said_portrait", Setup::at(&at), async |page| {
        page.shows("À moins de 10 km de la mairie de Decazeville").await?;
        whole(page, "portrait", "Toutes les sources de ces chiffres").await
    })
    .await
}

#[tokio::test]
async fn finding_and_the_project_are_said() -> Result<()> {
    let at = format!("vue=trouver&{DAY}");
    journey("said_modes", Setup::at(&at), async |page| {
        page.get("heading", "Trouver un lieu").await?;
        whole(page, "find", "parmi 34 917 communes et arrondissements").await?;
        page.get("link", "Mon projet").await?.click().await?;
        page.get("heading", "Mon projet").await?;
        whole(page, "project", "Première installation").await
    })
    .await
}

#[tokio::test]
async fn what_is_found_and_compared_is_said() -> Result<()> {
    let search = "trouver.criteres=distance:31555:60km,zone:zip-frr,pharmacie,ecole,msp";
    let at = format!("vue=trouver&{DAY}#{search}&projet.lieux=12089,31028");
    journey("said_found", Setup::at(&at), async |page| {
        page.get("heading", "22 communes").await?;
        page.shows("Dans les 5 premiers pour").await?;
        whole(page, "found", "Distances à vol d’oiseau entre mairies").await?;
        page.get("link", "Comparer (2)").await?.click().await?;
        page.shows("Effet d’un médecin de plus").await?;
        // Lines come one by one, and what one doctor would change last: it says so until they are there.
        let is_whole = async || {
            let waits: String = page
                .script("return document.querySelector('.comparing-sum small')?.textContent ?? '…'")
                .await?;
            Ok(waits.is_empty().then_some(()))
        };
        page.until(is_whole).await?.context("the comparison never was whole")?;
        whole(page, "compared", "2 lieux,").await
    })
    .await
}
