//! Finding communes by name, code and postal code.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use atlas::pack::Pack;
use journeys::{Key, Page, Setup, journey};
use territory::{Gazetteer, Row};

use crate::{SEARCH, SHEET};

/// Places walked through in the browser; the command line's tests walk through all of them.
const SAMPLE: usize = 30;

async fn ask(page: &Page, query: &str) -> Result<()> {
    let field = page.get("combobox", SEARCH).await?;
    field.click().await?;
    page.select_all().await?;
    page.keys(query).await
}

fn gazetteer() -> Result<Gazetteer> {
    let data = xtask::dist_dir().join("data");
    let index = std::fs::read_to_string(data.join("index.json"))?;
    let bytes = std::fs::read(data.join(xtask::site::data_file(&index, "places")?))?;
    let pack = Pack::parse(&bytes)?;
    Ok(Gazetteer::decode(|section| pack.get(section))?)
}

#[tokio::test]
async fn homonyms_are_told_apart_by_their_departement() -> Result<()> {
    journey("homonyms", Setup::default(), async |page| {
        ask(page, "st denis").await?;
        // Populations come after the names and decide the order: the list is read once they are
        // there.
        page.shows("149 077 hab.").await?;
        let mut shown = Vec::new();
        for option in page.all("option", "Saint-Denis").await? {
            shown.push(option.text().await?);
        }
        ensure!(shown.len() >= 2, "only {shown:?}");
        let mut distinct = shown.clone();
        distinct.sort();
        distinct.dedup();
        ensure!(distinct.len() == shown.len(), "two suggestions read alike: {shown:?}");
        ensure!(
            shown.iter().any(|s| s.contains("93")) && shown.iter().any(|s| s.contains("974")),
            "{shown:?}"
        );

        // The second one, not the first: the arrow decides.
        page.press(Key::Down).await?;
        page.press(Key::Enter).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, shown[1].lines().next().unwrap_or_default()).await?;
        Ok(())
    })
    .await
}

/// Makes a slice of the page's tasks end after one millisecond instead of eight, so that some are
/// nearly always waiting for the next.
const SHORT_SLICES: &str =
    "const now = performance.now.bind(performance); performance.now = () => 8 * now();";

/// What is typed while the page still loads stays typed: what is made meanwhile writes the field
/// again only once it has said what it holds.
#[tokio::test]
async fn nothing_is_lost_of_what_is_typed_while_the_page_loads() -> Result<()> {
    let setup = Setup { before: Some(SHORT_SLICES), ..Setup::default() };
    journey("typed_early", setup, async |page| {
        page.slow_down(4).await?;
        for wait in (0..10).map(|n| Duration::from_millis(n * 150)) {
            page.clear_cache().await?;
            page.reload().await?;
            let field = page.get("combobox", SEARCH).await?;
            tokio::time::sleep(wait).await;
            field.click().await?;
            page.keys("01001").await?;
            page.get("option", "L'Abergement-Clémenciat")
                .await
                .with_context(|| format!("typed {wait:?} after the field came"))?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn postal_codes_are_understood() -> Result<()> {
    journey("postal_code", Setup::default(), async |page| {
        ask(page, "12300").await?;
        page.get("option", "Decazeville").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_unknown_name_is_answered_with_what_to_try() -> Result<()> {
    journey("unknown_name", Setup::default(), async |page| {
        ask(page, "Zzyzxville").await?;
        page.shows("Aucune commune ne correspond à « Zzyzxville ». Essayez le début du nom, un code postal (12300)").await?;
        ensure!(page.all("listbox", "").await?.is_empty(), "suggestions for a name that is none");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_sample_of_all_places_opens_by_its_code() -> Result<()> {
    let places = gazetteer()?;
    let count = places.len();
    let step = count / SAMPLE;
    let mut sample: Vec<(String, String)> = (0..SAMPLE)
        .map(|i| u16::try_from(i * step).map(Row))
        .map(|row| row.map(|row| (places.code(row).to_string(), places.name(row).to_owned())))
        .collect::<Result<_, _>>()
        .context("more places than rows can number")?;
    // A commune with arrondissements, one of them, an overseas one, one whose contour nobody
    // publishes.
    for (code, name) in
        [("75056", "Paris"), ("69381", "Lyon 1er"), ("97411", "Saint-Denis"), ("15031", "Celles")]
    {
        sample.push((code.to_owned(), name.to_owned()));
    }
    journey("codes", Setup::default(), async |page| {
        for (code, name) in &sample {
            ask(page, code).await?;
            page.get("option", name).await.with_context(|| format!("searching {code}"))?;
            page.press(Key::Enter).await?;
            page.query_becomes("c", Some(code)).await?;
            let sheet = page.get("region", SHEET).await?;
            page.reads(&sheet, name).await?;
        }
        Ok(())
    })
    .await
}
