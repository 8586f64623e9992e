//! What was compared, as tables: what differs, and folded away what is the same everywhere.

use finder::{Compared, SAME, Side, UNKNOWN, Versus};
use leptos::prelude::*;
use territory::{Row, text};

use crate::{dataset::Data, state::State, summary::count, ui::folded_at_once};

/// Topics that are named on what is folded away.
const NAMED: usize = 3;

/// The tables. Cells say their place themselves, for a window that is too narrow for columns.
pub(super) fn tables(versus: &Versus, rows: &[Row], state: State, data: Data) -> AnyView {
    let (differ, same, unknown) = match versus.places.len() {
        // Nothing to differ from: all that is known of it.
        1 => (versus.topics.iter().collect(), Vec::new(), Vec::new()),
        _ => versus.sorted(),
    };
    let people: Vec<String> = data.set.with_untracked(|s| {
        let of = |row: &Row| {
            let people = s.population(*row).map(|n| text::counted(n, "habitant", "habitants"));
            people.unwrap_or_else(|| "population inconnue".to_owned())
        };
        rows.iter().map(of).collect()
    });
    let heads: Vec<(Row, String, String)> = (versus.places.iter().zip(rows).zip(people))
        .map(|((p, row), people)| (*row, p.name.clone(), format!("{} · {people}", p.departement)))
        .collect();
    let head = || {
        let one = |(row, name, below): &(Row, String, String)| {
            let row = *row;
            view! {
                <th scope="col" role="columnheader">
                    <button type="button" class="link" on:click=move |_| state.open_sheet(row)>{name.clone()}</button>
                    <small>{below.clone()}</small>
                </th>
            }
        };
        let all = heads.iter().map(one).collect_view();
        view! { <thead role="rowgroup"><tr role="row"><td role="cell"></td>{all}</tr></thead> }
    };
    let names: Vec<&str> = versus.places.iter().map(|p| p.name.as_str()).collect();
    let all: Vec<String> = versus.places.iter().map(|p| p.name.clone()).collect();
    let main = view! {
        <table class="versus" role="table">
            <caption class="sr-only">{format!("Ce qui diffère entre {}", text::listed(&all))}</caption>
            {head()}
            {bodies(&differ, &names)}
        </table>
    };
    let fold = |what: &str, topics: &[&Compared]| {
        let all: Vec<String> = topics.iter().map(|t| t.name.clone()).collect();
        let shown = match all.len() {
            n if n > NAMED => format!("{}…", all[..NAMED].join(", ")),
            _ => all.join(", "),
        };
        let lines = text::counted(count(all.len()), "ligne", "lignes");
        let title =
            view! { {format!("{what}\u{202f}: {shown}")}" "<span class="num">{all.len()}</span> };
        let table = view! {
            <table class="versus" role="table">
                <caption class="sr-only">{format!("{what}, {lines}")}</caption>
                {head()}
                {bodies(topics, &names)}
            </table>
        };
        (!topics.is_empty()).then(|| {
            folded_at_once("fold", RwSignal::new(false), title.into_any(), table.into_any())
        })
    };
    // What is folded away is a line on paper: what is the same, with what it is.
    let said = |t: &&Compared| match t.sides.first().filter(|_| !t.is_thing) {
        Some(side) => format!("{}\u{202f}: {}", t.name, side.words.trim()),
        None => t.name.clone(),
    };
    let in_a_line = |what: &str, all: Vec<String>| {
        (!all.is_empty()).then(|| {
            view! { <p class="paper-only"><strong>{format!("{what}. ")}</strong>{all.join("\u{a0}; ")}"."</p> }
        })
    };
    let paper = (
        in_a_line(SAME, same.iter().map(said).collect()),
        in_a_line(UNKNOWN, unknown.iter().map(|t| t.name.clone()).collect()),
    );
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Comparaison">{main}</div>
        {paper}
        {fold(SAME, &same)}
        {fold(UNKNOWN, &unknown)}
    }
    .into_any()
}

/// A body for each group.
fn bodies(topics: &[&Compared], names: &[&str]) -> Vec<AnyView> {
    let of = |group: &[&Compared]| {
        let title = group.first().map_or_else(String::new, |t| t.group.clone());
        let lines = group.iter().map(|t| line(t, names)).collect_view();
        let span = (names.len() + 1).to_string();
        view! {
            <tbody role="rowgroup">
                <tr class="versus-group" role="row"><th scope="rowgroup" role="rowheader" colspan=span>{title}</th></tr>
                {lines}
            </tbody>
        }
        .into_any()
    };
    topics.chunk_by(|a, b| a.group == b.group).map(of).collect()
}

fn line(topic: &Compared, names: &[&str]) -> impl IntoView + use<> {
    let cell = |(side, name): (&Side, &&str)| {
        let end = side.end.as_ref().map(|end| {
            let (class, sign) = if end.is_best { ("end-best", "▲ ") } else { ("end-worst", "▼ ") };
            view! { <span class=class><span aria-hidden="true">{sign}</span>{end.words.clone()}</span> }
        });
        let swatch = side.colour.clone().map(|colour| {
            view! { <span class="swatch" style:background=colour aria-hidden="true"></span> }
        });
        view! { <td role="cell" data-place=name.to_string()><span>{swatch}{side.words.clone()}" "{end}</span></td> }
    };
    let is_repeated = topic.sides.iter().any(|s| s.words.ends_with(&topic.unit));
    let unit = Some(&topic.unit).filter(|_| !is_repeated && !topic.is_thing);
    let under: Vec<&str> = unit.into_iter().chain([&topic.source]).map(String::as_str).collect();
    let under = under.join(" · ");
    let cells = topic.sides.iter().zip(names).map(cell).collect_view();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{topic.name.clone()}<small>{under}</small></th>
            {cells}
        </tr>
    }
}
