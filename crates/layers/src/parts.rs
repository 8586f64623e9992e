//! Parts of communes that acts class apart (priority districts, quarters of La Réunion), from a table
//! of them: what is said of a part is not said of its commune.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tables::{Mapping, Role, Table};
use territory::{InseeCode, Kind as ColumnKind, text};

use crate::{acts, asked::Asked, columns::class, reference::Reference};

/// A part of a commune, with the class that an act gives to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZonePart {
    /// Its code, that of a priority district (`QN01201M`) or another one of the file.
    pub code: String,
    /// Its name.
    pub name: String,
    /// INSEE code of its commune; empty where the file does not say it.
    pub commune: String,
    /// Identifier of its class.
    pub class: String,
    /// Day of the act, ISO; none where the file does not say it.
    pub day: Option<String>,
}

/// The parts of a table, and the lines of it that say nothing.
pub(crate) struct Parts {
    pub(crate) all: Vec<ZonePart>,
    /// A sentence each, with the number of the line.
    pub(crate) losses: Vec<String>,
}

/// Whether a cell is the code of a priority district: `QN01201M`, `QP012001`.
fn is_district(cell: &str) -> bool {
    let rest = cell.strip_prefix("QN").or_else(|| cell.strip_prefix("QP"));
    rest.is_some_and(|r| r.len() == 6 && r.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The first column that is so in more than half of the lines: a table of communes may name districts
/// in some.
fn mostly(table: &Table, is: impl Fn(&str) -> bool) -> Option<usize> {
    let lines = table.lines.len();
    (0..table.headers.len())
        .find(|at| table.lines.iter().filter(|l| is(l.cell(*at))).count() * 2 > lines)
}

/// The column whose heading is one of these words.
fn headed(table: &Table, words: &[&str]) -> Option<usize> {
    table.headers.iter().position(|h| words.contains(&text::plain_key(h).as_str()))
}

/// The column of the days of acts beside one of classes.
fn day_column(table: &Table, zone: usize) -> Option<usize> {
    let zone = table.headers.get(zone)?;
    table.headers.iter().position(|h| acts::names_act(h) && acts::are_alike(h, zone))
}

/// A day of the French or the ISO form.
fn day(cell: &str) -> Option<String> {
    let of = |form| NaiveDate::parse_from_str(cell, form).ok();
    of("%d/%m/%Y").or_else(|| of("%Y-%m-%d")).map(|d| d.to_string())
}

/// The column of the codes of parts of communes, where the lines of a table are about these.
fn code_column(table: &Table) -> Option<usize> {
    // The official form says what its lines are about.
    let is_of_part = |at: &usize| {
        let told = table.lines.iter().map(|l| l.cell(*at)).filter(|c| !c.is_empty());
        let mut told = told.peekable();
        let is_kind = |c: &str| c.len() <= 4 && c.bytes().all(|b| b.is_ascii_uppercase());
        told.peek().is_some() && told.all(|c| is_kind(c) && !["COM", "ARM"].contains(&c))
    };
    mostly(table, is_district).or_else(|| {
        headed(table, &["niveau"]).filter(is_of_part)?;
        headed(table, &["code"])
    })
}

/// The parts of communes that a table classes; none where its lines are about communes.
///
/// # Errors
/// In French: its lines are about parts of communes, and none has a class of the zoning of doctors. To
/// take such a table for one of communes would give them the figures of one of their districts.
pub(crate) fn of(
    table: &Table,
    mapping: &Mapping,
    asked: &Asked,
    reference: &Reference,
) -> Result<Option<Parts>, String> {
    let Some(code) = code_column(table) else { return Ok(None) };
    let shipped = reference.column(territory::Role::Zone).map(|c| &c.spec.kind);
    let (Some(zone), Some(ColumnKind::Class(classes))) =
        (mapping.column(Role::DoctorZone), shipped)
    else {
        return Err(format!(
            "Les lignes de « {} » parlent de quartiers, non de communes, et aucune colonne n’y dit leur classe dans le zonage des médecins\u{202f}: prenez un tableau par commune, ou celui des quartiers avec leur classe (ZIP, ZAC…).",
            asked.name
        ));
    };
    let name = headed(table, &["lib", "libelle", "nom", "nomqpv", "libqp", "libqpv"]);
    let is_commune =
        |c: &str| InseeCode::parse(c).is_ok_and(|c| reference.gazetteer.row(c).is_some());
    // A postal code may look like one.
    let commune = mapping.column(Role::Code).or_else(|| mostly(table, is_commune));
    let act = day_column(table, zone);
    let mut found = Parts { all: Vec::new(), losses: Vec::new() };
    for line in &table.lines {
        let named = class(classes, tables::doctor_zone(line.cell(zone)).unwrap_or_default());
        match named.and_then(|n| classes.get(usize::try_from(n).ok()?)) {
            Some(class) if !line.cell(code).is_empty() => found.all.push(ZonePart {
                code: line.cell(code).to_owned(),
                name: line.cell(name.unwrap_or(code)).to_owned(),
                commune: commune.map_or_else(String::new, |at| line.cell(at).to_owned()),
                class: class.id.clone(),
                day: act.and_then(|at| day(line.cell(at))),
            }),
            _ => found.losses.push(format!(
                "Ligne {}, «\u{202f}{}\u{202f}»\u{202f}: ni code de quartier ni classe connue\u{202f}; vérifiez la ligne.",
                line.number,
                line.cell(zone)
            )),
        }
    }
    Ok(Some(found))
}
