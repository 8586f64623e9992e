//! The sentences of the sheet.

use chrono::NaiveDate;

use super::{Statement, Subject, inhabitants};
use crate::{
    area::AreaKind,
    code::Row,
    column::{Absence, Aggregate, Column, ColumnSpec, Kind, Value},
    dataset::Dataset,
    role::Role,
    rules::{ClassCase, Family, Footing, Offer, Reason, RuleBook, Unit, Verdict, Zone},
    standing::{Scope, Standing},
    text::{self, NNBSP},
};

/// Names of the thresholds in the rule book.
const APL_LOW: &str = "thresholds.apl_low";
const APL_WATCH: &str = "thresholds.apl_watch";
const APL_MEAN: &str = "thresholds.apl_mean";

/// The answer: zone, aids, access, doctors. A sentence whose figures are not loaded yet is left
/// out.
pub(super) fn statements(
    dataset: &Dataset,
    row: Row,
    footing: &Footing,
    offers: &[Offer],
    date: NaiveDate,
) -> Vec<Statement> {
    let say = |about, text: Option<String>| text.map(|text| Statement { about, text });
    [
        say(Subject::Zone, zone(dataset, row, footing)),
        say(Subject::Aids, aids(offers, date)),
        say(Subject::Access, access(dataset, row, date)),
        say(Subject::Doctors, doctors(dataset, row)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The class, the act that it is from, and what has become of it.
fn zone(dataset: &Dataset, row: Row, footing: &Footing) -> Option<String> {
    let name = dataset.gazetteer().name(row);
    let column = dataset.by_role(Role::Zone)?;
    let rule = dataset.rules().zoning.as_ref();
    let region = dataset.gazetteer().area(AreaKind::Region, row);
    let region = rule.zip(region).and_then(|(rule, area)| rule.region(&area.code));
    let (verb, from) = grounds(&column.spec.vintage, footing);
    match dataset.zone(row) {
        Zone::Known(class) => {
            let own = region.and_then(|r| r.sentences.get(&class.id));
            let known = own.or_else(|| rule?.sentences.get(&class.id));
            let sentence = known.map_or_else(|| format!("classée : {}", class.label), Clone::clone);
            Some(text::typeset(&format!("{name} {verb} {sentence} ({from}).")))
        }
        Zone::Absent(_) if dataset.gazetteer().arrondissements(row).next().is_some() => {
            Some(text::typeset(&format!(
                "{name} : la zone est fixée arrondissement par arrondissement ({from}) ; choisissez-en un."
            )))
        }
        Zone::Absent(_) if region.is_some_and(|r| r.by_quarter) => Some(text::typeset(&format!(
            "{name} : la zone est fixée quartier par quartier, et les données de Plaque n'en ont que par commune : l'ARS la dit à l'adresse ({from})."
        ))),
        Zone::Absent(reason) => Some(text::typeset(&format!(
            "{name} : zone médicale inconnue, {} ({from}).",
            text::absence(reason)
        ))),
        Zone::NotLoaded => None,
    }
}

/// The verb, and what the class rests on: « était », « zonage publié en 2022 : l'arrêté publié le
/// 4 mai 2022, que l'arrêté du 30 octobre 2025 a remplacé ; à vérifier ».
fn grounds(vintage: &str, footing: &Footing) -> (&'static str, String) {
    // What every act gives alike is owed to the one that holds, and no table.
    if let (1, Some(act)) = (footing.possible.len(), &footing.act) {
        return ("est", act.clone());
    }
    let act = footing.act.as_ref().map_or_else(String::new, |act| format!(" : {act}"));
    let table = format!("{}{act}", text::table_of(vintage));
    match &footing.superseded_by {
        Some(by) => ("était", format!("{table}, que {} a remplacé ; à vérifier", by.title)),
        None if !footing.is_settled() => (
            "était",
            format!("{table} ; l'acte en vigueur à cette date n'a pas été trouvé : à vérifier"),
        ),
        None => ("est", table),
    }
}

fn aids(offers: &[Offer], date: NaiveDate) -> Option<String> {
    if offers.is_empty() {
        return None;
    }
    let day = text::date(date);
    let granted: Vec<String> = offers
        .iter()
        .filter_map(|o| match &o.verdict {
            Verdict::Granted { brief, .. } => Some(format!("{} ({brief})", o.short)),
            _ => None,
        })
        .collect();
    let depends: Vec<&str> = offers
        .iter()
        .filter(|o| matches!(o.verdict, Verdict::Depends { .. }))
        .map(|o| o.short.as_str())
        .collect();
    let by_class: Vec<String> = offers
        .iter()
        .filter_map(|o| match &o.verdict {
            Verdict::ByClass { cases } => Some(format!("{} ({})", o.short, in_each(cases))),
            _ => None,
        })
        .collect();
    let unknown = offers.iter().any(|o| matches!(o.verdict, Verdict::Unknown { .. }));
    let mut out = if !granted.is_empty() {
        format!(
            "Pour une installation le {day}, elle ouvre, sous conditions{NNBSP}: {}.",
            granted.join(&format!("{NNBSP}; "))
        )
    } else if !by_class.is_empty() {
        format!("Pour une installation le {day}, tout dépend de la classe.")
    } else if unknown {
        format!(
            "Sans la zone, on ne peut pas dire ce qui est ouvert pour une installation le {day}."
        )
    } else {
        format!("Pour une installation le {day}, elle n’ouvre aucune des aides conventionnelles.")
    };
    if !by_class.is_empty() {
        let list = by_class.join(", ");
        out.push_str(&format!(" Selon la classe{NNBSP}: {list}."));
    }
    if !depends.is_empty() {
        let sure = if granted.is_empty() { "Mais selon l’adresse" } else { "Selon l’adresse" };
        out.push_str(&format!(" {sure}{NNBSP}: {}.", depends.join(&format!("{NNBSP}; "))));
    }
    let closed: Vec<(&str, NaiveDate)> = offers
        .iter()
        .filter(|o| o.family == Family::Convention2016)
        .filter_map(|o| match &o.verdict {
            Verdict::Refused { reasons } => reasons.iter().find_map(|r| match r {
                Reason::Closed { last, .. } => Some((o.short.as_str(), *last)),
                _ => None,
            }),
            _ => None,
        })
        .collect();
    if let Some(last) = closed.iter().map(|(_, last)| last).max() {
        let names: Vec<&str> = closed.iter().map(|(name, _)| *name).collect();
        out.push_str(&format!(
            " Les contrats de 2016 ({}) ne se signent plus depuis le {}.",
            names.join(", "),
            text::date(*last)
        ));
    }
    Some(out)
}

/// « en ZIP : 10 000 € ; en ZAC : 5 000 € ; hors zonage : rien ».
fn in_each(cases: &[ClassCase]) -> String {
    let one = |case: &ClassCase| format!("{}{NNBSP}: {}", case.text, case.said);
    cases.iter().map(one).collect::<Vec<_>>().join(&format!("{NNBSP}; "))
}

fn access(dataset: &Dataset, row: Row, date: NaiveDate) -> Option<String> {
    let column = dataset.by_role(Role::Access)?;
    let spec = &column.spec;
    let lead =
        format!("Accès aux généralistes (APL {}, {})", spec.vintage, text::typeset(&spec.unit));
    let apl = match column.value(row) {
        Value::Absent(reason) => return Some(unknown(&lead, reason)),
        Value::Known(apl) => apl,
    };
    let mut out = format!("{lead}{NNBSP}: {}", text::three_figures(apl));
    out.push_str(&band(dataset.rules(), apl, date));
    if let Some(mean) = mean(spec, dataset.rules(), date) {
        out.push_str(&format!("{NNBSP}; moyenne nationale {}", text::three_figures(mean)));
    }
    out.push('.');
    Some(out)
}

/// Where a figure lies against the two marks of reading of the rule book.
fn band(rules: &RuleBook, apl: f64, date: NaiveDate) -> String {
    let mark = |name| rules.value(name, date).map(|v| (v, Unit::Consultations.show(v)));
    match (mark(APL_LOW), mark(APL_WATCH)) {
        (Some((low, shown)), _) if apl < low => {
            format!(", sous le seuil statistique de sous-densité de {shown}")
        }
        (Some((_, low)), Some((watch, shown))) if apl <= watch => {
            format!(", entre les repères de {low} et {shown}")
        }
        (_, Some((watch, shown))) if apl > watch => format!(", au-dessus du repère de {shown}"),
        _ => String::new(),
    }
}

/// The national mean: that of the column, or that of the rule book.
fn mean(spec: &ColumnSpec, rules: &RuleBook, date: NaiveDate) -> Option<f64> {
    match &spec.kind {
        Kind::Measure { reference: Some(reference), .. } => Some(reference.value),
        _ => rules.value(APL_MEAN, date),
    }
}

fn doctors(dataset: &Dataset, row: Row) -> Option<String> {
    let column = dataset.by_role(Role::GpCount)?;
    let lead = format!("{} en {}", text::typeset(&column.spec.label), column.spec.vintage);
    let count = match column.value(row) {
        Value::Absent(reason) => return Some(unknown(&lead, reason)),
        Value::Known(count) => count,
    };
    let mut out = format!("{lead}{NNBSP}: {}", text::integer(count));
    if let (Some(people), Some(population)) =
        (dataset.population(row), dataset.by_role(Role::Population))
    {
        out.push_str(&format!(
            ", pour {} en {}",
            inhabitants(people),
            dataset.vintage(&population.spec, &[row])
        ));
    }
    if let Some(density) = dataset.by_role(Role::GpDensity)
        && let Value::Known(v) = density.value(row)
    {
        // Divided by the people of another year: its own.
        out.push_str(&format!(
            "{NNBSP}; densité en {}{NNBSP}: {}",
            dataset.vintage(&density.spec, &[row]),
            text::with_unit(&density.spec, &text::three_figures(v))
        ));
    }
    Some(text::full_stop(out))
}

fn unknown(lead: &str, reason: Absence) -> String {
    format!("{lead}{NNBSP}: pas de chiffre, {}.", text::absence(reason))
}

/// The standing of a figure in words.
pub(super) fn standing_sentence(column: &Column, row: Row, standing: &Standing) -> Option<String> {
    let Standing { known, .. } = *standing;
    let place = match standing.scope {
        Scope::France => "France".to_owned(),
        _ => standing.name.clone(),
    };
    let count = |n: usize| {
        #[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
        text::integer(n as f64)
    };
    let noun = |n: usize| if n < 2 { "commune" } else { "communes" };
    let mut parts = Vec::new();
    if let Some(rank) = standing.rank {
        let tie = if standing.ties > 0 {
            format!(
                ", à égalité avec {} {}",
                count(standing.ties),
                if standing.ties == 1 { "autre" } else { "autres" }
            )
        } else {
            String::new()
        };
        parts.push(format!(
            "{} valeur la plus haute sur {} {}{tie}",
            text::rank(rank),
            count(known),
            noun(known)
        ));
    }
    if let Some(same) = standing.same_class {
        let label = column.class(row).map(|c| text::typeset(&c.short)).unwrap_or_default();
        parts.push(format!(
            "{} {} sur {} dans la classe {label}",
            count(same),
            noun(same),
            count(known)
        ));
    }
    if let (Scope::France, Kind::Measure { reference: Some(reference), shown, .. }) =
        (standing.scope, &column.spec.kind)
    {
        // A published figure of reference is better than a mean of our own, and two would only
        // confuse.
        let figure =
            text::with_unit(&column.spec, &text::fixed(reference.value, usize::from(*shown)));
        parts.push(format!("{}{NNBSP}: {figure}", text::typeset(&reference.label)));
    } else if let Some(figure) =
        standing.aggregate.and_then(|v| text::value(&column.spec, Value::Known(v)))
    {
        let what = if column.spec.aggregate == Aggregate::Sum {
            "total"
        } else {
            "moyenne pondérée par la population"
        };
        parts.push(format!("{what}{NNBSP}: {}", text::with_unit(&column.spec, &figure)));
    }
    if standing.absent > 0 && !parts.is_empty() {
        parts.push(format!(
            "sans chiffre{NNBSP}: {} {}",
            count(standing.absent),
            noun(standing.absent)
        ));
    }
    (!parts.is_empty())
        .then(|| text::full_stop(format!("{place}{NNBSP}: {}", parts.join(&format!("{NNBSP}; ")))))
}
