//! What the site is, its sources and methods, its words, its accessibility, its legal notice.

use leptos::{html, prelude::*};
use territory::text::typeset;
use viewmodel::glossary::TERMS;

use super::{modal::modal, origin::description, words::Words};
use crate::{
    dataset::{date_of_dataset, use_data},
    state::use_state,
};

/// The dialog about the site, and beside it what explains the words of the page.
#[component]
pub fn About() -> impl IntoView {
    let state = use_state();
    let dialog = NodeRef::<html::Dialog>::new();
    let wanted = RwSignal::new(false);
    let opens = move || {
        // Once: another time would make the pages anew.
        if !wanted.get_untracked() {
            wanted.set(true);
        }
    };
    let words = RwSignal::new(false);
    let closed = modal(dialog, move || state.about.get(), opens, move || state.about.set(false));
    view! {
        <dialog node_ref=dialog class="about" aria-label="À propos de Plaque" on:close=closed>
            {move || wanted.get().then(|| pages(words))}
        </dialog>
        <Words asked=words/>
    }
}

/// What stands in that dialog.
fn pages(words: RwSignal<bool>) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    // Each indicator describes itself in its own file.
    data.indicators().iter().for_each(|i| data.load_column(&i.id));
    let sources = data
        .indicators()
        .into_iter()
        .map(|entry| {
            let id = entry.id.clone();
            let described = move || match data.column(&id) {
                Some(column) => description(&column.spec).into_any(),
                None => view! { <p class="minor">"En cours de chargement."</p> }.into_any(),
            };
            view! {
                <details>
                    <summary>{typeset(&entry.label)}", "{typeset(&entry.vintage)}</summary>
                    {described}
                </details>
            }
        })
        .collect_view();
    let glossary = TERMS
        .iter()
        .map(|(term, meaning)| view! { <dt>{*term}</dt><dd>{*meaning}</dd> })
        .collect_view();
    view! {
            <div class="about-head">
                <h2 id="a-propos">"À propos de Plaque"</h2>
                <button type="button" class="button" on:click=move |_| state.about.set(false)>"Fermer"</button>
            </div>
            <p>
                "Plaque dit aux médecins généralistes et aux élus, pour chaque commune de France, si elle manque de médecins, \
                 d’après quel zonage et de quelle date, et ce que les contrats d’aide à l’installation y paient."
            </p>
            <h3>"Vos données"</h3>
            <p>
                "Un zonage plus récent, vos effectifs, un périmètre\u{202f}: lus sur votre appareil, ils prennent la place des nôtres. "
                <button type="button" class="link" on:click=move |_| {
                    state.about.set(false);
                    state.open_user_data();
                }>"Apporter vos fichiers"</button>
            </p>
            <h3>"Sources et méthodes"</h3>
            <p>{format!("Données rassemblées le {}. Chaque indicateur dit d’où il vient, ce que nous en avons fait et ce qu’il ne dit pas.", territory::text::date(date_of_dataset()))}</p>
            {sources}
            <p>
                "Limites générales\u{202f}: le zonage affiché est celui de sa date\u{202f}; les agences régionales de santé le révisent, \
                 et leur arrêté seul fait foi. Une absence de chiffre n’est jamais un zéro\u{202f}: sa raison est écrite. \
                 Les réponses sur les aides sont une information, pas une décision\u{202f}: vérifiez auprès de l’ARS et de la CPAM avant toute démarche."
            </p>
            <h3>"Glossaire"</h3>
            <p>
                <button type="button" class="link" on:click=move |_| {
                    state.about.set(false);
                    words.set(true);
                }>"Les sigles de cette page"</button>
                ", ou la touche «\u{202f}?\u{202f}»."
            </p>
            <dl class="description">{glossary}</dl>
            <h3>"Accessibilité"</h3>
            <p>
                "Tout ce que montre la carte est aussi dans le tableau, la fiche et une phrase. La page se parcourt au clavier\u{202f}: «\u{202f}/\u{202f}» va à la recherche, «\u{202f}?\u{202f}» donne les sigles de la page, \
                 les flèches déplacent la carte ou parcourent le tableau, Échap revient en arrière."
            </p>
            <p>
                "Vérifié par des tests à chaque version\u{202f}: les règles d’axe-core (WCAG 2.2, niveaux A et AA) dans chaque vue d’un lieu, dans «\u{202f}Trouver\u{202f}» et «\u{202f}Mon projet\u{202f}», plis fermés et ouverts, thème clair et sombre, de 320 à 1\u{202f}280 pixels de large\u{202f}; \
                 des parcours entiers au clavier\u{202f}; ce qu’un lecteur d’écran reçoit du navigateur pour les vues principales, gardé en texte et relu quand il change\u{202f}; \
                 le contraste des couleurs de base dans les deux thèmes, et les classes de la carte vues sans l’un des trois types de cônes, ou en gris."
            </p>
            <p>
                "Pas vérifié\u{202f}: l’écoute avec un lecteur d’écran réel, la commande à la voix, d’autres navigateurs que Chromium, et aucun audit de conformité n’a été mené par un tiers. \
                 La carte est une image\u{202f}: à l’oreille, le tableau, la fiche et la phrase la remplacent."
            </p>
            <h3>"Mentions"</h3>
            <p>
                "Ce site n’est pas un site de l’État. Il ne dépose aucun traceur et n’interroge aucun autre serveur que celui qui le publie\u{202f}: \
                 vos recherches restent dans votre navigateur. Police Plaque Sans, tirée d’Atkinson Hyperlegible Next, licence SIL Open Font 1.1."
            </p>
    }
}
