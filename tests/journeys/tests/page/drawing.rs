//! A perimeter drawn on the map, to look for places in it.

use anyhow::{Context, Result, ensure};
use cli::{assets::Assets, finding};
use finder::{Drawn, Query};
use journeys::{Key, PHONE, Page, Setup, journey};
use viewmodel::{Address, scenario::Outline};

const ADD: &str = "Critère à ajouter";
const TAKE: &str = "Chercher dedans";
/// Around Aveyron.
const AT: &str = "vue=trouver&v=2.6,44.3,8";

async fn begins(page: &Page) -> Result<()> {
    page.get("heading", "Trouver un lieu").await?;
    page.pick(ADD, "Un périmètre à dessiner").await?;
    page.get("button", "Ajouter").await?.click().await?;
    page.get("heading", "Dessiner un périmètre").await.map(drop)
}

/// The outline of the address.
async fn outline(page: &Page) -> Result<Outline> {
    let fragment: String = page.script("return location.hash").await?;
    let written = Address::default().with_fragment(&fragment).scenario.outline;
    written.parse().ok().with_context(|| format!("no outline in {fragment}"))
}

/// What the command finds in an outline, and with what else is asked.
fn expected(query: &str, outline: &Outline) -> Result<String> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut dataset = assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))?;
    let book = assets.criteria(&mut dataset).map_err(|e| anyhow::anyhow!("{e}"))?;
    let drawn = Drawn { corners: outline.degrees(), written: outline.to_string() };
    let book = book.with_own(&dataset, &[], &[], Some(&drawn));
    let (query, misread) = Query::read(query, &book);
    ensure!(misread.is_empty(), "{misread:?}");
    let table = finding::table(&query, &book, &dataset, finder::LISTED)?;
    ensure!(table.found > 20, "{} in {outline}", table.found);
    Ok(table.unit.counted(table.found))
}

/// Corner by corner on the map; what is found is what the command finds; the link finds it again.
#[tokio::test]
async fn a_drawn_perimeter_is_asked() -> Result<()> {
    for (name, setup) in
        [("drawn", Setup::at(AT)), ("drawn_phone", Setup { size: PHONE, ..Setup::at(AT) })]
    {
        journey(name, setup, async |page| {
            begins(page).await?;
            page.settled().await?;
            page.gone("button", TAKE).await.context("nothing is drawn")?;
            for (right, down) in [(-60, -160), (140, -150), (150, 40), (20, 90)] {
                page.click_map(right, down).await?;
            }
            page.shows("4 sommets").await?;
            page.no_barrier().await?;
            page.nothing_overflows().await?;
            page.get("button", "Retirer le dernier").await?.click().await?;
            page.shows("3 sommets").await?;
            page.get("button", TAKE).await?.click().await?;
            page.shows("dans le périmètre dessiné.").await?;
            let drawn = outline(page).await?;
            ensure!(drawn.corners().len() == 3, "{drawn}");
            page.get("heading", &expected("perimetre:dessine", &drawn)?).await?;
            page.no_barrier().await?;
            page.reload().await?;
            page.get("heading", &expected("perimetre:dessine", &drawn)?).await?;
            // Without the condition the address has no outline; both are taken back.
            page.get("button", "Tout effacer").await?.click().await?;
            page.get("heading", "Trouver un lieu").await?;
            ensure!(outline(page).await.is_err(), "an outline that nothing asks for");
            page.get("button", "Annuler").await?.click().await?;
            page.get("heading", &expected("perimetre:dessine", &drawn)?).await?;
            ensure!(outline(page).await? == drawn, "another outline");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// By keyboard: Enter puts a corner in the middle of the map, Esc gives up; the outline is drawn anew
/// from where it was.
#[tokio::test]
async fn a_perimeter_is_drawn_by_keyboard() -> Result<()> {
    journey("drawn_keys", Setup::at(AT), async |page| {
        begins(page).await?;
        page.settled().await?;
        page.tab_to("application", "Carte de France").await?;
        for (key, corners) in [(Key::Right, 1), (Key::Down, 2), (Key::Left, 3)] {
            page.press(Key::Enter).await?;
            page.shows(&territory::text::counted(f64::from(corners), "sommet", "sommets")).await?;
            for _ in 0..3 {
                page.press(key.clone()).await?;
            }
            page.settled().await?;
        }
        page.press(Key::Escape).await?;
        page.gone("heading", "Dessiner un périmètre").await?;
        page.get("heading", "Trouver un lieu").await?;
        // Another view ends it as well: a click on the map chooses a place again.
        begins(page).await?;
        page.get("link", "Carte").await?.click().await?;
        page.query_becomes("vue", None).await?;
        page.click_map(60, -60).await?;
        page.get("region", crate::SHEET).await?;
        page.back().await?;
        page.back().await?;
        begins(page).await?;
        page.shows("3 sommets").await?;
        page.get("button", TAKE).await?.click().await?;
        let drawn = outline(page).await?;
        page.get("heading", &expected("perimetre:dessine", &drawn)?).await.map(drop)
    })
    .await
}
