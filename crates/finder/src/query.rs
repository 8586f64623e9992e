//! A question: conditions that a place has to meet, and how much each priority counts.

use std::fmt;

use territory::{Gazetteer, InseeCode, OWN};

use crate::{
    book::{Book, Criterion, Kind, Measure, Start},
    own::{DRAWN, PERIMETERS},
    units::Unit,
};

/// How the way to a town is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Travel {
    /// Km of great circle.
    Km,
    /// Estimated minutes.
    Minutes,
}

/// What is asked of a place by one condition.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Test {
    /// At most so far from a town.
    Near {
        /// The town.
        place: InseeCode,
        /// Km or minutes, both included.
        most: f64,
        /// Which of them.
        travel: Travel,
    },
    /// There, or within so many km.
    Has {
        /// 0: in the commune.
        within_km: f64,
    },
    /// A figure of so much or more.
    Least(f64),
    /// A figure of so much or less.
    Most(f64),
    /// One of these classes, or areas by their codes.
    Among(Vec<String>),
}

/// A condition.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct Condition {
    /// Name of its criterion.
    pub criterion: String,
    /// What is asked.
    pub test: Test,
    /// Whether a place of which it is not known stays.
    pub keeps_unknown: bool,
}

/// Conditions that all hold, and the weights of the priorities that the user has set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What is looked for.
    pub unit: Unit,
    /// The conditions, in the order in which they are shown. It changes nothing of what is found.
    pub conditions: Vec<Condition>,
    /// Weights, 0 to 5, by criterion; those of the book for the others.
    pub weights: Vec<(String, u8)>,
}

/// A piece of a written query that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread(pub String);

/// Says that a place of which it is not known stays.
const KEPT: &str = "ouinconnu";
/// Begins what is looked for, where it is not communes.
const UNIT: &str = "par";
/// Begins the weights.
const WEIGHTS: &str = "poids";
/// Greatest figure that may be asked.
const GREATEST: f64 = 1e9;

impl Criterion {
    /// What is asked by it at first; none where the user has to say more.
    #[must_use]
    pub fn first_test(&self) -> Option<Test> {
        match &self.kind {
            Kind::Equipment { start_km, .. } => Some(Test::Has { within_km: *start_km }),
            Kind::Measure(Measure { start: Start::Least(n), .. }) => Some(Test::Least(*n)),
            Kind::Measure(Measure { start: Start::Most(n), .. }) => Some(Test::Most(*n)),
            Kind::Options { options } => Some(Test::Among(vec![options.first()?.id.clone()])),
            Kind::Near { .. } | Kind::Area { .. } => None,
        }
    }

    /// Whether a test is one of this criterion.
    #[must_use]
    pub fn allows(&self, test: &Test) -> bool {
        let figure = |n: f64| n.is_finite() && n.abs() <= GREATEST;
        match (&self.kind, test) {
            (Kind::Near { .. }, Test::Near { most, .. }) => figure(*most) && *most >= 0.0,
            (Kind::Equipment { .. }, Test::Has { within_km }) => {
                figure(*within_km) && *within_km >= 0.0
            }
            (Kind::Measure(_), Test::Least(n) | Test::Most(n)) => figure(*n),
            (Kind::Options { options }, Test::Among(ids)) => {
                !ids.is_empty() && ids.iter().all(|id| options.iter().any(|o| o.id == *id))
            }
            (Kind::Area { .. }, Test::Among(codes)) => {
                let is_code = |c: &String| {
                    (1..=9).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_alphanumeric())
                };
                !codes.is_empty() && codes.iter().all(is_code)
            }
            _ => false,
        }
    }
}

/// A figure as an address has it.
fn plain(n: f64) -> String {
    // Adding zero takes the sign of « -0 » away.
    format!("{}", n + 0.0)
}

impl Test {
    /// As an address has it; nothing where it is what the criterion asks at first without a figure.
    fn written(&self) -> Option<String> {
        Some(match self {
            Self::Near { place, most, travel } => {
                let unit = if *travel == Travel::Km { "km" } else { "min" };
                format!("{place}:{}{unit}", plain(*most))
            }
            Self::Has { within_km } if *within_km == 0.0 => return None,
            Self::Has { within_km } => plain(*within_km),
            Self::Least(n) => format!("min{}", plain(*n)),
            Self::Most(n) => format!("max{}", plain(*n)),
            Self::Among(ids) => ids.join("-"),
        })
    }

    /// Reads what an address says of a criterion.
    fn read(criterion: &Criterion, parts: &[&str]) -> Option<Self> {
        let number = |text: &str| text.parse::<f64>().ok();
        let test = match (&criterion.kind, parts) {
            (Kind::Near { .. }, [place, most]) => {
                let place = InseeCode::parse(place).ok()?;
                let (most, travel) = match most.strip_suffix("km") {
                    Some(km) => (number(km)?, Travel::Km),
                    None => (number(most.strip_suffix("min")?)?, Travel::Minutes),
                };
                Self::Near { place, most, travel }
            }
            (Kind::Equipment { .. }, []) => Self::Has { within_km: 0.0 },
            (Kind::Equipment { .. }, [km]) => Self::Has { within_km: number(km)? },
            (Kind::Measure(_), [figure]) => match figure.strip_prefix("min") {
                Some(n) => Self::Least(number(n)?),
                None => Self::Most(number(figure.strip_prefix("max")?)?),
            },
            (Kind::Options { .. } | Kind::Area { .. }, [all]) => {
                Self::Among(all.split('-').map(str::to_owned).collect())
            }
            _ => return None,
        };
        criterion.allows(&test).then_some(test)
    }

    /// The measure, class or town that it is about: two conditions of one criterion about the same are
    /// one.
    fn about(&self) -> (u8, Option<InseeCode>) {
        match self {
            Self::Near { place, .. } => (0, Some(*place)),
            Self::Has { .. } => (1, None),
            Self::Least(_) => (2, None),
            Self::Most(_) => (3, None),
            Self::Among(_) => (4, None),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.criterion)?;
        if let Some(test) = self.test.written() {
            write!(f, ":{test}")?;
        }
        if self.keeps_unknown { write!(f, ":{KEPT}") } else { Ok(()) }
    }
}

/// As an address has it: `distance:31555:60km,zone:zip-frr,pharmacie,poids:acces:5`.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights = self.weights.iter().map(|(id, w)| format!("{WEIGHTS}:{id}:{w}"));
        let unit = self.unit.name().filter(|_| self.unit != Unit::Communes);
        let unit = unit.map(|name| format!("{UNIT}:{name}"));
        let conditions = self.conditions.iter().map(ToString::to_string);
        let all: Vec<String> = unit.into_iter().chain(conditions).chain(weights).collect();
        f.write_str(&all.join(","))
    }
}

impl Book {
    /// Whether its searches to begin with can be asked.
    ///
    /// # Errors
    /// The first piece of one that is no condition.
    pub fn check_presets(&self) -> Result<(), Misread> {
        let all = self.presets.iter().flat_map(|p| Query::read(&p.query, self).1);
        all.into_iter().next().map_or(Ok(()), Err)
    }
}

/// Whether a piece of an address asks for what a file of the user's has.
#[must_use]
pub fn is_of_file(piece: &str) -> bool {
    let is_perimeter = || {
        let ids = piece.strip_prefix(PERIMETERS).and_then(|rest| rest.strip_prefix(':'));
        ids.is_some_and(|ids| ids.split(':').next().is_some_and(|ids| ids != DRAWN))
    };
    let of = piece.strip_prefix(WEIGHTS).and_then(|rest| rest.strip_prefix(':')).unwrap_or(piece);
    of.starts_with(OWN) || is_perimeter()
}

impl Query {
    /// Reads what an address says; what is not understood is left out and told.
    #[must_use]
    pub fn read(text: &str, book: &Book) -> (Self, Vec<Misread>) {
        let (mut query, mut misread) = (Self::default(), Vec::new());
        for piece in text.split(',').filter(|p| !p.is_empty()) {
            if query.read_piece(piece, book).is_none() {
                misread.push(Misread(piece.to_owned()));
            }
        }
        (query, misread)
    }

    fn read_piece(&mut self, piece: &str, book: &Book) -> Option<()> {
        let mut parts: Vec<&str> = piece.split(':').collect();
        if parts.first() == Some(&WEIGHTS) {
            let [_, id, weight] = parts[..] else { return None };
            book.criterion(id)?.priority.as_ref()?;
            let weight = weight.parse().ok().filter(|w| *w <= 5)?;
            self.weigh(id, weight);
            return Some(());
        }
        if parts.first() == Some(&UNIT) {
            let [_, name] = parts[..] else { return None };
            self.unit = Unit::ALL.iter().find(|u| u.1 == name)?.0;
            return Some(());
        }
        let keeps_unknown = parts.last() == Some(&KEPT);
        if keeps_unknown {
            parts.pop();
        }
        let (id, rest) = parts.split_first()?;
        let test = Test::read(book.criterion(id)?, rest)?;
        self.put(Condition { criterion: (*id).to_owned(), test, keeps_unknown });
        Some(())
    }

    /// Adds a condition; in place of the one of the same criterion about the same.
    pub fn put(&mut self, condition: Condition) {
        let same = |c: &Condition| {
            c.criterion == condition.criterion && c.test.about() == condition.test.about()
        };
        match self.conditions.iter_mut().find(|c| same(c)) {
            Some(before) => *before = condition,
            None => self.conditions.push(condition),
        }
    }

    /// Adds a condition to those that are there: classes and areas of one criterion add up, anything
    /// else is asked as it is said last.
    pub fn add(&mut self, condition: Condition) {
        let before = self.conditions.iter_mut().find(|c| c.criterion == condition.criterion);
        if let (Some(Condition { test: Test::Among(all), .. }), Test::Among(more)) =
            (before, &condition.test)
        {
            let new = more.iter().filter(|id| !all.contains(*id)).cloned().collect::<Vec<_>>();
            all.extend(new);
            return;
        }
        self.put(condition);
    }

    /// Towns and areas that are none of today, by their codes.
    #[must_use]
    pub fn strangers(&self, book: &Book, g: &Gazetteer) -> Vec<String> {
        let of = |c: &Condition| -> Vec<String> {
            match (&c.test, book.criterion(&c.criterion).map(|k| &k.kind)) {
                (Test::Near { place, .. }, _) if g.row(*place).is_none() => vec![place.to_string()],
                (Test::Among(codes), Some(Kind::Area { level, .. })) => {
                    let is_known = |code: &&String| {
                        let areas = g.membership(*level).map(|m| m.areas.as_slice());
                        areas.unwrap_or_default().iter().any(|a| a.code == **code)
                    };
                    codes.iter().filter(|c| !is_known(c)).cloned().collect()
                }
                _ => Vec::new(),
            }
        };
        self.conditions.iter().flat_map(of).collect()
    }

    /// Sets the weight of a priority, 0 to 5.
    pub fn weigh(&mut self, criterion: &str, weight: u8) {
        match self.weights.iter_mut().find(|w| w.0 == criterion) {
            Some(w) => w.1 = weight,
            None => self.weights.push((criterion.to_owned(), weight)),
        }
    }

    /// The weight of a priority.
    #[must_use]
    pub fn weight(&self, criterion: &Criterion) -> u8 {
        let own = self.weights.iter().find(|w| w.0 == criterion.id).map(|w| w.1);
        own.or_else(|| Some(criterion.priority.as_ref()?.weight)).unwrap_or(0)
    }

    /// Whether it asks for places in the outline that the user drew.
    #[must_use]
    pub fn asks_outline(&self) -> bool {
        let is = |c: &Condition| {
            let is_drawn = |ids: &[String]| ids.iter().any(|id| id == DRAWN);
            c.criterion == PERIMETERS && matches!(&c.test, Test::Among(ids) if is_drawn(ids))
        };
        self.conditions.iter().any(is)
    }

    /// Asks for places in the outline that the user drew, beside what else is asked.
    pub fn ask_outline(&mut self) {
        self.add(Condition {
            criterion: PERIMETERS.to_owned(),
            test: Test::Among(vec![DRAWN.to_owned()]),
            keeps_unknown: false,
        });
    }

    /// The first town that is named.
    #[must_use]
    pub fn town(&self) -> Option<InseeCode> {
        self.towns().first().copied()
    }

    /// All towns that are named, each once.
    #[must_use]
    pub fn towns(&self) -> Vec<InseeCode> {
        let mut out = Vec::new();
        for c in &self.conditions {
            if let Test::Near { place, .. } = c.test
                && !out.contains(&place)
            {
                out.push(place);
            }
        }
        out
    }

    /// The same conditions in one order: two queries that ask the same are equal then.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        for c in &mut self.conditions {
            if let Test::Among(ids) = &mut c.test {
                ids.sort_unstable();
                ids.dedup();
            }
        }
        self.conditions.sort_by_key(ToString::to_string);
        self.weights.sort();
        self
    }
}
