//! What the next years may bring: how much of the access hangs on older doctors, who the patients
//! are and become, and supply under assumptions that the user moves.

use leptos::prelude::*;
use territory::{AreaKind, Dataset, Kind, Role, Row, Scope, gather_around, text};

use super::{
    AccessContext,
    periods::{period, populations},
};
use crate::dataset::{id_of, use_data};

/// Ages at which doctors are supposed to stop.
const AGES: [u16; 3] = [65, 67, 70];
/// Series of the share of doctors of [`FROM_AGE`] and over.
const SHARES: &str = "part_55p";
/// Of ten who stop, how many are followed by another.
const FOLLOWED: [u16; 6] = [0, 2, 4, 6, 8, 10];
/// Age from which the published share counts.
const FROM_AGE: u16 = 55;

/// What is told of the patients: columns, each with its own rule of gathering.
const PATIENTS: [Role; 4] =
    [Role::PopulationBefore, Role::Population, Role::NearlyAged, Role::Aged];

/// Access without doctors older than so many years.
const OLDER: [(Role, u8); 2] = [(Role::AccessUpTo65, 65), (Role::AccessUpTo62, 62)];

/// What is told of the doctors.
const DOCTORS: [Role; 2] = [Role::GpCountBefore, Role::GpCount];

/// « +0,4 », « −1,2 ».
fn signed(value: f64) -> String {
    format!("{}{}", if value < 0.0 { "−" } else { "+" }, text::fixed(value.abs(), 1))
}

/// The figure of a place, of its département and of France; none where it is not known.
fn compared(set: &Dataset, role: Role, row: Row) -> [Option<f64>; 3] {
    let Some(column) = set.by_role(role) else { return [None; 3] };
    let of = |scope: Scope| gather_around(set, column, row, scope);
    [column.value(row).known(), of(Scope::Departement), of(Scope::France)]
}

/// By how much people are multiplied in a year between two populations that are `years` apart: over
/// the communes whose number is known of both.
fn pace(set: &Dataset, years: f64, is_inside: impl Fn(Row) -> bool) -> Option<f64> {
    let (before, now) = (set.by_role(Role::PopulationBefore)?, set.by_role(Role::Population)?);
    let g = set.gazetteer();
    let both = |r: Row| before.value(r).known().zip(now.value(r).known());
    let (before, now) = g
        .rows()
        .filter(|r| is_inside(*r))
        .filter_map(both)
        .fold((0.0, 0.0), |(b, n), (x, y)| (b + x, n + y));
    (before > 0.0).then(|| (now / before).powf(1.0 / years))
}

/// The same for a place, its département and France.
fn paces(set: &Dataset, (from, to): (u16, u16), row: Row) -> [Option<f64>; 3] {
    let years = f64::from(to) - f64::from(from);
    let g = set.gazetteer();
    let departement = |r: Row| g.area(AreaKind::Departement, r).map(|d| &d.code);
    let own = departement(row);
    [
        pace(set, years, |r| r == row),
        pace(set, years, |r| g.is_commune(r) && own.is_some() && departement(r) == own),
        pace(set, years, |r| g.is_commune(r)),
    ]
}

/// A line of a table for each role that has a column: here, in the département and in France.
fn lines(s: &Dataset, roles: &[Role], row: Row) -> impl IntoView + use<> {
    let line = |role: &Role| {
        let spec = &s.by_role(*role)?.spec;
        let Kind::Measure { shown, .. } = &spec.kind else { return None };
        let cells = compared(s, *role, row)
            .map(|v| {
                let figure = v.map_or_else(
                    || "non publié".to_owned(),
                    |v| text::with_unit(spec, &text::number(v, usize::from(*shown))),
                );
                view! { <td class="num">{figure}</td> }
            })
            .into_iter()
            .collect_view();
        let title = format!("{}, {}", text::typeset(&spec.label), spec.vintage);
        Some(view! { <tr><th scope="row">{title}</th>{cells}</tr> })
    };
    roles.iter().filter_map(line).collect_view()
}

/// Producers and titles of the columns, each once.
fn sources(s: &Dataset, roles: &[Role]) -> String {
    let all: std::collections::BTreeSet<String> = roles
        .iter()
        .filter_map(|role| s.by_role(*role))
        .map(|c| format!("{}, {}", c.spec.origin.producer, c.spec.origin.title))
        .collect();
    text::typeset(&all.into_iter().collect::<Vec<_>>().join(" ; "))
}

/// The GPs that were counted some years ago and those of now, each with its year: here, in the
/// département and in France.
#[component]
pub(super) fn Doctors() -> impl IntoView {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    Effect::new(move |_| {
        if place.with(Option::is_some) {
            DOCTORS.into_iter().for_each(|role| data.load_column(id_of(role)));
        }
    });
    let table = move || {
        let (row, _, name) = place.get()?;
        data.set.with(|s| {
            if !DOCTORS.iter().all(|role| s.by_role(*role).is_some()) {
                return None;
            }
            let departement = s.gazetteer().area(AreaKind::Departement, row).map_or_else(String::new, |d| d.name.clone());
            let limits = s.by_role(Role::GpCount).map_or_else(String::new, |c| text::typeset(&c.spec.limits));
            Some(view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label="Les généralistes d’hier et d’aujourd’hui">
                    <table class="years">
                        <thead><tr><th scope="col">"Généralistes"</th><th scope="col">{name}</th><th scope="col">{departement}</th><th scope="col">"France"</th></tr></thead>
                        <tbody>{lines(s, &DOCTORS, row)}</tbody>
                    </table>
                </div>
                <p class="minor">{format!("Sommes de communes. {limits} Sources\u{202f}: {}.", sources(s, &DOCTORS))}</p>
            })
        })
    };
    view! {
        <h4>"Les généralistes d’hier et d’aujourd’hui"</h4>
        {table}
    }
}

/// Who the patients are and become: people now and ten years ago, and their age, here, in the
/// département and in France.
#[component]
pub(super) fn Patients() -> impl IntoView {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    Effect::new(move |_| {
        if place.with(Option::is_some) {
            PATIENTS.into_iter().for_each(|role| data.load_column(id_of(role)));
        }
    });
    let table = move || {
        let (row, _, name) = place.get()?;
        data.set.with(|s| {
            if !PATIENTS.iter().all(|role| s.by_role(*role).is_some()) {
                return None;
            }
            let lines = lines(s, &PATIENTS, row);
            let change = populations(data).map(|(from, to)| {
                let cells = paces(s, (from, to), row)
                    .map(|pace| pace.map_or_else(|| "non publié".to_owned(), |p| format!("{}\u{202f}%", signed((p - 1.0) * 100.0))))
                    .map(|change| view! { <td class="num">{change}</td> })
                    .into_iter()
                    .collect_view();
                view! { <tr><th scope="row">{format!("Évolution par an, de {from} à {to}")}</th>{cells}</tr> }
            });
            let by_year = populations(data).map(|(from, to)| {
                format!(" Par an\u{202f}: racine {}e du rapport, sur les communes comptées les deux années.", to - from)
            });
            let sources = sources(s, &PATIENTS);
            let departement = s.gazetteer().area(AreaKind::Departement, row).map_or_else(String::new, |d| d.name.clone());
            Some(view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label="Les patients d’hier et de demain">
                    <table class="years">
                        <thead><tr><th scope="col">"Habitants"</th><th scope="col">{name}</th><th scope="col">{departement}</th><th scope="col">"France"</th></tr></thead>
                        <tbody>
                            {lines}
                            {change}
                        </tbody>
                    </table>
                </div>
                <p class="minor">{format!("Populations\u{202f}: sommes de communes\u{202f}; parts\u{202f}: moyennes pesées par la population municipale.{} Sources\u{202f}: {sources}.", by_year.unwrap_or_default())}</p>
            })
        })
    };
    view! {
        <h4>"Les patients d’hier et de demain"</h4>
        {table}
    }
}

/// How much of the access hangs on older GPs, as the DREES itself allows to tell it by commune.
#[component]
pub(super) fn Dependence() -> impl IntoView {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    let sentence = move || {
        let (row, _, name) = place.get()?;
        // Each share is of its own year: a sentence each, and none follows from the other.
        let part = |(role, age): (Role, u8)| {
            let [here, _, france] = data.set.with(|s| compared(s, role, row));
            let older = |up_to: f64| text::number(100.0 - up_to, 0);
            let beside =
                france.map_or_else(String::new, |f| format!(" ({} % en France)", older(f)));
            Some(format!(
                "en {}, {} % de l'accès aux généralistes tenait à des médecins de plus de {age} ans{beside}.",
                period(data, role),
                older(here?),
            ))
        };
        let parts: Vec<String> = OLDER.into_iter().filter_map(part).collect();
        (!parts.is_empty()).then(|| {
            text::typeset(&format!(
                "{name} : {} DREES, APL de tous âges contre APL sans ces médecins, communes voisines comprises : ce n'est pas l'âge de ceux d'ici.",
                parts.join(" Et ")
            ))
        })
    };
    move || sentence().map(|s| view! { <p class="everywhere-sum">{s}</p> })
}

/// Supply in five and ten years, by département, under assumptions that the user moves.
#[component]
pub(super) fn Projection() -> impl IntoView {
    let data = use_data();
    let AccessContext { book, place, .. } = expect_context();
    let age = RwSignal::new(AGES[1]);
    let followed = RwSignal::new(FOLLOWED[2]);
    let grows = RwSignal::new(true);
    let known = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        let book = book.get()?;
        let series = book.series(SHARES)?;
        let year = *series.years.last()?;
        data.set.with(|s| {
            series.of(s, row).and_then(|(name, figures)| {
                Some((name.to_owned(), year, figures.last().copied().flatten()?))
            })
        })
    });
    // Those of 55 and over stop at an even pace until the last of them has reached the age.
    let left = move |years: f64| {
        let (_, _, share) = known.get()?;
        let gone = share / 100.0 * (years / f64::from(age.get() - FROM_AGE)).min(1.0);
        Some(100.0 * (1.0 - gone * (1.0 - f64::from(followed.get()) / 10.0)))
    };
    let population = Memo::new(move |_| {
        place.get().and_then(|(row, ..)| data.set.with(|s| paces(s, populations(data)?, row)[1]))
    });
    let sentence = move || {
        let (name, year, share) = known.get()?;
        let doctors = text::typeset(&format!(
            "{name} : {} % des médecins avaient 55 ans ou plus au 1er janvier {year}. Si ceux-là s'arrêtent à un rythme égal, le dernier à {} ans, et que {} sur 10 sont remplacés, il reste {} % des médecins en {} et {} % en {}.",
            text::number(share, 1),
            age.get(),
            followed.get(),
            text::number(left(5.0)?, 0),
            year + 5,
            text::number(left(10.0)?, 0),
            year + 10,
        ));
        // How many doctors are left for as many patients, if these go on as they went.
        let patients = population.get().filter(|_| grows.get()).and_then(|pace| {
            let (from, to) = populations(data)?;
            let each = |years: f64| Some(text::number(left(years)? / pace.powf(years), 0));
            Some(text::typeset(&format!(
                " Si le département continue à {} % d'habitants par an, comme de {from} à {to}, chacun en a alors {} % et {} % de ce qu'il a.",
                signed((pace - 1.0) * 100.0),
                each(5.0)?,
                each(10.0)?,
            )))
        });
        Some(doctors + &patients.unwrap_or_default())
    };
    let source = move || {
        book.with(|b| {
            let series = b.as_ref()?.series(SHARES)?;
            let (origin, year) = (&series.origin, series.years.last()?);
            let said = format!(
                " Source : {}, « {} », au 1er janvier {year}.",
                origin.producer, origin.title
            );
            Some(text::typeset(&said))
        })
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
            <div class="field">
                <label for="projection-patients">"Le nombre d’habitants"</label>
                <select id="projection-patients" on:change=move |e| grows.set(event_target_value(&e) == "trend")>
                    <option value="trend">{move || populations(data).map(|(from, to)| format!("suit sa tendance de {from} à {to}"))}</option>
                    <option value="still">"reste ce qu’il est"</option>
                </select>
            </div>
        </div>
        <p class="everywhere-sum" role="status">{sentence}</p>
        <p class="minor">
            "Par département seulement, toutes spécialités et tous modes d’exercice\u{202f}: l’âge des médecins n’est pas publié par commune, et rien n’est réparti. Calcul\u{202f}: ceux de 55 ans et plus s’arrêtent à un rythme égal, en autant d’années qu’il y en a de 55 ans à l’âge choisi\u{202f}; les plus jeunes restent, même s’ils atteignent cet âge\u{202f}; personne d’autre n’arrive. Ce sont des hypothèses, pas une prévision."
            {source}
        </p>
    }
}
