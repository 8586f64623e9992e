//! What `data/portrait.toml` says: the parts of a portrait and the figures that nobody publishes
//! openly.

use insight::Series;
use serde::{Deserialize, Serialize};

/// Everything that a portrait is made with, beside places and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Figures of the two printed pages, in their order.
    #[serde(default)]
    pub paper: Vec<String>,
    /// What is said on paper.
    #[serde(default)]
    pub paper_notes: Vec<String>,
    /// Where contours are from, for whoever takes them away.
    #[serde(default)]
    pub contours: String,
    /// The parts, in the order of the page.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
    /// The chapters of the page, each with some of the parts.
    #[serde(default, rename = "chapter")]
    pub chapters: Vec<Chapter>,
    /// What to know of a place first.
    #[serde(default, rename = "theme")]
    pub themes: Vec<Theme>,
    /// Series that say the same of another level.
    #[serde(default, rename = "sibling")]
    pub siblings: Vec<Sibling>,
    /// Missions of a CPTS.
    #[serde(default, rename = "mission")]
    pub missions: Vec<Mission>,
    /// Where the missions are from, and what is not known of them.
    #[serde(default)]
    pub missions_note: String,
    /// Figures that are published nowhere in the open, or not in our tables.
    #[serde(default, rename = "gap")]
    pub gaps: Vec<Gap>,
    /// Figures of whole areas, from `data/series.toml`.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Every column with its group, from `data/indicators.toml`.
    #[serde(default)]
    pub columns: Vec<Listed>,
}

/// A part of the portrait: groups of indicators and series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Stable identifier, by which figures name their part.
    pub id: String,
    /// Heading of the part, in French.
    pub title: String,
    /// Groups of `data/indicators.toml` and `data/series.toml`.
    pub groups: Vec<String>,
}

/// A chapter of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Stable identifier.
    pub id: String,
    /// Heading, in French.
    pub title: String,
    /// Parts whose tables stand behind it.
    pub parts: Vec<String>,
    /// Figures shown first.
    #[serde(default, rename = "strip")]
    pub strips: Vec<Strip>,
}

/// A figure shown first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strip {
    /// Column or series.
    pub id: String,
    /// What there is more or less of than in France, in French, without an article; none where the
    /// sentence does not compare it.
    #[serde(default)]
    pub name: Option<String>,
    /// What the heading of its chapter says where there is much more of it than in France.
    #[serde(default)]
    pub more: Option<String>,
    /// The same where there is much less.
    #[serde(default)]
    pub less: Option<String>,
}

/// What matters to whoever would settle: of its facts the one that differs most is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Stable identifier.
    pub id: String,
    /// What may be said of it.
    #[serde(default, rename = "fact")]
    pub facts: Vec<FactRule>,
    /// What is counted on the spot, instead of a comparison.
    #[serde(default)]
    pub present: Option<Present>,
}

/// A figure beside that of France, or a series from its first year to its last; in sentences that name
/// `{value}`, or `{first}`, `{from}`, `{last}` and `{to}`;
/// `{s}` is the mark of plural after the first figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRule {
    /// Column or series.
    pub id: String,
    /// Whether the series is told over its years, and not its last figure.
    #[serde(default)]
    pub is_trend: bool,
    /// Whether what is said is what is left to 100 %.
    #[serde(default)]
    pub is_rest: bool,
    /// Inhabitants below which it is not told: a share of a handful of people says nothing.
    #[serde(default)]
    pub least_people: u32,
    /// Said where the figure is far above that of France, or has grown; none says `near`.
    #[serde(default)]
    pub more: Option<String>,
    /// Said where it is far below, or has shrunk; none says `near`.
    #[serde(default)]
    pub less: Option<String>,
    /// Said where it is somewhat above; none says `near`.
    #[serde(default)]
    pub rather_more: Option<String>,
    /// Said where it is somewhat below; none says `near`.
    #[serde(default)]
    pub rather_less: Option<String>,
    /// Said where it is near.
    pub near: String,
}

/// Kinds that are counted on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Present {
    /// What is counted, in the order in which it is named.
    pub kinds: Vec<PresentKind>,
    /// Said of what there is, `{all}`.
    pub some: String,
    /// Said where nothing is known.
    pub none: String,
    /// A figure that is told beside, and how, `{value}`.
    pub also: String,
    /// How it is told.
    pub also_said: String,
}

/// A kind that is counted, with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresentKind {
    /// Column.
    pub id: String,
    /// Name of one.
    pub one: String,
    /// Name of several.
    pub many: String,
}

/// Series whose identifiers begin alike say the same of départements and of régions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sibling {
    /// Beginning of the identifier by département.
    pub departement: String,
    /// Beginning of the identifier by région.
    pub region: String,
}

/// A figure that is not there, and where it would come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Stable identifier of the gap.
    pub id: String,
    /// Part of the portrait.
    pub part: String,
    /// What is missing, in French.
    pub label: String,
    /// What it would tell.
    pub tells: String,
    /// Level at which it exists.
    pub level: String,
    /// Body that holds the figures or would publish them.
    pub producer: String,
    /// Official page; empty where none is known to us.
    #[serde(default)]
    pub url: String,
}

/// A mission of a CPTS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// The mission, in French.
    pub label: String,
    /// How the agreement ranks it, in French: « socle », « complémentaire »…
    pub kind: String,
}

/// A column and its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Identifier of the column or series.
    pub id: String,
    /// Identifier of the part that shows it.
    pub group: String,
}

impl Book {
    /// Whether each part stands in one chapter, and each figure of a strip is known.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check_chapters(&self) -> Result<(), String> {
        for part in &self.parts {
            let within = self.chapters.iter().filter(|c| c.parts.contains(&part.id)).count();
            if within != 1 {
                return Err(format!("part `{}` stands in {within} chapters, not in one", part.id));
            }
        }
        let strips = self.chapters.iter().flat_map(|c| &c.strips);
        match strips.map(|s| &s.id).find(|id| !self.knows(id)) {
            Some(id) => Err(format!("no figure is called `{id}`")),
            None => Ok(()),
        }
    }

    /// Whether a column or a series is called so.
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.columns.iter().any(|c| c.id == id) || self.series.iter().any(|s| s.id == id)
    }

    /// Columns of the portrait and those that weigh their means, each once.
    pub fn columns_shown(&self) -> impl Iterator<Item = &str> {
        let shown = |group: &str| self.parts.iter().any(|p| p.groups.iter().any(|g| g == group));
        self.columns.iter().filter(move |c| shown(&c.group)).map(|c| c.id.as_str())
    }

    /// The series of régions that says the same as one of départements.
    #[must_use]
    pub fn of_region(&self, series: &Series) -> Option<&Series> {
        let sibling = self.siblings.iter().find(|s| series.id.starts_with(&s.departement))?;
        let wanted = format!("{}{}", sibling.region, series.id.strip_prefix(&sibling.departement)?);
        self.series.iter().find(|s| s.id == wanted)
    }
}
