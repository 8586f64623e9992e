//! `data/sources.toml`: the published tables and where each is found.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

/// `data/sources.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sources {
    /// Date of the dataset: set by hand when a source changes, so that a build does not depend on
    /// the clock.
    pub(crate) dataset: NaiveDate,
    /// Communes whose code changed: a table that does not have them lost them on the way.
    #[serde(default)]
    pub(crate) moved: Vec<String>,
    #[serde(default, rename = "package")]
    pub(crate) packages: Vec<Package>,
    #[serde(rename = "source")]
    pub(crate) sources: Vec<Source>,
    #[serde(default, rename = "split")]
    pub(crate) splits: Vec<Split>,
}

/// An archive that a package client fetches.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) client: Client,
    /// Name and version, as the client wants them.
    pub(crate) spec: String,
    /// File that the client leaves.
    pub(crate) archive: String,
    pub(crate) sha256: String,
}

/// The ordinary client of a registry.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Client {
    Pip,
    Npm,
}

/// A published table, with the copy of it that we read.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) producer: String,
    pub(crate) title: String,
    pub(crate) vintage: String,
    pub(crate) licence: String,
    pub(crate) url: String,
    /// Address of the producer's own file, which `update` asks; none where the producer has a page
    /// only.
    #[serde(default)]
    pub(crate) official: Option<String>,
    /// Hash of the official file that ours was made from, where it is known.
    #[serde(default)]
    pub(crate) official_sha256: Option<String>,
    /// Our columns that have another name in the official file, and that name.
    #[serde(default)]
    pub(crate) official_columns: BTreeMap<String, String>,
    /// How the copy that we read was obtained.
    pub(crate) obtained: String,
    pub(crate) from: Location,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<String>,
    /// Column of INSEE codes.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// Rows to keep, after `rows` was checked.
    #[serde(default)]
    pub(crate) keep: Option<Keep>,
    /// The table of today that may take its place; in a library of tables, only where it has.
    #[serde(default)]
    pub(crate) successor: Option<Successor>,
}

/// The table of today of which a catalogue tells the address, and what is said of it once it stands
/// in for ours.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Successor {
    /// Address of the catalogue (API of data.gouv.fr).
    pub(crate) catalogue: String,
    /// What the address of the table contains (`-` and `_` are the same).
    pub(crate) file: String,
    pub(crate) producer: String,
    pub(crate) title: String,
    pub(crate) licence: String,
    /// Its page, for people.
    pub(crate) url: String,
    /// What we do to its figures, and what they do not say: the texts of the indicator made of it.
    pub(crate) processing: String,
    pub(crate) limits: String,
    /// Our columns, those that ours lacks too, and the name of each in that table.
    pub(crate) columns: BTreeMap<String, String>,
    /// By column of ours: each word that it may hold, and ours for it.
    pub(crate) values: BTreeMap<String, BTreeMap<String, String>>,
    /// Column of ours with the day of publication, the same in every row.
    pub(crate) published: String,
    /// Column of ours with the day of the act that each row rests on.
    pub(crate) act: String,
}

impl Source {
    /// The columns of a table taken from the official address: ours, then those that only it has;
    /// each with its name there.
    pub(crate) fn official_names(&self) -> Vec<(&str, &str)> {
        let names = self.successor.as_ref().map_or(&self.official_columns, |s| &s.columns);
        let ours = self.columns.iter().map(|c| (c.as_str(), names.get(c).unwrap_or(c).as_str()));
        let is_ours = |c: &str| self.columns.iter().any(|o| o == c);
        let theirs = self.successor.iter().flat_map(|s| &s.columns);
        let more = theirs.filter(|(c, _)| !is_ours(c)).map(|(c, name)| (c.as_str(), name.as_str()));
        ours.chain(more).collect()
    }

    /// The source once the table of today stands in for ours.
    pub(crate) fn succeeded(mut self) -> Self {
        let columns = self.official_names().into_iter().map(|(ours, _)| ours.to_owned()).collect();
        if let Some(s) = &self.successor {
            self.producer.clone_from(&s.producer);
            self.title.clone_from(&s.title);
            self.licence.clone_from(&s.licence);
            self.url.clone_from(&s.url);
        }
        self.columns = columns;
        self
    }
}

/// Where a table is.
#[derive(Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Location {
    /// A file below the folder of sources.
    File { path: String, sha256: String },
    /// Several files of one form, their rows one after another: name and hash of each.
    Files { files: BTreeMap<String, String> },
    /// A file of a package, whose archive is checked as a whole.
    Member { package: String, member: String },
}

/// Rows whose `column` is one of `values`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keep {
    pub(crate) column: String,
    pub(crate) values: Vec<String>,
}

/// A commune from which others were taken out again: a table older than that describes it with
/// them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// First year of communes of which a table of ours has them apart.
    pub(crate) since: u16,
}
