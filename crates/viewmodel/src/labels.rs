//! Names of towns over the map: as many as fit, most important first, never one over another. Pure.

use crate::camera::Camera;

/// A name to write at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The name, as written on the map.
    pub text: String,
    /// Where, cells of the plane.
    pub cell: [f64; 2],
    /// Municipal population, inhabitants.
    pub people: f64,
}

/// How a name is written, by what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Under [`TOWN`] inhabitants.
    Village,
    /// From there.
    Town,
    /// From [`CITY`] inhabitants.
    City,
    /// The place on the sheet, however small.
    Chosen,
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
    /// How it is written.
    pub kind: Kind,
}

/// Inhabitants from which a name is written stronger, and stronger still.
const TOWN: f64 = 8e3;
const CITY: f64 = 20e3;
/// From this zoom on a commune is some 25 pixels wide: all that fit are named, not towns alone.
const COMMUNES: f64 = 9.0;
/// Inhabitants from which a place is named below that zoom.
const FAR: f64 = 15e3;
/// Height of a line, CSS pixels.
const LINE: f64 = 16.0;
/// Free space around a name, far and near.
const AIR: [f64; 2] = [26.0, 7.0];
/// Square pixels for each name, far and near: the map stays the subject.
const SHARE: [f64; 2] = [25e3, 12e3];
/// How far below its middle the name of the chosen place stands, so that its outline is seen.
const BELOW: f64 = 26.0;

impl Kind {
    fn of(people: f64) -> Self {
        match people {
            p if p >= CITY => Self::City,
            p if p >= TOWN => Self::Town,
            _ => Self::Village,
        }
    }

    /// Width of a letter of its type, CSS pixels.
    fn letter(self) -> f64 {
        match self {
            Self::Village => 6.7,
            Self::Town => 7.4,
            Self::City | Self::Chosen => 8.1,
        }
    }
}

/// Names that fit in the part of the window left by `padding` (top, right, bottom, left): that of the
/// chosen place, then `labels`, the most important first.
#[must_use]
pub fn place(
    chosen: Option<&Label>,
    labels: &[Label],
    camera: &Camera,
    padding: [f64; 4],
) -> Vec<Placed> {
    let [w, h] = camera.size;
    let near = usize::from(camera.view().zoom >= COMMUNES);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive count"
    )]
    let most = (w * h / SHARE[near]) as usize;
    let mut boxes: Vec<[f64; 4]> = Vec::new();
    let mut out: Vec<Placed> = Vec::new();
    let of_others = labels.iter().filter(|l| chosen.is_none_or(|c| c.cell != l.cell));
    let all = chosen.map(|c| (c, Kind::Chosen)).into_iter();
    for (label, kind) in all.chain(of_others.map(|l| (l, Kind::of(l.people)))) {
        if out.len() >= most || (near == 0 && kind != Kind::Chosen && label.people < FAR) {
            break;
        }
        let [x, middle] = camera.pixel(label.cell);
        let y = if kind == Kind::Chosen { middle + BELOW } else { middle };
        #[expect(clippy::cast_precision_loss, reason = "letters of a name")]
        let half = [label.text.chars().count() as f64 * kind.letter() / 2.0, LINE / 2.0];
        // Beside its place where it would not be whole over it, as long as it is still written over it.
        let x = x
            .max(padding[3] + half[0] + 1.0)
            .min(w - padding[1] - half[0] - 1.0)
            .clamp(x - half[0], x + half[0]);
        let own = [x - half[0], y - half[1], x + half[0], y + half[1]];
        let inside = own[0] > padding[3]
            && own[1] > padding[0]
            && own[2] < w - padding[1]
            && own[3] < h - padding[2];
        let free = |b: &[f64; 4]| {
            let air = AIR[near];
            own[2] + air < b[0] || b[2] + air < own[0] || own[3] + air < b[1] || b[3] + air < own[1]
        };
        if inside && boxes.iter().all(free) {
            boxes.push(own);
            out.push(Placed { text: label.text.clone(), x: x.round(), y: y.round(), kind });
        }
    }
    out
}
