//! Steps and contacts from the real assets.

use std::process::{Command, Output};

fn plaque(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plaque")).args(arguments).output().expect("runs")
}

fn said(arguments: &[&str]) -> String {
    let out = plaque(arguments);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn contacts_are_found_by_departement_and_by_commune() {
    let aveyron = said(&["contacts", "12", "--date", "2026-11-28"]);
    for words in [
        "cd.12@ordre.medecin.fr",
        "https://www.occitanie.paps.sante.fr/",
        "vu\u{202f}: 22 octobre 2019, à vérifier avant usage",
        "Aucun contact local connu de Plaque pour\u{202f}: ARS, CPAM.",
    ] {
        assert!(aveyron.contains(words), "{words}\n{aveyron}");
    }
    assert_eq!(said(&["contacts", "12089", "--date", "2026-11-28"]), aveyron);
    let json: serde_json::Value =
        serde_json::from_str(&said(&["contacts", "2a", "--json"])).expect("JSON");
    assert_eq!(json["departement"], "2A");
    assert_eq!(json["regional"][0]["body"], "PAPS Corse");
    assert_eq!(json["regional"][0]["seen"], "2019-10-04");
}

#[test]
fn a_code_of_nowhere_is_told_how_to_be_written() {
    for (code, words) in [("99", "Donnez un code de département"), ("12999", "Les plus proches")] {
        let out = plaque(&["contacts", code]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains(words), "{code}");
    }
}

#[test]
fn steps_have_the_days_of_the_date_given() {
    let steps = said(&["steps", "--date", "2027-03-01"]);
    for words in [
        "premier jour est le 1er mars 2027",
        "Quand\u{202f}: au plus tard le 1er février 2027",
        "  01/02/2027  dernier jour\u{202f}: Déclarer l’installation à l’Ordre",
        "  01/04/2027  dernier jour\u{202f}: S’affilier à la CARMF",
        "À voir aussi, sans délai connu",
    ] {
        assert!(steps.contains(words), "{words}\n{steps}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&said(&["steps", "--date", "2027-03-01", "--json"])).expect("JSON");
    assert_eq!(json["steps"][11]["id"], "declaration");
    assert_eq!(json["steps"][11]["ends"], "2027-02-01");
    let wrong = plaque(&["steps", "--date", "demain"]);
    assert_eq!(wrong.status.code(), Some(2));
}
