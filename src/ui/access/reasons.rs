//! Law and figures of the place: the legal class, the flags, every zoning.

use insight::{Flag, Report};
use leptos::prelude::*;
use territory::text;

use super::{AccessContext, rights::ConsequenceOf};
use crate::dataset::use_data;

/// The legal class first, then what figures say, never mixed.
#[component]
pub(super) fn Reasons() -> impl IntoView {
    let AccessContext { report, book, .. } = expect_context();
    let data = use_data();
    // A flag whose figure has not come says so.
    let missing = move || {
        let book = book.get()?;
        let roles = data.set.with(|s| s.roles().clone());
        let has = |id: Option<&str>| id.is_some_and(|id| data.column(id).is_some());
        let late = book.flags.iter().filter(|f| !has(f.column(&roles)));
        Some(late.map(|f| {
            let failed = f.column(&roles).is_none_or(|id| data.column_failed(id));
            let why = if failed { "le fichier de ce chiffre n’est pas venu, rechargez la page" } else { "chargement du chiffre…" };
            view! { <li class="flag unknown"><span class="flag-sign">"Sans donnée"</span>{format!(" {}\u{202f}: {why}", text::typeset(&f.label))}</li> }
        }).collect_view())
    };
    move || {
        report.get().map(|report| {
            let calm = report.flags.iter().filter(|f| f.raised != Some(true)).count();
            let those = |raised: bool| {
                let some = report.flags.iter().filter(|f| (f.raised == Some(true)) == raised);
                some.map(flag).collect_view()
            };
            view! {
                <section class="reasons" aria-labelledby="reasons-title">
                    <h3 id="reasons-title">"La loi, et les chiffres\u{202f}: "{raised(&report)}</h3>
                    <p class="legal">{report.legal.clone()}</p>
                    {report.disagreement.map(|d| view! {
                        <p class="doubt">{format!("La loi et les chiffres ne disent pas la même chose\u{202f}: {}. Les aides liées au zonage suivent la classe légale, pas l’accès publié.", d.in_words())}</p>
                    })}
                    <div class="reasons-columns">
                        <div>
                            {(calm < report.flags.len()).then(|| view! { <h4>"Seuils franchis"</h4> })}
                            <ul class="flags">{those(true)}{missing}</ul>
                            {(calm > 0).then(|| view! {
                                <details class="fold">
                                    <summary>"Seuils non franchis, ou sans donnée"<span class="num">{calm}</span></summary>
                                    <ul class="flags">{those(false)}</ul>
                                </details>
                            })}
                        </div>
                        <div>
                            <h4>"Tous les zonages de cette commune"</h4>
                            <dl class="zonings">{report.zonings.iter().map(|z| view! {
                                <dt>{z.label.clone()}</dt>
                                <dd>
                                    {z.class.clone()}" "<span class="minor">{format!("({}). {}", z.vintage, z.limits)}</span>" "
                                    <ConsequenceOf column=z.id.clone()/>
                                </dd>
                            }).collect_view()}</dl>
                            {territory_shares(&report)}
                        </div>
                    </div>
                </section>
            }
        })
    }
}

fn raised(report: &Report) -> String {
    let count = |wanted| report.flags.iter().filter(|f| f.raised == wanted).count();
    let (all, unknown) = (report.flags.len(), count(None));
    let crossed = match count(Some(true)) {
        0 => "aucun seuil franchi".to_owned(),
        1 => "1 seuil franchi".to_owned(),
        n => format!("{n} seuils franchis"),
    };
    match unknown {
        0 => format!("{crossed} sur {all}"),
        n => format!("{crossed} sur {all}, {n} sans donnée"),
    }
}

/// A flag: a sign, its words, and what it stands on when opened.
fn flag(flag: &Flag) -> impl IntoView + use<> {
    let (sign, class) = match flag.raised {
        Some(true) => ("Seuil franchi", "flag raised"),
        Some(false) => ("Non franchi", "flag calm"),
        None => ("Sans donnée", "flag unknown"),
    };
    let url = flag.url.clone();
    view! {
        <li class=class>
            <details>
                <summary><span class="flag-sign">{sign}</span>" "{flag.in_words()}</summary>
                <p>{flag.why.clone()}</p>
                <p class="minor">"Source\u{202f}: "{flag.producer.clone()}", "<a href=url rel="noreferrer">{flag.title.clone()}</a>", "{flag.vintage.clone()}", par "{flag.level}"."</p>
            </details>
        </li>
    }
}

/// How the territoire de vie-santé is classed, commune by commune.
fn territory_shares(report: &Report) -> impl IntoView + use<> {
    let name = report.tvs.clone()?;
    let all: f64 = report.tvs_classes.iter().map(|c| c.people).sum();
    let lines = report
        .tvs_classes
        .iter()
        .map(|c| {
            let share = if all > 0.0 { c.people / all * 100.0 } else { 0.0 };
            view! {
                <tr>
                    <th scope="row">{text::typeset(&c.class)}</th>
                    <td class="num">{c.communes}</td>
                    <td class="num">{text::integer(c.people)}</td>
                    <td class="num">{text::percent(share)}</td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <table class="years">
            <caption>{format!("Territoire de vie-santé {} (2019), par classe du zonage", text::of_place(&name))}</caption>
            <thead><tr><th scope="col">"Classe"</th><th scope="col">"Communes"</th><th scope="col">"Habitants"</th><th scope="col">"Part"</th></tr></thead>
            <tbody>{lines}</tbody>
        </table>
    })
}
