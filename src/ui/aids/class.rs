//! The class of the place in the act in force, where our table cannot tell it: asked, with what is
//! known of that act.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{
    Class, InseeCode, Row,
    rules::{Footing, in_class},
    text,
};

use super::Judged;
use crate::{dataset::use_data, state::use_state, ui::origin::outside};

/// The field; nothing where the class is settled.
pub(super) fn class_field(
    selected: Memo<Option<Row>>,
    result: Memo<Option<Arc<Judged>>>,
) -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let asked = Memo::new(move |_| -> Option<(InseeCode, String, Vec<Class>, Footing)> {
        // With the rules, and again when the zoning changes.
        // Where the district of the address decides, nobody is asked of the commune.
        result.with(|r| r.as_ref().is_some_and(|r| !r.is_of_district)).then_some(())?;
        let row = selected.get()?;
        data.set.with(|s| {
            let place = (row.index() < s.gazetteer().len())
                .then(|| s.place_zone(row, state.date()))
                .filter(|place| !place.possible.is_empty())?;
            let g = s.gazetteer();
            let classes = place.possible.into_iter().cloned().collect();
            Some((g.code(row), g.name(row).to_owned(), classes, place.footing))
        })
    });
    let field = move |(code, name, classes, footing): (InseeCode, String, Vec<Class>, Footing)| {
        let chosen = move || {
            state
                .scenario
                .with(|s| s.stated.get(&code).map(ToString::to_string))
                .unwrap_or_default()
        };
        let choose = move |event| {
            let class = event_target_value(&event).parse();
            state.scenario.update(|s| {
                match class {
                    Ok(class) => s.stated.insert(code, class),
                    Err(_) => s.stated.remove(&code),
                };
            });
        };
        let options = classes
            .into_iter()
            .map(|class| {
                let id = class.id.clone();
                let label = text::sentence_case(&in_class(&class));
                view! { <option value=class.id prop:selected=move || chosen() == id>{label}</option> }
            })
            .collect_view();
        let act = footing.superseded_by.map(|act| {
            view! { " "{outside(text::sentence_case(&act.title), act.url)}"." }
        });
        view! {
            <div class="question" class:answered=move || !chosen().is_empty()>
                <label for="question-class">{format!("Classe de la commune dans l’acte en vigueur\u{202f}: {name}")}</label>
                <select id="question-class" aria-describedby="question-class-help" on:change=choose>
                    <option value="" prop:selected=move || chosen().is_empty()>"Je ne sais pas\u{202f}: compter chaque classe"</option>
                    {options}
                </select>
                <small id="question-class-help">{footing.caveat.map(|c| format!("{}.", text::sentence_case(&c)))}{act}</small>
            </div>
        }
    };
    move || asked.get().map(field)
}
