//! What this doctor would get: questions that still matter, every aid with its reasons, money by year, a calendar.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use territory::{
    Row, RuleBook,
    rules::{
        Combination, Datum, Missing, Nature, Outcome, Payer, Question, QuestionKind, Situation, State as Answer, Step, combinations,
        fact_label, outcomes, questions_left, repayments,
    },
    text,
};

use super::{layout::link, origin::outside};
use crate::{charts, dataset::use_data, state::use_state};

/// Questions shown at a time beyond those that are answered.
const AHEAD: usize = 4;
/// Months after which an early leaving is shown.
const LEAVING: [u32; 3] = [12, 24, 36];

/// Everything that the answers give.
#[derive(PartialEq)]
struct Judged {
    situation: Situation,
    outcomes: Vec<Outcome>,
    combinations: Vec<Combination>,
    /// Questions to show: answered ones, then the most decisive.
    questions: Vec<String>,
    /// Options that the rights found so far could add, and that nothing was said about.
    options: Vec<String>,
}

/// An answer of the address in the kind of its question; none where it is not one that the question allows.
fn read(question: &Question, written: &str) -> Option<Datum> {
    let datum = match question.kind {
        QuestionKind::YesNo => Datum::Flag(match written {
            "oui" => true,
            "non" => false,
            _ => return None,
        }),
        QuestionKind::Choice => Datum::Word(written.to_owned()),
        QuestionKind::Number => Datum::Number(written.parse().ok()?),
    };
    question.allows(&datum).then_some(datum)
}

fn answer(book: &RuleBook, facts: BTreeMap<String, Datum>, date: NaiveDate, written: &BTreeMap<String, String>) -> Judged {
    let answers = written.iter().filter_map(|(id, w)| Some((id.clone(), read(book.question(id)?, w)?))).collect();
    let situation = Situation { date, facts, answers };
    let outcomes = outcomes(book, &situation);
    let left = questions_left(book, &outcomes);
    let answered = |q: &&Question| situation.answers.contains_key(&q.id);
    let questions: Vec<String> = book.questions.iter().filter(answered).map(|q| q.id.clone()).chain(left.into_iter().take(AHEAD)).collect();
    let is_open = |q: &&Question| outcomes.iter().any(|o| o.assumed.contains(&q.id)) && !questions.contains(&q.id);
    let options = book.questions.iter().filter(is_open).map(|q| q.id.clone()).collect();
    Judged { combinations: combinations(book, &outcomes), situation, outcomes, questions, options }
}

/// The simulator: questions on one side, rights on the other.
#[component]
pub fn Simulator() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let place = move || state.selected.get();
    let name = move || data.set.with(|s| place().filter(|r: &Row| r.index() < s.gazetteer.len()).map(|r| s.gazetteer.name(r).to_owned()));
    let result = Memo::new(move |_| {
        data.set.with(|s| {
            if s.rules.offers.is_empty() {
                return None;
            }
            let facts = place().map(|row| s.facts(row)).unwrap_or_default();
            Some(Arc::new(state.answers.with(|a| answer(&s.rules, facts, state.date(), a))))
        })
    });
    let questions = Memo::new(move |_| result.with(|r| r.as_ref().map(|r| r.questions.clone()).unwrap_or_default()));
    let options = Memo::new(move |_| result.with(|r| r.as_ref().map(|r| r.options.clone()).unwrap_or_default()));
    let wanted = RwSignal::new(String::new());
    let sentence = Memo::new(move |_| result.with(|r| r.as_ref().map_or_else(|| "Les règles se chargent…".to_owned(), |r| sum_up(r))));
    view! {
        <section class="simulator" aria-labelledby="simulator-title">
            <div class="simulator-head">
                <h2 id="simulator-title">{move || name().map_or_else(|| "Mes aides".to_owned(), |n| format!("Mes aides\u{202f}: {n}"))}</h2>
                <a class="button" href=move || link("./")>"Voir la carte"</a>
            </div>
            <p class="rights-sum" role="status">{sentence}</p>
            {move || name().is_none().then(|| view! {
                <p class="doubt">"Choisissez une commune dans la recherche\u{202f}: la plupart des aides dépendent de son classement."</p>
            })}
            <div class="simulator-body">
                <form class="questions" on:submit=|e| e.prevent_default() aria-labelledby="questions-title">
                    <h3 id="questions-title">"Votre situation"</h3>
                    <p class="minor">"Vos réponses restent dans l’adresse de cette page, sur votre appareil\u{202f}: rien n’est envoyé."</p>
                    <For each=move || questions.get() key=Clone::clone let(id)>{question_field(id)}</For>
                    {move || options.with(|o| !o.is_empty()).then(|| view! {
                        <details class="options">
                            <summary>"Options et cas particuliers"</summary>
                            <For each=move || options.get() key=Clone::clone let(id)>{question_field(id)}</For>
                        </details>
                    })}
                    <button type="button" class="button" on:click=move |_| state.answers.set(BTreeMap::new())>"Effacer mes réponses"</button>
                </form>
                <div class="rights">
                    <label class="rights-find">"Trouver une aide"
                        <input type="search" placeholder="CAIM, 50 000, ZRR…" on:input=move |e| wanted.set(event_target_value(&e))/>
                    </label>
                    {move || {
                        let wanted = text::plain_key(&wanted.get());
                        result.with(|r| r.as_ref().map(|r| data.set.with(|s| {
                            if wanted.is_empty() { rights(&s.rules, r).into_any() } else { found(&s.rules, r, &wanted).into_any() }
                        })))
                    }}
                </div>
            </div>
        </section>
    }
}

/// One sentence: how much, how many.
fn sum_up(result: &Judged) -> String {
    let count = |state| result.outcomes.iter().filter(|o| o.state == state).count();
    let (granted, open, refused) = (count(Answer::Granted), count(Answer::Undetermined), count(Answer::Refused));
    let total = result.combinations.first().map_or(0.0, |c| c.total);
    format!(
        "{} sur cinq ans\u{202f}: {} accordée{}, {} à préciser, {} refusée{}.",
        text::euros(total),
        granted,
        if granted > 1 { "s" } else { "" },
        open,
        refused,
        if refused > 1 { "s" } else { "" }
    )
}

fn question_field(id: String) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Some(question) = data.set.with_untracked(|s| s.rules.question(&id).cloned()) else { return ().into_any() };
    let field = format!("question-{id}");
    let written = {
        let id = id.clone();
        move || state.answers.with(|a| a.get(&id).cloned().unwrap_or_default())
    };
    let set = {
        let question = question.clone();
        move |value: String| {
            let value = value.trim().replace(',', ".");
            state.answers.update(|a| {
                if read(&question, &value).is_some() {
                    a.insert(question.id.clone(), value);
                } else {
                    a.remove(&question.id);
                }
            });
        }
    };
    let options: Vec<(String, String)> = match question.kind {
        QuestionKind::YesNo => vec![("oui".to_owned(), "Oui".to_owned()), ("non".to_owned(), "Non".to_owned())],
        _ => question.options.iter().map(|o| (o.id.clone(), text::typeset(&o.label))).collect(),
    };
    let input = match question.kind {
        QuestionKind::Number => {
            let [least, most] = question.range.unwrap_or([0.0, 1e9]);
            view! {
                <input id=field.clone() type="number" inputmode="decimal" step="any" min=least.to_string() max=most.to_string()
                    prop:value=written on:change=move |e| set(event_target_value(&e))/>
            }
            .into_any()
        }
        _ => {
            let chosen = written.clone();
            let list = options
                .into_iter()
                .map(|(value, label)| {
                    let (mine, chosen) = (value.clone(), chosen.clone());
                    view! { <option value=value selected=move || chosen() == mine>{label}</option> }
                })
                .collect_view();
            view! {
                <select id=field.clone() on:change=move |e| set(event_target_value(&e))>
                    <option value="" selected=move || written().is_empty()>"À préciser"</option>
                    {list}
                </select>
            }
            .into_any()
        }
    };
    let assumed = question.assume.is_some().then(|| view! { <small>"Sans réponse, on compte sans cette option."</small> });
    view! {
        <div class="question">
            <label for=field>{text::typeset(&question.label)}</label>
            {input}
            {question.help.as_ref().map(|h| view! { <small>{text::typeset(h)}</small> })}
            {assumed}
        </div>
    }
    .into_any()
}

fn rights(book: &RuleBook, result: &Judged) -> impl IntoView + use<> {
    let of = |state| result.outcomes.iter().filter(move |o| o.state == state);
    let granted = of(Answer::Granted).map(|o| granted(book, result, o)).collect_view();
    let open = of(Answer::Undetermined).map(|o| undetermined(book, o)).collect_view();
    let refused = of(Answer::Refused).map(refused).collect_view();
    let (has_granted, has_open) = (of(Answer::Granted).count() > 0, of(Answer::Undetermined).count() > 0);
    view! {
        {best(book, result)}
        {has_granted.then(|| view! { <h3>"Accordé"</h3><ul class="offers">{granted}</ul> })}
        {money(result)}
        {calendar(result)}
        {has_open.then(|| view! { <h3>"À préciser"</h3><ul class="offers">{open}</ul> })}
        <h3>"Refusé, et pourquoi"</h3>
        <ul class="offers">{refused}</ul>
    }
}

/// Aids whose names, old ones included, hold what is sought.
fn found(book: &RuleBook, result: &Judged, wanted: &str) -> impl IntoView + use<> {
    let names = |o: &&Outcome| {
        let aka = book.offer(&o.id).map(|r| r.aka.join(" ")).unwrap_or_default();
        text::plain_key(&format!("{} {} {aka}", o.short, o.name)).contains(wanted)
    };
    let some: Vec<AnyView> = result
        .outcomes
        .iter()
        .filter(names)
        .map(|o| match o.state {
            Answer::Granted => granted(book, result, o).into_any(),
            Answer::Undetermined => undetermined(book, o).into_any(),
            Answer::Refused => refused(o).into_any(),
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
        let all: Vec<String> = c.aids.iter().filter_map(|id| Some(book.offer(id)?.short.clone())).collect();
        format!("{}\u{202f}: {}", all.join(", "), text::euros(c.total))
    };
    let short = |id: &String| book.offer(id).map_or_else(|| id.clone(), |o| o.short.clone());
    let (first, second) = (result.combinations.first()?, result.combinations.get(1)?);
    let gives_up: Vec<String> = first.gives_up.iter().map(|(a, b)| format!("{} est exclu par {}", short(a), short(b))).collect();
    Some(view! {
        <div class="best">
            <h3>"Certaines aides s’excluent"</h3>
            <p><strong>"Le plus avantageux\u{202f}: "</strong>{names(first)}". "{text::sentence_case(&gives_up.join("\u{202f}; "))}"."</p>
            <p>"Sinon\u{202f}: "{names(second)}"."</p>
        </div>
    })
}

fn granted(book: &RuleBook, result: &Judged, o: &Outcome) -> impl IntoView + use<> {
    let amount = if o.total > 0.0 { text::euros(o.total) } else { "Oui".to_owned() };
    let leaving: Vec<_> = LEAVING
        .iter()
        .flat_map(|months| repayments(book, &result.situation, &o.id, *months).into_iter().map(move |r| (*months, r)))
        .map(|(months, r)| view! { <li>{format!("Départ après {months} mois\u{202f}: {} ({})", text::euros(r.amount), r.label)}</li> })
        .collect();
    let assumed = o.assumed.iter().filter_map(|id| Some(text::typeset(&book.question(id)?.label))).collect::<Vec<_>>().join("\u{202f}; ");
    view! {
        <li class="offer granted">
            <p class="offer-line"><strong>{o.short.clone()}</strong><span class="offer-answer num">{amount}</span></p>
            <p class="offer-why">{o.name.clone()}" · "{o.payer.label()}</p>
            {o.caveat.as_ref().map(|c| view! { <p class="offer-caveat">{text::sentence_case(c)}"."</p> })}
            <details>
                <summary>{format!("Le calcul de {}", o.short)}</summary>
                {steps(&o.trace)}
                {(!assumed.is_empty()).then(|| view! { <p class="minor">"Sans réponse, compté sans\u{202f}: "{assumed}</p> })}
            </details>
            {(!leaving.is_empty()).then(|| view! {
                <details><summary>{format!("Ce que {} fait rembourser en cas de départ", o.short)}</summary><ul class="plain">{leaving}</ul></details>
            })}
            {more(o)}
        </li>
    }
}

fn undetermined(book: &RuleBook, o: &Outcome) -> impl IntoView + use<> {
    let missing: Vec<String> = o
        .missing
        .iter()
        .map(|m| match m {
            Missing::Answer(id) => book.question(id).map_or_else(|| id.clone(), |q| text::typeset(&q.label)),
            Missing::Fact(fact) => fact_label(fact).to_owned(),
            Missing::Rule(rule) => rule.clone(),
        })
        .collect();
    view! {
        <li class="offer unknown">
            <p class="offer-line"><strong>{o.short.clone()}</strong><span class="offer-answer">"À préciser"</span></p>
            <p class="offer-why">"Il manque\u{202f}: "{missing.join("\u{202f}; ")}"."</p>
            {more(o)}
        </li>
    }
}

fn refused(o: &Outcome) -> impl IntoView + use<> {
    let why = o
        .requirements
        .iter()
        .filter(|r| r.holds == Some(false))
        .map(|r| {
            let lifted = r.lifted_by.as_ref().map(|l| format!(" Ce qui le lèverait\u{202f}: {}.", l.text));
            view! { <li>"Il faudrait\u{202f}: "{r.text.clone()}"."{lifted}</li> }
        })
        .collect_view();
    view! {
        <li class="offer refused">
            <p class="offer-line"><strong>{o.short.clone()}</strong><span class="offer-answer">"Non"</span></p>
            <ul class="plain">{why}</ul>
            {o.replaced_by.as_ref().map(|r| view! { <p class="offer-why">{text::sentence_case(r)}"."</p> })}
            {more(o)}
        </li>
    }
}

/// Conditions, duties, remarks and texts, in a fold.
fn more(o: &Outcome) -> impl IntoView + use<> {
    let conditions = o.requirements.iter().map(|r| view! { <li>{mark(r.holds)}" "{r.text.clone()}</li> }).collect_view();
    let remarks = o.remarks.iter().map(|r| view! { <li>{r.clone()}</li> }).collect_view();
    let references = o.references.iter().map(|r| view! { <li>{outside(text::typeset(&r.title), r.url.clone())}</li> }).collect_view();
    view! {
        <details>
            <summary>{format!("Conditions et textes de {}", o.short)}</summary>
            <ul class="plain">{conditions}</ul>
            {(!o.remarks.is_empty()).then(|| view! { <p class="minor">"À savoir"</p><ul class="plain">{remarks}</ul> })}
            <p class="minor">"Textes"</p>
            <ul class="plain">{references}</ul>
        </details>
    }
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
            let source = s.reference.as_ref().map(|r| view! { " "{outside(text::typeset(&r.title), r.url.clone())} });
            view! { <li>{s.label.clone()}"\u{202f}: "<span class="num">{s.value.clone()}</span>{how}{source}{steps(&s.children)}</li> }
        })
        .collect_view();
    if all.is_empty() { ().into_any() } else { view! { <ul class="steps">{lines}</ul> }.into_any() }
}

/// Money by year and payer: a chart and its table.
fn money(result: &Judged) -> impl IntoView + use<> {
    let taken = result.combinations.first()?;
    let mut by_year: BTreeMap<i32, BTreeMap<Payer, f64>> = BTreeMap::new();
    for o in result.outcomes.iter().filter(|o| taken.aids.contains(&o.id)) {
        for p in o.payments.iter().filter(|p| p.nature == Nature::Cash) {
            *by_year.entry(p.date.year()).or_default().entry(o.payer).or_default() += p.amount;
        }
    }
    if by_year.is_empty() {
        return None;
    }
    let payers: Vec<Payer> = {
        let mut all: Vec<Payer> = by_year.values().flat_map(|y| y.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let years: Vec<(String, f64)> = by_year.iter().map(|(year, by)| (year.to_string(), by.values().sum())).collect();
    let chart = charts::years(&years);
    let head = payers.iter().map(|p| view! { <th scope="col">{p.label()}</th> }).collect_view();
    let rows = by_year
        .iter()
        .map(|(year, by)| {
            let cells =
                payers.iter().map(|p| view! { <td class="num">{text::euros(by.get(p).copied().unwrap_or(0.0))}</td> }).collect_view();
            view! { <tr><th scope="row">{*year}</th>{cells}</tr> }
        })
        .collect_view();
    Some(view! {
        <h3>"Versements par année"</h3>
        <div class="chart" aria-hidden="true" inner_html=chart></div>
        <div class="table-wrap" tabindex="0" role="region" aria-label="Versements par année et par payeur">
            <table class="years"><thead><tr><th scope="col">"Année"</th>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    })
}

/// Payments and duties in order of days.
fn calendar(result: &Judged) -> impl IntoView + use<> {
    let taken = result.combinations.first()?;
    let mut lines: Vec<(NaiveDate, String)> = Vec::new();
    for o in result.outcomes.iter().filter(|o| taken.aids.contains(&o.id)) {
        lines.extend(
            o.payments.iter().filter(|p| p.nature == Nature::Cash).map(|p| (p.date, format!("{} · {}", text::euros(p.amount), p.label))),
        );
        lines.extend(o.duties.iter().map(|d| {
            let until = d.until.map(|u| format!(", jusqu’au {}", text::date(u))).unwrap_or_default();
            (d.from, format!("{}\u{202f}: {}{until}", o.short, d.text))
        }));
    }
    lines.sort();
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|(day, what)| view! { <li><span class="num">{text::date(day)}</span>" · "{what}</li> }).collect_view();
        view! {
            <details class="calendar" open=true><summary>"Calendrier des versements et des engagements"</summary><ul class="plain">{lines}</ul></details>
        }
    })
}
