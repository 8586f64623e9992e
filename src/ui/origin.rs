//! Where a figure comes from: one line, and everything else one click away.

use leptos::prelude::*;
use territory::{ColumnSpec, text::typeset};

/// Producer and vintage in a line; the whole description behind it.
#[component]
pub fn Origin(
    /// The column described.
    spec: ColumnSpec,
) -> impl IntoView {
    view! {
        <details class="origin">
            <summary>{typeset(&spec.origin.producer)}", "{typeset(&spec.vintage)}</summary>
            {description(&spec)}
        </details>
    }
}

/// Definition, unit, vintage, producer, licence, processing and limits of a column.
pub(super) fn description(spec: &ColumnSpec) -> impl IntoView + use<> {
    let origin = &spec.origin;
    let line = |term: &'static str, text: &str| {
        let text = Some(typeset(text)).filter(|t| !t.is_empty());
        text.map(|text| view! { <dt>{term}</dt><dd>{text}</dd> })
    };
    view! {
        <dl class="description">
            {line("Définition", &spec.definition)}
            {line("Unité", &spec.unit)}
            {line("Millésime", &spec.vintage)}
            {line("Producteur", &origin.producer)}
            <dt>"Publication"</dt>
            <dd>{outside(typeset(&origin.title), origin.url.clone())}</dd>
            {line("Licence", &origin.licence)}
            {line("Traitement", &origin.processing)}
            {line("Limites", &spec.limits)}
        </dl>
    }
}

/// A link that leaves the site, and says so.
pub(super) fn outside(text: String, url: String) -> impl IntoView {
    view! { <a href=url target="_blank" rel="external noreferrer">{text}<span class="sr-only">" (nouvel onglet)"</span></a> }
}
