//! Teamwork in this territory: its CPTS by size, the MSP, the medical assistant, the health centre,
//! through the engine of aids.

use std::collections::BTreeMap;

use leptos::prelude::*;
use territory::{
    Dataset, RuleBook,
    rules::{Missing, Outcome, Question, Situation, State as Answer, outcome},
    text,
};

use super::{PortraitContext, publication};
use crate::{
    dataset::{Data, can_judge, use_data},
    state::{State, use_state},
    ui::{aids::answers_of, folded_when, opened_by},
};

/// A team: its title, its aid, what it is, what is supposed of it until the doctor answers, and the
/// numbers it is asked for.
struct Team {
    title: &'static str,
    aid: &'static str,
    is: Option<&'static str>,
    supposed: &'static [(&'static str, &'static str)],
    asks: &'static [&'static str],
    /// What the money is, and is not.
    scope: &'static str,
}

/// The teams, as their aids ask.
const TEAMS: [Team; 4] = [
    Team {
        title: "Communauté professionnelle territoriale de santé (CPTS)",
        aid: "cpts",
        is: Some("cpts"),
        supposed: &[("cpts_startup", "oui")],
        asks: &[POPULATION],
        scope: "Fonctionnement et démarrage seuls\u{202f}: les missions sont payées en plus.",
    },
    Team {
        title: "Maison de santé pluriprofessionnelle (MSP)",
        aid: "msp-aci",
        is: Some("msp"),
        supposed: &[("msp_new", "oui")],
        asks: &["msp_points", "msp_core_points"],
        scope: "",
    },
    Team {
        title: "Assistant médical d’un généraliste",
        aid: "assistant-medical",
        is: None,
        supposed: &[
            ("project", "installed"),
            ("sector", "1"),
            ("specialty", "gp"),
            ("assistant_fte", "full"),
            ("activity_percentile", "middle"),
        ],
        asks: &[],
        scope: "",
    },
    Team {
        title: "Centre de santé et ses assistants médicaux",
        aid: "assistant-medical-cds",
        is: Some("cds"),
        supposed: &[],
        asks: &["cds_doctors", "cds_assistants"],
        scope: "",
    },
];
/// The question that says what a team is.
const STRUCTURE: &str = "structure";
/// The question about the people of a CPTS, answered by the territory until the user says
/// otherwise.
const POPULATION: &str = "cpts_population";
/// Names of the parameters of the sizes of a CPTS: what each is paid, and where the next begins.
const OPERATING: [&str; 4] =
    ["cpts.operating_1", "cpts.operating_2", "cpts.operating_3", "cpts.operating_4"];
const NEXT: [&str; 3] = ["cpts.size_2", "cpts.size_3", "cpts.size_4"];

/// What a team would get, and what was supposed to say so.
#[derive(Clone, PartialEq)]
struct Judged {
    outcome: Outcome,
    supposed: Vec<String>,
}

/// The section.
#[component]
pub(super) fn Teams() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { portrait, below, files, .. } = expect_context();
    let most = move || {
        data.set.with(|s| {
            s.rules().question(POPULATION).and_then(|q| q.range).map_or(f64::MAX, |r| r[1])
        })
    };
    let people = Memo::new(move |_| {
        let written = number(state, POPULATION).filter(|n| *n > 0.0);
        let found = written.or_else(|| portrait.with(|t| t.as_ref().map(|t| t.people.round())))?;
        Some(found.min(most()))
    });
    let judged = Memo::new(move |_| {
        let (people, territory) = (people.get()?, below.get()?);
        let (date, written) = (state.date(), state.answers.get());
        data.set.with(|s| {
            can_judge(s).then(|| {
                let asked = |id: &str| {
                    if id == POPULATION {
                        Some(people.to_string())
                    } else {
                        number(state, id).map(|n| n.to_string())
                    }
                };
                TEAMS
                    .iter()
                    .map(|team| judge(s, territory.lead, team, date, &written, asked))
                    .collect::<Vec<_>>()
            })
        })
    });
    let ready = Memo::new(move |_| judged.with(Option::is_some));
    let size = move || {
        let (people, all) = (people.get()?, judged.get()?);
        let of_cpts = all.first()?.as_ref()?;
        data.set.with(|s| sized(s.rules(), state.date(), people, &of_cpts.outcome))
    };
    let missions = move || {
        files.book.get().map(|b| {
            let line = |m: &portrait::Mission| {
                view! { <li>{text::typeset(&m.label)}<span class="minor">{format!(" ({})", text::typeset(&m.kind))}</span></li> }
            };
            view! { <ul>{b.missions.iter().map(line).collect_view()}</ul><p class="minor">{text::typeset(&b.missions_note)}</p> }
        })
    };
    let open = opened_by(move || state.scenario.with(|s| !s.teams.is_empty()));
    let body = move || {
        view! {
                <div class="compare-fields">
                    <div class="field">
                        <label for="teams-people">"Habitants de la CPTS"</label>
                        <input id="teams-people" type="number" inputmode="numeric" min="1" max=move || most().to_string()
                            prop:value=move || people.get().map(|p| p.to_string()).unwrap_or_default()
                            on:change=move |e| set_number(state, POPULATION, &event_target_value(&e))/>
                    </div>
                </div>
                <p class="everywhere-sum" role="status">{size}</p>
                <p class="minor">"Par défaut, la population municipale du territoire choisi plus haut. Le territoire des CPTS existantes n’est pas publié dans nos sources\u{202f}: la liste des structures donne seulement leurs sièges, en Occitanie."</p>
                <details class="gaps"><summary>"Les missions d’une CPTS"</summary>{missions}</details>
                {move || (!ready.get()).then(|| view! { <p class="minor">"Les règles des aides ne sont pas encore là."</p> })}
                {move || ready.get().then(|| {
                    let card = |(i, team)| card(team, Signal::derive(move || judged.with(|all| all.as_ref()?.get(i).cloned().flatten())));
                    TEAMS.iter().enumerate().map(card).collect_view()
                })}
        }
    };
    folded_when("fold teams", open, "CPTS et exercice en équipe", body)
}

/// A number that the user gives for a team.
fn number(state: State, question: &str) -> Option<f64> {
    state.scenario.with(|s| s.teams.get(&question.parse().ok()?).map(|n| n.get()))
}

/// Takes a number for a team; what is none takes the last one away.
fn set_number(state: State, question: &str, written: &str) {
    let Ok(name) = question.parse() else { return };
    state.scenario.update(|s| match written.parse() {
        Ok(n) => drop(s.teams.insert(name, n)),
        Err(_) => drop(s.teams.remove(&name)),
    });
}

/// What the team would get: the doctor's own answers come before what is supposed.
fn judge(
    set: &Dataset,
    lead: territory::Row,
    team: &Team,
    date: chrono::NaiveDate,
    written: &BTreeMap<String, String>,
    asked: impl Fn(&str) -> Option<String>,
) -> Option<Judged> {
    let rules = set.rules();
    let mut given = written.clone();
    if let Some(kind) = team.is {
        given.insert(STRUCTURE.to_owned(), kind.to_owned());
    }
    given.extend(team.asks.iter().filter_map(|id| Some(((*id).to_owned(), asked(id)?))));
    let mut supposed = Vec::new();
    for (id, answer) in team.supposed {
        if !given.contains_key(*id) {
            given.insert((*id).to_owned(), (*answer).to_owned());
            supposed.extend(rules.question(id).map(|q| in_words(q, answer)));
        }
    }
    let situation = Situation {
        date,
        facts: set.facts(lead, date),
        answers: answers_of(rules, &given),
        footing: set.footing(lead, date),
    };
    Some(Judged { outcome: outcome(rules, rules.offer(team.aid)?, &situation), supposed })
}

/// A question with its answer.
fn in_words(question: &Question, answer: &str) -> String {
    let answer = question.option(answer).map_or(answer, |o| &o.label);
    let between = if question.label.ends_with('?') { " " } else { " : " };
    text::typeset(&format!("{}{between}{answer}", question.label))
}

/// The size of a CPTS, which is that of what it is paid, and where the next size begins.
fn sized(rules: &RuleBook, date: chrono::NaiveDate, people: f64, cpts: &Outcome) -> Option<String> {
    let paid = cpts.payments.last()?.amount;
    let class = OPERATING.iter().position(|p| rules.value(p, date) == Some(paid))?;
    let next =
        NEXT.get(class).and_then(|p| rules.value(p, date)).map_or_else(String::new, |bound| {
            format!(" Le seuil suivant est à {} habitants.", text::integer(bound))
        });
    Some(format!(
        "Taille {} sur {}, pour {} habitants.{next}",
        class + 1,
        OPERATING.len(),
        text::integer(people)
    ))
}

/// What a team would get; its fields stay while the answer changes.
fn card(team: &'static Team, found: Signal<Option<Judged>>) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let fields = team
        .asks
        .iter()
        .filter(|id| **id != POPULATION)
        .map(|id| {
            let label = data.set.with_untracked(|s| s.rules().question(id).map_or_else(|| (*id).to_owned(), |q| text::typeset(&q.label)));
            let field = format!("teams-{id}");
            let named = field.clone();
            view! {
                <div class="field">
                    <label for=named>{label}</label>
                    <input id=field type="number" inputmode="numeric" min="0" prop:value=move || number(state, id).map(|n| n.to_string()).unwrap_or_default()
                        on:change=move |e| set_number(state, id, &event_target_value(&e))/>
                </div>
            }
        })
        .collect_view();
    let answer = move || {
        found.with(|f| f.as_ref().map(|f| answer(&f.outcome, team.scope, |id| label(id, data))))
    };
    let supposed = move || {
        let all = found.with(|f| f.as_ref().map(|f| f.supposed.clone())).unwrap_or_default();
        (!all.is_empty()).then(|| view! { <p class="minor">{format!("Supposé, tant que vous ne répondez pas sur la page « Mes aides »\u{202f}: {}.", all.join("\u{202f}; "))}</p> })
    };
    let details =
        move || found.get().filter(|f| !f.outcome.payments.is_empty()).map(|f| paid(&f.outcome));
    view! {
        <article class="team">
            <h4>{team.title}</h4>
            <div class="compare-fields">{fields}</div>
            <p class="rights-sum" role="status">{answer}</p>
            {supposed}
            {details}
        </article>
    }
}

/// The question behind an answer that is missing.
fn label(id: &str, data: Data) -> Option<String> {
    data.set.with(|s| Some(text::typeset(&s.rules().question(id)?.label)))
}

fn answer(o: &Outcome, scope: &str, label: impl Fn(&str) -> Option<String>) -> String {
    match o.state {
        Answer::Granted => {
            format!("{} sur cinq ans. {scope}", text::euros(o.total)).trim_end().to_owned()
        }
        Answer::Refused => {
            let why = o.requirements.iter().find(|r| r.holds == Some(false));
            let why =
                why.map_or_else(String::new, |r| format!("\u{202f}: {}", text::typeset(&r.text)));
            format!("Pas ici, à cette date{why}.")
        }
        Answer::Undetermined => {
            let asked = o.missing.iter().filter_map(|m| match m {
                Missing::Answer(id) => label(id),
                Missing::Fact(_) | Missing::Rule(_) => None,
            });
            let asked: Vec<String> = asked.collect();
            if asked.is_empty() {
                "À vérifier.".to_owned()
            } else {
                format!("À vérifier\u{202f}: {}.", asked.join("\u{202f}; "))
            }
        }
    }
}

/// What is paid and when, what else to know, and where it is written.
fn paid(o: &Outcome) -> impl IntoView + use<> {
    let payment = |p: &territory::rules::Payment| {
        view! { <tr><th scope="row">{text::date(p.date)}</th><td>{text::typeset(&p.label)}</td><td class="num">{text::euros(p.amount)}</td></tr> }
    };
    let sources = o
        .references
        .iter()
        .map(|r| view! { <li>{publication(text::typeset(&r.title), r.url.clone())}</li> })
        .collect_view();
    view! {
        <details>
            <summary>"Versements, remarques et sources"</summary>
            <table class="years">
                <thead><tr><th scope="col">"Date"</th><th scope="col">"Versement"</th><th scope="col">"Montant"</th></tr></thead>
                <tbody>{o.payments.iter().map(payment).collect_view()}</tbody>
            </table>
            <ul>{o.remarks.iter().map(|r| view! { <li>{text::typeset(r)}</li> }).collect_view()}{sources}</ul>
        </details>
    }
}
