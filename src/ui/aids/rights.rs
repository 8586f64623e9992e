//! The aids one by one: granted, to be made precise, refused, each with its reasons.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use leptos::prelude::*;
use territory::{
    RuleBook,
    rules::{
        Change, Combination, Fact, Lifting, Missing, Outcome, Requirement, State as Answer, Step,
        repayments,
    },
    text,
};

use super::{
    Judged,
    money::{calendar, money},
};
use crate::ui::origin::outside;

/// Months after which an early leaving is shown.
const LEAVING: [u32; 5] = [6, 12, 24, 36, 48];

pub(super) fn rights(book: &RuleBook, result: &Judged) -> impl IntoView + use<> {
    let of = |state| result.outcomes.iter().filter(move |o| o.state == state);
    let granted = by_payer(of(Answer::Granted), result.combinations.first())
        .into_iter()
        .map(|(payer, paid, all)| {
            let lines = all.into_iter().map(|o| granted(book, result, o)).collect_view();
            let paid = (paid > 0.0).then(|| {
                view! { {text::euros(paid)}<span class="sr-only">" sur cinq ans"</span> }
            });
            view! {
                <h4 class="payer">{payer}" "<span class="num">{paid}</span></h4>
                <ul class="offers">{lines}</ul>
            }
        })
        .collect_view();
    // What is in no amount yet stands behind the rest.
    let (counted, uncounted): (Vec<&Outcome>, Vec<&Outcome>) =
        of(Answer::Undetermined).partition(|o| {
            let pays = |(_, there): (&str, &Outcome)| there.total > 0.0;
            !result.reached.reach.uncounted.contains(&o.id) || result.in_each(&o.id).any(pays)
        });
    let open = counted.iter().map(|o| undetermined(book, result, o)).collect_view();
    let rest = uncounted.iter().map(|o| undetermined(book, result, o)).collect_view();
    let date = result.situation.date;
    // What is over, or not yet, and what is for somebody else.
    let (elsewhere, closed): (Vec<&Outcome>, Vec<&Outcome>) =
        of(Answer::Refused).partition(|o| o.is_in_its_days());
    let fold = |what: &'static str, all: Vec<&Outcome>| {
        let lines = all.iter().map(|o| refused(o, date)).collect_view();
        let count = all.len();
        (count > 0).then(|| view! {
            <details class="fold"><summary>{what}<span class="num">{count}</span></summary><ul class="offers">{lines}</ul></details>
        })
    };
    let has_granted = of(Answer::Granted).count() > 0;
    let hangs = !result.alternatives.is_empty() && !result.combinations.is_empty();
    view! {
        {hangs.then(|| view! { <p class="doubt">"Versements et calendrier ne comptent que ce qui est dû quelle que soit la classe de la commune."</p> })}
        {best(book, result)}
        {has_granted.then(|| view! { <h3>"Ouvertes"</h3>{granted} })}
        {money(result)}
        {calendar(result)}
        {(!counted.is_empty()).then(|| view! { <h3>"À vérifier"</h3><ul class="offers">{open}</ul> })}
        {(!uncounted.is_empty()).then(|| view! {
            <details class="fold checks"><summary>"À vérifier, sans montant compté"<span class="num">{uncounted.len()}</span></summary><ul class="offers">{rest}</ul></details>
        })}
        {fold("Pour d’autres situations", elsewhere)}
        {fold("Fermées à cette date", closed)}
    }
}

/// Aids by who pays them, in the order of the first of each, with what is paid over five years: of
/// aids that exclude each other only those that the best combination takes.
fn by_payer<'a>(
    all: impl Iterator<Item = &'a Outcome>,
    best: Option<&Combination>,
) -> Vec<(&'static str, f64, Vec<&'a Outcome>)> {
    let mut payers: Vec<(&'static str, f64, Vec<&Outcome>)> = Vec::new();
    for o in all {
        let label = o.payer.label();
        if !payers.iter().any(|(payer, ..)| *payer == label) {
            payers.push((label, 0.0, Vec::new()));
        }
        for (_, paid, aids) in payers.iter_mut().filter(|(payer, ..)| *payer == label) {
            if best.is_some_and(|c| c.aids.contains(&o.id)) {
                *paid += o.total;
            }
            aids.push(o);
        }
    }
    payers
}

/// Aids whose names, old ones included, hold what is sought.
pub(super) fn found(book: &RuleBook, result: &Judged, wanted: &str) -> impl IntoView + use<> {
    let key = |o: &Outcome| {
        let more = book
            .offer(&o.id)
            .map(|r| format!("{} {}", r.aka.join(" "), r.summary))
            .unwrap_or_default();
        text::plain_key(&format!("{} {} {more}", o.short, o.name))
    };
    let whole = text::plain_key(wanted);
    let words: Vec<String> = wanted.split_whitespace().map(text::plain_key).collect();
    let by_whole = result.outcomes.iter().any(|o| key(o).contains(&whole));
    // What is sought as it stands, or else every word of it in any order.
    let names = |o: &&Outcome| {
        let key = key(o);
        if by_whole { key.contains(&whole) } else { words.iter().all(|w| key.contains(w)) }
    };
    let some: Vec<AnyView> = result
        .outcomes
        .iter()
        .filter(names)
        .map(|o| match o.state {
            Answer::Granted => granted(book, result, o).into_any(),
            Answer::Undetermined => undetermined(book, result, o).into_any(),
            Answer::Refused => refused(o, result.situation.date).into_any(),
        })
        .collect();
    if some.is_empty() {
        return view! { <p>"Aucune aide connue ne porte ce nom."</p> }.into_any();
    }
    view! { <ul class="offers">{some}</ul> }.into_any()
}

/// The combination to take, where some aids exclude each other, and the next best.
fn best(book: &RuleBook, result: &Judged) -> impl IntoView + use<> {
    let names = |c: &Combination| {
        let all: Vec<String> =
            c.aids.iter().filter_map(|id| Some(book.offer(id)?.short.clone())).collect();
        format!("{}\u{202f}: {}", all.join(", "), text::euros(c.total))
    };
    let short = |id: &String| book.offer(id).map_or_else(|| id.clone(), |o| o.short.clone());
    let (first, second) = (result.combinations.first()?, result.combinations.get(1)?);
    let (best, next) = if (first.total - second.total).abs() < 0.005 {
        ("À égalité\u{202f}: ", "Ou\u{202f}: ")
    } else {
        ("Le plus avantageux\u{202f}: ", "Sinon\u{202f}: ")
    };
    let gives_up: Vec<String> = first
        .gives_up
        .iter()
        .map(|(a, b)| format!("{} est exclu par {}", short(a), short(b)))
        .collect();
    Some(view! {
        <div class="best">
            <h3>"Certaines aides s’excluent"</h3>
            <p><strong>{best}</strong>{names(first)}". "{text::sentence_case(&gives_up.join("\u{202f}; "))}"."</p>
            <p>{next}{names(second)}"."</p>
        </div>
    })
}

/// What a granted aid brings, in a few words.
pub(super) fn worth(o: &Outcome) -> String {
    match (o.total > 0.0, o.tax_free()) {
        (true, _) => text::euros(o.total),
        (false, free) if free > 0.0 => format!("{} non imposés", text::euros(free)),
        (false, _) => "Oui".to_owned(),
    }
}

/// What leaving after so many months costs: a line, or one for each reading where they differ.
fn leaving(book: &RuleBook, result: &Judged, o: &Outcome, months: u32) -> Vec<String> {
    let readings = repayments(book, &result.situation, &o.id, months);
    let day = result
        .situation
        .date
        .checked_add_months(Months::new(months))
        .map(text::date)
        .unwrap_or_default();
    let alike = readings.windows(2).all(|w| (w[0].amount - w[1].amount).abs() < 0.005);
    let line = |amount: f64, reading: String| {
        format!("Départ le {day}, après {months} mois\u{202f}: {}{reading}", text::euros(amount))
    };
    match readings.first() {
        Some(first) if alike => vec![line(first.amount, String::new())],
        _ => readings.iter().map(|r| line(r.amount, format!(" ({})", r.label))).collect(),
    }
}

fn granted(book: &RuleBook, result: &Judged, o: &Outcome) -> impl IntoView + use<> {
    let leaving: Vec<_> = LEAVING
        .iter()
        .flat_map(|months| leaving(book, result, o, *months))
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let assumed = o
        .assumed
        .iter()
        .filter_map(|id| Some(text::typeset(&book.question(id)?.label)))
        .collect::<Vec<_>>()
        .join("\u{202f}; ");
    view! {
        <li class="offer granted">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer num">{worth(o)}</span></p>
            <p class="offer-why">{o.name.clone()}" · "{o.payer.label()}</p>
            {o.caveat.as_ref().map(|c| view! { <p class="offer-caveat">{text::sentence_case(c)}"."</p> })}
            <details>
                <summary>"Le calcul"{about(o)}</summary>
                {steps(&o.trace)}
                {(!assumed.is_empty()).then(|| view! { <p class="minor">"Sans réponse, compté sans\u{202f}: "{assumed}</p> })}
            </details>
            {(!leaving.is_empty()).then(|| view! {
                <details><summary>"À rembourser en cas de départ"{about(o)}</summary><ul class="plain">{leaving}</ul></details>
            })}
            {more(o)}
        </li>
    }
}

/// The answer of an aid in a word or an amount.
pub(super) fn answered(o: &Outcome) -> String {
    match o.state {
        Answer::Granted => worth(o),
        Answer::Undetermined => "à préciser".to_owned(),
        Answer::Refused => "rien".to_owned(),
    }
}

fn undetermined(book: &RuleBook, result: &Judged, o: &Outcome) -> impl IntoView + use<> {
    let mut by_class: Vec<(String, String)> = Vec::new();
    let mut missing: BTreeSet<&Missing> = o.missing.iter().collect();
    if o.missing.contains(&Missing::Fact(Fact::Zone)) {
        for (class, there) in result.in_each(&o.id) {
            by_class.push((class.to_owned(), answered(there)));
            missing.extend(&there.missing);
        }
    }
    let is_by_class = !by_class.is_empty();
    missing.retain(|m| !is_by_class || **m != Missing::Fact(Fact::Zone));
    let answers: Vec<String> = (missing.iter())
        .filter_map(|m| match m {
            Missing::Answer(id) => Some(
                book.question(id)
                    .map_or_else(|| id.clone(), |q| text::quoted(&text::typeset(&q.label))),
            ),
            _ => None,
        })
        .collect();
    let facts: Vec<&str> = missing
        .iter()
        .filter_map(|m| if let Missing::Fact(fact) = m { Some(fact.label()) } else { None })
        .collect();
    let mut lacks = Vec::new();
    match answers.len() {
        0 => {}
        1 => lacks.push(format!("Il manque la réponse à\u{202f}: {}.", answers[0])),
        _ => {
            lacks.push(format!("Il manque les réponses à\u{202f}: {}.", answers.join("\u{202f}; ")))
        }
    }
    if !facts.is_empty() {
        lacks.push(format!(
            "Nos tables ne disent pas\u{202f}: {}. L’ARS ou la caisse le sait.",
            facts.join("\u{202f}; ")
        ));
    }
    let each = by_class
        .into_iter()
        .map(|(class, said)| view! { <li>{text::sentence_case(&class)}"\u{202f}: "<span class="num">{said}</span></li> })
        .collect_view();
    view! {
        <li class="offer unknown">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer">{if is_by_class { "Selon la classe" } else { "À préciser" }}</span></p>
            {is_by_class.then(|| view! { <ul class="plain">{each}</ul> })}
            {(!lacks.is_empty()).then(|| view! { <p class="offer-why">{lacks.join(" ")}</p> })}
            {more(o)}
        </li>
    }
}

fn refused(o: &Outcome, date: NaiveDate) -> impl IntoView + use<> {
    let why = o
        .requirements
        .iter()
        .filter(|r| r.holds == Some(false))
        .map(|r| {
            // A day that has passed lifts nothing any more.
            let possible = |l: &&Lifting| !matches!(l.change, Change::Date(day) if day < date);
            let lifted = r
                .lifted_by
                .as_ref()
                .filter(possible)
                .map(|l| format!(" Ce qui le lèverait\u{202f}: {}.", l.text));
            view! { <li>"Il faudrait\u{202f}: "{r.text.clone()}"."{lifted}</li> }
        })
        .collect_view();
    view! {
        <li class="offer refused">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer">"Non"</span></p>
            <ul class="plain">{why}</ul>
            {o.replaced_by.as_ref().map(|r| view! { <p class="offer-why">{text::sentence_case(r)}"."</p> })}
            {more(o)}
        </li>
    }
}

/// Which aid a fold is about, for those who do not see what it stands under.
fn about(o: &Outcome) -> impl IntoView + use<> {
    view! { <span class="sr-only">{format!("\u{202f}: {}", text::typeset(&o.short))}</span> }
}

/// Conditions, duties, remarks and texts, in a fold.
fn more(o: &Outcome) -> impl IntoView + use<> {
    let conditions = o
        .requirements
        .iter()
        .map(|r| view! { <li>{mark(r.holds)}" "{r.text.clone()}{rests_on(r)}</li> })
        .collect_view();
    let remarks = o.remarks.iter().map(|r| view! { <li>{r.clone()}</li> }).collect_view();
    let references = o
        .references
        .iter()
        .map(|r| view! { <li>{outside(text::typeset(&r.title), r.url.clone())}</li> })
        .collect_view();
    view! {
        <details>
            <summary>"Conditions et textes"{about(o)}</summary>
            <ul class="plain">{conditions}</ul>
            {(!o.remarks.is_empty()).then(|| view! { <p class="minor">"À savoir"</p><ul class="plain">{remarks}</ul> })}
            <p class="minor">"Textes"</p>
            <ul class="plain">{references}</ul>
        </details>
    }
}

/// The texts of a condition, where it has its own.
fn rests_on(r: &Requirement) -> impl IntoView + use<> {
    // A title may name it already.
    let is_said = |a: &&String| r.references.first().is_none_or(|t| !t.title.contains(a.as_str()));
    let article = r.article.as_ref().filter(is_said).map(|a| format!("{a}, ")).unwrap_or_default();
    let texts = r
        .references
        .iter()
        .map(|t| view! { <li>{outside(text::typeset(&t.title), t.url.clone())}</li> })
        .collect_view();
    (!r.references.is_empty())
        .then(|| view! { <small class="rests-on">{article}<ul>{texts}</ul></small> })
}

fn mark(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "Oui\u{202f}:",
        Some(false) => "Non\u{202f}:",
        None => "À préciser\u{202f}:",
    }
}

fn steps(all: &[Step]) -> AnyView {
    let lines = all
        .iter()
        .map(|s| {
            let how = s.how.as_ref().filter(|h| **h != s.value).map(|h| format!(" = {h}"));
            let since = s.since.map(|d| format!(", depuis le {}", text::date(d)));
            let doubt = s.doubt.as_ref().map(|d| view! { <small class="step-doubt">"À confirmer\u{202f}: "{d.clone()}</small> });
            let source = s.reference.as_ref().map(|r| view! { " "{outside(text::typeset(&r.title), r.url.clone())} });
            view! { <li>{s.label.clone()}"\u{202f}: "<span class="num">{s.value.clone()}</span>{how}{since}{source}{doubt}{steps(&s.children)}</li> }
        })
        .collect_view();
    if all.is_empty() { ().into_any() } else { view! { <ul class="steps">{lines}</ul> }.into_any() }
}
