//! Everything that the answers give at a place: with its class where one is settled, with each that
//! it may have where none is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use territory::{
    Class, Dataset, InseeCode, Row, RuleBook,
    quarters::Footing as District,
    rules::{
        Alternative, Combination, Datum, Fact, Footing, Outcome, Question, Situation,
        State as Answer, TAX_QUESTIONS, alternatives, combinations, outcomes, questions_left,
    },
    text,
};
use viewmodel::{
    reached::{IN_DISTRICT, Reached},
    scenario::Name,
};

use super::{UNKNOWN, answers_of};
use crate::pin::{DistrictClass, Found};

/// Questions about the household, which no aid asks.
const HOUSEHOLD: &[&str] = TAX_QUESTIONS.split_at(1).1;
/// Questions shown at a time beyond those that are answered.
const AHEAD: usize = 4;
/// Of these, those on which most money hangs.
const DECISIVE: usize = 3;

/// What is known of a place.
#[derive(Default)]
pub(super) struct Here {
    facts: BTreeMap<Fact, Datum>,
    footing: Footing,
    /// The classes that it may have; none where one is settled.
    pub(super) possible: Vec<Class>,
    /// Whether the address is in a priority district, where its point tells.
    in_district: Option<bool>,
    /// Whether the class is that of the district, not of the commune.
    is_of_district: bool,
}

impl Here {
    /// A place, or none, on a day; `stated` are classes that the user has read in acts, `found` what
    /// is known of an address in it.
    pub(super) fn of(
        set: &Dataset,
        row: Option<Row>,
        date: NaiveDate,
        stated: &BTreeMap<InseeCode, Name>,
        found: Option<Found>,
    ) -> Self {
        let Some(row) = row else { return Self::default() };
        let place = set.place_zone(row, date);
        let mut facts = set.facts(row, date);
        let in_district = found.as_ref().and_then(|found| match found.footing {
            District::Inside => Some(true),
            District::Outside => Some(false),
            District::Edge => None,
        });
        // An act may class a district apart from its commune.
        let is_apart = matches!(facts.get(&Fact::Region), Some(Datum::Word(region)) if set
            .rules()
            .zoning
            .as_ref()
            .is_some_and(|z| z.classes_districts(region, date)));
        let classed = found.as_ref().and_then(Found::classed);
        if let Some((name, DistrictClass { class, source, .. })) =
            classed.filter(|(_, class)| is_apart || class.is_own)
        {
            set.rules().tell_class(class, &mut facts);
            let caveat = format!(
                "{class}, classe du quartier prioritaire «\u{202f}{name}\u{202f}» ({}), et non de la commune\u{202f}: l’acte publié fait seul foi",
                text::typeset(source)
            );
            let footing = Footing { caveat: Some(caveat), ..place.footing };
            return Self {
                facts,
                footing,
                possible: Vec::new(),
                in_district,
                is_of_district: true,
            };
        }
        let is_of_district = false;
        let known = stated.get(&set.gazetteer().code(row)).map(Name::as_str);
        match place.possible.iter().find(|c| Some(c.id.as_str()) == known) {
            Some(class) => {
                set.rules().tell_class(&class.id, &mut facts);
                let caveat = "classe que vous avez indiquée\u{202f}: l’acte publié fait seul foi";
                let footing = Footing { caveat: Some(caveat.to_owned()), ..place.footing };
                Self { facts, footing, possible: Vec::new(), in_district, is_of_district }
            }
            None => {
                let possible = place.possible.into_iter().cloned().collect();
                Self { facts, footing: place.footing, possible, in_district, is_of_district }
            }
        }
    }
}

impl Here {
    /// What is known of the place, and what is answered.
    pub(super) fn situation(
        &self,
        book: &RuleBook,
        date: NaiveDate,
        written: &BTreeMap<String, String>,
    ) -> Situation {
        let mut answers = answers_of(book, written);
        // The point is believed before what was answered of it.
        answers.extend(self.in_district.map(|is| (IN_DISTRICT.to_owned(), Datum::Flag(is))));
        Situation { date, facts: self.facts.clone(), answers, footing: self.footing.clone() }
    }
}

/// Everything that the answers give.
#[derive(PartialEq)]
pub(super) struct Judged {
    pub(super) situation: Situation,
    /// What is so whatever the class.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) combinations: Vec<Combination>,
    /// What is so in each class that the place may have; none where one is settled.
    pub(super) alternatives: Vec<Alternative>,
    /// Between what the money lies.
    pub(super) reached: Reached,
    /// Questions to show, in the order of the book: answered ones and the most decisive.
    pub(super) questions: Vec<String>,
    /// Whether the class is that of the district of the address, not of the commune.
    pub(super) is_of_district: bool,
    /// Options that the rights found so far could add, and that nothing was said about.
    pub(super) options: Vec<String>,
}

impl Judged {
    pub(super) fn of(
        set: &Dataset,
        here: Here,
        date: NaiveDate,
        written: &BTreeMap<String, String>,
    ) -> Self {
        let book = set.rules();
        let situation = here.situation(book, date, written);
        let outcomes = outcomes(book, &situation);
        let possible: Vec<&Class> = here.possible.iter().collect();
        let alternatives = alternatives(book, &situation, &possible);
        // What is asked in any class is asked.
        let all: Vec<&Outcome> = match alternatives.is_empty() {
            true => outcomes.iter().collect(),
            false => alternatives.iter().flat_map(|a| &a.outcomes).collect(),
        };
        let reached = Reached::of(book, &situation, &possible, |_| true);
        // What most hangs on first, then what most aids wait for. In the order of the book: a field
        // that moved while one answers would lose the focus.
        let is_unknown = |id: &str| written.get(id).is_some_and(|w| w == UNKNOWN);
        let heavy = reached.weights.iter().filter(|w| w.stake > 0.0 && !is_unknown(&w.question));
        let heavy = heavy.take(DECISIVE);
        let mut next: Vec<String> = heavy.map(|w| w.question.clone()).collect();
        for id in questions_left(book, all.iter().copied()) {
            if next.len() < AHEAD && !next.contains(&id) && !is_unknown(&id) {
                next.push(id);
            }
        }
        let by_point = |q: &&Question| here.in_district.is_some() && q.id == IN_DISTRICT;
        // An estimate of tax rests on more than the aids ask for. A field stays where it is once it is
        // answered: one that moved would lose the focus.
        let estimates = reached.supposes().is_some();
        let is_option = |q: &&Question| q.assume.is_some() || HOUSEHOLD.contains(&q.id.as_str());
        let is_told = |q: &&Question| situation.answers.contains_key(&q.id) || is_unknown(&q.id);
        // What a number is supposed of is asked.
        let is_next = |q: &&Question| {
            next.contains(&q.id)
                || reached.reach.supposed.contains_key(&q.id)
                || (estimates && q.id == TAX_QUESTIONS[0])
        };
        let is_shown = |q: &&Question| !by_point(q) && !is_option(q) && (is_told(q) || is_next(q));
        let questions: Vec<String> =
            book.questions.iter().filter(is_shown).map(|q| q.id.clone()).collect();
        let counts = |q: &&Question| {
            (estimates && HOUSEHOLD.contains(&q.id.as_str()))
                || all.iter().any(|o| o.assumed.contains(&q.id))
        };
        let is_open = |q: &&Question| !by_point(q) && is_option(q) && (is_told(q) || counts(q));
        let options = book.questions.iter().filter(is_open).map(|q| q.id.clone()).collect();
        Self {
            combinations: combinations(book, &outcomes),
            situation,
            outcomes,
            alternatives,
            reached,
            questions,
            is_of_district: here.is_of_district,
            options,
        }
    }

    /// Questions to show, and those that the user went to, in the order of the book.
    pub(super) fn questions_with(&self, book: &RuleBook, asked: &BTreeSet<String>) -> Vec<String> {
        let shown = |q: &&Question| {
            let is_option = self.options.contains(&q.id);
            !is_option && (self.questions.contains(&q.id) || asked.contains(&q.id))
        };
        book.questions.iter().filter(shown).map(|q| q.id.clone()).collect()
    }

    /// The doubt about the class of the place.
    pub(super) fn caveat(&self) -> Option<String> {
        self.situation.footing.caveat.clone()
    }

    /// Money over five years, euros: the least and the most that the class may make of it.
    pub(super) fn range(&self) -> (f64, f64) {
        let total = |all: &[Combination]| all.first().map_or(0.0, |c| c.total);
        let mut of_class = self.alternatives.iter().map(|a| total(&a.combinations));
        match of_class.next() {
            None => (total(&self.combinations), total(&self.combinations)),
            Some(first) => of_class.fold((first, first), |(a, b), t| (a.min(t), b.max(t))),
        }
    }

    /// The answer of one aid in each class that the place may have.
    pub(super) fn in_each<'a>(
        &'a self,
        aid: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Outcome)> {
        let of = move |a: &'a Alternative| {
            Some((a.text.as_str(), a.outcomes.iter().find(|o| o.id == aid)?))
        };
        self.alternatives.iter().filter_map(of)
    }

    /// How many aids, and how many are in no amount.
    pub(super) fn counts(&self) -> String {
        let count = |state| self.outcomes.iter().filter(|o| o.state == state).count();
        let of = |n: usize, what: &str| {
            let many = if n > 1 { "s" } else { "" };
            (n > 0).then(|| format!("{n} aide{many} {}", what.replace('+', many)))
        };
        let open = count(Answer::Undetermined);
        let uncounted = match self.reached.reach.uncounted.len() {
            0 => String::new(),
            n if n >= open => ", sans montant compté pour l’instant".to_owned(),
            n => format!(", dont {n} sans montant compté pour l’instant"),
        };
        let all =
            [of(count(Answer::Granted), "ouverte+"), of(open, &format!("à vérifier{uncounted}"))];
        let all: Vec<String> = all.into_iter().flatten().collect();
        if all.is_empty() {
            return "Aucune aide ne s’ouvre avec ces réponses, ici et à cette date.".to_owned();
        }
        format!("{}.", text::sentence_case(&all.join(", ")))
    }
}
