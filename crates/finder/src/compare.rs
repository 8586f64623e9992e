//! A few places side by side: what differs first, and who has the better of it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use territory::{Dataset, InseeCode, Row, text};

use crate::{
    AIDS,
    book::{Book, Criterion, Ends, Kind},
    computed::Computed,
    field::{Fields, Need},
    key::{Key, of_choice, of_measure},
    side::{End, Side, as_published, figure_in_column, there_or_near, why_not},
    table::heading,
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
                for option in options.iter().filter(|o| !o.column.is_empty()) {
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
        if let Key::Classes(id) | Key::Greatest(id) = &self.key
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
        let side = |(row, value): (&Row, &Option<f64>)| match (&self.key, value) {
            (_, None) => Side::unknown(why_not(dataset, &self.key, *row)),
            (Key::Nearest(column, yes), Some(km)) => {
                Side::known(there_or_near(dataset, column, yes.is_some(), *row, *km), *value)
            }
            (_, Some(_)) => Side::known(figure_in_column(book, &self.criterion, *value), *value),
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

/// Figures of places; the column that is to be loaded where one is missing.
fn figures(dataset: &Dataset, key: &Key, rows: &[Row]) -> Result<Vec<Option<f64>>, String> {
    let g = dataset.gazetteer();
    let fields = Fields::new(Arc::new(Units::some(rows.to_vec())));
    match fields.read(dataset, key) {
        Ok(field) => Ok((0..rows.len()).map(|i| field.get(i)).collect()),
        Err(Need::Column(id)) => Err(id),
        Err(Need::Computed(_, computed)) => {
            let all = fields.units.around(g);
            let at = |row: Row| {
                let at = all.binary_search(&row).ok()?;
                Computed::run_at(&computed, &[at]).into_iter().next()?
            };
            // Of a city that is looked at by its arrondissements the nearest one of theirs.
            let one = |row: &Row| {
                let parts = || g.arrondissements(*row).filter_map(at).min_by(f64::total_cmp);
                at(*row).or_else(|| parts().filter(|_| matches!(key, Key::Nearest(..))))
            };
            Ok(rows.iter().map(one).collect())
        }
    }
}

impl Compared {
    /// What a doctor's aids come to at each place on a day, with or without answers of theirs: how it is
    /// said, and the sum where one is settled.
    #[must_use]
    pub fn of_aids(
        criterion: &Criterion,
        date: NaiveDate,
        has_answers: bool,
        sums: Vec<(String, Option<f64>)>,
    ) -> Self {
        let by = if has_answers { "d'après vos réponses" } else { "sans réponse de votre part" };
        let source =
            &format!("calculé {by}, le {} ; impôt en moins compté à part", text::date(date));
        let own = ("€", criterion.ends.clone());
        let sums = sums.into_iter().map(|(words, sum)| Side::known(words, sum)).collect();
        Self::computed(AIDS, &criterion.group, &criterion.name, own, source, sums)
    }

    /// What one doctor more changes at each place: consultations a year and per person there, and the
    /// people around whose access changes; or why nothing can be computed.
    #[must_use]
    pub fn of_effect(model: &str, gains: &[Result<(f64, f64), String>]) -> [Self; 2] {
        let source = &format!("calculé, modèle « {model} »");
        let of = |say: fn(f64) -> String, figure: fn(&(f64, f64)) -> f64| -> Vec<Side> {
            let side = |g: &Result<(f64, f64), String>| match g {
                Ok(gain) => Side::known(say(figure(gain)), Some(figure(gain))),
                Err(why) => Side::unknown(why.clone()),
            };
            gains.iter().map(side).collect()
        };
        let most = Some(Ends {
            most: "l'effet le plus fort".to_owned(),
            least: "l'effet le moins fort".to_owned(),
            most_is_best: true,
        });
        let there = of(|v| format!("+{}", text::fixed(v, 2)), |g| g.0);
        let around = of(text::integer, |g| g.1);
        let (one, people) =
            ("Effet d'un médecin de plus", "Habitants dont l'accès change avec un médecin de plus");
        [
            Self::computed("effet", "", one, ("consult./an/hab.", most), source, there),
            Self::computed("effet_habitants", "", people, ("habitants", None), source, around),
        ]
    }

    fn computed(
        id: &str,
        group: &str,
        name: &str,
        (unit, ends): (&str, Option<Ends>),
        source: &str,
        sides: Vec<Side>,
    ) -> Self {
        let [group, name, source] = [group, name, source].map(text::typeset);
        let (id, unit) = (id.to_owned(), unit.to_owned());
        Self { id, group, name, unit, source, is_thing: false, sides }.marked(ends.as_ref())
    }

    /// Whether what is known of places differs: of a thing that is on the spot everywhere it matters
    /// little how many there are.
    #[must_use]
    pub fn differs(&self) -> bool {
        let is_everywhere = self.is_thing && self.sides.iter().all(|s| s.value == Some(0.0));
        let mut known = self.sides.iter().filter(|s| s.is_known).map(|s| &s.words);
        let first = known.next();
        !is_everywhere && known.any(|words| Some(words) != first)
    }

    /// Whether something is not known of a place.
    #[must_use]
    pub fn lacks_some(&self) -> bool {
        self.sides.iter().any(|s| !s.is_known)
    }

    /// Marks the one place at each end. An end that two have as it is read is no one's; nor is any
    /// where a figure is not known, or not settled.
    fn marked(mut self, ends: Option<&Ends>) -> Self {
        let Some(ends) = ends else { return self };
        let figures = self.sides.iter().enumerate().map(|(i, side)| Some((i, side.value?)));
        let Some(all) = figures.collect::<Option<Vec<(usize, f64)>>>() else { return self };
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
                self.sides[at].end = Some(End { is_best, words: text::typeset(words) });
            }
        }
        self
    }
}
