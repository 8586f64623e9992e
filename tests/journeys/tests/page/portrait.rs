//! The portrait of a territory: chosen, read, taken away and printed; by keyboard, on a phone, from
//! a bad address.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use cli::assets::Assets;
use journeys::{Key, PHONE, Page, Setup, journey};
use portrait::{Chosen, Portrait, Territory, WideSums};
use territory::{AreaKind, Dataset, InseeCode};
use xtask::server::Fault;

/// Counts the nodes that are put into the page.
const COUNT_NEW_NODES: &str = r"
  window.made = 0;
  const count = node => 1 + [...node.childNodes].reduce((sum, child) => sum + count(child), 0);
  new MutationObserver(list => list.forEach(m => m.addedNodes.forEach(n => { window.made += count(n); })))
    .observe(document.body, { subtree: true, childList: true });
  return true";
/// As many nodes as five charts, two lists and the marks of a map need.
const MOST_NEW_NODES: usize = 2_500;

/// Opens what is folded away under a name.
async fn open(page: &Page, name: &str) -> Result<()> {
    page.get("summary", name).await?.click().await?;
    Ok(())
}

fn core() -> Result<(Dataset, portrait::Book, String)> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut dataset = assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))?;
    let book = assets.portrait(&mut dataset).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok((dataset, book, assets.day()))
}

#[tokio::test]
async fn an_adviser_chooses_a_territory_and_reads_it_by_keyboard() -> Result<()> {
    journey("portrait", Setup::at("portrait.html?c=12089"), async |page| {
        page.get("heading", "Portrait : Decazeville").await?;
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        page.shows("Plus qu’en France : habitants de 75 ans et plus (19,2 % contre ").await?;
        // What stands behind the first figures is folded away until it is asked for.
        open(page, "En graphiques").await?;
        page.shows("Accès aux généralistes (APL) : 4,39 en 2015, 3,70 en 2023.").await?;
        page.shows("À moins de 10 km de la mairie de Decazeville : 1 maison de santé").await?;
        page.no_barrier().await?;
        page.pick("Territoire", "Intercommunalité").await?;
        page.shows("CC Decazeville Communauté (intercommunalité) : 12 communes, 17 888 habitants.")
            .await?;
        page.tab_to("combobox", "Chiffre comparé").await?;
        page.keys("Chômage").await?;
        page.shows("Chômage au sens du recensement (CC Decazeville Communauté) : 15,4 %").await?;
        // A long page has ways to its parts.
        page.get("button", "Structures").await?.click().await?;
        page.tab_to("summary", "Structures alentour, une par une").await?;
        page.press(Key::Enter).await?;
        page.pick("Structures", "Pharmacies").await?;
        page.shows("10 pharmacies (au plus près à 0,6 km)").await?;
        open(page, "Trouver un spécialiste").await?;
        page.tab_to("combobox", "Spécialité").await?;
        page.keys("Psychiatrie").await?;
        page.shows("le lieu d’exercice connu le plus proche est Capdenac-Gare, à 14,2 km").await?;
        open(page, "CPTS et exercice en équipe").await?;
        page.tab_to("spinbutton", "Habitants de la CPTS").await?;
        page.keys("52000").await?;
        page.press(Key::Tab).await?;
        page.shows("Taille 2 sur 4, pour 52 000 habitants").await?;
        page.shows("317 500 € sur cinq ans.").await?;
        open(page, "Tous les chiffres : soignants").await?;
        page.shows("Masseurs-kinésithérapeutes").await?;
        open(page, "Tous les chiffres : patients").await?;
        page.shows("pas de chiffre d’ensemble").await?;
        page.no_barrier().await?;
        page.reload().await?;
        page.shows("Taille 2 sur 4, pour 52 000 habitants").await?;
        page.back().await?;
        page.shows("Taille 1 sur 4, pour 17 888 habitants").await
    })
    .await
}

/// The table that the page hands over is, byte for byte, what the core says: for 500 communes all
/// over the country, every département, and wider territories; so are the communes as GeoJSON,
/// contours aside.
#[tokio::test]
async fn what_is_taken_away_is_what_the_core_says() -> Result<()> {
    let (dataset, book, day) = core()?;
    journey("portrait_files", Setup::at("portrait.html?c=12089"), async |page| {
        page.keep_files().await?;
        let g = dataset.gazetteer();
        let communes: Vec<InseeCode> =
            g.rows().filter(|r| g.is_commune(*r)).step_by(69).map(|r| g.code(r)).collect();
        ensure!(communes.len() >= 500, "{}", communes.len());
        let place = |code: InseeCode| g.row(code).expect("a commune of ours");
        let commune =
            |code: InseeCode| (format!("?vue=portrait&c={code}"), code, Chosen::Place(place(code)));
        // Every département from its first commune, and the other levels.
        let mut firsts: BTreeMap<&str, InseeCode> = BTreeMap::new();
        for row in g.rows().filter(|r| g.is_commune(*r)) {
            if let Some(area) = g.area(AreaKind::Departement, row) {
                firsts.entry(&area.code).or_insert(g.code(row));
            }
        }
        ensure!(firsts.len() == 101, "{}", firsts.len());
        let departements = firsts.into_values().map(|code| {
            (
                format!("?vue=portrait&c={code}#plan_area=departement"),
                code,
                Chosen::Area(AreaKind::Departement, place(code)),
            )
        });
        let areas = [
            ("epci", AreaKind::Epci),
            ("bassin", AreaKind::BassinDeVie),
            ("region", AreaKind::Region),
        ];
        let code = InseeCode::parse("46102")?;
        let wide = areas.map(|(id, kind)| {
            (
                format!("?vue=portrait&c={code}#plan_area={id}"),
                code,
                Chosen::Area(kind, place(code)),
            )
        });
        let whole = (
            format!("?vue=portrait&c={code}#plan_area=france"),
            code,
            Chosen::Country(place(code)),
        );
        let mut known = WideSums::default();
        for (address, code, chosen) in
            communes.into_iter().map(commune).chain(departements).chain([whole]).chain(wide)
        {
            let territory =
                Territory::new(&dataset, &chosen).map_err(|e| anyhow::anyhow!("{e}"))?;
            let expected = Portrait::with(&dataset, &book, &territory, &mut known);
            page.forget_handed().await?;
            page.travel(&address).await?;
            page.shows(&expected.summary()).await?;
            page.get("button", "Tableau (CSV)").await?.click().await?;
            let table = String::from_utf8(page.handed("portrait.csv").await?)?;
            ensure!(table == portrait::csv(&expected, &day), "{code}: another table");
        }
        page.get("button", "Communes (GeoJSON)").await?.click().await?;
        let map: serde_json::Value =
            serde_json::from_slice(&page.handed("portrait.geojson").await?)?;
        ensure!(
            map["features"].as_array().is_some_and(|f| f.len() > 4_000),
            "the communes of Occitanie"
        );
        ensure!(map["citation"].as_str().is_some_and(|c| c.starts_with("Plaque")), "no citation");
        open(page, "En graphiques").await?;
        page.get("button", "Enregistrer en SVG").await?.click().await?;
        let svg = String::from_utf8(page.handed("comparaison.svg").await?)?;
        ensure!(svg.starts_with("<svg") && svg.contains("Licence"), "{svg}");
        page.get("button", "Enregistrer en PNG").await?.click().await?;
        let picture = journeys::Picture::decode(&page.handed("comparaison.png").await?)?;
        ensure!(picture.main_colours(0.0005).len() >= 2, "a blank picture");
        // What it costs to open another: rows stay, what is written in them changes.
        page.script::<bool>(COUNT_NEW_NODES).await?;
        page.travel("?vue=portrait&c=12089").await?;
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        page.settled().await?;
        let made: usize = page.script("return window.made").await?;
        ensure!(made <= MOST_NEW_NODES, "{made} nodes made to open another portrait");
        ensure!(made > 20, "{made} nodes: nothing was counted");
        Ok(())
    })
    .await
}

/// Two sheets of A4, nothing wider than the sheet, and a code that leads back to the same view.
#[tokio::test]
async fn the_portrait_is_printed_on_two_pages() -> Result<()> {
    journey("portrait_print", Setup::at("portrait.html?c=12089"), async |page| {
        for (address, says) in [
            ("portrait.html?c=12089#sector=2&plan_gives=5000", "Decazeville (commune, Aveyron), 5 020 habitants."),
            ("portrait.html?c=12089#plan_area=region", "Occitanie (région) : 4 446 communes"),
            // The sentence that comes with the figures, not the title that comes before them.
            ("portrait.html?c=75056#plan_area=rayon&plan_km=30", "30 km autour de Paris (communes dont la mairie"),
        ] {
            page.go(address).await?;
            page.shows(says).await?;
            page.settled().await?;
            ensure!(page.printed_pages().await? == 2, "{address}: {} pages", page.printed_pages().await?);
            page.on_paper(true).await?;
            let wide: bool = page
                .script("return [...document.querySelectorAll('.paper *')].some(e => e.getBoundingClientRect().right > innerWidth + 1)")
                .await?;
            ensure!(!wide, "{address}: something is wider than the sheet");
            let read = page.square_code(".qr").await?;
            page.on_paper(false).await?;
            ensure!(read.starts_with("http://127.0.0.1"), "{read}");
            // What the doctor answers is no part of what is handed over.
            let printed: String = page.script("return document.querySelector('.paper').textContent").await?;
            ensure!(!read.contains("sector") && !printed.contains("sector"), "{read}");
            let (_, query) = read.split_once('?').context("an address without a view")?;
            page.go("vue=aides").await?;
            page.go(query).await?;
            page.shows(says).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_phone_has_the_portrait() -> Result<()> {
    for size in [PHONE, (320, 640)] {
        journey(
            "portrait_phone",
            Setup::at("portrait.html?c=12089#plan_area=rayon&plan_km=10").sized(size),
            async |page| {
                page.shows("10 km autour de Decazeville").await?;
                page.shows("CPTS et exercice en équipe").await?;
                page.nothing_overflows().await?;
                page.no_barrier().await
            },
        )
        .await?;
    }
    Ok(())
}

/// Several communes are put together and taken apart again; nonsense in the address leaves the
/// rest.
#[tokio::test]
async fn several_communes_are_one_territory() -> Result<()> {
    journey(
        "portrait_several",
        Setup::at("portrait.html?c=12089&i=none#plan_area=communes&plan_with_46102=1&plan_with_xx=1&plan_km=many"),
        async |page| {
            page.shows("Communes choisies : 2").await?;
            // What was not understood is said, over the view, until it is closed.
            page.shows("plan_with_xx=1, plan_km=many").await?;
            page.get("button", "Fermer ce message").await?.click().await?;
            open(page, "Tous les chiffres : soignants").await?;
            page.shows("publié par département ; ce territoire en touche 2").await?;
            page.get("button", "Retirer Figeac").await?.click().await?;
            page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
            // One nearby is ticked, and no longer is.
            page.tab_to("button", "Garder Decazeville, et en chercher une autre").await?;
            page.press(Key::Tab).await?;
            page.press(Key::Enter).await?;
            page.get("checkbox", "Viviez").await?.click().await?;
            page.shows("Decazeville et Viviez (communes choisies) : 2 communes").await?;
            page.get("button", "Retirer Viviez").await?;
            page.get("checkbox", "Viviez").await?.click().await?;
            page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
            page.get("button", "Garder Decazeville, et en chercher une autre").await?.click().await?;
            page.get("combobox", crate::SEARCH).await?.click().await?;
            page.select_all().await?;
            page.keys("Figeac").await?;
            page.get("option", "Figeac").await?;
            page.press(Key::Enter).await?;
            page.shows("Communes choisies : 2").await?;
            page.go("portrait.html?c=15031#plan_area=rayon").await?;
            page.shows("La mairie de cette commune n’est pas située").await?;
            page.go("portrait.html").await?;
            page.shows("Choisissez une commune dans la recherche.").await
        },
    )
    .await
}

/// A list of structures and a column that do not come: reported, and the rest is there.
#[tokio::test]
async fn a_missing_list_leaves_the_figures() -> Result<()> {
    let setup = Setup {
        faults: vec![("structures", Fault::Missing), ("chomage_2018", Fault::Missing)],
        // A région stands on the columns of all its places.
        ..Setup::at("portrait.html?c=12089#plan_area=region")
    };
    journey("portrait_faults", setup, async |page| {
        // The text of the page speaks of this list too.
        let notice = page.get("alert", "Impossible de charger").await?;
        page.reads(&notice, "la liste des structures").await?;
        page.shows("Occitanie (région) : 4 446 communes").await?;
        page.shows("Taux de pauvreté").await?;
        page.shows("Chiffres qui n’ont pas pu être chargés : Chômage au sens du recensement")
            .await?;
        page.get("button", "Réessayer").await?;
        Ok(())
    })
    .await
}

/// Notes when the figures of the first portrait stand.
const NOTE_FIRST_FIGURES: &str = r"
  new MutationObserver((_, observer) => {
    const here = document.getElementById('chapter-soignants');
    if (!document.getElementById('chapter-vie') || !/3,70/.test(here.parentElement.textContent)) return;
    observer.disconnect();
    window.stood = performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });";
/// What the page had asked for by then: names of files and bytes over the wire.
const ASKED_BEFORE: &str = "return performance.getEntriesByType('resource')
  .filter(r => r.startTime < window.stood)
  .map(r => [r.name.split('/').pop(), r.transferSize])";
/// Most bytes before the figures of a deep link.
const MOST_BEFORE_FIGURES: f64 = 1_000.0 * 1024.0;

/// The figures of a deep link come from the small files of the département: neither the places nor
/// a single column is asked for before, and those that only a wide area needs not at all.
#[tokio::test]
async fn first_figures_need_no_column() -> Result<()> {
    let setup = Setup { before: Some(NOTE_FIRST_FIGURES), ..Setup::at("vue=portrait&c=12089") };
    journey("portrait_first", setup, async |page| {
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        page.shows("À moins de 10 km de la mairie de Decazeville : 1 maison de santé").await?;
        page.settled().await?;
        let before: Vec<(String, f64)> = page.script(ASKED_BEFORE).await?;
        let asked = |name: &str| before.iter().any(|(file, _)| file.starts_with(name));
        for small in ["portrait-first.", "portrait-12.", "place-12."] {
            ensure!(asked(small), "{small} was not asked for: {before:?}");
        }
        for late in ["column-", "places.", "portrait.", "structures.", "contours-"] {
            ensure!(!asked(late), "{late} was asked for before the figures: {before:?}");
        }
        let bytes: f64 = before.iter().map(|(_, bytes)| bytes).sum();
        println!("first figures: {bytes} bytes");
        ensure!(bytes <= MOST_BEFORE_FIGURES, "{bytes} bytes before the figures");
        let served = page.site.served();
        let is_wide = |path: &str| {
            path.starts_with("/data/portrait.") || path.starts_with("/data/column-chomage_2018.")
        };
        ensure!(!served.iter().any(|s| is_wide(&s.path)), "asked for what no figure needs");
        Ok(())
    })
    .await
}

/// A small file that does not come costs time and nothing else: all columns answer, nothing is
/// said.
#[tokio::test]
async fn without_small_files_the_whole_answers() -> Result<()> {
    let setup = Setup {
        faults: vec![("data/portrait-12", Fault::Missing)],
        ..Setup::at("vue=portrait&c=12089")
    };
    journey("portrait_whole", setup, async |page| {
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        page.shows("Plus qu’en France : habitants de 75 ans et plus").await?;
        open(page, "En graphiques").await?;
        page.shows("Accès aux généralistes (APL) : 4,39 en 2015, 3,70 en 2023.").await?;
        ensure!(!page.text().await?.contains("Impossible de charger"), "it is said");
        let served = page.site.served();
        ensure!(served.iter().any(|s| s.path.starts_with("/data/portrait.")), "not the whole");
        Ok(())
    })
    .await
}
