//! What a household keeps where a profit is not taxed, or a tax not asked: an estimate, never added to
//! money that is paid.
//!
//! The tax of an income R over n shares, a of which are of adults, is n × S(R / n), but at least
//! a × S(R / a) − 2 (n − a) × cap: S is the scale of one share, and the cap what half a share of a
//! child may save (CGI, article 197). Saved is the tax of all the income less the tax of what is left of
//! it. Reductions of small taxes (« décote »), the contribution on high incomes and social contributions,
//! which stay due, are left out: what is estimated says so.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    Datum, Nature, OfferRule, RuleBook, Situation,
    calendar::{self, Payment},
    judgement::scope,
};
use crate::text;

/// Questions that an estimate rests on: the profit, the household, its other income.
pub const TAX_QUESTIONS: [&str; 3] = [PROFIT, HOUSEHOLD, OTHER_INCOME];
const PROFIT: &str = "taxable_profit";
const HOUSEHOLD: &str = "household";
const OTHER_INCOME: &str = "other_income";
/// Bands of the scale of one share.
const BANDS: usize = 4;
/// Households that an estimate goes to and from where none is told: as few shares and as many as the
/// figures of the book call by these names.
const UNTOLD: [&str; 2] = ["single", "couple_1"];
/// What an estimate is rounded to, euros.
const ROUND: f64 = 100.0;

/// What is not paid in tax for a year: one amount, or a range where the household is not told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Saving {
    /// Day of the payment that it belongs to.
    pub date: NaiveDate,
    /// Euros, at the least.
    pub least: f64,
    /// Euros, at the most.
    pub most: f64,
    /// Whether it is computed by the scale, and not a tax that is known.
    pub is_estimated: bool,
}

impl Saving {
    /// « environ 11 400 à 20 700 € », « 500 € », « moins de 50 € ».
    #[must_use]
    pub fn in_words(&self) -> String {
        if !self.is_estimated {
            return text::euros(self.most);
        }
        let round = |euros: f64| (euros / ROUND).round() * ROUND;
        match (round(self.least), round(self.most)) {
            (_, 0.0) => format!("moins de {}", text::euros(ROUND / 2.0)),
            (0.0, most) => format!("jusqu’à {} environ", text::euros(most)),
            (least, most) if least < most => {
                format!("environ {} à {}", text::integer(least), text::euros(most))
            }
            (_, most) => format!("environ {}", text::euros(most)),
        }
    }
}

/// The scale of the income tax on a day.
struct Scale {
    /// Where each band begins, euros a share, and its rate.
    bands: Vec<(f64, f64)>,
    /// What half a share of a child may save, euros.
    cap: f64,
}

fn figure(book: &RuleBook, name: &str, day: NaiveDate) -> Option<f64> {
    book.value(&format!("income-tax.{name}"), day)
}

impl Scale {
    fn of(book: &RuleBook, day: NaiveDate) -> Option<Self> {
        let band = |n: usize| {
            Some((
                figure(book, &format!("limit_{n}"), day)?,
                figure(book, &format!("rate_{n}"), day)?,
            ))
        };
        Some(Self {
            bands: (1..=BANDS).map(band).collect::<Option<_>>()?,
            cap: figure(book, "half_share_cap", day)?,
        })
    }

    /// The tax of the income of one share.
    fn of_share(&self, income: f64) -> f64 {
        let ends = self.bands.iter().skip(1).map(|b| b.0).chain([f64::INFINITY]);
        self.bands
            .iter()
            .zip(ends)
            .map(|((from, rate), to)| (income.min(to) - from).max(0.0) * rate)
            .sum()
    }

    fn tax(&self, income: f64, Shares { all: shares, adults }: Shares) -> f64 {
        let of = |n: f64| n * self.of_share(income / n);
        of(shares).max(of(adults) - 2.0 * (shares - adults) * self.cap)
    }
}

/// The shares of a household, those of children included, and those of its adults alone.
#[derive(Clone, Copy)]
struct Shares {
    all: f64,
    adults: f64,
}

impl Shares {
    /// Those of an answer about the household.
    fn of(book: &RuleBook, answer: &str, day: NaiveDate) -> Option<Self> {
        Some(Self {
            all: figure(book, &format!("shares_{answer}"), day)?,
            adults: figure(book, &format!("adults_{answer}"), day)?,
        })
    }
}

/// The income of a household and its shares.
struct Household {
    scale: Scale,
    income: f64,
    /// Those that are told, or the fewest and the most that are tried.
    shares: Vec<Shares>,
}

impl Household {
    fn of(book: &RuleBook, situation: &Situation) -> Option<Self> {
        let day = situation.date;
        let number = |id: &str| situation.answers.get(id).and_then(Datum::number);
        let told = match situation.answers.get(HOUSEHOLD) {
            Some(Datum::Word(word)) => vec![word.as_str()],
            _ => UNTOLD.to_vec(),
        };
        let shares = |word: &&str| Shares::of(book, word, day);
        let profit = number(PROFIT).or_else(|| figure(book, "supposed_profit", day))?;
        Some(Self {
            scale: Scale::of(book, day)?,
            income: profit + number(OTHER_INCOME).unwrap_or(0.0),
            shares: told.iter().map(shares).collect::<Option<_>>()?,
        })
    }

    /// What is saved where so much of its income is not taxed.
    fn saving(&self, date: NaiveDate, untaxed: f64) -> Saving {
        let left = (self.income - untaxed).max(0.0);
        let saved =
            self.shares.iter().map(|n| self.scale.tax(self.income, *n) - self.scale.tax(left, *n));
        let (least, most) =
            saved.fold((f64::INFINITY, 0.0), |(a, b), s| (f64::min(a, s), f64::max(b, s)));
        Saving { date, least, most, is_estimated: true }
    }
}

/// What each payment of an aid that is a tax less saves; nothing where the book has no scale of the
/// day.
pub(super) fn savings(book: &RuleBook, situation: &Situation, payments: &[Payment]) -> Vec<Saving> {
    let household = Household::of(book, situation);
    let of = |p: &Payment| match p.nature {
        Nature::Cash => None,
        Nature::TaxFree => Some(household.as_ref()?.saving(p.date, p.amount)),
        Nature::Tax => {
            Some(Saving { date: p.date, least: p.amount, most: p.amount, is_estimated: false })
        }
    };
    payments.iter().filter_map(of).collect()
}

/// What the first year of an aid would save if it were granted, at the profit that the book supposes
/// where none is told; none where its amount hangs on anything else.
#[must_use]
pub fn saving_if_granted(
    book: &RuleBook,
    rule: &OfferRule,
    situation: &Situation,
) -> Option<Saving> {
    let mut there = situation.clone();
    if !there.answers.contains_key(PROFIT) {
        let profit = figure(book, "supposed_profit", situation.date)?;
        there.answers.insert(PROFIT.to_owned(), Datum::Number(profit));
    }
    let payments = calendar::payments(&scope(book, rule, &there), &rule.payments).ok()?;
    // A profit of nothing has no payment, and saves nothing.
    let nothing = Saving { date: there.date, least: 0.0, most: 0.0, is_estimated: true };
    match payments.is_empty() {
        true => Some(nothing),
        false => savings(book, &there, &payments).into_iter().next(),
    }
}

/// What an estimate rests on, in sentences; nothing where the book has no scale of the day.
#[must_use]
pub fn hypotheses(book: &RuleBook, situation: &Situation) -> Option<String> {
    let day = situation.date;
    let supposed = figure(book, "supposed_profit", day)?;
    Scale::of(book, day)?;
    let since = |name: &str| {
        let parameter = book.parameter(&format!("income-tax.{name}"))?;
        Some(parameter.period(day)?.from.year())
    };
    let has = |id: &str| situation.answers.contains_key(id);
    let profit = (!has(PROFIT)).then(|| {
        let year = since("supposed_profit").map(|y| format!(" (moyenne de généralistes en {y})"));
        format!("un bénéfice de {}{}", text::euros(supposed), year.unwrap_or_default())
    });
    let household = match (has(HOUSEHOLD), UNTOLD.map(|word| Shares::of(book, word, day))) {
        (false, [Some(few), Some(many)]) => Some(format!(
            "un foyer de {} à {} parts",
            text::number(few.all, 1),
            text::number(many.all, 1)
        )),
        _ => None,
    };
    let other = (!has(OTHER_INCOME)).then(|| "aucun autre revenu".to_owned());
    let all: Vec<String> = [profit, household, other].into_iter().flatten().collect();
    let supposed = match all.is_empty() {
        true => String::new(),
        false => format!(", en supposant {}", text::listed(&all)),
    };
    // The scale of an income begins on the first day of the year after it.
    let of_income = since("limit_1")? - 1;
    Some(format!(
        "Estimé au barème de l’impôt sur les revenus de {of_income}, sans décote{supposed}. Les cotisations sociales restent dues."
    ))
}

/// When so much tax is saved, in a sentence without its full stop: years of as much together.
#[must_use]
pub fn over_years(all: &[Saving]) -> Option<String> {
    let mut runs: Vec<(String, usize)> = Vec::new();
    for saving in all {
        let said = saving.in_words();
        match runs.last_mut() {
            Some((before, years)) if *before == said => *years += 1,
            _ => runs.push((said, 1)),
        }
    }
    let run = |(at, (said, years)): (usize, &(String, usize))| {
        let of = match (years, at) {
            (1, 0) => "la première année".to_owned(),
            (1, _) => "l’année suivante".to_owned(),
            #[expect(clippy::cast_precision_loss, reason = "a handful of years")]
            (n, _) => format!("par an pendant {} ans", text::integer(*n as f64)),
        };
        format!("{said} {of}")
    };
    let all: Vec<String> = runs.iter().enumerate().map(run).collect();
    (!all.is_empty()).then(|| all.join(", puis "))
}
