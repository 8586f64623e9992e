//! A precise address: by coordinates, a pin and the geocoder; what it decides, and what goes wrong.

use anyhow::{Context, Result, ensure};
use journeys::{Key, Page, Setup, journey};
use xtask::server::Fault;

use crate::{SHEET, own};

const FOLD: &str = "Une adresse précise, quartiers prioritaires";
const FIELD: &str = "Latitude, longitude";
/// In the district « Centre Ville 3e Arrondissement » of Marseille, which its act classes apart.
const INSIDE: &str = "43.3100, 5.3790";
const MARSEILLE_3: &str = "c=13203&d=2026-11-28";
const QUESTION: &str = "L’adresse est-elle dans un quartier prioritaire";
const DISTRICT: &str = "dans le quartier prioritaire « Centre Ville 3e Arrondissement » (QN01332M)";

async fn types(page: &Page, name: &str, text: &str) -> Result<()> {
    let field = page.get("textbox", name).await?;
    field.click().await?;
    page.select_all().await?;
    page.keys(text).await?;
    page.press(Key::Enter).await
}

/// The point is said, answers its question in the aids, is in the address, and can be taken away.
#[tokio::test]
async fn a_point_in_a_district_answers_its_question() -> Result<()> {
    journey("point", Setup::at(MARSEILLE_3), async |page| {
        page.reads(&page.get("region", SHEET).await?, "Marseille 3e Arrondissement").await?;
        page.get("summary", FOLD).await?.click().await?;
        page.shows("Quartier").await?;
        types(page, FIELD, "quelque part").await?;
        page.shows("Deux nombres sont attendus").await?;
        types(page, FIELD, INSIDE).await?;
        page.shows(DISTRICT).await?;
        page.shows("dans « Mes aides », il répond à la question du quartier prioritaire").await?;
        page.no_barrier().await?;
        let fragment: String = page.script("return location.hash").await?;
        ensure!(fragment.contains("adresse.point=43.3100,5.3790"), "{fragment}");
        ensure!(!page.site.served().iter().any(|s| s.path.contains("43.31")), "the point was sent");
        page.get("tab", "Mes aides").await?.click().await?;
        page.shows("classe du quartier prioritaire « Centre Ville 3e Arrondissement »").await?;
        ensure!(page.all("combobox", QUESTION).await?.is_empty(), "asked");
        page.reload().await?;
        page.shows("classe du quartier prioritaire « Centre Ville 3e Arrondissement »").await?;
        page.get("button", "Retirer ce point").await?.click().await?;
        page.get("combobox", QUESTION).await?;
        let fragment: String = page.script("return location.hash").await?;
        ensure!(!fragment.contains("adresse.point"), "{fragment}");
        Ok(())
    })
    .await
}

/// From the middle of the map to the middle of what its legend and its sentence leave free, pixels.
const FREE: (i64, i64) = (130, -30);

/// By a click, by Enter on the map, and in another commune than the one of the sheet.
#[tokio::test]
async fn a_pin_is_put_by_pointer_and_by_keyboard() -> Result<()> {
    journey("point_pin", Setup::at("c=13203"), async |page| {
        page.get("summary", FOLD).await?.click().await?;
        page.shows("Dans la partie visible de la carte, en violet").await?;
        let see = "Voir Centre Ville 3e Arrondissement sur la carte";
        page.get("button", see).await?.click().await?;
        let is_near = |v: &String| {
            let zoom = v.rsplit(',').next().and_then(|zoom| zoom.parse::<f64>().ok());
            zoom.is_some_and(|zoom| zoom >= 12.0)
        };
        page.until(async || Ok(page.query("v").await?.filter(is_near)))
            .await?
            .context("the map did not move near")?;
        page.settled().await?;
        page.get("button", "Le montrer sur la carte").await?.click().await?;
        // The middle of what no panel covers, where the district was brought.
        page.click_map(FREE.0, FREE.1).await?;
        page.shows(DISTRICT).await?;
        // It is put once: the next click chooses a place again.
        let pressed = page.get("button", "Le montrer sur la carte").await?;
        ensure!(pressed.attr("aria-pressed").await?.as_deref() == Some("false"), "still aiming");
        page.get("button", "Retirer ce point").await?.click().await?;
        page.gone("button", "Retirer ce point").await?;
        page.get("button", "Le montrer sur la carte").await?.click().await?;
        page.tab_to("application", "Carte de France").await?;
        page.press(Key::Enter).await?;
        page.shows(DISTRICT).await?;
        // Rodez: said, and of no weight here.
        types(page, FIELD, "44,3506 2,5730").await?;
        page.shows("Il est sur le territoire de Rodez, hors de celui de cette fiche").await?;
        page.get("button", "Voir Rodez").await?.click().await?;
        page.reads(&page.get("region", SHEET).await?, "Rodez").await?;
        page.shows("Il est sur le territoire de Rodez : dans « Mes aides », il répond").await
    })
    .await
}

const FOUND: &str = r#"{ "type": "FeatureCollection", "features": [
    { "type": "Feature", "geometry": { "type": "Point", "coordinates": [5.379, 43.31] },
      "properties": { "label": "2 Place de l’Essai 13003 Marseille", "score": 0.9, "type": "housenumber", "citycode": "13203" } },
    { "type": "Feature", "geometry": { "type": "Point", "coordinates": [5.38, 43.311] },
      "properties": { "label": "Place de l’Essai 13003 Marseille", "score": 0.7, "type": "street", "citycode": "13203" } } ] }"#;

/// The geocoder is named before it is asked; what it answers is chosen from; what goes wrong is said.
#[tokio::test]
async fn an_address_is_looked_for_once_its_host_is_agreed_to() -> Result<()> {
    let html = "<!doctype html><title>Maintenance</title>";
    let setup = Setup {
        faults: vec![("geocodeur.json", Fault::Missing)],
        ..Setup::at("c=13203&geocodeur=geocodeur.json")
    };
    journey("point_address", setup, async |page| {
        page.get("summary", FOLD).await?.click().await?;
        let field = page.get("searchbox", "Adresse").await?;
        field.click().await?;
        page.keys("2 place de l'essai").await?;
        page.press(Key::Enter).await?;
        page.shows(
            "Cette adresse, et celles que vous chercherez ensuite, seront envoyées à 127.0.0.1",
        )
        .await?;
        page.shows("n’est pas le service de l’État").await?;
        page.get("button", "Ne pas envoyer").await?.click().await?;
        let asked = || page.site.served().iter().any(|s| s.path.contains("geocodeur.json"));
        ensure!(!asked(), "the geocoder was asked before anyone agreed");
        page.get("button", "Chercher l’adresse").await?.click().await?;
        page.get("button", "Envoyer à 127.0.0.1").await?.click().await?;
        page.shows("le serveur répond par le code 404").await?;
        ensure!(asked(), "not asked");
        for (answer, says) in [
            (html, "sa réponse n’est pas celle qui est attendue"),
            (r#"{ "features": [] }"#, "Aucune adresse ne correspond"),
            (FOUND, "Choisissez l’adresse"),
        ] {
            page.site.set_faults(&[("geocodeur.json", Fault::Instead(answer))]);
            page.get("button", "Chercher l’adresse").await?.click().await?;
            page.shows(says).await?;
        }
        page.no_barrier().await?;
        // A street decides of nothing.
        page.get("button", "Place de l’Essai 13003 Marseille").await?.click().await?;
        page.shows("dont le milieu ne décide de rien").await?;
        page.get("button", "2 Place de l’Essai").await?.click().await?;
        page.shows(DISTRICT).await?;
        page.requests_stay_home().await
    })
    .await
}

/// The official table of districts, by what we know of its form: it answers for an address, and says
/// nothing of the commune.
#[tokio::test]
async fn classes_of_districts_come_from_a_file_too() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = |code: &str, class: &str| {
        format!(
            "\"30/07/2026\",\"QPV\",\"{code}\",\"Centre\",\"13203\",\"Marseille 3e\",\"{class}\",\"30/10/2025\"\n"
        )
    };
    let mut text = "\"date_maj\",\"niveau\",\"code\",\"lib\",\"com_code\",\"com_lib\",\"zmed_niveau\",\"zmed_date_arrete\"\n".to_owned();
    text += &line("QN01332M", "2_ZAC");
    text += &line("QN01331M", "1_ZIP");
    let quarters = own::file(folder.path(), "zonages-qpv.csv", text.as_bytes())?;
    let at = format!("{MARSEILLE_3}#adresse.point={}", INSIDE.replace(' ', ""));
    journey("point_file", Setup::at(&at), async |page| {
        let sheet = page.get("region", SHEET).await?;
        let before = page.reads(&sheet, "Marseille 3e Arrondissement était en").await?;
        own::open(page).await?;
        page.choose(own::FIELD, &[quarters]).await?;
        page.says_of("zonages-qpv.csv", "2 quartiers classés sur 2 lignes dans 1 commune").await?;
        page.press(Key::Escape).await?;
        page.shows("Il est classé ZAC (votre fichier zonages-qpv.csv").await?;
        page.shows("arrêté du 30 octobre 2025)").await?;
        // The sentence on its class: a button of the sheet comes with the list of places.
        let first = |text: &str| {
            let sentence = text.split("était en").nth(1);
            sentence.and_then(|s| s.split(" (zonage").next()).map(str::to_owned)
        };
        let after = page.reads(&sheet, "Marseille 3e Arrondissement était en").await?;
        ensure!(first(&after) == first(&before), "the class of the commune changed: {after}");
        page.get("tab", "Mes aides").await?.click().await?;
        page.shows("ZAC, classe du quartier prioritaire").await
    })
    .await
}
