//! What abbreviations mean, where they stand: with a thumb and by keyboard.

use anyhow::{Context, Result, ensure};
use journeys::{Fault, Key, PHONE, Setup, journey};

use crate::{ABBREVIATIONS as LIST, SEARCH, SHEET};

/// The note on one of them.
const NOTE: &str = "Ce que veut dire ce sigle";

#[tokio::test]
async fn a_thumb_learns_what_an_abbreviation_means() -> Result<()> {
    journey("words_thumb", Setup::at("c=12089").sized(PHONE), async |page| {
        page.reads(&page.get("region", SHEET).await?, "La suite").await?;
        page.settled().await?;
        // Underlined where it first stands, without a change of what is written.
        let underlined = "return CSS.highlights.get('words')?.size || null";
        page.until(async || page.script::<Option<u32>>(underlined).await)
            .await?
            .context("nothing is underlined")?;
        page.press_word("ARS").await?;
        let note = page.get("dialog", NOTE).await?;
        page.reads(&note, "Agence régionale de santé : elle fixe par arrêté").await?;
        page.no_barrier().await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", NOTE).await?;
        // The sheet stays, and the note leads to all that are in view.
        page.get("region", SHEET).await?;
        page.press_word("ARS").await?;
        page.get("button", LIST).await?.click().await?;
        let list = page.get("dialog", LIST).await?;
        page.reads(&list, "Zone d’intervention prioritaire : là où").await?;
        page.no_barrier().await?;
        page.nothing_overflows().await?;
        // Escape closes the list, and nothing behind it.
        page.press(Key::Escape).await?;
        page.gone("dialog", LIST).await?;
        page.reads(&page.get("region", SHEET).await?, "La suite").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn the_words_in_view_are_a_key_away() -> Result<()> {
    journey("words_key", Setup::at("vue=aides&c=12089"), async |page| {
        page.shows("sur cinq ans").await?;
        page.settled().await?;
        page.keys("?").await?;
        let list = page.get("dialog", LIST).await?;
        let said = page.reads(&list, "Forfait médecin traitant : ce que").await?;
        // Only those that are on the page.
        ensure!(!said.contains("engagement de service public"), "{said}");
        page.press(Key::Escape).await?;
        page.gone("dialog", LIST).await?;
        // In a field it is a character like others.
        page.keys("/").await?;
        page.select_all().await?;
        page.keys("?").await?;
        let field = page.get("combobox", SEARCH).await?;
        page.until(async || Ok((field.value().await?.as_deref() == Some("?")).then_some(())))
            .await?
            .context("« ? » is not written")?;
        page.settled().await?;
        ensure!(page.all("dialog", LIST).await?.is_empty(), "it opens in a field");
        Ok(())
    })
    .await
}

/// The part that explains words is fetched unasked: where it does not come nobody is told before they
/// ask.
#[tokio::test]
async fn words_that_do_not_come_are_missed_when_they_are_asked_for() -> Result<()> {
    let setup = Setup { faults: vec![("/about", Fault::Missing)], ..Setup::at("c=12089") };
    journey("words_missing", setup, async |page| {
        page.reads(&page.get("region", SHEET).await?, "La suite").await?;
        page.settled().await?;
        let failed = "Impossible de charger « À propos »";
        ensure!(!page.text().await?.contains(&failed.to_lowercase()), "it is told unasked");
        page.get("button", "À propos").await?.click().await?;
        page.shows(failed).await?;
        page.site.set_faults(&[]);
        page.get("button", "Réessayer").await?.click().await?;
        page.get("dialog", "À propos de Plaque").await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", "À propos de Plaque").await?;
        page.get("region", SHEET).await.map(drop)
    })
    .await
}
