//! The aids of the sheet: what each pays at a place on a day, or the reasons why it does not. All
//! of it is the engine's answer for the doctors that a rule names as examples
//! ([`super::SheetCase`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    ClassCase, Fact, Family, Footing, LegalReference, OfferRule, PlaceZone, RequirementRule,
    RuleBook, SheetCase, Unit,
    amount::{Amount, amount},
    asking::{asked, is_zone_alone},
    by_class::gathered,
    engine::scope,
    formula::{Datum, Formula, Missing, Scope, Situation},
};
use crate::{
    column::{Absence, Class},
    text::{self, NNBSP},
};

/// What is known of the medical zone of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Zone<'a> {
    /// The class of the place.
    Known(&'a Class),
    /// The table gives none, and why.
    Absent(Absence),
    /// The table is not loaded yet.
    NotLoaded,
}

impl Zone<'_> {
    /// Says it of the facts of a place, of which a table that gives no class has said nothing.
    pub(crate) fn tell(self, book: &RuleBook, facts: &mut BTreeMap<Fact, Datum>) {
        if let Self::Known(class) = self {
            book.tell_class(&class.id, facts);
        }
    }
}

/// An aid as it stands for a place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer {
    /// Identifier of the rule.
    pub id: String,
    /// Group that it is shown with.
    pub family: Family,
    /// Short name (« CAIM »), in French.
    pub short: String,
    /// Name in full, in French.
    pub name: String,
    /// What it is, in one sentence.
    pub summary: String,
    /// What else must hold.
    pub conditions: Vec<String>,
    /// Granted, refused, or unknown because the zone is.
    pub verdict: Verdict,
    /// Doubt about the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<String>,
    /// Where the rule is written.
    pub references: Vec<LegalReference>,
}

/// The answer of the rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Open here and on that day, under the conditions of the offer.
    Granted {
        /// What it pays, in French.
        amount: String,
        /// The same in a few words.
        brief: String,
        /// The figures that the sentence uses.
        parameters: Vec<ParameterUse>,
    },
    /// Not open, for each of these reasons.
    Refused {
        /// Every reason why it is refused.
        reasons: Vec<Reason>,
    },
    /// What decides is no table's, but an answer of the doctor: the address, most often.
    Depends {
        /// What is asked, in French, a question mark at its end.
        on: Vec<String>,
    },
    /// Another answer for each class that the place may have by the act in force.
    ByClass {
        /// The answers, in the order of the legend.
        cases: Vec<ClassCase>,
    },
    /// The zone is not known, so nothing is said.
    Unknown {
        /// Why nothing can be said, in French.
        why: String,
    },
}

/// A figure of the rule book as used in an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterUse {
    /// Full name, with that of its file (`caim.base_4d`).
    pub name: String,
    /// What the figure is, in French.
    pub label: String,
    /// Value on the day.
    pub value: f64,
    /// Unit of the value.
    pub unit: Unit,
}

/// Why an aid is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// It does not exist yet on that day.
    NotYetOpen {
        /// First day on which it can be asked for.
        from: NaiveDate,
        /// The reason in a French sentence.
        text: String,
    },
    /// It does not exist any more on that day.
    Closed {
        /// Last day on which it could be asked for.
        last: NaiveDate,
        /// In words, with what replaced it.
        text: String,
    },
    /// The class of zone gives no right to it.
    Zone {
        /// Classes of the zoning that would do.
        needed: Vec<String>,
        /// Class of the place.
        found: String,
        /// The reason in a French sentence.
        text: String,
    },
    /// The place is not one that the aid is for, whatever its class of zone.
    Place {
        /// The reason in a French sentence.
        text: String,
    },
}

impl Reason {
    /// The reason in words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::NotYetOpen { text, .. }
            | Self::Closed { text, .. }
            | Self::Zone { text, .. }
            | Self::Place { text } => text,
        }
    }
}

/// Every aid that has an example for the sheet, at a place with these facts on a day, in the order
/// of the book; `place` is what is known of its medical zone.
#[must_use]
pub fn offers(
    book: &RuleBook,
    facts: &BTreeMap<Fact, Datum>,
    place: &PlaceZone<'_>,
    date: NaiveDate,
) -> Vec<Offer> {
    let on_the_sheet = book.offers.iter().filter(|rule| !rule.sheet.is_empty());
    on_the_sheet.map(|rule| offer(book, rule, facts, place, date)).collect()
}

fn offer(
    book: &RuleBook,
    rule: &OfferRule,
    facts: &BTreeMap<Fact, Datum>,
    place: &PlaceZone<'_>,
    date: NaiveDate,
) -> Offer {
    let mut facts = facts.clone();
    let answers = place.zones().into_iter().map(|zone| {
        zone.tell(book, &mut facts);
        (zone, verdict(book, rule, &facts, zone, date))
    });
    let verdict = gathered(answers.collect());
    // Outside its days an aid is described by the figures of its first or last day.
    let day = date.clamp(rule.from, rule.to.unwrap_or(NaiveDate::MAX));
    let says_zone = match &verdict {
        Verdict::Granted { .. }
        | Verdict::Depends { .. }
        | Verdict::ByClass { .. }
        | Verdict::Unknown { .. } => true,
        Verdict::Refused { reasons } => reasons.iter().any(|r| matches!(r, Reason::Zone { .. })),
    };
    Offer {
        id: rule.id.clone(),
        family: rule.family,
        short: rule.short.clone(),
        name: text::typeset(&rule.name),
        summary: fill(book, &rule.summary, day),
        conditions: rule
            .requires
            .iter()
            .filter(|r| !is_zone_alone(&r.holds))
            .map(|r| &r.text)
            .chain(&rule.remarks)
            .map(|c| fill(book, c, day))
            .collect(),
        caveat: place.footing.caveat.clone().filter(|_| says_zone),
        verdict,
        references: rule.references.clone(),
    }
}

fn verdict(
    book: &RuleBook,
    rule: &OfferRule,
    facts: &BTreeMap<Fact, Datum>,
    zone: Zone<'_>,
    date: NaiveDate,
) -> Verdict {
    let mut reasons = Vec::new();
    if date < rule.from {
        let day = text::date(rule.from);
        let text = format!("n’existait pas encore{NNBSP}: ouvert à partir du {day}");
        reasons.push(Reason::NotYetOpen { from: rule.from, text });
    }
    if let Some(last) = rule.to.filter(|to| date > *to) {
        let mut text = format!("dernière signature possible le {}", text::date(last));
        if let Some(replacement) = &rule.replaced_by {
            text.push_str(&format!("{NNBSP}; {}", text::typeset(replacement)));
        }
        reasons.push(Reason::Closed { last, text });
    }
    let open = reasons.is_empty();
    let mut unknown = None;
    // The examples of an aid differ in what they are paid, not in where: the first says where.
    if let Some(case) = rule.sheet.first() {
        let situation = situation(book, rule, case, facts, date);
        let scope = scope(book, rule, &situation);
        for requirement in &rule.requires {
            match scope.flag(&requirement.holds) {
                Ok(true) => {}
                Ok(false) => reasons.push(elsewhere(&scope, requirement, zone)),
                Err(missing) => unknown = unknown.or(Some(missing)),
            }
        }
    }
    if !reasons.is_empty() {
        return Verdict::Refused { reasons };
    }
    match unknown.filter(|_| open) {
        Some(missing) => match asked(book, &missing) {
            Some(on) => Verdict::Depends { on },
            None => Verdict::Unknown { why: why_unknown(&missing, zone) },
        },
        None => granted(book, rule, facts, date),
    }
}

/// A doctor of an example who would settle at a place with these facts.
fn situation(
    book: &RuleBook,
    rule: &OfferRule,
    case: &SheetCase,
    facts: &BTreeMap<Fact, Datum>,
    date: NaiveDate,
) -> Situation {
    let nothing = Situation {
        date,
        facts: BTreeMap::new(),
        answers: BTreeMap::new(),
        footing: Footing::default(),
    };
    let scope = scope(book, rule, &nothing);
    // One by one: collecting would sort them first.
    let mut answers = BTreeMap::new();
    for (id, formula) in &case.answers {
        if let Ok(answer) = scope.eval(formula) {
            answers.insert(id.clone(), answer);
        }
    }
    Situation { date, facts: facts.clone(), answers, footing: Footing::default() }
}

fn why_unknown(missing: &BTreeSet<Missing>, zone: Zone<'_>) -> String {
    let is_zone = missing.contains(&Missing::Fact(Fact::Zone));
    match zone {
        Zone::Absent(reason) if is_zone => {
            format!("zone médicale inconnue ({})", text::absence(reason))
        }
        Zone::NotLoaded if is_zone => "zonage en cours de chargement".to_owned(),
        _ => {
            let lacks = |m: &Missing| match m {
                Missing::Fact(fact) => fact.label().to_owned(),
                Missing::Answer(name) | Missing::Rule(name) => name.clone(),
            };
            let lacks: Vec<String> = missing.iter().map(lacks).collect();
            format!("pas dans les données de Plaque{NNBSP}: {}", text::listed(&lacks))
        }
    }
}

/// Why a place is not one of those that an aid is for.
fn elsewhere(scope: &Scope, requirement: &RequirementRule, zone: Zone<'_>) -> Reason {
    let asked = fill(scope.book, &requirement.text, scope.day);
    let Zone::Known(class) = zone else { return Reason::Place { text: asked } };
    let mut words: Vec<String> = Vec::new();
    requirement.holds.names(&mut |f| {
        if let Formula::Word(w) = f
            && !words.contains(w)
        {
            words.push(w.clone());
        }
        false
    });
    let would_do = |word: &str| {
        let mut there = scope.situation.clone();
        there.facts.insert(Fact::Zone, Datum::Word(word.to_owned()));
        let scope = Scope { situation: &there, variables: BTreeMap::new(), ..*scope };
        scope.flag(&requirement.holds) == Ok(true)
    };
    let needed: Vec<String> = words.into_iter().filter(|w| would_do(w)).collect();
    if needed.is_empty() {
        return Reason::Place { text: asked };
    }
    // Where something else would do as well (an address in a priority district), the rule's own
    // words say so.
    let reserved = if is_zone_alone(&requirement.holds) {
        format!("réservé aux communes classées {}", needed.join(" ou "))
    } else {
        format!("il faut {asked}")
    };
    let text = format!("{reserved}{NNBSP}; ici{NNBSP}: {}", text::typeset(&class.short));
    Reason::Zone { needed, found: class.id.clone(), text }
}

fn granted(
    book: &RuleBook,
    rule: &OfferRule,
    facts: &BTreeMap<Fact, Datum>,
    date: NaiveDate,
) -> Verdict {
    let mut said: Vec<(Option<String>, Amount)> = Vec::new();
    for case in &rule.sheet {
        let situation = situation(book, rule, case, facts, date);
        let scope = scope(book, rule, &situation);
        let who = case.who.as_ref().map(|who| fill(book, who, date));
        if let Some(amount) = amount(&scope, who.as_deref()) {
            said.push((who, amount));
        }
    }
    let Some(((_, first), others)) = said.split_first() else {
        // A test over the rule book excludes it.
        return Verdict::Unknown { why: "montant inconnu".to_owned() };
    };
    let mut brief = first.brief.clone();
    for (who, other) in others {
        if let (Some(who), Some(more)) = (who, other.beyond(first)) {
            brief = format!("{brief}, {more} {who}");
        }
    }
    let full: Vec<&str> = said.iter().map(|(_, a)| a.full.as_str()).collect();
    let full = full.join(&format!("{NNBSP}; "));
    let mut parameters: Vec<ParameterUse> = Vec::new();
    for p in said.iter().flat_map(|(_, a)| &a.parameters) {
        if !parameters.contains(p) {
            parameters.push(p.clone());
        }
    }
    Verdict::Granted { amount: full, brief, parameters }
}

/// Puts the values in force on a day in the place of the names between braces.
pub(super) fn fill(book: &RuleBook, sentence: &str, date: NaiveDate) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, name, after)) =
        rest.split_once('{').and_then(|(b, r)| r.split_once('}').map(|(n, a)| (b, n, a)))
    {
        out.push_str(before);
        // The book was checked when it was made: each name has a value while the offer is open.
        let shown = book.parameter(name).and_then(|p| Some(p.unit.show(p.value(date)?)));
        out.push_str(shown.as_deref().unwrap_or("montant inconnu"));
        rest = after;
    }
    out.push_str(rest);
    text::typeset(&out)
}
