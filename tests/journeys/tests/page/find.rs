//! « Trouver »: what is asked in words and by controls, and what is found, as the command finds it.

use anyhow::{Context, Result, ensure};
use cli::{assets::Assets, finding};
use finder::{Book, Condition, Dialect, Kind, Query, Test};
use journeys::{Key, PHONE, Page, Setup, journey};
use territory::Dataset;

use crate::SHEET;

const WORDS: &str = "Dites ce que vous cherchez";
/// Places that the list shows at first.
const SHOWN: usize = 20;

fn core() -> Result<(Dataset, Book, String)> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut dataset = assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))?;
    let book = assets.criteria(&mut dataset).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok((dataset, book, assets.day()))
}

/// Types a wish.
async fn asks(page: &Page, words: &str) -> Result<()> {
    page.get("textbox", WORDS).await?.click().await?;
    page.keys(words).await?;
    page.press(Key::Enter).await
}

/// The names in the list, in its order.
async fn names(page: &Page) -> Result<Vec<String>> {
    page.script(
        "return [...document.querySelectorAll('.hits .hit-name .link')].map(e => e.textContent)",
    )
    .await
}

/// A hundred queries of two or three conditions, over all criteria but one's aids, which only the page
/// counts.
fn queries(book: &Book) -> Vec<Query> {
    let all: Vec<_> = book.criteria.iter().filter(|c| c.id != "aides").collect();
    let test = |at: usize| {
        let c = all[at % all.len()];
        let test = c.first_test().unwrap_or_else(|| match &c.kind {
            Kind::Area { level, .. } if *level == territory::AreaKind::Region => {
                Test::Among(vec!["76".to_owned()])
            }
            Kind::Area { .. } => Test::Among(vec!["12".to_owned(), "46".to_owned()]),
            _ => Query::read("distance:31555:80km", book).0.conditions[0].test.clone(),
        });
        Condition { criterion: c.id.clone(), test, keeps_unknown: at % 5 == 0 }
    };
    let of = |i: usize| {
        let mut query = Query::default();
        for at in [i, i * 7 + 3].into_iter().chain((i % 2 == 0).then_some(i * 3 + 11)) {
            query.put(test(at));
        }
        query
    };
    (0..100).map(of).collect()
}

/// What the page finds, in its order, and the file that it hands on, are what the command finds.
#[tokio::test]
async fn what_is_found_is_what_the_command_finds() -> Result<()> {
    let (dataset, book, day) = core()?;
    journey("find_all", Setup::at("vue=trouver"), async |page| {
        page.keep_files().await?;
        page.get("heading", "Trouver un lieu").await?;
        for query in queries(&book) {
            let expected = finding::table(&query, &book, &dataset, finder::LISTED)?;
            page.travel(&format!("?vue=trouver#trouver.criteres={query}")).await?;
            let found = match expected.found {
                0 => "Aucune commune".to_owned(),
                n => territory::text::counted(n as f64, "commune", "communes"),
            };
            page.shows(&expected.sentence).await?;
            page.get("heading", &found).await.with_context(|| query.to_string())?;
            let wanted: Vec<&str> =
                expected.lines.iter().take(SHOWN).map(|l| l.name.as_str()).collect();
            let is_so = async || Ok((names(page).await? == wanted).then_some(()));
            page.until(is_so).await?.with_context(|| format!("{query}: other places"))?;
            if expected.found == 0 {
                continue;
            }
            // With the weightings tried, which come a moment later.
            let wanted = expected.csv(&day, Dialect::Plain);
            let saved = async || {
                page.forget_handed().await?;
                page.get("button", "CSV").await?.click().await?;
                let table = String::from_utf8(page.handed("plaque-recherche.csv").await?)?;
                Ok((table == wanted).then_some(()))
            };
            page.until(saved).await?.with_context(|| format!("{query}: another table"))?;
        }
        Ok(())
    })
    .await
}

/// Words of people, controls of each condition, what remains, what would find more; by keyboard.
#[tokio::test]
async fn words_become_controls() -> Result<()> {
    journey("find_words", Setup::at("vue=trouver"), async |page| {
        asks(page, "zip à moins de 40 km de rodez avec école, msp et téléphérique").await?;
        page.get("heading", "4 communes").await?;
        page.shows("téléphérique (pas compris)").await?;
        page.shows("à moins de 40 km de Rodez, en ZIP, avec une école et une maison de santé.")
            .await?;
        ensure!(names(page).await?.len() == 4, "the list");
        // A piece of the sentence leads to its control.
        page.tab_to("button", "à moins de 40 km de Rodez").await?;
        page.press(Key::Enter).await?;
        let focused = async || {
            let id: String = page.script("return document.activeElement.id").await?;
            Ok((id == "find-distance-12202").then_some(()))
        };
        page.until(focused).await?.context("the focus is not on the town")?;
        page.select_all().await?;
        page.keys("xqzwk").await?;
        page.shows("Aucune commune ne correspond à « xqzwk »").await?;
        page.pick("À moins de", "60 km").await?;
        page.shows("à moins de 60 km de Rodez").await?;
        page.no_barrier().await?;
        page.nothing_overflows().await?;
        page.get("button", "Retirer le critère : Maison de santé").await?.click().await?;
        page.shows("à moins de 60 km de Rodez, en ZIP, avec une école.").await?;
        let before = names(page).await?;
        // Weights change the order, and neither what is found nor the view of the map.
        page.get("summary", "Changer les poids").await?.click().await?;
        let weight = page.get("slider", "Départs").await?;
        weight.focus().await?;
        page.press(Key::Home).await?;
        let changed = async || Ok((names(page).await? != before).then_some(()));
        page.until(changed).await?.context("the order stays")?;
        let fragment: String = page.script("return location.hash").await?;
        ensure!(fragment.contains("poids:departs:0"), "{fragment}");
        // The address is the search.
        page.reload().await?;
        page.shows("à moins de 60 km de Rodez, en ZIP, avec une école.").await?;
        page.get("button", "Tout effacer").await?.click().await?;
        page.get("heading", "Trouver un lieu").await?;
        page.back().await?;
        page.shows("en ZIP, avec une école.").await
    })
    .await
}

/// Nothing is found: what to give up is offered, and is what it says.
#[tokio::test]
async fn what_finds_nothing_says_what_would() -> Result<()> {
    let at = "vue=trouver#trouver.criteres=distance:12202:10km,zone:zip,maternite,lycee";
    journey("find_none", Setup::at(at), async |page| {
        page.get("heading", "Aucune commune").await?;
        page.shows("En assouplissant un critère").await?;
        let offered: Option<String> = page
            .script("return document.querySelector('.relaxed button')?.textContent ?? null")
            .await?;
        let offered = offered.context("nothing is offered")?;
        let count = offered.rsplit(": ").next().unwrap_or_default().replace('\u{202f}', " ");
        page.get("button", &offered).await?.click().await?;
        page.get("heading", count.trim()).await.map(drop)
    })
    .await
}

/// On a phone: from a question to a place on the map and back, in few presses.
#[tokio::test]
async fn an_intern_finds_a_place_on_a_phone() -> Result<()> {
    journey("find_phone", Setup { size: PHONE, ..Setup::at("vue=trouver") }, async |page| {
        page.get("button", "En équipe, avec une école").await?.click().await?;
        page.shows("avec une maison de santé, une pharmacie, un infirmier et une école.").await?;
        page.settled().await?;
        page.no_barrier().await?;
        page.nothing_overflows().await?;
        page.get("button", "Voir sur la carte").await?.click().await?;
        page.query_becomes("vue", None).await?;
        page.shows("2 150 communes répondent à votre recherche").await?;
        page.back().await?;
        let first = names(page).await?.into_iter().next().context("nothing is found")?;
        page.get("button", &first).await?.click().await?;
        page.reads(&page.get("region", SHEET).await?, &first).await?;
        page.back().await?;
        page.get("heading", "2\u{202f}150 communes").await?;
        // Closing the sheet leads back to the list as well.
        page.get("button", &first).await?.click().await?;
        page.reads(&page.get("region", SHEET).await?, &first).await?;
        page.get("button", "Fermer la fiche").await?.click().await?;
        page.get("heading", "2\u{202f}150 communes").await.map(drop)
    })
    .await
}

/// Of towns of one name the one that was taken is told, and another is a press away; a condition that is
/// taken away is taken back.
#[tokio::test]
async fn another_town_and_what_was_taken_away_are_a_press_away() -> Result<()> {
    journey("find_changed", Setup::at("vue=trouver"), async |page| {
        asks(page, "pharmacie à 20 km de saint-denis").await?;
        page.shows("Saint-Denis (La Réunion) a été prise, la plus peuplée de ce nom").await?;
        page.shows("à moins de 20 km de Saint-Denis (974), avec une pharmacie.").await?;
        page.no_barrier().await?;
        page.get("button", "Saint-Denis (Seine-Saint-Denis)").await?.click().await?;
        let asked = "à moins de 20 km de Saint-Denis (93), avec une pharmacie.";
        page.shows(asked).await?;
        page.get("summary", "Régler les critères, un par un").await?.click().await?;
        page.get("button", "Retirer le critère : Pharmacie").await?.click().await?;
        page.shows("Critère retiré.").await?;
        page.shows("à moins de 20 km de Saint-Denis (93).").await?;
        page.get("button", "Annuler").await?.click().await?;
        page.shows(asked).await?;
        // What is asked since is not what it would take back from.
        page.get("button", "Retirer le critère : Pharmacie").await?.click().await?;
        page.shows("Critère retiré.").await?;
        asks(page, "école").await?;
        page.shows("à moins de 20 km de Saint-Denis (93), avec une école.").await?;
        page.gone("button", "Annuler").await?;
        page.back().await?;
        page.back().await?;
        page.shows(asked).await?;
        page.get("button", "Tout effacer").await?.click().await?;
        page.shows("Recherche effacée.").await?;
        page.get("button", "Annuler").await?.click().await?;
        page.shows(asked).await
    })
    .await
}

/// Territories in place of communes: found, in order and on a map as the command finds them; one leads to
/// its portrait.
#[tokio::test]
async fn territories_are_found_too() -> Result<()> {
    let (dataset, book, _) = core()?;
    let at = "vue=trouver#trouver.criteres=acces:max2.5,distance:31555:80km,pharmacie";
    journey("find_areas", Setup::at(at), async |page| {
        page.get("combobox", "Je cherche des").await?;
        page.pick("Je cherche des", "bassins de vie").await?;
        let query = Query::read("par:bassin,acces:max2.5,distance:31555:80km,pharmacie", &book).0;
        let expected = finding::table(&query, &book, &dataset, finder::LISTED)?;
        page.get("heading", &expected.unit.counted(expected.found)).await?;
        let wanted: Vec<&str> =
            expected.lines.iter().take(SHOWN).map(|l| l.name.as_str()).collect();
        let is_so = async || Ok((names(page).await? == wanted).then_some(()));
        page.until(is_so).await?.context("other territories")?;
        page.shows("bassins de vie répondent à votre recherche").await?;
        page.settled().await?;
        page.no_barrier().await?;
        page.get("button", wanted[0]).await?.click().await?;
        page.get("heading", &format!("Portrait : {}", wanted[0])).await.map(drop)
    })
    .await
}

/// A column of the user's own is asked in words as any other: two of three communes have four beds.
#[tokio::test]
async fn own_columns_are_asked_too() -> Result<()> {
    let folder = tempfile::tempdir()?;
    journey("find_own", Setup::at("vue=trouver"), async |page| {
        page.get("heading", "Trouver un lieu").await?;
        crate::own::with_a_good_file(page, folder.path()).await?;
        page.press(Key::Escape).await?;
        asks(page, "lits").await?;
        page.get("heading", "2 communes").await?;
        page.shows("« Lits » atteint 4").await?;
        ensure!(names(page).await?.len() == 2, "the list");
        page.shows("un lien partagé ne les contient pas").await?;
        // Elsewhere the link says what it lacks.
        page.get("link", "Carte").await?;
        let link: String = page.script("return location.search + location.hash").await?;
        page.travel("?vue=donnees").await?;
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.press(Key::Escape).await?;
        page.travel(&link).await?;
        let lacks =
            "1 critère vient de fichiers que ce lien ne contient pas, et ne compte pas ici.";
        page.shows(lacks).await
    })
    .await
}

/// A link to the map under a search shows what was found, as whoever shared it saw it.
#[tokio::test]
async fn the_map_under_a_search_is_shared() -> Result<()> {
    let at = "#trouver.criteres=distance:31555:60km,zone:zip-frr,pharmacie,ecole,msp";
    journey("find_shared", Setup::at(at), async |page| {
        page.shows("22 communes répondent à votre recherche").await?;
        page.get("combobox", crate::INDICATOR).await?;
        page.get("link", "Trouver").await?.click().await?;
        page.get("heading", "22 communes").await.map(drop)
    })
    .await
}
