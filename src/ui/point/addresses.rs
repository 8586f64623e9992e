//! The field of the official geocoder: its host is named, then it is asked, then one of its answers is
//! chosen.

use leptos::prelude::*;
use viewmodel::scenario::Point;

use super::{
    REACH,
    geocoder::{self, Address},
};
use crate::{state::State, worker::Latest};

/// What the geocoder is asked, and what it has answered.
#[derive(Clone, PartialEq)]
enum Way {
    Offered,
    /// The user is told the host.
    Named,
    Asked,
    Found(Vec<Address>),
    Failed(String),
}

/// The official geocoder.
pub(super) fn addresses(
    state: State,
    put: impl Fn(Option<Point>) + Copy + Send + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let way = RwSignal::new(Way::Offered);
    let agreed = RwSignal::new(false);
    let running = Latest::<()>::new();
    // Whether what was chosen last is a street or a town, whose middle decides of nothing.
    let vague = RwSignal::new(false);
    let search = move || {
        agreed.set(true);
        way.set(Way::Asked);
        vague.set(false);
        running.ask(async move {
            let came = geocoder::search(&typed.get_untracked()).await;
            let _gone = way.try_set(came.map_or_else(Way::Failed, Way::Found));
            Ok(())
        });
    };
    // One button asks, then agrees; another gives up: neither goes from under the focus.
    let ask = move |e: web_sys::SubmitEvent| {
        e.prevent_default();
        let is_empty = typed.with_untracked(|t| t.trim().is_empty());
        match way.get_untracked() {
            Way::Asked => {}
            _ if is_empty => {}
            Way::Named => search(),
            _ if agreed.get_untracked() => search(),
            _ => way.set(Way::Named),
        }
    };
    let stop = move |_| {
        running.give_up();
        way.set(Way::Offered);
    };
    let said = move || {
        match way.get() {
        Way::Offered => String::new(),
        Way::Named => format!(
            "Cette adresse, et celles que vous chercherez ensuite, seront envoyées à {}{}, qui saura qu’elles sont cherchées. Aucune de vos réponses ne lui est envoyée.",
            geocoder::host(),
            if geocoder::is_official() {
                ", le service d’adresses de l’État (Géoplateforme, IGN)"
            } else {
                ", que nomme le lien de cette page et qui n’est pas le service de l’État"
            }
        ),
        Way::Asked => format!("{} est interrogé…", geocoder::host()),
        Way::Found(all) if all.is_empty() => {
            "Aucune adresse ne correspond. Ajoutez la commune ou le code postal, ou donnez les coordonnées.".to_owned()
        }
        Way::Found(_) if vague.get() => {
            "C’est une rue ou une commune entière, dont le milieu ne décide de rien\u{202f}: donnez le numéro, ou montrez le lieu sur la carte.".to_owned()
        }
        Way::Found(_) => "Choisissez l’adresse\u{202f}:".to_owned(),
        Way::Failed(why) => format!(
            "L’adresse n’a pas pu être cherchée\u{202f}: {why}. Donnez les coordonnées, ou montrez le lieu sur la carte."
        ),
    }
    };
    let found = move || {
        let Way::Found(all) = way.get() else { return None };
        let line = move |Address { label, point, is_exact }: Address| {
            let choose = move |_| {
                vague.set(!is_exact);
                if is_exact {
                    put(Some(point));
                } else {
                    state.show_around((point.lon(), point.lat()), REACH);
                }
            };
            view! { <li><button type="button" class="chip" on:click=choose>{label}</button></li> }
        };
        Some(view! { <ul class="chips">{all.into_iter().map(line).collect_view()}</ul> })
    };
    let is_failed = move || way.with(|w| matches!(w, Way::Failed(_)));
    let can_stop = move || way.with(|w| matches!(w, Way::Named | Way::Asked));
    let first = move || match way.get() {
        Way::Named => format!("Envoyer à {}", geocoder::host()),
        _ => "Chercher l’adresse".to_owned(),
    };
    let second = move || if way.with(|w| *w == Way::Named) { "Ne pas envoyer" } else { "Arrêter" };
    view! {
        <form class="point-form" aria-label="Par l’adresse" on:submit=ask>
            <label>"Adresse"
                <input type="search" autocomplete="off" placeholder="12 rue de l’Embergue, Rodez" on:input=move |e| typed.set(event_target_value(&e))/>
            </label>
            <p class:notice=is_failed role="status">{said}</p>
            <p class="take">
                <button type="submit" class="button" aria-disabled=move || way.with(|w| *w == Way::Asked).then_some("true")>{first}</button>
                <button type="button" class="button" hidden=move || !can_stop() on:click=stop>{second}</button>
            </p>
            {found}
        </form>
    }
}
