//! The map without a GPU: ids by [`atlas::raster`], colours by [`atlas::shade`], onto a 2D canvas.
//! Same picture as `show.frag`.
//!
//! Where no GPU is there, browsers compute WebGL's triangles on the processor, ten times slower
//! than this does.

use atlas::Contours;
use atlas::raster::{Placement, Raster};
use atlas::shade::{Ids, Range32, Shade, Style, rgb};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::{
    appearance::{Appearance, Counts},
    cpu::Cpu,
};

/// Rows that 16 bits number.
const ROWS: usize = 1 << 16;
/// Lines of the screen that are sharpened at a time, to keep the page alive.
const BAND: usize = 160;
/// Lines of the sharp image that a pixel's colour may depend on, below it.
const AHEAD: usize = 10;

/// The processor's side of the map.
struct Renderer {
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
    /// Work done since the start, for the budgets.
    counts: Counts,
}

/// Takes a canvas. The browser takes 40 ms for its first pixel: drawn here, for the first picture to
/// come in a task of its own.
///
/// # Errors
/// Why not, for the user.
pub(crate) fn take(canvas: &HtmlCanvasElement) -> Result<Box<dyn Cpu>, String> {
    let renderer = Renderer::new(canvas).ok_or_else(|| {
        "Ce navigateur ne donne aucun moyen de dessiner la carte. Tout le reste fonctionne\u{202f}: la recherche, la liste et les fiches."
            .to_owned()
    })?;
    if let Ok(pixel) = ImageData::new_with_u8_clamped_array(Clamped(&[0; 4]), 1) {
        let _ = renderer.context.put_image_data(&pixel, 0.0, 0.0);
    }
    Ok(Box::new(renderer))
}

impl Renderer {
    /// `None` where not even a 2D context is given.
    fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &true.into());
        let context =
            canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
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

    fn is_sharp(&self) -> bool {
        self.fine_lines >= self.screen[1] && self.fine_lines > 0
    }

    fn compose(&mut self, appearance: &Appearance, fine: usize, lines: std::ops::Range<usize>) {
        let [w, h] = self.screen;
        self.rgba.resize(w * h * 4, 255);
        let ids = if fine == 2 { &self.fine } else { &self.coarse };
        let shade = Shade {
            ids,
            colours: &self.colours,
            marks: &self.marks,
            fine,
            style: style(appearance, fine),
        };
        shade.paint(lines.clone(), &mut self.rgba[lines.start * w * 4..lines.end * w * 4]);
        let bytes = &self.rgba[lines.start * w * 4..lines.end * w * 4];
        let width = u32::try_from(w).unwrap_or(0);
        if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(bytes), width) {
            #[expect(clippy::cast_precision_loss, reason = "a line of the screen")]
            let _ = self.context.put_image_data(&image, 0.0, lines.start as f64);
        }
    }
}

impl Cpu for Renderer {
    fn recolour(&mut self, rgba: &[[u8; 4]]) {
        for (to, from) in self.colours.iter_mut().zip(rgba) {
            *to = u32::from_le_bytes(*from);
        }
    }

    fn mark(&mut self, marks: &[[u8; 2]]) {
        for (to, from) in self.marks.iter_mut().zip(marks) {
            *to = *from;
        }
    }

    fn draw_ids(
        &mut self,
        screen: [usize; 2],
        at: Placement,
        contours: &Contours,
        rectangles: &[Option<[u16; 4]>],
    ) {
        self.screen = screen;
        self.fine_lines = 0;
        self.coarse.resize(screen);
        self.raster.paint(
            contours,
            rectangles,
            at,
            screen[0],
            0..screen[1],
            &mut self.coarse.pixels,
        );
    }

    fn show(&mut self, appearance: &Appearance, quick: bool) {
        let lines = 0..self.screen[1];
        if self.is_sharp() && !quick {
            self.compose(appearance, 2, lines);
        } else {
            self.fine_lines = 0;
            self.compose(appearance, 1, lines);
        }
        self.counts.frames += 1;
    }

    fn sharpen(
        &mut self,
        at: Placement,
        contours: &Contours,
        rectangles: &[Option<[u16; 4]>],
        appearance: &Appearance,
    ) -> bool {
        let [w, h] = self.screen;
        self.fine.resize([2 * w, 2 * h]);
        let band = self.fine_lines..(self.fine_lines + BAND).min(h);
        // Some lines more below: borders look one line ahead, the selection's outline as far as its
        // width.
        let lines = 2 * band.start..(2 * band.end + AHEAD).min(2 * h);
        let doubled = Placement { scale: at.scale * 2.0, ..at };
        let pixels = &mut self.fine.pixels[lines.start * 2 * w..lines.end * 2 * w];
        self.raster.paint(contours, rectangles, doubled, 2 * w, lines, pixels);
        self.fine_lines = band.end;
        self.compose(appearance, 2, band);
        self.is_sharp()
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

/// The appearance in id pixels.
fn style(appearance: &Appearance, fine: usize) -> Style {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "opacities and colours between 0 and 1, pixels"
    )]
    let (byte, opacity, pixel) = (
        |v: f32| (v * 255.0).round() as u8,
        |v: f32| (v * 256.0) as u32,
        |v: f32| v.clamp(-1e6, 1e6) as i32,
    );
    let f = if fine == 2 { 2.0 } else { 1.0 };
    let ring = usize::try_from(appearance.ring).unwrap_or(0) * fine;
    let around = i32::try_from(ring).unwrap_or(0) + 1;
    let [l, t, r, b] = appearance.selection.map(|v| pixel(v * f));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    let hatch = (appearance.hatch * f) as usize;
    Style {
        hover: appearance.hover,
        sea: rgb(appearance.sea.map(byte)),
        ink: rgb(appearance.ink.map(byte)),
        commune: opacity(appearance.commune),
        group: opacity(appearance.group),
        ring,
        selection: [Range32(l - around, r + around + 1), Range32(t - around, b + around + 1)],
        hatch,
    }
}
