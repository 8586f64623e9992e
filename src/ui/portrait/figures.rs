//! The figures, part by part: here, in the département, the région and France; what is behind each; what is not there.

use leptos::prelude::*;
use portrait::{Beside, Figure, Gap, Section};
use territory::text;

use super::{Looking, publication};

/// Identifier of the part that is shown as one table of professions.
pub(super) const PROFESSIONS: &str = "professions";
/// Beginnings of the identifiers of the two series of a profession.
const COUNT: &str = "cnam_effectif_";
pub(super) const DENSITY: &str = "cnam_densite_";

/// All parts.
#[component]
pub(super) fn Parts() -> impl IntoView {
    let Looking { told, .. } = expect_context();
    move || {
        told.get().map(|told| {
            view! {
                {told.sections.iter().map(|s| part(s, &told.title)).collect_view()}
                {sources(&told)}
            }
        })
    }
}

fn part(section: &Section, title: &str) -> impl IntoView + use<> {
    let id = format!("part-{}", section.id);
    let named = id.clone();
    let gaps = (!section.gaps.is_empty()).then(|| gaps(&section.gaps));
    let body = match (section.id.as_str(), section.figures.is_empty()) {
        (_, true) => ().into_any(),
        (PROFESSIONS, _) => professions(section).into_any(),
        _ => table(section, title).into_any(),
    };
    view! {
        <section class="portrait-part" aria-labelledby=named>
            <h3 id=id>{section.title.clone()}</h3>
            {body}
            {gaps}
        </section>
    }
}

fn table(section: &Section, title: &str) -> impl IntoView + use<> {
    let names = |f: &Figure| f.beside.iter().map(|b| b.name.clone()).collect::<Vec<_>>();
    let beside = section.figures.iter().map(names).max_by_key(Vec::len).unwrap_or_default();
    let heads = beside.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let lines = section
        .figures
        .iter()
        .map(|f| {
            let cells = beside
                .iter()
                .map(|name| {
                    let cell = f.beside.iter().find(|b| b.name == *name).map_or_else(String::new, |b| b.text.clone());
                    view! { <td class="num">{cell}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{described(f)}</th>
                    <td class="here" class:num=f.value.is_some()>{own(f)}</td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=section.title.clone()>
            <table class="years figures">
                <thead><tr><th scope="col">"Chiffre (ouvrir pour sa source)"</th><th scope="col">{title.to_owned()}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// The figure of the territory: classes are shared out, the others are one.
fn own(f: &Figure) -> AnyView {
    if f.shares.is_empty() {
        return f.text.clone().into_any();
    }
    let lines = f
        .shares
        .iter()
        .map(|s| view! { <li>{format!("{}\u{202f}: {} ({} hab.)", s.class, s.communes, text::integer(s.people))}</li> })
        .collect_view();
    view! { <ul class="shares">{lines}</ul> }.into_any()
}

/// Its name; behind it all that must be said.
fn described(f: &Figure) -> impl IntoView + use<> {
    let line = |term: &'static str, words: String| {
        let words = Some(words).filter(|w| !w.is_empty());
        words.map(|words| view! { <dt>{term}</dt><dd>{words}</dd> })
    };
    let covered = (f.communes > 1 && f.known < f.communes).then(|| format!("{} communes sur {} ont ce chiffre", f.known, f.communes));
    view! {
        <details class="figure">
            <summary>{f.label.clone()}<span class="minor">{format!(" {}", f.vintage)}</span></summary>
            <dl class="description">
                {line("Définition", f.definition.clone())}
                {line("Unité", f.unit.clone())}
                {line("Millésime", f.vintage.clone())}
                {line("Niveau", f.level.clone())}
                {line("Calcul", f.rule.clone())}
                {covered.map(|c| view! { <dt>"Couverture"</dt><dd>{c}</dd> })}
                {line("Producteur", text::typeset(&f.origin.producer))}
                <dt>"Publication"</dt>
                <dd>{publication(text::typeset(&f.origin.title), f.origin.url.clone())}</dd>
                {line("Licence", text::typeset(&f.origin.licence))}
                {line("Traitement", text::typeset(&f.origin.processing))}
                {line("Limites", f.limits.clone())}
            </dl>
        </details>
    }
}

/// Professions in one table: how many in the département, and densities there, in the région and in France.
fn professions(section: &Section) -> impl IntoView + use<> {
    let of = |f: &Figure, level: &str| f.beside.iter().find(|b: &&Beside| b.level == level).map_or_else(String::new, |b| b.number.clone());
    let level = section.figures.first().map_or_else(String::new, |f| f.level.clone());
    let lines = section
        .figures
        .iter()
        .filter_map(|count| {
            let which = count.id.strip_prefix(COUNT)?;
            let density = section.figures.iter().find(|f| f.id.strip_prefix(DENSITY) == Some(which))?;
            let cell = |f: &Figure| if f.value.is_some() { f.number.clone() } else { f.text.clone() };
            Some(view! {
                <tr>
                    <th scope="row">{described(count)}</th>
                    <td class="num here">{cell(count)}</td>
                    <td class="num here">{cell(density)}</td>
                    <td class="num">{of(density, "region")}</td>
                    <td class="num">{of(density, "france")}</td>
                    <td class="minor">{remark(density)}</td>
                </tr>
            })
        })
        .collect_view();
    view! {
        <p class="minor">{format!("Par {level}\u{202f}: jamais réparti entre communes. Densités pour 100\u{202f}000 habitants, sauf remarque.")}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label=section.title.clone()>
            <table class="years figures">
                <thead><tr>
                    <th scope="col">"Profession (ouvrir pour sa source)"</th><th scope="col">"Libéraux"</th><th scope="col">"Densité"</th>
                    <th scope="col">"Région"</th><th scope="col">"France"</th><th scope="col">"Remarque"</th>
                </tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// What sets the density of a profession apart from the others.
fn remark(density: &Figure) -> String {
    density.limits.find("Densité rapportée").and_then(|at| density.limits.get(at..)).unwrap_or_default().to_owned()
}

/// What is not published openly, or not in our sources.
fn gaps(all: &[Gap]) -> impl IntoView + use<> {
    let lines = all
        .iter()
        .map(|gap| {
            let whom: Vec<&str> = [gap.producer.as_str(), gap.level.as_str()].into_iter().filter(|w| !w.is_empty()).collect();
            let where_from = if gap.url.is_empty() {
                ().into_any()
            } else {
                view! { " "{publication("Page officielle".to_owned(), gap.url.clone())} }.into_any()
            };
            view! { <li><strong>{gap.label.clone()}</strong>{format!(". {} {}.", gap.tells, whom.join(", "))}{where_from}</li> }
        })
        .collect_view();
    view! {
        <details class="gaps">
            <summary>{format!("{} que ce portrait ne donne pas, et où les trouver", text::counted(crate::summary::count(all.len()), "chiffre", "chiffres"))}</summary>
            <ul>{lines}</ul>
        </details>
    }
}

/// Every publication that the figures come from, once.
fn sources(told: &portrait::Portrait) -> impl IntoView + use<> {
    let mut all: Vec<&Figure> = told.sections.iter().flat_map(|s| &s.figures).collect();
    all.sort_by(|a, b| (&a.origin.producer, &a.origin.title).cmp(&(&b.origin.producer, &b.origin.title)));
    all.dedup_by(|a, b| a.origin.producer == b.origin.producer && a.origin.title == b.origin.title);
    let count = crate::summary::count(all.len());
    let lines = all
        .into_iter()
        .map(|f| {
            let producer = text::typeset(&f.origin.producer);
            let licence = text::typeset(&f.origin.licence);
            view! { <li>{producer}", "{publication(text::typeset(&f.origin.title), f.origin.url.clone())}{format!(". Licence\u{202f}: {licence}.")}</li> }
        })
        .collect_view();
    view! {
        <details class="gaps">
            <summary>{format!("Toutes les sources de ces chiffres ({})", text::integer(count))}</summary>
            <ul>{lines}</ul>
        </details>
    }
}
