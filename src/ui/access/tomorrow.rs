//! What the next years may bring: how much of the access hangs on older doctors, who the patients
//! are and become, and supply under assumptions that the user moves.

use leptos::prelude::*;
use territory::{AreaKind, Dataset, Kind, Role, Row, Scope, Value, gather_around, text};

use super::{
    AccessContext,
    periods::{period, populations},
};
use crate::dataset::use_data;

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

/// Access without doctors older than so many years, and these years.
const OLDER: [Role; 2] = [Role::AccessUpTo65, Role::AccessUpTo62];
const OLDER_THAN: [u8; 2] = [65, 62];

/// What is told of the doctors.
const DOCTORS: [Role; 2] = [Role::GpCountBefore, Role::GpCount];

/// The columns that are read here.
pub(super) const READ: [&[Role]; 3] = [&DOCTORS, &OLDER, &PATIENTS];

/// Doctors, patients, and what the next years may bring.
#[component]
pub(super) fn Tomorrow() -> impl IntoView {
    let AccessContext { order, .. } = expect_context();
    Effect::new(move |_| order.is_told.set(true));
    view! {
        <Doctors/>
        <Dependence/>
        <Patients/>
        <Projection/>
    }
}

/// « +0,4 », « −1,2 ».
fn signed(value: f64) -> String {
    format!("{}{}", if value < 0.0 { "−" } else { "+" }, text::fixed(value.abs(), 1))
}

/// Figures of a group of communes, found from one of its rows.
type Over = fn(&Dataset, Row, Scope, &[Role]) -> Vec<Option<f64>>;

/// What is found over the département of the place and over France: again only where that
/// département or a table is another, for France has all communes to go through.
fn around(find: Over, roles: &'static [Role]) -> [Memo<Vec<Option<f64>>>; 2] {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    let own = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        data.set.with(|s| Some(s.gazetteer().area(AreaKind::Departement, row)?.code.clone()))
    });
    let departement = Memo::new(move |_| {
        let row = own.get().and_then(|_| Some(place.get_untracked()?.0));
        let of = |row| data.set.with(|s| find(s, row, Scope::Departement, roles));
        row.map(of).unwrap_or_default()
    });
    let france = Memo::new(move |_| {
        data.set.with(|s| {
            let any = s.gazetteer().rows().next();
            any.map(|row| find(s, row, Scope::France, roles)).unwrap_or_default()
        })
    });
    [departement, france]
}

/// The figures of columns, each by its own rule.
fn gathered(s: &Dataset, row: Row, scope: Scope, roles: &[Role]) -> Vec<Option<f64>> {
    let of = |role: &Role| gather_around(s, s.by_role(*role)?, row, scope);
    roles.iter().map(of).collect()
}

/// The populations of two years, over the communes of a group whose number is known of both.
fn both(set: &Dataset, row: Row, scope: Scope) -> Option<(f64, f64)> {
    let (before, now) = (set.by_role(Role::PopulationBefore)?, set.by_role(Role::Population)?);
    let g = set.gazetteer();
    let departement = |r: Row| g.area(AreaKind::Departement, r).map(|d| &d.code);
    let own = departement(row);
    let is_inside = |r: &Row| {
        g.is_commune(*r) && (scope == Scope::France || own.is_some() && departement(*r) == own)
    };
    let known = g.rows().filter(is_inside).filter_map(|r| growth(before.value(r), now.value(r)));
    Some(known.fold((0.0, 0.0), |(b, n), (x, y)| (b + x, n + y)))
}

/// Two populations of a place, where both are known.
fn growth(before: Value, now: Value) -> Option<(f64, f64)> {
    before.known().zip(now.known())
}

/// A change between two years as a factor for each.
fn yearly((before, now): (f64, f64), (from, to): (u16, u16)) -> Option<f64> {
    (before > 0.0).then(|| (now / before).powf(1.0 / (f64::from(to) - f64::from(from))))
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

/// The name of a line and its cells: here, in the département, in France; none is not published.
type Cells = (String, [Option<String>; 3]);

/// A line of a table: a figure here, in the département and in France, or that it is not published.
fn line((title, cells): Cells) -> impl IntoView {
    let cells = cells
        .map(|c| view! { <td class="num">{c.unwrap_or_else(|| "non publié".to_owned())}</td> })
        .into_iter()
        .collect_view();
    view! { <tr><th scope="row">{title}</th>{cells}</tr> }
}

/// Figures of a place beside those of its département and of France; nothing while one is loading.
#[component]
fn Compared(
    /// Columns, each with its own rule of gathering.
    roles: &'static [Role],
    /// Heading, which names the table too.
    title: &'static str,
    /// Heading of the lines.
    of: &'static str,
    /// A line more: its name and its cells.
    #[prop(optional)]
    more: Option<Callback<Row, Option<Cells>>>,
    /// How the figures were found, before their sources.
    #[prop(into)]
    how: Signal<String>,
) -> impl IntoView {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    let wide = around(gathered, roles);
    let there =
        Memo::new(move |_| data.set.with(|s| roles.iter().all(|role| s.by_role(*role).is_some())));
    let table = move || {
        let (row, _, name) = place.get().filter(|_| there.get())?;
        let wide = wide.map(|w| w.get());
        let lines = data.set.with(|s| {
            let of = |(i, role): (usize, &Role)| {
                let column = s.by_role(*role)?;
                let Kind::Measure { shown, .. } = &column.spec.kind else { return None };
                let [departement, france] = wide.each_ref().map(|w| w.get(i).copied().flatten());
                let said = |v: Option<f64>| {
                    v.map(|v| text::with_unit(&column.spec, &text::number(v, usize::from(*shown))))
                };
                let title =
                    format!("{}, {}", text::typeset(&column.spec.label), column.spec.vintage);
                Some(line((title, [column.value(row).known(), departement, france].map(said))))
            };
            roles.iter().enumerate().filter_map(of).collect_view()
        });
        let more = more.and_then(|more| more.run(row)).map(line);
        let departement = data.set.with(|s| {
            s.gazetteer()
                .area(AreaKind::Departement, row)
                .map_or_else(String::new, |d| d.name.clone())
        });
        let sources = data.set.with(|s| sources(s, roles));
        Some(view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=title>
                <table class="years">
                    <thead><tr><th scope="col">{of}</th><th scope="col">{name}</th><th scope="col">{departement}</th><th scope="col">"France"</th></tr></thead>
                    <tbody>{lines}{more}</tbody>
                </table>
            </div>
            <p class="minor">{how}" Sources\u{202f}: "{sources}"."</p>
        })
    };
    view! {
        <h4>{title}</h4>
        {table}
    }
}

/// The GPs that were counted some years ago and those of now, each with its year.
#[component]
fn Doctors() -> impl IntoView {
    let data = use_data();
    let how = move || {
        let limits = |s: &Dataset| Some(text::typeset(&s.by_role(Role::GpCount)?.spec.limits));
        format!("Sommes de communes. {}", data.set.with(limits).unwrap_or_default())
    };
    view! { <Compared roles=&DOCTORS title="Les généralistes d’hier et d’aujourd’hui" of="Généralistes" how=Signal::derive(how)/> }
}

/// Who the patients are and become: people now and ten years ago, and their age.
#[component]
fn Patients() -> impl IntoView {
    let data = use_data();
    let wide = growths();
    let change = move |row: Row| {
        let (from, to) = populations(data)?;
        let own = data.set.with(|s| {
            let value = |role| Some(s.by_role(role)?.value(row));
            let both = growth(value(Role::PopulationBefore)?, value(Role::Population)?)?;
            yearly(both, (from, to))
        });
        let [departement, france] = wide.map(|w| pace(&w.get(), (from, to)));
        let said = |p: Option<f64>| p.map(|p| format!("{}\u{202f}%", signed((p - 1.0) * 100.0)));
        let title = format!("Évolution par an, de {from} à {to}");
        Some((title, [own, departement, france].map(said)))
    };
    let how = move || {
        let by_year = populations(data).map(|(from, to)| {
            format!(" Par an\u{202f}: racine {}e du rapport, sur les communes comptées les deux années.", to - from)
        });
        format!(
            "Populations\u{202f}: sommes de communes\u{202f}; parts\u{202f}: moyennes pondérées par la population municipale.{}",
            by_year.unwrap_or_default()
        )
    };
    view! { <Compared roles=&PATIENTS title="Les patients d’hier et de demain" of="Habitants" more=Callback::new(change) how=Signal::derive(how)/> }
}

/// The populations of two years in the département and in France.
fn growths() -> [Memo<Vec<Option<f64>>>; 2] {
    let find: Over = |s, row, scope, _| {
        both(s, row, scope).map(|(before, now)| vec![Some(before), Some(now)]).unwrap_or_default()
    };
    around(find, &[])
}

/// By how much people are multiplied in a year, of what [`growths`] found.
fn pace(found: &[Option<f64>], years: (u16, u16)) -> Option<f64> {
    let [Some(before), Some(now)] = found else { return None };
    yearly((*before, *now), years)
}

/// How much of the access hangs on older GPs, as the DREES itself allows to tell it by commune.
#[component]
fn Dependence() -> impl IntoView {
    let data = use_data();
    let AccessContext { place, .. } = expect_context();
    let [_, france] = around(gathered, &OLDER);
    let sentence = move || {
        let (row, _, name) = place.get()?;
        // Each share is of its own year: a sentence each, and none follows from the other.
        let part = |(at, (role, age)): (usize, (Role, u8))| {
            let here = data.set.with(|s| s.by_role(role)?.value(row).known());
            let france = france.with(|f| f.get(at).copied().flatten());
            let older = |up_to: f64| text::number(100.0 - up_to, 0);
            let beside =
                france.map_or_else(String::new, |f| format!(" ({} % en France)", older(f)));
            Some(format!(
                "en {}, {} % de l'accès aux généralistes tenait à des médecins de plus de {age} ans{beside}.",
                period(data, role),
                older(here?),
            ))
        };
        let parts: Vec<String> =
            OLDER.into_iter().zip(OLDER_THAN).enumerate().filter_map(part).collect();
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
fn Projection() -> impl IntoView {
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
    let [people, _] = growths();
    let sentence = move || {
        let (name, year, share) = known.get()?;
        let doctors = text::typeset(&format!(
            "{name} : {} % des médecins avaient 55 ans ou plus au 1er janvier {year}. Si ceux-là s'arrêtent à un rythme égal, à {} ans au plus tard, et que {} sur 10 soient remplacés, il reste {} % des médecins en {} et {} % en {}.",
            text::number(share, 1),
            age.get(),
            followed.get(),
            text::number(left(5.0)?, 0),
            year + 5,
            text::number(left(10.0)?, 0),
            year + 10,
        ));
        // How many doctors are left for as many patients, if these go on as they went.
        let patients = populations(data).filter(|_| grows.get()).and_then(|(from, to)| {
            let pace = pace(&people.get(), (from, to))?;
            let each = |years: f64| Some(text::number(left(years)? / pace.powf(years), 0));
            Some(text::typeset(&format!(
                " Si le département continue à {} % d'habitants par an, comme de {from} à {to}, chaque habitant en a alors {} % et {} % de ce qu'il a.",
                signed((pace - 1.0) * 100.0),
                each(5.0)?,
                each(10.0)?,
            )))
        });
        Some(doctors + &patients.unwrap_or_default())
    };
    let heading = move || match known.get() {
        Some((name, year, share)) => format!(
            "Projection\u{202f}: {}\u{202f}% des médecins ont 55 ans ou plus ({name}, {year})",
            text::number(share, 1)
        ),
        None => "Projection à cinq et dix ans".to_owned(),
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
        <h4>{heading}</h4>
        <div class="compare-fields">
            <div class="field">
                <label for="projection-age">"Âge de départ au plus tard"</label>
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
