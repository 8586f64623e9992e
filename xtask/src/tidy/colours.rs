//! Colours: every pair of tokens that is read can be read, in both themes, and the classes of a map
//! are told apart by people who see colours otherwise, and in grey.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use palette::color_difference::{EuclideanDistance, Wcag21RelativeContrast};
use palette::{IntoColor, LinSrgb, Oklab, Srgb};

/// Where tokens are, and the palettes of the map.
const TOKENS: &str = "src/style.css";
const PALETTES: &str = "data/indicators.toml";

/// Least contrast of text, and of what shows where a field is (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT: f32 = 4.5;
const FIELD: f32 = 3.0;
/// What stands on what.
const PAIRS: [(&str, &str, f32); 19] = [
    ("ink", "paper", TEXT),
    ("ink", "card", TEXT),
    ("ink", "tint", TEXT),
    ("ink", "mark", TEXT),
    ("ink", "halo", TEXT),
    ("ink", "warn-bg", TEXT),
    ("ink-2", "paper", TEXT),
    ("ink-2", "card", TEXT),
    ("ink-2", "tint", TEXT),
    ("ink-2", "warn-bg", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "card", TEXT),
    ("accent", "tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("warn", "warn-bg", TEXT),
    ("warn", "card", TEXT),
    ("warn", "paper", TEXT),
    ("edge", "card", FIELD),
    ("edge", "paper", FIELD),
];
/// What only adorns: nothing is read from it alone.
const ADORNS: [&str; 3] = ["line", "sea", "warn-line"];

/// Least distance in Oklab of two classes that follow each other, whoever looks, and of their
/// lightness: what is left of them in grey.
const NEIGHBOURS: f32 = 0.05;
/// Least distance of any two classes.
const ANY_TWO: f32 = 0.04;

/// How colours are seen: with all cones, and without one kind of them (Machado, Oliveira and
/// Fernandes 2009, severity 1), in linear light.
type Sight = [[f32; 3]; 3];
const SIGHTS: [(&str, Sight); 4] = [
    ("with all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "without red cones",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "without green cones",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "without blue cones",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// One line for each pair that cannot be read, each token in no pair, each two classes that look
/// alike; files are read by `read`.
///
/// # Errors
/// A file that is not there, or a colour that is none.
pub(super) fn check(read: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    let mut breaches = of_tokens(&read(TOKENS)?)?;
    let table: toml::Table = toml::from_str(&read(PALETTES)?).context(PALETTES)?;
    let all = table.get("indicator").and_then(|i| i.as_array()).context("no indicators")?;
    for indicator in all {
        let id = indicator.get("id").and_then(|i| i.as_str()).context("an indicator without id")?;
        let colours = palette_of(indicator).with_context(|| format!("the colours of {id}"))?;
        breaches.extend(of_palette(id, &colours));
    }
    Ok(breaches)
}

fn colour(text: &str) -> Result<Srgb> {
    let read: Srgb<u8> = text.parse().with_context(|| format!("{text} is no colour"))?;
    Ok(read.into_format())
}

/// The tokens that a block declares as colours: all but lengths.
fn tokens(block: &str) -> Result<BTreeMap<String, Srgb>> {
    let mut plain = String::new();
    for piece in block.split("/*") {
        plain.push_str(piece.split_once("*/").map_or(piece, |(_, rest)| rest));
    }
    let declared = plain.split(';').filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
        let (name, value) = (name.to_owned(), value.trim().to_owned());
        (!value.starts_with(|c: char| c.is_ascii_digit())).then_some((name, value))
    });
    let read = |(name, value): (String, String)| {
        let found = colour(&value).with_context(|| format!("--{name}"))?;
        Ok((name, found))
    };
    declared.map(read).collect()
}

fn of_tokens(css: &str) -> Result<Vec<String>> {
    let mut blocks = css.split(":root {").skip(1).map(|b| b.split('}').next().unwrap_or_default());
    let light = tokens(blocks.next().context("no tokens")?)?;
    let mut dark = light.clone();
    dark.extend(tokens(blocks.next().context("no tokens of the dark theme")?)?);
    let mut breaches = Vec::new();
    for (theme, tokens) in [("light", &light), ("dark", &dark)] {
        for (front, back, least) in PAIRS {
            let of = |name| tokens.get(name).with_context(|| format!("no token --{name}"));
            let contrast = of(front)?.relative_contrast(*of(back)?);
            if contrast < least {
                breaches.push(format!(
                    "{TOKENS}: --{front} on --{back} has a contrast of {contrast:.2} in the {theme} theme, less than {least}"
                ));
            }
        }
    }
    let is_paired = |name: &str| PAIRS.iter().any(|(a, b, _)| *a == name || *b == name);
    let alone = dark.keys().filter(|name| !is_paired(name) && !ADORNS.contains(&name.as_str()));
    breaches.extend(alone.map(|name| format!("{TOKENS}: --{name} is in no pair that is checked")));
    Ok(breaches)
}

/// The colours of an indicator in the order of its classes.
fn palette_of(indicator: &toml::Value) -> Result<Vec<Srgb>> {
    let kind = indicator.get("kind").context("no kind")?;
    let texts: Vec<&toml::Value> = match kind.get("measure") {
        Some(measure) => measure
            .get("colours")
            .and_then(|c| c.as_array())
            .context("no colours")?
            .iter()
            .collect(),
        None => {
            let classes = kind.get("class").and_then(|c| c.as_array()).context("no classes")?;
            let all: Option<_> = classes.iter().map(|c| c.get("colour")).collect();
            all.context("a class without a colour")?
        }
    };
    texts.into_iter().map(|t| colour(t.as_str().context("a colour that is no text")?)).collect()
}

fn of_palette(id: &str, colours: &[Srgb]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (sight, matrix) in SIGHTS {
        let seen: Vec<Oklab> = colours.iter().map(|c| seen(*c, &matrix)).collect();
        for (i, a) in seen.iter().enumerate() {
            for (j, b) in seen.iter().enumerate().skip(i + 1) {
                let least = if j == i + 1 { NEIGHBOURS } else { ANY_TWO };
                let apart = a.distance(*b);
                if apart < least {
                    breaches.push(format!(
                        "{PALETTES}: classes {i} and {j} of {id} look alike {sight} ({apart:.3})"
                    ));
                }
            }
        }
    }
    let grey: Vec<f32> = colours.iter().map(|c| seen(*c, &SIGHTS[0].1).l).collect();
    for (i, pair) in grey.windows(2).enumerate() {
        if (pair[0] - pair[1]).abs() < NEIGHBOURS {
            breaches.push(format!("{PALETTES}: classes {i} and {} of {id} are one grey", i + 1));
        }
    }
    breaches
}

fn seen(colour: Srgb, sight: &Sight) -> Oklab {
    let light: LinSrgb = colour.into_linear();
    let channel = |row: &[f32; 3]| {
        (row[0] * light.red + row[1] * light.green + row[2] * light.blue).clamp(0.0, 1.0)
    };
    LinSrgb::new(channel(&sight[0]), channel(&sight[1]), channel(&sight[2])).into_color()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_read_and_grey_on_grey_is_not() {
        let contrast = |a: &str, b: &str| {
            colour(a).expect("a colour").relative_contrast(colour(b).expect("a colour"))
        };
        assert!((contrast("#000", "#fff") - 21.0).abs() < 0.01);
        // The lightest grey that is text on white (WCAG).
        assert!(contrast("#767676", "#ffffff") >= TEXT && contrast("#777777", "#ffffff") < TEXT);
    }

    #[test]
    fn red_and_green_of_one_lightness_are_told_apart_by_some_only() {
        let colours = ["#c95f4a", "#7f8f3a"].map(|c| colour(c).expect("a colour"));
        let breaches = of_palette("x", &colours);
        assert!(!breaches.iter().any(|b| b.contains("with all cones")), "{breaches:?}");
        assert!(breaches.iter().any(|b| b.contains("without green cones")), "{breaches:?}");
        assert!(breaches.iter().any(|b| b.contains("one grey")), "{breaches:?}");
    }

    #[test]
    fn a_token_that_is_in_no_pair_is_named() {
        let pairs: String = PAIRS
            .iter()
            .flat_map(|(a, b, _)| [(*a, "#000"), (*b, "#fff")])
            .map(|(name, value)| format!("--{name}: {value};"))
            .collect();
        let css = format!(
            ":root {{ {pairs} /* a comment; of two */ --lost: #123456; --radius: 4px; }} :root {{ --night: #000; }}"
        );
        let breaches = of_tokens(&css).expect("tokens");
        for name in ["--lost", "--night"] {
            assert!(
                breaches.iter().any(|b| b.contains(&format!("{name} is in no pair"))),
                "{breaches:?}"
            );
        }
        assert!(of_tokens(":root { --ink: rgb(1 2 3); } :root { }").is_err());
        assert!(!breaches.iter().any(|b| b.contains("radius")), "{breaches:?}");
    }
}
