//! Files of the user's own: what is put right, what is handed on as a project, pasted or let
//! fall; figures that feed others.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Setup, journey};

use crate::{
    SEARCH,
    own::{FIELD, OWN, dataset, file, open, with_a_good_file},
};

/// A square of a degree around Rodez, its corners in the order of the norm.
const SQUARE: [[f64; 2]; 5] = [[2.0, 44.0], [3.0, 44.0], [3.0, 45.0], [2.0, 45.0], [2.0, 44.0]];

/// A file of areas, from the properties and the ring of each, as JSON.
fn areas(all: &[(&str, String)]) -> String {
    let feature = |(properties, ring): &(&str, String)| {
        let geometry = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
    };
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        all.iter().map(feature).collect::<Vec<_>>().join(",")
    )
}

fn ring(points: impl IntoIterator<Item = [f64; 2]>) -> String {
    format!("{:?}", points.into_iter().collect::<Vec<_>>())
}

/// Opens every list of remarks and losses of a file.
async fn open_lists(page: &Page, lists: &[&str]) -> Result<()> {
    for list in lists {
        page.get("summary", list).await?.click().await?;
    }
    Ok(())
}

/// The lists that a file can have.
const REMARK: &[&str] = &["1 remarque"];
const LOSS: &[&str] = &["1 ligne ou objet laissé"];
const BOTH: &[&str] = &["1 remarque", "2 lignes ou objets laissés"];

/// A file by name and bytes, the lists that it has, and what these say.
type Case = (&'static str, Vec<u8>, &'static [&'static str], &'static [&'static str]);

/// What can be put right is put right, said with the name of the file, and the rest of the desk
/// stays.
#[tokio::test]
async fn what_can_be_put_right_is_put_right_and_said() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let here = folder.path();
    let square = || ring(SQUARE);
    let null = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Rien"},"geometry":null},
        {"type":"Feature","properties":{"nom":"Carré"},"geometry":{"type":"Polygon","coordinates":[[[2,44],[3,44],[3,45],[2,44]]]}}]}"#;
    let twice = areas(&[
        (r#""code":"12089""#, square()),
        (r#""code":"12089""#, square()),
        (r#""code":"99998""#, square()),
        (r#""code":1004"#, ring([[5.0, 45.5], [5.5, 45.5], [5.5, 46.0], [5.0, 46.0], [5.0, 45.5]])),
    ]);
    let cases: Vec<Case> = vec![
        (
            "echange.geojson",
            areas(&[("", ring(SQUARE.map(|[x, y]| [y, x])))]).into(),
            REMARK,
            &["latitudes étaient écrites avant les longitudes"],
        ),
        (
            "ouvert.geojson",
            areas(&[("", ring(SQUARE.into_iter().take(4)))]).into(),
            REMARK,
            &["contour ouvert, refermé"],
        ),
        (
            "sens.geojson",
            areas(&[("", ring(SQUARE.into_iter().rev()))]).into(),
            REMARK,
            &["tourné dans le mauvais sens"],
        ),
        ("sans.geojson", null.into(), LOSS, &["objet 1 (Rien)", "aucune géométrie"]),
        (
            "infini.geojson",
            areas(&[("", square()), ("", "[[NaN,44],[3,44],[3,45],[2,44]]".into())]).into(),
            LOSS,
            &["nombre fini"],
        ),
        ("doubles.geojson", twice.into(), BOTH, &["copie de l’objet 1", "99998", "lu « 01004 »"]),
        (
            "jours.csv",
            "code;date d’effet;Lits\n12089;45292;3\n12202;45293;4\n".into(),
            REMARK,
            &["écrites en nombre de jours"],
        ),
        (
            "melange.csv",
            b"code;commune;Lits\n12089;D\xc3\xa9cazeville;3\n12300;\xc9tain;4\n12202;Rodez;5\n"
                .into(),
            REMARK,
            &["Deux encodages"],
        ),
        (
            "zeros.csv",
            "code;Lits\n1001;3\n1004;5\n12089;1\n".into(),
            REMARK,
            &["avaient perdu leur zéro"],
        ),
    ];
    journey("own_put_right", Setup::at("c=12089"), async |page| {
        with_a_good_file(page, here).await?;
        for (name, bytes, lists, words) in cases {
            page.choose(FIELD, &[file(here, name, bytes)?]).await?;
            page.get("button", &format!("Retirer {name}")).await?;
            open_lists(page, lists).await.with_context(|| name.to_owned())?;
            for word in words {
                page.shows(word).await.with_context(|| name.to_owned())?;
            }
            page.get("button", &format!("Retirer {name}")).await?.click().await?;
            page.gone("button", &format!("Retirer {name}")).await?;
        }
        page.shows("3 sur 3 lignes rattachées à 3 communes").await?;
        page.no_barrier().await?;
        page.shows("Vos données : bonne.csv").await
    })
    .await
}

/// A project is one file: saved, and opened again with what was asked of each file; nothing of it
/// goes anywhere.
#[tokio::test]
async fn a_project_is_saved_and_opened_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let table =
        file(folder.path(), "lits.csv", "code,Lits,Places\n12089,3,1\n12202,4,2\n46102,5,3\n")?;
    journey("own_project", Setup::at("c=12089"), async |page| {
        open(page).await?;
        page.keep_files().await?;
        page.choose(FIELD, &[table]).await?;
        page.shows("3 communes : Lits et Places.").await?;
        page.get("summary", "Ce que Plaque a compris des colonnes").await?.click().await?;
        page.get("combobox", "Ce que dit la colonne Places")
            .await?
            .send_keys("Colonne ignorée")
            .await?;
        page.shows("3 communes : Lits.").await?;
        page.get("button", "Enregistrer le projet").await?.click().await?;
        let project =
            file(folder.path(), "plaque-projet.zip", page.handed("plaque-projet.zip").await?)?;
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.gone("button", "Retirer lits.csv").await?;
        // Opened elsewhere, it brings its view with it.
        page.go("c=46102").await?;
        open(page).await?;
        page.choose(FIELD, &[project]).await?;
        page.shows("3 communes : Lits.").await?;
        page.shows("Vos données : lits.csv").await?;
        page.query_becomes("c", Some("12089")).await?;
        page.requests_stay_home().await
    })
    .await
}

/// A table or a perimeter that was copied elsewhere is pasted with the keyboard; a file may fall
/// anywhere on the page.
#[tokio::test]
async fn files_are_pasted_and_let_fall() -> Result<()> {
    journey("own_pasted", Setup::at("c=12089"), async |page| {
        // Copied from a field of the page, as from any other.
        page.get("combobox", SEARCH).await?.click().await?;
        page.select_all().await?;
        page.keys(areas(&[(r#""nom":"Bassin""#, ring(SQUARE))])).await?;
        page.select_all().await?;
        page.chord("c").await?;
        open(page).await?;
        page.get("file", FIELD).await?.focus().await?;
        page.chord("v").await?;
        page.shows("1 périmètre sur la carte").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.gone("dialog", OWN).await?;
        page.shows("Sur la carte : 1 périmètre (tirets).").await?;
        // No driver lets a file fall from the desktop: the event is made as the browser makes it.
        let _fell: bool = page
            .script(
                "const held = new DataTransfer();
                 held.items.add(new File(['code,Lits\\n12089,3\\n12202,4\\n46102,5\\n'], 'tombe.csv'));
                 return window.dispatchEvent(new DragEvent('drop', { dataTransfer: held, cancelable: true })) || true",
            )
            .await?;
        page.shows("tombe.csv").await?;
        page.shows("3 sur 3 lignes").await?;
        page.get("button", "Annuler le dernier changement").await?.click().await?;
        page.gone("button", "Retirer tombe.csv").await?;
        page.requests_stay_home().await
    })
    .await
}

/// Counts of GPs feed access and « si je m'installe ici »: without a doctor anywhere, one doctor is
/// all there is.
#[tokio::test]
async fn counts_of_the_reader_s_own_feed_access() -> Result<()> {
    let data = dataset()?;
    let g = data.gazetteer();
    let none = g
        .rows()
        .filter(|r| g.is_commune(*r))
        .fold("code,Nombre de généralistes\n".to_owned(), |text, r| {
            text + g.code(r).as_str() + ",0\n"
        });
    let folder = tempfile::tempdir()?;
    let path = file(folder.path(), "effectifs.csv", none)?;
    journey("own_counts", Setup::at("pourquoi.html?c=12004"), async |page| {
        page.shows("l’accès y passe de 0,83 à").await?;
        open(page).await?;
        page.choose(FIELD, &[path]).await?;
        page.shows("lignes rattachées à").await?;
        page.get("button", "Fermer").await?.click().await?;
        page.shows("Avec vos effectifs : le point de départ").await?;
        // All of the published 0,83 goes with the doctors, and what one doctor adds is what it was:
        // 0,37.
        page.shows("l’accès y passe de 0,00 à 0,37").await?;
        let text = page.text().await?;
        ensure!(text.contains("effectifs.csv"), "whose figures these are is not said");
        page.get("button", "Revenir aux données de Plaque").await?.click().await?;
        page.shows("l’accès y passe de 0,83 à").await
    })
    .await
}
