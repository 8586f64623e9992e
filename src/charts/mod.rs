//! Charts drawn by plotters to SVG text. They take plain numbers and know neither signals nor
//! components; the page's style sheet recolours ink and lines for the dark theme.

mod bars;
mod dots;
mod framed;
mod histogram;
mod shares;
mod trend;
mod years;

pub use bars::bars;
pub use dots::{Dot, dots, size_of_dots};
pub use framed::framed;
pub use histogram::histogram;
pub use shares::{Share, shares};
pub use trend::trend;
pub use years::{PARTS, years};

use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor};

/// Ink of texts.
const INK: RGBColor = RGBColor(0x1b, 0x1f, 0x24);
/// Secondary ink: axes, references.
const INK_2: RGBColor = RGBColor(0x55, 0x5c, 0x66);
/// Colour of axes and lines of the grid.
const LINE: RGBColor = RGBColor(0xd9, 0xd6, 0xcf);
/// The place that the chart is about.
const ACCENT: RGBColor = RGBColor(0x0b, 0x5d, 0x5e);

/// The face of all texts. Its name as a string would bring the tables of every script's letters.
fn font(size: i32) -> FontDesc<'static> {
    FontDesc::new(FontFamily::SansSerif, f64::from(size), FontStyle::Normal)
}

/// Reads `#rrggbb`; anything else is the colour of lines.
fn colour(hex: &str) -> RGBColor {
    let part = |at: usize| hex.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok());
    match (hex.len(), part(1), part(3), part(5)) {
        (7, Some(r), Some(g), Some(b)) => RGBColor(r, g, b),
        _ => LINE,
    }
}
