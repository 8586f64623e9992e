//! An amount for each of a few years.

use plotters::prelude::*;

/// As wide as a phone leaves it, so that no text is made smaller there.
const WIDTH: i32 = 340;
const HEIGHT: i32 = 160;
/// Widest bar.
const BAR: i32 = 64;
/// Room for the years below the bars and the amounts above them.
const BELOW: i32 = 22;
const ABOVE: i32 = 18;

/// A bar a year, its amount above and the year below.
#[must_use]
pub fn years(amounts: &[(String, f64)]) -> String {
    let mut out = String::new();
    draw(&mut out, amounts).map(|()| out).unwrap_or_default()
}

fn draw(out: &mut String, amounts: &[(String, f64)]) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs())).into_drawing_area();
    let most = amounts.iter().map(|a| a.1).fold(0.0, f64::max);
    let step = WIDTH / i32::try_from(amounts.len().max(1)).unwrap_or(1);
    let style = |colour: RGBColor| {
        let font = ("sans-serif", 12).into_font().color(&colour);
        font.pos(plotters::style::text_anchor::Pos::new(
            plotters::style::text_anchor::HPos::Center,
            plotters::style::text_anchor::VPos::Top,
        ))
    };
    let (room, floor) = (f64::from(HEIGHT - ABOVE - BELOW), HEIGHT - BELOW);
    for (i, (year, amount)) in (0i32..).zip(amounts) {
        let left = i * step;
        #[expect(clippy::cast_possible_truncation, reason = "a height of at most 160 pixels")]
        let height = if most > 0.0 { (amount / most * room).ceil() as i32 } else { 0 };
        let margin = (step / 8).max((step - BAR) / 2);
        area.draw(&Rectangle::new([(left + margin, floor - height), (left + step - margin, floor)], super::ACCENT.filled()))?;
        area.draw(&Text::new(territory::text::euros(*amount), (left + step / 2, floor - height - ABOVE + 2), style(super::INK)))?;
        area.draw(&Text::new(year.clone(), (left + step / 2, floor + 5), style(super::INK_2)))?;
    }
    area.draw(&PathElement::new([(0, floor), (WIDTH, floor)], super::INK_2))?;
    area.present()
}
