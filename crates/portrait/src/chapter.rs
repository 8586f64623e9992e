//! The chapters of the page: a heading that says what differs, a few figures on strips, what differs
//! most from France, and the parts whose tables stand behind them.

use territory::text;

use crate::{Beside, Book, Chapter, Figure, Portrait, Strip};

/// A figure of France that is this much larger or smaller is said to differ.
pub(crate) const MARKED: f64 = 1.2;
/// Figures named on each side.
const NAMED: usize = 2;

/// A figure on a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Wider area, none for the territory.
    pub level: Option<&'static str>,
    /// Place on the strip, from 0 at its left end to 1 at its right.
    pub at: f64,
}

/// A figure and those of wider areas on a strip that goes from nothing to the most of them; empty
/// where there is nothing beside it, or something below nothing.
#[must_use]
pub fn marks(figure: &Figure) -> Vec<Mark> {
    let wide = figure.beside.iter().filter_map(|b| Some((Some(b.level), b.value?)));
    let all: Vec<(Option<&'static str>, f64)> =
        figure.value.map(|v| (None, v)).into_iter().chain(wide).collect();
    let most = all.iter().map(|(_, v)| *v).fold(0.0, f64::max);
    if figure.value.is_none() || all.len() < 2 || most <= 0.0 || all.iter().any(|(_, v)| *v < 0.0) {
        return Vec::new();
    }
    all.into_iter().map(|(level, v)| Mark { level, at: v / most }).collect()
}

/// Whether a figure can be set beside that of a wider area: a rate or a mean, no count.
#[must_use]
pub fn compares(figure: &Figure) -> bool {
    ["%", "pour", "/", "par", "minutes", "km"].iter().any(|word| figure.unit.contains(word))
        && !figure.rule.starts_with("somme")
}

/// Characters of a unit that stands beside a number without being long: « €/m² », « min ».
const SHORT: usize = 5;

/// A figure with its unit where that is short, else the number alone and the unit apart.
#[must_use]
pub fn briefly(figure: &Figure) -> (&str, Option<&str>) {
    let unit = figure.text.strip_prefix(figure.number.as_str()).map(str::trim);
    match unit {
        Some(unit) if !figure.number.is_empty() && unit.chars().count() > SHORT => {
            (&figure.number, Some(unit))
        }
        _ => (&figure.text, None),
    }
}

/// By how much a figure of the territory differs from that of France: the figure, that of France,
/// their ratio. None where it is of a wider area, counts something, or one of the two is not known.
fn beside_france<'a>(portrait: &'a Portrait, id: &str) -> Option<(&'a Figure, &'a Beside, f64)> {
    let figure = portrait.figure(id).filter(|f| f.of.is_empty() && compares(f))?;
    let france = figure.beside.iter().find(|b| b.level == "france")?;
    let (here, there) = (figure.value?, france.value.filter(|v| *v > 0.0)?);
    Some((figure, france, here / there))
}

/// The heading of a chapter: its title, and what of it differs from France, at most two things in the
/// order of the book, which begins with what matters most: « Soignants : infirmiers plus accessibles,
/// kinés moins accessibles qu’en France ».
#[must_use]
pub fn heading(portrait: &Portrait, chapter: &Chapter) -> String {
    let said = |strip: &Strip| {
        let (_, _, ratio) = beside_france(portrait, &strip.id)?;
        let word = match ratio {
            r if r >= MARKED => strip.more.as_ref(),
            r if r <= 1.0 / MARKED => strip.less.as_ref(),
            _ => None,
        };
        Some(text::typeset(word?))
    };
    let title = text::typeset(&chapter.title);
    let facts: Vec<String> = chapter.strips.iter().filter_map(said).take(NAMED).collect();
    match facts.is_empty() {
        true => title,
        false => format!("{title}\u{202f}: {} qu’en France", facts.join(", ")),
    }
}

/// What there is much more or much less of than in France, in a sentence: by the ratio of the two
/// figures, the furthest from 1 first, at most two on each side, each with its year. Only what the
/// book names; figures of a wider area than the territory are left out.
#[must_use]
pub fn differs(portrait: &Portrait, book: &Book) -> Option<String> {
    let ratio = |strip: &Strip| {
        let name = strip.name.as_ref()?;
        let (figure, france, ratio) =
            beside_france(portrait, &strip.id).filter(|(_, _, ratio)| *ratio > 0.0)?;
        // Two numbers alike speak for themselves; a unit that is long does not stand twice in a row.
        let pair = match briefly(figure) {
            (number, Some(_)) => format!("{number} contre {}", france.number),
            (text, None) => format!("{text} contre {}", france.text),
        };
        let is_year = |w: &&str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
        let year = figure.vintage.split([' ', ',']).find(is_year);
        let year = year.map_or_else(String::new, |year| format!(" en {year}"));
        Some((ratio, format!("{} ({pair}{year})", text::typeset(name))))
    };
    let mut known: Vec<(f64, String)> =
        book.chapters.iter().flat_map(|c| &c.strips).filter_map(ratio).collect();
    if known.is_empty() {
        return None;
    }
    known.sort_by(|a, b| b.0.ln().abs().total_cmp(&a.0.ln().abs()));
    let of = |is: fn(f64) -> bool| -> Vec<String> {
        known.iter().filter(|k| is(k.0)).take(NAMED).map(|k| k.1.clone()).collect()
    };
    let side = |all: Vec<String>, what: &str| {
        (!all.is_empty()).then(|| format!("{what}\u{202f}: {}", text::listed(&all)))
    };
    let more = side(of(|r| r >= MARKED), "Plus qu’en France");
    let less = side(of(|r| r <= 1.0 / MARKED), "moins qu’en France");
    let all: Vec<String> = more.into_iter().chain(less).collect();
    Some(if all.is_empty() {
        "Proche de la France pour ce qui est comparé ici.".to_owned()
    } else {
        text::sentence_case(&format!("{}.", all.join("\u{202f}; ")))
    })
}
