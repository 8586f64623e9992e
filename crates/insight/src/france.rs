//! The whole country, ready to be computed: town halls, people, doctors, journeys.

use std::sync::Arc;

use catchment::{Catchment, Gap, Setting, gaps_around, nearest_of};
use serde::Serialize;
use territory::{Dataset, Role, Row};

use crate::{Assembly, Book, Model, communes::by_commune};

/// Minutes for which patients around a place are counted.
const MINUTES: [f64; 3] = [10.0, 15.0, 20.0];

/// Everything that a model computes with. Communes only: an arrondissement is part of its city,
/// whose doctors are counted together.
#[derive(Clone, Debug)]
pub struct Country {
    /// The model.
    pub model: Model,
    /// Where places are, people to serve, consultations given, journeys.
    pub setting: Arc<Setting>,
    /// Inhabitants of each row; 0 where unknown and for arrondissements.
    pub people: Vec<f64>,
    /// Access as the DREES publishes it, with the computed change that the user's own counts make
    /// to it.
    published: Vec<Option<f64>>,
    /// Whether there are such counts.
    pub is_recounted: bool,
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

/// Doctors more at a place, in full-time posts; fewer than none leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    /// The place.
    pub row: Row,
    /// How many.
    pub doctors: f64,
}

/// What a change does to one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Around {
    /// The place.
    #[serde(skip)]
    pub row: Row,
    /// Km of great circle to the nearest of the places where doctors come or go.
    pub km: f64,
    /// Estimated minutes to it.
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
    /// The places where doctors come or go, then each place that is reached, the nearest first.
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
    serializer.collect_seq(gaps.iter().map(|g| Line {
        minutes: g.minutes,
        people: g.people,
        lacking: g.lacking,
    }))
}

impl Country {
    /// A country whose setting was made of the assembly of this model.
    #[must_use]
    pub fn assembled(
        model: Model,
        setting: Arc<Setting>,
        people: Vec<f64>,
        dataset: &Dataset,
    ) -> Self {
        let published = by_commune(dataset, dataset.by_role(Role::Access));
        Self { model, setting, people, published, is_recounted: false }
    }

    /// With what the user's own counts change from the shipped ones: both computed by the same
    /// model.
    #[must_use]
    pub fn recounted(mut self, own: &Catchment, shipped: &Catchment) -> Self {
        for ((published, own), shipped) in
            self.published.iter_mut().zip(own.access()).zip(shipped.access())
        {
            *published = published.map(|p| (p + own - shipped).max(0.0));
        }
        self.is_recounted = true;
        self
    }

    /// What a model reads.
    pub const ROLES: [Role; 5] = [
        Role::Population,
        Role::GpCount,
        Role::StandardisedPopulation,
        Role::Access,
        Role::EmergencyMinutes,
    ];

    /// Puts the country together; a column that is not loaded counts as unknown everywhere.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, model: &Model) -> Self {
        let of = |assembly: Assembly| {
            let setting = Arc::new(assembly.setting());
            Self::assembled(model.clone(), setting, assembly.into_people(), dataset)
        };
        let country = of(Assembly::new(dataset, book, model));
        match Assembly::shipped(dataset, book, model) {
            Some(shipped) => {
                let (own, shipped) = (country.compute(), of(shipped).compute());
                country.recounted(&own, &shipped)
            }
            None => country,
        }
    }

    /// Computes access everywhere.
    #[must_use]
    pub fn compute(&self) -> Catchment {
        Catchment::new(&self.setting)
    }

    /// Access of a place before any change: as published, or computed where nothing is.
    #[must_use]
    pub fn reading(&self, catchment: &Catchment, place: usize) -> Option<Reading> {
        let computed = || catchment.access().get(place).copied();
        self.published
            .get(place)
            .copied()
            .flatten()
            .map(Reading::Published)
            .or_else(|| computed().map(Reading::Computed))
    }

    /// What doctors more or fewer at some places change for all around. Each place is counted once.
    #[must_use]
    pub fn effect(&self, catchment: &Catchment, posts: &[Post], threshold: f64) -> Effect {
        let Setting { ground, journeys, .. } = &*self.setting;
        let places: Vec<usize> = posts.iter().map(|p| p.row.index()).collect();
        // What a place hands out depends on no other: effects add up.
        let mut change = vec![0.0; ground.len()];
        for post in posts {
            for (i, more) in
                catchment.effect(post.row.index(), post.doctors * self.model.consultations)
            {
                change[i] += more;
            }
        }
        let after_of = |i: usize, before: Reading| match before {
            Reading::Published(v) => Reading::Published((v + change[i]).max(0.0)),
            Reading::Computed(v) => Reading::Computed((v + change[i]).max(0.0)),
        };
        let nearest = nearest_of(ground, journeys, &places);
        let line = |(i, nearest): (usize, &Option<(f64, f64)>)| {
            let (km, minutes) = (*nearest).filter(|_| change[i] != 0.0 || places.contains(&i))?;
            let before = self.reading(catchment, i)?;
            Some(Around {
                row: Row(u16::try_from(i).ok()?),
                km,
                minutes,
                people: self.people[i],
                before,
                after: after_of(i, before),
            })
        };
        let mut around: Vec<Around> = nearest.iter().enumerate().filter_map(line).collect();
        let lead =
            |a: &Around| places.iter().position(|p| *p == a.row.index()).unwrap_or(usize::MAX);
        around.sort_by(|a, b| {
            lead(a).cmp(&lead(b)).then(a.km.total_cmp(&b.km)).then(a.row.cmp(&b.row))
        });
        let people = |of: fn(&Around, f64) -> bool| {
            around.iter().filter(|a| of(a, threshold)).map(|a| a.people).sum::<f64>()
        };
        let lifted = people(|a, t| a.before.value() < t && a.after.value() >= t);
        let dropped = people(|a, t| a.before.value() >= t && a.after.value() < t);
        let counted = |after: bool| {
            let access = |i: usize| {
                let before = self.reading(catchment, i)?;
                Some(if after { after_of(i, before) } else { before }.value())
            };
            gaps_around(&places, &nearest, &MINUTES, |i| self.people[i], access, threshold)
        };
        Effect { lifted, dropped, before: counted(false), after: counted(true), around }
    }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}
