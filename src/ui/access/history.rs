//! « Évolution et projection »: what is published year by year, each at its own level, and what the next
//! years may bring under assumptions that the user moves.

use insight::Series;
use leptos::prelude::*;
use territory::{AreaKind, Column, Dataset, Row, text};

use super::{
    AccessContext,
    tomorrow::{READ, Tomorrow},
};
use crate::{
    charts::trend,
    dataset::{id_of, roles, use_data},
    part::Soon,
};

/// The year between those of the published access that was not published, if there is one.
pub(in crate::ui) fn gap() -> Option<u16> {
    let years = &roles().access_years;
    let next = years.windows(2).find(|two| two[1].year > two[0].year + 1);
    next.map(|two| two[0].year + 1)
}

/// What is said of the year that is missing, with a space behind it; nothing where none is.
pub(super) fn unpublished() -> String {
    let said = |year| format!("{year} n'a pas été publié : l'année manque, rien n'est interpolé. ");
    gap().map_or_else(String::new, said)
}

/// A line of figures with its words.
#[derive(Clone, PartialEq)]
struct Line {
    title: String,
    level: String,
    source: String,
    limits: String,
    unit: String,
    /// Year that nobody published.
    gap: Option<u16>,
    decimals: u8,
    marks: Vec<f64>,
    points: Vec<(u16, Option<f64>)>,
}

/// Whether all that yesterday and tomorrow are told from has come.
pub(super) fn has_come(set: &Dataset) -> bool {
    roles().access_years.iter().all(|year| set.column(&year.column).is_some())
        && READ.iter().flat_map(|r| *r).all(|role| set.by_role(*role).is_some())
}

/// Trends of the place; what may come is told after them.
#[component]
pub(super) fn History() -> impl IntoView {
    let data = use_data();
    let AccessContext { book, place, order, .. } = expect_context();
    Effect::new(move |_| {
        if place.with(Option::is_some) {
            roles().access_years.iter().for_each(|year| data.load_column(&year.column));
            READ.iter().flat_map(|r| *r).for_each(|role| data.load_column(id_of(*role)));
        }
    });
    let access = Memo::new(move |_| {
        let ((row, _, name), book) = (place.get()?, book.get()?);
        published(row, &name, book.threshold, data)
    });
    // How the access went within the last edition: others are not measured alike.
    let heading = move || {
        let ends = access.with(|line| line.as_ref().and_then(|l| l.ends(last_edition())));
        let Some(((from, a), (to, b))) = ends else {
            return "Évolution et projection".to_owned();
        };
        format!(
            "Évolution\u{202f}: l’accès passe de {} en {from} à {} en {to}",
            text::fixed(a, 2),
            text::fixed(b, 2)
        )
    };
    let lines = move || {
        let (Some((row, ..)), Some(book)) = (place.get(), book.get()) else {
            return Vec::new();
        };
        // All at once: what comes late and stands above would push the rest down.
        if access.with(Option::is_none) && data.failures.with(|f| f.is_empty()) {
            return Vec::new();
        }
        let mut lines: Vec<Line> = access.get().into_iter().collect();
        data.set.with(|s| {
            let area = |series: &Series| {
                let (area, figures) = series.of(s, row)?;
                Some(Line {
                    title: format!(
                        "{}\u{202f}: {} {}",
                        text::typeset(&series.label),
                        series.level.in_words(),
                        text::of_place(area)
                    ),
                    level: level(series.level),
                    source: format!("{}, {}", series.origin.producer, series.origin.title),
                    limits: text::typeset(&series.limits),
                    unit: series.unit.clone(),
                    gap: None,
                    decimals: series.decimals,
                    marks: Vec::new(),
                    points: series.years.iter().copied().zip(figures.iter().copied()).collect(),
                })
            };
            lines.extend(
                ["mg_tvs", "mg_tvs_density"].into_iter().filter_map(|id| area(book.series(id)?)),
            );
        });
        lines
    };
    view! {
        <section class="history" aria-labelledby="history-title" hidden=move || place.with(Option::is_none)>
            <h3 id="history-title">{heading}</h3>
            <div class="trends">{move || lines().into_iter().map(figure).collect_view()}</div>
            <Soon when=order.told><Tomorrow/></Soon>
        </section>
    }
}

impl Line {
    /// What is known first and last from a year on, where these are two years.
    fn ends(&self, from: u16) -> Option<((u16, f64), (u16, f64))> {
        let points = self.points.iter().filter(|(year, _)| *year >= from);
        let mut known = points.filter_map(|(year, v)| Some((*year, (*v)?)));
        let first = known.next()?;
        Some((first, known.next_back()?))
    }
}

/// The level of a series; a TVS is that of its year.
fn level(kind: AreaKind) -> String {
    let of = if kind == AreaKind::Tvs { " (2019)" } else { "" };
    format!("{}{of}", kind.in_words())
}

/// The first year of the edition that the last figure is of.
fn last_edition() -> u16 {
    let revised = roles().access_years.iter().filter(|y| y.is_revised).map(|y| y.year);
    revised.max().unwrap_or_default()
}

/// The years from which another edition is shown.
fn revised() -> String {
    let years = roles().access_years.iter().filter(|y| y.is_revised);
    let said = years.map(|y| {
        format!(" Depuis {}, édition revue : l'écart avec l'année d'avant mêle les deux.", y.year)
    });
    said.collect()
}

fn published(row: Row, name: &str, threshold: f64, data: crate::dataset::Data) -> Option<Line> {
    let years = &roles().access_years;
    let columns: Vec<(u16, std::sync::Arc<Column>)> =
        years.iter().filter_map(|y| Some((y.year, data.column(&y.column)?))).collect();
    let (_, last) = columns.last()?;
    if columns.len() < years.len() {
        return None;
    }
    let points = columns.iter().map(|(y, c)| (*y, c.value(row).known())).collect();
    Some(Line {
        title: format!("Accès aux généralistes (APL)\u{202f}: {name}"),
        level: "commune".to_owned(),
        source: format!("{}, {}", last.spec.origin.producer, last.spec.origin.title),
        limits: text::typeset(&format!(
            "{}La DREES a changé de méthode entre certains millésimes.{} Une commune fusionnée a, avant {}, le chiffre de la commune de même code. Le trait : {}.",
            unpublished(),
            revised(),
            columns.last().map_or(0, |c| c.0),
            text::number(threshold, 2),
        )),
        unit: last.spec.unit_short.clone(),
        gap: gap(),
        decimals: 2,
        marks: vec![threshold],
        points,
    })
}

/// A chart with its sentence, its source and its table.
fn figure(line: Line) -> impl IntoView {
    let number = |v: f64| text::fixed(v, usize::from(line.decimals));
    let first = line.points.iter().find_map(|(year, v)| Some((*year, (*v)?)));
    let said = match (line.ends(0), first) {
        (Some(((from, a), (to, b))), _) => {
            format!("{} en {from}, {} en {to} ({}).", number(a), number(b), line.unit)
        }
        (None, Some((year, v))) => format!("{} en {year} ({}).", number(v), line.unit),
        (None, None) => "Non disponible dans notre source pour ce lieu.".to_owned(),
    };
    let chart = match first {
        None => String::new(),
        Some(_) => trend(&line.points, usize::from(line.decimals), &line.marks),
    };
    let mut listed = line.points.clone();
    listed.extend(line.gap.map(|year| (year, None)));
    listed.sort_unstable_by_key(|(year, _)| *year);
    let rows = listed
        .iter()
        .map(|(year, value)| {
            let none = if line.gap == Some(*year) {
                "non publié"
            } else {
                "non disponible dans notre source"
            };
            let figure = value.map_or_else(|| none.to_owned(), number);
            view! { <tr><th scope="row">{*year}</th><td class="num">{figure}</td></tr> }
        })
        .collect_view();
    view! {
        <figure class="trend">
            <figcaption><strong>{line.title.clone()}</strong>" "{said}</figcaption>
            <div class="chart" aria-hidden="true" inner_html=chart></div>
            <p class="minor">{format!("Par {}. {}. {}", line.level, line.source, line.limits)}</p>
            <details>
                <summary>"Le tableau"</summary>
                <table class="years"><thead><tr><th scope="col">"Année"</th><th scope="col">{line.unit.clone()}</th></tr></thead><tbody>{rows}</tbody></table>
            </details>
        </figure>
    }
}
