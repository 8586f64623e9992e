//! The search: a combobox over all places, by name, postal code or INSEE code (WAI-ARIA pattern
//! with a list of options).

use leptos::{ev, html, prelude::*};
use territory::{AreaKind, Row, text};

use crate::{dataset::use_data, state::use_state};

/// Options shown at most.
const MOST: usize = 12;

/// One option of the list.
#[derive(Clone, PartialEq)]
struct Suggestion {
    row: Row,
    name: String,
    departement: String,
    people: Option<String>,
}

/// The search of the page: what is chosen goes on the sheet.
#[component]
pub fn Search() -> impl IntoView {
    let state = use_state();
    let choose = Callback::new(move |row| state.open_sheet(row));
    view! { <Finder id="commune" label="Commune, code postal ou code INSEE" chosen=state.selected on_choose=choose shortcut=true/> }
}

/// A search field and its list.
#[component]
pub fn Finder(
    /// Distinguishes the field from others of the page.
    #[prop(into)]
    id: String,
    /// Its name.
    label: &'static str,
    /// The place that it names when nothing is being typed.
    #[prop(into)]
    chosen: Signal<Option<Row>>,
    /// Told the place that the user chooses.
    on_choose: Callback<Row>,
    /// Whether `/` leads to it.
    shortcut: bool,
) -> impl IntoView {
    let data = use_data();
    let field = NodeRef::<html::Input>::new();
    // What is being typed; none when the field only names the selected place.
    let typed = RwSignal::new(None::<String>);
    let active = RwSignal::new(0usize);

    let suggestions = Memo::new(move |_| {
        let query = typed.get().unwrap_or_default();
        let Some(index) = data.search.get().filter(|_| !query.trim().is_empty()) else {
            return Vec::new();
        };
        data.set.with(|set| {
            let suggest = |row: Row| Suggestion {
                row,
                name: set.gazetteer().name(row).to_owned(),
                departement: set
                    .gazetteer()
                    .area(AreaKind::Departement, row)
                    .map_or_else(String::new, |d| format!("{} ({})", d.name, d.code)),
                people: set.population(row).map(|n| format!("{}\u{a0}hab.", text::integer(n))),
            };
            index.search(&query, MOST).into_iter().map(|hit| suggest(hit.row)).collect()
        })
    });
    let has_query =
        Memo::new(move |_| typed.with(|t| t.as_ref().is_some_and(|t| !t.trim().is_empty())));
    let open = move || has_query.get() && suggestions.with(|s| !s.is_empty());
    let shown = move || {
        typed.get().unwrap_or_else(|| {
            let row = chosen.get();
            data.set.with(|s| {
                row.filter(|_| !s.gazetteer().is_empty())
                    .map_or_else(String::new, |r| s.gazetteer().name(r).to_owned())
            })
        })
    };
    let message = move || {
        if !has_query.get() {
            return String::new();
        }
        if data.search.with(Option::is_none) {
            return "La liste des communes n’est pas encore chargée.".to_owned();
        }
        match suggestions.with(Vec::len) {
            0 => format!(
                "Aucune commune ne correspond à «\u{202f}{}\u{202f}». Essayez le début du nom, un code postal (12300) ou un code INSEE (12089).",
                typed.get().unwrap_or_default().trim()
            ),
            1 => "1 commune proposée.".to_owned(),
            n if n >= MOST => {
                format!("Les {MOST} premières communes proposées. Précisez pour en voir d’autres.")
            }
            n => format!("{n} communes proposées."),
        }
    };

    let choose = move |at: usize| {
        if let Some(row) = suggestions.with_untracked(|s| s.get(at).map(|s| s.row)) {
            typed.set(None);
            on_choose.run(row);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let n = suggestions.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if n > 0 => active.update(|a| *a = (*a + 1) % n),
            "ArrowUp" if n > 0 => active.update(|a| *a = (*a + n - 1) % n),
            "Enter" => choose(active.get_untracked()),
            // The first press leaves what was typed; the next one is the page's.
            "Escape" if typed.with_untracked(Option::is_some) => typed.set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    // `/` from anywhere but a field.
    let listener = window_event_listener(ev::keydown, move |event| {
        if shortcut
            && event.key() == "/"
            && !event.ctrl_key()
            && !event.meta_key()
            && !in_a_field(&event)
            && let Some(input) = field.get_untracked()
        {
            event.prevent_default();
            let _focus = input.focus();
        }
    });
    on_cleanup(move || listener.remove());
    let list = format!("{id}-proposees");
    let prefix = StoredValue::new(format!("{id}-proposee"));
    let option_id = move |at: usize| prefix.with_value(|p| format!("{p}-{at}"));

    view! {
        <div class="search" role=shortcut.then_some("search")>
            <span class="search-icon" aria-hidden="true"></span>
            <input
                node_ref=field
                id=id.clone()
                type="text"
                inputmode="search"
                role="combobox"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-label=label
                placeholder=label
                aria-autocomplete="list"
                aria-controls=list.clone()
                aria-expanded=move || if open() { "true" } else { "false" }
                aria-activedescendant=move || open().then(|| option_id(active.get()))
                prop:value=shown
                on:input=move |event| {
                    active.set(0);
                    typed.set(Some(event_target_value(&event)));
                }
                on:focus=move |event| if typed.with_untracked(Option::is_none) { event_target::<web_sys::HtmlInputElement>(&event).select() }
                // Another window may have taken the focus, and will give it back to what was typed.
                on:blur=move |event| if document().active_element() != Some(event_target(&event)) { typed.set(None) }
                on:keydown=on_key
            />
            {shortcut.then(|| view! { <kbd aria-hidden="true" class="search-key">"/"</kbd> })}
            <ul id=list class="suggestions" role="listbox" aria-label="Communes proposées" hidden=move || !open()>
                {move || suggestions.get().into_iter().enumerate().map(|(at, s)| view! {
                    <li
                        id=option_id(at)
                        role="option"
                        class="suggestion"
                        aria-selected=move || if active.get() == at { "true" } else { "false" }
                        // The field keeps the focus, so that its blur does not close the list
                        // before the click.
                        on:mousedown=|event| event.prevent_default()
                        on:click=move |_| choose(at)
                    >
                        <span class="suggestion-name">{s.name}</span>
                        <span class="suggestion-where">{s.departement}</span>
                        <span class="num">{s.people}</span>
                    </li>
                }).collect_view()}
            </ul>
            <p class="search-message" class:sr-only=move || open() || !has_query.get() role="status" aria-live="polite">{message}</p>
        </div>
    }
}

/// Whether a key was pressed where it writes text.
fn in_a_field(event: &ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"))
}
