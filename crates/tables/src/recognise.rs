//! Guesses what each column says, from its title and from what its cells look like.

use std::collections::{BTreeMap, HashSet};

use territory::{Gazetteer, InseeCode, text::plain_words};

use crate::{
    columns::{Profile, Vocabulary},
    role::{Mapping, Role},
    table::Table,
};

/// So many lines are looked at, spread over the table.
const LINES: usize = 400;

/// Guesses the role of each column and how figures are written. There is at most one column of
/// codes, one of postal codes and one of names; of two with codes, the one of which most cells are
/// codes of today, unless it repeats those of a few.
#[must_use]
pub fn recognise(table: &Table, gazetteer: &Gazetteer) -> Mapping {
    let known = Vocabulary::new(gazetteer);
    let step = table.lines.len().div_ceil(LINES).max(1);
    let cells = |at: usize| table.lines.iter().step_by(step).map(move |l| l.cell(at));
    let profiles: Vec<Profile> =
        (0..table.headers.len()).map(|at| Profile::new(cells(at), &known)).collect();
    let mut roles: Vec<Role> =
        table.headers.iter().zip(&profiles).map(|(h, p)| role(&Title::new(h), p)).collect();
    let found: BTreeMap<usize, (usize, usize)> = (roles.iter().enumerate())
        .filter(|(_, role)| **role == Role::Code)
        .map(|(at, _)| (at, codes(table, at, &known)))
        .collect();
    let most = found.values().map(|(_, different)| *different).max().unwrap_or(0);
    keep_one(&mut roles, Role::Code, |at| {
        let (cells, different) = found.get(&at).copied().unwrap_or_default();
        (different * TERRITORY >= most, cells, different)
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares of a thousand"
    )]
    let thousandths = |share: f64| (share * 1000.0) as usize;
    keep_one(&mut roles, Role::PostalCode, |at| {
        profiles.get(at).map_or(0, |p| thousandths(p.postal))
    });
    keep_one(&mut roles, Role::Name, |at| profiles.get(at).map_or(0, |p| thousandths(p.names)));
    let decimal_comma = decimal_comma(&profiles, table.about.separator);
    Mapping { roles, decimal_comma }
}

/// Cells that are codes of today, and how many different: of two columns as good, the one that
/// names arrondissements.
fn codes(table: &Table, at: usize, known: &Vocabulary<'_>) -> (usize, usize) {
    let all: Vec<InseeCode> = table.lines.iter().filter_map(|l| known.code(l.cell(at))).collect();
    (all.len(), all.iter().collect::<HashSet<_>>().len())
}

/// A column with so many times fewer different codes than another names what places are in: a
/// territory by the code of its centre.
const TERRITORY: usize = 4;

/// Of several columns of a role, keeps the first of those that score most.
fn keep_one<S: Ord>(roles: &mut [Role], role: Role, score: impl Fn(usize) -> S) {
    let all: Vec<usize> =
        roles.iter().enumerate().filter(|(_, r)| **r == role).map(|(at, _)| at).collect();
    if all.len() < 2 {
        return;
    }
    let best = all.iter().copied().max_by_key(|at| (score(*at), std::cmp::Reverse(*at)));
    for at in all.into_iter().filter(|at| Some(*at) != best) {
        if let Some(place) = roles.get_mut(at) {
            *place = Role::Ignored;
        }
    }
}

/// What is certain decides; a comma that may part thousands or decimals is decimal where the
/// semicolon separates, as in France.
fn decimal_comma(profiles: &[Profile], separator: Option<char>) -> bool {
    let (commas, dots) = profiles
        .iter()
        .filter(|p| p.numbers >= 0.5)
        .fold((0, 0), |(c, d), p| (c + p.commas, d + p.dots));
    let either = profiles.iter().any(|p| p.either > 0);
    commas > dots || (either && commas == dots && separator == Some(';'))
}

/// The words of a title.
struct Title {
    words: Vec<String>,
    all: String,
}

impl Title {
    fn new(header: &str) -> Self {
        let words = plain_words(header);
        Self { all: words.join(" "), words }
    }

    fn word(&self, any: &[&str]) -> bool {
        self.words.iter().any(|w| any.contains(&w.as_str()))
    }

    /// Whether some word begins so.
    fn begins(&self, any: &[&str]) -> bool {
        self.words.iter().any(|w| any.iter().any(|a| w.starts_with(a)))
    }

    fn has(&self, any: &[&str]) -> bool {
        any.iter().any(|a| self.all.contains(a))
    }

    fn is_postal(&self) -> bool {
        self.begins(&["postal", "codepost", "cpost"]) || self.word(&["cp", "codpos", "cpcom"])
    }

    fn is_code(&self) -> bool {
        self.begins(&[
            "insee",
            "codeinsee",
            "depcom",
            "codgeo",
            "codecom",
            "codcom",
            "inseecom",
            "comcode",
            "codegeo",
            "comminsee",
            "cog",
        ]) || (self.word(&["code", "com", "geo", "id"])
            && !self.word(&[
                "postal",
                "dep",
                "departement",
                "reg",
                "region",
                "epci",
                "siren",
                "iris",
            ]))
    }

    fn is_name(&self) -> bool {
        self.begins(&[
            "nom",
            "libelle",
            "libgeo",
            "libcom",
            "commune",
            "ville",
            "ncc",
            "localite",
            "municipalite",
        ]) || self.word(&["lib"])
    }

    fn is_date(&self) -> bool {
        self.begins(&["date", "jour"]) || self.word(&["maj", "effet", "debut", "fin", "depuis"])
    }

    /// Numbers of something that is no figure of a commune.
    fn is_label(&self) -> bool {
        self.word(&[
            "dep",
            "dpt",
            "tvs",
            "bvcv",
            "departement",
            "reg",
            "region",
            "epci",
            "siren",
            "annee",
            "millesime",
            "lat",
            "lon",
            "latitude",
            "longitude",
            "x",
            "y",
        ])
    }

    fn figure(&self) -> Role {
        let general = self.begins(&["generaliste", "omniprat", "medg"])
            || self.word(&["mg", "omni", "omnis"])
            || self.has(&["medecine generale"]);
        if self.word(&["age", "ages"]) && !self.word(&["part", "taux"]) {
            Role::Age
        } else if self.begins(&["densite", "dens"])
            || self.has(&["pour 100", "pour 10 000", "pour 1 000", "par habitant", "p 100000"])
        {
            Role::Density
        } else if self.begins(&["part", "taux", "pourcent", "apl", "indice"])
            || self.has(&["moyen", "median"])
        {
            Role::Value
        } else if general {
            Role::GpCount
        } else if self.begins(&["nb", "nombre", "effectif", "total", "population", "pop"])
            || self.word(&["n", "eff", "hab", "habitants"])
        {
            Role::Count
        } else {
            Role::Value
        }
    }
}

/// The role of a column; classes decide by themselves, codes and days with a title, figures by
/// their title.
fn role(title: &Title, p: &Profile) -> Role {
    match () {
        () if p.said == 0 => Role::Ignored,
        () if p.doctors >= 0.8 => Role::DoctorZone,
        () if p.nurses >= 0.8 => Role::NurseZone,
        () if title.is_postal() && p.five >= 0.8 => Role::PostalCode,
        () if p.five >= 0.95
            && p.postal >= 0.9
            && p.postal > p.codes
            && !title.is_postal()
            && p.codes < 0.9 =>
        {
            Role::PostalCode
        }
        () if title.is_code() && p.codes >= 0.5 => Role::Code,
        () if p.codes >= 0.9 && !title.is_date() => Role::Code,
        () if p.dates >= 0.9 && p.codes < 0.5 => Role::Date,
        () if title.is_date() && p.dates + p.serials >= 0.6 => Role::Date,
        () if p.names >= 0.8 || (title.is_name() && p.numbers < 0.2 && p.names >= 0.3) => {
            Role::Name
        }
        () if p.numbers >= 0.8 && title.is_label() => Role::Ignored,
        () if p.numbers >= 0.8 => title.figure(),
        () => Role::Ignored,
    }
}
