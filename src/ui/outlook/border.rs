//! The other side of the border: communes nearby whose class or money is not that of here.

use std::{collections::BTreeMap, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use outlook::contrasts;
use territory::{Dataset, Row, text};

use super::Looking;
use crate::{
    dataset::{AIDS, use_data},
    state::use_state,
    turn,
    ui::simulator::{answers_of, survey},
};

/// Distances to choose from, km.
const RADII: [f64; 3] = [10.0, 20.0, 30.0];
/// Communes listed before the reader asks for all.
const FIRST: usize = 15;

/// The lens: how far, the sentence, the table.
#[component]
pub(super) fn Border() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Looking { place, .. } = expect_context();
    let radius = RwSignal::new(RADII[0]);
    let all = RwSignal::new(false);
    let money = RwSignal::new(None::<Arc<Vec<Option<f64>>>>);
    let run = StoredValue::new(0u32);
    // What the situation of the address brings at each place; again with each answer.
    let answers = Memo::new(move |_| {
        state.answers.with(|a| {
            a.iter().filter(|(id, _)| !id.starts_with(super::PLANNED)).map(|(k, v)| (k.clone(), v.clone())).collect::<BTreeMap<_, _>>()
        })
    });
    let ready = Memo::new(move |_| data.set.with(|s| !s.rules.offers.is_empty() && !s.gazetteer.is_empty() && super::has_all(s, &AIDS)));
    Effect::new(move |_| {
        let (date, written) = (state.date(), answers.get());
        if !ready.get() {
            return;
        }
        run.update_value(|n| *n += 1);
        let mine = run.get_value();
        spawn_local(async move {
            turn::pause().await;
            let rules = data.set.with_untracked(|s| s.rules.clone());
            let facts = data.set.with_untracked(Dataset::fact_columns);
            let given = answers_of(&rules, &written);
            let Some((kinds, of_row)) = survey(&rules, &facts, date, given, move || run.try_get_value() == Some(mine)).await else {
                return;
            };
            let of = |kind: u32| kinds.get(kind as usize).filter(|k| !k.lacks_fact).map(|k| k.best);
            money.set(Some(Arc::new(of_row.into_iter().map(of).collect())));
        });
    });
    let seen = Memo::new(move |_| {
        let (row, ..) = place.get()?;
        let money = money.get()?;
        let neighbours = data.neighbours(row);
        let of = |r: Row| money.get(r.index()).copied().flatten();
        let found = data.set.with(|s| contrasts(s, row, &neighbours, radius.get(), of));
        let named = data.set.with(|s| found.into_iter().map(|c| (s.gazetteer.name(c.row).to_owned(), c)).collect::<Vec<_>>());
        Some((of(row), named))
    });
    let sentence = move || {
        let (Some((_, _, name)), Some((own, seen))) = (place.get(), seen.get()) else { return "Calcul des droits alentour…".to_owned() };
        let here = own.map_or_else(|| "un montant inconnu".to_owned(), text::euros);
        let richer = seen.iter().filter(|(_, c)| c.difference.is_some_and(|d| d > 0.0)).count();
        let touching = seen.iter().filter(|(_, c)| c.touches).count();
        text::typeset(&format!(
            "À {name}, vos réponses donnent {here} sur cinq ans. À {} km à la ronde, {} communes n'ont pas la même classe ou pas les mêmes droits, dont {touching} limitrophes ; {richer} donnent davantage.",
            text::integer(radius.get()),
            seen.len(),
        ))
    };
    let radii = RADII
        .map(|r| view! { <option value=r.to_string() selected=move || radius.get() == r>{format!("{} km", text::integer(r))}</option> })
        .into_iter()
        .collect_view();
    let lines = move || {
        let most = if all.get() { usize::MAX } else { FIRST };
        seen.get().map(|(_, seen)| {
            seen.into_iter()
                .take(most)
                .map(|(name, c)| {
                    let row = c.row;
                    let difference = match c.difference {
                        Some(d) if d > 0.0 => format!("+{}", text::euros(d)),
                        Some(d) if d < 0.0 => format!("−{}", text::euros(-d)),
                        Some(_) => "autant".to_owned(),
                        None => "inconnue".to_owned(),
                    };
                    view! {
                        <tr>
                            <th scope="row"><button type="button" class="link" on:click=move |_| state.selected.set(Some(row))>{name}</button></th>
                            <td class="num">{text::fixed(c.km, 1)}</td>
                            <td>{if c.touches { "oui" } else { "non" }}</td>
                            <td>{text::typeset(&c.class)}</td>
                            <td class="num">{difference}</td>
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    let count = move || seen.with(|s| s.as_ref().map_or(0, |(_, s)| s.len()));
    view! {
        <section class="border-lens" aria-labelledby="border-title" hidden=move || place.with(Option::is_none)>
            <h3 id="border-title">"De l’autre côté de la limite"</h3>
            <p class="minor">"Les communes voisines dont la classe ou les droits ne sont pas ceux d’ici, avec la différence en euros sur cinq ans pour vos réponses de la page « Mes aides »."</p>
            <div class="compare-fields"><div class="field">
                <label for="border-km">"À vol d’oiseau, jusqu’à"</label>
                <select id="border-km" on:change=move |e| { all.set(false); radius.set(event_target_value(&e).parse().unwrap_or(RADII[0])); }>{radii}</select>
            </div></div>
            <p class="everywhere-sum" role="status">{sentence}</p>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Communes dont les droits diffèrent">
                <table class="years">
                    <thead><tr>
                        <th scope="col">"Commune"</th><th scope="col">"km"</th><th scope="col">"Limitrophe"</th>
                        <th scope="col">"Zone"</th><th scope="col">"Différence"</th>
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {move || (!all.get() && count() > FIRST).then(|| view! {
                <button type="button" class="link" on:click=move |_| all.set(true)>{format!("Voir les {} communes", count())}</button>
            })}
        </section>
    }
}
