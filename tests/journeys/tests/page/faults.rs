//! What goes wrong elsewhere is said in words, and the rest of the page goes on.

use anyhow::{Context, Result, ensure};
use journeys::{Fault, Graphics, Key, Page, Setup, journey};

use crate::{CLASSES, OPEN_TABLE, SEARCH, SHEET, TABLE};

async fn sheet_and_table_still_work(page: &Page) -> Result<()> {
    let field = page.get("combobox", SEARCH).await?;
    field.click().await?;
    page.keys("decazeville").await?;
    page.get("option", "Decazeville").await?;
    page.press(Key::Enter).await?;
    let sheet = page.get("region", SHEET).await?;
    page.reads(&sheet, "ZIP").await?;
    if page.all("table", TABLE).await?.is_empty() {
        page.get("button", OPEN_TABLE).await?.click().await?;
    }
    let table = page.get("table", TABLE).await?;
    page.reads(&table, "Abbeville").await?;
    Ok(())
}

#[tokio::test]
async fn without_webgl_the_map_is_drawn_all_the_same() -> Result<()> {
    let setup = Setup::default().with(Graphics::Absent);
    journey("no_webgl", setup, async |page| {
        page.painted(CLASSES).await?;
        sheet_and_table_still_work(page).await
    })
    .await
}

#[tokio::test]
async fn without_any_canvas_the_table_and_the_sheets_answer() -> Result<()> {
    let before = Some("HTMLCanvasElement.prototype.getContext = () => null;");
    journey("no_canvas", Setup { before, ..Setup::default() }, async |page| {
        page.shows("aucun moyen de dessiner la carte").await?;
        sheet_and_table_still_work(page).await
    })
    .await
}

#[tokio::test]
async fn a_damaged_file_is_told_and_the_rest_goes_on() -> Result<()> {
    let setup = Setup { faults: vec![("contours-coarse", Fault::Truncated)], ..Setup::default() };
    journey("damaged_file", setup, async |page| {
        page.shows("Impossible de charger le fond de carte").await?;
        page.shows("endommagé").await?;
        sheet_and_table_still_work(page).await
    })
    .await
}

#[tokio::test]
async fn a_missing_file_can_be_asked_for_again() -> Result<()> {
    let setup = Setup { faults: vec![("column-zone_med", Fault::Missing)], ..Setup::default() };
    journey("missing_file", setup, async |page| {
        page.shows("Impossible de charger").await?;
        page.site.set_faults(&[]);
        page.get("button", "Réessayer").await?.click().await?;
        page.painted(CLASSES).await.context("after « Réessayer »")?;
        ensure!(
            !page.text().await?.contains("impossible de charger"),
            "the message outlives its cause"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn with_no_data_at_all_the_page_says_so() -> Result<()> {
    let setup = Setup { faults: vec![("/data/", Fault::Missing)], ..Setup::default() };
    journey("no_data", setup, async |page| {
        page.shows("Impossible de charger").await?;
        page.get("button", "Réessayer").await?;
        page.get("combobox", SEARCH).await?;
        Ok(())
    })
    .await
}
