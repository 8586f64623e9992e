//! Places that are kept, and compared, as the command compares them.

use std::{cell::Cell, collections::BTreeMap};

use anyhow::{Context, Result, ensure};
use cli::{assets::Assets, comparing};
use finder::{Dialect, Query};
use journeys::{Key, PHONE, Page, Setup, journey};
use territory::InseeCode;

use crate::SHEET;

/// A day on which everything is in force.
const DAY: &str = "2027-03-01";
const KEEP: &str = "Garder";

/// Presses of a finger: each letter is one, a choice of a list is two.
struct Finger<'a> {
    page: &'a Page,
    presses: Cell<usize>,
}

impl Finger<'_> {
    async fn press(&self, role: &str, name: &str) -> Result<()> {
        self.presses.set(self.presses.get() + 1);
        self.page.get(role, name).await?.click().await?;
        Ok(())
    }

    async fn write(&self, text: &str) -> Result<()> {
        self.presses.set(self.presses.get() + text.chars().count());
        self.page.keys(text).await
    }

    async fn choose(&self, list: &str, choice: &str) -> Result<()> {
        self.presses.set(self.presses.get() + 2);
        self.page.pick(list, choice).await
    }
}

/// « ZIP ou FRR, à moins de 60 km de Toulouse, une école, une pharmacie, une maison de santé », three
/// places kept, compared and shared: 25 presses at the most, each letter one.
#[tokio::test]
async fn an_intern_compares_and_shares_in_25_presses() -> Result<()> {
    journey("compare_phone", Setup::at("").sized(PHONE), async |page| {
        let finger = Finger { page: &page, presses: Cell::new(0) };
        finger.press("link", "Trouver").await?;
        finger.press("button", "En équipe, en zone aidée, près d’une ville").await?;
        let focused = async || {
            let id: String = page.script("return document.activeElement.id").await?;
            Ok((id == "find-town").then_some(()))
        };
        page.until(focused).await?.context("the focus is not on the town")?;
        finger.write("toulous").await?;
        page.get("option", "Toulouse").await?;
        finger.presses.set(finger.presses.get() + 1);
        page.press(Key::Enter).await?;
        page.shows("de Toulouse").await?;
        finger.choose("À moins de", "60 km").await?;
        page.get("heading", "22 communes").await?;
        let first: Vec<String> = page
            .script("return [...document.querySelectorAll('.hits .hit-name .link')].slice(0, 3).map(e => e.textContent)")
            .await?;
        for name in &first {
            finger.press("button", &format!("{KEEP} {name}")).await?;
            page.get("button", &format!("Gardé {name}")).await?;
        }
        finger.press("link", "Comparer (3)").await?;
        page.get("heading", "Comparer les lieux gardés").await?;
        for name in &first {
            page.get("button", name).await?;
        }
        page.shows("3 lieux,").await?;
        finger.press("button", "Partager").await?;
        let presses = finger.presses.get();
        ensure!(presses <= 25, "{presses} presses");
        page.settled().await?;
        page.no_barrier().await?;
        page.nothing_overflows().await?;
        // What is shared is what is seen: the towns of the search, the places.
        let link: String = page.script("return location.search + location.hash").await?;
        page.travel("?vue=carte").await?;
        page.travel(&link).await?;
        page.shows("Distance de Toulouse").await
    })
    .await
}

/// The lines of the tables, name and what each place has.
async fn lines(page: &Page) -> Result<BTreeMap<String, Vec<String>>> {
    let all: Vec<Vec<String>> = page
        .script(
            "return [...document.querySelectorAll('.versus tbody tr:not(.versus-group)')].map(r => \
             [r.querySelector('th').firstChild.textContent, ...[...r.querySelectorAll('td')].map(c => c.textContent.trim().replace(/[▲▼] /, ''))])",
        )
        .await?;
    Ok(all.into_iter().map(|mut l| (l.remove(0), l)).collect())
}

/// Two, three and four places, with answers and a search: every line and the file are those of the
/// command.
#[tokio::test]
async fn what_is_compared_is_what_the_command_compares() -> Result<()> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut dataset = assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))?;
    let book = assets.criteria(&mut dataset).map_err(|e| anyhow::anyhow!("{e}"))?;
    let models = assets.insight(&mut dataset).map_err(|e| anyhow::anyhow!("{e}"))?;
    let sets = [
        ("12089,31028", "", ""),
        ("12089,31028,12208", "distance:31555:60km,zone:zip", "project=first&sector=1"),
        (
            "75108,97411,2A004,48095",
            "distance:12202:40km,distance:31555:80km",
            "project=first&sector=1&aided_before=non",
        ),
    ];
    journey("compare_all", Setup::at("vue=comparer"), async |page| {
        page.keep_files().await?;
        page.shows("Aucun lieu gardé").await?;
        for (codes, wanted, answers) in sets {
            let rows: Vec<_> = codes
                .split(',')
                .filter_map(|c| dataset.gazetteer().row(InseeCode::parse(c).ok()?))
                .collect();
            let written = comparing::answers(answers, &dataset).map_err(|e| anyhow::anyhow!(e))?;
            let query = Query::read(wanted, &book).0;
            let asked = comparing::Asked {
                rows: &rows,
                query: &query,
                date: DAY.parse()?,
                answers: &written,
            };
            let versus = comparing::versus(&asked, &book, &models, &dataset)
                .map_err(|e| anyhow::anyhow!(e))?;
            let at = format!(
                "?vue=comparer&d={DAY}#{answers}&projet.lieux={codes}&trouver.criteres={wanted}"
            );
            page.travel(&at).await?;
            let expected: BTreeMap<String, Vec<String>> = (versus.topics.iter())
                .map(|t| {
                    let side = |s: &finder::Side| match &s.end {
                        Some(end) => format!("{} {}", s.words, end.words),
                        None => s.words.clone(),
                    };
                    (t.name.clone(), t.sides.iter().map(side).collect())
                })
                .collect();
            let is_so = async || Ok((lines(&page).await? == expected).then_some(()));
            if page.until(is_so).await?.is_none() {
                let seen = lines(&page).await?;
                let other: Vec<_> =
                    expected.iter().filter(|(name, of)| seen.get(*name) != Some(of)).collect();
                anyhow::bail!("{codes}: expected {other:?} of {} lines", seen.len());
            }
            page.shows(&versus.counted()).await?;
            page.forget_handed().await?;
            page.get("button", "CSV").await?.click().await?;
            let table = String::from_utf8(page.handed("plaque-comparaison.csv").await?)?;
            let notes = finder::notes(DAY.parse()?, &written);
            ensure!(
                table == versus.csv(&assets.day(), &notes, Dialect::Plain),
                "{codes}: another file"
            );
            // On paper the sheet lies; four columns of words take one more.
            let pages = page.printed_pages().await?;
            ensure!(pages <= if rows.len() > 3 { 3 } else { 2 }, "{codes}: {pages} sheets");
        }
        Ok(())
    })
    .await
}

/// From the sheet by a key, from the table by a button, let go again; back undoes it; places that are
/// alike; at 320 px.
#[tokio::test]
async fn places_are_kept_from_anywhere() -> Result<()> {
    let at = format!(
        "c=12089&d={DAY}#trouver.criteres=distance:31555:60km,zone:zip-frr,pharmacie,ecole,msp"
    );
    journey("keep", Setup::at(&at), async |page| {
        page.reads(&page.get("region", SHEET).await?, "Decazeville").await?;
        page.get("button", KEEP).await?.focus().await?;
        page.keys("g").await?;
        page.get("button", "Gardé").await?;
        page.shows("Decazeville, lieu gardé. 1 lieu gardé").await?;
        page.get("button", "Gardé").await?.click().await?;
        page.get("button", KEEP).await?.click().await?;
        page.get("button", "Gardé").await?;
        // What was found, as a table in another order.
        page.get("link", "Trouver").await?.click().await?;
        page.get("heading", "22 communes").await?;
        page.get("button", "En tableau").await?.click().await?;
        page.tab_to("button", "Distance de Toulouse").await?;
        page.press(Key::Enter).await?;
        let sorted = async || {
            let all: Vec<f64> = page
                .script("return [...document.querySelectorAll('.found tbody tr')].map(r => parseFloat(r.children[6].textContent))")
                .await?;
            Ok((all.len() == 22 && all.is_sorted()).then_some(()))
        };
        page.until(sorted).await?.context("the table is not in order")?;
        page.settled().await?;
        page.no_barrier().await?;
        page.get("button", "Garder Graulhet").await?.click().await?;
        page.get("link", "Comparer (2)").await?.click().await?;
        page.shows("2 lieux,").await?;
        page.settled().await?;
        page.no_barrier().await?;
        page.get("button", "Lieux semblables à Decazeville").await?.click().await?;
        page.shows("au lieu de").await?;
        page.get("button", "Fermer cette liste").await?.click().await?;
        page.gone("heading", "Lieux semblables à Decazeville").await?;
        page.get("button", "Ne plus garder Graulhet").await?.click().await?;
        page.shows("Un seul lieu").await?;
        page.get("button", "Annuler").await?.click().await?;
        page.shows("2 lieux,").await?;
        // Back leads to the view before, with what is kept.
        page.back().await?;
        page.get("link", "Comparer (2)").await.map(drop)
    })
    .await?;
    // With nothing kept, the like of a place is found from its sheet.
    journey("alike", Setup::at(&format!("c=12089&d={DAY}")), async |page| {
        page.reads(&page.get("region", SHEET).await?, "« FRR », environ").await?;
        page.get("button", "Lieux semblables à celui-ci").await?.click().await?;
        page.shows("au lieu de").await?;
        page.travel("?vue=comparer#projet.semblables=75056").await?;
        page.shows("se regarde par arrondissement").await?;
        page.travel("?vue=comparer#projet.lieux=12089,99999&projet.semblables=99999").await?;
        page.shows("Code commune 99999 inconnu aujourd’hui").await?;
        page.shows("Aucune commune d’aujourd’hui n’a ce code.").await
    })
    .await?;
    let narrow = format!("vue=comparer&d={DAY}#projet.lieux=12089,31028,12208");
    journey("compare_narrow", Setup::at(&narrow).sized((320, 640)), async |page| {
        page.shows("3 lieux,").await?;
        page.settled().await?;
        page.nothing_overflows().await?;
        page.no_barrier().await
    })
    .await
}
