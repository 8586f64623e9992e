//! The files of the dataset: which there are, and what is said of one that does not come.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use chrono::NaiveDate;
use leptos::prelude::*;
use territory::{AssetIndex, Role, Roles};

/// The list of files, compiled into the page so that it and the data it asks for always belong
/// together.
const INDEX: &str = include_str!("../../assets/data/index.json");

/// A file of the dataset; the list gives it by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asset {
    /// The communes, their areas and their codes.
    Places,
    /// The rule book.
    Rules,
    /// Coarse contours: enough for the whole country.
    Coarse,
    /// Fine contours.
    Fine,
    /// Where in its cell each point of the fine contours lies.
    Digits,
    /// A column, by its identifier.
    Column(String),
    /// A file that only one view reads, by its name.
    OfView(&'static str),
    /// A file of the user's own, by the name of what it lies over.
    Own(String),
}

impl Asset {
    /// The column that has a role.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self::Column(id_of(role).to_owned())
    }

    /// What it is, for a sentence that begins with « Impossible de charger »; `label` is that of a
    /// column.
    pub(super) fn what(&self, label: Option<&str>) -> String {
        match self {
            Self::Places => "la liste des communes".to_owned(),
            Self::Rules => "les règles des aides".to_owned(),
            Self::Coarse => "le fond de carte".to_owned(),
            Self::Fine => "le détail des contours".to_owned(),
            Self::Digits => "la précision des contours".to_owned(),
            Self::Column(_) | Self::OfView(_) | Self::Own(_) => label.map_or_else(
                || "un indicateur".to_owned(),
                |l| format!("l’indicateur «\u{202f}{l}\u{202f}»"),
            ),
        }
    }

    /// What the page still does without it.
    pub(super) fn what_remains(&self) -> &'static str {
        match self {
            Self::Places => {
                "La carte reste visible, mais ni la recherche ni les fiches ne répondent."
            }
            Self::Rules => {
                "La carte et les chiffres restent là, mais les contrats ne sont pas calculés."
            }
            Self::Coarse => "La recherche, les fiches et le tableau fonctionnent sans la carte.",
            Self::Fine => "La carte garde des contours simplifiés.",
            Self::Digits => "La carte garde des contours arrondis à 60\u{a0}m.",
            Self::Column(_) | Self::OfView(_) | Self::Own(_) => "Le reste de la page fonctionne.",
        }
    }
}

/// The name that the list of files gives it.
impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Places => f.write_str("places"),
            Self::Rules => f.write_str("rules"),
            Self::Coarse => f.write_str("contours-coarse"),
            Self::Fine => f.write_str("contours-fine"),
            Self::Digits => f.write_str("contours-digits"),
            Self::Column(id) => write!(f, "column-{id}"),
            Self::OfView(name) => f.write_str(name),
            Self::Own(name) => write!(f, "own-{name}"),
        }
    }
}

/// What a page reads beyond the others.
#[derive(Clone, Copy)]
pub struct More {
    /// Name of the file.
    pub name: &'static str,
    /// What it is, for a sentence that begins with « Impossible de charger ».
    pub what: &'static str,
    /// Takes its bytes in, or says what is wrong with them.
    pub take: Callback<Vec<u8>, Result<(), String>>,
    /// Whether it has been taken in.
    pub taken: Signal<bool>,
}

/// The list of files, read once. Ours was written and checked with the page; a broken one is an
/// empty one.
pub(super) static LISTED: LazyLock<AssetIndex> = LazyLock::new(|| {
    AssetIndex::parse(INDEX).unwrap_or_else(|_| AssetIndex {
        dataset: NaiveDate::MIN,
        files: BTreeMap::new(),
        extracts: BTreeMap::new(),
        columns: Vec::new(),
        roles: Roles::default(),
    })
});

/// Which shipped column has which role.
#[must_use]
pub fn roles() -> &'static Roles {
    &LISTED.roles
}

/// The identifier of the shipped column that has a role: the build gives every role a column, and
/// where the list is broken there is no column to find.
#[must_use]
pub fn id_of(role: Role) -> &'static str {
    LISTED.role(role).unwrap_or_default()
}

/// The day on which the dataset was put together.
#[must_use]
pub fn date_of_dataset() -> NaiveDate {
    LISTED.dataset
}
