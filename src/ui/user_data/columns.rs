//! What each column of a table was taken for, beside its first cells, and the user's say in it.

use std::sync::Arc;

use layers::Report;
use leptos::prelude::*;
use tables::Role;
use viewmodel::EntryId;

use super::files::UserFiles;

/// The columns of a table; nothing for shapes.
#[component]
pub(super) fn Columns(
    /// Number of the file.
    id: EntryId,
    /// What was made of it.
    report: Arc<Report>,
) -> impl IntoView {
    let files: UserFiles = expect_context();
    if report.headers.is_empty() {
        return ().into_any();
    }
    let row = |(at, header): (usize, &layers::Header)| {
        let own = header.role;
        let options = Role::ALL
            .iter()
            .map(|role| {
                let value = serde_json::to_string(role).unwrap_or_default();
                view! { <option value=value selected=*role == own>{role.label()}</option> }
            })
            .collect_view();
        let correct = move |e| {
            let Ok(role) = serde_json::from_str::<Role>(&event_target_value(&e)) else { return };
            files.ask(id, |asked| {
                if let Some(slot) = asked.mapping.as_mut().and_then(|m| m.roles.get_mut(at)) {
                    *slot = role;
                }
            });
        };
        let label = format!("Ce que dit la colonne {}", header.name);
        let sample: Vec<&str> =
            header.sample.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        view! {
            <tr>
                <th scope="row">{header.name.clone()}</th>
                <td><select aria-label=label on:change=correct>{options}</select></td>
                <td class="minor">{sample.join(" · ")}</td>
            </tr>
        }
    };
    let rows = report.headers.iter().enumerate().map(row).collect_view();
    view! {
        <details class="gaps">
            <summary>"Ce que Plaque a compris des colonnes"</summary>
            <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Colonnes de {}", report.name)>
                <table class="years">
                    <thead><tr><th scope="col">"Colonne"</th><th scope="col">"Contient"</th><th scope="col">"Premières lignes"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
