//! Money and duties in time: by year and payer, and day by day.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use territory::{
    rules::{Nature, Payer},
    text,
};

use super::Judged;
use crate::charts;

/// Money by year and payer: a chart and its table.
pub(super) fn money(result: &Judged) -> impl IntoView + use<> {
    let taken = result.combinations.first()?;
    let mut by_year: BTreeMap<i32, BTreeMap<Payer, f64>> = BTreeMap::new();
    for o in result.outcomes.iter().filter(|o| taken.aids.contains(&o.id)) {
        for p in o.payments.iter().filter(|p| p.nature == Nature::Cash) {
            *by_year.entry(p.date.year()).or_default().entry(o.payer).or_default() += p.amount;
        }
    }
    if by_year.is_empty() {
        return None;
    }
    let payers: Vec<Payer> = {
        let mut all: Vec<Payer> = by_year.values().flat_map(|y| y.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let of = |by: &BTreeMap<Payer, f64>| {
        payers.iter().map(|p| by.get(p).copied().unwrap_or(0.0)).collect::<Vec<f64>>()
    };
    let years: Vec<(String, Vec<f64>)> =
        by_year.iter().map(|(year, by)| (year.to_string(), of(by))).collect();
    let chart = charts::years(&years);
    let cells = |parts: &[f64]| {
        let whole = Some(parts.iter().sum::<f64>()).filter(|_| parts.len() > 1);
        parts
            .iter()
            .copied()
            .chain(whole)
            .map(|a| view! { <td class="num">{text::euros(a)}</td> })
            .collect_view()
    };
    let swatch = |i: usize| view! { <span class="swatch" style:background=charts::PARTS[i % charts::PARTS.len()] aria-hidden="true"></span>" " };
    let head = payers
        .iter()
        .enumerate()
        .map(|(i, p)| view! { <th scope="col">{swatch(i)}{p.label()}</th> })
        .collect_view();
    let several = payers.len() > 1;
    let rows = years
        .iter()
        .map(|(year, parts)| view! { <tr><th scope="row">{year.clone()}</th>{cells(parts)}</tr> })
        .collect_view();
    // The sum of the headline stops after five years, the table does not.
    let beyond = years.iter().map(|y| y.1.iter().sum::<f64>()).sum::<f64>() > taken.total + 0.005;
    let in_all: Vec<f64> = (0..payers.len()).map(|i| years.iter().map(|y| y.1[i]).sum()).collect();
    Some(view! {
        <h3>"Versements par année et par payeur"</h3>
        <div class="chart" aria-hidden="true" inner_html=chart></div>
        <div class="table-wrap" tabindex="0" role="region" aria-label="Versements par année et par payeur">
            <table class="years">
                <thead><tr><th scope="col">"Année"</th>{head}{several.then(|| view! { <th scope="col">"En tout"</th> })}</tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row">{if beyond { "En tout, au-delà de cinq ans compris" } else { "En tout" }}</th>{cells(&in_all)}</tr></tfoot>
            </table>
        </div>
    })
}

/// Payments and duties in order of days.
pub(super) fn calendar(result: &Judged) -> impl IntoView + use<> {
    let taken = result.combinations.first()?;
    let mut lines: Vec<(NaiveDate, String)> = Vec::new();
    for o in result.outcomes.iter().filter(|o| taken.aids.contains(&o.id)) {
        lines.extend(o.payments.iter().map(|p| match p.nature {
            Nature::Cash => (p.date, format!("{} · {}", text::euros(p.amount), p.label)),
            Nature::TaxFree => {
                (p.date, format!("{} non imposés · {}", text::euros(p.amount), p.label))
            }
            Nature::Tax => {
                (p.date, format!("{} d’impôt en moins · {}", text::euros(p.amount), p.label))
            }
        }));
        lines.extend(o.duties.iter().map(|d| {
            let until =
                d.until.map(|u| format!(", jusqu’au {}", text::date(u))).unwrap_or_default();
            (d.from, format!("{}\u{202f}: {}{until}", o.short, d.text))
        }));
    }
    lines.sort();
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|(day, what)| view! { <li><span class="num">{text::date(day)}</span>" · "{what}</li> }).collect_view();
        view! {
            <details class="calendar" open=true><summary>"Calendrier des versements et des engagements"</summary><ul class="plain">{lines}</ul></details>
        }
    })
}
