//! Which places answer a query, what remains after each condition, and what would have to be given up
//! for there to be some.

use catchment::Pace;
use territory::{Dataset, Kind as ColumnKind};

use crate::{
    book::{Book, Criterion, Kind},
    field::{Field, Fields},
    key::{Key, of_choice, of_measure},
    query::{Condition, Query, Test, Travel},
};

/// What a condition leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Places that meet this condition and all before it.
    pub left: usize,
    /// Of those that met all before, those left out because it is not known.
    pub unknown: usize,
    /// Places that there would be without this condition.
    pub without: usize,
}

/// The places that answer a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Their positions among the units, ascending.
    pub matches: Vec<u32>,
    /// For each condition, in the order of the query.
    pub steps: Vec<Step>,
    /// Of places that fail one condition alone: that condition; [`NONE`] of a match, [`SEVERAL`] of the
    /// others.
    only: Vec<u8>,
}

/// A query that would find more.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    /// Position of the condition that is given up, or loosened.
    pub condition: usize,
    /// What would be asked in its place; none where it is given up.
    pub test: Option<Test>,
    /// Places that there would be.
    pub matches: usize,
}

/// Whether a place meets a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Unknown,
}

/// A condition with the figures that it reads. A figure that is not known compares with nothing.
enum Check<'a> {
    Most(&'a [f64], f64),
    Least(&'a [f64], f64),
    /// One of some: figures with bits of which one is enough, or a figure from which on.
    Any(Vec<(&'a [f64], Wanted)>),
    /// One of some positions.
    In(&'a [f64], Vec<bool>),
}

#[derive(Clone, Copy)]
enum Wanted {
    Bits(u32),
    Least(f64),
}

/// A small whole number that was stored as a figure.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "written by Field as such"
)]
fn whole(v: f64) -> u32 {
    v as u32
}

impl Check<'_> {
    fn holds(&self, i: usize) -> Answer {
        let of = |known: bool, is: bool| match (known, is) {
            (false, _) => Answer::Unknown,
            (true, true) => Answer::Yes,
            (true, false) => Answer::No,
        };
        match self {
            Self::Most(values, most) => of(!values[i].is_nan(), values[i] <= *most),
            Self::Least(values, least) => of(!values[i].is_nan(), values[i] >= *least),
            Self::Any(all) => {
                let mut known = true;
                for (values, wanted) in all {
                    let v = values[i];
                    let is = match wanted {
                        _ if v.is_nan() => {
                            known = false;
                            false
                        }
                        Wanted::Bits(bits) => whole(v) & bits != 0,
                        Wanted::Least(least) => v >= *least,
                    };
                    if is {
                        return Answer::Yes;
                    }
                }
                of(known, false)
            }
            Self::In(values, wanted) => {
                let is = wanted.get(whole(values[i]) as usize).copied().unwrap_or(false);
                of(!values[i].is_nan(), is)
            }
        }
    }
}

/// The greatest distance of a journey of so many minutes, km.
pub(crate) fn km_of(minutes: f64, pace: &Pace) -> f64 {
    ((minutes - pace.start).max(0.0) / pace.first_km).powf(1.0 / pace.power)
}

/// The figures of a condition, and which of them hold; none where a figure is not there yet.
fn check<'a>(
    condition: &Condition,
    criterion: &Criterion,
    book: &Book,
    dataset: &Dataset,
    fields: &'a Fields,
) -> Option<Check<'a>> {
    let raw = |key: &Key| fields.get(key).map(|f: &std::sync::Arc<Field>| f.raw());
    Some(match (&criterion.kind, &condition.test) {
        (Kind::Near { .. }, Test::Near { place, most, travel }) => {
            let km = match travel {
                Travel::Km => *most,
                Travel::Minutes => km_of(*most, book.pace.as_ref()?),
            };
            Check::Most(raw(&Key::Km(*place))?, km)
        }
        (Kind::Equipment { column, yes, .. }, Test::Has { within_km }) => {
            Check::Most(raw(&Key::Nearest(column.clone(), yes.clone()))?, *within_km)
        }
        (Kind::Measure(m), Test::Least(n)) => Check::Least(raw(&of_measure(m))?, *n),
        (Kind::Measure(m), Test::Most(n)) => Check::Most(raw(&of_measure(m))?, *n),
        (Kind::Options { options }, Test::Among(ids)) => {
            let mut all = Vec::new();
            for choice in options.iter().filter(|o| ids.contains(&o.id)) {
                let wanted = match choice.least {
                    Some(least) => Wanted::Least(least),
                    None => {
                        let column = dataset.column(&choice.column)?;
                        let ColumnKind::Class(classes) = &column.spec.kind else { return None };
                        let bit = |(i, c): (u32, &territory::Class)| {
                            if choice.classes.contains(&c.id) { 1 << i } else { 0 }
                        };
                        Wanted::Bits((0..32).zip(classes).map(bit).sum())
                    }
                };
                all.push((raw(&of_choice(choice))?, wanted));
            }
            Check::Any(all)
        }
        (Kind::Area { level, .. }, Test::Among(codes)) => {
            let areas = dataset.gazetteer().membership(*level);
            let wanted = areas.map(|m| m.areas.iter().map(|a| codes.contains(&a.code)).collect());
            Check::In(raw(&Key::Area(*level))?, wanted.unwrap_or_default())
        }
        _ => return None,
    })
}

/// Fails no condition.
const NONE: u8 = 254;
/// Fails several.
const SEVERAL: u8 = 255;

/// The answer of each figure to a comparison.
fn known(values: &[f64], is: impl Fn(f64) -> bool) -> impl Iterator<Item = Answer> {
    values.iter().map(move |v| match (v.is_nan(), is(*v)) {
        (true, _) => Answer::Unknown,
        (false, true) => Answer::Yes,
        (false, false) => Answer::No,
    })
}

/// Notes which places fail a condition; how many meet it of those that met all before, and of how many
/// of these it is not known.
fn sweep(
    only: &mut [u8],
    at: u8,
    keeps_unknown: bool,
    answers: impl Iterator<Item = Answer>,
) -> (usize, usize) {
    let (mut left, mut unknown) = (0_u32, 0_u32);
    for (only, answer) in only.iter_mut().zip(answers) {
        let is_unknown = answer == Answer::Unknown;
        let holds = (answer == Answer::Yes) | (is_unknown & keeps_unknown);
        let met_all = *only == NONE;
        left += u32::from(met_all & holds);
        unknown += u32::from(met_all & is_unknown & !holds);
        let failed = if met_all { at } else { SEVERAL };
        *only = if holds { *only } else { failed };
    }
    (left as usize, unknown as usize)
}

impl Found {
    /// The places that answer; none where a figure is still to be had ([`Fields::fill`]), or there are
    /// more than 254 conditions.
    #[must_use]
    pub fn new(query: &Query, book: &Book, dataset: &Dataset, fields: &Fields) -> Option<Self> {
        let n = fields.units.len();
        let mut only = vec![NONE; n];
        let mut steps = Vec::with_capacity(query.conditions.len());
        for (at, condition) in query.conditions.iter().enumerate() {
            let criterion = book.criterion(&condition.criterion)?;
            let check = check(condition, criterion, book, dataset, fields)?;
            let at = u8::try_from(at).ok().filter(|at| *at < NONE)?;
            let keeps = condition.keeps_unknown;
            // A loop of its own for each kind of check: it runs over every place.
            let (left, unknown) = match &check {
                Check::Most(values, most) => {
                    sweep(&mut only, at, keeps, known(values, |v| v <= *most))
                }
                Check::Least(values, least) => {
                    sweep(&mut only, at, keeps, known(values, |v| v >= *least))
                }
                other => sweep(&mut only, at, keeps, (0..n).map(|i| other.holds(i))),
            };
            steps.push(Step { left, unknown, without: 0 });
        }
        let mut matches = Vec::new();
        for (i, failed) in (0_u32..).zip(&only) {
            match steps.get_mut(usize::from(*failed)) {
                _ if *failed == NONE => matches.push(i),
                Some(step) => step.without += 1,
                None => {}
            }
        }
        let met = matches.len();
        steps.iter_mut().for_each(|s| s.without += met);
        Some(Self { matches, steps, only })
    }

    /// Queries that would find something, the least costly first. To give a condition up costs one; to
    /// loosen a figure costs the part of it by which it moves: « 80 km » in place of 60 a third. Of the
    /// same cost, the one that finds more.
    #[must_use]
    pub fn relaxations(
        &self,
        query: &Query,
        book: &Book,
        dataset: &Dataset,
        fields: &Fields,
    ) -> Vec<Relaxation> {
        let mut all: Vec<(f64, Relaxation)> = Vec::new();
        for (condition, (c, step)) in query.conditions.iter().zip(&self.steps).enumerate() {
            if step.without == self.matches.len() {
                continue;
            }
            all.push((1.0, Relaxation { condition, test: None, matches: step.without }));
            let loosened = || {
                let criterion = book.criterion(&c.criterion)?;
                let check = check(c, criterion, book, dataset, fields)?;
                self.loosened(condition, c, criterion, &check, book)
            };
            if let Some((cost, test, matches)) = loosened() {
                all.push((cost, Relaxation { condition, test: Some(test), matches }));
            }
        }
        // A handful: each is put where it belongs.
        let mut out: Vec<(f64, Relaxation)> = Vec::new();
        for one in all {
            let is_before = |o: &(f64, Relaxation)| {
                o.0 < one.0 || (o.0 == one.0 && o.1.matches >= one.1.matches)
            };
            out.insert(out.partition_point(is_before), one);
        }
        out.into_iter().map(|(_, r)| r).collect()
    }

    /// The next figure of those that are offered with which a condition lets a place in.
    fn loosened(
        &self,
        at: usize,
        condition: &Condition,
        criterion: &Criterion,
        check: &Check<'_>,
        book: &Book,
    ) -> Option<(f64, Test, usize)> {
        let failing = || {
            let is = |f: &u8| usize::from(*f) == at;
            self.only.iter().enumerate().filter(move |(_, f)| is(f)).map(|(i, _)| i)
        };
        let (values, is_most) = match check {
            Check::Most(values, _) => (*values, true),
            Check::Least(values, _) => (*values, false),
            Check::Any(_) | Check::In(..) => return None,
        };
        let (asked, offered, of): (f64, &[f64], Asks) = match (&criterion.kind, &condition.test) {
            (Kind::Near { km, minutes }, Test::Near { place, most, travel }) => {
                let (place, travel) = (*place, *travel);
                let pace = book.pace;
                let steps = if travel == Travel::Km { km } else { minutes };
                (
                    *most,
                    steps,
                    Box::new(move |n| {
                        let km = match (travel, &pace) {
                            (Travel::Minutes, Some(pace)) => km_of(n, pace),
                            _ => n,
                        };
                        (Test::Near { place, most: n, travel }, km)
                    }),
                )
            }
            (Kind::Equipment { .. }, Test::Has { within_km }) => {
                (*within_km, &REACH, Box::new(|n| (Test::Has { within_km: n }, n)))
            }
            (Kind::Measure(m), Test::Least(n)) => (*n, &m.steps, Box::new(|n| (Test::Least(n), n))),
            (Kind::Measure(m), Test::Most(n)) => (*n, &m.steps, Box::new(|n| (Test::Most(n), n))),
            _ => return None,
        };
        let mut steps: Vec<f64> = offered.to_vec();
        if !is_most {
            steps.reverse();
        }
        let looser = steps.into_iter().filter(|s| if is_most { *s > asked } else { *s < asked });
        let scale = asked.abs().max(offered.iter().fold(0.0_f64, |m, s| m.max(s.abs())) / 4.0);
        for step in looser {
            let (test, bound) = of(step);
            let gained = failing()
                .filter(|i| if is_most { values[*i] <= bound } else { values[*i] >= bound })
                .count();
            if gained > 0 {
                let cost = ((step - asked).abs() / scale).min(0.99);
                return Some((cost, test, self.matches.len() + gained));
            }
        }
        None
    }
}

/// What is asked with another figure, and the figure of its field that it allows.
type Asks = Box<dyn Fn(f64) -> (Test, f64)>;

/// Distances that are offered to something in or near the commune, km.
pub const REACH: [f64; 6] = [0.0, 5.0, 10.0, 20.0, 30.0, 50.0];
