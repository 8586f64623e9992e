//! The zoning in force, from a catalogue that the address names: whole, and with everything that can
//! go wrong on the way.

use anyhow::{Result, ensure};
use atlas::pack::Pack;
use journeys::{Key, Page, Setup, journey};
use territory::{AreaKind, Gazetteer};
use xtask::server::Fault;

use crate::{INDICATOR, SHEET};

const CATALOGUE: &str = r#"{ "resources": [
    { "url": "zonages-qpv-20260730.csv", "last_modified": "2026-07-30T08:00:00" },
    { "url": "zonages-com-20260730.csv", "last_modified": "2026-07-30T08:00:00" } ] }"#;
const HEADER: &str = r#""source","date_maj","niveau","code","lib","com_code","com_lib","com_region","pop","tvs_code","tvs_lib","zmed_niveau","zmed_date_arrete","zide_niveau","zide_date_arrete""#;
const AT: &str =
    "c=12176&d=2026-11-28&officiel=catalogue-officiel.json#project=first&sector=1&aided_before=non";
const OFFER: &str = "Charger le zonage en vigueur (data.gouv.fr)";

/// A file in the form of the official one: a line for each place, all in ZIP by an act of 30 October
/// 2025. It lives as long as the tests, as the server asks.
fn table() -> Result<&'static str> {
    let places = crate::packed("places")?;
    let places = Pack::parse(&places)?;
    let g = Gazetteer::decode(|s| places.get(s))?;
    let mut text = format!("{HEADER}\r\n");
    for row in g.rows() {
        let (code, name) = (g.code(row), g.name(row));
        let region = g.area(AreaKind::Region, row).map_or("", |a| a.name.as_str());
        text.push_str(&format!("\"DataSanté\",\"30/07/2026\",\"COM\",\"{code}\",\"{name}\",\"{code}\",\"{name}\",\"{region}\",\"1 306\",\"11203\",\"Lézignan-Corbières\",\"1_ZIP\",\"30/10/2025\",\"5_Sur_dotee\",\"12/11/2025\"\r\n"));
    }
    Ok(text.leak())
}

/// From the sheet to the moment when the host is named, and agreed to.
async fn agrees(page: &Page) -> Result<()> {
    page.get("button", OFFER).await?.click().await?;
    page.shows("Rien de ce que vous avez répondu ne lui est envoyé").await?;
    page.get("button", "Demander à 127.0.0.1").await?.click().await?;
    Ok(())
}

#[tokio::test]
async fn the_zoning_in_force_takes_the_place_of_ours_on_every_view() -> Result<()> {
    let setup = Setup {
        faults: vec![
            ("catalogue-officiel", Fault::Late(400)),
            ("catalogue-officiel", Fault::Instead(CATALOGUE)),
            // As data.gouv.fr does: the address of the catalogue leads to another.
            ("zonages-com", Fault::Moved("publication-de-juillet.csv")),
            ("publication-de-juillet", Fault::Late(400)),
            ("publication-de-juillet", Fault::Instead(table()?)),
        ],
        ..Setup::at(AT)
    };
    journey("official", setup, async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Onet-le-Château était en zone d’action complémentaire").await?;
        page.get("button", "Charger le zonage en vigueur").await?.click().await?;
        page.get("dialog", "Vos données").await?;
        // Declined, nothing is asked.
        page.get("button", OFFER).await?.click().await?;
        page.get("button", "Ne pas demander").await?.click().await?;
        let asked = page.site.served().iter().any(|s| s.path.contains("catalogue-officiel"));
        ensure!(!asked, "the catalogue was asked before anyone agreed");
        agrees(page).await?;
        page.shows("Le catalogue de 127.0.0.1").await?;
        page.shows("Zonage des médecins").await?;
        page.no_barrier().await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", "Vos données").await?;
        let sheet = page.get("region", SHEET).await?;
        let said = "Onet-le-Château est en zone d’intervention prioritaire";
        page.reads(&sheet, said).await?;
        page.reads(&sheet, "l’arrêté du 30 octobre 2025").await?;
        // The map shows the zoning, not one of the other columns that the file brings.
        let shown = page.get("combobox", INDICATOR).await?.value().await?;
        ensure!(shown.as_deref() == Some("zone_med"), "the map shows {shown:?}");
        page.get("tab", "Mes aides").await?.click().await?;
        page.shows("De 10 000 à 32 000 € sur cinq ans").await?;
        // Going back is dropping it.
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.shows("de 10 000 à 32 000 € en ZIP, de 5 000 à 27 000 € en ZAC").await
    })
    .await
}

#[tokio::test]
async fn a_zoning_that_does_not_come_whole_changes_nothing_and_says_why() -> Result<()> {
    let whole = table()?;
    let end = |lines: usize| whole.match_indices('\n').nth(lines).map_or(0, |(at, _)| at + 1);
    let cut = whole.get(..end(9_000)).unwrap_or_default();
    let short = whole.get(..end(40_000).max(end(34_000))).unwrap_or_default();
    let moved: &'static str =
        short.replace("zmed_niveau", "niveau_medecins").replace("1_ZIP", "classe 1").leak();
    let html = "<!doctype html><title>Maintenance</title><p>Revenez plus tard.</p>";
    let catalogue = ("catalogue-officiel", Fault::Instead(CATALOGUE));
    // Another origin than that of the page: no such answer is for us, by its policy and by ours.
    let elsewhere = "http://localhost:9/zonages-com.csv";
    let cases = [
        (vec![("catalogue-officiel", Fault::Missing)], "le serveur répond par le code 404"),
        (vec![("catalogue-officiel", Fault::Instead(html))], "n’est pas celle du catalogue"),
        (
            vec![("catalogue-officiel", Fault::Instead(r#"{ "resources": [] }"#))],
            "le catalogue ne nomme plus de fichier",
        ),
        (
            vec![catalogue, ("zonages-com", Fault::Missing)],
            "le serveur répond par le code 404 au lieu du fichier",
        ),
        (
            vec![catalogue, ("zonages-com", Fault::Instead(html))],
            "le serveur a répondu par une page au lieu du fichier",
        ),
        (vec![catalogue, ("zonages-com", Fault::Instead(cut))], "il est sans doute coupé"),
        (
            vec![catalogue, ("zonages-com", Fault::Instead(moved))],
            "la classe des médecins n’y est pas reconnue",
        ),
        (
            vec![catalogue, ("zonages-com", Fault::Moved(elsewhere))],
            "ne permet pas à cette page de lire sa réponse",
        ),
    ];
    let (first, _) = &cases[0];
    let setup = Setup { faults: first.clone(), ..Setup::at(AT) };
    journey("official_faults", setup, async |page| {
        page.reads(&page.get("region", SHEET).await?, "Onet-le-Château était en").await?;
        page.get("button", "Charger le zonage en vigueur").await?.click().await?;
        agrees(page).await?;
        for (at, (faults, says)) in cases.iter().enumerate() {
            if at > 0 {
                page.site.set_faults(faults);
                page.get("button", "Réessayer").await?.click().await?;
            }
            page.shows(says).await?;
            page.shows("Rien n’a changé").await?;
        }
        page.no_barrier().await?;
        page.press(Key::Escape).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Onet-le-Château était en zone d’action complémentaire").await.map(drop)
    })
    .await
}
