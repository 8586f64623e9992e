//! Named shares, a bar each, with a mark for what is usual elsewhere.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A bar of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Name of the bar, in French.
    pub label: String,
    /// Length of the bar, in the unit of the axis.
    pub value: f64,
    /// The value in words.
    pub text: String,
    /// What is usual elsewhere.
    pub usual: Option<f64>,
}

/// As wide as a phone leaves it, so that no text is made smaller there.
const WIDTH: i32 = 340;
const ROW: i32 = 40;
const TEXT: i32 = 17;
/// The figures stand on the right of the bars.
const RIGHT: i32 = 264;

/// A bar for each line, its name above it, its figure on the right; the mark of what is usual is a
/// tall stroke.
#[must_use]
pub fn shares(lines: &[Share]) -> String {
    let mut out = String::new();
    draw(&mut out, lines).map(|()| out).unwrap_or_default()
}

fn draw(out: &mut String, lines: &[Share]) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let rows = i32::try_from(lines.len()).unwrap_or(0);
    let area =
        SVGBackend::with_string(out, (WIDTH.unsigned_abs(), (rows * ROW).max(1).unsigned_abs()))
            .into_drawing_area();
    let most =
        lines.iter().flat_map(|l| [Some(l.value), l.usual]).flatten().fold(0.0, f64::max).max(1e-9);
    #[expect(clippy::cast_possible_truncation, reason = "inside the chart")]
    let x = |v: f64| (v.max(0.0) / most * f64::from(RIGHT)).round() as i32;
    for (i, line) in (0i32..).zip(lines) {
        let top = i * ROW;
        let style = |h| super::font(TEXT).color(&super::INK).pos(Pos::new(h, VPos::Center));
        area.draw_text(&line.label, &style(HPos::Left), (0, top + 10))?;
        area.draw_text(&line.text, &style(HPos::Right), (WIDTH, top + 28))?;
        area.draw(&Rectangle::new(
            [(0, top + 21), (x(line.value).max(1), top + 35)],
            super::ACCENT.filled(),
        ))?;
        if let Some(usual) = line.usual {
            area.draw(&PathElement::new(
                [(x(usual), top + 18), (x(usual), top + 38)],
                super::INK.stroke_width(3),
            ))?;
        }
    }
    area.present()
}
