//! Everything that the book understands: the sentences of its criteria, the words that people use for
//! them, names of areas.

use territory::{AreaKind, Dataset};

use crate::{
    book::{Book, Criterion, Kind},
    query::Travel,
    sentence::{EVERYWHERE, OR_UNKNOWN},
    token,
};

/// A word of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Word {
    /// This word, with or without the mark of plural where it may have one.
    Is(String, bool),
    Number,
    /// « de » and a place.
    Place,
}

/// What a pattern means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Nothing,
    KeepsUnknown,
    Near(Travel),
    Has,
    /// Something within so many km.
    HasWithin,
    Least,
    Most,
    /// What the criterion asks at first.
    First,
    Option(String),
    /// The list of areas follows.
    Areas,
    Area(String),
}

impl Meaning {
    /// Whether it is a class or an area, of which one is enough.
    pub(crate) fn is_one_of(&self) -> bool {
        matches!(self, Self::Option(_) | Self::Areas | Self::Area(_))
    }
}

/// Words, and what they mean of a criterion.
pub(crate) struct Pattern<'a> {
    pub(crate) words: Vec<Word>,
    pub(crate) criterion: Option<&'a Criterion>,
    pub(crate) meaning: Meaning,
}

impl<'a> Pattern<'a> {
    /// Its criterion, where a list of areas follows.
    pub(crate) fn of_areas(&self) -> Option<&'a Criterion> {
        self.criterion.filter(|_| self.meaning == Meaning::Areas)
    }
}

/// « Less than ».
const LESS: [&str; 7] = ["moins de", "au plus", "maximum", "max", "inferieur a", "<", "≤"];
/// « More than ».
const MORE: [&str; 6] = ["plus de", "au moins", "minimum", "superieur a", ">", "≥"];
/// Stands for the mark of plural in a pattern.
const PLURAL: &str = "zzz";

/// A pattern of a text in which `{n}` is a number and `{s}` the mark of plural.
fn pattern(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for piece in text.split_inclusive("{n}") {
        let (before, number) = match piece.strip_suffix("{n}") {
            Some(before) => (before, true),
            None => (piece, false),
        };
        // Letters that no word of the book ends with, until they are taken away again.
        for word in token::words(&before.replace("{s}", PLURAL)) {
            match word.strip_suffix(PLURAL) {
                Some(word) => words.push(Word::Is(word.to_owned(), true)),
                None => words.push(Word::Is(word, false)),
            }
        }
        if number {
            words.push(Word::Number);
        }
    }
    words
}

/// Everything that the book understands.
pub(crate) fn patterns<'a>(book: &'a Book, dataset: &Dataset) -> Vec<Pattern<'a>> {
    let mut all = Vec::new();
    let mut add = |text: &str, criterion: Option<&'a Criterion>, meaning: Meaning| {
        all.push(Pattern { words: pattern(text), criterion, meaning });
    };
    add(EVERYWHERE, None, Meaning::Nothing);
    add(OR_UNKNOWN, None, Meaning::KeepsUnknown);
    for c in &book.criteria {
        let own = Some(c);
        match &c.kind {
            Kind::Near { .. } => {}
            Kind::Equipment { one, .. } => {
                for w in c.words.iter().chain([one]) {
                    add(w, own, Meaning::Has);
                    for before in ["a moins de {n} km", "a {n} km", "dans un rayon de {n} km"] {
                        add(&format!("{w} {before}"), own, Meaning::HasWithin);
                    }
                    for link in ["d un", "d une", "de", "d", "du", "des"] {
                        add(&format!("a moins de {{n}} km {link} {w}"), own, Meaning::HasWithin);
                    }
                }
            }
            Kind::Measure(m) => {
                add(&m.least, own, Meaning::Least);
                add(&m.most, own, Meaning::Most);
                for w in &c.words {
                    add(w, own, Meaning::First);
                    for (cmps, meaning) in [(&LESS[..], Meaning::Most), (&MORE[..], Meaning::Least)]
                    {
                        for cmp in cmps {
                            add(&format!("{w} {cmp} {{n}}"), own, meaning.clone());
                            add(&format!("{cmp} {{n}} {w}"), own, meaning.clone());
                            add(&format!("{cmp} {{n}} % {w}"), own, meaning.clone());
                            add(&format!("{cmp} {{n}} % de {w}"), own, meaning.clone());
                        }
                    }
                    for (after, meaning) in [
                        ("ou moins", Meaning::Most),
                        ("au plus", Meaning::Most),
                        ("ou plus", Meaning::Least),
                        ("au moins", Meaning::Least),
                    ] {
                        add(&format!("{{n}} {w} {after}"), own, meaning.clone());
                        add(&format!("{w} {{n}} {after}"), own, meaning);
                    }
                    if ["km", "min"].contains(&m.unit.as_str()) {
                        for unit in [
                            m.unit.as_str(),
                            if m.unit == "min" { "minutes" } else { "kilometres" },
                        ] {
                            for link in ["d un", "d une", "de", "d", "du", "des"] {
                                add(
                                    &format!("a moins de {{n}} {unit} {link} {w}"),
                                    own,
                                    Meaning::Most,
                                );
                                add(&format!("a {{n}} {unit} {link} {w}"), own, Meaning::Most);
                            }
                            add(&format!("{w} a moins de {{n}} {unit}"), own, Meaning::Most);
                            add(&format!("{w} a {{n}} {unit}"), own, Meaning::Most);
                        }
                    }
                }
            }
            Kind::Options { options } => {
                for o in options {
                    for w in o.words.iter().chain([&o.phrase]) {
                        add(w, own, Meaning::Option(o.id.clone()));
                    }
                }
            }
            Kind::Area { level, one, many } => {
                for head in [one, many] {
                    add(head.split("{list}").next().unwrap_or_default(), own, Meaning::Areas);
                }
                for w in &c.words {
                    add(w, own, Meaning::Areas);
                    add(&format!("{w}s"), own, Meaning::Areas);
                }
                if *level == AreaKind::Departement {
                    // « dans le 46 ».
                    add("dans le", own, Meaning::Areas);
                }
                let areas = dataset.gazetteer().membership(*level);
                for area in areas.into_iter().flat_map(|m| &m.areas) {
                    add(&area.name, own, Meaning::Area(area.code.clone()));
                }
            }
        }
    }
    if let Some(near) = book.criteria.iter().find(|c| matches!(c.kind, Kind::Near { .. })) {
        for (unit, travel) in [
            ("km", Travel::Km),
            ("kilometres", Travel::Km),
            ("min", Travel::Minutes),
            ("mn", Travel::Minutes),
            ("minutes", Travel::Minutes),
        ] {
            for before in ["a moins de", "moins de", "a", ""] {
                for after in ["", "autour"] {
                    let mut words = pattern(&format!("{before} {{n}} {unit} {after}"));
                    words.push(Word::Place);
                    let meaning = Meaning::Near(travel);
                    all.push(Pattern { words, criterion: Some(near), meaning });
                }
            }
        }
        for before in ["pres", "proche", "autour", "aux environs"] {
            let mut words = pattern(before);
            words.push(Word::Place);
            all.push(Pattern { words, criterion: Some(near), meaning: Meaning::Near(Travel::Km) });
        }
    }
    all
}
