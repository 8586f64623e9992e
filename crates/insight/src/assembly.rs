//! Puts a setting together: doctors carried on to later years, roads judged by the official minutes
//! to emergency services.

use std::collections::BTreeMap;

use catchment::{Anchor, Decay, Ground, Journeys, Pace, Setting};
use serde::{Deserialize, Serialize};
use territory::{AreaKind, COUNTED, Dataset, NO_AREA, Role};

use crate::{Book, Demand, Model, Roads, Series, Sister, Supply, Update, communes::by_commune};

/// Series of the density of doctors by territoire de vie-santé.
const TVS_DENSITY: &str = "mg_tvs_density";
/// Series of the density of doctors by zone d'emploi.
const ZE_DENSITY: &str = "mg_ze_density";

/// What a setting is made of: figures of each row, and what the model asks of them. It goes to a
/// worker as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assembly {
    pace: Pace,
    decay: Decay,
    /// Power of the road index; 0 where roads do not count.
    road_power: f64,
    /// Power of the index of the place alone.
    own_road_power: f64,
    /// Whether the minutes to an emergency service bound every journey.
    service_minutes: bool,
    roads: Roads,
    /// Where each place is, longitude and latitude in degrees.
    points: Vec<Option<(f64, f64)>>,
    /// Inhabitants; 0 where unknown.
    people: Vec<f64>,
    demand: Vec<f64>,
    /// Consultations that doctors give in a year.
    supply: Vec<f64>,
    /// Official minutes to the nearest emergency service.
    emergency: Vec<Option<f64>>,
}

impl Assembly {
    /// Reads what is needed.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, model: &Model) -> Self {
        let mut doctors = shipped(dataset, book, model);
        // Those that the user counted are of today: nothing carries them on. A commune that the
        // user's file leaves out, or keeps secret, keeps the shipped ones: a count that is not
        // given is not a count of none.
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

    /// The same as it would be without the user's own counts; none where there are none.
    #[must_use]
    pub fn shipped(dataset: &Dataset, book: &Book, model: &Model) -> Option<Self> {
        dataset.column(COUNTED)?;
        Some(Self::of(dataset, book, model, shipped(dataset, book, model)))
    }

    /// The journeys of the model between other people and those who care for them, a column each;
    /// none where a column is not there.
    #[must_use]
    pub fn of_sister(
        dataset: &Dataset,
        book: &Book,
        model: &Model,
        sister: &Sister,
    ) -> Option<Self> {
        let mut out = Self::of(dataset, book, model, shipped(dataset, book, model));
        let column = |id: &String| {
            let all = by_commune(dataset, Some(dataset.column(id)?));
            Some(all.into_iter().map(Option::unwrap_or_default).collect::<Vec<f64>>())
        };
        if let Some(id) = &sister.supply {
            out.supply = column(id)?;
        }
        if let Some(id) = &sister.demand {
            out.demand = column(id)?;
        }
        Some(out)
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
        let knows_roads = model.roads != 0.0 || model.own_roads != 0.0;
        let emergency = if model.service_minutes || knows_roads {
            by_role(dataset, Role::EmergencyMinutes)
        } else {
            vec![None; g.len()]
        };
        Self {
            pace: model.pace(),
            decay: model.decay.clone(),
            road_power: model.roads,
            own_road_power: model.own_roads,
            service_minutes: model.service_minutes,
            roads: book.roads,
            points,
            people,
            demand: known(demand),
            supply: doctors.into_iter().map(|n| n * model.consultations).collect(),
            emergency,
        }
    }

    /// Inhabitants of each row; 0 where unknown.
    #[must_use]
    pub fn into_people(self) -> Vec<f64> {
        self.people
    }

    /// The setting: for each place the service nearest to it and the slowness of its roads.
    #[must_use]
    pub fn setting(&self) -> Setting {
        let ground = Ground::new(&self.points);
        let with_service = self.points.iter().zip(&self.emergency);
        let services: Vec<_> = with_service.map(|(p, t)| p.filter(|_| *t == Some(0.0))).collect();
        let services = Ground::new(&services);
        let nearest: Vec<Option<(usize, f64)>> = self
            .points
            .iter()
            .zip(&self.emergency)
            .map(|(p, t)| p.filter(|_| t.is_some()).and_then(|p| services.nearest_to(p)))
            .collect();
        let slowness = |i| {
            self.road_index(&ground, &nearest, i).powf(self.road_power)
                * self.own_road_index(&nearest, i).powf(self.own_road_power)
        };
        let slowness = if self.road_power == 0.0 && self.own_road_power == 0.0 {
            vec![1.0; ground.len()]
        } else {
            (0..ground.len()).map(slowness).collect()
        };
        let anchor = |(service, minutes): (&Option<(usize, f64)>, &Option<f64>)| {
            Some(Anchor { minutes: (*minutes)?, service: u32::try_from(service.as_ref()?.0).ok()? })
        };
        let anchors = if self.service_minutes {
            nearest.iter().zip(&self.emergency).map(anchor).collect()
        } else {
            Vec::new()
        };
        Setting {
            journeys: Journeys::new(self.pace, slowness, Vec::new(), anchors),
            decay: self.decay.clone(),
            ground,
            demand: self.demand.clone(),
            supply: self.supply.clone(),
        }
    }

    /// Official minutes over those expected from the distance, over the communes around.
    fn road_index(&self, ground: &Ground, nearest: &[Option<(usize, f64)>], place: usize) -> f64 {
        let roads = &self.roads;
        let (mut official, mut expected) = (0.0, 0.0);
        ground.around(place, roads.around_km, |i, _| {
            if let (Some(minutes), Some((_, km))) = (self.emergency[i], nearest[i])
                && minutes > 0.0
                && km > roads.beyond_km
            {
                official += minutes;
                expected += roads.a * km.powf(roads.b);
            }
        });
        if expected > 0.0 { (official / expected).clamp(roads.least, roads.most) } else { 1.0 }
    }

    /// The same of the place alone: one that is slow to reach counts as slow, not only its area.
    fn own_road_index(&self, nearest: &[Option<(usize, f64)>], place: usize) -> f64 {
        let roads = &self.roads;
        match (self.emergency[place], nearest[place]) {
            (Some(minutes), Some((_, km))) if minutes > 0.0 && km > roads.own_beyond_km => {
                (minutes / (roads.a * km.powf(roads.b))).clamp(roads.least, roads.most)
            }
            _ => 1.0,
        }
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

/// Carries the doctors of the table on, as `[update]` of `data/insight.toml` says.
fn update(doctors: &mut [f64], dataset: &Dataset, book: &Book) {
    let people: Vec<f64> =
        by_role(dataset, Role::Population).into_iter().map(Option::unwrap_or_default).collect();
    let Update { shrink, most, tvs_power, ze_power } = book.update;
    rake(doctors, dataset, book.series(TVS_DENSITY), &people, (shrink, most, tvs_power));
    rake(doctors, dataset, book.series(ZE_DENSITY), &people, (0.0, most, ze_power));
}

/// Multiplies the doctors of each area so that their number comes nearer to that of the series, all
/// the way with a power of 1: densities are for 10,000 inhabitants. An area without figure, or
/// without doctors, stays as it is.
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
