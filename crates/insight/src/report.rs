//! What page and command line both say of a place: its class and its flags, in sentences and as
//! data.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use territory::{AreaKind, Dataset, Role, Row, Zone, text};

use crate::{Book, ClassShare, Disagreement, Flag, Side, classes_within, disagreement, flags};

/// A place with its legal class and its flags.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// INSEE code, five characters.
    pub code: String,
    /// Official name of the place, with its article.
    pub name: String,
    /// The legal class in one sentence, with its table and its doubt.
    pub legal: String,
    /// Name of the territoire de vie-santé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tvs: Option<String>,
    /// Its communes by class.
    pub tvs_classes: Vec<ClassShare>,
    /// Other zonings: name, class, vintage, what to know.
    pub zonings: Vec<Zoning>,
    /// The statistical flags, raised, not raised and unknown, in the order of the book.
    pub flags: Vec<Flag>,
    /// Where class and access disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<Disagreement>,
}

/// A zoning at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zoning {
    /// Column of the dataset that holds the zoning.
    pub id: String,
    /// Name of the zoning.
    pub label: String,
    /// Class of the place, or why there is none.
    pub class: String,
    /// Year or day of the table.
    pub vintage: String,
    /// What the zoning is not, in French sentences.
    pub limits: String,
}

impl Report {
    /// Collects everything about a place on a day. Every column that is a classification is a zoning:
    /// another table needs no code.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, row: Row, date: NaiveDate) -> Self {
        let g = dataset.gazetteer();
        let zoning = |column: &territory::Column| {
            let territory::Kind::Class(_) = column.spec.kind else { return None };
            // A classification that no authority decides is no zoning.
            if dataset.roles().of(&column.spec.id) == Some(Role::GpRegister) {
                return None;
            }
            let class = match (column.class(row), column.value(row)) {
                (Some(class), _) => class.label.clone(),
                (None, territory::Value::Absent(reason)) => text::absence(reason).to_owned(),
                (None, territory::Value::Known(_)) => return None,
            };
            let spec = &column.spec;
            let typeset = |s: &str| text::typeset(s);
            Some(Zoning {
                id: spec.id.clone(),
                label: typeset(&spec.label),
                class: typeset(&class),
                vintage: spec.vintage.clone(),
                limits: typeset(&spec.limits),
            })
        };
        Self {
            code: g.code(row).to_string(),
            name: g.name(row).to_owned(),
            legal: legal(dataset, row, date),
            tvs: g.area(AreaKind::Tvs, row).map(|t| t.name.clone()),
            tvs_classes: classes_within(dataset, AreaKind::Tvs, row),
            zonings: dataset.columns().filter_map(|c| zoning(c)).collect(),
            flags: flags(dataset, book, row),
            disagreement: disagreement(dataset, book, row),
        }
    }
}

/// The legal class in one sentence.
fn legal(dataset: &Dataset, row: Row, date: NaiveDate) -> String {
    let vintage = dataset.by_role(Role::Zone).map_or("", |c| &c.spec.vintage);
    let class = match dataset.zone(row) {
        Zone::Known(class) => class.label.clone(),
        Zone::Absent(reason) => text::absence(reason).to_owned(),
        Zone::NotLoaded => "classe non chargée".to_owned(),
    };
    if let Some(own) = dataset.by_role(Role::Zone).filter(|c| !c.spec.provenance.is_shipped()) {
        return text::typeset(&format!(
            "{} (zonage des médecins, {vintage}). {}",
            text::sentence_case(&class),
            own.spec.limits
        ));
    }
    let footing = dataset.footing(row, date);
    let table = text::table_of(vintage);
    let act = footing.act.map_or_else(String::new, |act| format!(" : {act}"));
    let doubt =
        footing.caveat.map_or_else(String::new, |said| format!(" {}.", text::sentence_case(&said)));
    text::typeset(&format!(
        "{} ({table}{act}). L'arrêté de l'agence régionale de santé fait seul foi.{doubt}",
        text::sentence_case(&class)
    ))
}

impl Flag {
    /// The flag in one sentence: figure, threshold, period.
    #[must_use]
    pub fn in_words(&self) -> String {
        let decimals = usize::from(self.shown);
        let with_unit = |n: f64, written: String| {
            let one = self.unit.strip_suffix('s').filter(|u| n < 2.0 && !u.contains(' '));
            format!("{written} {}", one.unwrap_or(&self.unit))
        };
        // A figure has the decimals that it has everywhere else, a threshold those that it needs.
        let figure = match (self.value, self.absent) {
            (Some(v), _) => with_unit(v, text::fixed(v, decimals)),
            (None, reason) => reason.unwrap_or("inconnu").to_owned(),
        };
        let bound = |t: f64| with_unit(t, text::number(t, decimals));
        let threshold = match (self.threshold, self.side) {
            (Some(t), Side::Below) => format!("seuil : moins de {}", bound(t)),
            (Some(t), Side::Above) => format!("seuil : plus de {}", bound(t)),
            (None, _) => "seuil inconnu".to_owned(),
        };
        text::typeset(&format!(
            "{} : {figure} ({threshold} ; {}, {})",
            self.label, self.level, self.vintage
        ))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})\n{}", self.name, self.code, self.legal)?;
        if let Some(d) = self.disagreement {
            writeln!(
                f,
                "{}",
                text::typeset(&format!(
                    "La loi et les chiffres ne disent pas la même chose : {}.",
                    d.in_words()
                ))
            )?;
        }
        for (title, wanted) in
            [("Seuils franchis", Some(true)), ("Non franchis", Some(false)), ("Sans donnée", None)]
        {
            let some: Vec<&Flag> = self.flags.iter().filter(|flag| flag.raised == wanted).collect();
            if !some.is_empty() {
                writeln!(f, "\n{title}")?;
            }
            for flag in some {
                writeln!(
                    f,
                    "  {}\n    {}\n    {}, {} <{}>",
                    flag.in_words(),
                    flag.why,
                    flag.producer,
                    flag.title,
                    flag.url
                )?;
            }
        }
        writeln!(f, "\nZonages")?;
        for z in &self.zonings {
            writeln!(f, "  {}\u{202f}: {} ({})", z.label, z.class, z.vintage)?;
        }
        if let Some(tvs) = &self.tvs {
            writeln!(f, "\nTerritoire de vie-santé (2019)\u{202f}: {tvs}")?;
            for c in &self.tvs_classes {
                let communes =
                    text::counted(crate::france::count(c.communes), "commune", "communes");
                writeln!(
                    f,
                    "  {}\u{202f}: {communes}, {} habitants",
                    c.class,
                    text::integer(c.people)
                )?;
            }
        }
        Ok(())
    }
}
