//! Functional contacts of public bodies, each with the date at which its source gave it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use territory::PartialDate;

use crate::{Confidence, With, Wrong};

/// Whom a body serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// A département, by its code.
    Departement(String),
    /// A région, by its INSEE code.
    Region(String),
    /// The whole country.
    National,
}

/// A body, and how to reach it. What was not found is absent, which never means that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Contact {
    /// What it is to a doctor.
    pub kind: With,
    /// Whom it serves.
    pub reach: Reach,
    /// Its name, in French.
    pub body: String,
    /// What it is asked for, in French.
    pub role: String,
    /// Telephone, in groups of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A functional address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When its source gave it.
    pub seen: PartialDate,
    /// How sure it is.
    pub confidence: Confidence,
}

/// As the file writes it, and as it is packed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: With,
    departement: Option<String>,
    region: Option<String>,
    reach: Option<Reach>,
    body: String,
    role: String,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    url: Option<String>,
    seen: PartialDate,
    confidence: Confidence,
}

impl From<Written> for Contact {
    fn from(w: Written) -> Self {
        let of_file = w.departement.map(Reach::Departement).or(w.region.map(Reach::Region));
        Self {
            kind: w.kind,
            reach: of_file.or(w.reach).unwrap_or(Reach::National),
            body: w.body,
            role: w.role,
            phone: w.phone,
            email: w.email,
            address: w.address,
            url: w.url,
            seen: w.seen,
            confidence: w.confidence,
        }
    }
}

pub(crate) fn check(contacts: &[Contact]) -> Result<(), Wrong> {
    let mut known = BTreeSet::new();
    for contact in contacts {
        let wrong = |why: &str| Wrong { at: contact.body.clone(), why: why.to_owned() };
        if !known.insert((&contact.reach, &contact.body, &contact.role)) {
            return Err(wrong("is there twice with the same role"));
        }
        if contact.body.trim().is_empty() || contact.role.trim().is_empty() {
            return Err(wrong("has no name or no role"));
        }
        let words = [Some(&contact.body), Some(&contact.role), contact.address.as_ref()];
        if words.into_iter().flatten().any(|w| w.chars().any(char::is_control)) {
            return Err(wrong("holds a sign that is none"));
        }
        let ways = [&contact.phone, &contact.email, &contact.address, &contact.url];
        if ways.iter().all(|w| w.is_none()) {
            return Err(wrong("cannot be reached"));
        }
        if contact.phone.as_deref().is_some_and(|p| !is_office(p)) {
            return Err(wrong("its telephone is not the number of an office"));
        }
        if contact.email.as_deref().is_some_and(|e| !is_functional(e)) {
            return Err(wrong("its address may be that of a person"));
        }
        let is_page = |u: &str| u.starts_with("https://") || u.starts_with("http://");
        if contact.url.as_deref().is_some_and(|u| !is_page(u) || u.contains(' ')) {
            return Err(wrong("its page is no address"));
        }
    }
    Ok(())
}

/// Digits, spaces and a leading plus; neither 06 nor 07, which are the phones of people.
fn is_office(phone: &str) -> bool {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let form = phone.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '+');
    let mobile = |d: &str| d.starts_with("06") || d.starts_with("07");
    let abroad = digits.strip_prefix("33").is_some_and(|d| d.starts_with(['6', '7']));
    form && !mobile(&digits) && !abroad && (4..=14).contains(&digits.len())
}

/// Whether the part before the @ names a service: two words of letters joined by a full stop name a
/// person.
fn is_functional(email: &str) -> bool {
    let Some((local, host)) = email.split_once('@') else { return false };
    let is_name = |w: &str| w.len() > 1 && w.chars().all(char::is_alphabetic);
    let names = local.split('.').filter(|w| is_name(w)).count();
    let domain = host.split('.').next().unwrap_or_default();
    !local.is_empty() && host.contains('.') && (names < 2 || local.starts_with(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_offices() {
        for office in ["05 65 75 80 00", "3994", "+590 5 90 99 77 77", "0 806 80 02 13"] {
            assert!(is_office(office), "{office}");
        }
        for other in ["06 12 34 56 78", "07 00 00 00 00", "+33 6 12 34 56 78", "05-65", "12"] {
            assert!(!is_office(other), "{other}");
        }
        for service in [
            "cd.12@ordre.medecin.fr",
            "courrier-internet@gard.fr",
            "gers.fr@gers.fr",
            "cg38@cg38.fr",
        ] {
            assert!(is_functional(service), "{service}");
        }
        for other in ["anne.martin@gers.fr", "sans-arobase", "@gers.fr", "a@b"] {
            assert!(!is_functional(other), "{other}");
        }
    }
}
