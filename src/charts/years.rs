//! Amounts of a few years, each made of parts.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// As wide as a phone leaves it, so that no text is made smaller there.
const WIDTH: i32 = 340;
const HEIGHT: i32 = 160;
/// Widest bar, pixels.
const BAR: i32 = 64;
/// Room for the years below the bars and the amounts above them.
const BELOW: i32 = 22;
const ABOVE: i32 = 18;
/// Fills of the parts: distinct in grey as well, dark and light in turns.
pub const PARTS: [&str; 6] = ["#0b5d5e", "#e7c98d", "#66a99f", "#8a4a0f", "#c3b5d9", "#3a3f47"];

/// A bar a year, made of its parts, its whole above and the year below.
#[must_use]
pub fn years(amounts: &[(String, Vec<f64>)]) -> String {
    let mut out = String::new();
    draw(&mut out, amounts).map(|()| out).unwrap_or_default()
}

fn draw(
    out: &mut String,
    amounts: &[(String, Vec<f64>)],
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs()))
        .into_drawing_area();
    let whole = |parts: &[f64]| parts.iter().sum::<f64>();
    let most = amounts.iter().map(|a| whole(&a.1)).fold(0.0, f64::max);
    let step = WIDTH / i32::try_from(amounts.len().max(1)).unwrap_or(1);
    let style =
        |colour: RGBColor| super::font(12).color(&colour).pos(Pos::new(HPos::Center, VPos::Top));
    let (room, floor) = (f64::from(HEIGHT - ABOVE - BELOW), HEIGHT - BELOW);
    for (i, (year, parts)) in (0i32..).zip(amounts) {
        let (left, middle) = (i * step, i * step + step / 2);
        #[expect(clippy::cast_possible_truncation, reason = "a height of at most 160 pixels")]
        let height =
            |amount: f64| if most > 0.0 { (amount / most * room).ceil() as i32 } else { 0 };
        let margin = (step / 8).max((step - BAR) / 2);
        let mut below = 0.0;
        for (part, colour) in parts.iter().zip(PARTS).filter(|(part, _)| **part > 0.0) {
            let corners = [
                (left + margin, floor - height(below + part)),
                (left + step - margin, floor - height(below)),
            ];
            area.draw(&Rectangle::new(corners, super::colour(colour).filled()))?;
            area.draw(&Rectangle::new(corners, super::INK))?;
            below += part;
        }
        let words = territory::text::euros(whole(parts));
        area.draw(&Text::new(
            words,
            (middle, floor - height(whole(parts)) - ABOVE + 2),
            style(super::INK),
        ))?;
        area.draw(&Text::new(year.clone(), (middle, floor + 5), style(super::INK_2)))?;
    }
    area.draw(&PathElement::new([(0, floor), (WIDTH, floor)], super::INK_2))?;
    area.present()
}
