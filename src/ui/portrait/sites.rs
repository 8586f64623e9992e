//! The structures around: on the map in groups, in a list with distance and direction, by kind,
//! with the year of each list.

use leptos::prelude::*;
use portrait::{Near, Structures};
use territory::{AreaKind, Row, text};

use super::{PortraitContext, points::Points, publication, yours::Yours};
use crate::{
    dataset::{Asset, Data, use_data},
    state::{State, use_state},
    summary::count,
    ui::{focus::focus, folded_when, opened_by},
};

/// Circles, km, and the first of them.
const RADII: [u8; 4] = [5, 10, 20, 30];
pub(super) const FIRST_KM: u8 = 10;
/// Structures listed before the user asks for all.
const FIRST: usize = 15;

/// What is asked of the list.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Position of the kind; none for all that are shown at first.
    pub(super) kind: Memo<Option<usize>>,
    km: Memo<f64>,
    /// Structures that the user pointed at on the map; empty for those around.
    pub(super) pointed: RwSignal<Vec<usize>>,
}

/// The kind that the user asks for, by its name.
fn wanted_kind(state: State) -> Option<String> {
    state.scenario.with(|s| s.structures.as_ref().map(ToString::to_string))
}

fn kind(state: State, structures: &Structures) -> Option<usize> {
    wanted_kind(state).and_then(|id| structures.about().kind(&id))
}

/// Whether a structure is among those wanted.
pub(super) fn is_wanted(structures: &Structures, kind: Option<usize>, index: usize) -> bool {
    let own = structures.kind_of(index);
    match kind {
        Some(_) => own == kind,
        None => own.and_then(|k| structures.about().kinds.get(k)).is_some_and(|k| k.first),
    }
}

/// Those wanted around a place, the nearest first; none without a town hall.
pub(super) fn around(
    structures: &Structures,
    kind: Option<usize>,
    km: f64,
    row: Row,
    data: Data,
) -> Option<Vec<Near>> {
    let point = data.set.with(|s| s.gazetteer().middle(row))?;
    Some(
        data.set
            .with(|s| structures.around(s.gazetteer(), point, km))
            .into_iter()
            .filter(|n| is_wanted(structures, kind, n.index))
            .collect(),
    )
}

/// The choices, the sentence, the map and the list.
#[component]
pub(super) fn Sites() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { files, below, .. } = expect_context();
    let structures = files.structures;
    let wanted = Wanted {
        kind: Memo::new(move |_| kind(state, &*structures.get()?)),
        km: Memo::new(move |_| {
            let km = state.scenario.with(|s| s.structures_km).filter(|k| RADII.contains(k));
            f64::from(km.unwrap_or(FIRST_KM))
        }),
        pointed: RwSignal::new(Vec::new()),
    };
    let lead = Memo::new(move |_| below.with(|t| t.as_ref().map(|t| t.lead)));
    let near = Memo::new(move |_| {
        around(&*structures.get()?, wanted.kind.get(), wanted.km.get(), lead.get()?, data)
    });
    // What was pointed at belongs to a place and a kind.
    Effect::new(move |_| {
        let _ = (lead.get(), wanted.kind.get());
        wanted.pointed.set(Vec::new());
    });
    let all = RwSignal::new(false);
    let made = Memo::new(move |_| {
        let structures = structures.get()?;
        Some(said(
            &structures,
            near.get().as_deref(),
            wanted.kind.get(),
            wanted.km.get(),
            lead.get()?,
            data,
        ))
    });
    let sentence = move || made.with(|t| t.as_ref().map(|t| t.0.clone()));
    let has_failed = Memo::new(move |_| data.failed(&Asset::OfView("structures")));
    let silent = move || made.with(|t| t.as_ref().map(|t| t.1.clone())).unwrap_or_default();
    let kinds = move || {
        let about = structures.get()?;
        let option = |(id, label): (String, String)| {
            let value = id.clone();
            view! { <option value=id selected=move || wanted_kind(state).unwrap_or_default() == value>{label}</option> }
        };
        let own =
            about.about().kinds.iter().map(|k| (k.id.clone(), text::typeset(&k.label_plural)));
        Some(
            std::iter::once((String::new(), "Les principales".to_owned()))
                .chain(own)
                .map(option)
                .collect_view(),
        )
    };
    let radii = move || {
        RADII
        .map(|r| view! { <option value=r.to_string() selected=move || (wanted.km.get() - f64::from(r)).abs() < 0.5>{format!("{r} km")}</option> })
        .into_iter()
        .collect_view()
    };
    let listed = Memo::new(move |_| {
        let structures = structures.get()?;
        let pointed = wanted.pointed.get();
        let point = data.set.with(|s| s.gazetteer().middle(lead.get()?));
        let found: Vec<Near> = if pointed.is_empty() {
            near.get().unwrap_or_default()
        } else {
            // Within half the globe: all of them, with their distance.
            let away = point
                .map(|p| data.set.with(|s| structures.around(s.gazetteer(), p, 20_100.0)))
                .unwrap_or_default();
            away.into_iter().filter(|n| pointed.contains(&n.index)).collect()
        };
        Some(found)
    });
    let lines = move || {
        let (structures, listed) = (structures.get()?, listed.get()?);
        let most = if all.get() { usize::MAX } else { FIRST };
        Some(
            listed.into_iter().take(most).filter_map(|n| line(&structures, n, data)).collect_view(),
        )
    };
    let total = move || listed.with(|l| l.as_ref().map_or(0, Vec::len));
    let definition = move || {
        let structures = structures.get()?;
        let kind = structures.about().kinds.get(wanted.kind.get()?)?;
        Some(text::typeset(&kind.definition))
    };
    // Open where the address asks for something of it, or a mark of the map was pointed at.
    let open = opened_by(move || {
        let by_address =
            |s: &viewmodel::Scenario| s.structures.is_some() || s.structures_km.is_some();
        state.scenario.with(by_address) || !wanted.pointed.with(Vec::is_empty)
    });
    let list = move || {
        view! {
                <div class="compare-fields">
                    <div class="field">
                        <label for="sites-kind">"Structures"</label>
                        <select id="sites-kind" on:change=move |e| { all.set(false); state.scenario.update(|s| s.structures = event_target_value(&e).parse().ok()); }>{kinds}</select>
                    </div>
                    <div class="field">
                        <label for="sites-km">"Rayon (à vol d’oiseau)"</label>
                        <select id="sites-km" on:change=move |e| { all.set(false); state.scenario.update(|s| s.structures_km = event_target_value(&e).parse().ok()); }>{radii}</select>
                    </div>
                </div>
                <p class="minor">{definition}</p>
                {move || {
                    let all = silent();
                    (!all.is_empty()).then(|| view! {
                        <details class="gaps">
                            <summary>{text::counted(count(all.len()), "type de structure dont rien n’est listé ici", "types de structures dont rien n’est listé ici")}</summary>
                            <ul>{all.into_iter().map(|s| view! { <li>{s}</li> }).collect_view()}</ul>
                        </details>
                    })
                }}
                {move || (!wanted.pointed.with(Vec::is_empty)).then(|| view! {
                    <p>
                        {move || format!("À cet endroit de la carte\u{202f}: {}. ", text::counted(count(total()), "structure", "structures"))}
                        <button type="button" class="link" on:click=move |_| { wanted.pointed.set(Vec::new()); focus("sites-kind"); }>"Revenir à la liste autour de la mairie"</button>
                    </p>
                })}
                <div id="sites-list" class="table-wrap" tabindex="0" role="region" aria-label="Structures, la plus proche d’abord" hidden=move || total() == 0>
                    <table class="years">
                        <thead><tr>
                            <th scope="col">"Structure"</th><th scope="col">"Type"</th><th scope="col">"Commune"</th>
                            <th scope="col">"km"</th><th scope="col">"Direction"</th><th scope="col">"Liste de"</th>
                        </tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
                {move || (!all.get() && total() > FIRST).then(|| view! {
                    <button type="button" class="link" on:click=move |_| { all.set(true); focus("sites-list"); }>{move || format!("Voir les {} structures", total())}</button>
                })}
                {move || structures.get().map(|s| lists(&s))}
        }
    };
    view! {
        <div class="sites" hidden=has_failed>
            <p class="everywhere-sum" role="status">{sentence}</p>
            <Points wanted=wanted/>
            {folded_when("fold", open, "Structures alentour, une par une", list)}
            <Yours/>
        </div>
    }
}

/// What is around, in words, and what the lists leave open: never more than they can tell.
pub(super) fn said(
    structures: &Structures,
    near: Option<&[Near]>,
    kind: Option<usize>,
    km: f64,
    lead: Row,
    data: Data,
) -> (String, Vec<String>) {
    let about = structures.about();
    let (name, departement) = data.set.with(|s| {
        let g = s.gazetteer();
        (
            g.name(lead).to_owned(),
            g.area(AreaKind::Departement, lead).map_or_else(String::new, |d| d.code.clone()),
        )
    });
    let Some(near) = near else {
        return (
            "La mairie de cette commune n’est pas située dans les données de Plaque.".to_owned(),
            Vec::new(),
        );
    };
    let kinds: Vec<usize> = match kind {
        Some(kind) => vec![kind],
        None => (0..about.kinds.len()).filter(|k| about.kinds[*k].first).collect(),
    };
    let (mut found, mut silent, mut unlisted) = (Vec::new(), Vec::new(), Vec::new());
    for kind in kinds {
        let of_kind: Vec<&Near> =
            near.iter().filter(|n| structures.kind_of(n.index) == Some(kind)).collect();
        match of_kind.first() {
            Some(first) => {
                let label = if of_kind.len() > 1 {
                    &about.kinds[kind].label_plural
                } else {
                    &about.kinds[kind].label
                };
                let label = crate::summary::inside_a_sentence(label);
                found.push(format!(
                    "{} {label} (au plus près à {} km)",
                    of_kind.len(),
                    text::fixed(first.km, 1)
                ));
            }
            None => {
                let kind = &about.kinds[kind];
                if about.lists(kind, &departement).next().is_none() {
                    unlisted.push(crate::summary::inside_a_sentence(&kind.label_plural));
                }
                silent.push(about.nothing_near(kind, &departement, km));
            }
        }
    }
    let (km, of_name) = (text::integer(km), text::of_place(&name));
    let sentence = if found.is_empty() {
        format!("À moins de {km} km de la mairie {of_name}\u{202f}: rien dans nos listes.")
    } else {
        format!("À moins de {km} km de la mairie {of_name}\u{202f}: {}.", text::listed(&found))
    };
    let unlisted = match unlisted.is_empty() {
        true => String::new(),
        false => format!(" Sans liste ici\u{202f}: {}.", text::listed(&unlisted)),
    };
    (text::typeset(&format!("{sentence}{unlisted}")), silent)
}

fn line(structures: &Structures, near: Near, data: Data) -> Option<impl IntoView + use<>> {
    let s = structures.get(near.index)?;
    let name = |r: Row| {
        data.set.with(|set| {
            (r.index() < set.gazetteer().len()).then(|| set.gazetteer().name(r).to_owned())
        })
    };
    let commune = s.row.and_then(name).unwrap_or_else(|| "inconnue".to_owned());
    let direction = near.direction.map_or("sur place", |d| d.in_words());
    Some(view! {
        <tr>
            <th scope="row">{s.name.to_owned()}</th>
            <td>{text::typeset(&s.kind.label)}</td>
            <td>{commune}</td>
            <td class="num">{text::fixed(near.km, 1)}</td>
            <td>{direction}{s.point.is_none().then_some(" (lieu exact inconnu\u{202f}: mairie)")}</td>
            <td class="num">{s.year}</td>
        </tr>
    })
}

/// The lists: who publishes them, what they cover and what they lack.
fn lists(structures: &Structures) -> impl IntoView + use<> {
    let about = structures.about();
    let lines = about
        .sources
        .iter()
        .map(|s| {
            let complete = if s.complete { "" } else { " Liste incomplète\u{202f}: ce qui n’y est pas peut exister." };
            view! {
                <li>
                    {text::typeset(&s.producer)}", "{publication(text::typeset(&s.title), s.url.clone())}
                    {format!(", {} ({}). {}{complete} {}.", text::typeset(&s.vintage), text::typeset(&s.area), text::typeset(&s.limits), text::licence(&s.licence))}
                </li>
            }
        })
        .collect_view();
    let missing =
        about.missing.iter().map(|m| view! { <li>{text::typeset(&m.text)}</li> }).collect_view();
    view! {
        <details class="gaps">
            <summary>"Les listes, ce qu’elles couvrent et ce qui y manque"</summary>
            <ul>{lines}{missing}</ul>
        </details>
    }
}
