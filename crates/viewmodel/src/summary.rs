//! What the map shows, counted: the legend's shares and the sentence that says the map in words.

use territory::{Absence, Column, ColumnSpec, Gazetteer, Kind, Row, text};

/// A class of the legend and what falls in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Label of the legend, a word or two.
    pub short: String,
    /// Label in plain words.
    pub label: String,
    /// Fill on the map, `#rrggbb`.
    pub colour: String,
    /// Places drawn in this class.
    pub places: usize,
    /// Inhabitants of the places of this class.
    pub people: f64,
}

/// A column counted over the places that the map draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The classes in the order of the legend.
    pub slices: Vec<Slice>,
    /// Places without a figure, by reason.
    pub absent: Vec<(Absence, usize)>,
    /// Places that the map draws.
    pub places: usize,
    /// All inhabitants; none until the populations are known.
    pub people: Option<f64>,
    /// Median of the known values, for a measure.
    pub median: Option<f64>,
    /// Places with a figure, for a measure.
    pub known: usize,
    /// Those of them that have the least figure.
    pub at_least: usize,
}

impl Summary {
    /// Places without a figure.
    #[must_use]
    pub fn absent_places(&self) -> usize {
        self.absent.iter().map(|(_, n)| n).sum()
    }

    /// Share of a class, in percent of inhabitants where they are known, else of places.
    #[must_use]
    pub fn share(&self, slice: &Slice) -> f64 {
        match self.people {
            Some(all) if all > 0.0 => slice.people / all * 100.0,
            _ => count(slice.places) / count(self.places.max(1)) * 100.0,
        }
    }
}

/// The places that the map draws: every place but the communes that are drawn by their
/// arrondissements.
pub fn drawn(gazetteer: &Gazetteer) -> impl Iterator<Item = Row> + '_ {
    let mut parents: Vec<Row> = gazetteer.rows().filter_map(|r| gazetteer.parent(r)).collect();
    parents.dedup();
    gazetteer.rows().filter(move |r| !parents.contains(r))
}

/// Labels of the classes: short, and in plain words.
#[must_use]
pub fn class_labels(spec: &ColumnSpec) -> Vec<(String, String)> {
    match &spec.kind {
        Kind::Class(classes) => {
            classes.iter().map(|c| (text::typeset(&c.short), text::typeset(&c.label))).collect()
        }
        Kind::Measure { breaks, shown, .. } => {
            let n = |v: f64| text::number(v, usize::from(*shown));
            (0..=breaks.len())
                .map(|i| match (i.checked_sub(1).and_then(|j| breaks.get(j)), breaks.get(i)) {
                    (None, Some(high)) => format!("moins de {}", n(*high)),
                    (Some(low), Some(high)) => format!("de {} à {}", n(*low), n(*high)),
                    (Some(low), None) => format!("{} et plus", n(*low)),
                    (None, None) => "toutes les valeurs".to_owned(),
                })
                .map(|label| (label.clone(), label))
                .collect()
        }
    }
}

/// Counts places and people by class of a column.
#[must_use]
pub fn summarise(column: &Column, gazetteer: &Gazetteer, population: Option<&Column>) -> Summary {
    let mut slices: Vec<Slice> = class_labels(&column.spec)
        .into_iter()
        .zip(column.spec.colours())
        .map(|((short, label), colour)| Slice {
            short,
            label,
            colour: colour.to_owned(),
            places: 0,
            people: 0.0,
        })
        .collect();
    let mut out = Summary::default();
    let mut people = 0.0;
    let mut known = Vec::new();
    for row in drawn(gazetteer) {
        let inhabitants = population.and_then(|p| p.value(row).known()).unwrap_or(0.0);
        out.places += 1;
        people += inhabitants;
        let value = column.value(row);
        known.extend(value.known());
        match (value, column.spec.class_of(value).and_then(|c| slices.get_mut(c))) {
            (_, Some(slice)) => {
                slice.places += 1;
                slice.people += inhabitants;
            }
            (territory::Value::Absent(reason), None) => {
                match out.absent.iter_mut().find(|(r, _)| *r == reason) {
                    Some((_, n)) => *n += 1,
                    None => out.absent.push((reason, 1)),
                }
            }
            (territory::Value::Known(_), None) => {}
        }
    }
    out.slices = slices;
    out.people = population.map(|_| people);
    if matches!(column.spec.kind, Kind::Measure { .. }) && !known.is_empty() {
        known.sort_unstable_by(f64::total_cmp);
        out.median = Some(known[known.len() / 2]);
        out.at_least = known.iter().take_while(|v| **v <= known[0]).count();
        out.known = known.len();
    }
    out
}

/// The map in a sentence.
#[must_use]
pub fn sentence(spec: &ColumnSpec, summary: &Summary) -> String {
    let mut parts = Vec::new();
    if let (Kind::Measure { shown, .. }, Some(median)) = (&spec.kind, summary.median) {
        let unit = if spec.unit_short.is_empty() {
            String::new()
        } else {
            format!("\u{a0}{}", spec.unit_short)
        };
        let median = text::number(median, usize::from(*shown));
        // Nobody has less than the least.
        parts.push(if 2 * summary.at_least > summary.known {
            let share = text::fixed(100.0 * count(summary.at_least) / count(summary.known), 0);
            format!("{share}\u{202f}% des communes ont {median}{unit}")
        } else {
            format!("la moitié des communes a moins de {median}{unit}")
        });
    } else {
        for s in summary.slices.iter().filter(|s| s.places > 0) {
            let share = text::fixed(summary.share(s), 0);
            let of_what = match (parts.is_empty(), summary.people) {
                (false, _) => "",
                (true, Some(_)) => " des habitants",
                (true, None) => " des communes",
            };
            parts.push(format!("{} {share}\u{202f}%{of_what}", inside_a_sentence(&s.short)));
        }
    }
    let absent = summary.absent_places();
    if absent > 0 {
        let communes = if absent == 1 { "commune" } else { "communes" };
        parts.push(format!("pas de donnée pour {} {communes}", text::integer(count(absent))));
    }
    let said = format!("{} ({})\u{202f}: {}", spec.label, spec.vintage, parts.join(", "));
    // A unit may end in a full stop of its own.
    text::typeset(&if said.ends_with('.') { said } else { said + "." })
}

/// A label as it is written after the first word of a sentence: « hors zonage », but « ZIP ».
#[must_use]
pub fn inside_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            std::iter::once(text::lower(first)).chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// How figures are spread over even steps of a scale. The farthest hundredth at each end would
/// flatten the rest: it is counted in the first and the last step.
#[derive(Clone, PartialEq)]
pub struct Steps {
    /// Where the scale begins.
    pub least: f64,
    /// Upper end of the scale, in the unit of the column.
    pub most: f64,
    /// Figures in each step.
    pub counts: Vec<usize>,
    /// Digits after the decimal point.
    shown: usize,
    /// Whether no figure lies below the scale.
    is_lowest: bool,
}

impl Steps {
    /// Number of steps of the histogram.
    pub const COUNT: usize = 34;

    /// Counts ascending figures; nothing where they are all alike.
    #[must_use]
    pub fn of(sorted: &[f64], shown: u8) -> Option<Self> {
        let aside = sorted.len() / 100;
        let (least, most) = (*sorted.get(aside)?, *sorted.get(sorted.len() - 1 - aside)?);
        if most <= least {
            return None;
        }
        let is_lowest = sorted.first() == Some(&least);
        let counts = vec![0; Self::COUNT];
        let mut out = Self { least, most, counts, shown: usize::from(shown), is_lowest };
        for v in sorted {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "within the steps"
            )]
            let step = (((v - least) / (most - least) * count(Self::COUNT)).max(0.0) as usize)
                .min(Self::COUNT - 1);
            out.counts[step] += 1;
        }
        Some(out)
    }

    /// The value at so many steps from the beginning.
    #[must_use]
    pub fn at(&self, steps: f64) -> f64 {
        self.least + (self.most - self.least) * steps / count(Self::COUNT)
    }

    /// Each step in words, with the figures in it.
    pub fn lines(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let edge = |i: usize| text::number(self.at(count(i)), self.shown.max(1));
        self.counts.iter().enumerate().map(move |(i, n)| {
            let range = match i {
                0 => format!("moins de {}", edge(1)),
                i if i + 1 == Self::COUNT => format!("{} et plus", edge(i)),
                i => format!("de {} à {}", edge(i), edge(i + 1)),
            };
            (range, text::integer(count(*n)))
        })
    }

    /// Both ends of the scale in words.
    #[must_use]
    pub fn ends(&self) -> [String; 2] {
        let number = |v: f64| text::number(v, self.shown);
        let least = number(self.least);
        let least = if self.is_lowest { least } else { format!("{least} et moins") };
        [least, format!("{} et plus", number(self.most))]
    }
}

/// A count as a number to be written.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
pub fn count(n: usize) -> f64 {
    n as f64
}
