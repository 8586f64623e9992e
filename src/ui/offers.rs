//! The contracts and aids: what each pays here on the date of installation, or why it does not.

use leptos::prelude::*;
use territory::{Offer, Sheet, Verdict, text};

use super::{folded, folded_at_once, origin::outside};

/// Letters of an amount that fit beside a name.
const MOST_BESIDE: usize = 26;

/// The aids of the sheet behind what they come to; `said` sums them up. On paper they are open.
pub(super) fn offers(sheet: &Sheet, said: AnyView, open: RwSignal<bool>) -> Option<AnyView> {
    let count = |is: fn(&Verdict) -> bool| sheet.offers.iter().filter(|o| is(&o.verdict)).count();
    let granted = count(|v| matches!(v, Verdict::Granted { .. }));
    let by_class = count(|v| matches!(v, Verdict::ByClass { .. }));
    let sure = match granted {
        0 if by_class > 0 => None,
        0 => Some("aucune aide certaine ici".to_owned()),
        1 => Some("une aide ouverte ici".to_owned()),
        n => Some(format!("{n} aides ouvertes ici")),
    };
    let hanging = match by_class {
        0 => None,
        1 => Some("une aide selon la classe".to_owned()),
        n => Some(format!("{n} aides selon la classe")),
    };
    let counted: Vec<String> = sure.into_iter().chain(hanging).collect();
    let fact = format!("Au {}\u{202f}: {}", text::date(sheet.date), counted.join(", "));
    // What is open comes first; the order of the rule book inside each group. What is closed is a line.
    let of = |is: fn(&Verdict) -> bool| sheet.offers.iter().filter(move |o| is(&o.verdict));
    let granted = of(|v| matches!(v, Verdict::Granted { .. } | Verdict::ByClass { .. }));
    let unsure = of(|v| matches!(v, Verdict::Depends { .. } | Verdict::Unknown { .. }));
    // One form of list for both: each is kilobytes of the part.
    let listed = |all: Vec<&Offer>| {
        let lines = all.into_iter().map(|o| offer(o, &sheet.caveats)).collect_view();
        view! { <ul class="offers">{lines}</ul> }.into_any()
    };
    let list = listed(granted.chain(unsure).collect());
    let closed: Vec<&Offer> = of(|v| matches!(v, Verdict::Refused { .. })).collect();
    let fold = (!closed.is_empty()).then(|| {
        let count = closed.len();
        let list = listed(closed);
        let summary = view! { "Fermées ici à cette date"<span class="num">{count}</span> };
        folded_at_once("fold", RwSignal::new(false), summary.into_any(), list)
    });
    (!sheet.offers.is_empty()).then(|| {
        let summary = view! { <h3>{fact}</h3> };
        let body = view! { <div class="verdict">{said}</div>{list}{fold} };
        folded_at_once("fold block printed", open, summary.into_any(), body.into_any())
    })
}

fn offer(offer: &Offer, said: &[String]) -> impl IntoView + use<> {
    let (class, answer, why) = match &offer.verdict {
        Verdict::Granted { amount, brief, .. } => {
            let more = (amount != brief).then(|| amount.clone());
            ("offer granted", text::sentence_case(brief), more.into_iter().collect())
        }
        Verdict::Refused { reasons } => (
            "offer refused",
            "Non".to_owned(),
            reasons.iter().map(|r| r.text().to_owned()).collect(),
        ),
        Verdict::ByClass { cases } => (
            "offer unknown",
            "Selon la classe".to_owned(),
            cases.iter().map(|c| format!("{}\u{202f}: {}", c.text, c.said)).collect(),
        ),
        Verdict::Depends { on } => ("offer unknown", "À vérifier".to_owned(), on.clone()),
        Verdict::Unknown { why } => ("offer unknown", "À vérifier".to_owned(), vec![why.clone()]),
    };
    let sentence = |text: String| {
        text::sentence_case(&text) + if text.ends_with(['.', '?']) { "" } else { "." }
    };
    let why = why
        .into_iter()
        .map(|text| view! { <p class="offer-why">{sentence(text)}</p> })
        .collect_view();
    // A short amount stands at the right of the name, a long one under it.
    let line = if answer.chars().count() > MOST_BESIDE { "offer-line long" } else { "offer-line" };
    // A doubt that the whole sheet states is not said again at each line.
    let caveat = offer.caveat.as_ref().filter(|c| !said.iter().any(|s| s.contains(c.as_str())));
    let more = folded("", false, offer.name.clone(), {
        let (summary, conditions) = (offer.summary.clone(), offer.conditions.clone());
        let references = offer.references.clone();
        move || {
            let conditions = conditions.iter().map(|c| view! { <li>{c.clone()}</li> });
            let references = references
                .iter()
                .map(|r| view! { <li>{outside(text::typeset(&r.title), r.url.clone())}</li> });
            let has_some = conditions.len() > 0;
            view! {
                <p>{summary.clone()}</p>
                {has_some.then(|| view! { <p class="minor">"Conditions"</p> })}
                <ul class="plain">{conditions.collect_view()}</ul>
                <p class="minor">"Textes"</p>
                <ul class="plain">{references.collect_view()}</ul>
            }
        }
    });
    view! {
        <li class=class>
            <p class=line><strong>{offer.short.clone()}</strong><span class="offer-answer num">{answer}</span></p>
            {why}
            {caveat.map(|c| view! { <p class="offer-caveat">{text::sentence_case(c)}"."</p> })}
            {more}
        </li>
    }
}
