//! « Trouver »: where to begin for who does not know the place yet.

use leptos::prelude::*;
use territory::{Role, text};
use viewmodel::Route;

use super::{entry, focus::focus_when_there};
use crate::{
    dataset::{id_of, use_data},
    route::held,
    state::{Pane, SheetHeight, use_state},
    summary::count,
};

/// What a question of the list does.
type Go = Box<dyn Fn() + Send + Sync>;

/// The questions one can begin with.
#[component]
pub fn Find() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let communes = held(move || {
        let all = data
            .set
            .with(|s| s.gazetteer().rows().filter(|r| s.gazetteer().is_commune(*r)).count());
        (all > 0).then(|| text::counted(count(all), "commune", "communes"))
    });
    let ways: [(&str, &str, Go); 5] = [
        (
            "Une commune que je connais",
            "Nom, code postal ou code Insee",
            Box::new(|| focus_when_there(".bar .search input")),
        ),
        (
            "Là où l’accès aux généralistes manque",
            "L’accès publié par la DREES, sur la carte",
            Box::new(move || {
                state.indicator.set(id_of(Role::Access).to_owned());
                state.pane.set(Pane::Map);
                state.route.set(Route::Map);
            }),
        ),
        (
            "Là où des généralistes vont partir",
            "Ce qu’il resterait de consultations par an et par habitant sans les plus de 65 ans, sur la carte",
            Box::new(move || {
                state.layer.set(id_of(Role::AccessUpTo65).to_owned());
                state.route.set(Route::Access);
            }),
        ),
        (
            "Là où mes aides seraient les plus fortes",
            "Vos réponses, dans chaque commune, sur la carte",
            Box::new(move || {
                state.everywhere.set(true);
                state.sheet_height.set(SheetHeight::Peek);
                state.route.set(Route::Aids);
            }),
        ),
        (
            "Toutes les communes, en tableau",
            "Par zone, accès ou population, un département à la fois",
            Box::new(move || {
                state.pane.set(Pane::Table);
                state.route.set(Route::Map);
                focus_when_there("[role=grid]");
            }),
        ),
    ];
    let ways = ways.into_iter().map(|(name, what, go)| entry(name, what, go)).collect_view();
    view! {
        <section class="start find" aria-labelledby="find-title">
            <h2 id="find-title" tabindex="-1">"Trouver un lieu"</h2>
            <p>"Vous cherchez où vous installer, parmi "{move || communes.get().unwrap_or_else(|| "les communes".to_owned())}" de France. Partez d’une question."</p>
            <ul class="entries">{ways}</ul>
            <p class="minor">"La recherche par critères réunis (distance, zone, école, maison de santé) n’est pas encore dans Plaque."</p>
        </section>
    }
}
