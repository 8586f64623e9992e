//! The figures, part by part: here, in the département, the région and France; what is behind each; what is not there.

use leptos::prelude::*;
use portrait::{Beside, Figure, Gap, Section};
use territory::text;

use super::{Looking, drawings::CHARTS, publication};

/// Identifier of the part that is shown as one table of professions.
pub(super) const PROFESSIONS: &str = "professions";
/// Beginnings of the identifiers of the two series of a profession.
const COUNT: &str = "cnam_effectif_";
pub(super) const DENSITY: &str = "cnam_densite_";

/// All parts.
#[component]
pub(super) fn Parts() -> impl IntoView {
    let looking: Looking = expect_context();
    let parts = move |i: usize| {
        let there = looking.reached(i + 1 + CHARTS);
        move || {
            let told = looking.told.get().filter(|_| there.get())?;
            let section = told.sections.get(i)?;
            Some(part(section, &told.title))
        }
    };
    let count = Memo::new(move |_| looking.book.with(|b| b.as_ref().map_or(0, |b| b.parts.len())));
    let last = Memo::new(move |_| looking.stage.get() > count.get() + CHARTS);
    view! {
        {move || (0..count.get()).map(parts).collect_view()}
        {move || looking.told.get().filter(|_| last.get()).map(|told| sources(&told))}
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
            <h3 id=id tabindex="-1">{section.title.clone()}</h3>
            {body}
            {gaps}
        </section>
    }
}

fn table(section: &Section, title: &str) -> impl IntoView + use<> {
    let beside = wider(section.figures.iter());
    let heads = beside.iter().map(|(_, name)| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let lines = section
        .figures
        .iter()
        .map(|f| {
            let cells = beside
                .iter()
                .map(|(level, _)| {
                    let cell = f.beside.iter().find(|b| b.level == *level).map_or_else(String::new, |b| b.text.clone());
                    view! { <td class="num">{cell}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{described(f, f.label.clone())}</th>
                    <td class="here" class:num=f.value.is_some()>{own(f)}</td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Tableau\u{202f}: {}", section.title)>
            <table class="years figures">
                <thead><tr><th scope="col">"Chiffre (ouvrir pour sa source)"</th><th scope="col">{title.to_owned()}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// The wider areas of some figures, the narrowest first: level and name.
pub(super) fn wider<'a>(figures: impl Iterator<Item = &'a Figure>) -> Vec<(&'static str, String)> {
    figures.map(|f| f.beside.iter().map(|b| (b.level, b.name.clone())).collect::<Vec<_>>()).max_by_key(Vec::len).unwrap_or_default()
}

/// The figure of the territory: classes are shared out, the others are one.
fn own(f: &Figure) -> AnyView {
    if f.shares.is_empty() {
        // A figure of a wider area says so beside itself, never as if it were of here.
        let of = (!f.of.is_empty() && f.value.is_some()).then(|| view! { <span class="minor">{format!(" ({})", f.of)}</span> });
        return view! { {f.text.clone()}{of} }.into_any();
    }
    let lines = f
        .shares
        .iter()
        .map(|s| view! { <li>{format!("{}\u{202f}: {} ({} hab.)", s.class, s.communes, text::integer(s.people))}</li> })
        .collect_view();
    view! { <ul class="shares">{lines}</ul> }.into_any()
}

/// Its name; behind it all that must be said.
fn described(f: &Figure, summary: String) -> impl IntoView + use<> {
    let line = |term: &'static str, words: String| {
        let words = Some(words).filter(|w| !w.is_empty());
        words.map(|words| view! { <dt>{term}</dt><dd>{words}</dd> })
    };
    let covered = (f.communes > 1 && f.known < f.communes).then(|| format!("{} communes sur {} ont ce chiffre", f.known, f.communes));
    let beside: Vec<String> = f
        .beside
        .iter()
        .filter_map(|b| {
            let (known, all) = b.covered?;
            let count = |n: usize| text::integer(crate::summary::count(n));
            Some(format!("{}\u{202f}: {} communes sur {}", b.name, count(known), count(all)))
        })
        .collect();
    view! {
        <details class="figure">
            <summary>{summary}<span class="minor">{format!(" {}", f.vintage)}</span></summary>
            <dl class="description">
                {line("Définition", f.definition.clone())}
                {line("Unité", f.unit.clone())}
                {line("Millésime", f.vintage.clone())}
                {line("Niveau", f.level.clone())}
                {line("Calcul", f.rule.clone())}
                {covered.map(|c| view! { <dt>"Couverture"</dt><dd>{c}</dd> })}
                {(!beside.is_empty()).then(|| view! { <dt>"À côté"</dt><dd>{beside.join("\u{202f}; ")}</dd> })}
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
    // The unit of most densities; another is written beside its own.
    let count_unit = section.figures.iter().find(|f| f.id.starts_with(DENSITY)).map_or_else(String::new, |f| f.unit.clone());
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
                    <th scope="row">{described(count, count.label.clone())}</th>
                    <td class="num here">{cell(count)}</td>
                    <td class="num here">{described(density, cell(density))}</td>
                    <td class="num">{of(density, "region")}</td>
                    <td class="num">{of(density, "france")}</td>
                    <td class="minor">{if density.unit == count_unit { String::new() } else { density.unit.clone() }}</td>
                </tr>
            })
        })
        .collect_view();
    view! {
        <p class="minor">{format!("Par {level}\u{202f}: jamais réparti entre communes. Densités {count_unit}, sauf remarque.")}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Tableau\u{202f}: {}", section.title)>
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
            view! { <li><strong>{text::typeset(&gap.label)}</strong>{format!(". {}{}", text::full_stop(text::typeset(&gap.tells)), if whom.is_empty() { String::new() } else { format!(" {}.", text::typeset(&whom.join(", "))) })}{where_from}</li> }
        })
        .collect_view();
    view! {
        <details class="gaps">
            <summary>{format!("{} que ce portrait ne donne pas (non publiés, ou absents de nos tables), et où les trouver", text::counted(crate::summary::count(all.len()), "chiffre", "chiffres"))}</summary>
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
