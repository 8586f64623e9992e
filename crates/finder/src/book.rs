//! What may be asked of a place: the criteria of `data/criteria.toml`.

use std::collections::BTreeSet;

use catchment::Pace;
use serde::{Deserialize, Serialize};
use territory::AreaKind;

/// All criteria, and what a ranking is made with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Model of access whose pace gives the minutes of a journey, by its name.
    pub minutes_of: String,
    /// That pace; the pipeline fills it in.
    #[serde(default)]
    pub pace: Option<Pace>,
    /// Random weightings that a rank is tried with.
    pub draws: u32,
    /// From this share of them on in the first five a rank is said to be robust, %.
    pub robust: u32,
    /// What may be asked, in the order in which it is offered.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// The figures by which places are alike.
    pub alike: Vec<Trait>,
    /// Searches that one can begin with.
    #[serde(rename = "preset")]
    pub presets: Vec<Preset>,
    /// The outline that the user drew, as an address has it: of this session, in no file.
    #[serde(skip)]
    pub outline: Option<String>,
}

/// A figure by which places are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trait {
    /// The criterion whose figure it is, of those that are read from a column.
    pub criterion: String,
    /// Whether figures differ by how many times one is the other (people) and not by how much.
    #[serde(default)]
    pub is_ratio: bool,
}

/// Something that may be asked of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name in addresses: small letters, digits, `_`.
    pub id: String,
    /// Heading under which it is offered.
    pub group: String,
    /// What it is called.
    pub name: String,
    /// How its figure is said in a list, `{v}` with its unit; its name and the figure where none is.
    #[serde(default)]
    pub brief: Option<String>,
    /// How people type it.
    pub words: Vec<String>,
    /// How it counts in a ranking; none where it does not.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// What the ends are called where places are compared; none where no end is worth a word.
    #[serde(default)]
    pub ends: Option<Ends>,
    /// How it is asked.
    pub kind: Kind,
}

/// What the most and the least of a figure are called among places that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// « le plus cher ».
    pub most: String,
    /// « le moins cher ».
    pub least: String,
    /// Whether the most is the better end for a doctor who sets up.
    pub most_is_best: bool,
}

/// How a figure counts in a ranking: from 0 at `worst` to 1 at `best`, in a straight line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// What the priority is called (« Manque »).
    pub name: String,
    /// Figure that counts for nothing.
    pub worst: f64,
    /// Figure that counts for all.
    pub best: f64,
    /// Weight while the user says nothing, 0 to 5.
    pub weight: u8,
}

impl Priority {
    /// What a figure is worth, from 0 to 1.
    #[must_use]
    pub fn worth(&self, figure: f64) -> f64 {
        ((figure - self.worst) / (self.best - self.worst)).clamp(0.0, 1.0)
    }
}

/// How a criterion is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// Near a town that the user names.
    Near {
        /// Distances that are offered, km of great circle.
        km: Vec<f64>,
        /// Journeys that are offered, estimated minutes.
        minutes: Vec<f64>,
    },
    /// Something is in the commune, or near.
    Equipment {
        /// Column that counts it.
        column: String,
        /// Class of the column that says that it is there, where it is one of classes.
        #[serde(default)]
        yes: Option<String>,
        /// « une pharmacie ».
        one: String,
        /// Distance that is asked at first, km: 0 in the commune.
        #[serde(default)]
        start_km: f64,
    },
    /// A figure.
    Measure(Measure),
    /// One of some classes.
    Options {
        /// The classes.
        options: Vec<Choice>,
    },
    /// One of some areas.
    Area {
        /// Their kind.
        level: AreaKind,
        /// The sentence for one; `{list}` are the areas.
        one: String,
        /// The sentence for several.
        many: String,
    },
}

/// A figure that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its column.
    pub column: String,
    /// A column that is taken away from it.
    #[serde(default)]
    pub minus: Option<String>,
    /// Whether it is what is left to 100.
    #[serde(default)]
    pub is_rest: bool,
    /// Km around over which it is summed.
    #[serde(default)]
    pub around_km: Option<f64>,
    /// Kind of area over which it is summed.
    #[serde(default)]
    pub over: Option<AreaKind>,
    /// Where it stands in the sentence.
    pub slot: Slot,
    /// The sentence for « at least »: `{n}` is the figure, `{s}` the mark of plural.
    pub least: String,
    /// The sentence for « at most ».
    pub most: String,
    /// Unit beside the figure.
    pub unit: String,
    /// What is asked at first.
    pub start: Start,
    /// Figures that are offered, ascending.
    pub steps: Vec<f64>,
    /// Digits after the decimal point that may be asked.
    pub decimals: u8,
}

/// Where a condition stands in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// After « où ».
    Where,
    /// Between commas.
    Beside,
}

/// What is asked of a figure at first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// At least so much.
    Least(f64),
    /// At most so much.
    Most(f64),
}

/// A class that may be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Column that tells it.
    pub column: String,
    /// Classes of the column that are it.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Codes of the communes that are it, ascending, where it is a perimeter of the user's.
    #[serde(default)]
    pub communes: Vec<String>,
    /// Figure of the column from which on it is it, where it is no column of classes.
    #[serde(default)]
    pub least: Option<f64>,
    /// « en ZIP ».
    pub phrase: String,
    /// How people type it.
    pub words: Vec<String>,
}

/// A search that one can begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What it is called.
    pub name: String,
    /// What it asks, in a line.
    pub about: String,
    /// The query, as in an address.
    pub query: String,
    /// Criterion that the user is to complete.
    #[serde(default)]
    pub asks: Option<String>,
}

impl Book {
    /// The bytes of a packed file; none where there is no room for them.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self).ok()
    }

    /// Reads what [`Book::encode`] wrote; none where it is damaged.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// A criterion by its name.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|c| c.id == id)
    }

    /// The criterion that asks for the figures of a column as they are.
    #[must_use]
    pub fn reading(&self, column: &str) -> Option<&Criterion> {
        let reads = |c: &&Criterion| matches!(&c.kind, Kind::Measure(m) if m.column == column);
        self.criteria.iter().find(reads)
    }

    /// Every column that a criterion reads.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        fn of(c: &Criterion) -> Vec<&str> {
            match &c.kind {
                Kind::Equipment { column, .. } => vec![column],
                Kind::Measure(m) => {
                    std::iter::once(&m.column).chain(&m.minus).map(String::as_str).collect()
                }
                Kind::Options { options } => {
                    let of = |o: &&Choice| !o.column.is_empty();
                    options.iter().filter(of).map(|o| o.column.as_str()).collect()
                }
                Kind::Near { .. } | Kind::Area { .. } => Vec::new(),
            }
        }
        self.criteria.iter().flat_map(of).collect()
    }

    /// Every class that a criterion names, with the column that must have it.
    #[must_use]
    pub fn classes(&self) -> Vec<(&str, &str)> {
        let mut out = Vec::new();
        for c in &self.criteria {
            match &c.kind {
                Kind::Equipment { column, yes: Some(yes), .. } => {
                    out.push((column.as_str(), yes.as_str()));
                }
                Kind::Options { options } => {
                    for o in options {
                        out.extend(o.classes.iter().map(|c| (o.column.as_str(), c.as_str())));
                    }
                }
                _ => {}
            }
        }
        out
    }

    /// Whether the criteria can be used as they are written.
    ///
    /// # Errors
    /// What is wrong, in English, with the criterion.
    pub fn check(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for asks in self.presets.iter().filter_map(|p| p.asks.as_ref()) {
            if self.criterion(asks).is_none() {
                return Err(format!("preset: no criterion {asks}"));
            }
        }
        for t in &self.alike {
            let is_plain = |m: &Measure| m.minus.is_none() && m.around_km.is_none();
            let kind = self.criterion(&t.criterion).map(|c| &c.kind);
            if !matches!(kind, Some(Kind::Measure(m)) if is_plain(m)) {
                return Err(format!("alike: {} is no figure of a column", t.criterion));
            }
        }
        for c in &self.criteria {
            let wrong = |why: &str| Err(format!("criterion {}: {why}", c.id));
            let is_name = |id: &str| {
                !id.is_empty()
                    && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            };
            if !is_name(&c.id) || !seen.insert(&c.id) {
                return wrong("its name is not one, or another one's");
            }
            if c.priority.as_ref().is_some_and(|p| p.weight > 5 || p.worst == p.best) {
                return wrong("its priority tells nothing apart");
            }
            match &c.kind {
                Kind::Measure(m) if !m.least.contains("{n}") || !m.most.contains("{n}") => {
                    return wrong("a sentence without its figure");
                }
                Kind::Measure(m) if !m.steps.is_sorted() => {
                    return wrong("its steps do not ascend");
                }
                Kind::Options { options } => {
                    let mut ids = BTreeSet::new();
                    let told = |o: &Choice| o.classes.is_empty() == o.least.is_some();
                    if !options.iter().all(|o| is_name(&o.id) && ids.insert(&o.id) && told(o)) {
                        return wrong("a class without a name or what tells it");
                    }
                }
                Kind::Area { one, many, .. }
                    if !one.contains("{list}") || !many.contains("{list}") =>
                {
                    return wrong("a sentence without its areas");
                }
                _ => {}
            }
        }
        Ok(())
    }
}
