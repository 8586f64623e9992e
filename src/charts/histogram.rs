//! How the figures of a measure are spread, in the colours of their classes.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// As wide as a phone leaves it, so that no text is made smaller there.
const WIDTH: i32 = 340;
const HEIGHT: i32 = 110;
const BOTTOM: i32 = 86;
const TEXT: i32 = 17;

/// A bar for each step of the scale, in its colour; the ends of the scale in words below. A place
/// is marked where it stands, from 0 to 1 along the scale.
#[must_use]
pub fn histogram(
    counts: &[usize],
    colours: &[String],
    ends: &[String; 2],
    mark: Option<f64>,
) -> String {
    let mut out = String::new();
    draw(&mut out, counts, colours, ends, mark).map(|()| out).unwrap_or_default()
}

fn draw(
    out: &mut String,
    counts: &[usize],
    colours: &[String],
    ends: &[String; 2],
    mark: Option<f64>,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs()))
        .into_drawing_area();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bars = i32::try_from(counts.len().max(1)).unwrap_or(1);
    for (i, (count, colour)) in (0i32..).zip(counts.iter().zip(colours)) {
        let height = i32::try_from(count * (BOTTOM.unsigned_abs() as usize - 6) / most)
            .unwrap_or(0)
            .max(i32::from(*count > 0));
        let corners = [(WIDTH * i / bars, BOTTOM - height), (WIDTH * (i + 1) / bars - 1, BOTTOM)];
        area.draw(&Rectangle::new(corners, super::colour(colour).filled()))?;
        area.draw(&Rectangle::new(corners, super::INK_2.stroke_width(1)))?;
    }
    area.draw(&PathElement::new([(0, BOTTOM), (WIDTH, BOTTOM)], super::INK_2))?;
    if let Some(mark) = mark {
        #[expect(clippy::cast_possible_truncation, reason = "inside the chart")]
        let x = (mark.clamp(0.0, 1.0) * f64::from(WIDTH - 2)).round() as i32 + 1;
        area.draw(&PathElement::new([(x, 0), (x, BOTTOM)], super::INK.stroke_width(3)))?;
        area.draw(&Circle::new((x, 4), 4, super::INK.filled()))?;
    }
    let style = |h| super::font(TEXT).color(&super::INK).pos(Pos::new(h, VPos::Top));
    area.draw_text(&ends[0], &style(HPos::Left), (0, BOTTOM + 6))?;
    area.draw_text(&ends[1], &style(HPos::Right), (WIDTH, BOTTOM + 6))?;
    area.present()
}
