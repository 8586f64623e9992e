//! The contacts of one département, with those of its région and of the country.

use std::fmt;

use chrono::{Months, NaiveDate};
use serde::Serialize;
use territory::text;

use crate::{Confidence, Contact, Guide, Reach, With};

/// Months after which a contact is said to be old.
const OLD: Months = Months::new(24);

/// Whom a doctor meets in any département.
const MET: [With; 5] = [With::Paps, With::Ars, With::Cpam, With::Ordre, With::Urps];

/// Whom to ask in a département.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Directory<'a> {
    /// The day of the question: contacts are old as of it.
    pub date: NaiveDate,
    /// Code of the département.
    pub departement: String,
    /// Those of the département, the surest first.
    pub local: Vec<&'a Contact>,
    /// Those of its région.
    pub regional: Vec<&'a Contact>,
    /// Those of the country.
    pub national: Vec<&'a Contact>,
    /// Bodies without a local or regional contact: the national services lead there.
    pub gaps: Vec<With>,
}

impl Guide {
    /// The contacts of a département of a région, by their codes.
    #[must_use]
    pub fn directory(&self, departement: &str, region: &str, date: NaiveDate) -> Directory<'_> {
        let of = |reach: &Reach| {
            let mut all: Vec<&Contact> =
                self.contacts.iter().filter(|c| c.reach == *reach).collect();
            all.sort_by_key(|c| c.confidence);
            all
        };
        let local = of(&Reach::Departement(departement.to_owned()));
        let regional = of(&Reach::Region(region.to_owned()));
        let gaps = MET
            .into_iter()
            .filter(|who| !local.iter().chain(&regional).any(|c| c.kind == *who))
            .collect();
        Directory {
            date,
            departement: departement.to_owned(),
            local,
            regional,
            national: of(&Reach::National),
            gaps,
        }
    }
}

impl Contact {
    /// Whether it may have changed since: old, or never sure.
    #[must_use]
    pub fn is_doubtful(&self, on: NaiveDate) -> bool {
        let is_old = self.seen.last().checked_add_months(OLD).is_some_and(|end| end < on);
        is_old || self.confidence == Confidence::Low
    }
}

impl fmt::Display for Directory<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = [
            (format!("Dans le département ({})", self.departement), &self.local),
            ("Dans la région".to_owned(), &self.regional),
            ("Partout en France".to_owned(), &self.national),
        ];
        for (title, contacts) in groups {
            writeln!(f, "{title}")?;
            if contacts.is_empty() {
                writeln!(f, "  Aucun contact connu.")?;
            }
            for contact in contacts {
                let doubt =
                    if contact.is_doubtful(self.date) { ", à vérifier avant usage" } else { "" };
                writeln!(
                    f,
                    "  {} · {}",
                    text::typeset(&contact.body),
                    text::typeset(&contact.role)
                )?;
                let ways = [&contact.phone, &contact.email, &contact.address, &contact.url];
                let ways: Vec<&str> = ways.into_iter().flatten().map(String::as_str).collect();
                writeln!(f, "    {}", ways.join(" · "))?;
                writeln!(f, "    vu\u{202f}: {}{doubt}", text::partial_date(contact.seen))?;
            }
            writeln!(f)?;
        }
        if !self.gaps.is_empty() {
            let names: Vec<&str> = self.gaps.iter().map(|g| g.name()).collect();
            writeln!(
                f,
                "Aucun contact local connu de Plaque pour\u{202f}: {}. Passez par le téléservice Installation Médecin ou le portail de la région.",
                names.join(", ")
            )?;
        }
        Ok(())
    }
}
