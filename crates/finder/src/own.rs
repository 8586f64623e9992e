//! Criteria of the user's own: a column of their files, a perimeter, one that they draw. They are asked,
//! counted and compared as any other one.

use territory::{Column, Dataset, Gazetteer, Kind as ColumnKind, ring::crosses, text};

use crate::book::{Book, Choice, Criterion, Kind, Measure, Priority, Slot, Start};

/// Heading under which they are offered.
const GROUP: &str = "Vos données";
/// Name of the criterion of perimeters.
pub(crate) const PERIMETERS: &str = "perimetre";
/// Name of the drawn one among them.
pub(crate) const DRAWN: &str = "dessine";
/// Figures that are offered: so many tenths of the places have less.
const TENTHS: [usize; 5] = [1, 3, 5, 7, 9];

/// An outline that the user draws: its corners, and how an address has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Longitude and latitude, degrees; the last leads to the first.
    pub corners: Vec<(f64, f64)>,
    /// The same as an address has it.
    pub written: String,
}

impl Drawn {
    /// The codes of the communes whose town hall is inside (even-odd rule), ascending: the rule of the
    /// perimeters of files.
    #[must_use]
    pub fn communes(&self, g: &Gazetteer) -> Vec<String> {
        let next = self.corners.iter().cycle().skip(1);
        let sides: Vec<_> = self.corners.iter().copied().zip(next.copied()).collect();
        let is_in = |at| sides.iter().filter(|(a, b)| crosses(*a, *b, at)).count() % 2 == 1;
        let halls = g.rows().filter(|r| g.is_commune(*r));
        let mut codes: Vec<String> = halls
            .filter(|r| g.middle(*r).is_some_and(is_in))
            .map(|r| g.code(r).to_string())
            .collect();
        codes.sort_unstable();
        codes
    }
}

impl Book {
    /// The book with a criterion for each of these columns of the user's that is there, and one for their
    /// perimeters: the one that is drawn, and for those of files the name of each and the codes of the
    /// communes in it, ascending.
    #[must_use]
    pub fn with_own(
        &self,
        dataset: &Dataset,
        columns: &[String],
        perimeters: &[(String, Vec<String>)],
        drawn: Option<&Drawn>,
    ) -> Self {
        let mut out = self.clone();
        out.outline = drawn.map(|d| d.written.clone());
        let is_new =
            |id: &&String| self.criterion(id).is_none() && !self.columns().contains(id.as_str());
        let own = columns.iter().filter(is_new).filter_map(|id| dataset.column(id));
        out.criteria.extend(own.filter_map(|c| criterion(c)));
        let drawn = drawn.map(|d| d.communes(dataset.gazetteer()));
        if !perimeters.is_empty() || drawn.is_some() {
            out.criteria.push(within(perimeters, drawn));
        }
        out
    }
}

/// A name that stands in a sentence: no braces, which sentences are filled at.
fn plain(name: &str) -> String {
    name.replace(['{', '}'], " ").trim().to_owned()
}

/// Names for addresses: of what they name, so that another file does not give them another meaning.
fn slugs<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let plain: String =
            text::plain_key(name).chars().map(|c| if fits(c) { c } else { '_' }).collect();
        let same = out.iter().filter(|o| o.strip_prefix(&plain).is_some_and(is_number)).count();
        out.push(if same == 0 { plain } else { format!("{plain}_{}", same + 1) });
    }
    out
}

/// Whether it is nothing, or what a second one of a name is told apart by.
fn is_number(rest: &str) -> bool {
    rest.is_empty() || rest.strip_prefix('_').is_some_and(|n| n.parse::<u32>().is_ok())
}

fn named(id: String, name: String, kind: Kind, priority: Option<Priority>) -> Criterion {
    let words = vec![text::plain_key(&name)];
    let group = GROUP.to_owned();
    Criterion { id, group, name, brief: None, words, priority, ends: None, kind }
}

fn criterion(column: &Column) -> Option<Criterion> {
    let spec = &column.spec;
    let (id, name) = (spec.id.clone(), plain(&spec.label));
    let quoted = format!("« {name} »");
    match &spec.kind {
        ColumnKind::Class(classes) => {
            let slugs = slugs(classes.iter().map(|c| c.id.as_str()));
            let option = |(c, id): (&territory::Class, String)| Choice {
                id,
                name: c.label.clone(),
                column: spec.id.clone(),
                classes: vec![c.id.clone()],
                communes: Vec::new(),
                least: None,
                phrase: format!("où {quoted} vaut « {} »", plain(&c.label)),
                words: vec![text::plain_key(&format!("{name} {}", c.label))],
            };
            let options = classes.iter().zip(slugs).map(option).collect();
            Some(named(id, name, Kind::Options { options }, None))
        }
        ColumnKind::Measure { shown, .. } => {
            let mut known: Vec<f64> = column.values().filter_map(|v| v.known()).collect();
            let last = known.len().checked_sub(1)?;
            let scale = 10_f64.powi(i32::from(*shown));
            // No more than is read is put in order.
            let mut tenth =
                |t: &usize| *known.select_nth_unstable_by(last * t / 10, f64::total_cmp).1 * scale;
            let mut steps: Vec<f64> = TENTHS.iter().map(|t| tenth(t).round() / scale).collect();
            steps.dedup();
            let (low, high) = (steps.first().copied()?, steps.last().copied()?);
            let unit = plain(&spec.unit_short);
            // It counts once the user gives it a weight.
            let priority = (low < high).then(|| Priority {
                name: format!("{name}, le plus haut d'abord"),
                worst: low,
                best: high,
                weight: 0,
            });
            let measure = Measure {
                column: spec.id.clone(),
                minus: None,
                is_rest: false,
                around_km: None,
                over: None,
                slot: Slot::Where,
                least: format!("{quoted} atteint {{n}} {unit}").trim().to_owned(),
                most: format!("{quoted} ne dépasse pas {{n}} {unit}").trim().to_owned(),
                unit,
                start: Start::Least(steps[steps.len() / 2]),
                steps,
                decimals: *shown,
            };
            Some(named(id, name, Kind::Measure(measure), priority))
        }
    }
}

fn within(perimeters: &[(String, Vec<String>)], drawn: Option<Vec<String>>) -> Criterion {
    // The drawn one has its name, whatever files there are.
    let names = perimeters.iter().map(|p| p.0.as_str());
    let slugs = slugs(std::iter::once(DRAWN).chain(names)).into_iter().skip(1);
    let option = |((name, communes), id): (&(String, Vec<String>), String)| Choice {
        id,
        name: name.clone(),
        column: String::new(),
        classes: Vec::new(),
        communes: communes.clone(),
        least: Some(1.0),
        phrase: format!("dans le périmètre « {} »", plain(name)),
        words: vec![text::plain_key(&format!("perimetre {name}"))],
    };
    let drawn = drawn.map(|communes| Choice {
        id: DRAWN.to_owned(),
        name: "Dessiné sur la carte".to_owned(),
        column: String::new(),
        classes: Vec::new(),
        communes,
        least: Some(1.0),
        phrase: "dans le périmètre dessiné".to_owned(),
        words: vec!["perimetre dessine".to_owned()],
    });
    let files = perimeters.iter().zip(slugs).map(option);
    let options = drawn.into_iter().chain(files).collect();
    named(PERIMETERS.to_owned(), "Vos périmètres".to_owned(), Kind::Options { options }, None)
}
