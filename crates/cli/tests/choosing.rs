//! `plaque find` and `plaque compare` as they are run, over the shipped data.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn plaque(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plaque"))
        .args(arguments)
        .env("PLAQUE_ASSETS", Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data"))
        .output()
        .expect("runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn places_are_compared_as_text_json_and_csv() {
    let of = |form: &[&str]| {
        let asked = [
            "compare",
            "12089",
            "31028",
            "--date",
            "2027-03-01",
            "--query",
            "à moins de 60 km de Toulouse",
        ];
        let out = plaque(&[&asked, form].concat());
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        text(&out.stdout)
    };
    assert!(of(&[]).contains("Distance de Toulouse"));
    let json: serde_json::Value = serde_json::from_str(&of(&["--json"])).expect("JSON");
    let topics = json["topics"].as_array().expect("topics");
    let access = topics.iter().find(|t| t["id"] == "acces").expect("access");
    // The APL 2023 of Decazeville and Aurignac, published by the DREES: 3.704 and 2.878.
    assert_eq!(
        (&access["sides"][0]["value"], &access["sides"][1]["value"]),
        (&3.704.into(), &2.878.into())
    );
    assert!(of(&["--csv"]).contains("# installation : 2027-03-01"));
    // A search in a file is that of the words.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("recherche.txt");
    fs::write(&file, "zone:zip,distance:12202:40km,ecole,msp\n").expect("written");
    let find = |query: &str| text(&plaque(&["find", "--query", query, "--json"]).stdout);
    let written = file.to_str().expect("a path");
    assert_eq!(find(written), find("zip à moins de 40 km de rodez avec école et msp"));
}

#[test]
fn a_comparison_that_is_none_is_refused_in_words() {
    for (arguments, says) in [
        (vec!["compare", "12089"], "incomprise"),
        (vec!["compare", "12089", "12089"], "deux fois"),
        (vec!["compare", "12089", "99999"], "99999"),
        (vec!["compare", "12089", "31028", "--answers", "sector"], "ne répond à aucune question"),
        (vec!["compare", "12089", "31028", "--answers", "sector=9"], "n’est pas comprise"),
        (vec!["compare", "12089", "31028", "--query", "téléphérique"], "téléphérique"),
    ] {
        let out = plaque(&arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        assert!(text(&out.stderr).contains(says), "{arguments:?}: {}", text(&out.stderr));
    }
}
