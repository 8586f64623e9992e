//! Names of towns over the map: as many as fit, most important first, never one over another. Pure.

use crate::camera::Camera;

/// A name to write at a place, degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The name, as written on the map.
    pub text: String,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
}

/// A name with its place on the screen, CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The name, as written on the map.
    pub text: String,
    /// CSS pixels from the left of the map to the middle of the name.
    pub x: f64,
    /// CSS pixels from the top of the map to the middle of the name.
    pub y: f64,
}

/// Width of a letter and height of a line of the label's type, CSS pixels.
const LETTER: [f64; 2] = [7.6, 16.0];
/// Free space around a name.
const AIR: f64 = 26.0;

/// Names that fit in the part of the window left by `padding` (top, right, bottom, left); at most
/// one per 25,000 square pixels, so that the map stays the subject.
#[must_use]
pub fn place(labels: &[Label], camera: &Camera, padding: [f64; 4]) -> Vec<Placed> {
    let [w, h] = camera.size;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive count"
    )]
    let most = (w * h / 25e3) as usize;
    let mut boxes: Vec<[f64; 4]> = Vec::new();
    let mut out = Vec::new();
    for label in labels {
        if out.len() >= most {
            break;
        }
        let Some(cell) = atlas::plane::to_plane(label.lon, label.lat) else { continue };
        let [x, y] = camera.pixel(cell);
        #[expect(clippy::cast_precision_loss, reason = "letters of a name")]
        let half = [label.text.chars().count() as f64 * LETTER[0] / 2.0, LETTER[1] / 2.0];
        let own = [x - half[0], y - half[1], x + half[0], y + half[1]];
        let inside = own[0] > padding[3]
            && own[1] > padding[0]
            && own[2] < w - padding[1]
            && own[3] < h - padding[2];
        let free = |b: &[f64; 4]| {
            own[2] + AIR < b[0] || b[2] + AIR < own[0] || own[3] + AIR < b[1] || b[3] + AIR < own[1]
        };
        if inside && boxes.iter().all(free) {
            boxes.push(own);
            out.push(Placed { text: label.text.clone(), x: x.round(), y: y.round() });
        }
    }
    out
}
