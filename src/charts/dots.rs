//! A place among its wider areas: one line per area, one dot on it.

use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

/// A line of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Name of the area.
    pub label: String,
    /// Value of the dot, in the unit of the axis.
    pub value: f64,
    /// The value in words.
    pub text: String,
}

const WIDTH: i32 = 400;
const ROW: i32 = 26;
const TOP: i32 = 6;
/// Plotters draws text at four fifths of the size asked for: about 14 pixels.
const TEXT: i32 = 17;
/// The scale runs between the names on the left and the values on the right.
const LEFT: i32 = 150;
const RIGHT: i32 = 316;

/// Width and height of a chart of so many lines.
#[must_use]
pub fn size_of_dots(lines: usize) -> (i32, i32) {
    (WIDTH, TOP * 2 + ROW * i32::try_from(lines).unwrap_or(0))
}

/// The first dot is the place itself; `marks` are thresholds drawn across all lines.
#[must_use]
pub fn dots(lines: &[Dot], marks: &[f64]) -> String {
    let mut out = String::new();
    draw(&mut out, lines, marks).map(|()| out).unwrap_or_default()
}

fn draw(
    out: &mut String,
    lines: &[Dot],
    marks: &[f64],
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let (width, height) = size_of_dots(lines.len());
    let area = SVGBackend::with_string(out, (width.unsigned_abs(), height.unsigned_abs()))
        .into_drawing_area();
    let most = lines.iter().map(|d| d.value).chain(marks.iter().copied()).fold(0.0, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "inside the width of the chart")]
    let x = |v: f64| {
        LEFT + if most > 0.0 {
            (v.max(0.0) / most * f64::from(RIGHT - LEFT)).round() as i32
        } else {
            0
        }
    };
    for mark in marks {
        for dash in (TOP..height - TOP).step_by(7) {
            area.draw(&PathElement::new([(x(*mark), dash), (x(*mark), dash + 4)], super::INK_2))?;
        }
    }
    for (i, line) in lines.iter().enumerate() {
        let y = TOP + ROW / 2 + ROW * i32::try_from(i).unwrap_or(0);
        let here = i == 0;
        area.draw(&PathElement::new([(LEFT, y), (RIGHT, y)], super::LINE))?;
        let style = |h| {
            super::font(TEXT)
                .color(if here { &super::INK } else { &super::INK_2 })
                .pos(Pos::new(h, VPos::Center))
        };
        area.draw_text(&shortened(&line.label), &style(HPos::Left), (0, y))?;
        area.draw_text(&line.text, &style(HPos::Right), (WIDTH - 2, y))?;
        let colour = if here { super::ACCENT } else { super::INK_2 };
        area.draw(&Circle::new((x(line.value), y), if here { 6 } else { 4 }, colour.filled()))?;
    }
    area.present()
}

/// A name that fits the left column.
fn shortened(label: &str) -> String {
    const MOST: usize = 19;
    if label.chars().count() <= MOST {
        label.to_owned()
    } else {
        label.chars().take(MOST - 1).chain(['…']).collect()
    }
}
