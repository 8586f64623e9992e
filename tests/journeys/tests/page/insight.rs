//! « Accès et voisins »: reasons of a place, what a doctor changes, the map of this page, the next
//! doctors; by keyboard, on a phone, and from a bad address.

use anyhow::{Result, ensure};
use journeys::{Key, PHONE, Page, Setup, journey};

/// The sentence on what one doctor changes.
const ONE_MORE: &str = "Almont-les-Junies : 1 médecin de plus, et l’accès y passe de 0,83 à";

async fn fragment(page: &Page) -> Result<String> {
    page.script("return location.hash").await
}

#[tokio::test]
async fn an_adviser_reads_why_and_tries_a_doctor() -> Result<()> {
    journey("insight", Setup::at("c=12004"), async |page| {
        page.get("tab", "Accès et voisins").await?.click().await?;
        page.get("heading", "Accès et voisins : Almont-les-Junies").await?;
        // The law first, then what figures say.
        page.shows(
            "Zone d’intervention prioritaire (zonage publié en 2022 : l’arrêté publié le 4 mai 2022)",
        )
        .await?;
        page.shows("6 seuils franchis sur 9, 1 sans donnée").await?;
        page.shows("Classée FRR+").await?;
        page.shows("Pour vos réponses, ce classement").await?;
        page.shows(ONE_MORE).await?;
        page.no_barrier().await?;
        // By keyboard: two doctors, another model; the address keeps both, « back » takes the last
        // away.
        page.pick("Médecins généralistes", "Deux temps").await?;
        page.shows("Almont-les-Junies : 2 médecins de plus").await?;
        page.pick("Modèle de calcul", "Simple").await?;
        page.shows("dans 39 communes voient leur accès changer").await?;
        ensure!(
            fragment(page).await? == "#acces.medecins=2&acces.modele=simple",
            "{}",
            fragment(page).await?
        );
        page.back().await?;
        page.shows("dans 26 communes voient leur accès changer").await?;
        page.reload().await?;
        page.shows("Almont-les-Junies : 2 médecins de plus").await
    })
    .await
}

#[tokio::test]
async fn doctors_are_kept_here_and_placed_elsewhere() -> Result<()> {
    journey("insight_kept", Setup::at("pourquoi.html?c=12004"), async |page| {
        page.shows(ONE_MORE).await?;
        page.tab_to("spinbutton", "Consultations d’un médecin par an").await?;
        page.keys("5000").await?;
        page.tab_to("button", "Garder, et placer aussi ailleurs").await?;
        page.press(Key::Enter).await?;
        page.shows("Almont-les-Junies : 1 médecin de plus").await?;
        page.get("combobox", crate::SEARCH).await?.click().await?;
        page.select_all().await?;
        page.keys("Decazeville").await?;
        page.get("option", "Decazeville").await?;
        page.press(Key::Enter).await?;
        page.shows(
            "Ensemble, Decazeville (1 médecin de plus) et Almont-les-Junies (1 médecin de plus)",
        )
        .await?;
        ensure!(
            fragment(page).await? == "#acces.gardes=12004:1&acces.consultations=5000",
            "{}",
            fragment(page).await?
        );
        page.no_barrier().await?;
        page.get("button", "Retirer Almont-les-Junies").await?.click().await?;
        page.shows("Decazeville : 1 médecin de plus").await
    })
    .await
}

#[tokio::test]
async fn the_map_of_reasons_has_its_levels_classes_and_years() -> Result<()> {
    journey("insight_map", Setup::at("pourquoi.html?c=12176"), async |page| {
        page.pick("Ce que montre la carte", "L’accès publié").await?;
        page.shows("Accès aux généralistes (APL) (2023)").await?;
        page.tab_to("slider", "Année").await?;
        page.press(Key::Home).await?;
        page.shows("Accès aux généralistes (APL) en 2015").await?;
        page.pick("Niveau", "Département").await?;
        page.shows("Règle de réunion").await?;
        page.get("button", "Bouches-du-Rhône").await?;
        page.pick("Classes", "Seuils").await?;
        page.tab_to("spinbutton", "Montrer de").await?;
        page.keys("4").await?;
        page.press(Key::Tab).await?;
        page.shows("4 et plus consult./an/hab.").await?;
        page.get("combobox", "Niveau").await?.click().await?;
        page.keys("Commune").await?;
        page.press(Key::Enter).await?;
        page.shows("communes sélectionnées par la plage").await?;
        page.get("button", "Tout montrer").await?.click().await?;
        page.gone("button", "Tout montrer").await?;
        page.no_barrier().await
    })
    .await
}

#[tokio::test]
async fn the_next_doctors_are_placed_and_the_border_is_seen() -> Result<()> {
    let at = "pourquoi.html?c=12004&d=2026-02-01#project=first&sector=1&aided_before=non";
    journey("insight_next", Setup::at(at), async |page| {
        page.shows("Almont-les-Junies : vos réponses donnent 10 000 € sur cinq ans").await?;
        page.get("combobox", "Rayon (à vol d’oiseau)").await?.click().await?;
        page.keys("20").await?;
        page.press(Key::Enter).await?;
        page.shows("à moins de 20 km").await?;
        page.get("summary", "Lieu par lieu").await?.click().await?;
        page.shows("−5 000 €").await?;
        page.shows("s’il tient encore, ouvre Aide forfaitaire").await?;
        page.get("summary", "Où placer les prochains médecins").await?.click().await?;
        page.get("button", "Chercher").await?.click().await?;
        page.shows("Aveyron : un temps plein par ligne").await?;
        page.shows("ne donne aucune garantie").await?;
        page.no_barrier().await
    })
    .await
}

#[tokio::test]
async fn the_phone_reads_why() -> Result<()> {
    journey("insight_phone", Setup::at("pourquoi.html?c=12004").sized(PHONE), async |page| {
        page.shows(ONE_MORE).await?;
        page.shows("Évolution : l’accès passe de").await?;
        page.nothing_overflows().await?;
        page.no_barrier().await
    })
    .await
}

/// Nonsense in the address leaves the rest; a city is asked for as a whole; a place without town
/// hall is reported as one.
#[tokio::test]
async fn a_strange_address_is_answered_in_words() -> Result<()> {
    journey(
        "insight_strange",
        Setup::at("pourquoi.html?c=75119&i=nonsense#plan_doctors=many&plan_model=none&plan_from=x"),
        async |page| {
            page.shows(
                "Les médecins de Paris, Lyon et Marseille sont comptés pour la ville entière",
            )
            .await?;
            page.get("button", "Prendre la ville entière").await?.click().await?;
            page.shows("Paris : 1 médecin de plus").await?;
            page.go("pourquoi.html?c=15031").await?;
            page.shows("La mairie de cette commune n’est pas située").await?;
            page.go("pourquoi.html").await?;
            page.shows("Choisissez une commune").await
        },
    )
    .await
}
