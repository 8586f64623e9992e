//! « Hier et demain »: what is published year by year, each at its own level, and what the next years may bring under
//! assumptions that the reader moves.

use leptos::prelude::*;
use outlook::Series;
use territory::{AreaKind, Column, Row, text};

use super::Looking;
use crate::{charts::trend, dataset::use_data};

/// Years of the published access by commune; 2020 was not published.
pub(super) const YEARS: [u16; 8] = [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023];
/// The year between them that was not published.
const GAP: u16 = 2020;
/// Ages at which doctors are supposed to stop.
const AGES: [u16; 3] = [65, 67, 70];
/// Year of the published share.
const SHARE_YEAR: u16 = 2025;
/// Of ten who stop, how many are followed by another.
const FOLLOWED: [u16; 6] = [0, 2, 4, 6, 8, 10];
/// Age from which the published share counts.
const FROM_AGE: u16 = 55;

/// A line of figures with its words.
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

/// Trends and projection of the place.
#[component]
pub(super) fn History() -> impl IntoView {
    let data = use_data();
    let Looking { book, place, .. } = expect_context();
    Effect::new(move |_| {
        if place.with(Option::is_some) {
            for year in YEARS {
                data.load_column(&format!("apl_mg_{year}"));
            }
            data.load_column("apl_part_65_2021");
            data.load_column("apl_part_62_2021");
        }
    });
    let lines = move || {
        let (Some((row, _, name)), Some(book)) = (place.get(), book.get()) else { return Vec::new() };
        let mut lines: Vec<Line> = published(row, &name, book.threshold, data).into_iter().collect();
        data.set.with(|s| {
            let area = |series: &Series| {
                let (area, figures) = series.of(s, row)?;
                Some(Line {
                    title: format!("{}\u{202f}: {area}", text::typeset(&series.label)),
                    level: level(series.level).to_owned(),
                    source: format!("{}, {}", series.origin.producer, series.origin.title),
                    limits: text::typeset(&series.limits),
                    unit: series.unit.clone(),
                    gap: None,
                    decimals: series.decimals,
                    marks: Vec::new(),
                    points: series.years.iter().copied().zip(figures.iter().copied()).collect(),
                })
            };
            lines.extend(["mg_tvs", "mg_tvs_density"].into_iter().filter_map(|id| area(book.series(id)?)));
        });
        lines
    };
    view! {
        <section class="history" aria-labelledby="history-title" hidden=move || place.with(Option::is_none)>
            <h3 id="history-title">"Hier et demain"</h3>
            <div class="trends">{move || lines().into_iter().map(figure).collect_view()}</div>
            <Dependence/>
            <Projection/>
        </section>
    }
}

fn level(kind: AreaKind) -> &'static str {
    match kind {
        AreaKind::Tvs => "territoire de vie-santé (2019)",
        AreaKind::Departement => "département",
        AreaKind::ZoneEmploi => "zone d’emploi",
        AreaKind::Region => "région",
        AreaKind::Epci => "intercommunalité",
        AreaKind::BassinDeVie => "bassin de vie",
    }
}

fn published(row: Row, name: &str, threshold: f64, data: crate::dataset::Data) -> Option<Line> {
    let columns: Vec<(u16, std::sync::Arc<Column>)> =
        YEARS.into_iter().filter_map(|y| Some((y, data.column(&format!("apl_mg_{y}"))?))).collect();
    let (_, last) = columns.last()?;
    if columns.len() < YEARS.len() {
        return None;
    }
    let points = columns.iter().map(|(y, c)| (*y, c.value(row).known())).collect();
    Some(Line {
        title: format!("Accès aux généralistes (APL)\u{202f}: {name}"),
        level: "commune".to_owned(),
        source: format!("{}, {}", last.spec.origin.producer, last.spec.origin.title),
        limits: text::typeset(
            "2020 n'a pas été publié : l'année manque, rien n'est interpolé. La DREES a changé de méthode entre certains millésimes. Une commune fusionnée a, avant 2023, le chiffre de la commune de même code. Le trait : 2,5.",
        ),
        unit: last.spec.unit_short.clone(),
        gap: Some(GAP),
        decimals: 2,
        marks: vec![threshold],
        points,
    })
}

/// A chart with its sentence, its source and its table.
fn figure(line: Line) -> impl IntoView {
    let number = |v: f64| text::fixed(v, usize::from(line.decimals));
    let known: Vec<(u16, f64)> = line.points.iter().filter_map(|(y, v)| Some((*y, (*v)?))).collect();
    let said = match (known.first(), known.last()) {
        (Some((from, a)), Some((to, b))) if from != to => format!("{} en {from}, {} en {to} ({}).", number(*a), number(*b), line.unit),
        (Some((year, v)), _) => format!("{} en {year} ({}).", number(*v), line.unit),
        _ => "Non disponible dans notre source pour ce lieu.".to_owned(),
    };
    let chart = if known.is_empty() { String::new() } else { trend(&line.points, usize::from(line.decimals), &line.marks) };
    let mut listed = line.points.clone();
    listed.extend(line.gap.map(|year| (year, None)));
    listed.sort_unstable_by_key(|(year, _)| *year);
    let rows = listed
        .iter()
        .map(|(year, value)| {
            let none = if line.gap == Some(*year) { "non publié" } else { "non disponible dans notre source" };
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

/// How much of the access hangs on older GPs, as the DREES itself allows to tell it by commune.
#[component]
fn Dependence() -> impl IntoView {
    let data = use_data();
    let Looking { place, .. } = expect_context();
    let sentence = move || {
        let (row, _, name) = place.get()?;
        let share = |id: &str| data.column(id)?.value(row).known();
        let (up_to_65, up_to_62) = (share("apl_part_65_2021")?, share("apl_part_62_2021")?);
        Some(text::typeset(&format!(
            "{name}, en 2021 : {} % de l'accès aux généralistes tenait à des médecins de plus de 65 ans, et {} % à des médecins de plus de 62 ans (DREES : APL de tous âges contre APL des médecins de 65 et de 62 ans au plus, par commune).",
            text::number(100.0 - up_to_65, 0),
            text::number(100.0 - up_to_62, 0),
        )))
    };
    move || sentence().map(|s| view! { <p class="everywhere-sum">{s}</p> })
}

/// Supply in five and ten years, by département, under assumptions that the reader moves.
#[component]
fn Projection() -> impl IntoView {
    let data = use_data();
    let Looking { book, place, .. } = expect_context();
    let age = RwSignal::new(AGES[1]);
    let followed = RwSignal::new(FOLLOWED[2]);
    let known = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        let book = book.get()?;
        let series = book.series("part_55p")?;
        data.set.with(|s| series.of(s, row).and_then(|(name, figures)| Some((name.to_owned(), figures.last().copied().flatten()?))))
    });
    // Those of 55 and over stop at an even pace until the last of them has reached the age.
    let left = move |years: f64| {
        let (_, share) = known.get()?;
        let gone = share / 100.0 * (years / f64::from(age.get() - FROM_AGE)).min(1.0);
        Some(100.0 * (1.0 - gone * (1.0 - f64::from(followed.get()) / 10.0)))
    };
    let sentence = move || {
        let (name, share) = known.get()?;
        Some(text::typeset(&format!(
            "{name} : {} % des médecins avaient 55 ans ou plus au 1er janvier {SHARE_YEAR}. Si ceux-là s'arrêtent à un rythme égal, le dernier à {} ans, et que {} sur 10 sont remplacés, il reste {} % des médecins en {} et {} % en {}.",
            text::number(share, 1),
            age.get(),
            followed.get(),
            text::number(left(5.0)?, 0),
            SHARE_YEAR + 5,
            text::number(left(10.0)?, 0),
            SHARE_YEAR + 10,
        )))
    };
    let ages = AGES
        .map(|a| view! { <option value=a.to_string() selected=move || age.get() == a>{format!("{a} ans")}</option> })
        .into_iter()
        .collect_view();
    let shares = FOLLOWED
        .map(|n| view! { <option value=n.to_string() selected=move || followed.get() == n>{format!("{n} sur 10")}</option> })
        .into_iter()
        .collect_view();
    view! {
        <h4>"Et dans cinq ou dix ans\u{202f}?"</h4>
        <div class="compare-fields">
            <div class="field">
                <label for="projection-age">"Ceux de 55 ans et plus s’arrêtent, le dernier à"</label>
                <select id="projection-age" on:change=move |e| age.set(event_target_value(&e).parse().unwrap_or(AGES[1]))>{ages}</select>
            </div>
            <div class="field">
                <label for="projection-followed">"Sont remplacés"</label>
                <select id="projection-followed" on:change=move |e| followed.set(event_target_value(&e).parse().unwrap_or(0))>{shares}</select>
            </div>
        </div>
        <p class="everywhere-sum" role="status">{sentence}</p>
        <p class="minor">
            "Par département seulement, toutes spécialités et tous modes d’exercice\u{202f}: l’âge des médecins n’est pas publié par commune, et rien n’est réparti. Calcul\u{202f}: ceux de 55 ans et plus s’arrêtent à un rythme égal, en autant d’années qu’il y en a de 55 ans à l’âge choisi\u{202f}; les plus jeunes restent, même s’ils atteignent cet âge\u{202f}; personne d’autre n’arrive. Ce sont des hypothèses, pas une prévision. Source\u{202f}: DREES, la démographie des professionnels de santé, 1er janvier 2025."
        </p>
    }
}
