//! What abbreviations mean, where they stand: with a thumb and by keyboard.

use anyhow::{Context, Result, ensure};
use journeys::{Key, PHONE, Setup, journey};

use crate::SHEET;

/// The list of those in view.
const LIST: &str = "Les sigles de cette page";

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
        let note = page.get("note", "").await?;
        page.reads(&note, "Agence régionale de santé : elle fixe par arrêté").await?;
        page.no_barrier().await?;
        page.press(Key::Escape).await?;
        page.gone("note", "").await?;
        // The sheet stays, and the note leads to all that are in view.
        page.get("region", SHEET).await?;
        page.press_word("ARS").await?;
        page.get("button", "Tous les sigles affichés").await?.click().await?;
        let list = page.get("dialog", LIST).await?;
        page.reads(&list, "Zone d’intervention prioritaire : là où").await?;
        page.no_barrier().await?;
        page.nothing_overflows().await
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
        page.keys("?").await?;
        ensure!(page.all("dialog", LIST).await?.is_empty(), "it opens in a field");
        Ok(())
    })
    .await
}
