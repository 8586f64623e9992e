//! The map without a GPU: ids by [`atlas::raster`], colours by lookup, onto a 2D canvas. Same picture as `show.frag`.
//!
//! Where no GPU is there, browsers compute WebGL's triangles on the processor, ten times slower than this does.

use atlas::Contours;
use atlas::raster::{NOBODY, Placement, Raster};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::look::{Counts, Look};

/// Rows that 16 bits number.
const ROWS: usize = 1 << 16;
/// Lines of the screen that are sharpened at a time, to keep the page alive.
const BAND: usize = 160;
/// Lines of the sharp image that a pixel's colour may depend on, below it.
const AHEAD: usize = 10;
const PAPER: u32 = rgb([241, 239, 233]);
const HATCH: u32 = rgb([158, 158, 156]);

/// Which rows are at the pixels, at some number of id pixels per screen pixel.
#[derive(Default)]
struct Ids {
    size: [usize; 2],
    pixels: Vec<u16>,
}

/// The processor's side of the map.
pub(super) struct Renderer {
    context: CanvasRenderingContext2d,
    raster: Raster,
    screen: [usize; 2],
    coarse: Ids,
    /// Twice the pixels each way, for smooth edges at rest; lines of the screen that are done.
    fine: Ids,
    fine_lines: usize,
    colours: Vec<u32>,
    marks: Vec<[u8; 2]>,
    rgba: Vec<u8>,
    /// Work done.
    pub(super) counts: Counts,
}

impl Renderer {
    /// Takes the canvas; `None` where not even a 2D context is given.
    pub(super) fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &true.into());
        let context = canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
        Some(Self {
            context,
            raster: Raster::default(),
            screen: [0; 2],
            coarse: Ids::default(),
            fine: Ids::default(),
            fine_lines: 0,
            colours: vec![0; ROWS],
            marks: vec![[0; 2]; ROWS],
            rgba: Vec::new(),
            counts: Counts::default(),
        })
    }

    /// New colours, RGBA a row.
    pub(super) fn recolour(&mut self, rgba: &[[u8; 4]]) {
        for (to, from) in self.colours.iter_mut().zip(rgba) {
            *to = u32::from_le_bytes(*from);
        }
    }

    /// New marks: département, 1 where selected.
    pub(super) fn mark(&mut self, marks: &[[u8; 2]]) {
        for (to, from) in self.marks.iter_mut().zip(marks) {
            *to = *from;
        }
    }

    /// Paints the id image of a camera (corner in cells, screen pixels a cell).
    pub(super) fn draw_ids(&mut self, screen: [usize; 2], at: Placement, contours: &Contours, rectangles: &[Option<[u16; 4]>]) {
        self.screen = screen;
        self.fine_lines = 0;
        self.coarse.resize(screen);
        self.raster.paint(contours, rectangles, at, screen[0], 0..screen[1], &mut self.coarse.pixels);
    }

    /// Colours the screen: from the sharp ids where they are all there and `quick` is not asked.
    pub(super) fn show(&mut self, look: &Look, quick: bool) {
        let lines = 0..self.screen[1];
        if self.is_sharp() && !quick {
            self.compose(look, 2, lines);
        } else {
            self.fine_lines = 0;
            self.compose(look, 1, lines);
        }
        self.counts.frames += 1;
    }

    /// Sharpens the next band of lines; whether all are done.
    pub(super) fn sharpen(&mut self, at: Placement, contours: &Contours, rectangles: &[Option<[u16; 4]>], look: &Look) -> bool {
        let [w, h] = self.screen;
        self.fine.resize([2 * w, 2 * h]);
        let band = self.fine_lines..(self.fine_lines + BAND).min(h);
        // Some lines more below: borders look one line ahead, the selection's outline as far as its width.
        let lines = 2 * band.start..(2 * band.end + AHEAD).min(2 * h);
        let doubled = Placement { scale: at.scale * 2.0, ..at };
        let pixels = &mut self.fine.pixels[lines.start * 2 * w..lines.end * 2 * w];
        self.raster.paint(contours, rectangles, doubled, 2 * w, lines, pixels);
        self.fine_lines = band.end;
        self.compose(look, 2, band);
        self.is_sharp()
    }

    fn is_sharp(&self) -> bool {
        self.fine_lines >= self.screen[1] && self.fine_lines > 0
    }

    fn compose(&mut self, look: &Look, fine: usize, lines: std::ops::Range<usize>) {
        let [w, h] = self.screen;
        self.rgba.resize(w * h * 4, 255);
        let ids = if fine == 2 { &self.fine } else { &self.coarse };
        let shade = Shade::new(ids, &self.colours, &self.marks, look, fine);
        for y in lines.clone() {
            let out = &mut self.rgba[y * w * 4..(y + 1) * w * 4];
            for (x, pixel) in out.chunks_exact_mut(4).enumerate() {
                pixel.copy_from_slice(&shade.pixel(x, y).to_le_bytes());
            }
        }
        let bytes = &self.rgba[lines.start * w * 4..lines.end * w * 4];
        let width = u32::try_from(w).unwrap_or(0);
        if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(bytes), width) {
            #[expect(clippy::cast_precision_loss, reason = "a line of the screen")]
            let _ = self.context.put_image_data(&image, 0.0, lines.start as f64);
        }
    }
}

impl Ids {
    fn resize(&mut self, size: [usize; 2]) {
        if self.size != size {
            self.size = size;
            self.pixels.resize(size[0] * size[1], NOBODY);
        }
    }
}

/// Everything a pixel's colour depends on.
struct Shade<'a> {
    ids: &'a Ids,
    colours: &'a [u32],
    marks: &'a [[u8; 2]],
    fine: usize,
    hover: u16,
    sea: u32,
    ink: u32,
    /// Opacities of borders, out of 256.
    commune: u32,
    group: u32,
    ring: isize,
    selection: [isize; 4],
    hatch: usize,
}

impl<'a> Shade<'a> {
    fn new(ids: &'a Ids, colours: &'a [u32], marks: &'a [[u8; 2]], look: &Look, fine: usize) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "opacities and colours between 0 and 1, pixels")]
        let (byte, opacity, pixel) =
            (|v: f32| (v * 255.0).round() as u8, |v: f32| (v * 256.0) as u32, |v: f32| v.clamp(-1e6, 1e6) as isize);
        let f = if fine == 2 { 2.0 } else { 1.0 };
        let ring = isize::try_from(look.ring).unwrap_or(0) * if fine == 2 { 2 } else { 1 };
        let [l, t, r, b] = look.selection.map(|v| pixel(v * f));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
        let hatch = (look.hatch * f) as usize;
        Self {
            ids,
            colours,
            marks,
            fine,
            hover: look.hover,
            sea: rgb(look.sea.map(byte)),
            ink: rgb(look.ink.map(byte)),
            commune: opacity(look.commune),
            group: opacity(look.group),
            ring,
            selection: [l - ring - 1, t - ring - 1, r + ring + 1, b + ring + 1],
            hatch,
        }
    }

    fn pixel(&self, x: usize, y: usize) -> u32 {
        if self.fine == 1 {
            return self.sample(x, y);
        }
        let (x, y) = (2 * x, 2 * y);
        let four = [self.sample(x, y), self.sample(x + 1, y), self.sample(x, y + 1), self.sample(x + 1, y + 1)];
        if four.iter().all(|c| *c == four[0]) {
            return four[0];
        }
        // Two channels at a time: sums of four bytes fit sixteen bits.
        let even = four.iter().map(|c| c & 0x00ff_00ff).sum::<u32>() + 0x0002_0002;
        let odd = four.iter().map(|c| (c >> 8) & 0x00ff_00ff).sum::<u32>() + 0x0002_0002;
        (even >> 2 & 0x00ff_00ff) | ((odd >> 2 & 0x00ff_00ff) << 8)
    }

    fn id(&self, x: usize, y: usize) -> u16 {
        let [w, h] = self.ids.size;
        self.ids.pixels[y.min(h - 1) * w + x.min(w - 1)]
    }

    fn sample(&self, x: usize, y: usize) -> u32 {
        let id = self.id(x, y);
        let mut colour = self.plain(id, x, y);
        let (right, below) = (self.id(x + 1, y), self.id(x, y + 1));
        if right != id || below != id {
            let sea = id == NOBODY || right == NOBODY || below == NOBODY;
            if !sea {
                let group = |id: u16| self.marks[usize::from(id)][0];
                let own = group(id);
                colour = if group(right) != own || group(below) != own {
                    mix(colour, self.ink, self.group)
                } else {
                    mix(colour, 0xffff_ffff, self.commune)
                };
            }
        }
        if self.ring > 0 { self.outlined(colour, x, y) } else { colour }
    }

    fn plain(&self, id: u16, x: usize, y: usize) -> u32 {
        if id == NOBODY {
            return self.sea;
        }
        let mut colour = self.colours[usize::from(id)];
        if colour >> 24 == 0 {
            colour = if self.hatch > 0 && (x + y) % self.hatch * 10 < self.hatch * 3 { HATCH } else { PAPER };
        }
        if id == self.hover { mix(colour, 0xffff_ffff, 72) } else { colour }
    }

    /// Ink just inside the selection, a white halo just outside.
    fn outlined(&self, colour: u32, x: usize, y: usize) -> u32 {
        let (x, y) = (isize::try_from(x).unwrap_or(0), isize::try_from(y).unwrap_or(0));
        let [l, t, r, b] = self.selection;
        if x < l || y < t || x > r || y > b {
            return colour;
        }
        let chosen = |x: isize, y: isize| {
            let id = self.id(usize::try_from(x).unwrap_or(0), usize::try_from(y).unwrap_or(0));
            id != NOBODY && self.marks[usize::from(id)][1] == 1
        };
        let inside = chosen(x, y);
        let around = |d: isize| [(d, 0), (-d, 0), (0, d), (0, -d)];
        let edge = (1..=self.ring).any(|d| around(d).into_iter().any(|(i, j)| chosen(x + i, y + j) != inside));
        match (edge, inside) {
            (false, _) => colour,
            (true, true) => self.ink,
            (true, false) => 0xffff_ffff,
        }
    }
}

const fn rgb([r, g, b]: [u8; 3]) -> u32 {
    u32::from_le_bytes([r, g, b, 255])
}

/// A colour with some of another over it, `part` out of 256.
fn mix(under: u32, over: u32, part: u32) -> u32 {
    let channel = |shift: u32| {
        let (a, b) = (under >> shift & 255, over >> shift & 255);
        ((a * (256 - part) + b * part + 128) >> 8) << shift
    };
    channel(0) | channel(8) | channel(16) | 0xff00_0000
}
