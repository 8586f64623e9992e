//! The parts of the program, each with what it offers.
//!
//! With the feature `split` each part is a file of its own, cut out of the program after it was
//! compiled; without it the same code is one ordinary program. A part is asked for by an `async`
//! function that gives what the part offers: most often a constructor of its view. Asking again
//! costs nothing once it is there, and starts afresh where it did not come.

use leptos::prelude::*;
use viewmodel::Route;

use crate::{
    charts::{self, Dot},
    dataset::{Asks, ReadRules},
    map::{self, Renderers, TakeCpu, TakeGpu},
    part::{Ask, MakeView, PartMissing},
    ui::{self, Views},
    worker::{self, Finding, Task, Work},
};

/// Declares an `async` function that gives what a part offers.
macro_rules! part {
    ($(#[$about:meta])* $name:ident: $offer:ty = $make:expr) => {
        $(#[$about])*
        pub(crate) async fn $name() -> Result<$offer, PartMissing> {
            #[cfg_attr(feature = "split", leptos::wasm_split::wasm_split(
                $name, wasm_split_path = leptos::wasm_split, fallible
            ))]
            #[allow(clippy::unnecessary_wraps, reason = "the split form can fail")]
            fn $name() -> Result<$offer, PartMissing> {
                Ok($make)
            }
            #[cfg(feature = "split")]
            return $name().await;
            #[cfg(not(feature = "split"))]
            $name()
        }
    };
}

part! {
    /// What stands in the sheet of a place.
    sheet: MakeView = || view! { <ui::SheetBody/> }.into_any()
}
part! {
    /// What is folded on the sheet of a place.
    details: MakeView = || view! { <ui::SheetDetails/> }.into_any()
}
part! {
    /// Draws a place among its wider areas.
    dots: fn(&[Dot], &[f64]) -> String = charts::dots
}
part! {
    /// Reads the rule book from its file.
    rules: ReadRules = |json| {
        serde_json::from_slice(json).map_err(|e| e.to_string())
    }
}
part! {
    /// « Mes aides ».
    aids: MakeView = || view! { <ui::Aids/> }.into_any()
}
part! {
    /// Rights elsewhere or later.
    compare: MakeView = || view! { <ui::Comparison/> }.into_any()
}
part! {
    /// What a place opens to the doctor's project.
    opens: MakeView = || view! { <ui::Opens/> }.into_any()
}
part! {
    /// What to know of a place first.
    facts: MakeView = || view! { <ui::Facts/> }.into_any()
}
part! {
    /// « Accès et voisins ».
    access: MakeView = || view! { <ui::Access/> }.into_any()
}
part! {
    /// Where the next doctors would do the most good.
    next: MakeView = || view! { <ui::NextDoctors/> }.into_any()
}
part! {
    /// The portrait of a territory.
    portrait: MakeView = || view! { <ui::Portrait/> }.into_any()
}
part! {
    /// « Trouver ».
    find: MakeView = || view! { <ui::Find/> }.into_any()
}
part! {
    /// The controls of a search.
    find_controls: MakeView = || view! { <ui::FindControls/> }.into_any()
}
part! {
    /// What a search found, as a table.
    found_table: MakeView = || view! { <ui::FoundTable/> }.into_any()
}
part! {
    /// « Mon projet ».
    project: MakeView = || view! { <ui::Project/> }.into_any()
}
part! {
    /// « Comparer ».
    comparing: MakeView = || view! { <ui::Comparing/> }.into_any()
}
part! {
    /// The printed sheets of a portrait.
    paper: MakeView = || view! { <ui::PortraitPaper/> }.into_any()
}
part! {
    /// The user's own files.
    user_data: MakeView = || view! { <ui::UserData/> }.into_any()
}
part! {
    /// The zoning in force, from the official catalogue.
    official: MakeView = || view! { <ui::OfficialZoning/> }.into_any()
}
part! {
    /// A precise address, and priority districts.
    point: MakeView = || view! { <ui::PointPanel/> }.into_any()
}
part! {
    /// Drawing on a graphics processor.
    gpu: TakeGpu = map::take_gpu
}
part! {
    /// Drawing on the main processor: the first picture.
    cpu: TakeCpu = map::take_cpu
}
part! {
    /// The key of the map.
    key: MakeView = || view! { <ui::Key/> }.into_any()
}
part! {
    /// The table of all communes.
    table: MakeView = || view! { <ui::TablePane/> }.into_any()
}
part! {
    /// What the site is, its sources, and its words where they stand.
    about: MakeView = || view! { <ui::About/> }.into_any()
}
part! {
    /// The page of the map contest.
    contest: MakeView = || view! { <ui::Contest/> }.into_any()
}
part! {
    /// Reading the user's own files.
    import: Work = ui::import_work
}
part! {
    /// Judging every aid at every place.
    survey: Work = worker::survey_work
}
part! {
    /// Computing access to care, what is around, and how much of a ranking hangs on its weights.
    catchment: Work = worker::catchment_work
}

/// What the dataset asks for.
pub const ASKS: Asks = Asks { rules: || Box::pin(rules()), work: work_of };

/// What the views ask for within themselves.
pub const VIEWS: Views = Views {
    sheet: || Box::pin(sheet()),
    details: || Box::pin(details()),
    opens: || Box::pin(opens()),
    facts: || Box::pin(facts()),
    find_controls: || Box::pin(find_controls()),
    found_table: || Box::pin(found_table()),
    next: || Box::pin(next()),
    compare: || Box::pin(compare()),
    key: || Box::pin(key()),
    paper: || Box::pin(paper()),
    table: || Box::pin(table()),
    user_data: || Box::pin(user_data()),
    official: || Box::pin(official()),
    point: || Box::pin(point()),
    dots: || Box::pin(dots()),
};

/// What maps ask for.
pub const RENDERERS: Renderers = Renderers { cpu: || Box::pin(cpu()), gpu: || Box::pin(gpu()) };

/// The part of a view, where it has one of its own.
#[must_use]
pub fn of_view(route: Route) -> Option<Ask> {
    Some(match route {
        Route::Map => return None,
        Route::Aids => || Box::pin(aids()),
        Route::Access => || Box::pin(access()),
        Route::Portrait => || Box::pin(portrait()),
        Route::Find => || Box::pin(find()),
        Route::Project => || Box::pin(project()),
        Route::Compare => || Box::pin(comparing()),
        Route::UserData => || Box::pin(user_data()),
    })
}

/// The code of a task of the worker.
pub(crate) fn work_of(task: Task) -> Finding {
    Box::pin(async move {
        match task {
            Task::Contours => Ok(worker::contours_work as Work),
            Task::SearchIndex => Ok(worker::search_index_work as Work),
            Task::Survey => survey().await,
            Task::Catchment => catchment().await,
            Task::Import => import().await,
        }
    })
}
