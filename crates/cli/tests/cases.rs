//! The worked cases, and what they are worth: a changed figure of the law is noticed.

use std::{fs, path::Path};

use chrono::{Local, Months};
use cli::{
    assets::Assets,
    cases::{Case, read},
};
use territory::{
    Dataset, RuleBook,
    rules::{Formula, OfferRule, placeholders},
};

/// A parameter in force is checked against its sources at least this often.
const STALE_MONTHS: u32 = 18;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn dataset() -> Dataset {
    Assets::open(&root().join("assets/data")).expect("assets").dataset().expect("dataset")
}

fn cases(dataset: &Dataset) -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(root().join("tests/cases"))
        .expect("cases")
        .map(|e| e.expect("entry").path())
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|f| {
            let text = fs::read_to_string(f).expect("readable");
            read(&f.display().to_string(), &text, dataset).unwrap_or_else(|e| panic!("{e}"))
        })
        .collect()
}

#[test]
fn every_case_is_answered_as_expected() {
    let dataset = dataset();
    let all = cases(&dataset);
    assert!(all.len() >= 80, "{} cases", all.len());
    let wrong: Vec<String> = all
        .iter()
        .flat_map(|c| {
            c.differences(dataset.rules()).into_iter().map(move |d| format!("{} : {d}", c.title))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_shipped_rules_are_those_of_the_files() {
    let mut written = rulebook::read(&root().join("data/rules")).unwrap_or_else(|e| panic!("{e}"));
    let dataset = dataset();
    // Where the zoning in force is published comes from `sources.toml`, and is told by the build.
    let official = |book: &RuleBook| book.zoning.as_ref().and_then(|z| z.official.clone());
    let shipped = official(dataset.rules());
    assert!(shipped.as_ref().is_some_and(|o| o.catalogue.starts_with("https://")), "{shipped:?}");
    if let Some(zoning) = &mut written.zoning {
        zoning.official = shipped;
    }
    assert!(*dataset.rules() == written, "run: cargo run -p pipeline -- build");
}

/// Each figure that an aid uses, in a formula or in a sentence, is held by a case: another figure
/// makes one fail.
#[test]
fn a_changed_parameter_makes_a_case_fail() {
    let dataset = dataset();
    let all = cases(&dataset);
    let mut named: Vec<String> = Vec::new();
    for offer in &dataset.rules().offers {
        named.extend(offer.sentences().flat_map(|s| placeholders(s)).map(str::to_owned));
        for formula in offer.formulas() {
            formula.names(&mut |f| {
                if let Formula::Parameter(name) = f {
                    named.push(name.clone());
                }
                false
            });
        }
    }
    named.sort();
    named.dedup();
    assert!(
        all.iter().all(|c| c.differences(dataset.rules()).is_empty()),
        "a case fails as it is: nothing could be noticed"
    );
    let mut unnoticed = Vec::new();
    for name in &named {
        for period in 0..dataset.rules().parameters[name].values.len() {
            // More or less: a ceiling is only felt from one side.
            let is_noticed = [1.25, 0.75].into_iter().any(|factor| {
                let mut book = dataset.rules().clone();
                let value =
                    &mut book.parameters.get_mut(name).expect("a parameter").values[period].value;
                *value = if *value == 0.0 { 1.0 } else { *value * factor };
                all.iter().any(|c| !c.differences(&book).is_empty())
            });
            if !is_noticed {
                unnoticed.push(format!("{name}, period {period}"));
            }
        }
    }
    assert!(unnoticed.is_empty(), "no case holds: {unnoticed:#?}");
}

/// The first and last day of each aid are held by cases: a day earlier or later makes one fail.
#[test]
fn a_day_earlier_or_later_makes_a_case_fail() {
    let dataset = dataset();
    let all = cases(&dataset);
    let mut unnoticed = Vec::new();
    for (i, offer) in dataset.rules().offers.iter().enumerate() {
        let mut moved = |what: &str, change: &dyn Fn(&mut OfferRule)| {
            let mut book = dataset.rules().clone();
            change(&mut book.offers[i]);
            // Only the cases about this aid, and the combinations it is part of, can tell.
            if !all.iter().any(|c| !c.differences(&book).is_empty()) {
                unnoticed.push(format!("{}, {what}", offer.id));
            }
        };
        moved("opened a day earlier", &|o| o.from = o.from.pred_opt().expect("a day"));
        moved("opened a day later", &|o| o.from = o.from.succ_opt().expect("a day"));
        if offer.to.is_some() {
            moved("closed a day earlier", &|o| o.to = o.to.and_then(|d| d.pred_opt()));
            moved("closed a day later", &|o| o.to = o.to.and_then(|d| d.succ_opt()));
        }
    }
    assert!(unnoticed.is_empty(), "no case holds: {unnoticed:#?}");
}

/// This one test looks at the clock: figures of law do not stay right by themselves.
#[test]
fn figures_in_force_have_been_checked_lately() {
    let today = Local::now().date_naive();
    let book = dataset().rules().clone();
    let stale: Vec<&String> = book
        .parameters
        .iter()
        .filter(|(_, p)| {
            p.value(today).is_some() && p.last_checked + Months::new(STALE_MONTHS) < today
        })
        .map(|(name, _)| name)
        .collect();
    assert!(stale.is_empty(), "not checked for {STALE_MONTHS} months: {stale:?}");
    let ahead: Vec<&String> = book
        .parameters
        .iter()
        .filter(|(_, p)| p.last_checked > today)
        .map(|(name, _)| name)
        .collect();
    assert!(ahead.is_empty(), "checked on a day that is still to come: {ahead:?}");
}

#[test]
fn a_wrong_case_is_refused_with_its_line() {
    let dataset = dataset();
    let right = "# un cas\n[[case]]\ntitle = \"t\"\nreference = \"r\"\ndate = \"2025-06-01\"\nzone = \"ZIP\"\nsituation = { age = 40 }\n[case.expect.caim]\nstate = \"undetermined\"\n";
    assert_eq!(read("x.toml", right, &dataset).map(|c| c.len()), Ok(1));
    for (from, to, line, says) in [
        ("date = \"2025-06-01\"", "date = \"2025-06-31\"", 5, "out of range"),
        ("age = 40", "age = 400", 7, "pas possible"),
        ("age = 40", "aeg = 40", 7, "aucune question"),
        ("zone = \"ZIP\"", "commune = \"99999\"", 6, "aucune commune"),
        ("expect.caim", "expect.ciam", 8, "aucune aide"),
        ("title = \"t\"", "titel = \"t\"", 3, "titel"),
        ("state = \"undetermined\"", "state = \"maybe\"", 9, "maybe"),
    ] {
        let error = read("x.toml", &right.replacen(from, to, 1), &dataset)
            .err()
            .unwrap_or_else(|| panic!("{to} is accepted"));
        assert!(error.why.contains(says), "{to}: {error}");
        assert_eq!(error.line, line, "{to}: {error}");
    }
}
