//! The date of installation: the rules of aid are those of that day.

use leptos::prelude::*;

use crate::state::use_state;
use territory::text::iso_date;

/// The date field. An unfinished date changes nothing; an emptied one is today.
#[component]
pub fn InstallationDate(
    /// Identifier of the field: there may be two.
    id: &'static str,
) -> impl IntoView {
    let state = use_state();
    let on_change = move |event| {
        let text = event_target_value(&event);
        if text.is_empty() {
            state.chosen_date.set(None);
        } else if let Some(date) = iso_date(&text) {
            state.chosen_date.set(Some(date).filter(|d| *d != state.today));
        }
    };
    view! {
        <div class="field">
            <label for=id>"Installation le"</label>
            <input
                id=id
                type="date"
                min="2012-01-01"
                max="2049-12-31"
                prop:value=move || state.date().to_string()
                on:change=on_change
            />
        </div>
    }
}
