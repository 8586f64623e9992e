//! Who reaches a doctor: a two-step floating catchment over points, and what one more doctor would
//! change.
//!
//! Pure: points, people and doctors in; consultations a year and per person out. A place is its
//! position in the slices that are given; nothing here knows communes.
//!
//! With `w(i, j)` the weight of a journey ([`Decay`] of its estimated minutes), `P(i)` the demand
//! of a place (people) and `S(j)` the supply at a place (consultations a year):
//!
//! * `R(j) = S(j) / Σ_i w(i, j) P(i)`: consultations for each person who may come,
//! * `A(i) = Σ_j w(i, j) R(j)`: consultations that a person of `i` may hope for in a year.
//!
//! The method is that of the *accessibilité potentielle localisée* of the DREES (Barlet and others,
//! 2012), itself the two-step floating catchment area of Luo and Wang (2003); roads are replaced by
//! great circles.

mod catchment;
mod decay;
mod ground;
mod journeys;
mod place;
mod search;

pub use catchment::{Catchment, Setting};
pub use decay::{BadDecay, Decay};
pub use ground::{Ground, great_circle_km};
pub use journeys::{Anchor, Journeys, LEAST_BY_SERVICE, Pace};
pub use place::{Gap, gaps_around, nearest_of};
pub use search::{Aim, Pick, Placing};
