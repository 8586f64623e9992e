//! What each aid pays in a zone on a day, or the reasons why it does not.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Family, LegalReference, OfferRule, RuleBook, Unit, placeholders};
use crate::{
    column::{Absence, Class},
    text,
};

/// What is known of the medical zone of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Zone<'a> {
    /// Its class.
    Known(&'a Class),
    /// The table gives none, and why.
    Absent(Absence),
    /// The table is not loaded yet.
    NotLoaded,
}

/// An aid as it stands for a place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer {
    /// Identifier of the rule.
    pub id: String,
    /// Convention.
    pub family: Family,
    /// Short name.
    pub short: String,
    /// Name in full.
    pub name: String,
    /// What it is, in one sentence.
    pub summary: String,
    /// What else must hold.
    pub conditions: Vec<String>,
    /// The answer.
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
        /// What it pays.
        amount: String,
        /// The same in a few words.
        brief: String,
        /// The figures that the sentence uses.
        parameters: Vec<ParameterUse>,
    },
    /// Not open, for each of these reasons.
    Refused {
        /// The reasons.
        reasons: Vec<Reason>,
    },
    /// The zone is not known, so nothing is said.
    Unknown {
        /// Why.
        why: String,
    },
}

/// A figure of the rule book as used in an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterUse {
    /// Full name.
    pub name: String,
    /// What it is.
    pub label: String,
    /// Value on the day.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// Why an aid is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// It does not exist yet on that day.
    NotYetOpen {
        /// First day.
        from: NaiveDate,
        /// In words.
        text: String,
    },
    /// It does not exist any more on that day.
    Closed {
        /// Last day.
        last: NaiveDate,
        /// In words, with what replaced it.
        text: String,
    },
    /// The class of zone gives no right to it.
    Zone {
        /// Classes that do.
        needed: Vec<String>,
        /// Class of the place.
        found: String,
        /// In words.
        text: String,
    },
}

impl Reason {
    /// The reason in words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::NotYetOpen { text, .. } | Self::Closed { text, .. } | Self::Zone { text, .. } => text,
        }
    }
}

/// Every offer of the book for a zone on a day, in the order of the book.
#[must_use]
pub fn offers(book: &RuleBook, zone: Zone<'_>, date: NaiveDate) -> Vec<Offer> {
    let caveat = zoning_caveat(book, date);
    let on_the_sheet = book.offers.iter().filter(|rule| !rule.pays.is_empty());
    on_the_sheet.map(|rule| offer(book, rule, zone, date, caveat.as_deref())).collect()
}

/// What to tell about the table of zones on a day that it was not made for.
#[must_use]
pub(crate) fn zoning_caveat(book: &RuleBook, date: NaiveDate) -> Option<String> {
    let zoning = book.zoning.as_ref()?;
    (date < zoning.from || date > zoning.to).then(|| text::typeset(&zoning.caveat))
}

fn offer(book: &RuleBook, rule: &OfferRule, zone: Zone<'_>, date: NaiveDate, caveat: Option<&str>) -> Offer {
    let verdict = verdict(book, rule, zone, date);
    // Outside its days an aid is described by the figures of its first or last day.
    let day = date.clamp(rule.from, rule.to.unwrap_or(NaiveDate::MAX));
    let says_zone = match &verdict {
        Verdict::Granted { .. } | Verdict::Unknown { .. } => true,
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
            .filter(|r| r.id != "zone")
            .map(|r| &r.text)
            .chain(&rule.remarks)
            .map(|c| fill(book, c, day))
            .collect(),
        caveat: caveat.filter(|_| says_zone).map(str::to_owned),
        verdict,
        references: rule.references.clone(),
    }
}

fn verdict(book: &RuleBook, rule: &OfferRule, zone: Zone<'_>, date: NaiveDate) -> Verdict {
    let mut reasons = Vec::new();
    if date < rule.from {
        let text = format!("n’existait pas encore{}: ouvert à partir du {}", text::NNBSP, text::date(rule.from));
        reasons.push(Reason::NotYetOpen { from: rule.from, text });
    }
    if let Some(last) = rule.to.filter(|to| date > *to) {
        let mut text = format!("dernière signature possible le {}", text::date(last));
        if let Some(replacement) = &rule.replaced_by {
            text.push_str(&format!("{}; {}", text::NNBSP, text::typeset(replacement)));
        }
        reasons.push(Reason::Closed { last, text });
    }
    let open = reasons.is_empty();
    match zone {
        Zone::Known(class) => match rule.pays.get(&class.id) {
            Some(sentence) if open => return granted(book, sentence, rule.brief.get(&class.id), date),
            Some(_) => {}
            None => {
                let needed: Vec<String> = rule.pays.keys().cloned().collect();
                let text = format!(
                    "réservé aux communes classées {}{}; ici{}: {}",
                    needed.join(" ou "),
                    text::NNBSP,
                    text::NNBSP,
                    text::typeset(&class.short)
                );
                reasons.push(Reason::Zone { needed, found: class.id.clone(), text });
            }
        },
        Zone::Absent(reason) if open => {
            return Verdict::Unknown { why: format!("zone médicale inconnue ({})", text::absence(reason)) };
        }
        Zone::NotLoaded if open => return Verdict::Unknown { why: "table des zones en cours de chargement".to_owned() },
        Zone::Absent(_) | Zone::NotLoaded => {}
    }
    Verdict::Refused { reasons }
}

fn granted(book: &RuleBook, sentence: &str, brief: Option<&String>, date: NaiveDate) -> Verdict {
    let parameters = placeholders(sentence)
        .filter_map(|name| {
            let parameter = book.parameter(name)?;
            let value = parameter.value(date)?;
            Some(ParameterUse { name: name.to_owned(), label: text::typeset(&parameter.label), value, unit: parameter.unit })
        })
        .collect();
    let brief = fill(book, brief.map_or(sentence, String::as_str), date);
    Verdict::Granted { amount: fill(book, sentence, date), brief, parameters }
}

/// Puts the values in force on a day in the place of the names between braces.
pub(super) fn fill(book: &RuleBook, sentence: &str, date: NaiveDate) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(b, r)| r.split_once('}').map(|(n, a)| (b, n, a))) {
        out.push_str(before);
        // The book was checked when it was made: each name has a value while the offer is open.
        let shown = book.parameter(name).and_then(|p| Some(p.unit.show(p.value(date)?)));
        out.push_str(shown.as_deref().unwrap_or("montant inconnu"));
        rest = after;
    }
    out.push_str(rest);
    text::typeset(&out)
}
