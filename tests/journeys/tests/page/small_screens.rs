//! Phones, and windows as narrow as a page magnified four times.

use anyhow::{Result, ensure};
use journeys::{Key, PHONE, Page, Setup, journey};

use crate::{CLASSES, SEARCH, SHEET};

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

/// On a phone that lies, what is read stands beside the map, whole.
#[tokio::test]
async fn a_phone_that_lies_shows_the_answer_beside_the_map() -> Result<()> {
    journey("lying", Setup::at("c=12089").sized((844, 390)), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "zone d’intervention prioritaire").await?;
        page.settled().await?;
        let (bottom, left): (f64, f64) = page
            .script(&format!(
                "const sheet = document.querySelector('[aria-label=\"{SHEET}\"]'); \
                 return [sheet.querySelector('.verdict p').getBoundingClientRect().bottom, sheet.getBoundingClientRect().left]"
            ))
            .await?;
        ensure!(bottom <= 390.0, "the sentence ends at {bottom} px of 390");
        ensure!(left > 250.0, "the map has {left} px");
        // What is chosen is named on what is left of the map, and the map's buttons can be pressed.
        let (name, is_free): (f64, bool) = page
            .script(
                "const name = [...document.querySelectorAll('.map-labels *')].filter(e => e.checkVisibility() && e.textContent.trim() === 'Decazeville').pop(), \
                   zoom = document.querySelector('.map-zoom button'), box = zoom.getBoundingClientRect(); \
                 return [name?.getBoundingClientRect().right ?? 1e9, zoom.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))]",
            )
            .await?;
        ensure!(name < left, "the name of the place ends at {name} px, the sheet begins at {left}");
        ensure!(is_free, "the buttons of the map lie under something");
        page.get("combobox", SEARCH).await?.click().await?;
        page.select_all().await?;
        page.keys("saint").await?;
        page.get("option", "Saint").await?;
        page.nothing_overflows().await
    })
    .await
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
    // A phone, and a large window magnified four times, which is wider than high.
    for (name, size) in [("narrow", NARROW), ("magnified", (320, 256))] {
        journey(name, Setup::at("c=12089").sized(size), async |page| {
            let sheet = page.get("region", SHEET).await?;
            page.reads(&sheet, "Decazeville").await?;
            page.nothing_overflows().await?;
            let width: f64 = page
                .script("return document.querySelector('.sheet').getBoundingClientRect().width")
                .await?;
            ensure!(width > 300.0, "the sheet is {width} px wide");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// How far a thumb scrolled to what it pressed, px.
#[derive(Default)]
struct Thumb {
    scrolled: f64,
}

impl Thumb {
    /// Scrolls to it where it is not seen, and presses.
    async fn tap(&mut self, page: &Page, role: &str, name: &str) -> Result<()> {
        let wanted = page.get(role, name).await?;
        let at = "return [...document.querySelectorAll('.simulator, .sheet-scroll')].reduce((sum, e) => sum + e.scrollTop, 0)";
        let before: f64 = page.script(at).await?;
        wanted.scroll_into_view().await?;
        let after: f64 = page.script(at).await?;
        self.scrolled += (after - before).abs();
        Ok(wanted.click().await?)
    }

    /// Opens a list and takes what begins so: two presses.
    async fn choose(&mut self, page: &Page, list: &str, choice: &str) -> Result<()> {
        self.tap(page, "combobox", list).await?;
        page.keys(choice).await?;
        page.press(Key::Enter).await
    }
}

/// From the start to what one would get, with three answers: this path has nine presses (twelve are
/// allowed), and takes at most two screens of scroll.
#[tokio::test]
async fn a_thumb_learns_its_aids_in_a_few_presses() -> Result<()> {
    journey("taps", Setup::default().sized(PHONE), async |page| {
        let mut thumb = Thumb::default();
        page.painted(CLASSES).await?;
        thumb.tap(page, "combobox", SEARCH).await?;
        page.keys("decazeville").await?;
        thumb.tap(page, "option", "Decazeville").await?;
        page.reads(&page.get("region", SHEET).await?, "Decazeville").await?;
        thumb.tap(page, "tab", "Mes aides").await?;
        thumb.choose(page, "Classe de la commune dans l’acte en vigueur", "En ZIP").await?;
        thumb.choose(page, "Votre projet ici", "Première").await?;
        thumb.choose(page, "Secteur conventionnel", "Secteur 1").await?;
        page.shows("Jusqu’à 32 000 € sur cinq ans, dont 22 000 € estimés.").await?;
        let answers: String = page.script("return location.hash").await?;
        ensure!(answers == "#project=first&sector=1&aides.classe=12089:ZIP", "{answers}");
        let screens = thumb.scrolled / f64::from(PHONE.1);
        ensure!(screens <= 2.0, "{screens:.1} screens of scroll");
        Ok(())
    })
    .await
}
