//! « Trouver »: places by what a doctor asks of them, in a sentence whose words are controls.

mod conditions;
mod controls;
mod criteria;
mod drawing;
mod figures;
mod layer;
mod near;
mod results;
mod search;
mod table;
mod tried;
mod weights;

use finder::{Dialect, Test, Unit, is_of_file};
use leptos::{ev, prelude::*};
use territory::{AreaKind, InseeCode, Role, text};
use viewmodel::Route;

use super::{entry, focus::focus_when_there, search_entry};
use crate::{
    dataset::id_of,
    part::Part,
    route::{Here, ViewLink},
    state::{Pane, SheetHeight, State, use_state},
    summary::count,
    url,
};
use conditions::Conditions;
pub use controls::FindControls;
pub(super) use criteria::{CRITERIA, criteria};
use layer::put_on_map;
pub(super) use results::save_csv;
use results::{File, Results, save};
use search::Search;
pub use table::FoundTable;
use weights::Weights;

/// Towns of one name that are offered in place of the one that was taken.
const HOMONYMS: usize = 5;

/// What a question of the list does.
type Go = Box<dyn Fn() + Send + Sync>;

/// The search.
#[component]
pub fn Find() -> impl IntoView {
    let state = use_state();
    let search = Search::new();
    let views: super::Views = expect_context();
    provide_context(search);
    put_on_map(search);

    let is_asked = Memo::new(move |_| {
        search.query.with(|q| q.as_ref().is_some_and(|q| !q.conditions.is_empty()))
    });
    let as_table = RwSignal::new(false);
    let kept = Memo::new(move |_| state.scenario.with(|s| s.shortlist.len()));
    let title = move || match (search.current.get(), is_asked.get()) {
        (Some(answer), true) => {
            text::sentence_case(&answer.query.unit.counted(answer.found.matches.len()))
        }
        (None, true) => "Recherche…".to_owned(),
        (_, false) => "Trouver un lieu".to_owned(),
    };
    // Said once the answer to what is asked stands.
    let said = Memo::new(move |_| {
        let stands = search.current.with(Option::is_some);
        let is_seen = state.shown.get() == Route::Find;
        (is_asked.get() && stands && is_seen).then(&title)
    });
    Effect::new(move |before: Option<Option<String>>| {
        let said = said.get();
        let is_new = said.is_some() && before.flatten() != said;
        if let Some(said) = said.clone().filter(|_| is_new) {
            state.announce(format!("{said}."));
        }
        said
    });
    let here: Here = expect_context();
    let on_paper = move || {
        let day = text::date(state.today);
        format!(
            "Imprimé le {day}. Plaque, cette recherche\u{202f}: {}{}",
            url::page(),
            here.0.get().to_link()
        )
    };
    let on_map = move |_| {
        search.is_off_map.set(false);
        state.route.set(Route::Map);
    };
    view! {
        <section class="start find" class:wide=move || as_table.get() && is_asked.get() aria-labelledby="find-title">
            <h2 id="find-title" tabindex="-1">{title}</h2>
            <p class="paper-only">{on_paper}</p>
            {move || (search.book.with(Option::is_none)).then(|| view! { <p role="status">"Les critères se chargent…"</p> })}
            <Kind/>
            <Typed/>
            <Conditions/>
            {move || search.failure.get().map(|why| view! {
                <p class="notice" role="alert">
                    {format!("Un chiffre de cette recherche n’a pas pu être calculé\u{202f}: {why}. ")}
                    <button type="button" class="link" on:click=move |_| search.retry()>"Réessayer"</button>
                </p>
            })}
            {move || {
                let all = search.misread.get();
                let (own, others): (Vec<String>, Vec<String>) = all.into_iter().partition(|m| is_of_file(m));
                let own = (!own.is_empty()).then(|| {
                    let n = text::counted(count(own.len()), "critère vient", "critères viennent");
                    let (count, found) = if own.len() > 1 { ("comptent", "les") } else { ("compte", "le") };
                    view! { <p class="doubt" role="alert">{format!("{n} de fichiers que ce lien ne contient pas, et ne {count} pas ici. Ajoutez ces fichiers dans Vos données pour {found} retrouver.")}</p> }
                });
                let others = (!others.is_empty()).then(|| view! {
                    <p class="doubt" role="alert">{format!("L’adresse contient des critères que Plaque n’a pas reconnus, laissés de côté\u{202f}: {}.", others.join(", "))}</p>
                });
                (own, others)
            }}
            {move || search.query.with(|q| q.as_ref().is_some_and(|q| q.conditions.iter().any(|c| is_of_file(&c.to_string())))).then(|| view! {
                <p class="minor">"Des critères viennent de vos fichiers, qui restent sur cet appareil\u{202f}: un lien partagé ne les contient pas."</p>
            })}
            <Show when=move || is_asked.get() fallback=move || view! { <Starts state search/> }>
                <Weights/>
                <p class="find-acts find-map">
                    <button type="button" class="button" on:click=on_map>"Voir sur la carte"</button>
                </p>
                {move || search.counts_aids.get().then(|| view! {
                    <p class="doubt">"«\u{202f}Mes aides\u{202f}» ne compte que ce que vos réponses suffisent à donner, dans la classe de la table\u{202f}: le moins que chaque lieu ouvre. "<ViewLink route=Route::Project class="link">"Répondre dans Mon projet"</ViewLink></p>
                })}
                <p class="find-acts">
                    <button type="button" class="button" on:click=move |_| as_table.update(|t| *t = !*t)>{move || if as_table.get() { "En liste" } else { "En tableau" }}</button>
                    <button type="button" class="button" on:click=move |_| save(search, File::Csv(Dialect::Plain))>"CSV"</button>
                    <button type="button" class="button" on:click=move |_| save(search, File::Csv(Dialect::French))>"Excel"</button>
                    <button type="button" class="button" on:click=move |_| save(search, File::GeoJson)>"GeoJSON"</button>
                    <ViewLink route=Route::Compare class="button compare-link">{move || match kept.get() {
                        0 => "Comparer".to_owned(),
                        n => format!("Comparer ({n})"),
                    }}</ViewLink>
                </p>
                <Show when=move || as_table.get() fallback=|| view! { <Results/> }>
                    <Part ask=views.found_table what="le tableau de la recherche"/>
                </Show>
            </Show>
        </section>
    }
}

/// What is looked for: communes or territories.
#[component]
fn Kind() -> impl IntoView {
    let search: Search = expect_context();
    let now =
        Memo::new(move |_| search.query.with(|q| q.as_ref().map_or(Unit::Communes, |q| q.unit)));
    let choose = move |e| {
        let name = event_target_value(&e);
        if let Some((unit, _)) = Unit::ALL.iter().find(|u| u.1 == name) {
            search.change(|q| q.unit = *unit);
        }
    };
    let option = |(unit, name): &(Unit, &'static str)| {
        let unit = *unit;
        view! { <option value=*name prop:selected=move || now.get() == unit>{unit.in_words().1}</option> }
    };
    let options = Unit::ALL.iter().map(option).collect_view();
    view! {
        <p class="find-kind">
            <label for="find-kind">"Je cherche des"</label>
            <select id="find-kind" on:change=choose>{options}</select>
        </p>
        {move || (now.get() != Unit::Communes).then(|| view! {
            <p class="minor">"Un équipement ou une classe compte dès qu’une commune du territoire l’a\u{202f}; distances, alentours, département et aides sont ceux de la plus peuplée. Un nombre connu partout s’additionne\u{a0}; un prix, un taux de pauvreté, une «\u{202f}autre valeur\u{202f}» de vos fichiers y est inconnu. Seules des communes se comparent."</p>
        })}
    }
}

/// What is typed in words, and what was understood of it.
#[component]
fn Typed() -> impl IntoView {
    let search: Search = expect_context();
    let data = search.data;
    let typed = RwSignal::new(String::new());
    // What was understood, and the query that it made: said as long as that is asked.
    let read = RwSignal::new(None::<(finder::Understood, String)>);
    // Whether it was added to something.
    let is_more = RwSignal::new(false);
    let ask = move |e: ev::SubmitEvent| {
        e.prevent_default();
        let (Some(book), Some(before)) =
            (search.book.get_untracked(), search.query.get_untracked())
        else {
            return;
        };
        let understood =
            data.set.with_untracked(|s| finder::understand(&typed.get_untracked(), &book, s));
        let mut query = finder::Query::clone(&before);
        is_more.set(!before.conditions.is_empty());
        understood.query.conditions.iter().for_each(|c| query.add(c.clone()));
        if understood.query.unit != Unit::Communes {
            query.unit = understood.query.unit;
        }
        read.set(Some((understood.clone(), query.to_string())));
        if query != *before {
            search.ask(&query);
        }
        // What was not understood is there to be mended.
        if understood.pieces.iter().all(|p| p.is_understood) {
            typed.set(String::new());
        }
    };
    let said = move || {
        let now = search.query.get()?.to_string();
        let (read, _) = read.get().filter(|(_, of)| *of == now)?;
        let piece = |p: &finder::Piece| {
            let class = if p.is_understood { "understood" } else { "lost" };
            let why = if p.is_understood { "compris" } else { "pas compris" };
            view! { <li class=class>{p.text.clone()}<small>" ("{why}")"</small></li> }
        };
        let none = read.query.conditions.is_empty();
        let same_name = read
            .homonyms
            .iter()
            .map(|(taken, others)| homonyms(search, *taken, others))
            .collect_view();
        let own = read.query.conditions.clone();
        let alone = move |_| search.change(|q| q.conditions.clone_from(&own));
        let more = (is_more.get() && !none).then(|| view! {
            <p class="minor">"Ajouté à votre recherche. "<button type="button" class="link" on:click=alone>"Ne chercher que cela"</button></p>
        });
        Some(view! {
            <ul class="pieces">{read.pieces.iter().map(piece).collect_view()}</ul>
            {same_name}
            {more}
            {none.then(|| view! { <p class="doubt">"Rien n’a été compris comme un critère. Essayez «\u{202f}zip à moins de 40 km de Rodez avec école et msp\u{202f}», ou ajoutez un critère."</p> })}
        })
    };
    view! {
        <form class="find-words" role="search" aria-label="Chercher avec des mots" on:submit=ask>
            <label>"Dites ce que vous cherchez"
                <input type="text" autocomplete="off" enterkeyhint="search" placeholder="zip à moins de 40 km de Rodez avec école"
                    prop:value=typed on:input=move |e| typed.set(event_target_value(&e))/>
            </label>
            <button type="submit" class="button">"Chercher"</button>
        </form>
        <div role="status">{said}</div>
    }
}

/// Others of the name of a town that was taken, and the way to take one of them.
fn homonyms(search: Search, taken: InseeCode, others: &[InseeCode]) -> impl IntoView + use<> {
    let named = |code: InseeCode| {
        search.data.set.with_untracked(|s| {
            let g = s.gazetteer();
            let row = g.row(code)?;
            let departement = g.area(AreaKind::Departement, row).map_or("", |d| &d.name);
            Some(format!("{} ({departement})", g.name(row)))
        })
    };
    let one = |code: &InseeCode| {
        let code = *code;
        let take = move |_| {
            search.change(|q| {
                for c in &mut q.conditions {
                    if let Test::Near { place, .. } = &mut c.test
                        && *place == taken
                    {
                        *place = code;
                    }
                }
            });
            focus_when_there("#find-title");
        };
        Some(view! { " "<button type="button" class="link" on:click=take>{named(code)?}</button> })
    };
    let all = others.iter().take(HOMONYMS).filter_map(one).collect_view();
    view! { <p class="minor">{format!("{} a été prise, la plus peuplée de ce nom. Une autre\u{202f}?", named(taken).unwrap_or_default())}{all}</p> }
}

/// Where to begin while nothing is asked.
#[component]
fn Starts(state: State, search: Search) -> impl IntoView {
    let presets = move || {
        let book = search.book.get()?;
        let one = |p: &finder::Preset| {
            let (query, asks) = (p.query.clone(), p.asks.clone());
            let go = move |_| {
                if let Some(book) = search.book.get_untracked() {
                    let unit = search.query.with_untracked(|q| q.as_ref().map(|q| q.unit));
                    let mut asked = finder::Query::read(&query, &book).0;
                    asked.unit = unit.unwrap_or_default();
                    search.ask(&asked);
                }
                // What the user has to complete is asked, and its field is where they are.
                match &asks {
                    Some(id) => conditions::add(search, id),
                    None => focus_when_there("#find-title"),
                }
            };
            let (name, about) = (text::typeset(&p.name), text::typeset(&p.about));
            view! { <li><button type="button" class="entry" on:click=go><strong>{name}</strong><small>{about}</small></button></li> }
        };
        Some(book.presets.iter().map(one).collect_view())
    };
    let ways: [(&str, &str, Go); 4] = [
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
            "Sans les généralistes de plus de 65 ans",
            "Ce qu’il resterait de consultations par an et par habitant, sur la carte",
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
    let ways = ways.into_iter().map(|(name, what, go)| entry(name, what, go));
    let known = search_entry("Une commune que je connais");
    let ways = std::iter::once(known).chain(ways).collect_view();
    view! {
        <h3>"Partir d’une question"</h3>
        <ul class="entries">{presets}</ul>
        <h3>"Ou regarder la carte"</h3>
        <ul class="entries">{ways}</ul>
    }
}
