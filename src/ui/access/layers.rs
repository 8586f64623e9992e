//! What this view puts on the map: one layer at a time, each also a sentence and a table.

use std::sync::Arc;

use insight::{Disagreement, LEAST_CHANGE, Supply};
use leptos::prelude::*;
use territory::{Absence, Aggregate, Class, Column, ColumnSpec, Kind, Role, Row, Value, text};
use viewmodel::Route;

use super::{
    AccessContext,
    history::unpublished,
    levels::{Areas, LevelControls, Levels, forget_range},
    periods::{period, published},
};
use crate::{
    dataset::{Data, id_of, roles, use_data},
    derived::{Figures, Layer, use_derived},
    state::use_state,
    summary::{self, inside_a_sentence},
    ui::layer::{Ranked, computed as spec_of, counted},
};

/// What can be seen, by its name in the address.
fn layers() -> [(&'static str, &'static str); 8] {
    [
        ("effet", "L’effet de cette installation"),
        ("loi", "Là où la loi et les chiffres se contredisent"),
        ("zonage", "Le zonage des médecins, et les limites où vos droits changent"),
        ("apl", "L’accès publié par la DREES, année par année"),
        ("acces", "L’accès calculé"),
        ("ecart", "L’écart entre l’accès calculé et l’accès publié"),
        (id_of(Role::AccessUpTo65), "La part de l’accès due aux généralistes de 65 ans au plus"),
        (id_of(Role::EmergencyMinutes), "Les minutes de route jusqu’aux urgences"),
    ]
}
/// Fills of an effect, from none to the most.
const MORE: [&str; 7] =
    ["#edeae1", "#d5e6de", "#a9d1c6", "#74b3a8", "#43908a", "#1e6966", "#0a4546"];
/// Fills of a difference, from far too little to far too much.
const APART: [&str; 7] =
    ["#7a3e0c", "#b8762d", "#e3bf84", "#ece9df", "#a9cfc8", "#529d95", "#14605a"];

/// The column of a year; of none where it was not published.
fn year_column(year: u16) -> &'static str {
    roles().access_in(year).unwrap_or_default()
}

/// The last year of the published access.
fn last_year() -> u16 {
    roles().access_years.last().map_or(0, |y| y.year)
}

/// The layer and year that the address names: `effet` where it names none.
fn chosen(indicator: &str) -> (&'static str, u16) {
    match roles().access_years.iter().find(|y| y.column == indicator) {
        Some(year) => ("apl", year.year),
        None => (layers().iter().find(|l| l.0 == indicator).map_or("effet", |l| l.0), last_year()),
    }
}

/// The chooser, the slider of years and the map.
#[component]
pub(super) fn Layers() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let context: AccessContext = expect_context();
    let layer = Memo::new(move |_| chosen(&state.layer.get()).0);
    let year = Memo::new(move |_| chosen(&state.layer.get()).1);
    Effect::new(move |_| match layer.get() {
        "apl" => data.load_column(year_column(year.get())),
        named if named == id_of(Role::AccessUpTo65) => data.load_column(named),
        _ => {}
    });
    let base = Signal::from(Memo::new_with_compare(
        move |_| match layer.get() {
            "effet" if context.place.with(Option::is_none) => data.by_role(Role::Zone),
            "effet" => effect(&context, data),
            "loi" => disagreements(&context, data),
            "acces" => access(&context, data, false),
            "ecart" => access(&context, data, true),
            "apl" => data.column(year_column(year.get())),
            "zonage" => data.by_role(Role::Zone),
            named => data.column(named),
        },
        |_, _| true,
    ));
    let measure = Memo::new(move |_| {
        matches!(layer.get(), "apl" | "acces" | "ecart")
            || layer.get() == id_of(Role::EmergencyMinutes)
            || layer.get() == id_of(Role::AccessUpTo65)
    });
    let levels = Levels::new(base, measure, state, data);
    let column = levels.shown;
    let found = counted(column);
    // Where nothing changes is said so, not as a very small figure.
    let counts = Memo::new_with_compare(
        move |_| {
            let mut counts = crate::summary::Summary::clone(&*found.get()?);
            let shows_effect = layer.get() == "effet" && context.place.with(Option::is_some);
            // With doctors who come and others who go, no change is in the middle.
            let still = if counts.slices.first().is_some_and(|s| s.colour == APART[0]) {
                counts.slices.len() / 2
            } else {
                0
            };
            if let Some(first) = counts.slices.get_mut(still).filter(|_| shows_effect) {
                first.label = "aucun changement".to_owned();
            }
            Some(Arc::new(counts))
        },
        |_, _| true,
    );
    let sentence = Memo::new(move |_| match (column.get(), counts.get()) {
        (Some(_), Some(_)) if layer.get() == "effet" && context.place.with(Option::is_some) => {
            context.setup.with(|t| {
                t.as_ref()
                    .and_then(|t| t.answer.as_ref())
                    .map_or_else(String::new, |answer| answer.in_words())
            })
        }
        (Some(column), Some(counts)) if layer.get() == "loi" => {
            let said = counts.slices.iter().map(|s| {
                format!(
                    "{} {}",
                    text::integer(summary::count(s.places)),
                    inside_a_sentence(&s.label)
                )
            });
            text::typeset(&format!(
                "{} : communes, {}.",
                column.spec.label,
                said.collect::<Vec<_>>().join(" ; ")
            ))
        }
        (Some(column), Some(counts)) => levels
            .in_range(state, data)
            .or_else(|| levels.of_areas(data))
            .unwrap_or_else(|| summary::sentence(&column.spec, &counts)),
        _ if context.place.with(Option::is_none) => {
            "Choisissez une commune\u{202f}: la carte montrera ce qu’un médecin de plus y change."
                .to_owned()
        }
        // What cannot be computed is not under way.
        _ => match context.setup.with(|t| t.as_ref().and_then(|t| t.refusal())) {
            Some(why) => why.to_string(),
            None => "Calcul en cours…".to_owned(),
        },
    });
    // Where rights change, a border is drawn: the groups of the map are then places of equal
    // rights, not départements.
    let zones = Memo::new(move |_| data.numbers(context.rights.get()?.rights(), u32::MAX));
    let groups = Signal::derive(move || match layer.get() {
        "zonage" => zones.get(),
        _ => levels.groups(data).or_else(|| data.groups.get()),
    });
    let choose = move |wanted: String| {
        // Another figure has another scale.
        forget_range(state);
        state.layer.set(if wanted == "apl" { year_column(last_year()).to_owned() } else { wanted });
    };
    let years = &roles().access_years;
    let latest = years.len().saturating_sub(1);
    let position = move || years.iter().position(|y| y.year == year.get()).unwrap_or(latest);
    let on_year = move |e| {
        if let Some(year) = event_target_value(&e).parse::<usize>().ok().and_then(|i| years.get(i))
        {
            state.layer.set(year.column.clone());
        }
    };
    let figures = Figures {
        column,
        summary: counts.into(),
        sentence: sentence.into(),
        absent: "Pas de donnée, ou hors de la plage",
        figure,
        choices: StoredValue::new(
            layers().iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect(),
        ),
        chosen: Memo::new(move |_| layer.get().to_owned()).into(),
        choose: Callback::new(choose),
        others: false,
    };
    use_derived().put(
        Route::Access,
        Some(Layer { figures: Some(figures), groups: Some(groups), ..Layer::default() }),
    );
    let options = layers()
        .map(|(id, label)| view! { <option value=id prop:selected=move || layer.get() == id>{label}</option> })
        .into_iter()
        .collect_view();
    view! {
        <section class="everywhere" aria-labelledby="layers-title">
            <h3 id="layers-title">"Sur la carte"</h3>
            <div class="compare-fields">
                <div class="field">
                    <label for="layer">"Ce que montre la carte"</label>
                    <select id="layer" on:change=move |e| choose(event_target_value(&e))>{options}</select>
                </div>
                {move || (layer.get() == "apl").then(|| view! {
                    <div class="field">
                        <label for="layer-year">"Année"</label>
                        <input id="layer-year" type="range" min="0" max=latest.to_string() step="1"
                            prop:value=move || position().to_string() aria-valuetext=move || year.get().to_string() on:input=on_year/>
                        <output for="layer-year">{move || year.get()}</output>
                        <p class="minor">{text::typeset(&format!(
                            "{} à {}. {}La DREES a changé de méthode entre certains millésimes.",
                            years.first().map_or(0, |y| y.year),
                            last_year(),
                            unpublished(),
                        ))}</p>
                    </div>
                })}
            </div>
            <LevelControls levels=levels/>
            <p class="everywhere-sum" aria-live=move || if layer.get() == "effet" { "off" } else { "polite" }>{sentence}</p>
            <Show when=move || !levels.is_gathered()>
                <Ranked figures=figures heading="Valeur" table="Communes du département, par valeur décroissante"/>
            </Show>
            <Areas levels=levels/>
        </section>
    }
}

/// The figure of a place, in words.
fn figure(column: &Column, row: Row) -> String {
    if let Some(class) = column.class(row) {
        return text::typeset(&class.short);
    }
    let value = column.value(row);
    match text::value(&column.spec, value) {
        Some(figure) => text::with_unit(&column.spec, &figure),
        None => match value {
            Value::Absent(reason) => text::absence(reason).to_owned(),
            Value::Known(_) => String::new(),
        },
    }
}

/// A column computed here, by commune; the arrondissements of a city take its figure.
fn by_commune(spec: ColumnSpec, data: Data, value: impl Fn(Row) -> Value) -> Option<Arc<Column>> {
    let values: Vec<Value> = data.set.with(|s| {
        s.gazetteer().rows().map(|r| value(s.gazetteer().parent(r).unwrap_or(r))).collect()
    });
    Column::new(spec, &values).ok().map(Arc::new)
}

fn owned(colours: &[&str]) -> Vec<String> {
    colours.iter().map(|c| (*c).to_owned()).collect()
}

fn effect(context: &AccessContext, data: Data) -> Option<Arc<Column>> {
    let answer = context.setup.get()?.answer.clone()?;
    let (come, go) = (
        answer.posts.iter().any(|p| p.doctors > 0.0),
        answer.posts.iter().any(|p| p.doctors < 0.0),
    );
    let both = come && go;
    let mut change = std::collections::BTreeMap::new();
    for a in &answer.effect.around {
        let change_here = a.after.value() - a.before.value();
        change.insert(a.row, if both { change_here } else { change_here.abs() });
    }
    let label = match (come, go) {
        (true, true) => "Consultations de plus ou de moins par an et par habitant",
        (true, false) => "Consultations de plus par an et par habitant",
        _ => "Consultations de moins par an et par habitant",
    };
    let (breaks, colours) = if both {
        (vec![-0.1, -0.02, -LEAST_CHANGE, LEAST_CHANGE, 0.02, 0.1], owned(&APART))
    } else {
        (vec![LEAST_CHANGE, 0.02, 0.05, 0.1, 0.2, 0.5], owned(&MORE))
    };
    let places: Vec<String> = answer.posts.iter().map(|p| p.name.clone()).collect();
    let spec = spec_of(
        "effet",
        label,
        "consult./an/hab.",
        format!("{}, modèle « {} »", text::listed(&places), answer.model),
        3,
        breaks,
        colours,
    );
    by_commune(spec, data, |row| Value::Known(change.get(&row).copied().unwrap_or(0.0)))
}

/// Series towards which the doctors of the table are carried on.
const RECENT: &str = "mg_ze_density";

fn access(context: &AccessContext, data: Data, less_published: bool) -> Option<Arc<Column>> {
    let computed = context.computed.get()?;
    let book = context.book.get()?;
    let published = data.by_role(Role::Access)?;
    let Kind::Measure { breaks, colours, .. } = published.spec.kind.clone() else { return None };
    let (label, breaks, colours) = if less_published {
        (
            format!("Accès calculé moins accès publié ({})", period(data, Role::Access)),
            vec![-2.0, -1.0, -0.5, 0.5, 1.0, 2.0],
            owned(&APART),
        )
    } else {
        ("Accès calculé".to_owned(), breaks, colours)
    };
    let doctors = match computed.country.model.supply {
        Supply::Published => format!("médecins de {}", period(data, Role::GpCount)),
        Supply::Updated => {
            let last = book.series(RECENT).and_then(|s| s.years.last());
            let to = last.map_or_else(String::new, |year| format!(" menés vers {year}"));
            format!("médecins de {}{to}", period(data, Role::GpCount))
        }
    };
    let vintage = format!("modèle « {} », {doctors}", computed.country.model.label);
    let id = if less_published { "ecart" } else { "acces" };
    let mut spec =
        spec_of(id, &label, "consult./an/hab.", text::typeset(&vintage), 2, breaks, colours);
    spec.aggregate = Aggregate::PopulationMean;
    by_commune(spec, data, |row| {
        let found = computed.catchment.access().get(row.index()).copied().unwrap_or(0.0);
        match (computed.country.people.get(row.index()), published.value(row)) {
            (Some(people), _) if *people <= 0.0 => Value::Absent(Absence::NotApplicable),
            (_, Value::Absent(reason)) if less_published => Value::Absent(reason),
            (_, Value::Known(apl)) if less_published => Value::Known(found - apl),
            _ => Value::Known(found),
        }
    })
}

/// A colour and words for each disagreement of law and figures.
fn disagreements(context: &AccessContext, data: Data) -> Option<Arc<Column>> {
    let book = context.book.get()?;
    let class = |id: &str, short: &str, label: &str, colour: &str| Class {
        id: id.to_owned(),
        short: short.to_owned(),
        label: label.to_owned(),
        colour: colour.to_owned(),
    };
    let classes = vec![
        class(
            "low",
            "Hors zonage, accès faible",
            "Hors zonage, alors que l’accès publié est sous 2,5",
            "#b5532a",
        ),
        class("agree", "Pas de contradiction", "Ni l’un ni l’autre", "#edeae1"),
        class(
            "good",
            "ZIP, accès bon",
            "En ZIP, alors que l’accès publié est de 4 ou plus",
            "#3f8984",
        ),
    ];
    let mut spec = spec_of(
        "loi",
        "La loi et les chiffres",
        "",
        format!("zonage : {} ; {}", period(data, Role::Zone), published(data)),
        0,
        vec![],
        owned(&MORE[..1]),
    );
    (spec.kind, spec.width) = (Kind::Class(classes), 1);
    let values: Vec<Value> = data.set.with(|s| {
        let found = insight::disagreements(s, &book)?;
        let of = |row: Row| match found(row) {
            None => Value::Absent(Absence::NotPublished),
            Some(Some(Disagreement::UnclassedAndLow)) => Value::Known(0.0),
            Some(None) => Value::Known(1.0),
            Some(Some(Disagreement::PriorityAndGood)) => Value::Known(2.0),
        };
        Some(s.gazetteer().rows().map(of).collect())
    })?;
    Column::new(spec, &values).ok().map(Arc::new)
}
