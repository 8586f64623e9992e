//! Ids to colours without a GPU: fills, borders, the outline of what is selected, hatches. One
//! definition a pixel, computed in lines: most pixels lie within one row, and most lines far from
//! the outline.

use std::ops::Range;

use crate::raster::NOBODY;

const PAPER: u32 = rgb([241, 239, 233]);
const HATCH: u32 = rgb([158, 158, 156]);
const WHITE: u32 = 0xffff_ffff;
/// How much white lies over the row under the pointer, out of 256.
const HOVERED: u32 = 72;

/// Which rows are at the pixels, at some number of id pixels per screen pixel.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    size: [usize; 2],
    /// Row number of each pixel, from the upper left, line after line.
    pub pixels: Vec<u16>,
}

impl Ids {
    /// Makes room for an image of this width and height; what was there is lost where that differs.
    pub fn resize(&mut self, size: [usize; 2]) {
        if self.size != size {
            self.size = size;
            self.pixels.clear();
            self.pixels.resize(size[0] * size[1], NOBODY);
        }
    }

    fn line(&self, y: usize) -> &[u16] {
        let [w, h] = self.size;
        let y = y.min(h.saturating_sub(1));
        &self.pixels[y * w..(y + 1) * w]
    }
}

/// How ids look. Colours are RGBA in memory order; opacities are out of 256.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Row under the pointer.
    pub hover: u16,
    /// What is not land.
    pub sea: u32,
    /// Lines between groups, and the outline.
    pub ink: u32,
    /// Opacity of borders between rows.
    pub commune: u32,
    /// Opacity of borders between groups.
    pub group: u32,
    /// Half width of the outline, id pixels; 0 for none.
    pub ring: usize,
    /// Id pixels that the outline may touch: columns, lines.
    pub selection: [Range32; 2],
    /// Distance of hatches, id pixels; 0 for plain paper.
    pub hatch: usize,
}

/// First and end, whole numbers of any sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range32(pub i32, pub i32);

impl Range32 {
    fn within(self, most: usize) -> Range<usize> {
        let place = |v: i32| usize::try_from(v).unwrap_or(0).min(most);
        place(self.0)..place(self.1)
    }
}

/// Everything that a pixel's colour depends on.
#[derive(Clone, Copy, Debug)]
pub struct Shade<'a> {
    /// Row number of each pixel.
    pub ids: &'a Ids,
    /// A colour for every row; without opacity where there is no value.
    pub colours: &'a [u32],
    /// Group, and 1 where selected, for every number of 16 bits.
    pub marks: &'a [[u8; 2]],
    /// Id pixels each way for a pixel of the screen: 1 or 2.
    pub fine: usize,
    /// Colours of what is no fill, and widths of lines.
    pub style: Style,
}

impl Shade<'_> {
    /// Colours these lines of the screen; `rgba` holds just them.
    pub fn paint(&self, lines: Range<usize>, rgba: &mut [u8]) {
        let width = self.ids.size[0] / self.fine;
        let mut outline = Outline::new(self);
        for (y, out) in lines.zip(rgba.chunks_exact_mut(width.max(1) * 4)) {
            if self.fine == 1 {
                let edges = outline.line(self, y, 0);
                for (x, pixel) in out.chunks_exact_mut(4).enumerate() {
                    let edge = outline.edge(edges, x, 0);
                    pixel.copy_from_slice(&self.sample(x, y, edge).to_le_bytes());
                }
            } else {
                self.double(&mut outline, y, out);
            }
        }
    }

    /// A line of the screen from two lines of ids.
    fn double(&self, outline: &mut Outline, y: usize, out: &mut [u8]) {
        let y = 2 * y;
        let edges = [outline.line(self, y, 0), outline.line(self, y + 1, 1)];
        let is_near = edges[0] || edges[1];
        let [top, bottom, below] = [0, 1, 2].map(|d| self.ids.line(y + d));
        let last = top.len().saturating_sub(1);
        for (x, pixel) in out.chunks_exact_mut(4).enumerate() {
            let x = 2 * x;
            let (id, next) = (top[x], (x + 2).min(last));
            let one_row = [
                top[x + 1],
                top[next],
                bottom[x],
                bottom[x + 1],
                bottom[next],
                below[x],
                below[x + 1],
            ]
            .iter()
            .all(|i| *i == id);
            let is_far = !(is_near && (outline.is_at(x) || outline.is_at(x + 1)));
            let colour = if one_row && is_far && (id == NOBODY || self.is_plain(id)) {
                self.fill(id, x, y)
            } else {
                let at = |i: usize, j: usize| {
                    self.sample(x + i, y + j, outline.edge(edges[j], x + i, j))
                };
                mean([at(0, 0), at(1, 0), at(0, 1), at(1, 1)])
            };
            pixel.copy_from_slice(&colour.to_le_bytes());
        }
    }

    fn id(&self, x: usize, y: usize) -> u16 {
        let line = self.ids.line(y);
        line[x.min(line.len() - 1)]
    }

    /// One id pixel.
    fn sample(&self, x: usize, y: usize, edge: Edge) -> u32 {
        match edge {
            Edge::Ink => return self.style.ink,
            Edge::Halo => return WHITE,
            Edge::None => {}
        }
        let id = self.id(x, y);
        let colour = self.fill(id, x, y);
        let (right, below) = (self.id(x + 1, y), self.id(x, y + 1));
        if (right == id && below == id) || [id, right, below].contains(&NOBODY) {
            return colour;
        }
        let group = |id: u16| self.marks[usize::from(id)][0];
        if group(right) != group(id) || group(below) != group(id) {
            mix(colour, self.style.ink, self.style.group)
        } else {
            mix(colour, WHITE, self.style.commune)
        }
    }

    /// Whether a row has one colour all over.
    fn is_plain(&self, id: u16) -> bool {
        self.style.hatch == 0 || self.colours[usize::from(id)] >> 24 != 0
    }

    fn fill(&self, id: u16, x: usize, y: usize) -> u32 {
        if id == NOBODY {
            return self.style.sea;
        }
        let mut colour = self.colours[usize::from(id)];
        if colour >> 24 == 0 {
            let is_line =
                self.style.hatch > 0 && (x + y) % self.style.hatch * 10 < self.style.hatch * 3;
            colour = if is_line { HATCH } else { PAPER };
        }
        if id == self.style.hover { mix(colour, WHITE, HOVERED) } else { colour }
    }

    fn is_chosen(&self, id: u16) -> bool {
        id != NOBODY && self.marks[usize::from(id)][1] == 1
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    None,
    Ink,
    Halo,
}

/// The outline: ink just inside what is selected, white just outside. A pixel is on it where a
/// pixel of the other side is at most `ring` away in its line or its column; both are counted in
/// windows that slide.
struct Outline {
    ring: usize,
    columns: Range<usize>,
    lines: Range<usize>,
    /// Selected pixels of each column within a window of lines, and this window.
    sums: Vec<u32>,
    window: Range<usize>,
    edges: [Vec<Edge>; 2],
}

impl Outline {
    fn new(shade: &Shade) -> Self {
        let [w, h] = shade.ids.size;
        let ring = shade.style.ring;
        let [columns, lines] = shade.style.selection;
        let (columns, lines) =
            if ring == 0 { (0..0, 0..0) } else { (columns.within(w), lines.within(h)) };
        Self {
            ring,
            sums: vec![0; columns.len()],
            columns,
            lines,
            window: 0..0,
            edges: [Vec::new(), Vec::new()],
        }
    }

    fn is_at(&self, x: usize) -> bool {
        self.columns.contains(&x)
    }

    fn edge(&self, is_near: bool, x: usize, slot: usize) -> Edge {
        if is_near && self.is_at(x) { self.edges[slot][x - self.columns.start] } else { Edge::None }
    }

    /// Finds the edges of a line of ids into a slot; whether there may be any. Lines come in order.
    fn line(&mut self, shade: &Shade, y: usize, slot: usize) -> bool {
        if !self.lines.contains(&y) || self.columns.is_empty() {
            return false;
        }
        let [width, height] = shade.ids.size;
        let wanted = y.saturating_sub(self.ring)..(y + self.ring + 1).min(height);
        if self.window.is_empty() || self.window.end > wanted.end {
            self.sums.fill(0);
            self.window = wanted.start..wanted.start;
        }
        for entering in self.window.end..wanted.end {
            self.count(shade, entering, |sum, one| *sum += one);
        }
        for leaving in self.window.start..wanted.start {
            self.count(shade, leaving, |sum, one| *sum -= one);
        }
        self.window = wanted;
        let ids = shade.ids.line(y);
        let chosen = |x: usize| u32::from(shade.is_chosen(ids[x]));
        let tall = u32::try_from(self.window.len()).unwrap_or(u32::MAX);
        let window = |x: usize| x.saturating_sub(self.ring)..(x + self.ring + 1).min(width);
        let mut across: u32 = window(self.columns.start).map(chosen).sum();
        let edges = &mut self.edges[slot];
        edges.clear();
        for (x, sum) in self.columns.clone().zip(&self.sums) {
            let around = window(x);
            let wide = u32::try_from(around.len()).unwrap_or(u32::MAX);
            let is_edge = (*sum != 0 && *sum != tall) || (across != 0 && across != wide);
            edges.push(match (is_edge, chosen(x) == 1) {
                (false, _) => Edge::None,
                (true, true) => Edge::Ink,
                (true, false) => Edge::Halo,
            });
            let next = window(x + 1);
            across += (around.end..next.end).map(chosen).sum::<u32>();
            across -= (around.start..next.start).map(chosen).sum::<u32>();
        }
        true
    }

    fn count(&mut self, shade: &Shade, y: usize, change: impl Fn(&mut u32, u32)) {
        let ids = &shade.ids.line(y)[self.columns.clone()];
        for (sum, id) in self.sums.iter_mut().zip(ids) {
            change(sum, u32::from(shade.is_chosen(*id)));
        }
    }
}

/// Red, green and blue as the bytes of an opaque pixel.
#[must_use]
pub const fn rgb([r, g, b]: [u8; 3]) -> u32 {
    u32::from_le_bytes([r, g, b, 255])
}

/// The mean of four colours.
fn mean(four: [u32; 4]) -> u32 {
    if four.iter().all(|c| *c == four[0]) {
        return four[0];
    }
    // Two channels at a time: sums of four bytes fit sixteen bits.
    let even = four.iter().map(|c| c & 0x00ff_00ff).sum::<u32>() + 0x0002_0002;
    let odd = four.iter().map(|c| (c >> 8) & 0x00ff_00ff).sum::<u32>() + 0x0002_0002;
    (even >> 2 & 0x00ff_00ff) | ((odd >> 2 & 0x00ff_00ff) << 8)
}

/// A colour with some of another over it, `part` out of 256.
fn mix(under: u32, over: u32, part: u32) -> u32 {
    let channel = |shift: u32| {
        let (a, b) = (under >> shift & 255, over >> shift & 255);
        ((a * (256 - part) + b * part + 128) >> 8) << shift
    };
    channel(0) | channel(8) | channel(16) | 0xff00_0000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition: every pixel by itself, the outline by looking in all four directions.
    fn by_itself(shade: &Shade, x: usize, y: usize) -> u32 {
        let [w, h] = shade.ids.size;
        let chosen = |x: isize, y: isize| {
            let inside = |v: isize, most: usize| usize::try_from(v).unwrap_or(0).min(most - 1);
            shade.is_chosen(shade.ids.pixels[inside(y, h) * w + inside(x, w)])
        };
        let (i, j) = (x.cast_signed(), y.cast_signed());
        let [columns, lines] = shade.style.selection;
        let far = !columns.within(w).contains(&x) || !lines.within(h).contains(&y);
        let ring = shade.style.ring.cast_signed();
        let edge = !far
            && (1..=ring).any(|d| {
                [(d, 0), (-d, 0), (0, d), (0, -d)]
                    .iter()
                    .any(|(a, b)| chosen(i + a, j + b) != chosen(i, j))
            });
        let edge = match (edge, chosen(i, j)) {
            (false, _) => Edge::None,
            (true, true) => Edge::Ink,
            (true, false) => Edge::Halo,
        };
        shade.sample(x, y, edge)
    }

    proptest! {
        #[test]
        fn lines_are_what_each_pixel_is(
            size in (2usize..12, 2usize..12),
            rows in prop::collection::vec(prop_oneof![3 => 0u16..4, 1 => Just(NOBODY)], 4 * 12 * 12),
            lumps in any::<bool>(),
            ring in 0usize..5, hatch in 0usize..5, hover in 0u16..6,
            selection in (-3i32..9, 0i32..20, -3i32..9, 0i32..20),
            fine in 1usize..3,
        ) {
            let mut ids = Ids::default();
            let [w, h] = [size.0 * fine, size.1 * fine];
            ids.resize([w, h]);
            for (i, id) in ids.pixels.iter_mut().enumerate() {
                // Lumps of nine pixels, for the quick way; else every pixel for itself.
                let at = if lumps { (i / w / 3) * 8 + i % w / 3 } else { i };
                *id = rows[at];
            }
            let mut marks = vec![[0, 0]; 1 << 16];
            marks[..4].copy_from_slice(&[[1, 0], [1, 1], [2, 0], [2, 1]]);
            let colours = vec![0xff10_2030, 0xff80_9070, 0, 0xffc0_00ff];
            let (l, wide, t, tall) = selection;
            let style = Style {
                hover, sea: 0xffee_ddcc, ink: 0xff11_1111, commune: 100, group: 200, ring, hatch,
                selection: [Range32(l, l + wide), Range32(t, t + tall)],
            };
            let shade = Shade { ids: &ids, colours: &colours, marks: &marks, fine, style };
            let mut rgba = vec![0; size.0 * size.1 * 4];
            // In two parts, as a screen is sharpened.
            let cut = size.1 / 2;
            let (above, below) = rgba.split_at_mut(cut * size.0 * 4);
            shade.paint(0..cut, above);
            shade.paint(cut..size.1, below);
            for (i, pixel) in rgba.chunks_exact(4).enumerate() {
                let (x, y) = (i % size.0 * fine, i / size.0 * fine);
                let wanted = if fine == 1 {
                    by_itself(&shade, x, y)
                } else {
                    mean([(0, 0), (1, 0), (0, 1), (1, 1)].map(|(a, b)| by_itself(&shade, x + a, y + b)))
                };
                prop_assert_eq!(pixel, wanted.to_le_bytes(), "at {} {}", x, y);
            }
        }
    }
}
