//! What this doctor would get: from a commune to an amount with its reasons, by keyboard, and back.

use anyhow::{Result, ensure};
use journeys::{Key, PHONE, Page, Setup, journey};

use crate::SHEET;

/// The sentence that sums up the rights.
async fn sums_up(page: &Page, words: &str) -> Result<()> {
    page.shows(words).await
}

async fn fragment(page: &Page) -> Result<String> {
    page.script("return location.hash").await
}

#[tokio::test]
async fn a_doctor_answers_and_reads_what_is_due() -> Result<()> {
    journey("aids", Setup::at("c=12089&d=2026-02-01"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.get("link", "Mes aides").await?.click().await?;
        sums_up(page, "0 € sur cinq ans").await?;
        // By keyboard alone from here on.
        page.tab_to("combobox", "Votre projet ici").await?;
        page.keys("Première").await?;
        page.tab_to("combobox", "Secteur conventionnel").await?;
        page.keys("Secteur 1").await?;
        page.tab_to("combobox", "Avez-vous déjà reçu une aide à l’installation de même nature").await?;
        page.keys("Non").await?;
        sums_up(page, "10 000 € sur cinq ans").await?;
        page.shows("1er mai 2026").await?;
        let said = fragment(page).await?;
        ensure!(said == "#aided_before=non&project=first&sector=1", "{said}");
        page.no_barrier().await?;

        // What is answered survives a reload, and « back » takes back the last answer.
        page.reload().await?;
        sums_up(page, "10 000 € sur cinq ans").await?;
        page.back().await?;
        sums_up(page, "0 € sur cinq ans").await?;
        page.forward().await?;
        sums_up(page, "10 000 € sur cinq ans").await?;

        // The way back to the map keeps the place, the date and the answers.
        page.get("link", "Voir la carte").await?.click().await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.query_becomes("d", Some("2026-02-01")).await?;
        ensure!(fragment(page).await?.contains("project=first"), "the answers are lost on the way");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_aid_that_ended_is_found_under_its_old_name() -> Result<()> {
    journey("aids_found", Setup::at("aides.html?c=12089&d=2026-02-01"), async |page| {
        sums_up(page, "sur cinq ans").await?;
        page.tab_to("searchbox", "Trouver une aide").await?;
        page.keys("50 000").await?;
        page.shows("CAIM").await?;
        page.shows("entre le 1er janvier 2017 et le 31 décembre 2025").await?;
        page.shows("remplacé depuis le 1er janvier 2026").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_fragment_changes_nothing_else() -> Result<()> {
    journey("aids_fragment", Setup::at("aides.html?c=12089&d=2026-02-01#project=nothing&sector=1&%%%&age=999&x=y"), async |page| {
        sums_up(page, "sur cinq ans").await?;
        let sector: String = page.script("return document.querySelector('#question-sector').value").await?;
        ensure!(sector == "1", "the right answer is lost: {sector}");
        let project: String = page.script("return document.querySelector('#question-project').value").await?;
        ensure!(project.is_empty(), "the wrong answer is taken: {project}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_phone_reads_its_rights() -> Result<()> {
    let at = "aides.html?c=12089&d=2026-02-01#project=first&sector=1&aided_before=non";
    journey("aids_phone", Setup::at(at).sized(PHONE), async |page| {
        sums_up(page, "10 000 € sur cinq ans").await?;
        page.nothing_overflows().await?;
        page.no_barrier().await?;
        page.press(Key::End).await?;
        Ok(())
    })
    .await
}
