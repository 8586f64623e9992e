//! The steps on the days of a calendar.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use territory::text;

use crate::{After, Confidence, Duty, Guide, Offset, Papers, Request, Step, With};

/// A step with its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatedStep<'a> {
    /// The step.
    #[serde(flatten)]
    pub step: &'a Step,
    /// Its first day; none where no beginning is known, or its delay does not count from the start.
    pub begins: Option<NaiveDate>,
    /// Its last day, under the same condition.
    pub ends: Option<NaiveDate>,
}

/// Something to be recalled on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reminding<'a> {
    /// The day.
    pub on: NaiveDate,
    /// What, in French.
    pub title: &'a str,
    /// Whether the day is the limit of a rule.
    pub is_limit: bool,
}

/// What there is to do around a first day of activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule<'a> {
    /// The first day of liberal activity.
    pub start: NaiveDate,
    /// When the sources were last read.
    pub checked: territory::PartialDate,
    /// In the order of the checklist.
    pub steps: Vec<DatedStep<'a>>,
    /// In the order of days. What is to be confirmed is not in it.
    pub calendar: Vec<Reminding<'a>>,
    /// By meeting.
    pub papers: &'a [Papers],
    /// Aids to ask for.
    pub requests: &'a [Request],
    /// To be seen too, without a delay.
    pub also: &'a [String],
}

impl Guide {
    /// The steps of a doctor whose first day of activity is given.
    #[must_use]
    pub fn schedule(&self, start: NaiveDate) -> Schedule<'_> {
        let steps: Vec<DatedStep> =
            self.steps.step.iter().map(|step| DatedStep::of(step, start)).collect();
        let sure = |c: Confidence| c != Confidence::Low;
        let of_steps = steps.iter().filter(|s| sure(s.step.confidence)).filter_map(|s| {
            let on = if s.step.duty_to { s.ends } else { s.begins.or(s.ends) };
            Some(Reminding { on: on?, title: &s.step.title, is_limit: s.step.duty_to })
        });
        let others = self.steps.reminder.iter().filter(|r| sure(r.confidence)).filter_map(|r| {
            Some(Reminding { on: r.at.from(start)?, title: &r.title, is_limit: false })
        });
        let mut calendar: Vec<Reminding> = of_steps.chain(others).collect();
        calendar.sort_by_key(|r| r.on);
        Schedule {
            start,
            checked: self.steps.checked,
            calendar,
            steps,
            papers: &self.steps.papers,
            requests: &self.steps.request,
            also: &self.steps.also.what,
        }
    }
}

impl<'a> DatedStep<'a> {
    fn of(step: &'a Step, start: NaiveDate) -> Self {
        let counts = step.after == After::Start;
        let day = |offset: Option<Offset>| offset.filter(|_| counts).and_then(|o| o.from(start));
        Self { step, begins: day(step.from), ends: day(step.to) }
    }

    /// When, in French: the days where they are known, the delay in words otherwise.
    #[must_use]
    pub fn when(&self) -> String {
        let end = if self.step.duty_to { "au plus tard le" } else { "jusqu’au" };
        match (self.begins, self.ends) {
            (Some(a), Some(b)) if a == b => format!("le {}", text::date(a)),
            (Some(a), Some(b)) if self.step.duty_to => {
                format!("du {} au {} au plus tard", text::date(a), text::date(b))
            }
            (Some(a), Some(b)) => format!("du {} au {}", text::date(a), text::date(b)),
            (Some(a), None) => format!("à partir du {}", text::date(a)),
            (None, Some(b)) => format!("{end} {}", text::date(b)),
            (None, None) => self.in_words(),
        }
    }

    fn in_words(&self) -> String {
        let from_what = match self.step.after {
            After::Start => "le premier jour",
            After::Signature => "chaque signature",
            After::Approval => "l’inscription à l’Ordre",
            After::SecondSite => "l’ouverture du second cabinet",
            After::Year => return "chaque année".to_owned(),
        };
        let end = if self.step.duty_to { " au plus tard" } else { "" };
        match (self.step.from, self.step.to) {
            (Some(Offset::Days(a)), Some(b @ Offset::Days(_))) if a >= 0 => {
                format!("de {a} à {b} {from_what}{end}")
            }
            (Some(a), Some(b)) => format!("entre {a} et {b} {from_what}{end}"),
            (Some(one), None) | (None, Some(one)) => format!("{one} {from_what}{end}"),
            (None, None) => format!("avant ou après {from_what}"),
        }
    }
}

/// Names of those a step is done with, in French.
fn names(with: &[With]) -> String {
    with.iter().map(|w| w.name()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Schedule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Étapes d’une installation dont le premier jour est le {}\nSources relues le {}.",
            text::date(self.start),
            text::partial_date(self.checked)
        )?;
        for (at, dated) in self.steps.iter().enumerate() {
            let step = dated.step;
            let duty = match step.duty {
                Duty::Duty => "obligatoire",
                Duty::Advice => "conseillé",
                Duty::Choice => "à votre choix",
            };
            let title = text::typeset(&step.title);
            writeln!(f, "\n{}. {title} ({duty}{})", at + 1, unsure(step.confidence))?;
            writeln!(f, "   Quand\u{202f}: {}", dated.when())?;
            writeln!(f, "   Avec\u{202f}: {}", names(&step.with))?;
            writeln!(f, "   {}", text::typeset(&step.know))?;
            if let Some(doubt) = &step.doubt {
                writeln!(f, "   À confirmer\u{202f}: {}", text::typeset(doubt))?;
            }
            writeln!(f, "   Lu dans\u{202f}: {}", step.sources.join("\u{202f}; "))?;
        }
        writeln!(f, "\nCalendrier")?;
        for reminding in &self.calendar {
            let limit = if reminding.is_limit { "dernier jour\u{202f}: " } else { "" };
            writeln!(
                f,
                "  {}  {limit}{}",
                reminding.on.format("%d/%m/%Y"),
                text::typeset(reminding.title)
            )?;
        }
        writeln!(f, "\nAides à demander")?;
        for request in self.requests {
            writeln!(
                f,
                "  {}\u{202f}: {} ({}). {}{}",
                text::typeset(&request.aid),
                text::typeset(&request.before),
                names(&request.with),
                text::typeset(&request.why),
                if request.confidence == Confidence::Low { " À confirmer." } else { "" }
            )?;
        }
        writeln!(f, "\nPapiers à apporter")?;
        for papers in self.papers {
            let all: Vec<String> = papers.bring.iter().map(|p| text::typeset(p)).collect();
            writeln!(f, "  {}\u{202f}: {}.", papers.title, all.join("\u{202f}; "))?;
            if let Some(doubt) = &papers.doubt {
                writeln!(f, "    {}", text::typeset(doubt))?;
            }
        }
        writeln!(f, "\nÀ voir aussi, sans délai connu\u{202f}: {}.", self.also.join(", "))
    }
}

fn unsure(confidence: Confidence) -> &'static str {
    if confidence == Confidence::Low { ", à confirmer" } else { "" }
}
