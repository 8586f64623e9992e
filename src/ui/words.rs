//! What abbreviations mean, where they stand: those of the glossary are underlined on the page and
//! say what they mean when one presses them; « ? » lists those of the page.
//!
//! The page is read after it was made, and nothing in it is changed: what is underlined is a range
//! that the browser draws, so that whoever makes a sentence need not know which words are hard.

use std::time::Duration;

use js_sys::{Array, Function, Reflect};
use leptos::{ev, html, prelude::*, task::spawn_local};
use viewmodel::glossary::{TERMS, found_in};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{DomRect, Element, MouseEvent, Node};

use super::modal::modal;
use crate::{
    pause::Pauses,
    state::{State, use_state},
};

/// Nodes of text alone, for `createTreeWalker`.
const SHOW_TEXT: u32 = 4;
/// How long the page must rest before it is read, so that it is not read while it is made.
const REST: Duration = Duration::from_millis(400);
/// What does something else when it is pressed.
const PRESSED: &str = "button, a, summary, select, label, input, [role=grid]";
/// Where « ? » is a character like others.
const WRITTEN_IN: &str = "input:not([type=radio], [type=checkbox]), textarea, select";
/// Within what an abbreviation is underlined once.
const ONCE: &str = "section, article, aside, details";
/// What changes all the time and is no text to read: the map, and what is said while files come.
const RESTLESS: &str = ".map-pane, .status";
/// Widest note, and the room that it wants under a word, CSS pixels.
const WIDE: f64 = 320.0;
const HIGH: f64 = 210.0;

/// What the browser refuses, if anything.
type Tried<T = JsValue> = Result<T, JsValue>;

#[wasm_bindgen]
extern "C" {
    /// Ranges that the style draws, without a change of the page.
    type Highlight;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Tried<Highlight>;
    type MutationObserver;
    #[wasm_bindgen(constructor)]
    fn new(changed: &JsValue) -> MutationObserver;
}

/// A property. This and [`call`] stand for bindings of web-sys: each of those would weigh on the first
/// part of every visit, and this part comes last.
fn get(object: &JsValue, name: &str) -> Tried {
    Reflect::get(object, &name.into())
}

/// Calls a method.
fn call(object: &JsValue, name: &str, [a, b]: [&JsValue; 2]) -> Tried {
    get(object, name)?.dyn_into::<Function>()?.call2(object, a, b)
}

/// No argument.
const NONE: &JsValue = &JsValue::UNDEFINED;

/// A word that stands somewhere on the page.
struct Stands {
    /// Its number in [`TERMS`].
    term: usize,
    /// The range that it takes.
    range: JsValue,
    /// What it is written in.
    inside: Element,
    /// Whether it is underlined, and answers when it is pressed.
    answers: bool,
}

impl Stands {
    /// Where it is in the window.
    fn place(&self) -> Option<DomRect> {
        call(&self.range, "getBoundingClientRect", [NONE, NONE]).ok().map(JsCast::unchecked_into)
    }
}

/// The words of what the page shows; with each piece the page may answer in between.
async fn read() -> Tried<Vec<Stands>> {
    let mut pauses = Pauses::begin();
    let (mut out, mut done) = (Vec::<Stands>::new(), Vec::<(Element, usize)>::new());
    let document = document();
    let Some(root) = document.query_selector("main")? else { return Ok(out) };
    let texts = call(&document, "createTreeWalker", [&root, &SHOW_TEXT.into()])?;
    while let Ok(node) = call(&texts, "nextNode", [NONE, NONE])?.dyn_into::<Node>() {
        pauses.if_due().await;
        let found = found_in(&get(&node, "nodeValue")?.as_string().unwrap_or_default());
        if found.is_empty() {
            continue;
        }
        let Ok(inside) = get(&node, "parentElement")?.dyn_into::<Element>() else { continue };
        // What is in a fold that is shut, or in another view, is not seen.
        if !call(&inside, "checkVisibility", [NONE, NONE])?.is_truthy() {
            continue;
        }
        let scope = match inside.closest(PRESSED)? {
            Some(_) => None,
            None => Some(inside.closest(ONCE)?.unwrap_or_else(|| root.clone())),
        };
        for word in found {
            let range = call(&document, "createRange", [NONE, NONE])?;
            call(&range, "setStart", [&node, &word.from.into()])?;
            call(&range, "setEnd", [&node, &word.to.into()])?;
            let first = scope.clone().map(|scope| (scope, word.term));
            let answers = first.as_ref().is_some_and(|first| !done.contains(first));
            done.extend(first.filter(|_| answers));
            out.push(Stands { term: word.term, range, inside: inside.clone(), answers });
        }
    }
    Ok(out)
}

/// Underlines the words that answer.
fn underline(all: &[Stands]) -> Tried<()> {
    let drawn: JsValue = Highlight::new()?.into();
    for word in all.iter().filter(|w| w.answers) {
        call(&drawn, "add", [&word.range, NONE])?;
    }
    let highlights = get(&get(&window(), "CSS")?, "highlights")?;
    call(&highlights, "set", [&"words".into(), &drawn])?;
    Ok(())
}

/// Where a note on a word stands: under it, or over it where there is no room.
fn beside(rect: &DomRect, state: State) -> String {
    let (width, height) = state.window.get_untracked();
    let left = rect.left().min(width - WIDE - 8.0).max(8.0);
    let (top, bottom) = (rect.top(), rect.top() + rect.height());
    if bottom + HIGH < height {
        format!("left:{left}px;top:{}px", bottom + 6.0)
    } else {
        format!("left:{left}px;bottom:{}px", height - top + 6.0)
    }
}

/// The note on a word, and the list of those in view.
#[component]
pub(super) fn Words(
    /// Whether the list is asked for.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let all = StoredValue::new_local(Vec::<Stands>::new());
    let reads = StoredValue::new(0_u32);
    let again = move || {
        reads.update_value(|n| *n += 1);
        let own = reads.get_value();
        spawn_local(async move {
            let found = read().await;
            // Where the browser cannot read or underline, « À propos » has all words.
            if let Ok(found) = found
                && reads.get_value() == own
            {
                let _cannot = underline(&found);
                all.set_value(found);
            }
        });
    };
    follow_page(again);

    let shown = RwSignal::new(None::<(usize, String)>);
    let note = NodeRef::<html::Div>::new();
    let pressed = window_event_listener(ev::click, move |event: MouseEvent| {
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        let is_in = |r: &DomRect| {
            let across = r.left()..r.left() + r.width();
            across.contains(&x) && (r.top()..r.top() + r.height()).contains(&y)
        };
        // What lies over a word takes the press.
        let on = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let found = all.with_value(|all| {
            let mut words = all.iter().filter(|w| w.answers && on.as_ref() == Some(&w.inside));
            words.find_map(|w| Some((w.term, w.place().filter(is_in)?)))
        });
        let (Some((term, rect)), Some(note)) = (found, note.get_untracked()) else { return };
        shown.set(Some((term, beside(&rect, state))));
        let _is_open = call(&note, "showPopover", [NONE, NONE]);
        if let Some((word, meaning)) = TERMS.get(term) {
            state.announce(format!("{word}\u{202f}: {meaning}"));
        }
    });
    let key = window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let writes = target.is_some_and(|e| e.matches(WRITTEN_IN).unwrap_or(false));
        let is_plain = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        let is_free = document().query_selector(":modal").is_ok_and(|e| e.is_none());
        if event.key() == "?" && is_plain && is_free && !writes {
            asked.set(true);
        }
    });
    // The note stands by a word that would scroll away under it.
    let hide = move |on: Option<web_sys::EventTarget>| {
        let on = on.and_then(|t| t.dyn_into::<Element>().ok());
        if shown.with_untracked(Option::is_some)
            && on.is_none_or(|e| e.closest(".word").is_ok_and(|note| note.is_none()))
            && let Some(note) = note.get_untracked()
        {
            shown.set(None);
            let _is_shut = call(&note, "hidePopover", [NONE, NONE]);
        }
    };
    let wheel = window_event_listener(ev::wheel, move |e| hide(e.target()));
    let drag = window_event_listener(ev::touchmove, move |e| hide(e.target()));
    on_cleanup(move || {
        pressed.remove();
        key.remove();
        wheel.remove();
        drag.remove();
    });

    let meaning = move || {
        let (term, _) = shown.get()?;
        let (word, meaning) = TERMS.get(term)?;
        Some(view! { <strong>{*word}</strong>"\u{202f}: "{*meaning}" " })
    };
    view! {
        <div node_ref=note class="word" popover="auto" role="dialog" aria-label="Ce que veut dire ce sigle" style=move || shown.get().map(|(_, place)| place)>
            <p>{meaning}</p>
            // A dialog that opens closes the note.
            <button type="button" class="link" on:click=move |_| asked.set(true)>"Les sigles de cette page"</button>
        </div>
        <InView all asked/>
    }
}

/// Reads the page again each time that it has changed and rests.
fn follow_page(again: impl Fn() + Copy + 'static) {
    let waits = StoredValue::new(None::<TimeoutHandle>);
    let wait = move || {
        if let Some(before) = waits.get_value() {
            before.clear();
        }
        waits.set_value(set_timeout_with_handle(again, REST).ok());
    };
    let changed = Closure::<dyn Fn(Array)>::new(move |records: Array| {
        if records.iter().any(|record| is_text(&record).unwrap_or(false)) {
            wait();
        }
    });
    let watch = || -> Tried<()> {
        let observer = MutationObserver::new(changed.as_ref());
        let what: JsValue = js_sys::Object::new().into();
        for kind in ["childList", "characterData", "subtree"] {
            Reflect::set(&what, &kind.into(), &true.into())?;
        }
        // A fold that opens, a view that comes to the front.
        let shows = Array::of2(&"open".into(), &"hidden".into());
        Reflect::set(&what, &"attributeFilter".into(), &shows)?;
        let main = document().query_selector("main")?.into();
        call(&observer, "observe", [&main, &what])?;
        Ok(())
    };
    // Where it cannot be watched it is read once.
    let _watched = watch();
    // It lives as long as the page.
    changed.forget();
    wait();
}

/// Whether what changed may be text that one reads.
fn is_text(record: &JsValue) -> Tried<bool> {
    let target = get(record, "target")?;
    let element = match target.dyn_into::<Element>() {
        Ok(element) => element,
        Err(text) => get(&text, "parentElement")?.dyn_into()?,
    };
    Ok(element.closest(RESTLESS)?.is_none())
}

/// The abbreviations of the page, with their meaning.
#[component]
fn InView(
    /// Where they stand.
    all: StoredValue<Vec<Stands>, LocalStorage>,
    /// Whether the list is asked for.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let listed = RwSignal::new(Vec::<usize>::new());
    let opens = move || {
        let seen = all.with_value(|all| {
            let mut seen: Vec<usize> = all.iter().map(|w| w.term).collect();
            seen.sort_unstable();
            seen.dedup();
            seen
        });
        listed.set(seen);
    };
    let close = move || asked.set(false);
    let closed = modal(dialog, move || asked.get(), opens, close);
    let lines = move || {
        let line = |term: usize| {
            let (word, meaning) = TERMS.get(term)?;
            Some(view! { <dt>{*word}</dt><dd>{*meaning}</dd> })
        };
        listed.get().into_iter().map(line).collect_view()
    };
    view! {
        <dialog node_ref=dialog class="about" aria-labelledby="words-title" on:close=closed>
            <div class="about-head">
                <h2 id="words-title">"Les sigles de cette page"</h2>
                <button type="button" class="button" on:click=move |_| close()>"Fermer"</button>
            </div>
            {move || listed.with(Vec::is_empty).then(|| view! { <p>"Aucun sigle dans ce qui est affiché."</p> })}
            <dl class="description">{lines}</dl>
            <p class="minor">"Un sigle souligné dit ce qu’il veut dire quand on le touche. Tous ceux de Plaque sont dans «\u{202f}À propos\u{202f}»."</p>
        </dialog>
    }
}
