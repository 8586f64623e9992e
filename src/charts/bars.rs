//! How much falls in each class of the legend.

use plotters::prelude::*;

const WIDTH: i32 = 264;
const HEIGHT: i32 = 44;

/// One bar per class, in its colour; heights are proportional to the shares. The labels are the
/// legend's own.
#[must_use]
pub fn bars(shares: &[f64], colours: &[&str]) -> String {
    let mut out = String::new();
    draw(&mut out, shares, colours).map(|()| out).unwrap_or_default()
}

fn draw(
    out: &mut String,
    shares: &[f64],
    colours: &[&str],
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs()))
        .into_drawing_area();
    let most = shares.iter().copied().fold(0.0, f64::max);
    let step = WIDTH / i32::try_from(shares.len().max(1)).unwrap_or(1);
    let mut left = 0;
    for (share, hex) in shares.iter().zip(colours) {
        #[expect(clippy::cast_possible_truncation, reason = "a height of at most 40 pixels")]
        let height =
            if most > 0.0 { (share / most * f64::from(HEIGHT - 4)).ceil() as i32 } else { 0 };
        let corners = [(left + 1, HEIGHT - 1 - height), (left + step - 2, HEIGHT - 1)];
        area.draw(&Rectangle::new(corners, super::colour(hex).filled()))?;
        area.draw(&Rectangle::new(corners, super::INK_2.stroke_width(1)))?;
        left += step;
    }
    area.draw(&PathElement::new([(0, HEIGHT - 1), (WIDTH, HEIGHT - 1)], super::INK_2))?;
    area.present()
}
