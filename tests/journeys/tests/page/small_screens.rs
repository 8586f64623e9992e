//! Phones, and windows as narrow as a page magnified four times.

use anyhow::{Result, ensure};
use journeys::{PHONE, Page, Setup, journey};

use crate::{CLASSES, SHEET};

const NARROW: (u32, u32) = (320, 568);

/// Controls that a finger meets are no smaller than it; of a text field that is the box drawn
/// around it.
async fn fingers_fit(page: &Page) -> Result<()> {
    let small: Vec<String> = page
        .script(
            "return [...document.querySelectorAll('button, select, input, summary, [role=button]')] \
               .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('p, li, td, [role=gridcell], [role=columnheader]')) \
               .map(e => [e, (e.matches('input') ? e.parentElement : e).getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5)) \
               .map(([e, r]) => `${Math.round(r.width)}×${Math.round(r.height)} ${e.outerHTML.slice(0, 100)}`)",
        )
        .await?;
    ensure!(small.is_empty(), "too small for a finger: {small:#?}");
    Ok(())
}

/// The ways to what one can do take one row: a second one would cover the answer.
async fn ways_in_one_row(page: &Page) -> Result<()> {
    let rows: Vec<f64> = page
        .script("return [...new Set([...document.querySelectorAll('nav.rail > *')].filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect().top)))]")
        .await?;
    ensure!(rows.len() == 1, "views in {} rows: {rows:?}", rows.len());
    Ok(())
}

/// The first sentence of the sheet is on the screen without scrolling.
async fn sentence_in_view(page: &Page, words: &str) -> Result<()> {
    let sheet = page.get("region", SHEET).await?;
    page.reads(&sheet, words).await?;
    // The smallest element that holds the words; of several, the topmost.
    let (top, height): (f64, f64) = page
        .script(&format!(
            "const w = {words:?}.toLowerCase(), has = e => e.textContent.toLowerCase().includes(w), \
               tops = [...document.querySelectorAll('[aria-label=\"{SHEET}\"] *')] \
               .filter(e => e.checkVisibility() && has(e) && ![...e.children].some(has)).map(e => e.getBoundingClientRect().top); \
             return [tops.length ? Math.min(...tops) : 1e9, innerHeight]",
        ))
        .await?;
    ensure!(top < height - 44.0, "the sentence begins at {top} px of {height}");
    Ok(())
}

#[tokio::test]
async fn a_phone_shows_map_and_answer() -> Result<()> {
    journey("phone", Setup::default().sized(PHONE), async |page| {
        page.painted(CLASSES).await?;
        page.nothing_overflows().await?;
        ways_in_one_row(page).await?;
        fingers_fit(page).await?;
        page.go("c=12089").await?;
        sentence_in_view(page, "zone d").await?;
        page.nothing_overflows().await?;
        fingers_fit(page).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_narrow_window_reflows() -> Result<()> {
    journey("narrow", Setup::at("c=12089").sized(NARROW), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.nothing_overflows().await?;
        Ok(())
    })
    .await
}
