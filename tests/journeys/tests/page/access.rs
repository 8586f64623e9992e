//! No barrier that axe-core can see, on the main states of the page.

use anyhow::{Context, Result};
use journeys::{DESKTOP, Key, PHONE, Page, Setup, journey};

use crate::{ABBREVIATIONS, CLASSES, OPEN_TABLE, SHEET, TABLE};

#[tokio::test]
async fn the_start_the_sheet_and_the_table_have_no_barrier() -> Result<()> {
    journey("access", Setup::default(), async |page| {
        page.painted(CLASSES).await?;
        page.no_barrier().await.context("at the start")?;
        page.go("c=12089&d=2025-06-15").await?;
        let sheet = page.get("region", SHEET).await?;
        page.get("summary", "Au 15 juin 2025").await?.click().await?;
        page.reads(&sheet, "50 000 €").await?;
        page.reads(&sheet, "Cinq choses à savoir").await?;
        page.no_barrier().await.context("with a sheet")?;
        page.get("button", OPEN_TABLE).await?.click().await?;
        let table = page.get("table", TABLE).await?;
        page.reads(&table, "Abbeville").await?;
        page.cells_stand_apart().await?;
        page.no_barrier().await.context("with the table")?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_phone_has_no_barrier() -> Result<()> {
    journey("access_phone", Setup::at("c=12089").sized(PHONE), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.no_barrier().await
    })
    .await
}

/// Every view of a place, and what one can do without one: address, and what its heading begins with.
const VIEWS: [(&str, &str); 7] = [
    ("?c=12089", "Decazeville"),
    ("?vue=aides&c=12089", "Mes aides : Decazeville"),
    ("?vue=acces&c=12089", "Accès et voisins : Decazeville"),
    ("?vue=portrait&c=12089", "Portrait : Decazeville"),
    ("?vue=donnees&c=12089", "Vos données"),
    ("?vue=trouver", "Trouver"),
    ("?vue=projet", "Mon projet"),
];

/// Every view with its folds shut and open, in both themes: no barrier, and nothing wider than the
/// window.
async fn no_view_has_a_barrier(name: &str, size: (u32, u32)) -> Result<()> {
    journey(name, Setup::at("c=12089").sized(size), async |page| {
        for (address, heading) in VIEWS {
            page.travel(address).await?;
            page.get("heading", heading).await?;
            page.settled().await?;
            for state in ["shut", "open"] {
                if state == "open" {
                    open_every_fold(page).await?;
                    page.settled().await?;
                }
                page.nothing_overflows().await.with_context(|| format!("{address}, {state}"))?;
                in_both_themes(page).await.with_context(|| format!("{address}, {state}"))?;
            }
        }
        page.get("button", "Menu").await?.click().await?;
        in_both_themes(page).await.context("menu")?;
        page.press(Key::Escape).await?;
        page.get("button", "À propos").await?.click().await?;
        page.get("dialog", "À propos de Plaque").await?;
        open_every_fold(page).await?;
        page.settled().await?;
        page.nothing_overflows().await.context("about")?;
        in_both_themes(page).await.context("about")?;
        page.press(Key::Escape).await?;
        page.gone("dialog", "À propos de Plaque").await?;
        page.keys("?").await?;
        page.get("dialog", ABBREVIATIONS).await?;
        in_both_themes(page).await.context("abbreviations")?;
        page.press(Key::Escape).await?;
        page.travel("?vue=trouver").await?;
        page.get("button", "Toutes les communes, en tableau").await?.click().await?;
        let table = page.get("table", TABLE).await?;
        page.reads(&table, "Aast").await?;
        in_both_themes(page).await.context("table")?;
        if size != DESKTOP {
            page.get("button", "Fermer le tableau").await?.click().await?;
            page.travel("?").await?;
            page.get("button", "Légende : Zonage des médecins").await?.click().await?;
            page.get("region", "Légende de la carte").await?;
            in_both_themes(page).await.context("legend")?;
        }
        Ok(())
    })
    .await
}

/// No barrier in the light, and none of colour in the dark, which changes nothing else.
async fn in_both_themes(page: &Page) -> Result<()> {
    page.no_barrier().await?;
    page.in_theme("dark").await?;
    let met = page.no_barrier_of_colour().await;
    page.in_theme("light").await?;
    met.context("in the dark")
}

/// Opens every fold, and those within.
async fn open_every_fold(page: &Page) -> Result<()> {
    for _ in 0..3 {
        let _opened: bool = page
            .script("document.querySelectorAll('details').forEach(d => { d.open = true; }); return true")
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_view_has_a_barrier_on_a_laptop() -> Result<()> {
    no_view_has_a_barrier("access_laptop", DESKTOP).await
}

#[tokio::test]
async fn no_view_has_a_barrier_on_a_phone() -> Result<()> {
    no_view_has_a_barrier("access_views_phone", PHONE).await
}

#[tokio::test]
async fn no_view_has_a_barrier_on_a_phone_that_lies() -> Result<()> {
    no_view_has_a_barrier("access_views_lying", (844, 390)).await
}

#[tokio::test]
async fn no_view_has_a_barrier_in_a_window_as_narrow_as_four_times_magnified() -> Result<()> {
    no_view_has_a_barrier("access_views_narrow", (320, 568)).await
}
