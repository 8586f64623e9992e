//! One figure of a territory: its value or why there is none, how it was put together, and the
//! wider areas beside it.

use std::collections::BTreeMap;

use outlook::Series;
use serde::Serialize;
use territory::{Aggregate, AreaKind, Column, Dataset, Kind, Origin, Row, Value, gather, text};

use crate::{Book, Territory};

/// A figure with everything that must be said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Column or series.
    pub id: String,
    /// Name.
    pub label: String,
    /// What it says, in plain words.
    pub definition: String,
    /// Written out with its unit, or why there is no figure.
    pub text: String,
    /// Written out without its unit; empty where there is no figure.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Of a classification, the class of a single place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Of a classification, how several places are shared among the classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ClassShare>,
    /// Why there is no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// Unit.
    pub unit: String,
    /// Period.
    pub vintage: String,
    /// What it is the figure of.
    pub level: String,
    /// The wider area that it is the figure of, where it is not of the territory itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// How the figures of several communes became one.
    pub rule: String,
    /// Communes of the territory with a figure.
    pub known: usize,
    /// Communes of the territory.
    pub communes: usize,
    /// The same of wider areas, the narrowest first.
    pub beside: Vec<Beside>,
    /// Where it is from.
    pub origin: Origin,
    /// What to know.
    pub limits: String,
}

/// A class, and what of the territory has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassShare {
    /// Class, or why there is none.
    pub class: String,
    /// Communes.
    pub communes: usize,
    /// People.
    pub people: f64,
}

/// The same figure of a wider area.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beside {
    /// Kind: `departement`, `region`, `france`.
    pub level: &'static str,
    /// Name.
    pub name: String,
    /// The figure; none where it is not known.
    pub value: Option<f64>,
    /// Communes that it stands on, where some of the area have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<(usize, usize)>,
    /// Written out with its unit.
    pub text: String,
    /// Written out without its unit; empty where it is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
}

/// Said where a figure is missing and nothing better is known.
const NOT_PUBLISHED: &str = "non publié";

/// A number in the writing of a column, without its unit and with it.
fn written(column: &Column, value: f64) -> (String, String) {
    let number = text::value(&column.spec, Value::Known(value)).unwrap_or_default();
    let text = text::with_unit(&column.spec, &number);
    (number, text)
}

/// What columns come to over wide areas: the same for every territory inside.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<(&'static str, String), Wide>);

/// What a column comes to over some communes, and of how many of them it is known.
pub(crate) type Sum = (Option<f64>, usize);

/// A wide area: how many communes it has and, for each column, what it comes to.
#[derive(Clone, Debug)]
struct Wide {
    size: usize,
    /// Its communes; none where the dataset does not hold them and every sum was made in advance.
    communes: Vec<Row>,
    columns: BTreeMap<String, Sum>,
}

/// A wider area.
struct Area {
    level: &'static str,
    /// Its code; empty for the country.
    code: String,
    name: String,
}

/// The widest areas, found once for all figures.
pub(crate) struct Wider {
    areas: Vec<Area>,
    /// The territory itself, where it is one of them.
    own: Option<Area>,
}

impl Wider {
    /// The département and the région of the territory where it lies in one, and France, which has
    /// nothing wider.
    pub(crate) fn around(dataset: &Dataset, territory: &Territory) -> Self {
        let france = Area { level: FRANCE, code: String::new(), name: "France".to_owned() };
        if territory.is_country {
            return Self { areas: Vec::new(), own: Some(france) };
        }
        let (mut areas, mut own) = (Vec::new(), None);
        for (level, kind) in WIDE {
            if territory.kind == Some(AreaKind::Region) && kind == AreaKind::Departement {
                continue;
            }
            if let [area] = territory.areas(dataset, kind)[..] {
                let area = Area { level, code: area.code.clone(), name: area.name.clone() };
                if territory.kind == Some(kind) {
                    own = Some(area);
                } else {
                    areas.push(area);
                }
            }
        }
        areas.push(france);
        Self { areas, own }
    }

    /// What a column comes to over each area, of how many of its communes it is known, and how many
    /// there are.
    fn of(
        &self,
        dataset: &Dataset,
        column: &Column,
        known: &mut Known,
    ) -> Vec<(&Area, Option<f64>, usize, usize)> {
        let mut all = Vec::with_capacity(self.areas.len());
        for area in &self.areas {
            let wide = known.area(dataset, area);
            let (value, with) = wide.column(dataset, column);
            all.push((area, value, with, wide.size));
        }
        all
    }

    /// What a column comes to over the territory itself, and of how many of its communes it is
    /// known.
    fn own(
        &self,
        dataset: &Dataset,
        territory: &Territory,
        column: &Column,
        known: &mut Known,
    ) -> (Option<f64>, usize) {
        match &self.own {
            Some(area) => known.area(dataset, area).column(dataset, column),
            None => come_to(dataset, column, &territory.communes),
        }
    }
}

/// Wider areas that are not the country.
const WIDE: [(&str, AreaKind); 2] =
    [("departement", AreaKind::Departement), ("region", AreaKind::Region)];
const FRANCE: &str = "france";

impl Known {
    /// What every column of a whole dataset comes to over the areas around a place, from the
    /// département to the country: level, code, number of communes, and a sum a column in ascending
    /// order of names.
    pub(crate) fn around(
        &mut self,
        dataset: &Dataset,
        territory: &Territory,
    ) -> Vec<(&'static str, String, usize, Vec<Sum>)> {
        let mut all = Vec::new();
        for area in Wider::around(dataset, territory).areas {
            let wide = self.area(dataset, &area);
            let sums = dataset.columns().map(|c| wide.column(dataset, c)).collect();
            all.push((area.level, area.code, wide.size, sums));
        }
        all
    }

    /// Takes in what was made in advance of a wide area; nothing for a level that there is not.
    pub(crate) fn tell(
        &mut self,
        level: &str,
        code: String,
        size: usize,
        columns: BTreeMap<String, Sum>,
    ) -> Option<()> {
        let level = WIDE.iter().map(|l| l.0).chain([FRANCE]).find(|l| *l == level)?;
        self.0.insert((level, code), Wide { size, communes: Vec::new(), columns });
        Some(())
    }

    fn area(&mut self, dataset: &Dataset, area: &Area) -> &mut Wide {
        self.0
            .entry((area.level, area.code.clone()))
            .or_insert_with(|| Wide::of(dataset, area.level, &area.code))
    }
}

/// What a column comes to over some communes, and of how many of them it is known.
fn come_to(dataset: &Dataset, column: &Column, communes: &[Row]) -> (Option<f64>, usize) {
    (
        gather(dataset, column, communes),
        communes.iter().filter(|r| knows(dataset, column, **r)).count(),
    )
}

impl Wide {
    fn of(dataset: &Dataset, level: &str, code: &str) -> Self {
        let g = dataset.gazetteer();
        let communes = g.rows().filter(|r| g.is_commune(*r));
        let table = WIDE.iter().find(|l| l.0 == level).and_then(|l| g.membership(l.1));
        let communes: Vec<Row> = match table {
            Some(table) => {
                let wanted = table.areas.iter().position(|a| a.code == code);
                communes
                    .filter(|r| {
                        wanted.is_some()
                            && table.of_row.get(r.index()).map(|a| usize::from(*a)) == wanted
                    })
                    .collect()
            }
            None => communes.collect(),
        };
        Self { size: communes.len(), communes, columns: BTreeMap::new() }
    }

    fn column(&mut self, dataset: &Dataset, column: &Column) -> (Option<f64>, usize) {
        if let Some(found) = self.columns.get(&column.spec.id) {
            return *found;
        }
        let found = come_to(dataset, column, &self.communes);
        self.columns.insert(column.spec.id.clone(), found);
        found
    }
}

/// Whether a commune has a figure; a city is known by its arrondissements too.
fn knows(dataset: &Dataset, column: &Column, row: Row) -> bool {
    let has = |row: Row| column.value(row).known().is_some();
    has(row) || dataset.gazetteer().arrondissements(row).any(has)
}

/// The figure of a column.
pub(crate) fn of_column(
    dataset: &Dataset,
    territory: &Territory,
    wider: &Wider,
    known_wide: &mut Known,
    column: &Column,
) -> Figure {
    let spec = &column.spec;
    let communes = territory.communes.len();
    let (gathered, known) = wider.own(dataset, territory, column, known_wide);
    let mut figure = Figure {
        id: spec.id.clone(),
        label: text::typeset(&spec.label),
        definition: text::typeset(&spec.definition),
        text: String::new(),
        number: String::new(),
        value: None,
        class: None,
        shares: Vec::new(),
        absent: None,
        unit: spec.unit.trim().to_owned(),
        vintage: spec.vintage.clone(),
        level: if communes == 1 {
            "commune".to_owned()
        } else {
            format!("territoire de {} communes", text::integer(count(communes)))
        },
        of: String::new(),
        rule: rule(dataset, column, communes),
        known,
        communes,
        beside: Vec::new(),
        origin: spec.origin.clone(),
        limits: text::typeset(&spec.limits),
    };
    if let Kind::Class(_) = &spec.kind {
        of_classes(dataset, territory, column, &mut figure);
        return figure;
    }
    let absence = |row: Row| match column.value(row) {
        Value::Absent(reason) => text::absence(reason).to_owned(),
        Value::Known(_) => String::new(),
    };
    match territory.communes[..] {
        [one] => match (column.value(one).known(), gathered) {
            (Some(v), _) => figure.value = Some(v),
            // A city of which only the arrondissements are published.
            (None, Some(v)) => {
                figure.value = Some(v);
                figure.rule = "réuni à partir des arrondissements".to_owned();
            }
            (None, None) => figure.absent = Some(absence(one)),
        },
        _ => match gathered {
            Some(v) => figure.value = Some(v),
            None if spec.aggregate == Aggregate::None => {
                figure.absent = Some("ne se réunit pas sur plusieurs communes".to_owned())
            }
            None => {
                figure.absent =
                    Some(territory.communes.first().map_or_else(String::new, |r| absence(*r)))
            }
        },
    }
    (figure.number, figure.text) = match (figure.value, &figure.absent) {
        (Some(v), _) => written(column, v),
        (None, Some(why)) => (String::new(), why.clone()),
        (None, None) => (String::new(), NOT_PUBLISHED.to_owned()),
    };
    let beside = |(area, value, with, all): (&Area, Option<f64>, usize, usize)| {
        let none =
            if spec.aggregate == Aggregate::None { "ne se réunit pas" } else { NOT_PUBLISHED };
        let (number, text) =
            value.map_or_else(|| (String::new(), none.to_owned()), |v| written(column, v));
        let covered = (value.is_some() && with < all).then_some((with, all));
        Beside { level: area.level, name: area.name.clone(), value, covered, text, number }
    };
    figure.beside = wider.of(dataset, column, known_wide).into_iter().map(beside).collect();
    figure
}

/// How the figures of several communes became one, in words.
fn rule(dataset: &Dataset, column: &Column, communes: usize) -> String {
    if communes == 1 {
        return "chiffre de la commune".to_owned();
    }
    match (&column.spec.kind, column.spec.aggregate, &column.spec.weight) {
        (Kind::Class(_), ..) => {
            "communes (arrondissements pour une ville qui n’a pas de classe) et habitants comptés par classe".to_owned()
        }
        (_, Aggregate::Sum, _) => "somme des communes".to_owned(),
        (_, Aggregate::PopulationMean, None) => "moyenne des communes pondérée par la population municipale".to_owned(),
        (_, Aggregate::PopulationMean, Some(weight)) => {
            let label = dataset.column(weight).map_or_else(|| weight.clone(), |c| text::typeset(&c.spec.label));
            format!("moyenne des communes pondérée (poids\u{202f}: {label})")
        }
        (_, Aggregate::None, _) => "ne se réunit pas".to_owned(),
    }
}

fn of_classes(dataset: &Dataset, territory: &Territory, column: &Column, figure: &mut Figure) {
    let of = |row: Row| match (column.class(row), column.value(row)) {
        (Some(class), _) => (true, class.label.clone()),
        (None, Value::Absent(reason)) => (false, text::absence(reason).to_owned()),
        (None, Value::Known(_)) => (false, NOT_PUBLISHED.to_owned()),
    };
    if let [one] = territory.communes[..] {
        let (known, words) = of(one);
        figure.text = text::typeset(&words);
        if known {
            figure.class = Some(figure.text.clone())
        } else {
            figure.absent = Some(figure.text.clone())
        }
        return;
    }
    // A city without a class of its own is shared out among its arrondissements.
    let parts = |row: Row| {
        let inside: Vec<Row> = dataset.gazetteer().arrondissements(row).collect();
        let itself = inside.is_empty() || column.class(row).is_some();
        inside.into_iter().filter(move |_| !itself).chain(itself.then_some(row))
    };
    // Counted as they are stored: a région has thousands of communes and a handful of classes to
    // put into words.
    let mut counted: Vec<(Value, Row, usize, f64)> = Vec::new();
    for row in territory.communes.iter().flat_map(|r| parts(*r)) {
        let value = column.value(row);
        let people = dataset.population(row).unwrap_or(0.0);
        match counted.iter_mut().find(|c| c.0 == value) {
            Some(class) => (class.2, class.3) = (class.2 + 1, class.3 + people),
            None => counted.push((value, row, 1, people)),
        }
    }
    for (_, row, communes, people) in counted {
        let class = text::typeset(&of(row).1);
        match figure.shares.iter_mut().find(|s| s.class == class) {
            Some(share) => {
                (share.communes, share.people) = (share.communes + communes, share.people + people)
            }
            None => figure.shares.push(ClassShare { class, communes, people }),
        }
    }
    figure.shares.sort_by(|a, b| b.people.total_cmp(&a.people).then_with(|| a.class.cmp(&b.class)));
    let said: Vec<String> = figure
        .shares
        .iter()
        .map(|s| {
            format!(
                "{}\u{202f}: {}",
                s.class,
                text::counted(count(s.communes), "commune", "communes")
            )
        })
        .collect();
    figure.text = said.join("\u{202f}; ");
}

/// The last published figure of a series.
pub(crate) fn of_series(
    dataset: &Dataset,
    book: &Book,
    territory: &Territory,
    series: &Series,
) -> Figure {
    let areas = territory.areas(dataset, series.level);
    let kind = series.level.in_words();
    let number = |v: f64| text::number(v, usize::from(series.decimals));
    let written = |v: f64| {
        let unit = series.unit.trim();
        // A sign keeps its narrow space, words an ordinary one.
        let space = if unit.starts_with(['%', '€']) { "\u{202f}" } else { " " };
        format!("{}{space}{unit}", number(v))
    };
    // Of a whole région its own published figure, where there is one, rather than none of its
    // départements.
    let regional =
        if series.level == AreaKind::Departement { book.of_region(series) } else { None };
    let is_region = territory.kind == Some(AreaKind::Region);
    if let (true, Some(twin)) = (is_region, regional) {
        return Figure { id: series.id.clone(), ..of_series(dataset, book, territory, twin) };
    }
    let national = series.france.last().copied();
    let (value, level, absent) = match areas[..] {
        _ if territory.is_country && national.flatten().is_some() => {
            (national.flatten(), "France".to_owned(), None)
        }
        [] => (
            None,
            kind.to_owned(),
            Some(format!("publié par {kind}\u{202f}; ce lieu n’est dans aucun")),
        ),
        [area] => (series.last(&area.code), format!("{kind} ({})", area.name), None),
        _ => {
            let why = format!("publié par {kind}\u{202f}; ce territoire en touche {}", areas.len());
            (None, kind.to_owned(), Some(why))
        }
    };
    let year = series.years.last().copied();
    let absent = if value.is_none() {
        Some(absent.unwrap_or_else(|| NOT_PUBLISHED.to_owned()))
    } else {
        None
    };
    let mut beside = Vec::new();
    if let Some(regional) = regional
        && let [region] = territory.areas(dataset, AreaKind::Region)[..]
    {
        let value = regional.last(&region.code);
        beside.push(("region", region.name.clone(), value));
    }
    if let Some(france) = national.filter(|_| !territory.is_country) {
        beside.push(("france", "France".to_owned(), france));
    }
    let beside = beside
        .into_iter()
        .map(|(level, name, value)| Beside {
            level,
            name,
            value,
            covered: None,
            text: value.map_or_else(|| NOT_PUBLISHED.to_owned(), written),
            number: value.map_or_else(String::new, number),
        })
        .collect();
    Figure {
        id: series.id.clone(),
        label: text::typeset(&series.label),
        definition: text::typeset(&series.definition),
        of: match areas[..] {
            // Of the territory itself, where it is the area.
            [area] if territory.kind != Some(series.level) => match series.level {
                AreaKind::Departement | AreaKind::Region => area.name.clone(),
                _ => format!("{kind} de {}", area.name),
            },
            _ => String::new(),
        },
        number: value.map_or_else(String::new, number),
        text: match (value, &absent) {
            (Some(v), _) => written(v),
            (None, why) => why.clone().unwrap_or_default(),
        },
        value,
        class: None,
        shares: Vec::new(),
        absent,
        unit: series.unit.trim().to_owned(),
        vintage: year.map_or_else(|| series.vintage.clone(), |y| y.to_string()),
        level,
        rule: format!("publié par {kind}, jamais réparti entre communes"),
        known: territory.communes.len(),
        communes: territory.communes.len(),
        beside,
        origin: series.origin.clone(),
        limits: text::typeset(&series.limits),
    }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}
