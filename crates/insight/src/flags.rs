//! Statistical flags of a place, each with its figure, its threshold and its source; never mixed
//! with the legal class.

use serde::Serialize;
use territory::{Absence, AreaKind, Dataset, Role, Row, Scope, Value, Zone, gather_around, text};

use crate::{Book, Bound, FlagRule, Than, book::NEAREST_GP, border::KM_PER_DEGREE};

/// On which side of the threshold a flag is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Raised where the figure is below the threshold.
    Below,
    /// Raised where the figure is above the threshold.
    Above,
}

/// A flag as it stands at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flag {
    /// Identifier of the rule in `data/insight.toml`.
    pub id: String,
    /// What it says when raised.
    pub label: String,
    /// Whether it is raised; none where the figure or the threshold is not known.
    pub raised: Option<bool>,
    /// The figure of the place or of its area; none where it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Why there is no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<&'static str>,
    /// The threshold in the unit of the figure; none where the mean that it follows is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Raised below it, or above.
    pub side: Side,
    /// Unit of figure and threshold, in French.
    pub unit: String,
    /// Digits after the decimal point to show.
    #[serde(skip)]
    pub shown: u8,
    /// Period of the figure.
    pub vintage: String,
    /// Level at which it is known.
    pub level: &'static str,
    /// Publisher of the figure.
    pub producer: String,
    /// Title of the publication.
    pub title: String,
    /// Address where the figure is published.
    pub url: String,
    /// Why this threshold, in a French sentence that names its source.
    pub why: String,
}

/// Where the legal class and the published access disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// No class, though access is low.
    UnclassedAndLow,
    /// The highest class, though access is good.
    PriorityAndGood,
}

impl Disagreement {
    /// The disagreement as the end of a French sentence, without its full stop.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::UnclassedAndLow => "hors zonage, alors que l’accès publié est faible",
            Self::PriorityAndGood => "en ZIP, alors que l’accès publié est bon",
        }
    }
}

/// Whether class and access disagree at a place; none where they agree or one is not known.
#[must_use]
pub fn disagreement(dataset: &Dataset, book: &Book, row: Row) -> Option<Disagreement> {
    disagreements(dataset, book)?(row).flatten()
}

/// The same of any place, for a map of all of them: the tables are looked up once. For a place, none
/// where its class or its access is not known, and within it none where they agree. None where a
/// table is not there.
#[must_use]
pub fn disagreements<'a>(
    dataset: &'a Dataset,
    book: &Book,
) -> Option<impl Fn(Row) -> Option<Option<Disagreement>> + use<'a>> {
    let (zone, access) = (dataset.by_role(Role::Zone)?, dataset.by_role(Role::Access)?);
    let (threshold, comfort) = (book.threshold, book.comfort);
    Some(move |row| {
        let (class, access) = (zone.class(row)?, access.value(row).known()?);
        Some(match class.id.as_str() {
            "HZ" if access < threshold => Some(Disagreement::UnclassedAndLow),
            "ZIP" if access >= comfort => Some(Disagreement::PriorityAndGood),
            _ => None,
        })
    })
}

/// Every flag of a place, in the order of the book.
#[must_use]
pub fn flags(dataset: &Dataset, book: &Book, row: Row) -> Vec<Flag> {
    book.flags.iter().filter_map(|rule| flag(dataset, rule, row)).collect()
}

fn flag(dataset: &Dataset, rule: &FlagRule, row: Row) -> Option<Flag> {
    let nearest = rule.figure == NEAREST_GP;
    let column = dataset.column(rule.column(dataset.roles())?)?;
    let value = if nearest { nearest_gp(dataset, row) } else { column.value(row) };
    let (side, bound) = match (rule.below, rule.above) {
        (Some(bound), _) => (Side::Below, bound),
        (None, Some(bound)) => (Side::Above, bound),
        (None, None) => return None,
    };
    let of_area = |wanted: Than| {
        let scope = match wanted {
            Than::Departement => Scope::Departement,
            Than::France => Scope::France,
        };
        gather_around(dataset, column, row, scope)
    };
    let threshold = match bound {
        Bound::Number(n) => Some(n),
        Bound::Than { than } => of_area(than),
    };
    let raised = value.known().zip(threshold).map(|(v, t)| match side {
        Side::Below => v < t,
        Side::Above => v > t,
    });
    let (unit, shown) = match (&column.spec.kind, nearest) {
        (_, true) => ("km".to_owned(), 1),
        (territory::Kind::Measure { shown, .. }, _) => (column.spec.unit_short.clone(), *shown),
        (territory::Kind::Class(_), _) => return None,
    };
    let origin = &column.spec.origin;
    Some(Flag {
        id: rule.id.clone(),
        label: text::typeset(&rule.label),
        raised,
        value: value.known(),
        absent: match value {
            Value::Absent(reason) => Some(text::absence(reason)),
            Value::Known(_) => None,
        },
        threshold,
        side,
        unit,
        shown,
        vintage: column.spec.vintage.clone(),
        level: if dataset.gazetteer().is_commune(row) { "commune" } else { "arrondissement" },
        producer: origin.producer.clone(),
        title: origin.title.clone(),
        url: origin.url.clone(),
        why: text::typeset(&rule.why),
    })
}

/// Km between town halls to the nearest commune with a GP, 0 where there is one.
fn nearest_gp(dataset: &Dataset, row: Row) -> Value {
    let g = dataset.gazetteer();
    let Some(column) = dataset.by_role(Role::GpCount) else {
        return Value::Absent(Absence::NotPublished);
    };
    let has_one = |r: Row| column.value(r).known().is_some_and(|n| n >= 1.0);
    // A city is known as a whole; elsewhere an unknown count is no count of zero.
    if let (Value::Absent(reason), None) = (column.value(row), g.parent(row)) {
        return Value::Absent(reason);
    }
    if has_one(row) || g.parent(row).is_some_and(has_one) {
        return Value::Known(0.0);
    }
    let Some(here) = g.middle(row) else { return Value::Absent(Absence::NotApplicable) };
    // Nearly everywhere one is within half a degree of latitude: the whole country is looked at
    // only where none is.
    let within = |degrees: f64| {
        let fits = |p: &(f64, f64)| (p.1 - here.1).abs() <= degrees;
        let with_one: Vec<_> = g
            .rows()
            .map(|r| g.middle(r).filter(|p| fits(p) && g.is_commune(r) && has_one(r)))
            .collect();
        catchment::Ground::new(&with_one).nearest_to(here).map(|(_, km)| km)
    };
    let nearest = within(0.5).filter(|km| *km <= 0.5 * KM_PER_DEGREE).or_else(|| within(180.0));
    nearest.map_or(Value::Absent(Absence::NotPublished), Value::Known)
}

/// Part of an area in one class of the zoning of doctors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassShare {
    /// Name of the class in French, or why there is none.
    pub class: String,
    /// Communes and arrondissements that have the class.
    pub communes: usize,
    /// Inhabitants of these.
    pub people: f64,
}

/// Communes and people of the area of a place in each class of the zoning, the most people first.
#[must_use]
pub fn classes_within(dataset: &Dataset, kind: AreaKind, row: Row) -> Vec<ClassShare> {
    let g = dataset.gazetteer();
    let Some(own) = g.area(kind, row) else { return Vec::new() };
    let mut out: Vec<ClassShare> = Vec::new();
    for r in
        g.rows().filter(|r| g.area(kind, *r) == Some(own) && g.arrondissements(*r).next().is_none())
    {
        let name = match dataset.zone(r) {
            Zone::Known(class) => class.short.clone(),
            Zone::Absent(_) | Zone::NotLoaded => "classe inconnue".to_owned(),
        };
        let people = dataset.population(r).unwrap_or(0.0);
        match out.iter_mut().find(|c| c.class == name) {
            Some(class) => {
                class.communes += 1;
                class.people += people;
            }
            None => out.push(ClassShare { class: name, communes: 1, people }),
        }
    }
    out.sort_by(|a, b| b.people.total_cmp(&a.people));
    out
}
