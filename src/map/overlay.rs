//! What lies over the map, in its own measures: lines and marks that move with it; and putting one by
//! a click.

use leptos::prelude::*;
use viewmodel::Camera;

/// Lines and marks, as SVG paths in cells of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Borders of areas, as a path.
    pub lines: String,
    /// Marks of places, as a path of points.
    pub marks: String,
    /// Priority districts, as a path.
    pub districts: String,
    /// The pin, as a path of a point.
    pub pin: String,
}

/// Puts a point by a click on the map, or by Enter in its middle: a context of whoever shows one.
#[derive(Clone, Copy)]
pub struct Aim {
    /// Whether the next click puts it.
    pub is_on: RwSignal<bool>,
    /// Whether it is a corner of an outline, and not the address of a practice.
    pub is_corner: RwSignal<bool>,
    /// Where the last one was, degrees: longitude, latitude.
    pub put: RwSignal<Option<(f64, f64)>>,
    /// What the map that came to rest last shows, cells: left, top, right, bottom.
    pub seen: RwSignal<Option<[f64; 4]>>,
}

impl Aim {
    /// Nothing is aimed at.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self {
            is_on: RwSignal::new(false),
            is_corner: RwSignal::new(false),
            put: RwSignal::new(None),
            seen: RwSignal::new(None),
        }
    }
}

impl Overlay {
    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.lines, &self.marks, &self.districts, &self.pin].iter().all(|path| path.is_empty())
    }

    /// Adds a mark at a place, degrees.
    pub fn mark(&mut self, at: (f64, f64)) {
        self.marks += &point(at);
    }
}

/// The path of a place, degrees: a line without length, of which the ends alone are drawn.
#[must_use]
pub fn point((lon, lat): (f64, f64)) -> String {
    let [x, y] = atlas::plane::to_plane_unbounded(lon, lat);
    format!("M{x:.2} {y:.2}h0")
}

/// The path of an outline by its corners, degrees: closed, as the last leads to the first.
#[must_use]
pub fn path(corners: &[(f64, f64)]) -> String {
    let corner = |(lon, lat): &(f64, f64)| {
        let [x, y] = atlas::plane::to_plane_unbounded(*lon, *lat);
        format!("{x:.2} {y:.2}")
    };
    let all: Vec<String> = corners.iter().map(corner).collect();
    if all.is_empty() { String::new() } else { format!("M{}Z", all.join("L")) }
}

/// The way from cells of the sheet to CSS pixels, as SVG writes it.
pub(super) fn transform(camera: &Camera) -> String {
    let [x, y] = camera.pixel([0.0; 2]);
    format!("translate({x:.2} {y:.2}) scale({:.6})", camera.scale)
}
