//! The point where the doctor would practise, as the rest of the page sees it. What finds it, and
//! says what it decides, is a part of its own.

use leptos::prelude::*;
use territory::{Row, quarters::Footing};
use viewmodel::scenario::Point;

use crate::{
    map::{Aim, Overlay, point as path_of_point},
    state::State,
};

/// What is known of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The point.
    pub point: Point,
    /// The commune or arrondissement that it is in.
    pub row: Row,
    /// Whether it is in a priority district.
    pub footing: Footing,
    /// What is said of it, in French: in which district or how far from the next one.
    pub said: String,
    /// The district that it is in.
    pub district: Option<District>,
}

/// A priority district.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// Its name.
    pub name: String,
    /// The class of medical zone that an act gives to it; none where no list tells.
    pub class: Option<DistrictClass>,
}

/// The class that an act gives to a district.
#[derive(Clone, Debug, PartialEq)]
pub struct DistrictClass {
    /// Identifier of the class.
    pub class: String,
    /// Where it is from, for a sentence.
    pub source: String,
    /// Whether a file of the user's says so.
    pub is_own: bool,
}

impl Found {
    /// Name and class of the district that the point is in, where an act classes it apart; none so near
    /// an edge that the contours do not tell.
    #[must_use]
    pub fn classed(&self) -> Option<(&str, &DistrictClass)> {
        let district = self.district.as_ref().filter(|_| self.footing == Footing::Inside)?;
        Some((&district.name, district.class.as_ref()?))
    }
}

/// The pin, shared by the map and the views.
#[derive(Clone, Copy)]
pub struct Pin {
    state: State,
    /// Puts it by a click on the map.
    pub aim: Aim,
    /// What is known of a point, which may be one of before.
    pub found: RwSignal<Option<Found>>,
    /// Priority districts in view, as a path; empty while nobody asks for them.
    pub districts: RwSignal<String>,
    /// The outline that is drawn, and its corners while it is.
    pub drawn: RwSignal<Overlay>,
    /// How many panels ask for them.
    pub panels: StoredValue<u32>,
}

impl Pin {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(state: State) -> Self {
        Self {
            state,
            aim: Aim::new(),
            found: RwSignal::new(None),
            districts: RwSignal::new(String::new()),
            drawn: RwSignal::new(Overlay::default()),
            panels: StoredValue::new(0),
        }
    }

    /// The point of the address.
    pub fn point(self) -> Option<Point> {
        self.state.scenario.with(|s| s.point)
    }

    /// What is known of the point of the address.
    pub fn found(self) -> Option<Found> {
        let point = self.point()?;
        self.found.get().filter(|found| found.point == point)
    }

    /// The same where the point is in this place.
    pub fn found_at(self, row: Option<Row>) -> Option<Found> {
        self.found().filter(|found| Some(found.row) == row)
    }

    /// What lies over the map: this, and the user's own perimeters and points.
    pub fn over(self, mut own: Overlay) -> Overlay {
        self.drawn.with(|drawn| {
            own.lines += &drawn.lines;
            own.marks += &drawn.marks;
        });
        let pin = self.point().map(|at| path_of_point((at.lon(), at.lat()))).unwrap_or_default();
        Overlay { pin, districts: self.districts.get(), ..own }
    }
}
