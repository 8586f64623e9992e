//! The whole country, ready to be computed: town halls, people, doctors, journeys.

use std::sync::Arc;

use access::{Catchment, Computation, Finder, Gap, Journeys, Pairs, Places, gaps_around};
use serde::Serialize;
use territory::{Dataset, POPULATION, Row};

use crate::{Demand, Model};

/// Column of the liberal GPs of each commune.
const DOCTORS: &str = "mg_2020";
/// Column of inhabitants per km².
const DENSITY: &str = "densite_pop";
/// Column of the people weighted by age.
const STANDARDISED: &str = "popstd_mg_2021";
/// Column of the published access.
const PUBLISHED: &str = "apl_mg_2023";

/// Minutes for which patients around a place are counted.
const MINUTES: [f64; 3] = [10.0, 15.0, 20.0];

/// Everything that a model computes with. Communes only: an arrondissement is part of its city, whose doctors are
/// counted together.
#[derive(Clone, Debug)]
pub struct Country {
    /// The model.
    pub model: Model,
    /// Which communes are within reach of each other.
    pub pairs: Arc<Pairs>,
    /// How long journeys take.
    pub journeys: Journeys,
    /// People to serve and consultations given.
    pub places: Places,
    /// Inhabitants of each row; 0 where unknown and for arrondissements.
    pub people: Vec<f64>,
    /// Access as the DREES publishes it.
    published: Vec<Option<f64>>,
}

/// A figure of access, and where it is from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As published by the DREES, plus the computed change.
    Published(f64),
    /// Computed by the model: nothing is published for this place.
    Computed(f64),
}

impl Reading {
    /// The figure.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::Published(v) | Self::Computed(v) => v,
        }
    }
}

/// What a change does to one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Around {
    /// The place.
    #[serde(skip)]
    pub row: Row,
    /// Km of great circle.
    pub km: f64,
    /// Estimated minutes.
    pub minutes: f64,
    /// Inhabitants.
    pub people: f64,
    /// Access before.
    pub before: Reading,
    /// Access after.
    pub after: Reading,
}

/// What doctors more, or fewer, change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Each place that is reached, the nearest first.
    pub around: Vec<Around>,
    /// People whose place comes over the threshold.
    pub lifted: f64,
    /// People whose place falls under it.
    pub dropped: f64,
    /// Patients by estimated minutes, and those of places below the threshold, before the change.
    #[serde(serialize_with = "gaps")]
    pub before: Vec<Gap>,
    /// The same after it.
    #[serde(serialize_with = "gaps")]
    pub after: Vec<Gap>,
}

fn gaps<S: serde::Serializer>(gaps: &[Gap], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Line {
        minutes: f64,
        people: f64,
        lacking: f64,
    }
    serializer.collect_seq(gaps.iter().map(|g| Line { minutes: g.minutes, people: g.people, lacking: g.lacking }))
}

impl Country {
    /// Columns that a model reads.
    pub const COLUMNS: [&'static str; 5] = [POPULATION, DOCTORS, DENSITY, STANDARDISED, PUBLISHED];

    /// Puts the country together; a column that is not loaded counts as unknown everywhere.
    #[must_use]
    pub fn new(dataset: &Dataset, model: &Model) -> Self {
        let (mut finder, assembled) = Self::begin(dataset, model);
        while finder.advance() {}
        assembled(finder.finish())
    }

    /// The same in pieces: the search for pairs, to be advanced, and what makes the country of its result.
    pub fn begin(dataset: &Dataset, model: &Model) -> (Finder, impl FnOnce(Pairs) -> Self + use<>) {
        let g = &dataset.gazetteer;
        let figure = |id: &str| -> Vec<Option<f64>> {
            let column = dataset.column(id);
            g.rows().map(|r| column.filter(|_| g.is_commune(r)).and_then(|c| c.value(r).known())).collect()
        };
        let points: Vec<Option<(f64, f64)>> = g.rows().map(|r| if g.is_commune(r) { g.middle(r) } else { None }).collect();
        let (people, density) = (figure(POPULATION), figure(DENSITY));
        let demand = match model.demand {
            Demand::Population => people.clone(),
            // Where the weights by age are not published, every inhabitant counts the same.
            Demand::Standardised => figure(STANDARDISED).into_iter().zip(&people).map(|(s, p)| s.or(*p)).collect(),
        };
        let km2 = people.iter().zip(&density).map(|(p, d)| p.zip(d.filter(|d| *d > 0.0)).map_or(0.0, |(p, d)| p / d));
        let known = |all: Vec<Option<f64>>| -> Vec<f64> { all.into_iter().map(Option::unwrap_or_default).collect() };
        let finder = Finder::new(&points, model.km_within(model.decay.reach().max(MINUTES[2])));
        let journeys = Journeys {
            minutes_per_km: model.minutes_per_km(),
            slowness: density.iter().map(|d| model.slowness_at(*d)).collect(),
            within: km2.map(|a| model.within * a.sqrt()).collect(),
        };
        let supply = known(figure(DOCTORS)).into_iter().map(|n| n * model.consultations).collect();
        let places = Places { demand: known(demand), supply };
        let (people, published, model) = (known(people), figure(PUBLISHED), model.clone());
        (finder, move |pairs| Self { pairs: Arc::new(pairs), journeys, places, people, published, model })
    }

    /// Computes access everywhere.
    #[must_use]
    pub fn compute(&self) -> Catchment {
        self.computation().finish()
    }

    /// The same in pieces.
    #[must_use]
    pub fn computation(&self) -> Computation<'_> {
        Computation::new(&self.pairs, &self.journeys, &self.model.decay, &self.places)
    }

    /// Access of a place before any change: as published, or computed where nothing is.
    #[must_use]
    pub fn reading(&self, catchment: &Catchment, place: usize) -> Option<Reading> {
        let computed = || catchment.access().get(place).copied().filter(|_| !self.pairs.is_empty());
        self.published.get(place).copied().flatten().map(Reading::Published).or_else(|| computed().map(Reading::Computed))
    }

    /// What so many doctors (in full-time posts; fewer than none leave) at a place change for all around.
    #[must_use]
    pub fn effect(&self, catchment: &Catchment, row: Row, doctors: f64, threshold: f64) -> Effect {
        let place = row.index();
        let mut change = vec![0.0; self.pairs.len()];
        for (i, more) in catchment.effect(place, doctors * self.model.consultations) {
            change[i] = more;
        }
        let after_of = |i: usize, before: Reading| match before {
            Reading::Published(v) => Reading::Published((v + change[i]).max(0.0)),
            Reading::Computed(v) => Reading::Computed((v + change[i]).max(0.0)),
        };
        let line = |(i, km): (usize, f64)| {
            let before = self.reading(catchment, i)?;
            let row = Row(u16::try_from(i).ok()?);
            let minutes = self.journeys.minutes(place, i, km);
            Some(Around { row, km, minutes, people: self.people[i], before, after: after_of(i, before) })
        };
        let reached: Vec<(usize, f64)> = self.pairs.around(place).filter(|(i, _)| change[*i] != 0.0 || *i == place).collect();
        let mut around: Vec<Around> = reached.into_iter().filter_map(line).collect();
        around.sort_by(|a, b| a.km.total_cmp(&b.km).then(a.row.cmp(&b.row)));
        let people = |of: fn(&Around, f64) -> bool| around.iter().filter(|a| of(a, threshold)).map(|a| a.people).sum::<f64>();
        let lifted = people(|a, t| a.before.value() < t && a.after.value() >= t);
        let dropped = people(|a, t| a.before.value() >= t && a.after.value() < t);
        let counted = |after: bool| {
            let access = |i: usize| {
                let before = self.reading(catchment, i)?;
                Some(if after { after_of(i, before) } else { before }.value())
            };
            gaps_around(&self.pairs, &self.journeys, place, &MINUTES, |i| self.people[i], access, threshold)
        };
        Effect { lifted, dropped, before: counted(false), after: counted(true), around }
    }
}
