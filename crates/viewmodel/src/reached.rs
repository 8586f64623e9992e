//! Between what the money of a place lies, in words.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use territory::{
    Class, Dataset, Row, RuleBook, Zone,
    rules::{
        Fact, Nature, Question, Reach, Saving, Situation, Weight, hypotheses, in_class, prospect,
        saving_if_granted,
    },
    text,
};

use crate::answers::answers_of;

/// The question that the point of an address answers.
pub const IN_DISTRICT: &str = "qpv";

/// What the aids of a place may come to, whatever is still to be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// In whatever class the place is.
    pub reach: Reach,
    /// The same in each class that the place may have, in words (« en ZIP »).
    pub by_class: Vec<(String, Reach)>,
    /// What hangs on the questions that are not answered.
    pub weights: Vec<Weight>,
    /// Whether anything can be counted: the zone is known, or what it may be.
    pub can_count: bool,
    /// Aids that may yet be had and that forgo a tax.
    spared: Vec<Spared>,
    hypotheses: Option<String>,
}

impl Reached {
    /// `possible` are the classes that the place may have, none where one is settled; `is_weighed`
    /// the questions that [`Self::weights`] is asked for.
    #[must_use]
    pub fn of(
        book: &RuleBook,
        situation: &Situation,
        possible: &[&Class],
        is_weighed: impl Fn(&Question) -> bool,
    ) -> Self {
        let prospect = prospect(book, situation, possible, is_weighed);
        let hypotheses = hypotheses(book, situation);
        let has_scale = hypotheses.is_some();
        let spared = |id: &String| Spared::of(book, situation, id, has_scale);
        let spared = prospect.whole.open.iter().filter_map(spared).collect();
        let classes = possible.iter().map(|class| in_class(class));
        Self {
            reach: prospect.whole,
            by_class: classes.zip(prospect.by_class).collect(),
            weights: prospect.weights,
            spared,
            hypotheses,
            can_count: situation.facts.contains_key(&Fact::Zone) || !possible.is_empty(),
        }
    }

    /// At a place, on a day, for answers as an address has them.
    #[must_use]
    pub fn at(
        set: &Dataset,
        row: Row,
        date: NaiveDate,
        written: &BTreeMap<String, String>,
    ) -> Self {
        let place = set.place_zone(row, date);
        let situation = Situation {
            date,
            facts: set.facts(row, date),
            answers: answers_of(set.rules(), written),
            footing: place.footing,
        };
        Self::of(set.rules(), &situation, &place.possible, |_| false)
    }

    /// How much, in a few words, and euros where it is one sum whatever is still to be answered. Where
    /// the class of the place is not settled, what the one of the table gives comes first.
    #[must_use]
    pub fn sum(&self, of_table: Zone<'_>) -> (String, Option<f64>) {
        if !self.can_count {
            let why = "zone inconnue, ou fixée par arrondissement : rien n’est compté";
            return (text::typeset(why), None);
        }
        if self.by_class.is_empty() {
            let is_one = self.reach.most - self.reach.least < 0.005;
            return (between(&self.reach), is_one.then_some(self.reach.most));
        }
        let named = match of_table {
            Zone::Known(class) => in_class(class),
            _ => String::new(),
        };
        let (first, others): (Vec<_>, Vec<_>) =
            self.by_class.iter().partition(|(class, _)| *class == named);
        let said = |(class, reach): &(String, Reach)| format!("{} {class}", between(reach));
        let others: Vec<String> = others.into_iter().map(said).collect();
        let words = match first.first() {
            Some(first) => {
                format!("{}, classe du zonage utilisé ; sinon {}", said(first), others.join(", "))
            }
            None => others.join(", "),
        };
        (text::typeset(&words), None)
    }

    /// How much, in a sentence.
    #[must_use]
    pub fn reaches(&self) -> String {
        if !self.can_count {
            return "La zone médicale n’est pas connue\u{202f}: aucun montant n’est compté."
                .to_owned();
        }
        if self.by_class.is_empty() {
            let said = match self.reach.most {
                0.0 => "Aucun montant à compter".to_owned(),
                _ => text::sentence_case(&between(&self.reach)),
            };
            return format!("{said} sur cinq ans{}.", estimated(&self.reach));
        }
        let each: Vec<String> = (self.by_class.iter())
            .map(|(class, reach)| format!("{} {class}", between(reach)))
            .collect();
        let part = if self.reach.estimated > 0.0 { " (montants en partie estimés)" } else { "" };
        format!("Sur cinq ans, selon la classe\u{202f}: {}{part}.", each.join(", "))
    }

    /// What no sum of euros says: aids that forgo a tax, and what the address alone decides.
    #[must_use]
    pub fn beside(&self) -> Option<String> {
        let by_address = (self.weights.iter())
            .any(|w| w.question == IN_DISTRICT && w.stake > 0.0)
            .then(|| "Une part ne s’ouvre que dans un quartier prioritaire (QPV).".to_owned());
        let all: Vec<String> = by_address.into_iter().chain(self.spared()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// The tax that is not asked, an aid after the other: never a sum.
    fn spared(&self) -> Option<String> {
        let yearly = |s: &Spared| {
            let saving = s.saving.as_ref()?.in_words();
            Some(format!("{}, {saving} par an", text::quoted(&s.name)))
        };
        let told: Vec<String> = self.spared.iter().filter_map(yearly).collect();
        let apart = if told.len() > 1 { " Chacun est estimé seul." } else { "" };
        let untold = |is_unknown: bool, why: &str| {
            let is = |s: &&Spared| s.saving.is_none() && s.lacks_scale == is_unknown;
            let names = self.spared.iter().filter(is).map(|s| text::quoted(&s.name));
            let names: Vec<String> = names.collect();
            (!names.is_empty()).then(|| format!("{}, {why}", text::listed(&names)))
        };
        let asked = untold(false, "selon vos réponses");
        let unknown = untold(true, "sans estimation, faute de barème connu à cette date");
        let all: Vec<String> = told.into_iter().chain(asked).chain(unknown).collect();
        (!all.is_empty()).then(|| {
            format!(
                "Impôt en moins possible, compté à part\u{202f}: {}.{apart}",
                all.join("\u{202f}; ")
            )
        })
    }

    /// What is supposed of the answers that are missing, where the most rests on it.
    #[must_use]
    pub fn retains(&self, book: &RuleBook) -> Option<String> {
        let said = |(id, number): (&String, &f64)| {
            let question = book.question(id)?;
            let because = text::typeset(&question.suppose.as_ref()?.because);
            let number =
                question.unit.map_or_else(|| text::number(*number, 2), |u| u.show(*number));
            let label = text::quoted(&text::typeset(&question.label));
            Some(format!("{number} pour {label} ({because})"))
        };
        let all: Vec<String> = self.reach.supposed.iter().filter_map(said).collect();
        (!all.is_empty()).then(|| {
            format!(
                "Tant que vous ne répondez pas, l’estimation retient {}.",
                all.join("\u{202f}; ")
            )
        })
    }

    /// What the estimates of tax rest on; nothing where there is none.
    #[must_use]
    pub fn supposes(&self) -> Option<&str> {
        let is_estimated = |s: &Spared| s.saving.as_ref().is_some_and(|saving| saving.is_estimated);
        self.hypotheses.as_deref().filter(|_| self.spared.iter().any(is_estimated))
    }
}

/// An aid that forgoes a tax.
#[derive(Clone, Debug, PartialEq)]
struct Spared {
    name: String,
    /// What its first year would save; none where its amount hangs on an answer, or on a scale.
    saving: Option<Saving>,
    /// Whether it hangs on a scale of the income tax that is not known on the day.
    lacks_scale: bool,
}

impl Spared {
    /// One of the book, where all that it gives is a tax less.
    fn of(book: &RuleBook, situation: &Situation, id: &str, has_scale: bool) -> Option<Self> {
        let rule = book.offer(id)?;
        let is_tax =
            !rule.payments.is_empty() && rule.payments.iter().all(|p| p.nature != Nature::Cash);
        is_tax.then(|| Self {
            name: text::typeset(&rule.short),
            saving: saving_if_granted(book, rule, situation),
            lacks_scale: !has_scale && rule.payments.iter().any(|p| p.nature == Nature::TaxFree),
        })
    }
}

/// « 10 000 € », « de 10 000 à 32 000 € », « jusqu’à 32 000 € », « aucun montant ».
fn between(reach: &Reach) -> String {
    let most = text::euros(reach.most);
    match (reach.least, reach.most) {
        (_, 0.0) => "aucun montant".to_owned(),
        (0.0, _) => format!("jusqu’à {most}"),
        (least, top) if least < top => format!("de {} à {most}", text::integer(least)),
        _ => most,
    }
}

/// What of it is estimated, where something is: the end of a sentence.
fn estimated(reach: &Reach) -> String {
    match reach.estimated {
        0.0 => String::new(),
        part if part < reach.most => format!(", dont {} estimés", text::euros(part)),
        _ => ", estimés".to_owned(),
    }
}
