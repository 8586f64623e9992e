//! The sheet of a place: its answer in sentences, its figures, its offers of aid and its
//! neighbours, on a given day.

mod verdict;

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    area::{Area, AreaKind},
    code::{InseeCode, Row},
    column::{Absence, Class, Column, Kind, Value},
    dataset::Dataset,
    gazetteer::Gazetteer,
    peers::Wider,
    role::Role,
    rules::{Footing, Offer, Zone, offers},
    standing::{SCOPES, Standing, Standings},
    text,
};

/// What the sentences of the sheet speak of: without it the sheet is incomplete.
const SPOKEN: [Role; 4] = [Role::Zone, Role::Population, Role::Access, Role::GpCount];

/// Identifier of the class that opens most.
const HIGHEST: &str = "ZIP";

/// Everything that is said of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet {
    /// The place that the sheet is of.
    pub place: PlaceRef,
    /// Day of installation for which the sheet is written.
    pub date: NaiveDate,
    /// Name of the place, as the title of the sheet.
    pub title: String,
    /// Département, région, population, territoire de vie-santé, in one line.
    pub subtitle: String,
    /// The areas of the place, from the widest.
    pub areas: Vec<AreaRef>,
    /// Class of medical zone, as the table gives it.
    pub zone: ZoneRef,
    /// What that class rests on, and whether it holds on that day.
    pub zoning: Footing,
    /// The answer, a sentence each, the most important first.
    pub verdict: Vec<Statement>,
    /// What the user must check.
    pub caveats: Vec<String>,
    /// Every loaded indicator, in display order.
    pub figures: Vec<Figure>,
    /// Every aid of the sheet, in the order of the book.
    pub offers: Vec<Offer>,
    /// Places around, with their class.
    pub neighbours: Vec<Neighbour>,
    /// The commune of which the place is an arrondissement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<PlaceRef>,
    /// The arrondissements of the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arrondissements: Vec<PlaceRef>,
    /// Identifiers of the columns (and `rules`) that are not loaded yet, without which the sheet is
    /// incomplete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<String>,
}

/// A place by its row, code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceRef {
    /// Row in the dataset: means nothing outside it.
    #[serde(skip)]
    pub row: Row,
    /// INSEE code: the place, in whatever dataset.
    pub code: InseeCode,
    /// Official name of the place, with its article.
    pub name: String,
}

/// An area to which the place belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AreaRef {
    /// Kind of the area.
    pub kind: AreaKind,
    /// Official code and name of the area.
    #[serde(flatten)]
    pub area: Area,
}

/// The medical zone as found in the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ZoneRef {
    /// The class of the place.
    Known {
        /// Identifier of the class (`ZIP`).
        id: String,
        /// Label in plain words.
        label: String,
    },
    /// The table gives none.
    Absent {
        /// Why there is no class.
        reason: Absence,
        /// The reason in French.
        text: String,
    },
    /// The table is not loaded yet.
    Pending,
}

/// A sentence and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What the sentence is about.
    pub about: Subject,
    /// The sentence in French, its figures filled in.
    pub text: String,
}

/// Subject of a sentence of the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Class of medical zone.
    Zone,
    /// What can be asked for on the day.
    Aids,
    /// Accessibility to general practitioners.
    Access,
    /// Practitioners, beside the population that they serve.
    Doctors,
}

/// A figure with all that is needed to read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Identifier of the column.
    pub column: String,
    /// Name of the figure, in French.
    pub label: String,
    /// The number with its unit, the label of the class, or the reason of absence.
    pub text: String,
    /// The number as published (a class is given by `class`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Identifier of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Why there is no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Unit in full, in French.
    pub unit: String,
    /// Period of the figure, as its producer names it.
    pub vintage: String,
    /// Name of the publisher, in French.
    pub producer: String,
    /// Address where the publisher has the table.
    pub url: String,
    /// Place among the communes of the département, the région and France.
    pub standing: Vec<Standing>,
    /// The same in words, a sentence each; empty where there is nothing to say.
    pub standing_text: Vec<String>,
}

/// A place around that of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// The place around.
    #[serde(flatten)]
    pub place: PlaceRef,
    /// Its class in the zoning of doctors.
    pub zone: ZoneRef,
    /// Whether its class is another than here; none where one of the two is not known.
    pub differs: Option<bool>,
}

impl Sheet {
    /// The sheet of a place of the dataset on a day; `neighbours` are the places around it.
    #[must_use]
    pub fn build(dataset: &Dataset, neighbours: &[Row], row: Row, date: NaiveDate) -> Self {
        let mut standings = Standings::default();
        let standing = |column: &Arc<Column>| standings.of(dataset, column, row, &SCOPES);
        Self::standing_so(dataset, standing, neighbours, row, date)
    }

    /// The same without standings, which [`Figure::stand`] finds as they are asked for.
    #[must_use]
    pub fn build_bare(dataset: &Dataset, neighbours: &[Row], row: Row, date: NaiveDate) -> Self {
        Self::standing_so(dataset, |_| Vec::new(), neighbours, row, date)
    }

    /// The same from a dataset that holds one whole département and no other: what is wider was
    /// counted in advance.
    pub(crate) fn of_departement(
        dataset: &Dataset,
        wider: &Wider,
        neighbours: &[Row],
        row: Row,
        date: NaiveDate,
    ) -> Self {
        let mut here = Standings::default();
        let standing = |column: &Arc<Column>| {
            let mut all = here.of(dataset, column, row, &SCOPES[..1]);
            all.extend(wider.standing(dataset, column, row));
            all
        };
        Self::standing_so(dataset, standing, neighbours, row, date)
    }

    fn standing_so(
        dataset: &Dataset,
        mut standing: impl FnMut(&Arc<Column>) -> Vec<Standing>,
        neighbours: &[Row],
        row: Row,
        date: NaiveDate,
    ) -> Self {
        let gazetteer = dataset.gazetteer();
        let zone = dataset.zone(row);
        let place_zone = dataset.place_zone(row, date);
        let offers = offers(dataset.rules(), &dataset.published(row), &place_zone, date);
        Self {
            place: place(gazetteer, row),
            date,
            title: gazetteer.name(row).to_owned(),
            subtitle: subtitle(dataset, row),
            areas: AreaKind::ALL
                .into_iter()
                .filter_map(|kind| Some(AreaRef { kind, area: gazetteer.area(kind, row)?.clone() }))
                .collect(),
            zone: zone_ref(zone),
            verdict: verdict::statements(dataset, row, &place_zone.footing, &offers, date),
            caveats: caveats(dataset, row, &place_zone.footing),
            zoning: place_zone.footing,
            figures: displayed(dataset).map(|c| figure(dataset, standing(c), c, row)).collect(),
            offers,
            neighbours: neighbours.iter().map(|n| neighbour(dataset, zone, *n)).collect(),
            parent: gazetteer.parent(row).map(|p| place(gazetteer, p)),
            arrondissements: gazetteer.arrondissements(row).map(|a| place(gazetteer, a)).collect(),
            pending: pending(dataset),
        }
    }
}

impl Figure {
    /// This figure of a place with its standings, in the dataset that it is from; `standings` has what
    /// other places found of wide groups.
    #[must_use]
    pub fn stand(&self, dataset: &Dataset, standings: &mut Standings, row: Row) -> Self {
        dataset.column(&self.column).map_or_else(
            || self.clone(),
            |column| figure(dataset, standings.of(dataset, column, row, &SCOPES), column, row),
        )
    }
}

fn place(gazetteer: &Gazetteer, row: Row) -> PlaceRef {
    PlaceRef { row, code: gazetteer.code(row), name: gazetteer.name(row).to_owned() }
}

fn zone_ref(zone: Zone<'_>) -> ZoneRef {
    match zone {
        Zone::Known(Class { id, label, .. }) => {
            ZoneRef::Known { id: id.clone(), label: text::typeset(label) }
        }
        Zone::Absent(reason) => ZoneRef::Absent { reason, text: text::absence(reason).to_owned() },
        Zone::NotLoaded => ZoneRef::Pending,
    }
}

fn neighbour(dataset: &Dataset, here: Zone<'_>, row: Row) -> Neighbour {
    let there = dataset.zone(row);
    let differs = match (here, there) {
        (Zone::Known(a), Zone::Known(b)) => Some(a.id != b.id),
        _ => None,
    };
    Neighbour { place: place(dataset.gazetteer(), row), zone: zone_ref(there), differs }
}

/// Loaded columns: listed ones in their order, then any other.
fn displayed(dataset: &Dataset) -> impl Iterator<Item = &Arc<Column>> {
    let listed = dataset.listed().iter().filter_map(|entry| dataset.column(&entry.id));
    let other = dataset.columns().filter(|c| dataset.listed().iter().all(|e| e.id != c.spec.id));
    listed.chain(other)
}

fn pending(dataset: &Dataset) -> Vec<String> {
    let spoken = SPOKEN.iter().filter_map(|role| dataset.roles().id(*role).ok());
    let listed = dataset.listed().iter().map(|e| e.id.as_str());
    let mut missing: Vec<String> = Vec::new();
    for id in spoken.chain(listed) {
        if dataset.column(id).is_none() && !missing.iter().any(|m| m == id) {
            missing.push(id.to_owned());
        }
    }
    if dataset.rules().offers.is_empty() {
        missing.push("rules".to_owned());
    }
    missing
}

fn subtitle(dataset: &Dataset, row: Row) -> String {
    let area = |kind| dataset.gazetteer().area(kind, row);
    let mut parts = Vec::new();
    parts.extend(area(AreaKind::Departement).map(|a| format!("{} ({})", a.name, a.code)));
    parts.extend(area(AreaKind::Region).map(|a| a.name.clone()));
    if let (Some(people), Some(column)) =
        (dataset.population(row), dataset.by_role(Role::Population))
    {
        parts.push(format!("{} ({})", inhabitants(people), dataset.vintage(&column.spec, &[row])));
    }
    parts.extend(
        area(AreaKind::Tvs)
            .map(|a| format!("territoire de vie-santé 2019{}: {}", text::NNBSP, a.name)),
    );
    parts.join(" · ")
}

fn inhabitants(people: f64) -> String {
    format!("{} {}", text::integer(people), if people < 2.0 { "habitant" } else { "habitants" })
}

/// What is doubtful in the class of a place: first the act, then districts that acts may class apart. In the
/// highest class there is no other to have.
fn caveats(dataset: &Dataset, row: Row, footing: &Footing) -> Vec<String> {
    let n = text::NNBSP;
    let act = footing.caveat.iter().map(|caveat| format!("Zone médicale{n}: {caveat}."));
    let is_highest = matches!(dataset.zone(row), Zone::Known(class) if class.id == HIGHEST);
    let districts = dataset.quarters(row).filter(|count| *count > 0.0 && !is_highest);
    let whole =
        if dataset.gazetteer().is_commune(row) { "la commune" } else { "l’arrondissement" };
    let apart = districts.map(|count| {
        let count = text::counted(count, "quartier prioritaire", "quartiers prioritaires");
        format!("{count} (QPV) dans {whole}{n}: dans un tel quartier, la classe peut être plus favorable. Demandez-la à l’ARS.")
    });
    act.chain(apart).collect()
}

fn figure(dataset: &Dataset, standing: Vec<Standing>, column: &Column, row: Row) -> Figure {
    let spec = &column.spec;
    let value = column.value(row);
    let class = column.class(row);
    let shown = match (class, text::value(spec, value)) {
        (Some(class), _) => text::typeset(&class.label),
        (None, Some(number)) => text::with_unit(spec, &number),
        (None, None) => String::new(),
    };
    let absence = match value {
        Value::Absent(reason) => Some(reason),
        Value::Known(_) => None,
    };
    Figure {
        column: spec.id.clone(),
        label: text::typeset(&spec.label),
        text: absence.map_or(shown, |reason| text::absence(reason).to_owned()),
        value: value.known().filter(|_| matches!(spec.kind, Kind::Measure { .. })),
        class: class.map(|c| c.id.clone()),
        absence,
        unit: text::typeset(&spec.unit),
        vintage: dataset.vintage(spec, &[row]),
        producer: spec.origin.producer.clone(),
        url: spec.origin.url.clone(),
        standing_text: standing
            .iter()
            .filter_map(|s| verdict::standing_sentence(column, row, s))
            .collect(),
        standing,
    }
}
