//! What this doctor would get: from a commune to an amount with its reasons, by keyboard, and back.

use anyhow::{Result, ensure};
use journeys::{Key, PHONE, Page, Setup, journey};

use crate::SHEET;

/// The sentence that sums up the rights.
async fn sums_up(page: &Page, words: &str) -> Result<()> {
    page.shows(words).await
}

async fn fragment(page: &Page) -> Result<String> {
    page.script("return location.hash").await
}

#[tokio::test]
async fn a_doctor_answers_and_reads_what_is_due() -> Result<()> {
    journey("aids", Setup::at("c=12089&d=2026-02-01"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.get("tab", "Mes aides").await?.click().await?;
        // An order has replaced the class of our table: each that is possible is counted.
        sums_up(page, "selon la classe : jusqu’à 32 000 € en ZIP, jusqu’à 5 000 € en ZAC, aucun montant en ZAR").await?;
        // By keyboard alone from here on.
        page.pick("Classe de la commune dans l’acte en vigueur", "En ZIP").await?;
        sums_up(page, "Jusqu’à 32 000 € sur cinq ans").await?;
        // Who does not know says so: nothing is decided, the question stays, and another one comes.
        let asked = "return document.querySelectorAll('.questions > .question').length";
        let before: usize = page.script(asked).await?;
        page.pick("Votre projet ici", "Je ne sais pas").await?;
        sums_up(page, "Jusqu’à 32 000 € sur cinq ans").await?;
        page.get("combobox", "Votre projet ici").await?;
        let after: usize = page.script(asked).await?;
        ensure!(after > before, "{before} questions before, {after} after");
        let said = fragment(page).await?;
        ensure!(said == "#project=nsp&aides.classe=12089:ZIP", "{said}");
        page.pick("Votre projet ici", "Première").await?;
        page.pick("Secteur conventionnel", "Secteur 1").await?;
        page.pick("Avez-vous déjà reçu une aide à l’installation de même nature", "Non").await?;
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        page.shows("1er mai 2026").await?;
        let said = fragment(page).await?;
        ensure!(
            said == "#aided_before=non&project=first&sector=1&aides.classe=12089:ZIP",
            "{said}"
        );
        page.no_barrier().await?;

        // What is answered survives a reload, and « back » takes back the last answer.
        page.reload().await?;
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        page.back().await?;
        sums_up(page, "Jusqu’à 32 000 € sur cinq ans").await?;
        page.forward().await?;
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;

        // Fields show what is counted, back and forward alike.
        page.pick("Votre projet ici", "Ouvrir un cabinet").await?;
        sums_up(page, "3 000 € sur cinq ans").await?;
        page.back().await?;
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        let shown: String =
            page.script("return document.querySelector('#question-project').value").await?;
        ensure!(shown == "first", "the field shows {shown}");

        // What is no answer leaves the one before it, and says what is expected.
        page.tab_to("spinbutton", "Votre âge").await?;
        page.keys("40").await?;
        page.press(Key::Enter).await?;
        // The field stays under the hand that answers.
        page.select_all().await?;
        page.keys("150").await?;
        page.press(Key::Enter).await?;
        page.shows("la réponse d’avant est gardée").await?;
        ensure!(
            fragment(page).await?.contains("age=40"),
            "the answer before is lost: {}",
            fragment(page).await?
        );

        // The way back to the map keeps the place, the date and the answers.
        page.get("tab", "L’essentiel").await?.click().await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.query_becomes("d", Some("2026-02-01")).await?;
        ensure!(fragment(page).await?.contains("project=first"), "the answers are lost on the way");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_aid_that_ended_is_found_under_its_old_name() -> Result<()> {
    journey("aids_found", Setup::at("aides.html?c=12089&d=2026-02-01"), async |page| {
        sums_up(page, "ur cinq ans").await?;
        page.tab_to("searchbox", "Trouver une aide").await?;
        page.keys("50 000").await?;
        page.shows("CAIM").await?;
        page.shows("entre le 1er janvier 2017 et le 31 décembre 2025").await?;
        page.shows("remplacé depuis le 1er janvier 2026").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_fragment_changes_nothing_else() -> Result<()> {
    journey(
        "aids_fragment",
        Setup::at("aides.html?c=12089&d=2026-02-01#project=nothing&sector=1&%%%&age=999&x=y"),
        async |page| {
            sums_up(page, "ur cinq ans").await?;
            // Fields come one after the other.
            page.get("combobox", "Votre projet ici").await?;
            page.get("combobox", "Secteur conventionnel").await?;
            let sector: String =
                page.script("return document.querySelector('#question-sector').value").await?;
            ensure!(sector == "1", "the right answer is lost: {sector}");
            let project: String =
                page.script("return document.querySelector('#question-project').value").await?;
            ensure!(project.is_empty(), "the wrong answer is taken: {project}");
            page.shows("réponses que Plaque n’a pas reconnues, laissées de côté : age=999, project=nothing, x=y")
                .await?;
            // Written over in the open page, a wrong answer leaves the one that was there.
            let _: bool = page.script("location.hash = '#sector=8'; return true").await?;
            page.shows("laissées de côté : sector=8").await?;
            let sector: String =
                page.script("return document.querySelector('#question-sector').value").await?;
            ensure!(sector == "1", "the answer that was there is lost: {sector}");
            Ok(())
        },
    )
    .await
}

#[tokio::test]
async fn the_phone_reads_its_rights() -> Result<()> {
    let at = "aides.html?c=12089&d=2026-02-01#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP";
    journey("aids_phone", Setup::at(at).sized(PHONE), async |page| {
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        page.nothing_overflows().await?;
        page.no_barrier().await?;
        page.press(Key::End).await?;
        Ok(())
    })
    .await
}

/// Where an order has replaced the class of our table, every amount that hangs on it is given for each
/// class that is possible, on the sheet, in the aids and in a comparison.
#[tokio::test]
async fn a_class_that_was_replaced_pays_nothing_by_itself() -> Result<()> {
    let at = "c=12176&d=2026-11-28#project=first&sector=1&aided_before=non";
    journey("aids_by_class", Setup::at(at), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.get("summary", "Au 28 novembre 2026").await?.click().await?;
        for words in [
            "Onet-le-Château était en zone d’action complémentaire",
            "que l’arrêté du 30 octobre 2025 a remplacé ; à vérifier",
            "Aide forfaitaire (en ZIP : 10 000 € ; en ZAC : 5 000 € ; en ZAR : rien)",
            "3 aides selon la classe",
        ] {
            page.reads(&sheet, words).await?;
        }
        page.no_barrier().await?;
        page.get("tab", "Mes aides").await?.click().await?;
        sums_up(
            page,
            "de 10 000 à 32 000 € en ZIP, de 5 000 à 27 000 € en ZAC, jusqu’à 22 000 € en ZAR",
        )
        .await?;
        page.shows("En ZAC : 5 000 €").await?;
        page.no_barrier().await?;
        // The class that one has read in the order is kept in the address, and given up again.
        page.pick("Classe de la commune dans l’acte en vigueur", "En ZIP").await?;
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        page.shows("Classe que vous avez indiquée").await?;
        let said = fragment(page).await?;
        ensure!(said.ends_with("&aides.classe=12176:ZIP"), "{said}");
        page.back().await?;
        sums_up(
            page,
            "de 10 000 à 32 000 € en ZIP, de 5 000 à 27 000 € en ZAC, jusqu’à 22 000 € en ZAR",
        )
        .await?;
        // The day before the order, the class of our table stands.
        page.go("").await?;
        page.go("index.html?c=12176&d=2025-10-29").await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Onet-le-Château est en zone d’action complémentaire").await.map(drop)
    })
    .await
}

/// Zones of the three great cities are set by arrondissement: choosing one keeps the answers.
#[tokio::test]
async fn paris_is_asked_for_its_arrondissement() -> Result<()> {
    journey("aids_paris", Setup::at("aides.html?c=75056#project=first"), async |page| {
        page.shows("choisissez-en un").await?;
        page.get("button", "Paris 19e Arrondissement").await?.click().await?;
        page.get("heading", "Mes aides : Paris 19e Arrondissement").await?;
        ensure!(fragment(page).await?.ends_with("project=first"), "the answers are lost");
        page.no_barrier().await
    })
    .await
}

/// The same doctor at Rodez (ZAC) on another day: what differs is reported, kept in the address, and
/// taken back.
#[tokio::test]
async fn two_places_and_two_dates_stand_side_by_side() -> Result<()> {
    let at = "aides.html?c=12089&d=2026-02-01#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP,12202:ZAC";
    journey("aids_compare", Setup::at(at), async |page| {
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        page.tab_to("summary", "Ailleurs ou plus tard").await?;
        page.press(Key::Enter).await?;
        page.tab_to("combobox", "Commune à comparer").await?;
        page.keys("Rodez").await?;
        page.get("option", "Rodez").await?;
        page.press(Key::Enter).await?;
        page.shows("Rodez, le 1er février 2026 : 5 000 € sur cinq ans, 5 000 € de moins que pour Decazeville").await?;
        page.query_becomes("b", Some("12202")).await?;
        // It is announced, once, apart from the sum of the rights.
        let said: String = page.script("return [...document.querySelectorAll('.sr-only[role=status]')].pop().textContent").await?;
        ensure!(said.contains("de moins que pour Decazeville"), "announced: « {said} »");
        let table = page.get("region", "Aides qui diffèrent").await?;
        page.reads(&table, "Aide forfaitaire").await?;
        page.no_barrier().await?;
        page.reload().await?;
        page.shows("5 000 € de moins que pour Decazeville").await?;
        // The other date is in the address too.
        page.go("").await?;
        page.go("aides.html?c=12089&d=2026-02-01&bd=2025-12-31#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP").await?;
        page.shows("Decazeville, le 31 décembre 2025 : 0 € sur cinq ans").await?;
        page.get("button", "Ne plus comparer").await?.click().await?;
        page.query_becomes("bd", None).await?;
        let focused: String = page.script("return document.activeElement.id").await?;
        ensure!(focused == "compare-title", "the focus is lost: {focused}");
        page.go("").await?;
        page.go("aides.html?c=12089&b=99999").await?;
        page.shows("Code commune 99999 inconnu").await?;
        Ok(())
    })
    .await
}

/// What the answers give everywhere is a map, a sentence and a table, and follows them.
#[tokio::test]
async fn the_same_answers_colour_the_whole_country() -> Result<()> {
    let at = "aides.html?c=12089&d=2026-02-01#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP";
    journey("aids_everywhere", Setup::at(at), async |page| {
        sums_up(page, "De 10 000 à 32 000 € sur cinq ans, dont 22 000 € estimés").await?;
        let button = page.get("button", "Montrer sur la carte").await?;
        button.scroll_into_view().await?;
        button.click().await?;
        // ZIP; ZAC; ZAR and outside of any zone: the communes that the map draws, of which 31 have
        // no known class.
        page.shows(
            "10 000 € dans 13 623 communes, 5 000 € dans 16 937 communes, 0 € dans 4 326 communes",
        )
        .await?;
        page.painted(3).await?;
        page.get("summary", "Communes du département, la plus aidée").await?.click().await?;
        let table = page.get("region", "Communes du département, la plus aidée").await?;
        page.reads(&table, "Almont-les-Junies").await?;
        page.no_barrier().await?;
        page.settled().await?;
        // Another answer: counted and drawn again.
        page.pick("Votre projet ici", "Ouvrir un cabinet").await?;
        page.shows("3 000 € dans 13 623 communes").await?;
        Ok(())
    })
    .await
}

/// What is paid and what is saved in tax are two figures; the second one is an estimate that follows
/// the household, and says what it supposes. Five facts of the place stand beside.
#[tokio::test]
async fn tax_is_estimated_beside_what_is_paid() -> Result<()> {
    journey("aids_tax", Setup::at("c=12089"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "« FRR », environ 11 400 à 20 700 € par an").await?;
        page.reads(&sheet, "en supposant un bénéfice de 90 113 € (moyenne de généralistes en 2023), un foyer de 1 à 2,5 parts")
            .await?;
        page.reads(&sheet, "Cinq choses à savoir").await?;
        page.reads(&sheet, "20 généralistes en 2004, 14 en 2019").await?;
        page.get("tab", "Mes aides").await?.click().await?;
        page.get("summary", "Options et cas particuliers").await?.click().await?;
        page.pick("Votre foyer fiscal", "Un couple imposé ensemble").await?;
        // Two shares of 45 056.50: 2 × (11 % of 17 979 and 30 % of 15 477.50) = 13 241.88.
        page.shows("« FRR », environ 13 200 € par an").await?;
        page.get("spinbutton", "Votre bénéfice imposable attendu, par an").await?.click().await?;
        page.keys("60000").await?;
        page.press(Key::Tab).await?;
        // Two shares of 30 000: 2 × (11 % of 17 979 and 30 % of 421) = 4 207.98.
        page.shows("« FRR », environ 4 200 € par an").await?;
        page.no_barrier().await
    })
    .await
}

/// An aid that waits for an answer leads to its question, decisive or not.
#[tokio::test]
async fn an_aid_leads_to_the_question_that_it_waits_for() -> Result<()> {
    let setup = Setup::at("vue=aides&c=12089#project=first&sector=1&aided_before=non");
    journey("aids_lead", setup, async |page| {
        page.get("summary", "À vérifier, sans montant compté").await?.click().await?;
        let asked = "Mois d’accueil d’un docteur junior de médecine générale";
        ensure!(page.all("spinbutton", asked).await?.is_empty(), "it is shown already");
        page.get("button", &format!("« {asked} »")).await?.click().await?;
        page.get("spinbutton", asked).await?;
        page.keys("6").await?;
        page.press(Key::Tab).await?;
        let is_told = async || Ok(fragment(page).await?.contains("=6").then_some(()));
        ensure!(page.until(is_told).await?.is_some(), "the focus was not in the field");
        Ok(())
    })
    .await
}
