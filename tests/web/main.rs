//! Components as their user meets them: in a browser, by role and name, on a few places.

#![cfg(target_arch = "wasm32")]

mod stage;

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use leptos::prelude::*;
use plaque::{
    charts::{Dot, bars, dots},
    dataset::Data,
    state::{Pane, State},
    ui::{InstallationDate, Key, Search, SheetPanel, TablePane},
    url::Address,
};
use territory::{
    Absence, Aggregate, Area, AreaKind, Class, Column, ColumnSpec, Direction, Gazetteer, InseeCode,
    Kind, Membership, Origin, Place, Row, SearchIndex, Value,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use web_sys::{Element, HtmlInputElement};

use crate::stage::{enter, press, settle, stage};

wasm_bindgen_test_configure!(run_in_browser);

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn code(text: &str) -> InseeCode {
    InseeCode::parse(text).expect(text)
}

fn gazetteer() -> Gazetteer {
    let place = |c: &str, name: &str, postal: &str| Place {
        code: code(c),
        name: name.to_owned(),
        postal: vec![postal.to_owned()],
        parent: None,
        town_hall: None,
    };
    let areas = |names: &[(&str, &str)]| {
        names.iter().map(|(c, n)| Area { code: (*c).to_owned(), name: (*n).to_owned() }).collect()
    };
    let departements =
        Membership { areas: areas(&[("12", "Aveyron"), ("46", "Lot")]), of_row: vec![0, 0, 1, 1] };
    Gazetteer::new(
        vec![
            place("12089", "Decazeville", "12300"),
            place("12202", "Rodez", "12000"),
            place("46042", "Cahors", "46000"),
            place("46102", "Figeac", "46100"),
        ],
        BTreeMap::from([(AreaKind::Departement, departements)]),
    )
    .expect("four places")
}

fn spec(id: &str, kind: Kind) -> ColumnSpec {
    let word = |s: &str| s.to_owned();
    ColumnSpec {
        id: word(id),
        label: word(id),
        definition: word("Ce que dit l'indicateur."),
        unit: word("habitants"),
        unit_short: word("hab."),
        vintage: word("2022"),
        limits: String::new(),
        direction: Direction::Neutral,
        aggregate: Aggregate::Sum,
        weight: None,
        kind,
        origin: Origin {
            producer: word("Insee"),
            title: word("Recensement"),
            url: word("https://www.insee.fr"),
            licence: word("Licence Ouverte"),
            processing: word("Recopié."),
        },
        provenance: territory::Provenance::Shipped,
        width: 4,
        offset: 0,
    }
}

fn columns() -> Vec<Column> {
    let class = |id: &str, colour: &str| Class {
        id: id.into(),
        short: id.into(),
        label: format!("Zone {id}"),
        colour: colour.into(),
    };
    let zone = Kind::Class(vec![class("ZIP", "#b5532a"), class("ZAC", "#eba25a")]);
    let people = Kind::Measure {
        decimals: 0,
        shown: 0,
        breaks: vec![10_000.0],
        colours: vec!["#ffffff".into(), "#000000".into()],
        reference: None,
    };
    let known = Value::Known;
    vec![
        Column::new(
            spec("zone_med", zone),
            &[known(0.0), known(1.0), known(1.0), Value::Absent(Absence::NotPublished)],
        )
        .expect("zones"),
        Column::new(
            spec("population", people),
            &[known(5_025.0), known(24_287.0), known(20_688.0), known(9_956.0)],
        )
        .expect("people"),
    ]
}

/// A page with four places, without network.
fn page() -> (State, Data) {
    let (data, state) =
        (Data::new(plaque::parts::ASKS), State::new(date(2026, 11, 22), &Address::default()));
    data.set.update(|s| {
        s.set_gazetteer(gazetteer());
        columns().into_iter().for_each(|c| s.insert_shipped(Arc::new(c)).expect("four values"));
    });
    data.search.set(Some(SearchIndex::new(&gazetteer(), |_| None)));
    (state, data)
}

#[wasm_bindgen_test]
async fn the_search_is_used_by_keyboard_alone() {
    let stage = stage(|| view! { <Search/> });
    let field = stage.find("[role=combobox][aria-label='Commune, code postal ou code INSEE']");
    assert_eq!(field.get_attribute("aria-expanded").as_deref(), Some("false"));
    enter(&field, "input", "12");
    settle().await;
    assert_eq!(field.get_attribute("aria-expanded").as_deref(), Some("true"));
    let options = stage.texts("[role=listbox] [role=option]");
    assert_eq!(options.len(), 2, "{options:?}");
    assert!(
        options[0].contains("Decazeville")
            && options[0].contains("Aveyron (12)")
            && options[0].contains("5\u{202f}025"),
        "{options:?}"
    );
    assert_eq!(stage.texts("[role=status]"), ["2 communes proposées."]);
    press(&field, "ArrowDown");
    settle().await;
    let active = field.get_attribute("aria-activedescendant").expect("an active option");
    assert!(
        stage
            .find(&format!("#{active}[aria-selected=true]"))
            .text_content()
            .is_some_and(|t| t.contains("Rodez"))
    );
    press(&field, "Enter");
    settle().await;
    assert_eq!(stage.state.selected.get_untracked(), Some(Row(1)));
    assert_eq!(field.get_attribute("aria-expanded").as_deref(), Some("false"));
    assert_eq!(field.unchecked_ref::<HtmlInputElement>().value(), "Rodez");
}

#[wasm_bindgen_test]
async fn a_search_without_result_says_what_to_try_and_escape_leaves_it() {
    let stage = stage(|| view! { <Search/> });
    let field = stage.find("[role=combobox]");
    enter(&field, "input", "zzzz");
    settle().await;
    let said = stage.texts("[role=status]").concat();
    assert!(said.contains("zzzz") && said.contains("code postal"), "{said}");
    assert!(stage.texts("[role=option]").is_empty());
    press(&field, "Escape");
    settle().await;
    assert_eq!(stage.texts("[role=status]").concat(), "");
    assert_eq!(stage.state.selected.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn the_date_is_today_until_another_is_chosen() {
    let stage = stage(|| view! { <InstallationDate id="installation"/> });
    settle().await;
    let field = stage.find("input[type=date]#installation");
    assert_eq!(stage.texts("label[for=installation]"), ["Installation le"]);
    assert_eq!(field.unchecked_ref::<HtmlInputElement>().value(), "2026-11-22");
    enter(&field, "change", "2025-06-15");
    assert_eq!(stage.state.chosen_date.get_untracked(), Some(date(2025, 6, 15)));
    enter(&field, "change", "2026-11-22");
    assert_eq!(stage.state.chosen_date.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn the_table_sorts_selects_and_filters() {
    let stage = stage(|| view! { <TablePane/> });
    stage.state.window.set((1280.0, 800.0));
    settle().await;
    let grid = stage.find("[role=grid][aria-label='Tableau des communes']");
    assert_eq!(grid.get_attribute("aria-rowcount").as_deref(), Some("5"));
    assert_eq!(stage.texts(".table-count"), ["4 communes\u{202f}: 1 ZIP, 2 ZAC."]);
    let names = || {
        stage
            .texts("[role=gridcell].cell-name")
            .into_iter()
            .map(|t| t.chars().take(4).collect())
            .collect::<Vec<String>>()
    };
    assert_eq!(names(), ["Caho", "Deca", "Fige", "Rode"]);
    stage.click("[role=columnheader]:last-child button");
    settle().await;
    assert_eq!(
        stage.find("[role=columnheader]:last-child").get_attribute("aria-sort").as_deref(),
        Some("descending")
    );
    assert_eq!(names(), ["Rode", "Caho", "Fige", "Deca"]);
    press(&grid, "ArrowDown");
    press(&grid, "Enter");
    settle().await;
    assert_eq!(stage.state.selected.get_untracked(), Some(Row(2)), "Cahors");
    assert!(
        stage
            .find("[role=row][aria-selected=true]")
            .text_content()
            .is_some_and(|t| t.contains("Cahors"))
    );
    enter(&stage.find("#departement"), "change", "12");
    settle().await;
    assert_eq!(names(), ["Rode", "Deca"]);
    press(&grid, "End");
    press(&grid, "Enter");
    assert_eq!(stage.state.selected.get_untracked(), Some(Row(0)), "Decazeville");
}

#[wasm_bindgen_test]
async fn places_without_a_figure_come_last_and_say_why() {
    let stage = stage(|| view! { <TablePane/> });
    stage.click("[role=columnheader].cell-zone button");
    settle().await;
    let last = stage.find(".rows [role=row]:last-child");
    assert!(
        last.text_content().is_some_and(|t| t.contains("Figeac") && t.contains("n.\u{a0}d.")),
        "{:?}",
        last.text_content()
    );
    assert!(
        last.query_selector("[title='notre source ne donne rien pour cette commune']")
            .expect("a selector")
            .is_some()
    );
}

#[wasm_bindgen_test]
async fn the_sheet_opens_for_the_selection_and_closes() {
    let stage = stage(|| view! { <SheetPanel/> });
    assert!(stage.texts("[aria-label='Fiche de la commune']").is_empty());
    stage.state.open_sheet(Row(0));
    settle().await;
    assert_eq!(stage.texts("[aria-label='Fiche de la commune'] h2"), ["Decazeville"]);
    assert_eq!(
        document().active_element().and_then(|e| e.text_content()).as_deref(),
        Some("Decazeville")
    );
    assert!(stage.texts(".verdict p").concat().contains("ZIP"), "{:?}", stage.texts(".verdict p"));
    stage.click("[aria-label='Fermer la fiche']");
    settle().await;
    assert_eq!(stage.state.selected.get_untracked(), None);
    assert!(stage.texts("[aria-label='Fiche de la commune']").is_empty());
}

#[wasm_bindgen_test]
async fn the_legend_names_classes_shares_and_absences() {
    let stage = stage(|| view! { <Key/> });
    settle().await;
    let classes = stage.texts(".class");
    assert_eq!(classes.len(), 3, "{classes:?}");
    // 5 025 of 59 956 inhabitants.
    assert!(classes[0].contains("Zone ZIP") && classes[0].contains("8\u{202f}%"), "{classes:?}");
    assert!(
        classes[2].contains("Pas de donnée") && classes[2].contains("notre source ne donne rien"),
        "{classes:?}"
    );
}

#[wasm_bindgen_test]
fn stepping_back_leaves_the_pane_then_the_sheet() {
    let owner = Owner::new();
    owner.with(|| {
        let state = State::new(date(2026, 11, 22), &Address::default());
        state.selected.set(Some(Row(1)));
        state.pane.set(Pane::Table);
        assert!(
            state.step_back()
                && state.pane.get_untracked() == Pane::Map
                && state.selected.get_untracked().is_some()
        );
        assert!(state.step_back() && state.selected.get_untracked().is_none());
        assert!(!state.step_back());
    });
}

#[wasm_bindgen_test]
fn charts_are_drawings_of_their_numbers() {
    let svg = bars(&[10.0, 40.0], &["#b5532a", "#eba25a"]);
    let document = web_sys::window().and_then(|w| w.document()).expect("a document");
    let host = document.create_element("div").expect("a box");
    host.set_inner_html(&svg);
    let height = |fill: &str| {
        let bar =
            host.query_selector(&format!("rect[fill='{fill}']")).expect("a selector").expect(fill);
        bar.get_attribute("height").and_then(|h| h.parse::<f64>().ok()).expect("a height")
    };
    assert!((height("#EBA25A") / height("#B5532A") - 4.0).abs() < 0.2, "{svg}");
    let line =
        |label: &str, value: f64| Dot { label: label.into(), value, text: value.to_string() };
    host.set_inner_html(&dots(&[line("Ici & là", 2.0), line("France", 4.0)], &[2.5]));
    let circles = host.query_selector_all("circle").expect("a selector");
    let x = |i: u32| {
        circles
            .get(i)
            .and_then(|c| c.unchecked_into::<Element>().get_attribute("cx"))
            .and_then(|x| x.parse::<f64>().ok())
    };
    assert_eq!(circles.length(), 2);
    assert!(x(0) < x(1), "{:?}", JsValue::from(host.inner_html()));
    assert!(host.text_content().is_some_and(|t| t.contains("Ici & là")));
}
