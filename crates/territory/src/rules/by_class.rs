//! Where the class of a place is not settled: the answer for each class that it may have.

use serde::Serialize;

use super::{
    Combination, Footing, Outcome, ParameterUse, RuleBook, Situation, Verdict, Zone, combinations,
    outcomes,
};
use crate::{
    column::{Absence, Class},
    text,
};

/// What is known of the class of a place on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceZone<'a> {
    /// The class of the table, or the only one that the act in force can give.
    pub zone: Zone<'a>,
    /// What that rests on.
    pub footing: Footing,
    /// The classes that it may have, in the order of the legend; none where it is settled.
    pub possible: Vec<&'a Class>,
}

impl<'a> PlaceZone<'a> {
    /// What is known where a table gives a class or none: `classes` are all that it can give.
    #[must_use]
    pub fn new(table: Zone<'a>, footing: Footing, classes: &'a [Class]) -> Self {
        let of = |id: &String| classes.iter().find(|c| c.id == *id);
        let (zone, possible) = match (footing.possible.as_slice(), table) {
            // A city of several classes is asked about by arrondissement.
            (_, Zone::NotLoaded | Zone::Absent(Absence::NotApplicable)) | ([], _) => {
                (table, Vec::new())
            }
            ([only], _) => (of(only).map_or(table, Zone::Known), Vec::new()),
            (several, _) => {
                let possible = classes.iter().filter(|c| several.contains(&c.id)).collect();
                (table, possible)
            }
        };
        Self { zone, footing, possible }
    }

    /// A class that stands, whatever the day.
    #[must_use]
    pub fn settled(zone: Zone<'a>) -> Self {
        Self { zone, footing: Footing::default(), possible: Vec::new() }
    }

    /// What the class is, or each that it may be.
    pub(super) fn zones(&self) -> Vec<Zone<'a>> {
        match self.possible.is_empty() {
            true => vec![self.zone],
            false => self.possible.iter().map(|class| Zone::Known(class)).collect(),
        }
    }
}

/// The answer for some of the classes that a place may have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassCase {
    /// The classes, by identifier.
    pub classes: Vec<String>,
    /// The same in words (« en ZIP », « en ZAC ou hors zonage »).
    pub text: String,
    /// The answer there in a few words: what is paid, or that nothing is.
    pub said: String,
    /// The figures that the answer uses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterUse>,
}

/// « en ZIP », « hors zonage ».
#[must_use]
pub fn in_class(class: &Class) -> String {
    // The classes that stand for no zone are named by what they are not.
    match class.short.strip_prefix("Hors ") {
        Some(rest) => format!("hors {}", text::typeset(rest)),
        None => format!("en {}", text::typeset(&class.short)),
    }
}

/// Everything that a situation gives if the place is of one class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// The class, by identifier.
    pub class: String,
    /// The same in words (« en ZIP »).
    pub text: String,
    /// The answer for every aid, in the order of the book.
    pub outcomes: Vec<Outcome>,
    /// Lawful combinations, the best first.
    pub combinations: Vec<Combination>,
}

/// What a situation gives for each class that its place may have; nothing where one is settled.
#[must_use]
pub fn alternatives(
    book: &RuleBook,
    situation: &Situation,
    possible: &[&Class],
) -> Vec<Alternative> {
    let of = |class: &&Class| {
        let mut there = situation.clone();
        book.tell_class(&class.id, &mut there.facts);
        let outcomes = outcomes(book, &there);
        Alternative {
            class: class.id.clone(),
            text: in_class(class),
            combinations: combinations(book, &outcomes),
            outcomes,
        }
    };
    possible.iter().map(of).collect()
}

/// The answers for each class as one: that which is the same for all, or all of them.
pub(super) fn gathered(answers: Vec<(Zone<'_>, Verdict)>) -> Verdict {
    let is_refused = |v: &Verdict| matches!(v, Verdict::Refused { .. });
    let mut cases: Vec<(Vec<Zone<'_>>, Verdict)> = Vec::new();
    for (zone, verdict) in answers {
        match (cases.iter_mut())
            .find(|(_, v)| *v == verdict || (is_refused(v) && is_refused(&verdict)))
        {
            Some((zones, before)) => {
                zones.push(zone);
                before.keep_shared(&verdict);
            }
            None => cases.push((vec![zone], verdict)),
        }
    }
    if cases.len() > 1 {
        return Verdict::ByClass { cases: cases.into_iter().map(case).collect() };
    }
    // A place is of one class at least.
    cases.pop().map_or(Verdict::ByClass { cases: Vec::new() }, |(_, only)| only)
}

fn case((zones, verdict): (Vec<Zone<'_>>, Verdict)) -> ClassCase {
    let mut classes = Vec::new();
    let mut text = String::new();
    for zone in zones {
        if let Zone::Known(class) = zone {
            classes.push(class.id.clone());
            if !text.is_empty() {
                text.push_str(" ou ");
            }
            text.push_str(&in_class(class));
        }
    }
    let (said, parameters) = match verdict {
        Verdict::Granted { brief, parameters, .. } => (brief, parameters),
        Verdict::Refused { .. } => ("rien".to_owned(), Vec::new()),
        Verdict::Depends { .. } => ("selon l’adresse".to_owned(), Vec::new()),
        Verdict::Unknown { .. } | Verdict::ByClass { .. } => ("à vérifier".to_owned(), Vec::new()),
    };
    ClassCase { classes, text, said, parameters }
}

impl Verdict {
    /// Of a refusal: keeps the reasons that another one shares, unless there is none.
    fn keep_shared(&mut self, other: &Self) {
        if let (Self::Refused { reasons }, Self::Refused { reasons: others }) = (self, other)
            && reasons.iter().any(|r| others.contains(r))
        {
            reasons.retain(|r| others.contains(r));
        }
    }
}
