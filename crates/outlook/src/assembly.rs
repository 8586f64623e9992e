//! Puts a country together, in pieces so that a page can answer in between: doctors carried on to
//! later years, roads judged by the official minutes to emergency services.

use std::collections::BTreeMap;

use access::{Anchor, Ground, Journeys, Setting};
use territory::{AreaKind, COUNTED, Dataset, NO_AREA, Role};

use crate::{Book, Country, Demand, Model, Roads, Series, Supply, Update, france::by_commune};

/// Places looked at in one piece.
const PIECE: usize = 500;

/// Series of the density of doctors by territoire de vie-santé.
const TVS_DENSITY: &str = "mg_tvs_density";
/// Series of the density of doctors by zone d'emploi.
const ZE_DENSITY: &str = "mg_ze_density";

/// A country on its way.
pub struct Assembly {
    model: Model,
    roads: Roads,
    ground: Ground,
    people: Vec<f64>,
    demand: Vec<f64>,
    supply: Vec<f64>,
    /// Official minutes to the nearest emergency service.
    emergency: Vec<Option<f64>>,
    /// Places with a service of their own.
    services: Ground,
    /// Where each place is.
    points: Vec<Option<(f64, f64)>>,
    /// Nearest service and its km, as far as the search has come.
    nearest: Vec<Option<(usize, f64)>>,
    /// Road index, as far as it has come.
    index: Vec<f64>,
}

impl Assembly {
    /// Reads what is needed.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, model: &Model) -> Self {
        let mut doctors = shipped(dataset, book, model);
        // Those that the reader counted are of today: nothing carries them on. A commune that the
        // reader's file leaves out, or keeps secret, keeps the shipped ones: not to be told is not
        // to have none.
        let own = by_role(dataset, Role::GpCount)
            .into_iter()
            .zip(by_commune(dataset, dataset.column(COUNTED)));
        for (n, own) in doctors.iter_mut().zip(own) {
            if let (Some(own), Some(_)) = own {
                *n = own;
            }
        }
        Self::of(dataset, book, model, doctors)
    }

    /// The same as it would be without the reader's own counts; none where there are none.
    #[must_use]
    pub fn shipped(dataset: &Dataset, book: &Book, model: &Model) -> Option<Self> {
        dataset.column(COUNTED)?;
        Some(Self::of(dataset, book, model, shipped(dataset, book, model)))
    }

    fn of(dataset: &Dataset, book: &Book, model: &Model, doctors: Vec<f64>) -> Self {
        let g = dataset.gazetteer();
        let points: Vec<Option<(f64, f64)>> =
            g.rows().map(|r| if g.is_commune(r) { g.middle(r) } else { None }).collect();
        let people = by_role(dataset, Role::Population);
        let demand = match model.demand {
            Demand::Population => people.clone(),
            // Where the weights by age are not published, every inhabitant counts the same.
            Demand::Standardised => by_role(dataset, Role::StandardisedPopulation)
                .into_iter()
                .zip(&people)
                .map(|(s, p)| s.or(*p))
                .collect(),
        };
        let known = |all: Vec<Option<f64>>| -> Vec<f64> {
            all.into_iter().map(Option::unwrap_or_default).collect()
        };
        let people = known(people);
        let emergency = if model.service_minutes || model.roads != 0.0 {
            by_role(dataset, Role::EmergencyMinutes)
        } else {
            vec![None; g.len()]
        };
        let services: Vec<_> =
            points.iter().zip(&emergency).map(|(p, t)| p.filter(|_| *t == Some(0.0))).collect();
        Self {
            ground: Ground::new(&points),
            demand: known(demand),
            supply: doctors.into_iter().map(|n| n * model.consultations).collect(),
            model: model.clone(),
            roads: book.roads,
            people,
            emergency,
            services: Ground::new(&services),
            points,
            nearest: Vec::new(),
            index: Vec::new(),
        }
    }

    /// Looks at some places: first for the service nearest to each, then for their roads. False
    /// once all is done.
    pub fn advance(&mut self) -> bool {
        let n = self.ground.len();
        if self.nearest.len() < n {
            for i in self.nearest.len()..n.min(self.nearest.len() + PIECE) {
                self.nearest.push(
                    self.points[i]
                        .filter(|_| self.emergency[i].is_some())
                        .and_then(|p| self.services.nearest_to(p)),
                );
            }
        } else if self.index.len() < n {
            for i in self.index.len()..n.min(self.index.len() + PIECE) {
                self.index.push(if self.model.roads == 0.0 { 1.0 } else { self.road_index(i) });
            }
        }
        self.index.len() < n
    }

    /// Official minutes over those expected from the distance, over the communes around.
    fn road_index(&self, place: usize) -> f64 {
        let roads = &self.roads;
        let (mut official, mut expected) = (0.0, 0.0);
        self.ground.around(place, roads.around_km, |i, _| {
            if let (Some(minutes), Some((_, km))) = (self.emergency[i], self.nearest[i])
                && minutes > 0.0
                && km > roads.beyond_km
            {
                official += minutes;
                expected += roads.a * km.powf(roads.b);
            }
        });
        if expected > 0.0 { (official / expected).clamp(roads.least, roads.most) } else { 1.0 }
    }

    /// The country.
    #[must_use]
    pub fn finish(mut self, dataset: &Dataset) -> Country {
        while self.advance() {}
        let anchor = |i: usize| {
            let (service, _) = self.nearest.get(i).copied().flatten()?;
            Some(Anchor { minutes: self.emergency[i]?, service: u32::try_from(service).ok()? })
        };
        let anchors = if self.model.service_minutes {
            (0..self.ground.len()).map(anchor).collect()
        } else {
            Vec::new()
        };
        let slowness = self.index.iter().map(|r| r.powf(self.model.roads)).collect();
        let setting = Setting {
            journeys: Journeys::new(self.model.pace(), slowness, Vec::new(), anchors),
            decay: self.model.decay.clone(),
            ground: self.ground,
            demand: self.demand,
            supply: self.supply,
        };
        Country::assembled(self.model, setting, self.people, dataset)
    }
}

fn by_role(dataset: &Dataset, role: Role) -> Vec<Option<f64>> {
    by_commune(dataset, dataset.by_role(role))
}

/// The doctors of the shipped table, carried on where the model asks for it.
fn shipped(dataset: &Dataset, book: &Book, model: &Model) -> Vec<f64> {
    let all = by_role(dataset, Role::GpCount)
        .into_iter()
        .zip(by_commune(dataset, dataset.column(COUNTED)));
    let mut doctors: Vec<f64> = all.map(|(n, before)| before.or(n).unwrap_or_default()).collect();
    if model.supply == Supply::Updated {
        update(&mut doctors, dataset, book);
    }
    doctors
}

/// Carries the doctors of the table on, as `[update]` of `data/outlook.toml` says.
fn update(doctors: &mut [f64], dataset: &Dataset, book: &Book) {
    let people: Vec<f64> =
        by_role(dataset, Role::Population).into_iter().map(Option::unwrap_or_default).collect();
    let Update { unknown, shrink, most, ze_power } = book.update;
    let register = by_role(dataset, Role::GpRegister);
    for (n, known) in doctors.iter_mut().zip(&register) {
        if *known == Some(0.0) {
            *n *= unknown;
        }
    }
    rake(doctors, dataset, book.series(TVS_DENSITY), &people, (shrink, most, 1.0));
    rake(doctors, dataset, book.series(ZE_DENSITY), &people, (0.0, most, ze_power));
}

/// Multiplies the doctors of each area so that their number comes to that of the series: densities
/// are for 10,000 inhabitants. An area without figure, or without doctors, stays as it is.
fn rake(
    doctors: &mut [f64],
    dataset: &Dataset,
    series: Option<&Series>,
    people: &[f64],
    (shrink, most, power): (f64, f64, f64),
) {
    let Some(series) = series else { return };
    let Some(membership) = dataset.gazetteer().membership(series.level) else { return };
    debug_assert!(matches!(series.level, AreaKind::Tvs | AreaKind::ZoneEmploi));
    let mut totals: BTreeMap<u16, (f64, f64)> = BTreeMap::new();
    for ((area, n), p) in membership.of_row.iter().zip(doctors.iter()).zip(people) {
        let total = totals.entry(*area).or_default();
        *total = (total.0 + n, total.1 + p);
    }
    let factor = |area: u16| {
        let (now, people) = *totals.get(&area).filter(|_| area != NO_AREA)?;
        let wanted = series.last(&membership.areas.get(usize::from(area))?.code)? * people / 1e4;
        (now > 0.0)
            .then(|| ((wanted + shrink) / (now + shrink)).clamp(1.0 / most, most).powf(power))
    };
    for (n, area) in doctors.iter_mut().zip(&membership.of_row) {
        *n *= factor(*area).unwrap_or(1.0);
    }
}
