//! One aid on a card: its answer, its reasons, what it pays and what it asks.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{Months, NaiveDate};
use leptos::prelude::*;
use territory::{
    RuleBook,
    rules::{
        Change, Fact, Lifting, Missing, Outcome, Requirement, State as Answer, Step, over_years,
        repayments,
    },
    text,
};

use super::{Asked, Judged};
use crate::ui::{focus::focus_when_there, folded_at_once, folded_when, origin::outside};

/// Months after which an early leaving is shown.
const LEAVING: [u32; 5] = [6, 12, 24, 36, 48];

/// Where an aid stands in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    /// Granted.
    Open,
    /// To be made precise, and counted in what may come.
    Counted,
    /// To be made precise, in no amount yet.
    Uncounted,
    /// For somebody else.
    Elsewhere,
    /// Over, or not yet.
    Closed,
}

/// What the card of an aid shows.
#[derive(PartialEq)]
pub(super) struct Card {
    pub(super) outcome: Outcome,
    pub(super) group: Group,
    date: NaiveDate,
    /// Its answer in each class that the place may have.
    by_class: Vec<(String, String)>,
    /// Questions whose answers are missing: each by its identifier and its words.
    asks: Vec<(String, String)>,
    /// What else is still to be known.
    lacks: String,
    /// What leaving early costs.
    leaving: Vec<String>,
    /// Questions left open, without which it is counted.
    assumed: String,
}

impl Card {
    pub(super) fn of(book: &RuleBook, result: &Judged, o: &Outcome) -> Self {
        let pays = |(_, there): (&str, &Outcome)| there.total > 0.0;
        let counts =
            || !result.reached.reach.uncounted.contains(&o.id) || result.in_each(&o.id).any(pays);
        let group = match o.state {
            Answer::Granted => Group::Open,
            Answer::Undetermined if counts() => Group::Counted,
            Answer::Undetermined => Group::Uncounted,
            Answer::Refused if o.is_in_its_days() => Group::Elsewhere,
            Answer::Refused => Group::Closed,
        };
        let (by_class, asks, lacks) = match o.state {
            Answer::Undetermined => lacking(book, result, o),
            _ => Lacking::default(),
        };
        let leaving = match o.state {
            Answer::Granted => LEAVING.iter().flat_map(|m| leaving(book, result, o, *m)).collect(),
            _ => Vec::new(),
        };
        let assumed =
            o.assumed.iter().filter_map(|id| Some(text::typeset(&book.question(id)?.label)));
        Self {
            group,
            date: result.situation.date,
            by_class,
            asks,
            lacks,
            leaving,
            assumed: assumed.collect::<Vec<_>>().join("\u{202f}; "),
            outcome: o.clone(),
        }
    }

    /// The card; whether its conditions are open is kept by the list, wherever in it the card goes.
    pub(super) fn view(self: Arc<Self>, open: RwSignal<bool>) -> AnyView {
        match self.outcome.state {
            Answer::Granted => granted(&self, open).into_any(),
            Answer::Undetermined => undetermined(&self, open).into_any(),
            Answer::Refused => refused(&self, open).into_any(),
        }
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

fn granted(card: &Arc<Card>, open: RwSignal<bool>) -> impl IntoView + use<> {
    let o = &card.outcome;
    let leaving = card.leaving.iter().map(|l| view! { <li>{l.clone()}</li> }).collect_view();
    let assumed = card.assumed.clone();
    view! {
        <li class="offer granted">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer num">{worth(o)}</span></p>
            <p class="offer-why">{o.name.clone()}" · "{o.payer.label()}</p>
            {over_years(&o.saved).map(|said| view! { <p class="offer-why">"Impôt en moins\u{202f}: "{said}"."</p> })}
            {o.caveat.as_ref().map(|c| view! { <p class="offer-caveat">{text::sentence_case(c)}"."</p> })}
            <details>
                <summary>"Le calcul"{about(o)}</summary>
                {steps(&o.trace)}
                {(!assumed.is_empty()).then(|| view! { <p class="minor">"Sans réponse, compté sans\u{202f}: "{assumed}</p> })}
            </details>
            {(!card.leaving.is_empty()).then(|| view! {
                <details><summary>"À rembourser en cas de départ"{about(o)}</summary><ul class="plain">{leaving}</ul></details>
            })}
            {more(card, open)}
        </li>
    }
}

/// The answer in each class, the questions left, and what else is to be known.
type Lacking = (Vec<(String, String)>, Vec<(String, String)>, String);

/// The answer of an aid in each class that the place may have, where it hangs on the class; and what
/// else is to be known.
fn lacking(book: &RuleBook, result: &Judged, o: &Outcome) -> Lacking {
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
    let words = |id: &String| {
        book.question(id).map_or_else(|| id.clone(), |q| text::quoted(&text::typeset(&q.label)))
    };
    let asks = (missing.iter())
        .filter_map(|m| if let Missing::Answer(id) = m { Some(id) } else { None })
        .map(|id| (id.clone(), words(id)))
        .collect();
    let facts: Vec<&str> = missing
        .iter()
        .filter_map(|m| if let Missing::Fact(fact) = m { Some(fact.label()) } else { None })
        .collect();
    let lacks = match facts.is_empty() {
        true => String::new(),
        false => format!(
            "Pas dans les données de Plaque\u{202f}: {}. L’ARS ou la caisse le sait.",
            facts.join("\u{202f}; ")
        ),
    };
    (by_class, asks, lacks)
}

/// The questions whose answers an aid waits for. In a fold each leads to its field; what is always in
/// sight names them, for a key to each of them would make a long way of a short list.
fn waits_for(card: &Card) -> Option<AnyView> {
    let begins = match card.asks.len() {
        0 => return None,
        1 => "Il manque la réponse à\u{202f}: ",
        _ => "Il manque les réponses à\u{202f}: ",
    };
    let Asked(asked) = expect_context();
    let last = card.asks.len() - 1;
    let one = |(i, (id, words)): (usize, &(String, String))| {
        let after = if i == last { "." } else { "\u{202f}; " };
        if card.group != Group::Uncounted {
            return view! { {words.clone()}{after} }.into_any();
        }
        let id = id.clone();
        let go = move |_| {
            asked.update(|all| {
                all.insert(id.clone());
            });
            focus_when_there(format!("#question-{id}"));
        };
        view! { <button type="button" class="link" on:click=go>{words.clone()}</button>{after} }
            .into_any()
    };
    let all = card.asks.iter().enumerate().map(one).collect_view();
    Some(view! { <p class="offer-why">{begins}{all}</p> }.into_any())
}

fn undetermined(card: &Arc<Card>, open: RwSignal<bool>) -> impl IntoView + use<> {
    let o = &card.outcome;
    let each = card
        .by_class
        .iter()
        .map(|(class, said)| view! { <li>{text::sentence_case(class)}"\u{202f}: "<span class="num">{said.clone()}</span></li> })
        .collect_view();
    let is_by_class = !card.by_class.is_empty();
    view! {
        <li class="offer unknown">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer">{if is_by_class { "Selon la classe" } else { "À vérifier" }}</span></p>
            {is_by_class.then(|| view! { <ul class="plain">{each}</ul> })}
            {waits_for(card)}
            {(!card.lacks.is_empty()).then(|| view! { <p class="offer-why">{card.lacks.clone()}</p> })}
            {more(card, open)}
        </li>
    }
}

fn refused(card: &Arc<Card>, open: RwSignal<bool>) -> impl IntoView + use<> {
    let (o, date) = (&card.outcome, card.date);
    let why = o
        .requirements
        .iter()
        .filter(|r| r.holds == Some(false))
        .map(|r| {
            // What is over cannot be had any more, and a day that has passed changes nothing.
            let possible = |l: &&Lifting| {
                o.replaced_by.is_none() && !matches!(l.change, Change::Date(day) if day < date)
            };
            let lifted = r
                .lifted_by
                .as_ref()
                .filter(possible)
                .map(|l| format!(" Ce qui changerait la réponse\u{202f}: {}.", l.text));
            view! { <li>"Condition non remplie\u{202f}: "{r.text.clone()}"."{lifted}</li> }
        })
        .collect_view();
    view! {
        <li class="offer refused">
            <p class="offer-line"><strong>{text::typeset(&o.short)}</strong><span class="offer-answer">"Non"</span></p>
            <ul class="plain">{why}</ul>
            {o.replaced_by.as_ref().map(|r| view! { <p class="offer-why">{text::sentence_case(r)}"."</p> })}
            {more(card, open)}
        </li>
    }
}

/// Which aid a fold is about, for those who do not see what it stands under.
fn about(o: &Outcome) -> impl IntoView + use<> {
    view! { <span class="sr-only">{format!("\u{202f}: {}", text::typeset(&o.short))}</span> }
}

/// The conditions in a fold: what is granted is printed whether it is shut or not, and made at once;
/// the others when they are opened, for most are never looked at, and there are hundreds.
fn more(card: &Arc<Card>, open: RwSignal<bool>) -> AnyView {
    let summary = view! { "Conditions et textes"{about(&card.outcome)} }.into_any();
    if card.outcome.state == Answer::Granted {
        return folded_at_once("", open, summary, conditions(&card.outcome).into_any());
    }
    let card = card.clone();
    folded_when("", open, summary, move || conditions(&card.outcome).into_any())
}

/// Conditions, remarks and texts.
fn conditions(o: &Outcome) -> impl IntoView + use<> {
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
        <ul class="plain conditions">{conditions}</ul>
        {(!o.remarks.is_empty()).then(|| view! { <p class="minor">"À savoir"</p><ul class="plain">{remarks}</ul> })}
        <p class="minor texts">"Textes"</p>
        <ul class="plain texts">{references}</ul>
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
        None => "À vérifier\u{202f}:",
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

/// What a granted aid brings, in a few words.
pub(super) fn worth(o: &Outcome) -> String {
    let free = o.tax_free();
    match o.saved.first() {
        _ if o.total > 0.0 => text::euros(o.total),
        Some(saved) => {
            format!("{} d’impôt en moins par an", text::sentence_case(&saved.in_words()))
        }
        // Of a year whose scale is not in the book.
        None if free > 0.0 => format!("{} non imposés", text::euros(free)),
        None => "Oui".to_owned(),
    }
}

/// The answer of an aid in a word or an amount.
pub(super) fn answered(o: &Outcome) -> String {
    match o.state {
        Answer::Granted => worth(o),
        Answer::Undetermined => "à vérifier".to_owned(),
        Answer::Refused => "rien".to_owned(),
    }
}
