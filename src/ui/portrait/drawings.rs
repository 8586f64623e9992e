//! The charts: a figure beside wider areas and among all communes, ages, the access year by year,
//! the rarest professions. Each has its sentence, its source, its table, and can be taken away.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{Figure, compares};
use territory::{Column, Dataset, Kind, Role, gather, text};

use super::{PortraitContext, export::save_drawing, load::Source};
use crate::{
    charts::{Dot, Share, dots, framed, histogram, shares, trend},
    dataset::{Data, id_of, roles, use_data},
    download::save_text,
    state::use_state,
    summary::{Steps, count},
    ui::{access::gap, folded, folded_when, opened_by},
};

/// Professions in the chart.
const RAREST: usize = 8;

/// A chart ready to be shown.
#[derive(Clone, PartialEq)]
pub(super) struct Drawing {
    /// The chart in a sentence.
    pub(super) title: String,
    /// The chart.
    pub(super) svg: String,
    /// Where its figures are from.
    pub(super) source: String,
    /// Headings of its table, and the lines.
    heads: [String; 2],
    lines: Vec<(String, String)>,
    /// Name of its file.
    file: &'static str,
    /// Whether it is more than the room for a chart whose figures are still to come.
    pub(super) is_ready: bool,
}

/// The charts of the portrait, and the choice of the figure that two of them show.
#[component]
pub(super) fn Drawings() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let context: PortraitContext = expect_context();
    let portrait = context.portrait;
    let wanted = Memo::new(move |_| {
        let written = state
            .scenario
            .with(|s| s.figure.as_ref().map(ToString::to_string))
            .filter(|id| portrait.with(|t| t.as_ref().is_some_and(|t| t.figure(id).is_some())));
        written.unwrap_or_else(|| id_of(Role::Access).to_owned())
    });
    let options = move || {
        let portrait = portrait.get()?;
        let all = || portrait.sections.iter().flat_map(|s| &s.figures);
        // All of France has nothing beside it: its figures stand among those of the communes.
        let is_alone = all().all(|f| f.beside.is_empty());
        let figures = all()
            .filter(|f| f.value.is_some() && (is_alone || !f.beside.is_empty()) && compares(f));
        let option = |f: &Figure| {
            let (id, label) = (f.id.clone(), format!("{}, {}", f.label, f.vintage));
            view! { <option value=id.clone() selected=move || wanted.get() == id>{label}</option> }
        };
        Some(figures.map(option).collect_view())
    };
    // One chart sets the figure among all communes. Its column comes after the first figures.
    let column = Memo::new_with_compare(
        move |_| data.column(&wanted.get()).filter(|_| data.has_places()),
        |a, b| {
            let place =
                |c: Option<&Option<Arc<Column>>>| c.and_then(Option::as_ref).map(Arc::as_ptr);
            a.is_none() || place(a) != place(b)
        },
    );
    Effect::new(move |_| {
        if data.has_places() && portrait.with(Option::is_some) {
            wanted.with(|id| data.load_column(id));
        }
    });
    // Each in its turn, after the figures: none of them keeps the page from answering.
    let chart = move |i: usize| {
        let drawing = context.at(
            move || context.parts() + i + 1,
            move |portrait| {
                let from = context.made_from.get();
                drawn(i, portrait, &wanted.get(), |_| column.get(), &from, data)
            },
        );
        move || drawing.get().map(figure)
    };
    let body = move || {
        view! {
                <div class="compare-fields"><div class="field">
                    <label for="portrait-figure">"Chiffre comparé"</label>
                    <select id="portrait-figure" on:change=move |e| state.scenario.update(|s| s.figure = event_target_value(&e).parse().ok())>{options}</select>
                </div></div>
                <div class="trends">
                    {(0..CHARTS).map(chart).collect_view()}
                </div>
        }
    };
    let open = opened_by(move || state.scenario.with(|s| s.figure.is_some()));
    move || {
        context.is_known.get().then(|| folded_when("fold drawings", open, "En graphiques", body))
    }
}

/// Number of charts.
pub(super) const CHARTS: usize = 5;

/// One of the charts, if it has something to show.
pub(super) fn drawn(
    which: usize,
    portrait: &Arc<portrait::Portrait>,
    wanted: &str,
    column: impl FnOnce(&str) -> Option<Arc<Column>>,
    from: &Source,
    data: Data,
) -> Option<Drawing> {
    match which {
        0 => compared(portrait, portrait.figure(wanted)?),
        1 => spread(portrait, portrait.figure(wanted)?, column(wanted).as_deref(), data),
        2 => ages(portrait),
        3 => from.with(data, |set| access(portrait, set)),
        _ => rarest(portrait),
    }
}

fn figure(drawing: Drawing) -> impl IntoView {
    let Drawing { title, svg, source, heads, lines, file, is_ready } = drawing;
    let whole = StoredValue::new(framed(&svg, &title, &source));
    let named = title.clone();
    let named = named.as_str();
    let [first, second] = heads;
    let row = |(a, b): &(String, String)| view! { <tr><th scope="row">{a.clone()}</th><td class="num">{b.clone()}</td></tr> };
    let table = move || {
        let heads = view! { <tr><th scope="col">{first.clone()}</th><th scope="col">{second.clone()}</th></tr> };
        view! { <table class="years"><thead>{heads}</thead><tbody>{lines.iter().map(row).collect_view()}</tbody></table> }
    };
    view! {
        <figure class="trend" inert=!is_ready>
            <figcaption><strong>{title}</strong></figcaption>
            <div class="chart" aria-hidden="true" inner_html=svg></div>
            <p class="minor">{source}</p>
            {folded("", false, "Le tableau", table)}
            <p class="take">
                <button type="button" class="link" on:click=move |_| whole.with_value(|w| save_text(&format!("{file}.svg"), "image/svg+xml", w)) aria-label=format!("Enregistrer en SVG\u{202f}: {named}")>"Enregistrer en SVG"</button>
                <button type="button" class="link" on:click=move |_| whole.with_value(|w| save_drawing(&format!("{file}.png"), w)) aria-label=format!("Enregistrer en PNG\u{202f}: {named}")>"en PNG"</button>
            </p>
        </figure>
    }
}

fn source(f: &Figure) -> String {
    format!(
        "{}, {}, {}. {}.",
        text::typeset(&f.origin.producer),
        text::typeset(&f.origin.title),
        f.vintage,
        text::licence(&f.origin.licence)
    )
}

/// The figure beside those of wider areas.
fn compared(portrait: &portrait::Portrait, f: &Figure) -> Option<Drawing> {
    let value = f.value?;
    let own = if f.of.is_empty() { &portrait.title } else { &f.of };
    let mut lines = vec![Dot { label: own.clone(), value, text: f.number.clone() }];
    lines.extend(f.beside.iter().filter_map(|b| {
        Some(Dot { label: b.name.clone(), value: b.value?, text: b.number.clone() })
    }));
    let france = f.beside.last().map_or_else(String::new, |b| format!(", {} en France", b.text));
    if lines.len() < 2 || !compares(f) || lines.iter().any(|l| l.value < 0.0) {
        return None;
    }
    let table = lines.iter().map(|l| (l.label.clone(), l.text.clone())).collect();
    Some(Drawing {
        title: format!("{} ({own})\u{202f}: {}{france}.", f.label, f.text),
        svg: dots(&lines, &[]),
        source: source(f),
        heads: ["Territoire".to_owned(), f.unit.clone()],
        lines: table,
        file: "comparaison",
        is_ready: true,
    })
}

/// Where the territory stands among all communes; until their figures are there, the room for it.
fn spread(
    portrait: &portrait::Portrait,
    f: &Figure,
    column: Option<&Column>,
    data: Data,
) -> Option<Drawing> {
    let value = f.value?;
    if portrait.communes.len() > 1 && f.rule.starts_with("somme") {
        return None;
    }
    let drawing = |among: &str, svg, lines| Drawing {
        title: format!("{} ({})\u{202f}: {among} des communes de France.", portrait.title, f.text),
        svg,
        source: format!("{} Le trait\u{202f}: {}.", source(f), portrait.title),
        heads: [f.unit.clone(), "Communes".to_owned()],
        lines,
        file: "repartition",
        is_ready: column.is_some(),
    };
    let fills = vec!["#b9d5d0".to_owned(); Steps::COUNT];
    let Some(column) = column else {
        let will_come =
            data.with_index(|i| i.column(&f.id).is_some()) && !data.column_failed(&f.id);
        let svg = || histogram(&[0; Steps::COUNT], &fills, &["…".to_owned(), "…".to_owned()], None);
        return will_come.then(|| drawing("sa place parmi celles", svg(), Vec::new()));
    };
    let Kind::Measure { shown, .. } = &column.spec.kind else { return None };
    let mut values: Vec<f64> = data.set.with_untracked(|s| {
        let communes = s.gazetteer().rows().filter(|r| s.gazetteer().is_commune(*r));
        communes.filter_map(|r| column.value(r).known()).collect()
    });
    values.sort_unstable_by(f64::total_cmp);
    let steps = Steps::of(&values, *shown)?;
    let below = values.partition_point(|v| *v < value);
    let share = text::percent(count(below) / count(values.len()) * 100.0);
    let mark = (value - steps.least) / (steps.most - steps.least);
    let svg = histogram(&steps.counts, &fills, &steps.ends(), Some(mark));
    Some(drawing(&format!("plus que {share}"), svg, steps.lines().collect()))
}

/// Shares of the age bands, with those of France.
fn ages(portrait: &portrait::Portrait) -> Option<Drawing> {
    let ages = &roles().ages;
    let bands: Vec<(&Figure, Share)> = ages
        .iter()
        .filter_map(|age| {
            let f = portrait.figure(&age.column)?;
            let usual = f.beside.iter().find(|b| b.level == "france").and_then(|b| b.value);
            Some((
                f,
                Share { label: age.label.clone(), value: f.value?, text: f.text.clone(), usual },
            ))
        })
        .collect();
    let (any, _) = bands.first().filter(|_| bands.len() == ages.len())?;
    let lines: Vec<Share> = bands.iter().map(|b| b.1.clone()).collect();
    let france = |s: &Share| s.usual.map(|v| format!("{}\u{202f}%", text::number(v, 1)));
    let beside = |s: &Share| france(s).map_or_else(String::new, |v| format!(" (France {v})"));
    let table = lines.iter().map(|s| (s.label.clone(), s.text.clone() + &beside(s))).collect();
    let last = lines.last()?;
    let (than, mark) = match france(last) {
        Some(v) => (format!(", {v} en France"), "\u{a0}; le trait\u{202f}: France métropolitaine"),
        None => (String::new(), ""),
    };
    Some(Drawing {
        title: format!("{} des habitants ont 80 ans ou plus{than}.", last.text),
        svg: shares(&lines),
        source: format!("{} Tranches d’âge inégales{mark}.", source(any)),
        heads: ["Âge".to_owned(), "Part des habitants".to_owned()],
        lines: table,
        file: "ages",
        is_ready: true,
    })
}

/// The published access, year by year.
fn access(portrait: &portrait::Portrait, set: &Dataset) -> Option<Drawing> {
    let years = &roles().access_years;
    let columns: Vec<(u16, &Arc<Column>)> =
        years.iter().filter_map(|y| Some((y.year, set.column(&y.column)?))).collect();
    let (_, last) = columns.last().filter(|_| columns.len() == years.len())?;
    let row = |c: &String| set.gazetteer().row(territory::InseeCode::parse(c).ok()?);
    let rows: Vec<_> = portrait.communes.iter().filter_map(row).collect();
    let of = |c: &Column| {
        if let [one] = rows[..] { c.value(one).known() } else { gather(set, c, &rows) }
    };
    let points: Vec<(u16, Option<f64>)> = columns.iter().map(|(y, c)| (*y, of(c))).collect();
    let known: Vec<(u16, f64)> = points.iter().filter_map(|(y, v)| Some((*y, (*v)?))).collect();
    let ((from, a), (to, b)) = (known.first()?, known.last()?);
    let number = |v: f64| text::fixed(v, 2);
    let mut lines: Vec<(String, String)> = points
        .iter()
        .map(|(y, v)| (y.to_string(), v.map_or_else(|| "non publié".to_owned(), number)))
        .collect();
    lines.extend(gap().map(|year| (year.to_string(), "non publié".to_owned())));
    lines.sort_unstable();
    let rule =
        if portrait.communes.len() > 1 { " Moyenne pondérée par la population." } else { "" };
    Some(Drawing {
        title: format!(
            "Accès aux généralistes (APL)\u{202f}: {} en {from}, {} en {to}.",
            number(*a),
            number(*b)
        ),
        svg: trend(&points, 2, &[]),
        source: format!(
            "{}, {}.{rule}{}",
            last.spec.origin.producer,
            text::typeset(&last.spec.origin.title),
            gap().map_or_else(String::new, |year| format!(" {year} n’a pas été publié.")),
        ),
        heads: ["Année".to_owned(), last.spec.unit_short.clone()],
        lines,
        file: "acces",
        is_ready: true,
    })
}

/// The professions that are the rarest beside France.
fn rarest(portrait: &portrait::Portrait) -> Option<Drawing> {
    let section = portrait.sections.iter().find(|s| s.id == super::figures::PROFESSIONS)?;
    let mut all: Vec<(f64, &Figure, f64)> = section
        .figures
        .iter()
        .filter(|f| f.id.starts_with(super::figures::DENSITY))
        .filter_map(|f| {
            let france =
                f.beside.iter().find(|b| b.level == "france")?.value.filter(|v| *v > 0.0)?;
            Some((f.value? / france, f, france))
        })
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let (_, first, _) = *all.first()?;
    let name = |f: &Figure| f.label.split("\u{202f}:").next().unwrap_or(&f.label).to_owned();
    let percent = |ratio: f64| text::percent(ratio * 100.0);
    let lines: Vec<Share> = all
        .iter()
        .take(RAREST)
        .map(|(ratio, f, _)| Share {
            label: shortened(&name(f)),
            value: *ratio,
            text: percent(*ratio),
            usual: Some(1.0),
        })
        .collect();
    let table = all
        .iter()
        .map(|(ratio, f, france)| {
            (
                name(f),
                format!(
                    "{} (France {}), soit {}",
                    f.number,
                    text::number(*france, 1),
                    percent(*ratio)
                ),
            )
        })
        .collect();
    Some(Drawing {
        title: format!(
            "Professions libérales les plus rares au regard de la France\u{202f}: {} d’abord.",
            name(first).chars().map(text::lower).collect::<String>()
        ),
        svg: shares(&lines),
        source: format!(
            "{} {}, densité en part de celle de la France\u{a0}; le trait\u{202f}: 100\u{202f}%.",
            source(first),
            text::sentence_case(&first.level)
        ),
        heads: ["Profession".to_owned(), "Densité".to_owned()],
        lines: table,
        file: "professions",
        is_ready: true,
    })
}

/// A name that fits above its bar.
fn shortened(name: &str) -> String {
    const MOST: usize = 40;
    if name.chars().count() <= MOST {
        name.to_owned()
    } else {
        name.chars().take(MOST - 1).chain(['…']).collect()
    }
}
