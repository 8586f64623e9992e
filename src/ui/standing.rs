//! A figure of the sheet and what is behind it: the place among the communes of its département, its
//! région and France as a drawing, in words and in a table, and where the figure is from.

use std::{collections::BTreeMap, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use territory::{
    Aggregate, Column, ColumnSpec, Figure, Kind, Row, Sheet, Standing, Standings, text,
};

use super::{folded, folded_at_once, origin::description};

use crate::{
    charts::{Dot, size_of_dots},
    dataset::Data,
    pause,
    summary::count,
};

/// How a figure gets its standings: from all that is loaded once they are looked at, or with the file
/// of the département.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub(super) is_whole: bool,
    pub(super) row: Row,
    pub(super) data: Data,
    pub(super) standings: StoredValue<Standings>,
}

impl Stand {
    fn of(self, figure: &Figure) -> Figure {
        let from_whole = |kept: &mut Standings| {
            self.data.set.with_untracked(|set| figure.stand(set, kept, self.row))
        };
        let found = self.is_whole.then(|| self.standings.try_update_value(from_whole)).flatten();
        found.unwrap_or_else(|| figure.clone())
    }
}

/// The figures of the sheet behind their number, with what is said of care; on paper they are open.
/// `opened` is the one that is open at first.
pub(super) fn figures(
    sheet: &Sheet,
    columns: &BTreeMap<String, Arc<Column>>,
    opened: &str,
    stand: Stand,
    said: AnyView,
    open: RwSignal<bool>,
) -> AnyView {
    let known = sheet.figures.iter().filter_map(|f| {
        let spec = &columns.get(&f.column)?.spec;
        Some(figure(f, spec, &sheet.title, opened == f.column, stand).into_any())
    });
    let all: Vec<AnyView> = known.collect();
    let summary = view! {
        <h3>"Ses chiffres, chacun avec sa source"</h3><span class="num">{all.len()}</span>
    };
    let body = view! { <div class="verdict">{said}</div><div class="figures">{all}</div> };
    folded_at_once("fold block printed", open, summary.into_any(), body.into_any())
}

/// A figure of the sheet; what is behind it is made once it is opened.
fn figure(
    figure: &Figure,
    spec: &ColumnSpec,
    place: &str,
    open: bool,
    stand: Stand,
) -> impl IntoView + use<> {
    let class = if figure.absence.is_some() { "figure-value absent" } else { "figure-value num" };
    let value = if figure.absence.is_some() {
        text::sentence_case(&figure.text)
    } else {
        figure.text.clone()
    };
    let summary = view! {
        <span class="figure-label">{figure.label.clone()}<small>{figure.vintage.clone()}</small></span>
        <span class=class>{value}</span>
    };
    let (figure, spec, place) = (figure.clone(), spec.clone(), place.to_owned());
    let body = move || {
        view! { {standing(&stand.of(&figure), &spec, &place)} {description(&spec)} }.into_any()
    };
    folded("figure", open, summary, body)
}

/// Sentences, drawing and table. Nothing for a figure that cannot be compared.
fn standing(figure: &Figure, spec: &ColumnSpec, place: &str) -> impl IntoView + use<> {
    let sentences =
        figure.standing_text.iter().map(|s| view! { <li>{s.clone()}</li> }).collect_view();
    let drawing = match (&spec.kind, figure.value) {
        (Kind::Measure { shown, reference, .. }, Some(value)) => Some(
            drawing(figure, spec, usize::from(*shown), reference.as_ref(), place, value).into_any(),
        ),
        _ => None,
    };
    view! {
        <ul class="plain standing">{sentences}</ul>
        {drawing}
    }
}

fn drawing(
    figure: &Figure,
    spec: &ColumnSpec,
    shown: usize,
    reference: Option<&territory::Reference>,
    place: &str,
    value: f64,
) -> impl IntoView + use<> {
    let number = move |v: f64| text::number(v, shown);
    let mean = spec.aggregate == Aggregate::PopulationMean;
    let of_group = |s: &Standing| if mean { s.aggregate } else { s.spread.map(|s| s[2]) };
    let mut lines = vec![Dot { label: place.to_owned(), value, text: number(value) }];
    lines.extend(figure.standing.iter().filter_map(|s| {
        let value = of_group(s)?;
        Some(Dot { label: s.name.clone(), value, text: number(value) })
    }));
    let marks: Vec<f64> = reference.map(|r| r.value).into_iter().collect();
    let said: Vec<String> = lines.iter().map(|l| format!("{} {}", l.label, l.text)).collect();
    let what =
        if mean { "moyennes pondérées par la population" } else { "médianes des communes" };
    let caption = reference.map_or_else(String::new, |r| {
        format!(
            "\u{202f}; trait\u{202f}: {}, {}",
            text::three_figures(r.value),
            text::typeset(&r.label)
        )
    });
    let rows = figure.standing.iter().map(|s| row(s, shown)).collect_view();
    let (width, height) = size_of_dots(lines.len());
    let views: super::Views = expect_context();
    // What draws is a part of its own: the sentences come first, and the room is kept.
    let (drawn, missing) = (RwSignal::new(String::new()), RwSignal::new(false));
    spawn_local(async move {
        pause::picture().await;
        // The sheet may have gone to another place.
        let _gone = match (views.dots)().await {
            Ok(draw) => drawn.try_set(draw(&lines, &marks)).is_some(),
            Err(_) => missing.try_set(true).is_some(),
        };
    });
    let absent = move || {
        missing.get().then(|| view! {
            <p class="minor">"Le dessin n’est pas venu\u{202f}: le tableau dit la même chose."</p>
        })
    };
    view! {
        <p class="chart" role="img" aria-label=format!("{}\u{202f}: {}.", figure.label, said.join(", "))
            style:aspect-ratio=format!("{width} / {height}") hidden=move || missing.get() inner_html=move || drawn.get()></p>
        {absent}
        <p class="minor">{text::sentence_case(what)}{caption}"."</p>
        <details open=move || missing.get()>
            <summary>"Le même en tableau"</summary>
            <table>
                <thead><tr>
                    <th scope="col">"Parmi"</th><th scope="col">"Rang"</th><th scope="col">"Minimum"</th>
                    <th scope="col">"Médiane"</th><th scope="col">"Maximum"</th><th scope="col">"Ensemble"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}

fn row(standing: &Standing, shown: usize) -> impl IntoView + use<> {
    let number = |v: f64| text::number(v, shown);
    let rank = match standing.rank {
        Some(rank) => format!("{} sur {}", text::rank(rank), text::integer(count(standing.known))),
        None => "non classé".to_owned(),
    };
    let of_spread =
        |at: usize| standing.spread.map_or_else(|| "sans objet".to_owned(), |s| number(s[at]));
    let whole = standing.aggregate.map_or_else(|| "sans objet".to_owned(), number);
    view! {
        <tr>
            <th scope="row">{standing.name.clone()}</th><td>{rank}</td><td>{of_spread(0)}</td>
            <td>{of_spread(2)}</td><td>{of_spread(4)}</td><td>{whole}</td>
        </tr>
    }
}
