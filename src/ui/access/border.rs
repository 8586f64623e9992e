//! The other side of the border: communes nearby whose class or money is not that of here.

use std::sync::Arc;

use insight::{Contrast, contrasts};
use leptos::prelude::*;
use territory::{
    Row,
    rules::{Kind, State as Answer, Survey},
    text,
};

use super::AccessContext;
use crate::{
    dataset::use_data,
    route::held,
    state::use_state,
    summary::count,
    ui::{
        aids::{answers_of, facts, supposed, survey},
        folded_when, unanswered,
    },
    worker::Latest,
};

/// Distances to choose from, km.
const RADII: [f64; 3] = [10.0, 20.0, 30.0];
/// Communes listed before the user asks for all.
const FIRST: usize = 6;

/// What the situation of the address brings at each place, and how many aids wait for an answer
/// somewhere.
pub(in crate::ui) struct Everywhere {
    money: Vec<Option<f64>>,
    open: usize,
    /// The same number for places with the same rights: the same aids open, closed and unknown, the
    /// same money.
    rights: Vec<u32>,
}

impl Everywhere {
    /// The rights of each place, by number.
    pub(super) fn rights(&self) -> &[u32] {
        &self.rights
    }

    fn of(survey: &Survey) -> Self {
        let Survey { kinds, of_row } = survey;
        let of = |kind: &u32| kinds.get(*kind as usize).filter(|k| !k.lacks_fact).map(|k| k.best);
        let is_open =
            |i: &usize| kinds.iter().any(|k| k.states.get(*i) == Some(&Answer::Undetermined));
        let aids = kinds.first().map_or(0, |k| k.states.len());
        let same = same_rights(kinds);
        let rights = |k: &u32| same.get(*k as usize).copied().unwrap_or(u32::MAX);
        Self {
            money: of_row.iter().map(of).collect(),
            open: (0..aids).filter(is_open).count(),
            rights: of_row.iter().map(rights).collect(),
        }
    }
}

/// How many aids are not settled: of all places, where « Mes aides » counts those of one.
fn still_open(n: usize) -> String {
    let aids = text::counted(count(n), "aide reste", "aides restent");
    format!("{aids} à vérifier quelque part en France")
}

/// The number of the first kind of place that has the same rights, for each kind.
fn same_rights(kinds: &[Kind]) -> Vec<u32> {
    let mut first: std::collections::HashMap<(Vec<u8>, u64), u32> =
        std::collections::HashMap::new();
    let number = |(i, kind): (usize, &Kind)| {
        let states = kind.states.iter().map(|s| *s as u8).collect();
        *first.entry((states, kind.best.to_bits())).or_insert(u32::try_from(i).unwrap_or(u32::MAX))
    };
    kinds.iter().enumerate().map(number).collect()
}

/// What a heading says of the neighbours: what differs most in euros over five years, the nearest of
/// those that differ as much; else how many differ. Of classes that are supposed, or while aids wait
/// for an answer, it says neither a sum nor that nothing differs.
fn in_brief(seen: &[(String, Contrast)], is_sure: bool) -> String {
    let sums = seen.iter().filter_map(|(_, c)| Some((c.difference?, c.km)));
    let most = sums
        .filter(|(euros, _)| is_sure && *euros != 0.0)
        .max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()).then(b.1.total_cmp(&a.1)));
    match (most, seen.len()) {
        (Some((euros, km)), _) => format!(
            "\u{202f}: {} de {} sur cinq ans à {} km",
            text::euros(euros.abs()),
            if euros > 0.0 { "plus" } else { "moins" },
            text::fixed(km, 1)
        ),
        (None, 0) if is_sure => "\u{202f}: mêmes classe et montant".to_owned(),
        (None, 0) => String::new(),
        (None, n) => {
            format!("\u{202f}: {}", text::counted(count(n), "lieu diffère", "lieux diffèrent"))
        }
    }
}

/// The lens: how far, the sentence, the table.
#[component]
pub(super) fn Border() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let AccessContext { place, rights: money, order, .. } = expect_context();
    let radius = RwSignal::new(RADII[0]);
    let all = RwSignal::new(false);
    let surveyed = Latest::<Survey>::new();
    // What the situation of the address brings at each place; again with each answer.
    let answers = held(move || state.answers.get());
    let facts = facts(data);
    Effect::new(move |_| {
        let (date, written) = (state.date(), answers.get());
        let Some(facts) = facts.get() else { return };
        let answers = data.set.with_untracked(|s| answers_of(s.rules(), &written));
        surveyed.track_retries();
        surveyed.ask(survey(data, facts, date, answers));
    });
    Effect::new(move |_| {
        money.set(surveyed.answer().with(|s| s.as_ref().map(|s| Arc::new(Everywhere::of(s)))));
    });
    let seen = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        let everywhere = money.get()?;
        // Who shares a border is known once the contours have come.
        data.fine.with(Option::is_some).then_some(())?;
        let neighbours: Vec<Row> =
            data.drawn_as(row).into_iter().flat_map(|part| data.neighbours_of(part)).collect();
        let of = |r: Row| everywhere.money.get(r.index()).copied().flatten();
        let found = data.set.with(|s| contrasts(s, row, &neighbours, radius.get(), of));
        let named = data.set.with(|s| {
            found.into_iter().map(|c| (s.gazetteer().name(c.row).to_owned(), c)).collect::<Vec<_>>()
        });
        Some((of(row), everywhere.open, named))
    });
    Effect::new(move |_| {
        if seen.with(Option::is_some) || surveyed.failure().with(Option::is_some) {
            order.is_seen.set(true);
        }
    });
    let heading = move || {
        let fact = seen.with(|s| {
            let (own, open, seen) = s.as_ref()?;
            let is_sure = supposed(state, data).is_none() && own.is_some() && *open == 0;
            Some(in_brief(seen, is_sure))
        });
        format!("Alentour{}", fact.unwrap_or_default())
    };
    let sentence = move || {
        let (Some((_, _, name)), Some((own, open, seen))) = (place.get(), seen.get()) else {
            if surveyed.failure().with(Option::is_some) {
                return String::new();
            }
            return "Calcul des droits alentour…".to_owned();
        };
        let places = |n: usize| text::counted(count(n), "lieu", "lieux");
        let touching = match seen.iter().filter(|(_, c)| c.touches).count() {
            0 => " ; aucun n'est limitrophe".to_owned(),
            n => format!(", dont {}", text::counted(count(n), "limitrophe", "limitrophes")),
        };
        // Nothing is won yet, here or there: no amount is said.
        let is_even = seen.iter().all(|(_, c)| c.difference.is_none_or(|d| d == 0.0));
        let is_bare = own == Some(0.0) && open > 0 && is_even;
        let richer = match own {
            Some(_) if is_bare => String::new(),
            Some(_) => {
                let richer =
                    seen.iter().filter(|(_, c)| c.difference.is_some_and(|d| d > 0.0)).count();
                format!(
                    "{} {} davantage.",
                    places(richer),
                    if richer > 1 { "donnent" } else { "donne" }
                )
            }
            None => {
                "Ici, la classe n'est pas connue : les montants ne se comparent pas.".to_owned()
            }
        };
        let here = own.filter(|_| !is_bare).map_or_else(String::new, |own| {
            // An amount of a class that may not hold is one of a hypothesis.
            let lead = if supposed(state, data).is_some() { "Dans cette hypothèse, " } else { "" };
            format!("{lead}{name} : vos réponses donnent {} sur cinq ans. ", text::euros(own))
        });
        let waiting = match open {
            0 => String::new(),
            n if is_bare => format!(
                "{} : répondez sur la page « Mes aides », et les montants se comparent.",
                still_open(n)
            ),
            n => format!(" {} : ce qu'elles donneraient n'est pas compté.", still_open(n)),
        };
        let km = text::integer(radius.get());
        if seen.is_empty() && own.is_none() {
            return "Ici, la classe n’est pas connue\u{202f}: rien ne se compare.".to_owned();
        }
        if seen.is_empty() {
            let none = "Aucune commune limitrophe ou à moins de";
            return text::typeset(
                format!("{here}{none} {km} km ne donne autre chose. {}", waiting.trim_start())
                    .trim_end(),
            );
        }
        text::typeset(&format!(
            "{here}{}, {} ou à moins de {km} km, {} une autre classe ou un autre montant{touching}. {richer}{waiting}",
            places(seen.len()),
            if seen.len() > 1 { "limitrophes" } else { "limitrophe" },
            if seen.len() > 1 { "ont" } else { "a" },
        ))
    };
    let radii = RADII
        .map(|r| view! { <option value=r.to_string() selected=move || radius.get() == r>{format!("{} km", text::integer(r))}</option> })
        .into_iter()
        .collect_view();
    let lines = move || {
        let most = if all.get() { usize::MAX } else { FIRST };
        seen.get().map(|(own, open, seen)| {
            let is_bare = own == Some(0.0) && open > 0;
            seen.into_iter()
                .take(most)
                .map(|(name, c)| {
                    let row = c.row;
                    let difference = match c.difference {
                        Some(d) if d > 0.0 => format!("+{}", text::euros(d)),
                        Some(d) if d < 0.0 => format!("−{}", text::euros(-d)),
                        // As little as here, while aids wait for answers.
                        Some(_) if is_bare => "à vérifier".to_owned(),
                        Some(_) => "autant".to_owned(),
                        None => "inconnue".to_owned(),
                    };
                    view! {
                        <tr>
                            <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button>{c.touches.then(|| view! { <small>" limitrophe"</small> })}</th>
                            <td class="num">{text::fixed(c.km, 1)}</td>
                            <td>{text::typeset(&c.class)}</td>
                            <td class="num">{difference}</td>
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    let listed = move || seen.with(|s| s.as_ref().map_or(0, |(_, _, s)| s.len()));
    let open = RwSignal::new(false);
    let is_there = Memo::new(move |_| listed() > 0);
    let table = move || {
        view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label="Communes dont les droits diffèrent">
                    <table class="years">
                        <thead><tr>
                            <th scope="col">"Commune"</th><th scope="col">"km"</th>
                            <th scope="col">"Classe"</th><th scope="col">"Différence"</th>
                        </tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
                {move || (!all.get() && listed() > FIRST).then(|| view! {
                    <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {} lieux", listed())}</button>
                })}
        }
    };
    view! {
        <section class="border-lens" aria-labelledby="border-title" hidden=move || place.with(Option::is_none)>
            <h3 id="border-title">{heading}</h3>
            <p class="minor">"Les communes voisines dont la classe ou le montant ne sont pas ceux d’ici, avec la différence en euros sur cinq ans pour vos réponses de la page « Mes aides »."</p>
            {move || supposed(state, data).map(|s| view! { <p class="doubt">{s}</p> })}
            {unanswered(surveyed, "Les droits n’ont pas pu être calculés pour toutes les communes")}
            <div class="compare-fields"><div class="field">
                <label for="border-km">"Rayon (à vol d’oiseau)"</label>
                <select id="border-km" on:change=move |e| { all.set(false); radius.set(viewmodel::decimal(&event_target_value(&e)).unwrap_or(RADII[0])); }>{radii}</select>
            </div></div>
            <p class="everywhere-sum" role="status">{sentence}</p>
            {move || is_there.get().then(|| folded_when("fold", open, "Lieu par lieu", table))}
        </section>
    }
}
