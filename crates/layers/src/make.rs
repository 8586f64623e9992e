//! A file of the user's made into a layer.

use std::collections::{BTreeMap, BTreeSet};

use atlas::{Contours, codec, digits, index::Index, pack, plane, topology};
use shapes::Shapes;
use tables::{Joined, Mapping, Opened, Role, Table};
use territory::{COUNTED, Row, text};

use crate::{
    acts,
    asked::Asked,
    columns::columns,
    parts::{self, Parts},
    reference::Reference,
    report::{Area, Header, Kind, List, Report, Spot},
    tvs,
};

/// A layer: what is told of it, and its packed files by the names that the page knows.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// What is told of it.
    pub report: Report,
    /// What was understood of its columns.
    pub mapping: Option<Mapping>,
    /// Packed files.
    pub packs: Vec<(String, Vec<u8>)>,
}

/// Cells shown of each column.
const SAMPLE: usize = 5;
/// Distance between two points of packed contours, cells of the plane.
const GRID: u16 = 1;

/// Makes a layer of a file. `share` hears how much of a file of shapes has been read, from 0 to 1.
///
/// # Errors
/// A sentence in French that names the file and says what to do.
pub fn make(
    bytes: Vec<u8>,
    asked: &Asked,
    reference: &Reference,
    share: &mut dyn FnMut(f64),
) -> Result<Layer, String> {
    let limits = tables::Limits::default();
    let opened = tables::open(&asked.name, bytes, &limits).map_err(|e| e.to_string())?;
    match opened {
        Opened::GeoJson(bytes) => {
            let shapes =
                shapes::read_reporting(&asked.name, &bytes, &shapes::Limits::default(), share)
                    .map_err(|e| e.to_string())?;
            drop(bytes);
            Ok(of_shapes(shapes, asked, reference))
        }
        Opened::Project(_) => Err(format!(
            "« {} » est un projet Plaque\u{202f}: ouvrez-le seul, sans autre fichier.",
            asked.name
        )),
        opened => {
            let table = tables::read(&asked.name, &opened, &limits).map_err(|e| e.to_string())?;
            drop(opened);
            of_table(&table, asked, reference)
        }
    }
}

fn of_table(table: &Table, asked: &Asked, reference: &Reference) -> Result<Layer, String> {
    let written = asked.mapping.clone().filter(|m| m.roles.len() == table.headers.len());
    let mapping = written.unwrap_or_else(|| tables::recognise(table, &reference.gazetteer));
    if let Some(parts) = parts::of(table, &mapping, asked, reference)? {
        return Ok(of_parts(parts, table, mapping, asked));
    }
    let joined =
        tables::join(&asked.name, table, &mapping, &reference.gazetteer, &reference.passage)
            .map_err(|e| e.to_string())?;
    let (mut packs, mut entries) = (Vec::new(), Vec::new());
    let mut told: Vec<String> = tvs::note(table, &mapping, reference).into_iter().collect();
    for (place, column) in joined.columns.iter().enumerate() {
        let acts = match column.role {
            Role::DoctorZone | Role::NurseZone => acts::of(column, &joined, reference),
            _ => acts::Acts::default(),
        };
        told.extend(acts.notes);
        for made in columns(column, place, &acts.days, asked, reference) {
            // Two columns of one file that would replace the same one: the first has it.
            if entries.iter().any(|e: &territory::ColumnEntry| e.id == made.entry.id) {
                continue;
            }
            let spec = serde_json::to_vec(&made.column.spec).map_err(|e| e.to_string())?;
            packs.push((
                format!("column-{}", made.entry.id),
                pack::write(&[("spec", spec), ("data", made.column.encode())]),
            ));
            if made.entry.id != COUNTED {
                entries.push(made.entry);
            }
        }
    }
    let report = Report {
        name: asked.name.clone(),
        date: asked.date.clone(),
        kind: Kind::Table,
        sentence: sentence(table, &joined, &entries),
        places: joined.places,
        headers: headers(table, &mapping),
        notes: List::of(table.about.notes.iter().chain(&joined.notes).chain(&told)),
        carried: List::of(joined.carried.iter().map(|c| {
            format!("Ligne {}\u{202f}: {} est devenue {}.", c.line, c.old, c.new.join(", "))
        })),
        doubts: List::of(joined.doubts.iter().map(|d| {
            let taken = d.taken.as_ref().map_or_else(
                || "laissée de côté".to_owned(),
                |code| format!("prise pour {code} {}", d.name),
            );
            format!("Ligne {}\u{202f}: « {} », {taken}\u{202f}: {}", d.line, d.what, d.why)
        })),
        losses: List::of(
            joined
                .losses
                .iter()
                .map(|l| format!("Ligne {}, « {} »\u{202f}: {}", l.line, l.what, l.why)),
        ),
        entries,
        ..Report::default()
    };
    Ok(Layer { report, mapping: Some(mapping), packs })
}

/// A table of parts of communes: it says nothing of the communes themselves.
fn of_parts(parts: Parts, table: &Table, mapping: Mapping, asked: &Asked) -> Layer {
    let communes: BTreeSet<&str> =
        parts.all.iter().map(|p| p.commune.as_str()).filter(|c| !c.is_empty()).collect();
    let report = Report {
        name: asked.name.clone(),
        date: asked.date.clone(),
        kind: Kind::Parts,
        sentence: format!(
            "{} sur {} dans {}\u{202f}: leur classe répond pour une adresse précise, celle des communes ne change pas.",
            text::counted(count(parts.all.len()), "quartier classé", "quartiers classés"),
            text::counted(count(table.lines.len()), "ligne", "lignes"),
            text::counted(count(communes.len()), "commune", "communes"),
        ),
        headers: headers(table, &mapping),
        notes: List::of(&table.about.notes),
        losses: List::of(parts.losses),
        parts: parts.all,
        ..Report::default()
    };
    Layer { report, mapping: Some(mapping), packs: Vec::new() }
}

/// What became of a table, in a sentence.
fn sentence(table: &Table, joined: &Joined, entries: &[territory::ColumnEntry]) -> String {
    let lines = text::counted(count(table.lines.len()), "ligne", "lignes");
    let matched = text::integer(count(joined.matched));
    let places = text::counted(count(joined.places), "commune", "communes");
    let what = match entries {
        [] => {
            "aucune colonne utilisable\u{202f}: dites plus bas ce que chacune contient".to_owned()
        }
        some => text::listed(&some.iter().map(|e| text::typeset(&e.label)).collect::<Vec<_>>()),
    };
    format!("{matched} sur {lines} rattachées à {places}\u{202f}: {what}.")
}

fn headers(table: &Table, mapping: &Mapping) -> Vec<Header> {
    let header = |(at, name): (usize, &String)| Header {
        name: name.clone(),
        role: mapping.roles.get(at).copied().unwrap_or(Role::Ignored),
        sample: table
            .lines
            .iter()
            .take(SAMPLE)
            .map(|l| l.cells.get(at).cloned().unwrap_or_default())
            .collect(),
    };
    table.headers.iter().enumerate().map(header).collect()
}

fn of_shapes(shapes: Shapes, asked: &Asked, reference: &Reference) -> Layer {
    let report = Report { name: asked.name.clone(), date: asked.date.clone(), ..Report::default() };
    let (kept, lost): (Vec<_>, Vec<_>) = shapes.remarks.iter().partition(|r| r.kept);
    let report = Report { notes: List::of(kept), losses: List::of(lost), ..report };
    match shapes::kind(&shapes, &reference.gazetteer, |code| reference.present(code)) {
        shapes::Kind::Communes => of_communes(shapes, report, reference),
        shapes::Kind::Perimeters => of_perimeters(&shapes, report, reference),
        shapes::Kind::Points => of_points(&shapes, report),
    }
}

fn of_communes(shapes: Shapes, mut report: Report, reference: &Reference) -> Layer {
    let features = text::counted(count(shapes.shapes.len()), "objet", "objets");
    let found = shapes::communes(shapes, &reference.gazetteer, |code| reference.present(code));
    let (kept, lost): (Vec<_>, Vec<_>) = found.remarks.iter().partition(|r| r.kept);
    // Those of the file are among them.
    (report.notes, report.losses) = (List::of(kept), List::of(lost));
    report.carried = List::of(
        found.carried.iter().map(|(old, new)| format!("{old} est devenue {}.", new.join(", "))),
    );
    report.kind = Kind::Communes;
    report.sentence = format!(
        "{features}, {}\u{202f}: la carte montre ces contours.",
        text::counted(count(found.known), "commune", "communes")
    );
    let (contours, _) = topology::build(&found.rows);
    report.doubts = List::of(separated(&contours, reference));
    Layer { report, mapping: None, packs: packed(&contours, &found.rows) }
}

/// Communes without contour that were taken out of another which has one, or whose town hall lies
/// in it: the file is older, or forgets them.
fn separated(contours: &Contours, reference: &Reference) -> Vec<String> {
    let (index, g) = (Index::new(contours), &reference.gazetteer);
    let mut taken_out = BTreeMap::new();
    for row in g.rows() {
        let code = g.code(row);
        taken_out.extend(
            reference.passage.present(code).iter().filter(|c| **c != code).map(|c| (*c, row)),
        );
    }
    let is_drawn = |row: Row| contours.polygons(row.0.into()).next().is_some();
    let alone =
        |row: &Row| g.is_commune(*row) && !is_drawn(*row) && !g.arrondissements(*row).any(is_drawn);
    let around = |row: Row| {
        let by_place = |(lon, lat)| {
            u16::try_from(index.at(contours, plane::to_plane(lon, lat)?)?).ok().map(Row)
        };
        let parted = taken_out.get(&g.code(row)).copied().filter(|r| is_drawn(*r));
        let other = parted.or_else(|| by_place(g.middle(row)?))?;
        Some(format!(
            "{} {} n’a pas de contour dans ce fichier\u{202f}: elle est dans celui de {} {}, dont elle a sans doute été séparée depuis. Prenez un fichier plus récent pour les distinguer.",
            g.code(row),
            g.name(row),
            g.code(other),
            g.name(other)
        ))
    };
    g.rows().filter(alone).filter_map(around).collect()
}

/// The packed contours of some places, by row.
fn packed(contours: &Contours, rows: &[topology::Degrees]) -> Vec<(String, Vec<u8>)> {
    let sections = codec::encode(contours, GRID);
    // The digits are those of the contours as they are read, not as they were built.
    let read = codec::decode(|section| sections.iter().find(|s| s.0 == section).map(|s| &s.1[..]));
    let mut packs = vec![("contours-fine".to_owned(), pack::write(&sections))];
    if let Ok(read) = read {
        let exact = digits::encode(&read, &digits::of_degrees(rows));
        packs.push(("contours-digits".to_owned(), pack::write(&[("digits", exact)])));
    }
    packs
}

/// The contours of several files as one map: of a commune that two of them draw, the last is
/// believed.
///
/// # Errors
/// A sentence in French that names the file and says what to do.
pub fn compose(
    files: Vec<(String, Vec<u8>)>,
    reference: &Reference,
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let (mut all, mut drawn) = (Shapes::default(), BTreeSet::new());
    for (name, bytes) in files.into_iter().rev() {
        let opened =
            tables::open(&name, bytes, &tables::Limits::default()).map_err(|e| e.to_string())?;
        let Opened::GeoJson(bytes) = opened else { continue };
        let shapes =
            shapes::read(&name, &bytes, &shapes::Limits::default()).map_err(|e| e.to_string())?;
        // Later files have been looked at already.
        let new: Vec<_> = shapes
            .shapes
            .into_iter()
            .filter(|s| s.code.as_ref().is_none_or(|c| !drawn.contains(c)))
            .collect();
        drawn.extend(new.iter().filter_map(|s| s.code.clone()));
        all.shapes.extend(new);
    }
    let rows = shapes::communes(all, &reference.gazetteer, |code| reference.present(code)).rows;
    Ok(packed(&topology::build(&rows).0, &rows))
}

fn of_perimeters(shapes: &Shapes, mut report: Report, reference: &Reference) -> Layer {
    let all = shapes::perimeters(shapes, &reference.gazetteer);
    report.kind = Kind::Perimeters;
    report.sentence = format!(
        "{} sur la carte\u{202f}: {} un territoire du portrait, avec les communes dont la mairie est dedans.",
        text::counted(count(all.len()), "périmètre", "périmètres"),
        if all.len() > 1 { "chacun devient" } else { "il devient" }
    );
    report.areas = all
        .into_iter()
        .map(|p| Area {
            name: p.name,
            communes: p.communes.iter().map(|r| reference.gazetteer.code(*r).to_string()).collect(),
            path: p.area.iter().flatten().map(|ring| path(ring)).collect(),
        })
        .collect();
    Layer { report, mapping: None, packs: Vec::new() }
}

/// A ring as a closed SVG path in cells of the sheet; points nearer than a tenth of a cell (6 m)
/// are one.
fn path(ring: &[(f64, f64)]) -> String {
    let tenth = |v: f64| (v * 10.0).round() / 10.0;
    let mut cells: Vec<[f64; 2]> =
        ring.iter().map(|(lon, lat)| plane::to_plane_unbounded(*lon, *lat).map(tenth)).collect();
    cells.dedup();
    let steps: Vec<String> = cells.iter().map(|[x, y]| format!("{x} {y}")).collect();
    format!("M{}Z", steps.join("L"))
}

fn of_points(shapes: &Shapes, mut report: Report) -> Layer {
    let all = shapes::points(shapes);
    report.kind = Kind::Points;
    report.sentence = format!(
        "{}, sur la carte et parmi les structures du portrait.",
        text::counted(count(all.len()), "point", "points")
    );
    report.spots = all
        .into_iter()
        .map(|s| Spot { name: s.name, kind: s.kind.unwrap_or_default(), at: s.at })
        .collect();
    Layer { report, mapping: None, packs: Vec::new() }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "fewer lines than 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}
