//! A few places side by side: what differs first, and who has the better of it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use territory::{Dataset, InseeCode, Kind as ColumnKind, Row, Value, text};

use crate::{
    AIDS,
    book::{Book, Criterion, Ends, Kind, Measure},
    computed::Computed,
    field::{Fields, Key, Need, of_choice, of_measure},
    table::{figure_in_words, heading},
    units::Units,
};

/// Something that places are compared by, before its figures are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name: that of the criterion, with the column or the town where there are several.
    pub id: String,
    /// Name of its criterion.
    criterion: String,
    key: Key,
}

/// Something that places are compared by, with what is so at each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Name of its topic.
    pub id: String,
    /// Heading under which it stands.
    pub group: String,
    /// What it is.
    pub name: String,
    /// Unit of the figures; empty for what is none.
    pub unit: String,
    /// Producer and period; how it was computed where it was.
    pub source: String,
    /// Whether it is a thing that is on the spot or somewhere near.
    #[serde(skip)]
    pub is_thing: bool,
    /// The places, in their order.
    pub sides: Vec<Side>,
}

/// What is so at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The figure or class with its unit, or why there is none.
    pub words: String,
    /// The figure that is compared: of a thing the km to the nearest one. None where not known, or
    /// where there is only a word.
    pub value: Option<f64>,
    /// The colour of the class on the map, where it is one.
    #[serde(skip)]
    pub colour: Option<String>,
    /// Set where this is the one end of what is compared.
    pub end: Option<End>,
}

/// The one place at an end of what is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// Whether it is the end that a doctor looks for.
    pub is_best: bool,
    /// « le plus près ».
    pub words: String,
}

/// The nearest is the best.
fn nearest() -> Ends {
    Ends { most: "le plus loin".to_owned(), least: "le plus près".to_owned(), most_is_best: false }
}

/// Everything that a book can compare, with the distance to each of these towns: areas aside, which
/// name places, and one's aids, which whoever asks computes.
#[must_use]
pub fn topics(book: &Book, towns: &[InseeCode]) -> Vec<Topic> {
    let mut out: Vec<Topic> = Vec::new();
    for c in &book.criteria {
        let mut add = |id: String, key: Key| {
            if !out.iter().any(|t| t.key == key) {
                out.push(Topic { id, criterion: c.id.clone(), key });
            }
        };
        match &c.kind {
            Kind::Near { .. } => {
                towns.iter().for_each(|town| add(format!("{}_{town}", c.id), Key::Km(*town)));
            }
            Kind::Options { options } => {
                for option in options {
                    add(option.column.clone(), of_choice(option));
                }
            }
            Kind::Measure(m) if m.column == AIDS => {}
            Kind::Measure(m) => add(c.id.clone(), of_measure(m)),
            Kind::Equipment { column, yes, .. } => {
                add(c.id.clone(), Key::Nearest(column.clone(), yes.clone()));
            }
            Kind::Area { .. } => {}
        }
    }
    out
}

impl Topic {
    /// Compares places by it.
    ///
    /// # Errors
    /// A column that is to be loaded first.
    pub fn compare(
        &self,
        book: &Book,
        dataset: &Dataset,
        rows: &[Row],
    ) -> Result<Compared, String> {
        let heading = heading(book, dataset, &self.key, &self.criterion);
        let criterion = book.criterion(&self.criterion);
        let group = criterion.map_or_else(String::new, |c| c.group.clone());
        let named = |name: String, source: String, ends: Option<&Ends>, sides: Vec<Side>| {
            let unit = heading.unit.clone();
            let is_thing = matches!(self.key, Key::Nearest(..));
            Compared { id: self.id.clone(), group, name, unit, source, is_thing, sides }
                .marked(ends)
        };
        if let Key::Classes(id) | Key::Figure(id) = &self.key
            && matches!(criterion.map(|c| &c.kind), Some(Kind::Options { .. }))
        {
            let column = dataset.column(id).ok_or_else(|| id.clone())?;
            let spec = &column.spec;
            let source = format!("{}, {}", spec.origin.producer, spec.vintage);
            let sides = rows.iter().map(|r| as_published(dataset, id, *r)).collect();
            return Ok(named(text::typeset(&spec.label), text::typeset(&source), None, sides));
        }
        let values = figures(dataset, &self.key, rows)?;
        let is_near = matches!(self.key, Key::Km(_) | Key::Nearest(..));
        let side = |(row, value): (&Row, &Option<f64>)| Side {
            words: match (&self.key, value) {
                (Key::Nearest(column, yes), Some(km)) => {
                    there_or_near(dataset, column, yes.is_some(), *row, *km)
                }
                (_, None) => why_not(dataset, &self.key, *row),
                (_, Some(_)) => figure_in_column(book, &self.criterion, *value),
            },
            value: *value,
            colour: None,
            end: None,
        };
        let sides = rows.iter().zip(&values).map(side).collect();
        let near = nearest();
        let ends = if is_near { Some(&near) } else { criterion.and_then(|c| c.ends.as_ref()) };
        let source = match self.key {
            Key::Km(_) => "à vol d’oiseau, entre mairies".to_owned(),
            _ => heading.source.clone(),
        };
        let name = match self.key {
            Key::Nearest(..) => criterion.map_or_else(String::new, |c| text::typeset(&c.name)),
            _ => heading.name.clone(),
        };
        Ok(named(name, source, ends, sides))
    }
}

/// A figure of a criterion as a column under its unit says it.
#[must_use]
pub fn figure_in_column(book: &Book, criterion: &str, value: Option<f64>) -> String {
    match (book.criterion(criterion).map(|c| &c.kind), value) {
        (Some(Kind::Measure(m)), Some(v)) => plain(m, v),
        _ => figure_in_words(book, criterion, value),
    }
}

/// A figure of a criterion in words, its unit with it.
pub(crate) fn figure_of(criterion: &Criterion, value: Option<f64>) -> String {
    match (&criterion.kind, value) {
        (Kind::Measure(m), Some(v)) => {
            let figure = plain(m, v);
            let has_unit = m.unit.chars().count() <= SHORT_UNIT;
            text::typeset(&if has_unit { figure } else { format!("{figure} {}", m.unit) })
        }
        (_, Some(v)) => text::number(v, 1),
        (_, None) => "donnée inconnue".to_owned(),
    }
}

/// A figure as it stands under its unit, which is repeated where it is short.
fn plain(m: &Measure, v: f64) -> String {
    let figure = match m.decimals {
        0 => text::number(v, 0),
        decimals => text::fixed(v, usize::from(decimals.max(2))),
    };
    let is_short = m.unit.chars().count() <= SHORT_UNIT;
    text::typeset(&if is_short { format!("{figure} {}", m.unit) } else { figure })
}

/// Letters of a unit that is short.
const SHORT_UNIT: usize = 4;

/// Figures of places; the column that is to be loaded where one is missing.
fn figures(dataset: &Dataset, key: &Key, rows: &[Row]) -> Result<Vec<Option<f64>>, String> {
    let g = dataset.gazetteer();
    let fields = Fields::new(Arc::new(Units::some(rows.to_vec())));
    match fields.read(dataset, key) {
        Ok(field) => Ok((0..rows.len()).map(|i| field.get(i)).collect()),
        Err(Need::Column(id)) => Err(id),
        Err(Need::Computed(_, computed)) => {
            let all = fields.units.around(g);
            let one = |row: &Row| {
                let at = all.binary_search(row).ok()?;
                Computed::run_at(&computed, &[at]).into_iter().next()?
            };
            Ok(rows.iter().map(one).collect())
        }
    }
}

/// The class or count of a column as it is published.
fn as_published(dataset: &Dataset, id: &str, row: Row) -> Side {
    let g = dataset.gazetteer();
    let Some(column) = dataset.column(id) else {
        return Side { words: String::new(), value: None, colour: None, end: None };
    };
    // An arrondissement of a city that has one class.
    let row = match (column.value(row), g.parent(row)) {
        (Value::Absent(_), Some(city)) => city,
        _ => row,
    };
    let words = match (column.value(row), column.class(row)) {
        (_, Some(class)) => class.short.clone(),
        (Value::Known(v), None) => {
            let unit = &column.spec.unit_short;
            format!("{} {unit}", text::number(v, 0))
        }
        (Value::Absent(why), None) => text::absence(why).to_owned(),
    };
    let is_class = matches!(column.spec.kind, ColumnKind::Class(_));
    let value = column.value(row).known().filter(|_| !is_class);
    let colour = column.class(row).map(|c| c.colour.clone()).filter(|c| !c.is_empty());
    Side { words: text::typeset(words.trim()), value, colour, end: None }
}

/// How many there are of something, or how far the nearest is.
fn there_or_near(dataset: &Dataset, id: &str, is_class: bool, row: Row, km: f64) -> String {
    let count = dataset.column(id).and_then(|c| c.value(row).known());
    match count {
        _ if km > 0.0 => {
            let far = match text::number(km, 0) {
                far if far == "0" => "moins de 1".to_owned(),
                far => far,
            };
            text::typeset(&format!("aucun connu, le plus proche à {far} km"))
        }
        Some(n) if !is_class => text::number(n, 0),
        _ => "oui".to_owned(),
    }
}

/// Why there is no figure.
fn why_not(dataset: &Dataset, key: &Key, row: Row) -> String {
    let column = match key {
        Key::Figure(id) | Key::Rest(id) | Key::Less(id, _) | Key::Nearest(id, _) => {
            dataset.column(id)
        }
        _ => None,
    };
    match column.map(|c| c.value(row)) {
        Some(Value::Absent(why)) => text::typeset(text::absence(why)),
        _ => "donnée inconnue".to_owned(),
    }
}

impl Compared {
    /// What a doctor's aids come to at each place: how it is said, and the sum where one is settled.
    #[must_use]
    pub fn of_aids(
        criterion: &Criterion,
        date: NaiveDate,
        sums: Vec<(String, Option<f64>)>,
    ) -> Self {
        let source = &format!("calculé d'après vos réponses, le {}", text::date(date));
        let own = ("€", criterion.ends.clone());
        Self::computed(AIDS, &criterion.group, &criterion.name, own, source, sums)
    }

    /// What one doctor more changes at each place: consultations a year and per person there, and the
    /// people around whose access changes; none where nothing can be computed.
    #[must_use]
    pub fn of_effect(model: &str, gains: &[Option<(f64, f64)>]) -> [Self; 2] {
        let source = &format!("calculé, modèle « {model} »");
        let none = || "ne peut pas être calculé ici".to_owned();
        let side =
            |say: fn(f64) -> String, value: Option<f64>| (value.map_or_else(none, say), value);
        let more = |v: f64| format!("+{}", text::fixed(v, 2));
        let most = Some(Ends {
            most: "le plus fort".to_owned(),
            least: "le moins fort".to_owned(),
            most_is_best: true,
        });
        let there = gains.iter().map(|g| side(more, g.map(|g| g.0))).collect();
        let around = gains.iter().map(|g| side(text::integer, g.map(|g| g.1))).collect();
        [
            Self::computed(
                "effet",
                "",
                "Effet d'un médecin de plus",
                ("consult./an/hab.", most),
                source,
                there,
            ),
            Self::computed(
                "effet_habitants",
                "",
                "Habitants dont l'accès change avec lui",
                ("habitants", None),
                source,
                around,
            ),
        ]
    }

    fn computed(
        id: &str,
        group: &str,
        name: &str,
        (unit, ends): (&str, Option<Ends>),
        source: &str,
        sides: Vec<(String, Option<f64>)>,
    ) -> Self {
        let side = |(words, value)| Side { words, value, colour: None, end: None };
        let [group, name, source] = [group, name, source].map(text::typeset);
        let sides = sides.into_iter().map(side).collect();
        let (id, unit) = (id.to_owned(), unit.to_owned());
        Self { id, group, name, unit, source, is_thing: false, sides }.marked(ends.as_ref())
    }

    /// Whether something is not the same everywhere: of a thing that is on the spot everywhere it
    /// matters little how many there are.
    #[must_use]
    pub fn differs(&self) -> bool {
        let is_everywhere = self.is_thing && self.sides.iter().all(|s| s.value == Some(0.0));
        !is_everywhere && self.sides.windows(2).any(|pair| pair[0].words != pair[1].words)
    }

    /// Marks the one place at each end. An end that two have as it is read is no one's.
    fn marked(mut self, ends: Option<&Ends>) -> Self {
        let Some(ends) = ends else { return self };
        let known = |s: &Self| -> Vec<(usize, f64)> {
            s.sides.iter().enumerate().filter_map(|(i, side)| Some((i, side.value?))).collect()
        };
        let all = known(&self);
        let highest = all.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
        let lowest = all.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
        for (furthest, words, is_most) in
            [(highest, &ends.most, true), (lowest, &ends.least, false)]
        {
            let Some((at, value)) = furthest else { continue };
            let read = &self.sides[at].words;
            let is_as_far = |s: &&Side| s.words == *read || s.value == Some(value);
            let is_alone = all.len() > 1 && self.sides.iter().filter(is_as_far).count() == 1;
            if is_alone {
                let is_best = is_most == ends.most_is_best;
                self.sides[at].end = Some(End { is_best, words: words.clone() });
            }
        }
        self
    }
}
