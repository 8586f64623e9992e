//! Teamwork in this territory: its CPTS by size, the MSP, the medical assistant, the health centre, through the engine of
//! aids.

use std::collections::BTreeMap;

use leptos::prelude::*;
use territory::{
    Dataset, RuleBook,
    rules::{Missing, Outcome, Situation, State as Answer, outcome},
    text,
};

use super::{Looking, publication};
use crate::{
    dataset::{can_judge, use_data},
    state::use_state,
    ui::{
        planned::{answered, plan, planned},
        simulator::answers_of,
    },
};

/// A team: its title, its aid, the answer that says what it is, and the numbers it is asked for.
struct Team {
    title: &'static str,
    aid: &'static str,
    given: &'static [(&'static str, &'static str)],
    asks: &'static [&'static str],
}

/// The teams, as their aids ask.
const TEAMS: [Team; 4] = [
    Team {
        title: "Communauté professionnelle territoriale de santé (CPTS)",
        aid: "cpts",
        given: &[("structure", "cpts"), ("cpts_startup", "oui")],
        asks: &[POPULATION],
    },
    Team {
        title: "Maison de santé pluriprofessionnelle (MSP)",
        aid: "msp-aci",
        given: &[("structure", "msp"), ("msp_new", "oui")],
        asks: &["msp_points", "msp_core_points"],
    },
    Team {
        title: "Assistant médical à temps plein d’un généraliste",
        aid: "assistant-medical",
        given: &[
            ("project", "installed"),
            ("sector", "1"),
            ("specialty", "gp"),
            ("assistant_fte", "full"),
            ("activity_percentile", "middle"),
        ],
        asks: &[],
    },
    Team {
        title: "Centre de santé et ses assistants médicaux",
        aid: "assistant-medical-cds",
        given: &[("structure", "cds")],
        asks: &["cds_doctors", "cds_assistants"],
    },
];
/// The question about the people of a CPTS, answered by the territory until the reader says otherwise.
const POPULATION: &str = "cpts_population";
/// Parameters at which the size of a CPTS changes, and whether the size below still holds at the very number.
const SIZES: [(&str, bool); 3] = [("cpts.size_2", false), ("cpts.size_3", false), ("cpts.size_4", true)];

/// The section.
#[component]
pub(super) fn Teams() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Looking { told, territory, book, .. } = expect_context();
    let people = Memo::new(move |_| {
        let written = planned(state, &name(POPULATION)).and_then(|n| n.parse::<f64>().ok()).filter(|n| n.is_finite() && *n > 0.0);
        written.or_else(|| told.with(|t| t.as_ref().map(|t| t.people.round())))
    });
    let judged = Memo::new(move |_| {
        let (people, Some(Ok(territory))) = (people.get()?, territory.get()) else { return None };
        let (date, written) = (state.date(), answered(state));
        data.set.with(|s| {
            can_judge(s).then(|| {
                let asked = |id: &str| if id == POPULATION { Some(people.to_string()) } else { planned(state, &name(id)) };
                TEAMS.iter().map(|team| judge(s, territory.lead, team, date, &written, asked)).collect::<Vec<_>>()
            })
        })
    });
    let size = Memo::new(move |_| {
        let people = people.get()?;
        Some(data.set.with(|s| sized(&s.rules, state.date(), people)))
    });
    let missions = move || {
        book.get().map(|b| {
            let lines = b
                .missions
                .iter()
                .map(|m| view! { <li>{text::typeset(&m.label)}<span class="minor">{format!(" ({})", text::typeset(&m.kind))}</span></li> });
            view! { <ul>{lines.collect_view()}</ul><p class="minor">{text::typeset(&b.missions_note)}</p> }
        })
    };
    view! {
        <section class="teams" aria-labelledby="teams-title" hidden=move || judged.with(Option::is_none)>
            <h3 id="teams-title">"CPTS et exercice en équipe"</h3>
            <div class="compare-fields">
                <div class="field">
                    <label for="teams-people">"Habitants de la CPTS"</label>
                    <input id="teams-people" type="number" inputmode="numeric" min="1" max="2000000"
                        prop:value=move || people.get().map(|p| p.to_string()).unwrap_or_default()
                        on:change=move |e| plan(state, &name(POPULATION), event_target_value(&e))/>
                </div>
            </div>
            <p class="everywhere-sum" role="status">{size}</p>
            <p class="minor">"Par défaut, la population municipale du territoire choisi plus haut. Le territoire des CPTS existantes n’est pas publié dans nos sources\u{202f}: la liste des structures donne seulement leurs sièges, en Occitanie."</p>
            <details class="gaps"><summary>"Les missions d’une CPTS"</summary>{missions}</details>
            {move || judged.get().map(|all| TEAMS.iter().zip(all).map(|(team, found)| card(team, found, state)).collect_view())}
        </section>
    }
}

/// The name of a number in the address.
fn name(question: &str) -> String {
    format!("plan_{question}")
}

fn judge(
    set: &Dataset,
    lead: territory::Row,
    team: &Team,
    date: chrono::NaiveDate,
    written: &BTreeMap<String, String>,
    asked: impl Fn(&str) -> Option<String>,
) -> Option<Outcome> {
    let mut given = written.clone();
    given.extend(team.given.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())));
    given.extend(team.asks.iter().filter_map(|id| Some(((*id).to_owned(), asked(id)?))));
    let rules = &set.rules;
    let situation = Situation { date, facts: set.facts(lead), answers: answers_of(rules, &given) };
    Some(outcome(rules, rules.offer(team.aid)?, &situation))
}

/// The size class of a CPTS, and how far the next one is.
fn sized(rules: &RuleBook, date: chrono::NaiveDate, people: f64) -> String {
    let bounds: Vec<f64> = SIZES.iter().filter_map(|(name, _)| rules.value(name, date)).collect();
    if bounds.len() < SIZES.len() {
        return "Les tailles de CPTS ne sont pas connues à cette date.".to_owned();
    }
    let over = |(bound, (_, below)): (&f64, &(&str, bool))| if *below { people > *bound } else { people >= *bound };
    let class = bounds.iter().zip(&SIZES).filter(|b| over(*b)).count();
    let next = bounds.get(class).map_or_else(String::new, |b| {
        let (_, still_below) = SIZES[class];
        let missing = b - people + f64::from(u8::from(still_below));
        let noun = if missing >= 2.0 { "habitants" } else { "habitant" };
        format!(" La taille suivante est à {} {noun} de plus.", text::integer(missing))
    });
    format!("Taille {} sur {}, pour {} habitants.{next}", class + 1, SIZES.len() + 1, text::integer(people))
}

/// What a team would get.
fn card(team: &'static Team, found: Option<Outcome>, state: crate::state::State) -> impl IntoView {
    let data = use_data();
    let fields = team
        .asks
        .iter()
        .filter(|id| **id != POPULATION)
        .map(|id| {
            let label = data.set.with_untracked(|s| s.rules.question(id).map_or_else(|| (*id).to_owned(), |q| text::typeset(&q.label)));
            let field = format!("teams-{id}");
            let named = field.clone();
            view! {
                <div class="field">
                    <label for=named>{label}</label>
                    <input id=field type="number" inputmode="numeric" min="0" prop:value=planned(state, &name(id)).unwrap_or_default()
                        on:change=move |e| plan(state, &name(id), event_target_value(&e))/>
                </div>
            }
        })
        .collect_view();
    let body = found.map(|o| {
        let answer = match o.state {
            Answer::Granted => format!("{} sur cinq ans.", text::euros(o.total)),
            Answer::Refused => {
                let why = o.requirements.iter().find(|r| r.holds == Some(false)).map_or_else(String::new, |r| format!("\u{202f}: {}", text::typeset(&r.text)));
                format!("Pas ici, à cette date{why}.")
            }
            Answer::Undetermined => {
                let asked: Vec<String> = o
                    .missing
                    .iter()
                    .filter_map(|m| match m {
                        Missing::Answer(id) => data.set.with_untracked(|s| Some(text::typeset(&s.rules.question(id)?.label))),
                        Missing::Fact(_) | Missing::Rule(_) => None,
                    })
                    .collect();
                if asked.is_empty() { "À préciser.".to_owned() } else { format!("À préciser\u{202f}: {}", asked.join(" ")) }
            }
        };
        let payments = o.payments.iter().map(|p| {
            view! { <tr><th scope="row">{text::date(p.date)}</th><td>{text::typeset(&p.label)}</td><td class="num">{text::euros(p.amount)}</td></tr> }
        });
        let sources = o.references.iter().map(|r| view! { <li>{publication(text::typeset(&r.title), r.url.clone())}</li> }).collect_view();
        view! {
            <p class="rights-sum">{answer}</p>
            {(!o.payments.is_empty()).then(|| view! {
                <details>
                    <summary>"Versements, conditions et sources"</summary>
                    <table class="years">
                        <thead><tr><th scope="col">"Date"</th><th scope="col">"Versement"</th><th scope="col">"Montant"</th></tr></thead>
                        <tbody>{payments.collect_view()}</tbody>
                    </table>
                    <ul>{o.remarks.iter().map(|r| view! { <li>{text::typeset(r)}</li> }).collect_view()}</ul>
                    <ul>{sources}</ul>
                </details>
            })}
        }
    });
    view! {
        <article class="team">
            <h4>{team.title}</h4>
            <div class="compare-fields">{fields}</div>
            {body}
        </article>
    }
}
