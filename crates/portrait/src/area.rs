//! Any territory: a commune, an area that exists, all within some km, or communes chosen one by
//! one.

use std::{collections::BTreeSet, fmt};

use catchment::{Ground, great_circle_km};
use territory::{AreaKind, Dataset, Extract, Row, text};

/// What somebody asks the portrait of.
#[derive(Clone, Debug, PartialEq)]
pub enum Chosen {
    /// One commune, or one arrondissement.
    Place(Row),
    /// The area of a kind to which a place belongs.
    Area(AreaKind, Row),
    /// Every commune whose town hall is within some km of that of a place, which is one of them.
    Around(Row, f64),
    /// Communes that the user names.
    Several(Vec<Row>),
    /// Every commune, asked from a place.
    Country(Row),
}

/// Why there is no territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTerritory {
    /// The place belongs to no area of the kind.
    NoArea(AreaKind),
    /// The town hall is not located.
    Nowhere,
    /// No km, or far too many.
    Distance,
    /// No commune at all.
    Empty,
}

impl fmt::Display for NoTerritory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoArea(kind) => write!(f, "Cette commune n’appartient à aucun territoire de ce niveau ({}).", kind.in_words()),
            Self::Nowhere => f.write_str(
                "La mairie de cette commune n’est pas située dans les données de Plaque\u{202f}: choisissez un autre territoire qu’un rayon.",
            ),
            Self::Distance => write!(f, "Le rayon doit être entre 1 et {} km.", text::integer(MOST_KM)),
            Self::Empty => f.write_str("Choisissez au moins une commune."),
        }
    }
}

/// The widest circle, km.
const MOST_KM: f64 = 100.0;

/// Kinds of areas, by the name that the address and the command give them.
pub const LEVELS: [(&str, AreaKind); 6] = [
    ("epci", AreaKind::Epci),
    ("tvs", AreaKind::Tvs),
    ("bassin", AreaKind::BassinDeVie),
    ("emploi", AreaKind::ZoneEmploi),
    ("departement", AreaKind::Departement),
    ("region", AreaKind::Region),
];

/// Name that the address and the command give to all communes together.
pub const COUNTRY: &str = "france";

/// Communes put together under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Territory {
    /// Name of the territory, as a title.
    pub title: String,
    /// What kind of territory it is and how many communes it has, in French.
    pub subtitle: String,
    /// Its communes, ascending; a city counts once, never its arrondissements beside it.
    pub communes: Vec<Row>,
    /// The place it was asked from.
    pub lead: Row,
    /// The kind of area that it is, if it is one.
    pub kind: Option<AreaKind>,
    /// Whether it is all of France: then there is nothing wider to compare it with.
    pub is_country: bool,
}

impl Territory {
    /// Finds the communes.
    ///
    /// # Errors
    /// See [`NoTerritory`].
    pub fn new(dataset: &Dataset, chosen: &Chosen) -> Result<Self, NoTerritory> {
        let g = dataset.gazetteer();
        let departement =
            |r: Row| g.area(AreaKind::Departement, r).map_or_else(String::new, |d| d.name.clone());
        match chosen {
            Chosen::Place(row) => Ok(Self {
                title: g.name(*row).to_owned(),
                subtitle: format!(
                    "{}, {}",
                    if g.is_commune(*row) { "commune" } else { "arrondissement" },
                    departement(*row)
                ),
                communes: vec![*row],
                lead: *row,
                kind: None,
                is_country: false,
            }),
            Chosen::Area(kind, row) => {
                let area = g.area(*kind, *row).ok_or(NoTerritory::NoArea(*kind))?;
                let own = |r: Row| g.area(*kind, r).is_some_and(|a| a.code == area.code);
                // A city whose arrondissements are areas of their own belongs to none: then they
                // count.
                let counts = |r: Row| g.parent(r).is_none_or(|city| g.area(*kind, city).is_none());
                Ok(Self {
                    title: area.name.clone(),
                    subtitle: kind.in_words().to_owned(),
                    communes: g.rows().filter(|r| own(*r) && counts(*r)).collect(),
                    lead: *row,
                    kind: Some(*kind),
                    is_country: false,
                })
            }
            Chosen::Around(row, km) => {
                if !(1.0..=MOST_KM).contains(km) {
                    return Err(NoTerritory::Distance);
                }
                let centre = g.parent(*row).unwrap_or(*row);
                let ground = Ground::new(
                    &g.rows()
                        .map(|r| if g.is_commune(r) { g.middle(r) } else { None })
                        .collect::<Vec<_>>(),
                );
                if !ground.has_point(centre.index()) {
                    return Err(NoTerritory::Nowhere);
                }
                let mut communes = Vec::new();
                ground.around(centre.index(), *km, |i, _| {
                    communes.extend(u16::try_from(i).ok().map(Row))
                });
                communes.sort_unstable();
                Ok(Self {
                    title: format!(
                        "{} km autour {}",
                        text::number(*km, 1),
                        text::of_place(g.name(centre))
                    ),
                    subtitle: "communes dont la mairie est à cette distance, à vol d’oiseau"
                        .to_owned(),
                    communes,
                    lead: centre,
                    kind: None,
                    is_country: false,
                })
            }
            Chosen::Country(row) => Ok(Self {
                title: "France".to_owned(),
                subtitle: "toutes les communes".to_owned(),
                communes: g.rows().filter(|r| g.is_commune(*r)).collect(),
                lead: *row,
                kind: None,
                is_country: true,
            }),
            Chosen::Several(rows) => {
                let all: BTreeSet<Row> = rows.iter().copied().collect();
                // A city with one of its arrondissements would count people twice.
                let communes: Vec<Row> = all
                    .iter()
                    .copied()
                    .filter(|r| g.parent(*r).is_none_or(|city| !all.contains(&city)))
                    .collect();
                let lead = *communes.first().ok_or(NoTerritory::Empty)?;
                if let [one] = communes[..] {
                    return Self::new(dataset, &Chosen::Place(one));
                }
                const NAMED: usize = 3;
                let mut names: Vec<String> =
                    communes.iter().take(NAMED).map(|r| g.name(*r).to_owned()).collect();
                if communes.len() > NAMED {
                    let others = communes.len() - NAMED;
                    names.push(if others > 1 {
                        format!("{others} autres")
                    } else {
                        "une autre".to_owned()
                    });
                }
                Ok(Self {
                    title: text::listed(&names),
                    subtitle: "communes choisies".to_owned(),
                    communes,
                    lead,
                    kind: None,
                    is_country: false,
                })
            }
        }
    }

    /// Finds the communes in the file of a département alone; nothing where that does not hold all
    /// of them or cannot tell: a circle or an area has places in it that the file does not know.
    #[must_use]
    pub fn of_departement(extract: &Extract, chosen: &Chosen) -> Option<Self> {
        let set = extract.dataset();
        match chosen {
            Chosen::Place(_) | Chosen::Several(_) | Chosen::Area(AreaKind::Departement, _) => {}
            Chosen::Area(..) | Chosen::Around(..) | Chosen::Country(_) => return None,
        }
        let is_own = |r: &Row| extract.row(set.gazetteer().code(*r)).is_some();
        Self::new(set, chosen).ok().filter(|t| t.communes.iter().all(is_own))
    }

    /// The same territory in the rows of the file of a département; nothing where a place of it
    /// is of another one.
    #[must_use]
    pub fn within(&self, dataset: &Dataset, extract: &Extract) -> Option<Self> {
        let row = |r: &Row| extract.row(dataset.gazetteer().code(*r));
        let (communes, lead) =
            (self.communes.iter().map(row).collect::<Option<_>>()?, row(&self.lead)?);
        Some(Self { communes, lead, ..self.clone() })
    }

    /// The areas of a kind to which its communes belong, each once.
    #[must_use]
    pub fn areas<'a>(&self, dataset: &'a Dataset, kind: AreaKind) -> Vec<&'a territory::Area> {
        let Some(table) = dataset.gazetteer().membership(kind) else { return Vec::new() };
        let (mut seen, mut out) = (vec![false; table.areas.len()], Vec::new());
        for row in &self.communes {
            let index = table.of_row.get(row.index()).map_or(usize::MAX, |i| usize::from(*i));
            if let (Some(seen @ false), Some(area)) = (seen.get_mut(index), table.areas.get(index))
            {
                *seen = true;
                out.push(area);
            }
        }
        out
    }

    /// Its population, over the communes whose number is known.
    #[must_use]
    pub fn people(&self, dataset: &Dataset) -> f64 {
        self.communes.iter().filter_map(|r| dataset.population(*r)).sum()
    }
}

/// The communes nearest to a place, with their km of great circle from town hall to town hall; the
/// place itself is not one of them, nor is the city of an arrondissement. A place without a known
/// town hall has none.
#[must_use]
pub fn neighbours(dataset: &Dataset, place: Row, count: usize) -> Vec<(Row, f64)> {
    let g = dataset.gazetteer();
    let Some(here) = g.middle(place) else { return Vec::new() };
    let city = g.parent(place).unwrap_or(place);
    let others = g.rows().filter(|r| g.is_commune(*r) && *r != city);
    let mut all: Vec<(Row, f64)> =
        others.filter_map(|r| Some((r, great_circle_km(here, g.middle(r)?)))).collect();
    let nearer = |a: &(Row, f64), b: &(Row, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
    if count < all.len() {
        all.select_nth_unstable_by(count, nearer);
        all.truncate(count);
    }
    all.sort_unstable_by(nearer);
    all
}
