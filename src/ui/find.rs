//! « Trouver »: where to begin for who does not know the place yet.

use leptos::prelude::*;
use territory::{Role, text};
use viewmodel::Route;

use super::{entry, focus::focus};
use crate::{
    dataset::{id_of, use_data},
    state::{Pane, use_state},
    summary::count,
};

/// What a question of the list does.
type Go = Box<dyn Fn() + Send + Sync>;

/// The questions one can begin with.
#[component]
pub fn Find() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let title = move || {
        let n = data
            .set
            .with(|s| s.gazetteer().rows().filter(|r| s.gazetteer().is_commune(*r)).count());
        if n == 0 {
            "Trouver un lieu".to_owned()
        } else {
            text::counted(count(n), "commune", "communes")
        }
    };
    let on_map = move |role: Role| {
        move || {
            state.indicator.set(id_of(role).to_owned());
            state.pane.set(Pane::Map);
            state.route.set(Route::Map);
        }
    };
    let ways: [(&str, &str, Go); 5] = [
        (
            "Une commune que je connais",
            "Nom, code postal ou code Insee",
            Box::new(|| focus("commune")),
        ),
        (
            "Là où l’accès aux généralistes manque",
            "L’accès publié par la DREES, sur la carte",
            Box::new(on_map(Role::Access)),
        ),
        (
            "Là où des généralistes vont partir",
            "La part de l’accès qui tient aux plus de 65 ans, sur la carte",
            Box::new(on_map(Role::AccessUpTo65)),
        ),
        (
            "Là où mes aides seraient les plus fortes",
            "Vos réponses, dans chaque commune, sur la carte",
            Box::new(move || {
                state.everywhere.set(true);
                state.route.set(Route::Aids);
            }),
        ),
        (
            "Toutes les communes, en tableau",
            "Par zone, accès ou population, un département à la fois",
            Box::new(move || {
                state.pane.set(Pane::Table);
                state.route.set(Route::Map);
            }),
        ),
    ];
    let ways = ways.into_iter().map(|(name, what, go)| entry(name, what, go)).collect_view();
    view! {
        <section class="start find" aria-labelledby="find-title">
            <h2 id="find-title" tabindex="-1">{title}</h2>
            <p>"Vous cherchez où vous installer, partout en France. Partez d’une question."</p>
            <ul class="entries">{ways}</ul>
            <p class="minor">"La recherche par critères réunis (distance, zone, école, maison de santé) n’est pas encore dans Plaque."</p>
        </section>
    }
}
