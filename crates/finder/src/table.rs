//! What was found as a table: the same figures for the page, the command and a file.

use std::sync::Arc;

use geojson::{Feature, FeatureCollection, Geometry};
use serde_json::{Value as Json, json};
use territory::{AreaKind, Column, Dataset, Gazetteer, Kind as ColumnKind, OWN, Row, text};

use crate::{
    book::{Book, Kind},
    field::Fields,
    filter::Found,
    key::{Key, keys, of_measure},
    query::{Query, Test, Travel},
    rank::Ranking,
    robust::Share,
    sentence::in_words,
    units::Unit,
    written::{self, Dialect, rounded},
};

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its name in a file: that of the criterion, with the code of the town where it is a distance.
    pub id: String,
    /// Its criterion.
    pub criterion: String,
    /// What it is.
    pub name: String,
    /// Unit of its figures.
    pub unit: String,
    /// Period and producer; empty for what is computed.
    pub source: String,
}

/// Columns of a file before the headings.
const FIXED: [&str; 7] =
    ["rang", "code", "nom", "departement", "zone", "score", "dans_les_5_premiers_pct"];

/// The names of headings in a file: a column of the user's own has the one that the user gave it, unless
/// another column has it.
fn in_file(headings: &[Heading]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for h in headings {
        let is_taken = FIXED.contains(&h.name.as_str())
            || out.contains(&h.name)
            || headings.iter().any(|other| other.id == h.name);
        let name = if h.id.starts_with(OWN) && !is_taken { &h.name } else { &h.id };
        out.push(name.clone());
    }
    out
}

/// A line: a place that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its position in the matches.
    pub at: u32,
    /// Its row; of a territory that of its most populous commune.
    pub row: Row,
    /// Code of the commune or territory.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name of its département.
    pub departement: String,
    /// Class of medical zone in a word; of a territory the classes of its communes, with how many have each;
    /// empty where it is not known.
    pub zone: String,
    /// 0 to 100; none where nothing counts.
    pub score: Option<f64>,
    /// Share of the weightings with which it is in the first five, %; none where it was not tried.
    pub robust: Option<f64>,
    /// Its figures, in the order of the headings; none where not known.
    pub figures: Vec<Option<f64>>,
}

/// The places that were found, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The query as a sentence.
    pub sentence: String,
    /// The query as in an address.
    pub query: String,
    /// The outline that it asks for, as in an address; none where it asks for none.
    pub outline: Option<String>,
    /// What was looked for.
    pub unit: Unit,
    /// How many were found.
    pub found: usize,
    /// What it rests on beside the headings: a criterion or the zone, and its source.
    pub sources: Vec<(String, String)>,
    /// The columns after code, name, département, zone, score and robustness.
    pub headings: Vec<Heading>,
    /// The places.
    pub lines: Vec<Line>,
}

/// How often matches are among the first, by ascending position, and in how many draws.
pub type Shares = (Vec<(u32, Share)>, u32);

/// The keys that a table shows: what is asked as a figure, then what counts, each once.
fn columns(book: &Book, query: &Query, ranking: &Ranking) -> Vec<(Key, String)> {
    let mut out: Vec<(Key, String)> = Vec::new();
    let mut add = |key: Key, id: &str| {
        if !out.iter().any(|(k, _)| *k == key) {
            out.push((key, id.to_owned()));
        }
    };
    for condition in &query.conditions {
        let Some(criterion) = book.criterion(&condition.criterion) else { continue };
        match (&criterion.kind, &condition.test) {
            (Kind::Near { .. }, Test::Near { place, .. }) => add(Key::Km(*place), &criterion.id),
            (Kind::Measure(m), _) => add(of_measure(m), &criterion.id),
            (Kind::Equipment { column, yes, .. }, Test::Has { within_km }) if *within_km > 0.0 => {
                add(Key::Nearest(column.clone(), yes.clone()), &criterion.id);
            }
            _ => {}
        }
    }
    for p in &ranking.priorities {
        add(p.key.clone(), &p.criterion);
    }
    out
}

pub(crate) fn heading(book: &Book, dataset: &Dataset, key: &Key, id: &str) -> Heading {
    let criterion = book.criterion(id);
    let name = criterion.map_or_else(|| id.to_owned(), |c| text::typeset(&c.name));
    let unit = match (key, criterion.map(|c| &c.kind)) {
        (Key::Km(_) | Key::Nearest(..), _) => "km".to_owned(),
        (_, Some(Kind::Measure(m))) => m.unit.clone(),
        _ => String::new(),
    };
    let (name, column) = match key {
        Key::Km(place) => {
            let g = dataset.gazetteer();
            let name = g.row(*place).map_or_else(|| place.to_string(), |r| g.name(r).to_owned());
            (format!("Distance {}", text::of_place(&name)), None)
        }
        Key::Nearest(..) => (format!("{name}, le plus proche"), key.column()),
        Key::Classes(_) => (name, None),
        _ => (name, key.column()),
    };
    let source = column.and_then(|id| dataset.column(id)).map_or_else(String::new, |c| source(c));
    let own = match key {
        Key::Km(place) => format!("{id}_{place}"),
        _ => id.to_owned(),
    };
    Heading { id: own, criterion: id.to_owned(), name, unit, source }
}

/// The classes of zone of some communes, in words: with how many have each where there are several.
fn zone_of(column: &Column, communes: &[Row], g: &Gazetteer) -> String {
    let mut all: Vec<(String, usize)> = Vec::new();
    for row in communes {
        let class = column.class(*row).or_else(|| column.class(g.parent(*row)?));
        let Some(class) = class else { continue };
        match all.iter_mut().find(|c| c.0 == class.short) {
            Some((_, n)) => *n += 1,
            None => all.push((class.short.clone(), 1)),
        }
    }
    all.sort_by_key(|c| std::cmp::Reverse(c.1));
    match &all[..] {
        [(one, _)] => one.clone(),
        _ => all.iter().map(|(class, n)| format!("{class} {n}")).collect::<Vec<_>>().join(", "),
    }
}

/// What conditions and the class of zone rest on, where no heading says it.
fn sources(
    query: &Query,
    book: &Book,
    dataset: &Dataset,
    zone: Option<&Arc<Column>>,
    headings: &[Heading],
) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    out.extend(zone.map(|c| ("zone".to_owned(), source(c))));
    for condition in &query.conditions {
        let criterion = book.criterion(&condition.criterion);
        let is_told = headings.iter().any(|h| h.criterion == condition.criterion);
        let Some(criterion) = criterion.filter(|c| !is_told && c.id != "zone") else { continue };
        let read = keys(criterion, &condition.test);
        let of = read.iter().filter_map(|k| dataset.column(k.column()?)).map(|c| source(c));
        let mut all: Vec<String> = of.collect();
        all.dedup();
        if !all.is_empty() {
            out.push((criterion.id.clone(), all.join(" ; ")));
        }
    }
    out
}

/// Producer and vintage of a column.
fn source(column: &Column) -> String {
    text::typeset(&format!("{}, {}", column.spec.origin.producer, column.spec.vintage))
}

impl Table {
    /// The first `limit` places of a ranking.
    #[must_use]
    pub fn new(
        query: &Query,
        book: &Book,
        dataset: &Dataset,
        fields: &Fields,
        (found, ranking): (&Found, &Ranking),
        shares: Option<&Shares>,
        limit: usize,
    ) -> Self {
        let g = dataset.gazetteer();
        let columns = columns(book, query, ranking);
        let zone = dataset
            .by_role(territory::Role::Zone)
            .filter(|c| matches!(c.spec.kind, ColumnKind::Class(_)));
        let headings: Vec<Heading> =
            columns.iter().map(|(k, id)| heading(book, dataset, k, id)).collect();
        let line = |at: &u32| {
            let unit = *found.matches.get(*at as usize)? as usize;
            let row = *fields.units.rows().get(unit)?;
            let share = |(all, draws): &Shares| {
                let few = all.binary_search_by_key(at, |s| s.0).map_or(0, |i| all[i].1.few);
                f64::from(few) * 100.0 / f64::from((*draws).max(1))
            };
            Some(Line {
                at: *at,
                row,
                code: fields.units.code(g, unit),
                name: fields.units.name(g, unit).to_owned(),
                departement: g
                    .area(AreaKind::Departement, row)
                    .map_or_else(String::new, |d| d.name.clone()),
                zone: zone.map_or_else(String::new, |c| zone_of(c, fields.units.members(unit), g)),
                score: ranking.score(*at as usize),
                robust: shares.map(share),
                figures: columns.iter().map(|(k, _)| fields.get(k)?.get(unit)).collect(),
            })
        };
        Self {
            sentence: in_words(query, book, dataset),
            query: query.to_string(),
            outline: book.outline.clone().filter(|_| query.asks_outline()),
            unit: fields.units.unit,
            found: found.matches.len(),
            sources: sources(query, book, dataset, zone, &headings),
            headings,
            lines: ranking.order.iter().take(limit).filter_map(line).collect(),
        }
    }

    /// The lines in another order: by a figure, from the least or from the most on; lines without it
    /// come last, and equals stand as before.
    #[must_use]
    pub fn ordered_by(&self, heading: usize, descending: bool) -> Vec<usize> {
        let figure = |line: &usize| self.lines.get(*line)?.figures.get(heading).copied().flatten();
        let mut all: Vec<usize> = (0..self.lines.len()).collect();
        all.sort_by(|a, b| match (figure(a), figure(b)) {
            (Some(a), Some(b)) if descending => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        all
    }

    /// As GeoJSON (RFC 7946): a point each, its town hall or that of its
    /// most populous commune, with rank, score and figures; the query,
    /// sources and day beside. A place of which it is not known where it lies has no geometry.
    #[must_use]
    pub fn geojson(&self, dataset: &Dataset, dataset_day: &str) -> String {
        let (g, names) = (dataset.gazetteer(), in_file(&self.headings));
        let feature = |(rank, line): (usize, &Line)| {
            let point = g.middle(line.row);
            let own = names.iter().zip(&line.figures);
            let fixed = [
                ("rang", json!(rank + 1)),
                ("code", json!(line.code)),
                ("nom", json!(line.name)),
                ("departement", json!(line.departement)),
                ("zone", json!(line.zone)),
                ("score", json!(line.score.map(|s| rounded(s, 10.0)))),
                ("dans_les_5_premiers_pct", json!(line.robust.map(|s| rounded(s, 10.0)))),
            ];
            let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value));
            let own = own.map(|(name, v)| (name.clone(), json!(v.map(|v| rounded(v, 1e3)))));
            Feature {
                geometry: point.map(|(lon, lat)| Geometry::new_point([lon, lat])),
                properties: Some(fixed.chain(own).collect()),
                ..Feature::default()
            }
        };
        let sources = self.headings.iter().zip(&names).map(|(h, name)| {
            (name.clone(), json!({ "nom": h.name, "unite": h.unit, "source": h.source }))
        });
        let beside_headings =
            self.sources.iter().map(|(of, source)| (of.clone(), json!({ "source": source })));
        let beside = [
            ("recherche", json!(self.sentence)),
            ("requete", json!(self.query)),
            ("trace", json!(self.outline)),
            ("trouves", json!(self.found)),
            ("donnees", json!(dataset_day)),
            ("colonnes", Json::Object(sources.chain(beside_headings).collect())),
        ];
        let beside = beside.into_iter().map(|(name, value)| (name.to_owned(), value));
        FeatureCollection {
            bbox: None,
            features: self.lines.iter().enumerate().map(feature).collect(),
            foreign_members: Some(beside.collect()),
        }
        .to_string()
    }

    /// As CSV, UTF-8: the query, sources and day first. A figure that is not known is empty.
    #[must_use]
    pub fn csv(&self, dataset_day: &str, dialect: Dialect) -> String {
        let mut remarks = vec![
            format!("Plaque, recherche : {}", self.sentence),
            format!("requête : {}", self.query),
            format!("{}, données réunies au {dataset_day}", self.unit.counted(self.found)),
        ];
        remarks.extend(self.outline.iter().map(|o| format!("périmètre dessiné : {o}")));
        let names = in_file(&self.headings);
        let sources = self.headings.iter().zip(&names).filter(|(h, _)| !h.source.is_empty());
        remarks.extend(sources.map(|(h, name)| format!("{name} : {}", h.source)));
        remarks.extend(self.sources.iter().map(|(of, source)| format!("{of} : {source}")));
        let own = self.headings.iter().zip(&names).map(|(h, name)| match h.unit.as_str() {
            "" => name.clone(),
            unit => format!("{name} ({unit})"),
        });
        let mut lines = vec![FIXED.iter().map(|n| (*n).to_owned()).chain(own).collect()];
        let number =
            |n: Option<f64>, to: f64| n.map_or_else(String::new, |n| rounded(n, to).to_string());
        for (rank, line) in self.lines.iter().enumerate() {
            let mut cells = vec![
                (rank + 1).to_string(),
                line.code.clone(),
                line.name.clone(),
                line.departement.clone(),
                line.zone.clone(),
                number(line.score, 10.0),
                number(line.robust, 10.0),
            ];
            cells.extend(line.figures.iter().map(|f| number(*f, 1e3)));
            lines.push(cells);
        }
        written::csv(&remarks, &lines, dialect)
    }
}

/// A figure of a table in words, with its unit.
#[must_use]
pub fn figure_in_words(book: &Book, criterion: &str, value: Option<f64>) -> String {
    let Some(v) = value else { return "donnée inconnue".to_owned() };
    match book.criterion(criterion).map(|c| &c.kind) {
        Some(Kind::Near { .. } | Kind::Equipment { .. }) if v == 0.0 => "sur place".to_owned(),
        Some(Kind::Near { .. } | Kind::Equipment { .. }) => {
            text::typeset(&format!("{} km", text::number(v, 0)))
        }
        Some(Kind::Measure(m)) => {
            let decimals = usize::from(if m.decimals > 0 { m.decimals.max(2) } else { 0 });
            let unit = if v.abs() < 2.0 { text::singular(&m.unit) } else { m.unit.clone() };
            text::typeset(&format!("{} {unit}", text::number(v, decimals)))
        }
        _ => text::number(v, 1),
    }
}

/// The same as a list says it, in a few words.
#[must_use]
pub fn briefly(book: &Book, heading: &Heading, value: Option<f64>) -> String {
    let figure = figure_in_words(book, &heading.criterion, value);
    if value.is_none() {
        return text::typeset(&format!("{} : {figure}", heading.name));
    }
    // « Distance de Toulouse »: « à 47 km de Toulouse ».
    if let Some(of) =
        heading.name.strip_prefix("Distance ").filter(|_| heading.id != heading.criterion)
    {
        return if value == Some(0.0) { figure } else { format!("à {figure} {of}") };
    }
    let brief = book.criterion(&heading.criterion).and_then(|c| c.brief.as_ref());
    match brief {
        Some(brief) => text::typeset(
            &brief
                .replace("à {v}", if value == Some(0.0) { "{v}" } else { "à {v}" })
                .replace("{v}", &figure),
        ),
        None => format!("{} {figure}", heading.name),
    }
}

/// Whether a distance is asked in minutes anywhere.
#[must_use]
pub fn asks_minutes(query: &Query) -> bool {
    query.conditions.iter().any(|c| matches!(c.test, Test::Near { travel: Travel::Minutes, .. }))
}
