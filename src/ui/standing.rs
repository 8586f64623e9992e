//! A place among the communes of its département, its région and France: a drawing, the same in
//! words and in a table.

use leptos::{prelude::*, task::spawn_local};
use territory::{Aggregate, ColumnSpec, Figure, Kind, Standing, text};

use crate::{
    charts::{Dot, size_of_dots},
    pause,
    summary::count,
};

/// Sentences, drawing and table. Nothing for a figure that cannot be compared.
pub(super) fn standing(figure: &Figure, spec: &ColumnSpec, place: &str) -> impl IntoView + use<> {
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
