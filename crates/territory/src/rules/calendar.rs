//! When an aid is paid, and what is owed in return and until when.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Serialize;

use super::{
    Figures, Nature, PaymentRule, Rhythm,
    formula::{Formula, Missing, Scope, Variable},
    offers::fill,
};

/// No schedule is longer, months: a guard against a rule or an answer out of all reason.
const LONGEST: f64 = 600.0;

/// A payment on a day, or a tax that is not asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Payment {
    /// What is paid, in French.
    pub label: String,
    /// Day on which it is due; a month after which it is due where the rule names no day.
    pub date: NaiveDate,
    /// Euros, to the cent.
    pub amount: f64,
    /// Money, a profit that is not taxed, or a tax that is not asked.
    pub nature: Nature,
}

/// Something owed in return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// What is owed, in French, its figures filled in.
    pub text: String,
    /// Day by which it must be done, or from which it holds.
    pub from: NaiveDate,
    /// Last day on which it holds; none for something done once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Every payment of a rule, in order of days.
pub(super) fn payments(
    scope: &Scope,
    rules: &[PaymentRule],
) -> Result<Vec<Payment>, BTreeSet<Missing>> {
    let mut out = Vec::new();
    let mut missing = BTreeSet::new();
    for rule in rules {
        match of_rule(scope, rule) {
            Ok(some) => out.extend(some.into_iter().filter(|p| p.amount > 0.0)),
            Err(more) => missing.extend(more),
        }
    }
    out.sort_by_key(|p| p.date);
    if missing.is_empty() { Ok(out) } else { Err(missing) }
}

fn of_rule(scope: &Scope, rule: &PaymentRule) -> Result<Vec<Payment>, BTreeSet<Missing>> {
    let start = scope.situation.date;
    let payment = |date: NaiveDate, amount: f64| Payment {
        label: fill(scope.book, &rule.label, scope.day),
        date,
        amount: cents(amount),
        nature: rule.nature,
    };
    let of_year = |year: u32| in_year(scope, rule, year).number(&rule.amount);
    // Everything at once: an unknown number of years must not hide what the amount lacks.
    let first = in_year(scope, rule, 1);
    let missing: BTreeSet<Missing> = rule
        .rhythm
        .formulas()
        .chain([&rule.amount])
        .filter_map(|f| first.number(f).err())
        .flatten()
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(match &rule.rhythm {
        Rhythm::Once { after } => {
            vec![payment(later(start, months(scope, after)?), scope.number(&rule.amount)?)]
        }
        Rhythm::Years { count, after } => {
            let after = |year| months(&in_year(scope, rule, year), after);
            (1..=months(scope, count)?)
                .map(|year| {
                    Ok(payment(later(start, 12 * (year - 1) + after(year)?), of_year(year)?))
                })
                .collect::<Result<_, BTreeSet<_>>>()?
        }
        Rhythm::Months { count } => {
            let (count, amount) = (months(scope, count)?, scope.number(&rule.amount)?);
            (1..=count).map(|n| payment(later(start, n), amount)).collect()
        }
        Rhythm::CalendarYears { months: length, paid } => {
            let (length, paid) = (months(scope, length)?, months(scope, paid)?);
            let end = later(start, length);
            (start.year()..=end.year())
                .zip(1u32..)
                .map(|(year, rank)| {
                    let share = share_of(year, start, end);
                    let day =
                        NaiveDate::from_ymd_opt(year + 1, paid.clamp(1, 12), 1).unwrap_or(end);
                    Ok(payment(day, of_year(rank)? * share))
                })
                .collect::<Result<_, BTreeSet<_>>>()?
        }
    })
}

/// What formulas may name in a year of a payment, the first being 1.
fn in_year<'a>(scope: &Scope<'a>, rule: &PaymentRule, year: u32) -> Scope<'a> {
    let of_year = scope.with(Variable::Year, f64::from(year));
    let start = scope.situation.date;
    match (rule.figures, &rule.rhythm) {
        (Figures::Signature, _) => of_year,
        (Figures::EachYear, Rhythm::CalendarYears { .. }) => {
            // The activity of a year is paid in the next, at the rate that the year ended with.
            let last = i32::try_from(year - 1)
                .ok()
                .and_then(|n| NaiveDate::from_ymd_opt(start.year() + n, 12, 31));
            Scope { day: last.unwrap_or(start), lasting: true, ..of_year }
        }
        (Figures::EachYear, _) => {
            Scope { day: later(start, 12 * (year - 1)), lasting: true, ..of_year }
        }
    }
}

/// The years of a payment, each with what formulas may name in it; a payment of one time has one.
pub(super) fn years<'a>(scope: &Scope<'a>, rule: &PaymentRule) -> Vec<(u32, Scope<'a>)> {
    let count = match &rule.rhythm {
        Rhythm::Once { .. } | Rhythm::Months { .. } => 1,
        Rhythm::Years { count, .. } => months(scope, count).unwrap_or(1),
        Rhythm::CalendarYears { months: length, .. } => {
            let end = later(scope.situation.date, months(scope, length).unwrap_or(0));
            u32::try_from(end.year() - scope.situation.date.year() + 1).unwrap_or(1)
        }
    };
    (1..=count.max(1)).map(|year| (year, in_year(scope, rule, year))).collect()
}

/// Share of a calendar year between a first day and the day after the last one.
fn share_of(year: i32, start: NaiveDate, end: NaiveDate) -> f64 {
    let (Some(first), Some(next)) =
        (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year + 1, 1, 1))
    else {
        return 0.0;
    };
    let days = (end.min(next) - start.max(first)).num_days().max(0);
    #[expect(clippy::cast_precision_loss, reason = "days of a year")]
    let (days, all) = (days as f64, (next - first).num_days() as f64);
    days / all
}

/// Every duty of a rule.
pub(super) fn duties(scope: &Scope) -> Result<Vec<Duty>, BTreeSet<Missing>> {
    let start = scope.situation.date;
    let one = |rule: &super::DutyRule| {
        let until = rule.until.as_ref().map(|u| months(scope, u)).transpose()?;
        Ok(Duty {
            text: fill(scope.book, &rule.text, scope.day),
            from: later(start, months(scope, &rule.after)?),
            until: until.map(|m| later(start, m)).and_then(|d| d.checked_sub_days(Days::new(1))),
        })
    };
    scope.rule.duties.iter().map(one).collect()
}

/// A number of months, or of years, as a whole number.
fn months(scope: &Scope, formula: &Formula) -> Result<u32, BTreeSet<Missing>> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded just before"
    )]
    Ok(scope.number(formula)?.clamp(0.0, LONGEST).round() as u32)
}

fn later(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(date)
}

pub(super) fn cents(amount: f64) -> f64 {
    // The sum of nothing is −0.
    (amount * 100.0).round() / 100.0 + 0.0
}
