//! The same doctor at another date, or in another commune: what differs first.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{
    Row,
    rules::{Fact, Missing, Outcome, State as Answer},
    text,
};

use super::{
    Here, Judged, Judging,
    card::{answered, worth},
};
use crate::{
    dataset::use_data,
    part::Part,
    pin::Pin,
    state::use_state,
    ui::{Views, focus::focus, folded_when, opened_by, search::Finder},
};

/// An aid on both sides.
type Pair<'a> = (&'a Outcome, &'a Outcome);

/// The comparison behind its name: open, and fetched, where the address compares or it is opened.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let state = use_state();
    let views: Views = expect_context();
    let open = opened_by(move || {
        state.other_code.with(Option::is_some) || state.other_date.with(Option::is_some)
    });
    let title = view! { <h3 id="compare-title" tabindex="-1">"Ailleurs ou plus tard"</h3> };
    let body = move || view! { <Part ask=views.compare what="la comparaison"/> };
    view! {
        <section class="compare" aria-labelledby="compare-title">
            {folded_when("fold", open, title, body)}
        </section>
    }
}

/// Two fields, and the differences they make.
#[component]
pub fn Comparison() -> impl IntoView {
    let (state, data, Judging { taken, result }) =
        (use_state(), use_data(), expect_context::<Judging<Judged>>());
    let pin: Pin = expect_context();
    let chosen = Memo::new(move |_| {
        let code = state.other_code.get()?;
        data.set.with(|s| s.gazetteer().row(code))
    });
    let unknown = Memo::new(move |_| {
        state.other_code.get().filter(|code| {
            data.has_places() && data.set.with(|s| s.gazetteer().row(*code).is_none())
        })
    });
    let other = Memo::new(move |_| {
        if unknown.get().is_some() {
            return None;
        }
        (state.other_code.get().is_some() || state.other_date.get().is_some()).then_some(())?;
        let row = chosen.get().or(state.selected.get());
        let date = state.other_date.get().unwrap_or_else(|| state.date());
        data.set.with(|s| {
            let stated = state.scenario.with(|c| c.stated.clone());
            (!s.rules().offers.is_empty()).then(|| {
                let there = Here::of(s, row, date, &stated, pin.found_at(row));
                Arc::new(taken.with(|a| Judged::of(s, there, date, a)))
            })
        })
    });
    let name = move |row: Option<Row>| {
        let known = |r: &Row| {
            data.set.with(|s| {
                (r.index() < s.gazetteer().len()).then(|| s.gazetteer().name(*r).to_owned())
            })
        };
        row.as_ref().and_then(known).unwrap_or_else(|| "sans commune".to_owned())
    };
    let titles = move || {
        let title = |row: Option<Row>, judged: &Judged| {
            format!("{}, le {}", name(row), text::date(judged.situation.date))
        };
        let here = state.selected.get();
        Some([title(here, &*result.get()?), title(chosen.get().or(here), &*other.get()?)])
    };
    // Said when another place or date is chosen; answers have their own announcement, the sum
    // above.
    Effect::new(move |before: Option<bool>| {
        let _ = (state.other_code.get(), state.other_date.get());
        let first = before.is_none();
        if let Some(sentence) =
            untrack(|| Some(verdict(&titles()?, &*result.get()?, &*other.get()?)))
                .filter(|_| !first)
        {
            state.announce(sentence);
        }
        true
    });
    let on_date = move |event| {
        let written = event_target_value(&event);
        state.other_date.set(text::iso_date(&written).filter(|d| *d != state.date()));
    };
    let on_choose = Callback::new(move |row: Row| {
        state.other_code.set(data.set.with_untracked(|s| Some(s.gazetteer().code(row))))
    });
    let clear = move |_| {
        state.other_code.set(None);
        state.other_date.set(None);
        // The button goes: the focus stays near.
        focus("compare-title");
    };
    view! {
            <div class="compare-fields">
                <Finder id="compare" label="Commune à comparer" chosen=chosen on_choose=on_choose shortcut=false/>
                <div class="field">
                    <label for="compare-date">"Installation là-bas le"</label>
                    <input id="compare-date" type="date" min="2012-01-01" max="2049-12-31"
                        prop:value=move || state.other_date.get().unwrap_or_else(|| state.date()).to_string()
                        on:change=on_date/>
                </div>
                {move || (unknown.get().is_some() || other.with(Option::is_some)).then(|| view! {
                    <button type="button" class="button" on:click=clear>"Ne plus comparer"</button>
                })}
            </div>
            {move || unknown.get().map(|code| view! {
                <p class="doubt" role="alert">{format!("Code commune {code} inconnu.")}" Cherchez la commune par son nom."</p>
            })}
            {move || Some(differences(&titles()?, &*result.get()?, &*other.get()?))}
    }
}

/// The difference in money, in a sentence; from the least to the most where the class of a place is
/// not settled.
fn verdict(titles: &[String; 2], here: &Judged, there: &Judged) -> String {
    let is_open = |j: &Judged| j.reached.reach.most - j.range().1 > 0.005;
    let more = if is_open(here) || is_open(there) {
        " Sans ce que vos réponses peuvent encore ajouter."
    } else {
        ""
    };
    format!("{}{more}", sure(titles, here.range(), there.range()))
}

/// The same of what is due already.
fn sure(titles: &[String; 2], here: (f64, f64), there: (f64, f64)) -> String {
    let is_settled = |(least, most): (f64, f64)| most - least < 0.005;
    let said = |(least, most): (f64, f64)| match is_settled((least, most)) {
        true => text::euros(least),
        false if least < 0.005 => format!("jusqu’à {} selon la classe", text::euros(most)),
        false => format!("de {} à {} selon la classe", text::euros(least), text::euros(most)),
    };
    if !(is_settled(here) && is_settled(there)) {
        return format!(
            "Sur cinq ans, {}\u{202f}: {}\u{202f}; {}\u{202f}: {}.",
            titles[0],
            said(here),
            titles[1],
            said(there)
        );
    }
    let (a, b) = (here.0, there.0);
    match b - a {
        d if d.abs() < 0.005 => {
            format!("Même montant dans les deux lieux\u{202f}: {} sur cinq ans.", text::euros(a))
        }
        d => format!(
            "{}\u{202f}: {} sur cinq ans, {} de {} que pour {}.",
            titles[1],
            text::euros(b),
            text::euros(d.abs()),
            if d > 0.0 { "plus" } else { "moins" },
            titles[0]
        ),
    }
}

fn differences(titles: &[String; 2], here: &Judged, there: &Judged) -> impl IntoView + use<> {
    let pairs = || here.outcomes.iter().zip(&there.outcomes);
    let classes = |judged: &Judged, o: &Outcome| -> Vec<String> {
        judged.in_each(&o.id).map(|(class, there)| format!("{class} {}", answered(there))).collect()
    };
    let differs = |(a, b): &Pair| {
        a.state != b.state
            || (a.state == Answer::Undetermined && classes(here, a) != classes(there, b))
            || (a.total - b.total).abs() > 0.005
            || (a.tax_free() - b.tax_free()).abs() > 0.005
            || a.saved.first().map(|s| s.most) != b.saved.first().map(|s| s.most)
    };
    let mut rows: Vec<Pair> = pairs().filter(differs).collect();
    // The most money first; then what is granted on one side alone.
    rows.sort_by(|x, y| (y.1.total - y.0.total).abs().total_cmp(&(x.1.total - x.0.total).abs()));
    let same = pairs().count() - rows.len();
    let lines = rows.iter().map(|(a, b)| {
        // What hangs on a class has no total to compare.
        let is_known = a.state != Answer::Undetermined && b.state != Answer::Undetermined;
        let gap = match b.total - a.total {
            d if d.abs() < 0.005 || !is_known => None,
            d if d > 0.0 => Some(format!("+\u{202f}{}", text::euros(d))),
            d => Some(format!("−\u{202f}{}", text::euros(-d))),
        };
        let gap = gap.map(|g| view! { <small class="num"><span class="sr-only">"Écart\u{202f}: "</span>{g}</small> });
        view! { <tr><th scope="row">{a.short.clone()}{gap}</th><td>{side(here, a)}</td><td>{side(there, b)}</td></tr> }
    });
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label="Aides qui diffèrent">
                <table class="years">
                    <thead><tr>
                        <th scope="col">"Aide"</th><th scope="col">{titles[0].clone()}</th><th scope="col">{titles[1].clone()}</th>
                    </tr></thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <p class="compare-sum">{verdict(titles, here, there)}</p>
        {table}
        <p class="minor">{match same {
            0 => "Aucune aide n’a la même réponse dans les deux lieux.".to_owned(),
            1 => "Une aide a la même réponse dans les deux lieux.".to_owned(),
            n => format!("{n} aides ont la même réponse dans les deux lieux."),
        }}</p>
    }
}

/// The answer on one side: with the first reason of a refusal, or by class where none is settled.
fn side(judged: &Judged, o: &Outcome) -> impl IntoView + use<> {
    let hangs = o.missing.contains(&Missing::Fact(Fact::Zone));
    let each: Vec<String> = (judged.in_each(&o.id).filter(|_| hangs))
        .map(|(class, there)| format!("{class}\u{202f}: {}", answered(there)))
        .collect();
    let answer = match o.state {
        Answer::Granted => worth(o),
        Answer::Undetermined if each.is_empty() => "À vérifier".to_owned(),
        Answer::Undetermined => text::sentence_case(&each.join(", ")),
        Answer::Refused => "Non".to_owned(),
    };
    let why = o
        .requirements
        .iter()
        .find(|r| r.holds == Some(false))
        .map(|r| view! { <small>"Condition non remplie\u{202f}: "{r.text.clone()}</small> });
    view! { {answer}{why} }
}
