//! What was found as a table: every figure that counts, in any order. Only the rows in view are in the
//! page.

use std::sync::Arc;

use finder::{Book, Line, Table, Unit, figure_in_column};
use leptos::{html, prelude::*};
use territory::{InseeCode, text};

use super::{
    results::{Found, found, open},
    search::Search,
};
use crate::{
    keep::{Keep, toggle_kept},
    state::{State, use_state},
    ui::{each, paper::while_printing},
};

/// Heights of a row and of the header, CSS pixels; the style sheet says the same.
const ROW: usize = 48;
/// Units of ways, of which the shortest is sought.
const WAYS: [&str; 2] = ["km", "min"];
/// Rows above and below those in view.
const SPARE: usize = 6;

/// An order of the table: that of the search, or by one of its figures.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Rank,
    By { heading: usize, descending: bool },
}

/// The table.
#[component]
pub fn FoundTable() -> impl IntoView {
    let search: Search = expect_context();
    let state = use_state();
    let made = found(search, Signal::stored(finder::LISTED), false);
    let order = RwSignal::new(Order::Rank);
    let scroller = NodeRef::<html::Div>::new();
    let first = RwSignal::new(0_usize);
    // Another search has other figures.
    let headings = Memo::new(move |_| {
        made.with(|m| m.as_ref().map(|m| m.table.headings.clone()).unwrap_or_default())
    });
    Effect::new(move |_| {
        headings.track();
        order.set(Order::Rank);
    });
    let lines = Memo::new(move |_| {
        let Some(Found { table, .. }) = made.get() else { return Arc::default() };
        Arc::new(match order.get() {
            Order::Rank => (0..table.lines.len()).collect::<Vec<_>>(),
            Order::By { heading, descending } => table.ordered_by(heading, descending),
        })
    });
    // Paper has no scroll.
    let printing = while_printing();
    let in_view = Memo::new(move |_| {
        if printing.get() {
            return (0, lines.with(|l| l.len()));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of rows on a screen"
        )]
        let height = state.window.get().1 as usize;
        let all = lines.with(|l| l.len());
        let from = first.get().saturating_sub(SPARE).min(all);
        (from, (first.get() + height.div_ceil(ROW) + SPARE).min(all))
    });
    let scroll = move |_| {
        if let Some(area) = scroller.get_untracked() {
            let at = usize::try_from(area.scroll_top()).unwrap_or(0) / ROW;
            if first.get_untracked() != at {
                first.set(at);
            }
        }
    };
    // Rows by their position and what stands there: kept while both stay.
    let keys = Memo::new(move |_| {
        let (from, to) = in_view.get();
        lines.with(|l| {
            (from..to).filter_map(|at| Some(format!("{at}-{}", l.get(at)?))).collect::<Vec<_>>()
        })
    });
    let body = move || {
        let (Some(Found { table, .. }), Some(book)) = (made.get(), search.book.get()) else {
            return ().into_any();
        };
        let row = move |key: String| {
            let place = key.split_once('-').and_then(|(at, line)| {
                Some((at.parse::<usize>().ok()?, line.parse::<usize>().ok()?))
            });
            let line = place.and_then(|(at, l)| Some((at, l, table.lines.get(l)?)));
            line.map(|(at, rank, line)| row(&table, &book, line, (at, rank), state)).into_any()
        };
        each(keys, row)
    };
    let space = move |rows: usize| {
        (rows > 0).then(|| {
            let height = format!("{}px", rows * ROW);
            view! { <tr aria-hidden="true" class="space"><td style:height=height></td></tr> }
        })
    };
    let rows = move || (lines.with(|l| l.len()) + 1).to_string();
    view! {
        <div class="found-scroll" tabindex="0" role="region" aria-label="Tableau des lieux trouvés" node_ref=scroller on:scroll=scroll>
            <table class="found" aria-rowcount=rows>
                <caption class="sr-only">{move || made.with(|m| m.as_ref().map(|m| text::sentence_case(&m.table.sentence)))}</caption>
                <thead><tr aria-rowindex="1">
                    {sorted_by(None, "Rang", String::new(), false, order, scroller)}
                    <th scope="col">"Lieu"</th><th scope="col"><span class="sr-only">"Garder"</span></th><th scope="col">"Zone"</th>
                    <th scope="col" class="num">"Score"<small>"sur 100"</small></th>
                    <th scope="col" class="num">"Dans les 5 premiers"<small>"% des pondérations"</small></th>
                    {move || headings.get().iter().enumerate().map(|(i, h)| {
                        let below = [h.unit.as_str(), h.source.as_str()];
                        let below = below.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
                        sorted_by(Some(i), &h.name, below, WAYS.contains(&h.unit.as_str()), order, scroller)
                    }).collect_view()}
                </tr></thead>
                <tbody>
                    {move || space(in_view.get().0)}
                    {body}
                    {move || space(lines.with(|l| l.len()) - in_view.get().1)}
                </tbody>
            </table>
        </div>
    }
}

/// The head of a column by which the table can be put in order; none is the order of the search.
fn sorted_by(
    heading: Option<usize>,
    name: &str,
    below: String,
    is_way: bool,
    order: RwSignal<Order>,
    scroller: NodeRef<html::Div>,
) -> impl IntoView + use<> {
    let now = move || match (order.get(), heading) {
        (Order::Rank, None) => "ascending",
        (Order::By { heading: by, descending }, Some(own)) if by == own => {
            if descending {
                "descending"
            } else {
                "ascending"
            }
        }
        _ => "none",
    };
    let arrow = move || match now() {
        "ascending" => " ↑",
        "descending" => " ↓",
        _ => "",
    };
    let sort = move |_| {
        order.update(|o| {
            *o = match (heading, *o) {
                (None, _) => Order::Rank,
                (Some(own), Order::By { heading, descending }) if own == heading => {
                    Order::By { heading, descending: !descending }
                }
                // The nearest first; of anything else the most.
                (Some(heading), _) => Order::By { heading, descending: !is_way },
            }
        });
        if let Some(area) = scroller.get_untracked() {
            area.set_scroll_top(0);
        }
    };
    view! {
        <th scope="col" class="num" aria-sort=now>
            <button type="button" class="link" on:click=sort>{name.to_owned()}<span aria-hidden="true">{arrow}</span></button>
            <small>{below}</small>
        </th>
    }
}

fn row(
    table: &Table,
    book: &Book,
    line: &Line,
    (at, rank): (usize, usize),
    state: State,
) -> AnyView {
    let (unit, at_row) = (table.unit, line.row);
    let code = InseeCode::parse(&line.code).ok().filter(|_| unit == Unit::Communes);
    let name = line.name.clone();
    let keep = Callback::new(move |code| toggle_kept(state, code, &name));
    let open = move |_| open(state, unit, at_row);
    let figures = (table.headings.iter().zip(&line.figures))
        .map(|(h, v)| view! { <td class="num">{figure_in_column(book, &h.criterion, *v)}</td> })
        .collect_view();
    let number = |v: Option<f64>| v.map_or_else(String::new, |v| text::number(v, 0));
    view! {
        <tr aria-rowindex=(at + 2).to_string()>
            <td class="num">{rank + 1}</td>
            <th scope="row"><button type="button" class="link" on:click=open>{line.name.clone()}</button><small>{line.departement.clone()}</small></th>
            <td><Keep code=Signal::stored(code) on_press=keep of=line.name.clone()/></td>
            <td>{line.zone.clone()}</td>
            <td class="num">{number(line.score)}</td>
            <td class="num">{number(line.robust)}</td>
            {figures}
        </tr>
    }
    .into_any()
}
