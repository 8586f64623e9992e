//! Between what the money of a place lies, in words.

use territory::{
    Class, RuleBook,
    rules::{Fact, Nature, Question, Reach, Situation, Weight, in_class, prospect},
    text,
};

use super::judged::IN_DISTRICT;

/// What the aids of a place may come to, whatever is still to be answered.
#[derive(Clone, PartialEq)]
pub(super) struct Reached {
    pub(super) reach: Reach,
    /// The same in each class that the place may have, in words (« en ZIP »).
    pub(super) by_class: Vec<(String, Reach)>,
    /// What hangs on the questions that are not answered.
    pub(super) weights: Vec<Weight>,
    /// Whether anything can be counted: the zone is known, or what it may be.
    pub(super) can_count: bool,
}

impl Reached {
    /// `possible` are the classes that the place may have, none where one is settled; `is_weighed`
    /// the questions that [`Self::weights`] is asked for.
    pub(super) fn of(
        book: &RuleBook,
        situation: &Situation,
        possible: &[&Class],
        is_weighed: impl Fn(&Question) -> bool,
    ) -> Self {
        let prospect = prospect(book, situation, possible, is_weighed);
        let classes = possible.iter().map(|class| in_class(class));
        Self {
            reach: prospect.whole,
            by_class: classes.zip(prospect.by_class).collect(),
            weights: prospect.weights,
            can_count: situation.facts.contains_key(&Fact::Zone) || !possible.is_empty(),
        }
    }

    /// How much, in a sentence.
    pub(super) fn reaches(&self) -> String {
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
        let part = if self.reach.estimated > 0.0 { ", en partie estimés" } else { "" };
        format!("Sur cinq ans, selon la classe\u{202f}: {}{part}.", each.join(", "))
    }

    /// What no sum of euros says: aids that forgo a tax, and what the address alone decides.
    pub(super) fn beside(&self, book: &RuleBook) -> Option<String> {
        let is_tax = |id: &&String| {
            book.offer(id).is_some_and(|rule| {
                !rule.payments.is_empty()
                    && rule.payments.iter().all(|p| p.nature == Nature::TaxFree)
            })
        };
        let names: Vec<String> = (self.reach.open.iter().filter(is_tax))
            .filter_map(|id| Some(text::typeset(&book.offer(id)?.short)))
            .collect();
        let tax = (!names.is_empty()).then(|| {
            format!("Impôt en moins possible, compté à part\u{202f}: {}.", text::listed(&names))
        });
        let by_address = (self.weights.iter())
            .any(|w| w.question == IN_DISTRICT && w.stake > 0.0)
            .then(|| "Une part ne s’ouvre que dans un quartier prioritaire (QPV).".to_owned());
        let all: Vec<String> = by_address.into_iter().chain(tax).collect();
        (!all.is_empty()).then(|| all.join(" "))
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
