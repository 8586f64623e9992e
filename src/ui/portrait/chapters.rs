//! The chapters of the page: a few figures on strips, and behind them the tables, the structures,
//! the teams.

use leptos::prelude::*;
use portrait::{Chapter, Figure, Mark, Strip, marks};
use territory::text;

use super::{PortraitContext, figures::tables, finder::Finder, sites::Sites, teams::Teams};
use crate::{summary::count, ui::folded};

/// The chapter that has the structures around and the teams, and the one of those who care.
const STRUCTURES: &str = "structures";
const CARERS: &str = "soignants";

/// Whose figure a mark of a strip is, and how it is drawn; none is the territory itself. Other wider
/// areas have none.
const MARKS: [(Option<&str>, &str); 3] = [
    (None, "mark-here"),
    (Some("departement"), "mark-departement"),
    (Some("france"), "mark-france"),
];

/// All chapters. Their rows stay from a territory to the next: only what is written in them changes.
#[component]
pub(super) fn Chapters() -> impl IntoView {
    let context: PortraitContext = expect_context();
    let all = Memo::new(move |_| {
        context.files.book.with(|b| b.as_ref().map(|b| b.chapters.clone()).unwrap_or_default())
    });
    move || {
        let chapters = all.get();
        // Hidden, not taken away, while there are no figures: the map shows the marks of the
        // structures for as long as these stand.
        view! {
            <div class="chapters" hidden=move || !context.is_known.get()>
                <Legend/>
                {chapters.into_iter().map(chapter).collect_view()}
            </div>
        }
    }
}

/// Whose figures the marks of a strip are.
#[component]
fn Legend() -> impl IntoView {
    let PortraitContext { portrait, .. } = expect_context();
    let name = |(level, class): (Option<&'static str>, &'static str)| {
        let said = move || portrait.with(|p| p.as_ref().and_then(|p| named(p, level)));
        move || said().map(|said| view! { <li><i class=class aria-hidden="true"></i>{said}</li> })
    };
    view! {
        <ul class="strip-key" aria-label="Repères des chiffres">{MARKS.map(name).into_iter().collect_view()}</ul>
    }
}

/// What the territory, or a wider area beside it, is called; none where nothing is beside it.
fn named(portrait: &portrait::Portrait, level: Option<&'static str>) -> Option<String> {
    let Some(level) = level else { return Some(portrait.title.clone()) };
    let mut beside = portrait.sections.iter().flat_map(|s| &s.figures).flat_map(|f| &f.beside);
    beside.find(|b| b.level == level).map(|b| b.name.clone())
}

fn chapter(chapter: Chapter) -> impl IntoView {
    let PortraitContext { portrait, .. } = expect_context();
    let whole = chapter.clone();
    let Chapter { id, title, parts, strips } = chapter;
    let heading = format!("chapter-{id}");
    let named = heading.clone();
    let says = Memo::new(move |_| {
        let said = portrait.with(|p| p.as_ref().map(|p| portrait::heading(p, &whole)));
        said.unwrap_or_else(|| text::typeset(&whole.title))
    });
    let title = text::typeset(&title);
    let folded_title = format!("Tous les chiffres\u{202f}: {}", title.to_lowercase());
    let rest = match id.as_str() {
        STRUCTURES => view! { <Sites/><Teams/> }.into_any(),
        CARERS => view! { <Finder/> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <section class="chapter" aria-labelledby=named>
            <h3 id=heading tabindex="-1">{says}</h3>
            <ul class="strips">{strips.into_iter().map(strip).collect_view()}</ul>
            {rest}
            {folded("fold", false, folded_title, move || tables(&parts))}
        </section>
    }
}

/// What a strip shows.
#[derive(Clone, PartialEq)]
struct Shown {
    label: String,
    vintage: String,
    value: String,
    is_number: bool,
    marks: Vec<Mark>,
    beside: String,
}

impl Shown {
    fn of(figure: &Figure) -> Self {
        // A figure of a wider area says so beside itself, never as if it were of here.
        let of = match figure.of.as_str() {
            "" => String::new(),
            of => format!(" ({of})"),
        };
        let beside: Vec<String> = figure
            .beside
            .iter()
            .filter(|b| b.value.is_some() && MARKS.iter().any(|m| m.0 == Some(b.level)))
            .map(|b| format!("{} {}", b.name, b.number))
            .collect();
        let compares = portrait::compares(figure);
        let (value, unit) = portrait::briefly(figure);
        // What is counted is in the name of the figure.
        let vintage = match unit.filter(|_| compares) {
            Some(unit) => format!("{}, {unit}", figure.vintage),
            None => figure.vintage.clone(),
        };
        Self {
            label: format!("{}{of}", figure.label),
            vintage,
            value: value.to_owned(),
            is_number: figure.value.is_some(),
            marks: if compares { marks(figure) } else { Vec::new() },
            beside: if compares { beside.join(" · ") } else { String::new() },
        }
    }
}

/// A figure with those of the département and of France; nothing where the territory has none.
fn strip(strip: Strip) -> impl IntoView {
    let PortraitContext { portrait, .. } = expect_context();
    let shown = Memo::new(move |_| portrait.with(|p| p.as_ref()?.figure(&strip.id).map(Shown::of)));
    let mark = |m: Mark| {
        let (_, class) = MARKS.into_iter().find(|(level, _)| *level == m.level)?;
        Some(view! { <i class=class style:left=format!("{:.1}%", m.at * 100.0)></i> })
    };
    let line = move |s: Shown| {
        // The place is drawn last, over the others.
        let bare = s.marks.is_empty();
        let marks = s.marks.into_iter().rev().filter_map(mark).collect_view();
        view! {
            <li class:bare=bare>
                <span class="strip-name">{s.label}" "<small>{s.vintage}</small></span>
                <strong class:num=s.is_number>{s.value}</strong>
                <span class="strip" aria-hidden="true">{marks}</span>
                <small class="strip-beside">{s.beside}</small>
            </li>
        }
    };
    move || shown.get().map(line)
}

/// What the territory has much more or much less of than France.
#[component]
pub(super) fn Differs() -> impl IntoView {
    let PortraitContext { portrait, files, .. } = expect_context();
    let sentence = Memo::new(move |_| {
        let book = files.book.get()?;
        portrait.with(|p| portrait::differs(p.as_ref()?, &book))
    });
    move || sentence.get().map(|s| view! { <p class="lead">{s}</p> })
}

/// What is in no table of ours, all in one list.
#[component]
pub(super) fn Gaps() -> impl IntoView {
    let PortraitContext { files, .. } = expect_context();
    move || {
        let gaps = files.book.get()?.gaps.clone();
        let title = view! { "Ce qui n’est pas publié, ou manque à Plaque"<span class="num">{text::integer(count(gaps.len()))}</span> };
        Some(folded("fold gaps", false, title, move || super::figures::gaps(&gaps)))
    }
}
