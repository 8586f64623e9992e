//! What is said of the lists of structures: their kinds, their sources, and what no list holds.

use serde::{Deserialize, Serialize};
use territory::text;

/// What a kind of structure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureKind {
    /// Stable identifier, in the address.
    pub id: String,
    /// Name of one of them, in French.
    pub label: String,
    /// Several of them, as a title.
    pub label_plural: String,
    /// What it is and what it is not.
    pub definition: String,
    /// « aucune pharmacie connue ».
    pub none: String,
    /// Whether it is shown before the user asks.
    pub first: bool,
}

/// A published list of structures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureSource {
    /// Stable identifier, that of `data/sources.toml`.
    pub id: String,
    /// Publisher of the list.
    pub producer: String,
    /// Title under which it is published.
    pub title: String,
    /// Its period, in words.
    pub vintage: String,
    /// Year of the list, shown beside what is found in it.
    pub year: u16,
    /// Licence under which it may be used.
    pub licence: String,
    /// Where it is published.
    pub url: String,
    /// Its territory, after « pour ».
    pub covers: String,
    /// Its territory, as a remark between brackets.
    pub area: String,
    /// What the list does not say, in French sentences.
    pub limits: String,
    /// Whether nothing is known to be missing from it; an absence from any other says nothing.
    pub complete: bool,
    /// Départements that it covers; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Départements that it does not cover.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Kinds that it lists.
    pub kinds: Vec<String>,
    /// Kinds of which it lists some only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_part: Vec<String>,
}

impl StructureSource {
    /// Whether it speaks of a département.
    #[must_use]
    pub fn covers(&self, departement: &str) -> bool {
        let is = |d: &String| d == departement;
        (self.only.is_empty() || self.only.iter().any(is)) && !self.except.iter().any(is)
    }
}

/// What users ask for and no list of ours holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingList {
    /// Stable identifier of the gap.
    pub id: String,
    /// What is missing, in a French sentence.
    pub text: String,
    /// Where it is, or will be, published.
    pub url: String,
}

/// Kinds and lists, as `data/structures.toml` describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructuresAbout {
    /// The kinds, what a doctor cares for first at the beginning.
    pub kinds: Vec<StructureKind>,
    /// The lists; a structure names its own by position.
    pub sources: Vec<StructureSource>,
    /// What is in no list.
    pub missing: Vec<MissingList>,
}

impl StructuresAbout {
    /// Position of a kind.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<usize> {
        self.kinds.iter().position(|k| k.id == id)
    }

    /// The lists that hold a kind in a département, wholly or in part.
    pub fn lists<'a>(
        &'a self,
        kind: &'a StructureKind,
        departement: &'a str,
    ) -> impl Iterator<Item = &'a StructureSource> {
        let holds =
            |s: &StructureSource| s.kinds.contains(&kind.id) || s.in_part.contains(&kind.id);
        self.sources.iter().filter(move |s| s.covers(departement) && holds(s))
    }

    /// The sentence for a kind of which nothing is listed within so many km of a place of a
    /// département: never more than its list can tell.
    #[must_use]
    pub fn nothing_near(&self, kind: &StructureKind, departement: &str, km: f64) -> String {
        let km = text::number(km, 1);
        let whole = |s: &&StructureSource| s.kinds.contains(&kind.id);
        let here: Vec<&StructureSource> = self.lists(kind, departement).collect();
        let list = |s: &StructureSource| format!("la liste de {} ({})", s.year, s.area);
        let said = if let Some(s) = here.iter().find(|s| s.complete && whole(s)) {
            format!("{} à moins de {km} km dans {}", kind.none, list(s))
        } else if let Some(s) = here.iter().find(|s| whole(s)) {
            format!(
                "{} à moins de {km} km dans {}, qui est incomplète : cela ne dit pas qu'il n'y en a pas",
                kind.none,
                list(s)
            )
        } else if let Some(s) = here.first() {
            format!(
                "{} à moins de {km} km dans {}, qui n'en donne qu'une partie",
                kind.none,
                list(s)
            )
        } else if let Some(s) = self
            .sources
            .iter()
            .find(whole)
            .or_else(|| self.sources.iter().find(|s| s.in_part.contains(&kind.id)))
        {
            format!("{} : liste publiée ici pour {} seulement", kind.label_plural, s.covers)
        } else {
            format!("{} : aucune liste ici", kind.label_plural)
        };
        text::full_stop(text::sentence_case(&text::typeset(&said)))
    }
}
