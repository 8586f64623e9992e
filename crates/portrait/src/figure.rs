//! One figure of a territory: its value or why there is none, how it was put together, and the
//! wider areas beside it.

mod series;
mod wider;

use serde::Serialize;
use territory::{Aggregate, Column, Dataset, Kind, Origin, Row, Value, text};

use crate::Territory;

pub(crate) use self::series::of_series;
use self::wider::Area;
pub use self::wider::WideSums;
pub(crate) use self::wider::{Sum, Wider};

/// A figure with everything that must be said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Identifier of the column or series that it is read from.
    pub id: String,
    /// Name of the figure, in French.
    pub label: String,
    /// What it says, in plain words.
    pub definition: String,
    /// Written out with its unit, or why there is no figure.
    pub text: String,
    /// Written out without its unit; empty where there is no figure.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The figure in `unit`; none for a classification, or where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Of a classification, the class of a single place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Of a classification, how several places are shared among the classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ClassShare>,
    /// Why there is no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// Unit in full, in French.
    pub unit: String,
    /// Period of the figure, as its producer names it.
    pub vintage: String,
    /// What it is the figure of.
    pub level: String,
    /// The wider area that it is the figure of, where it is not of the territory itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// How the figures of several communes became one.
    pub rule: String,
    /// Communes of the territory with a figure.
    pub known: usize,
    /// Communes of the territory.
    pub communes: usize,
    /// The same of wider areas, the narrowest first.
    pub beside: Vec<Beside>,
    /// Where it is from.
    pub origin: Origin,
    /// What the figure does not say, in French sentences.
    pub limits: String,
}

/// A class, and what of the territory has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassShare {
    /// Class, or why there is none.
    pub class: String,
    /// Communes of the territory that have the class, arrondissements counted each.
    pub communes: usize,
    /// Inhabitants of these.
    pub people: f64,
}

/// The same figure of a wider area.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beside {
    /// Kind: `departement`, `region`, `france`.
    pub level: &'static str,
    /// Name of the area, in French.
    pub name: String,
    /// The figure; none where it is not known.
    pub value: Option<f64>,
    /// Communes that it stands on, where some of the area have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<(usize, usize)>,
    /// Written out with its unit.
    pub text: String,
    /// Written out without its unit; empty where it is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
}

/// Said where a figure is missing and nothing better is known.
const NOT_PUBLISHED: &str = "non publié";
/// Said of a median, a rate or a class over several communes: it has neither sum nor mean.
const NO_WHOLE: &str = "pas de chiffre d’ensemble";

/// A number in the writing of a column, without its unit and with it.
fn written(column: &Column, value: f64) -> (String, String) {
    let number = text::value(&column.spec, Value::Known(value)).unwrap_or_default();
    let text = text::with_unit(&column.spec, &number);
    (number, text)
}

/// The figure of a column.
pub(crate) fn of_column(
    dataset: &Dataset,
    territory: &Territory,
    wider: &Wider,
    known_wide: &mut WideSums,
    column: &Column,
) -> Figure {
    let spec = &column.spec;
    let communes = territory.communes.len();
    let (gathered, known) = wider.own(dataset, territory, column, known_wide);
    let mut figure = Figure {
        id: spec.id.clone(),
        label: text::typeset(&spec.label),
        definition: text::typeset(&spec.definition),
        text: String::new(),
        number: String::new(),
        value: None,
        class: None,
        shares: Vec::new(),
        absent: None,
        unit: spec.unit.trim().to_owned(),
        vintage: dataset.vintage(spec, &territory.communes),
        level: if communes == 1 {
            "commune".to_owned()
        } else {
            format!("territoire de {} communes", text::integer(count(communes)))
        },
        of: String::new(),
        rule: rule(dataset, column, communes),
        known,
        communes,
        beside: Vec::new(),
        origin: spec.origin.clone(),
        limits: text::typeset(&spec.limits),
    };
    if let Kind::Class(_) = &spec.kind {
        of_classes(dataset, territory, column, &mut figure);
        return figure;
    }
    let absence = |row: Row| match column.value(row) {
        Value::Absent(reason) => text::absence(reason).to_owned(),
        Value::Known(_) => String::new(),
    };
    match territory.communes[..] {
        [one] => match (column.value(one).known(), gathered) {
            (Some(v), _) => figure.value = Some(v),
            // A city of which only the arrondissements are published.
            (None, Some(v)) => {
                figure.value = Some(v);
                figure.rule = "réuni à partir des arrondissements".to_owned();
            }
            (None, None) => figure.absent = Some(absence(one)),
        },
        _ => match gathered {
            Some(v) => figure.value = Some(v),
            None if spec.aggregate == Aggregate::None => figure.absent = Some(NO_WHOLE.to_owned()),
            None => {
                figure.absent =
                    Some(territory.communes.first().map_or_else(String::new, |r| absence(*r)))
            }
        },
    }
    (figure.number, figure.text) = match (figure.value, &figure.absent) {
        (Some(v), _) => written(column, v),
        (None, Some(why)) => (String::new(), why.clone()),
        (None, None) => (String::new(), NOT_PUBLISHED.to_owned()),
    };
    let beside = |(area, value, with, all): (&Area, Option<f64>, usize, usize)| {
        let none = if spec.aggregate == Aggregate::None { NO_WHOLE } else { NOT_PUBLISHED };
        let (number, text) =
            value.map_or_else(|| (String::new(), none.to_owned()), |v| written(column, v));
        let covered = (value.is_some() && with < all).then_some((with, all));
        Beside { level: area.level, name: area.name.clone(), value, covered, text, number }
    };
    figure.beside = wider.of(dataset, column, known_wide).into_iter().map(beside).collect();
    figure
}

/// How the figures of several communes became one, in words.
fn rule(dataset: &Dataset, column: &Column, communes: usize) -> String {
    if communes == 1 {
        return "chiffre de la commune".to_owned();
    }
    match (&column.spec.kind, column.spec.aggregate, &column.spec.weight) {
        (Kind::Class(_), ..) => {
            "communes (arrondissements pour une ville qui n’a pas de classe) et habitants comptés par classe".to_owned()
        }
        (_, Aggregate::Sum, _) => "somme des communes".to_owned(),
        (_, Aggregate::PopulationMean, None) => "moyenne des communes pondérée par la population municipale".to_owned(),
        (_, Aggregate::PopulationMean, Some(weight)) => {
            let label = dataset.column(weight).map_or_else(|| weight.clone(), |c| text::typeset(&c.spec.label));
            format!("moyenne des communes pondérée (poids\u{202f}: {label})")
        }
        (_, Aggregate::None, _) => NO_WHOLE.to_owned(),
    }
}

fn of_classes(dataset: &Dataset, territory: &Territory, column: &Column, figure: &mut Figure) {
    let of = |row: Row| match (column.class(row), column.value(row)) {
        (Some(class), _) => (true, class.label.clone()),
        (None, Value::Absent(reason)) => (false, text::absence(reason).to_owned()),
        (None, Value::Known(_)) => (false, NOT_PUBLISHED.to_owned()),
    };
    if let [one] = territory.communes[..] {
        let (known, words) = of(one);
        figure.text = text::typeset(&words);
        if known {
            figure.class = Some(figure.text.clone())
        } else {
            figure.absent = Some(figure.text.clone())
        }
        return;
    }
    // A city without a class of its own is shared out among its arrondissements.
    let parts = |row: Row| {
        let inside: Vec<Row> = dataset.gazetteer().arrondissements(row).collect();
        let itself = inside.is_empty() || column.class(row).is_some();
        inside.into_iter().filter(move |_| !itself).chain(itself.then_some(row))
    };
    // Counted as they are stored: a région has thousands of communes and a handful of classes to
    // put into words.
    let mut counted: Vec<(Value, Row, usize, f64)> = Vec::new();
    for row in territory.communes.iter().flat_map(|r| parts(*r)) {
        let value = column.value(row);
        let people = dataset.population(row).unwrap_or(0.0);
        match counted.iter_mut().find(|c| c.0 == value) {
            Some(class) => (class.2, class.3) = (class.2 + 1, class.3 + people),
            None => counted.push((value, row, 1, people)),
        }
    }
    for (_, row, communes, people) in counted {
        let class = text::typeset(&of(row).1);
        match figure.shares.iter_mut().find(|s| s.class == class) {
            Some(share) => {
                (share.communes, share.people) = (share.communes + communes, share.people + people)
            }
            None => figure.shares.push(ClassShare { class, communes, people }),
        }
    }
    figure.shares.sort_by(|a, b| b.people.total_cmp(&a.people).then_with(|| a.class.cmp(&b.class)));
    let said: Vec<String> = figure
        .shares
        .iter()
        .map(|s| {
            format!(
                "{}\u{202f}: {}",
                s.class,
                text::counted(count(s.communes), "commune", "communes")
            )
        })
        .collect();
    figure.text = said.join("\u{202f}; ");
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}
