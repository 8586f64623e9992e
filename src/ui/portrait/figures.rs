//! The figures, part by part: here, in the département, the région and France; what is behind each;
//! what is not there.

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{Beside, Figure, Gap, Section};
use territory::text;

use super::{PortraitContext, publication};
use crate::ui::folded;

/// Identifier of the part that is shown as one table of professions.
pub(super) const PROFESSIONS: &str = "professions";
/// Beginnings of the identifiers of the two series of a profession.
const COUNT: &str = "cnam_effectif_";
pub(super) const DENSITY: &str = "cnam_densite_";

/// The tables of some parts. Their rows stay from a territory to the next: only what is written in
/// them changes.
pub(super) fn tables(ids: &[String]) -> impl IntoView + use<> {
    let context: PortraitContext = expect_context();
    let place = |id: &String| {
        context.files.book.with_untracked(|b| b.as_ref()?.parts.iter().position(|p| p.id == *id))
    };
    let table = |i: usize| {
        let shape = context.at(move || i + 1, move |portrait| Shape::of(portrait.sections.get(i)?));
        move || shape.get().map(|shape| part(i, shape))
    };
    ids.iter().filter_map(place).map(table).collect_view()
}

/// What does not change with the territory, as long as it has the same wider areas.
#[derive(Clone, PartialEq)]
struct Shape {
    id: String,
    title: String,
    lines: Vec<Line>,
    /// Wider areas, the narrowest first.
    levels: Vec<&'static str>,
}

/// A figure of a part, as its row names it.
#[derive(Clone, PartialEq)]
struct Line {
    id: Arc<str>,
    label: String,
    vintage: String,
}

impl Shape {
    /// None of a part without a figure.
    fn of(section: &Section) -> Option<Self> {
        let line = |f: &Figure| Line {
            id: f.id.as_str().into(),
            label: f.label.clone(),
            vintage: f.vintage.clone(),
        };
        (!section.figures.is_empty()).then(|| Self {
            id: section.id.clone(),
            title: section.title.clone(),
            lines: section.figures.iter().map(line).collect(),
            levels: wider(section.figures.iter()).into_iter().map(|w| w.0).collect(),
        })
    }
}

/// Where a figure stands in the portrait.
#[derive(Clone)]
struct Spot {
    portrait: RwSignal<Option<Arc<portrait::Portrait>>>,
    part: usize,
    place: usize,
    id: Arc<str>,
}

impl Spot {
    /// Something of the figure as it is now.
    fn read<T>(&self, of: impl Fn(&Figure) -> T) -> Option<T> {
        self.portrait.with(|portrait| {
            let figure = portrait.as_ref()?.sections.get(self.part)?.figures.get(self.place)?;
            (figure.id == *self.id).then(|| of(figure))
        })
    }

    /// The figure of a wider area, written.
    fn beside(self, level: &'static str, text: fn(&Beside) -> &str) -> impl Fn() -> String {
        move || {
            self.read(|f| {
                f.beside
                    .iter()
                    .find(|b| b.level == level)
                    .map_or_else(String::new, |b| text(b).to_owned())
            })
            .unwrap_or_default()
        }
    }
}

fn part(index: usize, shape: Shape) -> impl IntoView + use<> {
    let context: PortraitContext = expect_context();
    let id = format!("part-{}", shape.id);
    let named = id.clone();
    let title = shape.title.clone();
    let spots: Vec<Spot> = shape
        .lines
        .iter()
        .enumerate()
        .map(|(place, l)| Spot { portrait: context.portrait, part: index, place, id: l.id.clone() })
        .collect();
    let body = match shape.id.as_str() {
        PROFESSIONS => professions(&shape, &spots).into_any(),
        _ => table(index, &shape, &spots).into_any(),
    };
    view! {
        <section class="portrait-part" aria-labelledby=named>
            <h4 id=id>{title}</h4>
            {body}
        </section>
    }
}

fn table(index: usize, shape: &Shape, spots: &[Spot]) -> impl IntoView + use<> {
    let portrait = expect_context::<PortraitContext>().portrait;
    let name = move |level| {
        move || {
            portrait.with(|t| {
                let section = t.as_ref()?.sections.get(index)?;
                wider(section.figures.iter()).into_iter().find(|w| w.0 == level).map(|w| w.1)
            })
        }
    };
    let heads = shape
        .levels
        .iter()
        .map(|level| view! { <th scope="col">{name(*level)}</th> })
        .collect_view();
    let lines = shape
        .lines
        .iter()
        .zip(spots)
        .map(|(line, spot)| {
            let cell = |level: &&'static str| view! { <td class="num">{spot.clone().beside(level, |b| &b.text)}</td> };
            let (here, is_number) = (spot.clone(), spot.clone());
            view! {
                <tr>
                    <th scope="row">{described(spot.clone(), line.label.clone(), line.vintage.clone())}</th>
                    <td class="here" class:num=move || is_number.read(|f| f.value.is_some()).unwrap_or(false)>{move || here.read(own)}</td>
                    {shape.levels.iter().map(cell).collect_view()}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Tableau\u{202f}: {}", shape.title)>
            <table class="years figures">
                <thead><tr>
                    <th scope="col">"Chiffre (ouvrir pour sa source)"</th>
                    <th scope="col">{move || portrait.with(|t| t.as_ref().map(|t| t.title.clone()))}</th>
                    {heads}
                </tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// The wider areas of some figures, the narrowest first: level and name.
pub(super) fn wider<'a>(figures: impl Iterator<Item = &'a Figure>) -> Vec<(&'static str, String)> {
    figures
        .map(|f| f.beside.iter().map(|b| (b.level, b.name.clone())).collect::<Vec<_>>())
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

/// The figure of the territory: classes are shared out, the others are one.
fn own(f: &Figure) -> AnyView {
    if f.shares.is_empty() {
        // A figure of a wider area says so beside itself, never as if it were of here.
        let of = (!f.of.is_empty() && f.value.is_some())
            .then(|| view! { <span class="minor">{format!(" ({})", f.of)}</span> });
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
fn described(spot: Spot, label: impl IntoView + 'static, vintage: String) -> impl IntoView {
    let name = view! { {label}<span class="minor">{format!(" {vintage}")}</span> };
    folded("figure", false, name, move || spot.read(description))
}

fn description(f: &Figure) -> impl IntoView + use<> {
    let line = |term: &'static str, words: String| {
        let words = Some(words).filter(|w| !w.is_empty());
        words.map(|words| view! { <dt>{term}</dt><dd>{words}</dd> })
    };
    let covered = (f.communes > 1 && f.known < f.communes)
        .then(|| format!("{} communes sur {} ont ce chiffre", f.known, f.communes));
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
    }
}

/// Professions in one table: how many in the département, and densities there, in the région and in
/// France.
fn professions(shape: &Shape, spots: &[Spot]) -> impl IntoView + use<> {
    let densities = || spots.iter().filter(|s| s.id.starts_with(DENSITY));
    // The unit of most densities; another is written beside its own.
    let usual = densities().next().cloned();
    let usual = Memo::new(move |_| {
        usual.as_ref().and_then(|s| s.read(|f| f.unit.clone())).unwrap_or_default()
    });
    let first = spots.first().cloned();
    let about = move || {
        let level = first.as_ref().and_then(|s| s.read(|f| f.level.clone())).unwrap_or_default();
        format!(
            "Par {level}\u{202f}: jamais réparti entre communes. Densités {}, sauf remarque.",
            usual.get()
        )
    };
    let cell = |f: &Figure| if f.value.is_some() { f.number.clone() } else { f.text.clone() };
    let lines = shape
        .lines
        .iter()
        .zip(spots)
        .filter_map(|(line, count)| {
            let which = count.id.strip_prefix(COUNT)?;
            let density = densities().find(|s| s.id.strip_prefix(DENSITY) == Some(which))?.clone();
            let vintage = shape.lines.get(density.place).map_or_else(String::new, |l| l.vintage.clone());
            let (of_count, of_density, unit) = (count.clone(), density.clone(), density.clone());
            let remark = move || unit.read(|f| f.unit.clone()).filter(|u| *u != usual.get());
            Some(view! {
                <tr>
                    <th scope="row">{described(count.clone(), line.label.clone(), line.vintage.clone())}</th>
                    <td class="num here">{move || of_count.read(cell)}</td>
                    <td class="num here">{described(density.clone(), move || of_density.read(cell), vintage)}</td>
                    <td class="num">{density.clone().beside("region", |b| &b.number)}</td>
                    <td class="num">{density.beside("france", |b| &b.number)}</td>
                    <td class="minor">{remark}</td>
                </tr>
            })
        })
        .collect_view();
    view! {
        <p class="minor">{about}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Tableau\u{202f}: {}", shape.title)>
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
pub(super) fn gaps(all: &[Gap]) -> impl IntoView + use<> {
    let line = |gap: &Gap| {
        let whom: Vec<&str> = [gap.producer.as_str(), gap.level.as_str()]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        let whom = if whom.is_empty() {
            String::new()
        } else {
            format!(" {}.", text::typeset(&whom.join(", ")))
        };
        let tells = format!(". {}{whom}", text::full_stop(text::typeset(&gap.tells)));
        let page = (!gap.url.is_empty())
            .then(|| view! { " "{publication("Page officielle".to_owned(), gap.url.clone())} });
        view! { <li><strong>{text::typeset(&gap.label)}</strong>{tells}{page}</li> }
    };
    view! { <ul>{all.iter().map(line).collect_view()}</ul> }
}

/// Every publication that the figures come from, once.
#[component]
pub(super) fn Sources() -> impl IntoView {
    let context: PortraitContext = expect_context();
    let all = context.at(
        move || context.parts(),
        |portrait| {
            let of = |f: &Figure| {
                [&f.origin.producer, &f.origin.title, &f.origin.url, &f.origin.licence]
                    .map(String::clone)
            };
            let mut all: Vec<[String; 4]> =
                portrait.sections.iter().flat_map(|s| &s.figures).map(of).collect();
            all.sort();
            all.dedup_by(|a, b| a[..2] == b[..2]);
            Some(all)
        },
    );
    let line = |[producer, title, url, licence]: [String; 4]| {
        let licence = format!(". {}.", text::licence(&licence));
        view! { <li>{text::typeset(&producer)}", "{publication(text::typeset(&title), url)}{licence}</li> }
    };
    move || {
        let count = text::integer(crate::summary::count(all.get()?.len()));
        let title = view! { "Toutes les sources de ces chiffres"<span class="num">{count}</span> };
        let lines = move || all.get().unwrap_or_default().into_iter().map(line).collect_view();
        Some(folded("fold gaps", false, title, move || view! { <ul>{lines}</ul> }))
    }
}
