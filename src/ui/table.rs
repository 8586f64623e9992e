//! The table of all places: what the map shows, in rows. Only the rows in view are in the page.

use std::sync::Arc;

use leptos::{ev, html, prelude::*, task::spawn_local};
use territory::{AreaKind, Dataset, Role, Row, text};

use super::{
    focus::focus_when_there,
    table_rows::{self as rows, Field, Order},
};
use crate::{
    dataset::{id_of, use_data},
    derived::use_derived,
    state::{Pane, use_state},
};

/// Heights of a row and of the header, CSS pixels; the style sheet says the same.
const ROW_HEIGHT: i32 = 44;
const HEADER_HEIGHT: i32 = 56;
/// Keys that go from row to row.
const MOVES: [&str; 6] = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];
/// Rows kept above and below those in view.
const SPARE: usize = 6;

/// The table, over the map.
#[component]
pub fn TablePane() -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let scroller = NodeRef::<html::Div>::new();
    let order = RwSignal::new(Order { field: Field::Name, descending: false });
    let departement = RwSignal::new(None::<String>);
    let first = RwSignal::new(0usize);
    let active = RwSignal::new(0usize);

    // None until the names of all places are in order.
    let ranks = RwSignal::new(None::<Arc<Vec<f64>>>);
    Effect::new(move |asked: Option<bool>| {
        let is_asked = asked.unwrap_or_default();
        if !is_asked && data.has_places() {
            spawn_local(async move {
                let ordered = Arc::new(rows::name_ranks(data).await);
                let _gone = ranks.try_set(Some(ordered));
            });
        }
        is_asked || data.has_places()
    });
    let table = Memo::new(move |_| {
        let Some(ranks) = ranks.get() else { return Arc::default() };
        data.set.with(|s| {
            departement.with(|d| order.with(|o| Arc::new(rows::rows(s, &ranks, d.as_deref(), o))))
        })
    });
    let sentence = Memo::new(move |_| match ranks.with(Option::is_some) {
        true => data.set.with(|s| rows::count_sentence(s, &table.get())),
        false => "Les communes se rangent par nom…".to_owned(),
    });
    // The indicator on the map stands beside zone, APL and population, unless it is one of them.
    let fields = Memo::new(move |_| {
        let shown = derived.indicator.with(|c| c.as_ref().map(|c| c.spec.id.clone()));
        let [zone, access, population] = [Role::Zone, Role::Access, Role::Population].map(id_of);
        let mut ids = vec![zone.to_owned(), access.to_owned()];
        ids.extend(shown.filter(|id| ![zone, access, population].contains(&id.as_str())));
        ids.push(population.to_owned());
        let mut fields = vec![Field::Name, Field::Code, Field::Departement];
        fields.extend(ids.into_iter().map(Field::Indicator));
        fields
    });
    let in_view = Memo::new(move |_| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of rows on a screen"
        )]
        let height = state.window.get().1 as usize;
        let from = first.get().saturating_sub(SPARE);
        let to = first.get() + height.div_ceil(ROW_HEIGHT.unsigned_abs() as usize) + SPARE;
        table.with(|t| {
            (from..to.min(t.len())).filter_map(|i| Some((i, *t.get(i)?))).collect::<Vec<_>>()
        })
    });
    let scroll_to = move |at: usize| {
        if let Some(area) = scroller.get_untracked() {
            let top = i32::try_from(at).unwrap_or(0) * ROW_HEIGHT;
            let room = area.client_height() - HEADER_HEIGHT - ROW_HEIGHT;
            if top < area.scroll_top() {
                area.set_scroll_top(top);
            } else if top > area.scroll_top() + room {
                area.set_scroll_top(top - room);
            }
        }
    };
    let sort = move |field: Field| {
        order.update(|o| {
            // A figure is first sought from the top.
            let descending =
                if o.field == field { !o.descending } else { matches!(field, Field::Indicator(_)) };
            *o = Order { field, descending };
        });
        active.set(0);
        scroll_to(0);
    };
    let select = move |row: Row| {
        if untrack(|| state.is_wide()) {
            state.select(row);
            data.set.with_untracked(|s| {
                state.announce(format!(
                    "Fiche de la commune affichée\u{202f}: {}.",
                    s.gazetteer().name(row)
                ))
            });
        } else {
            state.open_sheet(row);
        }
    };
    let press = move |key: &str| {
        let last = table.with_untracked(|t| t.len().saturating_sub(1));
        let page = scroller.get_untracked().map_or(10, |a| {
            usize::try_from((a.client_height() - HEADER_HEIGHT) / ROW_HEIGHT).unwrap_or(1).max(1)
        });
        let at = active.get_untracked();
        let to = match key {
            "ArrowDown" => (at + 1).min(last),
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => (at + page).min(last),
            "PageUp" => at.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => {
                if let Some(row) = table.with_untracked(|t| t.get(at).copied()) {
                    select(row);
                }
                at
            }
        };
        active.set(to);
        scroll_to(to);
    };
    // Keys pressed before the names are in order count once they are.
    let early = StoredValue::new(Vec::<String>::new());
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        let chooses = matches!(key.as_str(), "Enter" | " ") && on_grid_itself(&event);
        if !chooses && !MOVES.contains(&key.as_str()) {
            return;
        }
        event.prevent_default();
        if ranks.with_untracked(Option::is_some) {
            press(&key);
        } else {
            early.update_value(|keys| keys.push(key));
        }
    };
    Effect::new(move |_| {
        if ranks.with(Option::is_some) {
            let keys = early.try_update_value(std::mem::take).unwrap_or_default();
            keys.iter().for_each(|key| press(key));
        }
    });
    let departements = move || {
        data.set.with(|s| {
            s.gazetteer().membership(AreaKind::Departement).map(|m| {
                m.areas.iter().map(|a| view! { <option value=a.code.clone()>{format!("{} – {}", a.code, a.name)}</option> }).collect_view()
            })
        })
    };
    let focusable = move || in_view.with(|v| v.iter().any(|(i, _)| *i == active.get()));
    view! {
        <section class="table-pane" aria-label="Tableau">
            <div class="table-head">
                <p class="table-count" role="status">{sentence}</p>
                <div class="field">
                    <label for="departement">"Département"</label>
                    <select id="departement" on:change=move |event| {
                        departement.set(Some(event_target_value(&event)).filter(|d| !d.is_empty()));
                        active.set(0);
                        scroll_to(0);
                    }>
                        <option value="">"Tous"</option>
                        {departements}
                    </select>
                </div>
                <button type="button" class="button" on:click=move |_| {
                    state.pane.set(Pane::Map);
                    // The button goes: the focus is where the table was opened.
                    focus_when_there(if untrack(|| state.is_wide()) { ".foot-table" } else { ".mini-key" });
                }>"Fermer le tableau"</button>
            </div>
            <div
                class="table-scroll"
                role="grid"
                tabindex="0"
                aria-label="Tableau des communes"
                aria-rowcount=move || table.with(|t| t.len() + 1).to_string()
                aria-activedescendant=move || focusable().then(|| row_id(active.get()))
                style:--others=move || fields.with(|f| (f.len() - 4).to_string())
                node_ref=scroller
                on:keydown=on_key
                on:scroll=move |_| if let Some(area) = scroller.get_untracked() {
                    let at = usize::try_from(area.scroll_top() / ROW_HEIGHT).unwrap_or(0);
                    if first.get_untracked() != at {
                        first.set(at);
                    }
                }
            >
                <div role="row" class="row row-head" aria-rowindex="1">
                    {move || fields.get().into_iter().map(|f| header(f, order, sort)).collect_view()}
                </div>
                <div role="rowgroup" class="rows" style:height=move || format!("{}px", table.with(|t| i32::try_from(t.len()).unwrap_or(0) * ROW_HEIGHT))>
                    // Keyed, so that scrolling makes only the lines that come into view.
                    <For each=move || in_view.get() key=|line| *line let((at, row))>
                        <div
                            role="row"
                            id=row_id(at)
                            class="row"
                            class:active=move || active.get() == at
                            aria-rowindex=(at + 2).to_string()
                            aria-selected=move || if state.selected.get() == Some(row) { "true" } else { "false" }
                            style:top=format!("{}px", i32::try_from(at).unwrap_or(0) * ROW_HEIGHT)
                            on:click=move |_| { active.set(at); select(row); }
                            on:pointerenter=move |_| state.hovered.set(Some(row))
                            on:pointerleave=move |_| state.hovered.set(None)
                        >
                            {move || fields.with(|all| data.set.with(|set| all.iter().map(|f| cell(set, f, row)).collect_view()))}
                        </div>
                    </For>
                </div>
            </div>
        </section>
    }
}

fn row_id(at: usize) -> String {
    format!("ligne-{at}")
}

/// Whether a key was pressed on the grid, not on a button of its header.
fn on_grid_itself(event: &ev::KeyboardEvent) -> bool {
    event.target().is_some_and(|t| event.current_target().is_some_and(|c| t == c))
}

fn header(
    field: Field,
    order: RwSignal<Order>,
    sort: impl Fn(Field) + Copy + Send + 'static,
) -> impl IntoView {
    let data = use_data();
    let id = match &field {
        Field::Indicator(id) => Some(id.clone()),
        _ => None,
    };
    let (of_sort, of_click) = (field.clone(), field.clone());
    let label = match &field {
        Field::Name => "Commune".to_owned(),
        Field::Code => "Code".to_owned(),
        Field::Departement => "Département".to_owned(),
        Field::Indicator(id) if id == id_of(Role::Zone) => "Zone".to_owned(),
        Field::Indicator(id) if id == id_of(Role::Access) => "APL".to_owned(),
        Field::Indicator(id) if id == id_of(Role::Population) => "Population".to_owned(),
        Field::Indicator(id) => data
            .indicators()
            .into_iter()
            .find(|c| c.id == *id)
            .map_or_else(|| id.clone(), |c| text::typeset(&c.label)),
    };
    let unit = move || {
        id.as_ref()
            .and_then(|id| data.column(id))
            .map(|c| text::typeset(&c.spec.unit_short))
            .filter(|u| !u.is_empty())
    };
    let direction = move || {
        order.with(|o| {
            if o.field != of_sort {
                "none"
            } else if o.descending {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    let arrow = {
        let field = field.clone();
        move || {
            order.with(|o| {
                if o.field != field {
                    ""
                } else if o.descending {
                    " ↓"
                } else {
                    " ↑"
                }
            })
        }
    };
    view! {
        <div role="columnheader" class=format!("cell {}", class_of(&field)) aria-sort=direction>
            <button type="button" on:click=move |_| sort(of_click.clone())>
                {label}<small>{move || unit().map(|u| format!(" ({u})"))}</small><span aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
}

fn class_of(field: &Field) -> &'static str {
    match field {
        Field::Name => "cell-name",
        Field::Code | Field::Departement => "cell-extra",
        Field::Indicator(id) if id == id_of(Role::Zone) => "cell-zone",
        Field::Indicator(_) => "num",
    }
}

fn cell(set: &Dataset, field: &Field, row: Row) -> AnyView {
    let class = format!("cell {}", class_of(field));
    let departement = || set.gazetteer().area(AreaKind::Departement, row);
    let plain =
        |text: String| view! { <div role="gridcell" class=class.clone()>{text}</div> }.into_any();
    match field {
        Field::Name => {
            let below = format!(
                "{} · {}",
                set.gazetteer().code(row),
                departement().map_or("", |d| &d.name)
            );
            view! {
                <div role="gridcell" class=class.clone()>{set.gazetteer().name(row).to_owned()}<small class="cell-below">{below}</small></div>
            }
            .into_any()
        }
        Field::Code => plain(set.gazetteer().code(row).to_string()),
        Field::Departement => plain(departement().map_or_else(String::new, |d| d.name.clone())),
        Field::Indicator(id) => {
            let column = set.column(id);
            let (text, why) = rows::cell(column, row);
            let swatch = (id == id_of(Role::Zone))
                .then(|| column.and_then(|c| c.class(row)))
                .flatten()
                .map(|c| view! { <span class="swatch" style:background=c.colour.clone() aria-hidden="true"></span> });
            view! { <div role="gridcell" class=class.clone() title=why>{swatch}{text}</div> }
                .into_any()
        }
    }
}
