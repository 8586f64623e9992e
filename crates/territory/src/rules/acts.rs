//! The acts by which agencies class communes for GPs: which one the shipped table is from, which
//! one holds on a day, and so which classes a commune may have.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Confidence, LegalReference, ZoningRule};
use crate::{
    column::Provenance,
    partial_date::PartialDate,
    text::{self, NNBSP},
};

/// Last day of a table that no other is known to replace.
const LAST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Days between the signature of an act and the day from which it holds, at most: an act of which
/// we know only the latter is taken for that of a table signed so long before.
const SIGNED_BEFORE: i64 = 92;

/// What is known of the acts of a région, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionZoning {
    /// Code of the région (INSEE).
    pub code: String,
    /// Its name.
    pub name: String,
    /// Classes that a commune may have by the act in force.
    pub classes: Vec<String>,
    /// Identifier of the act that the shipped table is from; none where it was not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Whether that act was recognised without certainty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub table_is_likely: bool,
    /// How that act was recognised, or why it was not, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_note: Option<String>,
    /// Whether quarters are classed, and no commune as a whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_quarter: bool,
    /// By class whose meaning is the région's own (ZAR): what follows « est » or « était ».
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sentences: BTreeMap<String, String>,
    /// Classes of the région that open what another class opens, by identifier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts_as: BTreeMap<String, String>,
    /// The acts, the oldest first.
    #[serde(default)]
    pub acts: Vec<Act>,
}

/// An act that classes the communes of a région.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Identifier within the région.
    pub id: String,
    /// What it is called in a sentence, with its article (« l'arrêté du 30 octobre 2025 »).
    pub title: String,
    /// Date that names it: of signature, or else of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Day from which it holds, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<PartialDate>,
    /// Generation of method: `2018`, `2021/22`, `2024/25`, or `2026` for acts that hold from 2026;
    /// empty where only a table tells the act.
    pub generation: String,
    /// Whether it classes priority districts (QPV) apart; none where it was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qpv_apart: Option<bool>,
    /// When it is to be revised, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_revision: Option<String>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Date of the page that tells it, or day on which a copy was read.
    pub seen: PartialDate,
    /// The page.
    pub reference: LegalReference,
    /// What else is known, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An act as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRef {
    /// What it is called, with its article.
    pub title: String,
    /// Its date as far as it is known: of the act, or else of its effect.
    pub date: Option<PartialDate>,
    /// Generation of method.
    pub generation: String,
    /// Where it was found.
    pub url: String,
}

impl From<&Act> for ActRef {
    fn from(act: &Act) -> Self {
        Self {
            title: text::typeset(&act.title),
            date: act.date.or(act.effect),
            generation: act.generation.clone(),
            url: act.reference.url.clone(),
        }
    }
}

/// Whether the class that a table gives holds on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InForce {
    /// It holds.
    Yes,
    /// A later act has replaced it.
    No,
    /// Nothing that we found tells.
    #[default]
    Unknown,
}

/// What the class of a place rests on, on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footing {
    /// Where the table is from.
    pub provenance: Provenance,
    /// The act that the table is from; none where it was not recognised, or is not one of ours.
    pub act: Option<String>,
    /// Its date as far as it is known: of the act, or else of its effect.
    pub act_date: Option<PartialDate>,
    /// Its generation of method; that of the table where the act was not recognised.
    pub generation: Option<String>,
    /// Where it was found.
    pub act_url: Option<String>,
    /// Whether it holds on that day.
    pub in_force: InForce,
    /// The act that has replaced it by that day.
    pub superseded_by: Option<ActRef>,
    /// Classes that the place may have by the act in force: one where it is settled whatever the
    /// table says, several where it is not; none where the table is taken at its word.
    pub possible: Vec<String>,
    /// The doubt in words, in French; none where there is none.
    pub caveat: Option<String>,
}

impl Footing {
    /// Whether one class decides: the table's, or the only one that the act in force can give.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.possible.len() < 2
    }
}

impl RegionZoning {
    /// The act that the shipped table is from.
    #[must_use]
    pub fn of_table(&self) -> Option<&Act> {
        self.acts.iter().find(|a| Some(&a.id) == self.table.as_ref())
    }

    /// Which of our acts a table means that gives only the day of its act, and whether that is
    /// certain: dated to that day; or dated to its month or year; or known by the day from which it
    /// holds, some weeks later at most; or not dated at all, and of `undated` or later.
    fn of_day(&self, day: NaiveDate, undated: NaiveDate) -> Option<(usize, bool)> {
        let is_day = |a: &Act| a.date == Some(PartialDate::Day(day));
        let is_about = |a: &Act| match (a.date, a.effect) {
            (Some(PartialDate::Day(_)), _) => false,
            (None, None) => day >= undated,
            (Some(date), _) => (date.first()..=date.last()).contains(&day),
            (None, Some(from)) => (0..=SIGNED_BEFORE).contains(&(from.first() - day).num_days()),
        };
        let certain = self.acts.iter().position(is_day).map(|at| (at, true));
        certain.or_else(|| self.acts.iter().position(is_about).map(|at| (at, false)))
    }

    /// Makes the act of the table that of a day: one of ours, or a new one that only that table
    /// tells.
    fn rest_on(
        &mut self,
        day: NaiveDate,
        undated: NaiveDate,
        published: NaiveDate,
        reference: &LegalReference,
    ) {
        let (at, is_certain) = self.of_day(day, undated).unwrap_or_else(|| {
            let is_after = |a: &Act| a.effect.or(a.date).is_none_or(|known| known.first() > day);
            let at = self.acts.iter().position(is_after).unwrap_or(self.acts.len());
            let act = Act {
                id: day.to_string(),
                title: format!("l'arrêté du {}", text::date(day)),
                date: Some(PartialDate::Day(day)),
                effect: None,
                generation: String::new(),
                qpv_apart: None,
                next_revision: None,
                confidence: Confidence::M,
                seen: PartialDate::Day(published),
                reference: reference.clone(),
                note: None,
            };
            self.acts.insert(at, act);
            (at, true)
        });
        self.table = self.acts.get(at).map(|act| act.id.clone());
        self.table_is_likely = !is_certain;
    }

    /// The acts that came after that of the table; none of them where this is not known.
    fn later(&self) -> &[Act] {
        let at = self.acts.iter().position(|a| Some(&a.id) == self.table.as_ref());
        at.and_then(|at| self.acts.get(at + 1..)).unwrap_or_default()
    }
}

impl ZoningRule {
    /// A région by its code.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<&RegionZoning> {
        self.regions.iter().find(|r| r.code == code)
    }

    /// Whether the act that holds in a région on a day classes priority districts apart from their
    /// communes; false where that was not found.
    #[must_use]
    pub fn classes_districts(&self, region: &str, date: NaiveDate) -> bool {
        let holding = |r: &RegionZoning| {
            r.acts.iter().rfind(|act| self.start(act) <= date).and_then(|act| act.qpv_apart)
        };
        self.region(region).and_then(holding) == Some(true)
    }

    /// Whether some région's class is not settled on a day: what is said of all places at once then
    /// rests on a supposition.
    #[must_use]
    pub fn is_unsettled_somewhere(&self, provenance: &Provenance, date: NaiveDate) -> bool {
        let is_unsettled =
            |r: &RegionZoning| !self.footing(Some(&r.code), provenance, date).is_settled();
        self.regions.iter().any(is_unsettled)
    }

    /// From when an act holds; one of which no date was found, from the day from which the table is
    /// no more taken as it is.
    fn start(&self, act: &Act) -> NaiveDate {
        act.effect.or(act.date).map_or_else(|| self.first_day_after(), PartialDate::first)
    }

    fn first_day_after(&self) -> NaiveDate {
        self.undated_from.or_else(|| self.to.succ_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// What the class of a place rests on: a place of that région, a table of that provenance, on
    /// that day. The one place where the doubt about a zoning is said.
    #[must_use]
    pub fn footing(
        &self,
        region: Option<&str>,
        provenance: &Provenance,
        date: NaiveDate,
    ) -> Footing {
        let mut out = Footing { provenance: provenance.clone(), ..Footing::default() };
        out.caveat = of_others(provenance);
        if out.caveat.is_some() {
            self.of_user(region, date, &mut out);
            return out;
        }
        let Some(region) = region.and_then(|code| self.region(code)) else {
            if date < self.from || date > self.to {
                out.caveat = Some(text::typeset(&self.caveat));
            }
            return out;
        };
        // Where every act puts all in one class, what the table rests on does not matter.
        let is_one = region.classes.len() == 1;
        let holding = region.acts.iter().rfind(|act| self.start(act) <= date);
        if let Some(act) = holding.filter(|_| is_one) {
            out.rests_on(act, false);
            out.in_force = InForce::Yes;
            out.possible.clone_from(&region.classes);
            return out;
        }
        // Quarters have no table of ours: what is known of them rests on the last act found.
        let own = region.of_table().or(holding.filter(|_| region.by_quarter));
        match own {
            Some(act) => out.rests_on(act, region.table_is_likely),
            None => out.generation = Some(self.generation.clone()),
        }
        let later = region.later().iter().rfind(|act| self.start(act) <= date);
        // An act that is not dated to the day holds for sure after the last day that it may be.
        let since = own.and_then(|act| act.effect.or(act.date)).map(PartialDate::last);
        let is_before = date < self.from || since.is_some_and(|day| date < day);
        // A table of today that names no day of this région may be of any of its acts.
        let is_of_none = own.is_none() && self.to == LAST;
        if later.is_some() || date > self.to || is_before || is_of_none {
            let what = match later {
                Some(act) => format!(", que {} a remplacée", text::typeset(&act.title)),
                None => format!(
                    "{NNBSP}; l’acte en vigueur à cette date n’a pas été trouvé pour cette région"
                ),
            };
            // « 2022 », or a day.
            let of = if self.generation.contains(' ') { "du" } else { "de" };
            out.caveat = Some(format!(
                "publication {of} {}{what}{NNBSP}: la classe est à vérifier auprès de l’ARS",
                self.generation
            ));
            if later.is_some() {
                out.in_force = InForce::No;
            }
            out.superseded_by = later.map(ActRef::from);
            out.possible.clone_from(&region.classes);
        } else if since.is_some() {
            out.in_force = InForce::Yes;
        }
        out
    }

    /// Makes the rule that of a table published on a day, of which each région's part rests on the
    /// act of the day given by its code. Acts of ours that came later stay later; a région that is
    /// not in `acts` has a table of no act that is known.
    pub fn rest_on(&mut self, published: NaiveDate, acts: &BTreeMap<String, NaiveDate>) {
        let undated = self.first_day_after();
        self.undated_from = Some(undated);
        self.generation = text::date(published);
        self.from = acts.values().min().copied().unwrap_or(published);
        self.to = LAST;
        self.caveat = format!("zonage publié le {} : à vérifier auprès de l'ARS", self.generation);
        let (title, url) = (self.official.as_ref())
            .map_or_else(Default::default, |o| (o.title.clone(), o.page.clone()));
        let reference = LegalReference { title, url };
        for region in &mut self.regions {
            (region.table, region.table_is_likely, region.table_note) = (None, false, None);
            if let Some(day) = acts.get(&region.code) {
                region.rest_on(*day, undated, published, &reference);
            }
        }
    }

    /// What a file of the user's says of the act itself: its day, which a later one of ours may
    /// follow.
    fn of_user(&self, region: Option<&str>, date: NaiveDate, out: &mut Footing) {
        let Provenance::User { acts, .. } = &out.provenance else { return };
        let told = acts.iter().find(|(code, _)| Some(code.as_str()) == region);
        let Some((code, day)) = told.map(|(code, day)| (code.clone(), *day)) else { return };
        out.act_date = Some(day);
        let day = day.first();
        out.act = Some(text::typeset(&format!("l'arrêté du {}", text::date(day))));
        let known = self.region(&code);
        let later = known.and_then(|region| {
            let own = region.of_day(day, self.first_day_after()).map(|(at, _)| at);
            let is_later = |at: usize, act: &Act| match own {
                Some(own) => at > own,
                None => day < self.start(act),
            };
            let mut acts = region.acts.iter().enumerate();
            let holds = |(at, act): &(usize, &Act)| is_later(*at, act) && self.start(act) <= date;
            acts.rfind(holds).map(|(_, act)| (region, act))
        });
        if let Some((region, act)) = later {
            out.in_force = InForce::No;
            out.superseded_by = Some(act.into());
            out.possible.clone_from(&region.classes);
        } else if day <= date {
            out.in_force = InForce::Yes;
        }
    }
}

impl Footing {
    fn rests_on(&mut self, act: &Act, is_likely: bool) {
        let title = text::typeset(&act.title);
        self.act = Some(if is_likely { format!("sans doute {title}") } else { title });
        self.act_date = act.date.or(act.effect);
        self.generation = Some(act.generation.clone()).filter(|g| !g.is_empty());
        self.act_url = Some(act.reference.url.clone()).filter(|url| !url.is_empty());
    }
}

/// The doubt about a table that is not the shipped one: always the same, whatever the day.
fn of_others(provenance: &Provenance) -> Option<String> {
    let said = match provenance {
        Provenance::Shipped => return None,
        Provenance::User { file, date, .. } => {
            format!(
                "lu dans votre fichier « {file} » ({date}), que Plaque n'a pas vérifié : l'acte publié fait seul foi"
            )
        }
        Provenance::Computed { method } => {
            format!("calculé ({method}) : l'acte publié fait seul foi")
        }
    };
    Some(text::typeset(&said))
}
