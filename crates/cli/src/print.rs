//! The answers as text for a terminal.

use std::fmt::{self, Write};

use serde::Serialize;
use territory::{
    AreaKind, Dataset, Figure, Hit, Matched, Offer, RuleBook, Sheet, Verdict, ZoneRef,
    rules::{Missing, Outcome, State, Step, hypotheses, over_years},
    text,
};

use crate::cases::{Answer, Leaving};

/// The sheet as text.
///
/// # Errors
/// None but those of the writer.
pub fn sheet(sheet: &Sheet, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "{} ({})\n{}\n", sheet.title, sheet.place.code, sheet.subtitle)?;
    for statement in &sheet.verdict {
        writeln!(out, "{}", statement.text)?;
    }
    heading(out, "À vérifier", !sheet.caveats.is_empty())?;
    for caveat in &sheet.caveats {
        writeln!(out, "  {caveat}")?;
    }
    heading(
        out,
        &format!("Aides pour une installation le {}", text::date(sheet.date)),
        !sheet.offers.is_empty(),
    )?;
    for o in &sheet.offers {
        offer(o, out)?;
    }
    heading(out, "Chiffres", !sheet.figures.is_empty())?;
    for f in &sheet.figures {
        figure(f, out)?;
    }
    if let Some(parent) = &sheet.parent {
        heading(
            out,
            &format!("Arrondissement {} ({})", text::of_place(&parent.name), parent.code),
            true,
        )?;
    }
    heading(out, "Arrondissements", !sheet.arrondissements.is_empty())?;
    for a in &sheet.arrondissements {
        writeln!(out, "  {} ({})", a.name, a.code)?;
    }
    heading(out, "Communes voisines", !sheet.neighbours.is_empty())?;
    for n in &sheet.neighbours {
        let zone = match &n.zone {
            ZoneRef::Known { label, .. } => label,
            ZoneRef::Absent { text, .. } => text,
            ZoneRef::Pending => continue,
        };
        let differs = if n.differs == Some(true) { " (autre classe qu’ici)" } else { "" };
        writeln!(out, "  {} ({}) · {zone}{differs}", n.place.name, n.place.code)?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, title: &str, wanted: bool) -> fmt::Result {
    if wanted { writeln!(out, "\n{title}") } else { Ok(()) }
}

fn offer(offer: &Offer, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "  {}, {}", offer.short, offer.name)?;
    match &offer.verdict {
        Verdict::Granted { amount, .. } => {
            writeln!(out, "    Ouverte ici\u{202f}: {amount}")?;
            for condition in &offer.conditions {
                writeln!(out, "    - {condition}")?;
            }
        }
        Verdict::Refused { reasons } => {
            for reason in reasons {
                writeln!(out, "    Non\u{202f}: {}", reason.text())?;
            }
        }
        Verdict::ByClass { cases } => {
            for case in cases {
                writeln!(out, "    {}\u{202f}: {}", text::sentence_case(&case.text), case.said)?;
            }
        }
        Verdict::Depends { on } => writeln!(out, "    À vérifier\u{202f}: {}", on.join(" "))?,
        Verdict::Unknown { why } => writeln!(out, "    On ne sait pas\u{202f}: {why}")?,
    }
    if let Some(caveat) = &offer.caveat {
        writeln!(out, "    Réserve\u{202f}: {caveat}")?;
    }
    offer.references.iter().take(1).try_for_each(|r| {
        writeln!(out, "    Texte\u{202f}: {} <{}>", text::typeset(&r.title), r.url)
    })
}

fn figure(figure: &Figure, out: &mut impl Write) -> fmt::Result {
    writeln!(
        out,
        "  {}\u{202f}: {} [{}, {}]",
        figure.label, figure.text, figure.vintage, figure.producer
    )?;
    figure.standing_text.iter().try_for_each(|s| writeln!(out, "    {s}"))
}

/// A place found, for JSON.
#[derive(Debug, Serialize)]
pub struct Found {
    /// INSEE code, five characters.
    pub code: String,
    /// Official name of the commune, with its article.
    pub name: String,
    /// Code of the département.
    pub departement: Option<String>,
    /// Name of the département.
    pub departement_name: Option<String>,
    /// Postal codes, ascending; a commune may have several.
    pub postal: Vec<String>,
    /// Municipal population, inhabitants; none where it is not published.
    pub population: Option<f64>,
    /// By what: `name`, `name_nearly`, `code`, `postal`.
    pub matched: &'static str,
}

/// A hit with what tells it from its homonyms.
#[must_use]
pub fn found(dataset: &Dataset, hit: Hit) -> Found {
    let gazetteer = dataset.gazetteer();
    let departement = gazetteer.area(AreaKind::Departement, hit.row);
    Found {
        code: gazetteer.code(hit.row).to_string(),
        name: gazetteer.name(hit.row).to_owned(),
        departement: departement.map(|a| a.code.clone()),
        departement_name: departement.map(|a| a.name.clone()),
        postal: gazetteer.postal(hit.row).map(str::to_owned).collect(),
        population: dataset.population(hit.row),
        matched: match hit.matched {
            Matched::Name => "name",
            Matched::NameNearly => "name_nearly",
            Matched::Code => "code",
            Matched::Postal => "postal",
        },
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.code, self.name)?;
        if let Some(departement) = &self.departement_name {
            write!(f, ", {departement}")?;
        }
        if let Some(people) = self.population {
            let noun = if people < 2.0 { "habitant" } else { "habitants" };
            write!(f, ", {} {noun}", text::integer(people))?;
        }
        Ok(())
    }
}

/// What the rules answer to a case, as text.
///
/// # Errors
/// None but those of the writer.
pub fn answer(book: &RuleBook, answer: &Answer, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "{}\nAu {}", answer.title, text::date(answer.situation.date))?;
    for (state, title) in [
        (State::Granted, "Ouvertes"),
        (State::Undetermined, "À vérifier"),
        (State::Refused, "Non ouvertes"),
    ] {
        let some: Vec<&Outcome> = answer.outcomes.iter().filter(|o| o.state == state).collect();
        heading(out, title, !some.is_empty())?;
        some.into_iter().try_for_each(|o| outcome(book, o, out))?;
    }
    let estimates = answer.outcomes.iter().flat_map(|o| &o.saved).any(|s| s.is_estimated);
    if let Some(said) = hypotheses(book, &answer.situation).filter(|_| estimates) {
        writeln!(out, "\nImpôt en moins\u{202f}: {said}")?;
    }
    heading(out, "À rembourser en cas de départ", !answer.repayments.is_empty())?;
    for r in &answer.repayments {
        let Leaving { aid, months, reading } = r;
        writeln!(
            out,
            "  {aid}, après {months} mois\u{202f}: {} = {} ({})",
            text::euros(reading.amount),
            reading.how,
            reading.label
        )?;
    }
    heading(out, "Meilleures combinaisons sur cinq ans", answer.combinations.len() > 1)?;
    for c in answer.combinations.iter().take(2).filter(|_| answer.combinations.len() > 1) {
        writeln!(out, "  {}\u{202f}: {}", c.aids.join(", "), text::euros(c.total))?;
    }
    writeln!(out)
}

fn outcome(book: &RuleBook, o: &Outcome, out: &mut impl Write) -> fmt::Result {
    let total = if o.state == State::Granted && o.total > 0.0 {
        format!("\u{202f}: {}", text::euros(o.total))
    } else {
        String::new()
    };
    writeln!(out, "  {} ({}){total}", o.name, o.payer.label())?;
    for r in o.requirements.iter().filter(|r| r.holds == Some(false)) {
        let lifted = r.lifted_by.as_ref().map(|l| format!(" → {}", l.text)).unwrap_or_default();
        writeln!(out, "    non\u{202f}: {}{lifted}", r.text)?;
    }
    for m in &o.missing {
        let what = match m {
            Missing::Answer(q) => book.question(q).map_or(q.clone(), |q| text::typeset(&q.label)),
            Missing::Fact(fact) => fact.label().to_owned(),
            Missing::Rule(r) => r.clone(),
        };
        writeln!(out, "    à vérifier\u{202f}: {what}")?;
    }
    for p in &o.payments {
        writeln!(
            out,
            "    {}\u{202f}: {} · {}",
            text::date(p.date),
            text::euros(p.amount),
            p.label
        )?;
    }
    if let Some(said) = over_years(&o.saved) {
        writeln!(out, "    impôt en moins\u{202f}: {said}")?;
    }
    o.trace.iter().try_for_each(|s| step(s, 2, out))
}

fn step(step: &Step, depth: usize, out: &mut impl Write) -> fmt::Result {
    let how = step
        .how
        .as_ref()
        .filter(|h| **h != step.value)
        .map(|h| format!(" = {h}"))
        .unwrap_or_default();
    let source = step.reference.as_ref().map(|r| format!(" [{}]", r.title)).unwrap_or_default();
    let since = step.since.map(|d| format!(", depuis le {}", text::date(d))).unwrap_or_default();
    let doubt =
        step.doubt.as_ref().map(|d| format!(" (à confirmer\u{202f}: {d})")).unwrap_or_default();
    writeln!(
        out,
        "{}{}\u{202f}: {}{how}{since}{source}{doubt}",
        "  ".repeat(depth),
        step.label,
        step.value
    )?;
    step.children.iter().try_for_each(|s| self::step(s, depth + 1, out))
}
