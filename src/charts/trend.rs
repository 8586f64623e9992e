//! Figures year by year; a year without a figure is a gap in the line.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// As wide as a phone leaves it, so that no text is made smaller there.
const WIDTH: i32 = 340;
const HEIGHT: i32 = 170;
/// Room for the figures of both ends, and for the years below.
const LEFT: i32 = 14;
const RIGHT: i32 = 326;
const TOP: i32 = 24;
const BOTTOM: i32 = 142;
/// Plotters draws text at four fifths of the size asked for: about 14 pixels.
const TEXT: i32 = 17;

/// The scale begins at zero. The first and the last figure are written, as are the years at both
/// ends; marks are drawn across.
#[must_use]
pub fn trend(points: &[(u16, Option<f64>)], decimals: usize, marks: &[f64]) -> String {
    let mut out = String::new();
    draw(&mut out, points, decimals, marks).map(|()| out).unwrap_or_default()
}

fn draw(
    out: &mut String,
    points: &[(u16, Option<f64>)],
    decimals: usize,
    marks: &[f64],
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs()))
        .into_drawing_area();
    let most = points
        .iter()
        .filter_map(|p| p.1)
        .chain(marks.iter().copied())
        .fold(0.0, f64::max)
        .max(1e-9);
    let (first, last) = (points.first().map_or(0, |p| p.0), points.last().map_or(0, |p| p.0));
    let span = f64::from(last.saturating_sub(first).max(1));
    #[expect(clippy::cast_possible_truncation, reason = "inside the chart")]
    let at = |year: u16, value: f64| {
        let x = LEFT
            + (f64::from(year.saturating_sub(first)) / span * f64::from(RIGHT - LEFT)).round()
                as i32;
        (x, BOTTOM - (value / most * f64::from(BOTTOM - TOP)).round() as i32)
    };
    area.draw(&PathElement::new([(LEFT, BOTTOM), (RIGHT, BOTTOM)], super::LINE))?;
    for mark in marks {
        for dash in (LEFT..RIGHT).step_by(8) {
            let (_, y) = at(first, *mark);
            area.draw(&PathElement::new([(dash, y), (dash + 4, y)], super::INK_2))?;
        }
    }
    // A gap ends one stretch of line and begins another.
    let stretches = points.split(|p| p.1.is_none());
    for stretch in stretches {
        let known: Vec<(i32, i32)> =
            stretch.iter().filter_map(|(year, v)| v.map(|v| at(*year, v))).collect();
        // Years that are not in the list are gaps as well.
        for pair in stretch.windows(2) {
            if let [(a, Some(u)), (b, Some(v))] = pair
                && b - a == 1
            {
                area.draw(&PathElement::new(
                    [at(*a, *u), at(*b, *v)],
                    super::ACCENT.stroke_width(2),
                ))?;
            }
        }
        for point in known {
            area.draw(&Circle::new(point, 3, super::ACCENT.filled()))?;
        }
    }
    let style = |h, v| super::font(TEXT).color(&super::INK).pos(Pos::new(h, v));
    let number = |v: f64| format!("{v:.decimals$}").replace('.', ",");
    let known: Vec<(u16, f64)> = points.iter().filter_map(|(y, v)| Some((*y, (*v)?))).collect();
    if let Some((year, value)) = known.first() {
        let (x, y) = at(*year, *value);
        area.draw_text(&number(*value), &style(HPos::Left, VPos::Bottom), (x - 6, y - 5))?;
    }
    if let Some((year, value)) = known.last().filter(|_| known.len() > 1) {
        let (x, y) = at(*year, *value);
        area.draw_text(&number(*value), &style(HPos::Right, VPos::Bottom), (x + 8, y - 5))?;
    }
    area.draw_text(&first.to_string(), &style(HPos::Left, VPos::Top), (0, BOTTOM + 8))?;
    area.draw_text(&last.to_string(), &style(HPos::Right, VPos::Top), (WIDTH, BOTTOM + 8))?;
    area.present()
}
