//! The user's own files: read on the device, understood, corrected, kept; refused with a reason;
//! never sent.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use atlas::Written;
use cli::assets::Assets;
use journeys::{Key, PHONE, Page, Setup, journey};
use portrait::{Chosen, Territory};
use territory::{AreaKind, Dataset, Gazetteer, InseeCode};

use crate::{INDICATOR, SHEET};

/// The frame and its page.
pub const OWN: &str = "Vos données";
pub const FIELD: &str = "Choisir des fichiers";

pub fn dataset() -> Result<Dataset> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))
}

/// A file of this name in a folder of the test's own.
pub fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// Opens the dialog of the user's own files.
pub async fn open(page: &Page) -> Result<()> {
    page.get("button", "Menu").await?.click().await?;
    page.get("button", OWN).await?.click().await?;
    page.get("file", FIELD).await.map(drop)
}

/// Opens the dialog with a file that is as it should be: what stays whatever comes after it.
pub async fn with_a_good_file(page: &Page, folder: &Path) -> Result<()> {
    let good = file(folder, "bonne.csv", "code,Lits\n12089,3\n12202,4\n46102,5\n")?;
    open(page).await?;
    page.choose(FIELD, &[good]).await?;
    page.shows("3 sur 3 lignes rattachées à 3 communes").await
}

/// The communes of a région, by code.
fn communes(g: &Gazetteer, region: &str) -> Vec<String> {
    let inside = g.rows().filter(|r| {
        g.is_commune(*r) && g.area(AreaKind::Region, *r).is_some_and(|a| a.name == region)
    });
    inside.map(|r| g.code(r).to_string()).collect()
}

/// A zoning of Occitanie as a spreadsheet writes it: semicolons, Windows-1252, zeros lost;
/// Decazeville out of every zone.
fn zoning(g: &Gazetteer) -> Vec<u8> {
    let mut text = "Code commune;Libell\u{e9};Zonage\n".to_owned();
    for code in communes(g, "Occitanie") {
        let class = if code == "12089" { "Hors zonage" } else { "ZIP" };
        text += &format!("{};d\u{e9}but;{class}\n", code.trim_start_matches('0'));
    }
    text += "99999;nulle part;ZIP\n";
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

#[tokio::test]
async fn a_zoning_of_the_readers_own_replaces_the_shipped_one_and_goes_again() -> Result<()> {
    let data = dataset()?;
    let folder = tempfile::tempdir()?;
    let path = file(folder.path(), "zonage-ars.csv", zoning(data.gazetteer()))?;
    journey("own_zoning", Setup::at("c=12089"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "en zone d’intervention prioritaire").await?;
        open(page).await?;
        page.no_barrier().await?;
        page.choose(FIELD, &[path]).await?;
        page.shows("Zonage des médecins").await?;
        page.shows("1 ligne ou objet laissé de côté").await?;
        page.no_barrier().await?;
        page.get("button", "Fermer").await?.click().await?;
        page.shows("Vos données : zonage-ars.csv").await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Hors zonage").await?;
        page.reads(&sheet, "vos données").await?;
        page.no_barrier().await?;
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.reads(&page.get("region", SHEET).await?, "en zone d’intervention prioritaire").await?;
        Ok(())
    })
    .await
}

/// A column that nobody knows is a new indicator; the user corrects what was understood, undoes,
/// keeps, and erases.
#[tokio::test]
async fn columns_are_corrected_undone_kept_and_erased() -> Result<()> {
    let data = dataset()?;
    let folder = tempfile::tempdir()?;
    let lines = communes(data.gazetteer(), "Occitanie").into_iter().enumerate();
    let table = lines.fold("insee,Projets de maison de sante\n".to_owned(), |text, (i, code)| {
        format!("{text}{code},{}\n", i % 9)
    });
    let path = file(folder.path(), "projets.csv", table)?;
    journey("own_columns", Setup::at("c=12089"), async |page| {
        open(page).await?;
        page.choose(FIELD, &[path]).await?;
        page.shows("Projets de maison de sante.").await?;
        page.get("summary", "Ce que Plaque a compris des colonnes").await?.click().await?;
        let role = page.get("combobox", "Ce que dit la colonne Projets de maison de sante").await?;
        role.send_keys("Colonne ignorée").await?;
        page.shows("aucune colonne utilisable").await?;
        page.get("button", "Annuler le dernier changement").await?.click().await?;
        page.shows("communes : Projets de maison de sante.").await?;
        page.get("button", "Garder sur cet appareil").await?.click().await?;
        page.shows("Ces fichiers sont gardés dans ce navigateur").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.get("combobox", INDICATOR).await?;
        // On another page, and after a reload, they are there.
        page.go("portrait.html?c=12089").await?;
        page.shows("Vos données : projets.csv").await?;
        page.go("c=12089").await?;
        page.shows("Vos données : projets.csv").await?;
        page.get("button", "Modifier").await?.click().await?;
        page.get("button", "Effacer ce qui est gardé").await?.click().await?;
        page.shows("Rien n’est gardé").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.query_becomes("vue", None).await?;
        page.reload().await?;
        page.get("region", SHEET).await?;
        page.settled().await?;
        ensure!(!page.text().await?.contains("projets.csv"), "still kept");
        Ok(())
    })
    .await
}

/// Everything that a file can have wrong: said with its name and what to do; the page lives and the
/// good layer stays.
#[tokio::test]
async fn bad_files_are_refused_with_a_reason_and_leave_the_rest() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let here = folder.path();
    let ring = |points: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"nom":"Essai"}},"geometry":{{"type":"Polygon","coordinates":[[{points}]]}}}}]}}"#
        )
    };
    let bomb = {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(&mut std::io::Read::take(std::io::repeat(b'0'), 400 << 20), &mut gz)?;
        gz.finish()?
    };
    let large = here.join("enorme.csv");
    std::fs::File::create(&large)?.set_len(200 << 20)?;
    let lambert = ring("[650000,6860000],[651000,6860000],[651000,6861000],[650000,6860000]");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases = [
        (file(here, "lambert.geojson", lambert)?, "en WGS 84"),
        (
            file(here, "croise.geojson", ring("[2,43],[3,44],[3,43],[2,44],[2,43]"))?,
            "objet 1 (Essai) : le contour se croise",
        ),
        (
            file(here, "vide.geojson", r#"{"type":"FeatureCollection","features":[]}"#)?,
            "ne contient aucun objet",
        ),
        (
            file(
                here,
                "tronque.geojson",
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","geom"#,
            )?,
            "s’arrête à la ligne 1",
        ),
        (file(here, "profond.geojson", deep)?, "« profond.geojson »"),
        (file(here, "rien.csv", "")?, "est vide"),
        (file(here, "inconnus.csv", "code,valeur\n99991,3\n99992,4\n")?, "aucune colonne ne dit"),
        (file(here, "bombe.csv.gz", bomb)?, "grossit plus de 200 fois"),
        (
            file(here, "ancien.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])?,
            "au format .xlsx",
        ),
        (large, "la limite est de"),
    ];
    journey("own_bad", Setup::at("c=12089"), async |page| {
        with_a_good_file(page, here).await?;
        for (path, words) in cases {
            page.choose(FIELD, std::slice::from_ref(&path)).await?;
            let name = path.file_name().context("a name")?.to_string_lossy().into_owned();
            page.says_of(&name, &format!("« {name} »")).await?;
            page.says_of(&name, words).await?;
            // What a panic of the page, or of its worker, shows.
            for failure in ["La page s’est arrêtée", "Aucun fichier ne peut être lu"] {
                ensure!(page.all("alert", failure).await?.is_empty(), "{name}: « {failure} »");
            }
        }
        page.says_of("bonne.csv", "3 sur 3 lignes rattachées à 3 communes").await?;
        page.no_barrier().await?;
        page.shows("Vos données : bonne.csv").await
    })
    .await
}

/// What is wrong in lines is listed by line; what can be put right is put right and said.
#[tokio::test]
async fn every_lost_line_is_listed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let table = "code;Lits\n12089;3\n12089;4\n99999;1\n12202;NaN\n46102;inf\n9122;2,5\n";
    let path = file(folder.path(), "lignes.csv", table)?;
    journey("own_lines", Setup::at("donnees.html"), async |page| {
        page.choose(FIELD, &[path]).await?;
        page.shows("lignes ou objets laissés de côté").await?;
        page.get("summary", "4 lignes ou objets laissés de côté").await?.click().await?;
        for words in ["Ligne 3", "Ligne 4", "99999", "Ligne 5", "Ligne 6"] {
            page.shows(words).await?;
        }
        page.no_barrier().await?;
        page.nothing_overflows().await
    })
    .await
}

/// On a phone, and by keyboard alone.
#[tokio::test]
async fn the_page_of_files_is_for_phones_and_keyboards_too() -> Result<()> {
    for size in [PHONE, (320, 640)] {
        journey("own_phone", Setup::at("donnees.html").sized(size), async |page: &Page| {
            page.tab_to("file", FIELD).await?;
            page.press(Key::Tab).await?;
            page.shows("Rien n’est gardé").await?;
            page.nothing_overflows().await?;
            page.no_barrier().await
        })
        .await?;
    }
    Ok(())
}

/// Brings the town hall of a commune to the middle of the map.
async fn look_at(page: &Page, data: &Dataset, code: &str) -> Result<()> {
    let row = data.gazetteer().row(InseeCode::parse(code)?).context("a commune of ours")?;
    let (lon, lat) = data.gazetteer().middle(row).context("a town hall")?;
    // The address is followed by the page as it is: the user's own data stay.
    page.script::<bool>(&format!(
        "history.pushState(null, '', '?v={lon:.4},{lat:.4},11.00'); dispatchEvent(new PopStateEvent('popstate')); return true"
    ))
    .await?;
    page.settled().await
}

/// The commune of a town hall is found by a click on it.
async fn is_picked(page: &Page, data: &Dataset, code: &str) -> Result<()> {
    look_at(page, data, code).await?;
    page.click_map(0, 0).await?;
    page.query_becomes("c", Some(code)).await
}

/// All of France as the core exports it, 25 MB, is read again, drawn and picked.
#[tokio::test]
async fn the_country_is_exported_and_read_again() -> Result<()> {
    let assets =
        Assets::open(&xtask::dist_dir().join("data")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut data = assets.dataset().map_err(|e| anyhow::anyhow!("{e}"))?;
    let book = assets.portrait(&mut data).map_err(|e| anyhow::anyhow!("{e}"))?;
    let contours = assets.contours().map_err(|e| anyhow::anyhow!("{e}"))?;
    let g = data.gazetteer();
    let first = g.rows().next().context("no place at all")?;
    let country =
        Territory::new(&data, &Chosen::Country(first)).map_err(|e| anyhow::anyhow!("{e}"))?;
    let places = country.communes.iter().map(|row| Written {
        row: u32::from(row.0),
        parts: g.arrondissements(*row).map(|a| u32::from(a.0)).collect(),
        properties: portrait::properties(&data, &book, &country, *row),
    });
    let text = atlas::write(
        &contours,
        places.collect(),
        portrait::about(&data, &book, &country, &assets.day()),
    );
    let folder = tempfile::tempdir()?;
    let path = file(folder.path(), "france.geojson", text)?;
    journey("own_france", Setup::at("v=2.2500,44.5600,10.00"), async |page| {
        page.settled().await?;
        open(page).await?;
        page.choose(FIELD, &[path]).await?;
        page.shows("la carte montre ces contours").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.shows("Vos données : france.geojson").await?;
        for code in ["12089", "29155", "2A004", "97105", "93066"] {
            is_picked(page, &data, code).await?;
        }
        page.requests_stay_home().await
    })
    .await
}

/// Contours of another year in thirteen files draw one map, on which communes are found as ever.
#[tokio::test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
async fn thirteen_files_of_contours_are_one_map() -> Result<()> {
    let folder =
        testdata::shared_data("contours-2018-occitanie").context("the folder of contours")?;
    let inside = std::fs::read_dir(folder)?;
    let files: Vec<PathBuf> = inside
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "geojson"))
        .collect();
    ensure!(files.len() == 13, "{files:?}");
    let data = dataset()?;
    journey("own_contours", Setup::at("v=2.2500,44.5600,10.00"), async |page| {
        page.settled().await?;
        open(page).await?;
        page.choose(FIELD, &files).await?;
        page.shows("la carte montre ces contours").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.shows("Vos données : communes-").await?;
        page.settled().await?;
        page.click_map(0, 0).await?;
        page.query_becomes("c", Some("12089")).await?;
        // From one end of the thirteen files to the other.
        for code in ["48095", "31555", "65440", "30007"] {
            is_picked(page, &data, code).await?;
        }
        // Outside of the files there is no contour left; with the shipped data there is again.
        look_at(page, &data, "18033").await?;
        page.click_map(0, 0).await?;
        page.settled().await?;
        ensure!(
            page.query("c").await?.as_deref() != Some("18033"),
            "the shipped contours are still there"
        );
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.gone("button", "Revenir aux données de Plaque").await?;
        is_picked(page, &data, "18033").await
    })
    .await
}

/// A perimeter is a territory with a portrait, points stand among the structures; no address ever
/// holds them.
#[tokio::test]
async fn perimeters_and_points_have_their_place_in_the_portrait() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let perimeter = r#"{"type":"Feature","properties":{"nom":"CPTS du Bassin"},"geometry":{"type":"Polygon","coordinates":[[[2.15,44.5],[2.4,44.5],[2.4,44.62],[2.15,44.62],[2.15,44.5]]]}}"#;
    let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Cabinet du Pont","type":"cabinet"},"geometry":{"type":"Point","coordinates":[2.26,44.57]}}]}"#;
    let files = [
        file(folder.path(), "cpts.geojson", perimeter)?,
        file(folder.path(), "cabinets.geojson", points)?,
    ];
    journey("own_portrait", Setup::at("portrait.html?c=12089"), async |page| {
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        open(page).await?;
        page.choose(FIELD, &files).await?;
        page.shows("il devient un territoire du portrait").await?;
        page.shows("1 point").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.shows("Sur la carte : 1 périmètre (tirets) et 1 point (carré).").await?;
        page.shows("Vos points : 1 point").await?;
        page.shows("Cabinet du Pont").await?;
        page.pick("Territoire", "Votre périmètre").await?;
        page.shows("CPTS du Bassin (votre périmètre, par les mairies qui y sont)").await?;
        page.no_barrier().await?;
        let address: String = page.script("return location.href").await?;
        ensure!(!address.contains("CPTS") && !address.contains("2.15"), "{address}");
        Ok(())
    })
    .await
}
