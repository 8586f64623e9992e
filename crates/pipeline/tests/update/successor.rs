//! The table of today that a catalogue names: taken in the words of ours, with the days of its acts,
//! or not at all.

use pipeline::update::State;

use crate::local::{Answer, Ground, Server, answer};

const HEADER: &str =
    r#""source","date_maj","niveau","code","lib","zmed_niveau","zmed_date_arrete""#;

/// A table of 20 communes, of a class each in turn.
fn zones(levels: &[&str], act: &str) -> String {
    let row = |n: usize| {
        let level = levels[n % levels.len()];
        format!(r#""DataSanté","30/07/2026","COM","{:05}","Lieu","{level}","{act}""#, 1000 + n)
    };
    let rows: Vec<String> = (0..20).map(row).collect();
    format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"))
}

fn good() -> String {
    zones(&["1_ZIP", "2_ZAC", "NC"], "30/10/2025")
}

fn catalogue(file: &str) -> Answer {
    let list = format!(
        r#"{{ "resources": [ {{ "url": "https://example.org/guide.pdf", "last_modified": "2026-08-02" }},
             {{ "url": "{file}", "last_modified": "2026-07-30T08:00:00" }} ] }}"#
    );
    answer("200 OK\r\nContent-Type: application/json", list)
}

fn table(text: &str) -> Answer {
    answer("200 OK\r\nContent-Type: text/csv\r\nETag: \"july\"", text)
}

fn ground(server: &Server) -> Ground {
    let address = server.address.replace("table.csv", "catalogue/");
    let successor = format!(
        r#"
        [source.successor]
        catalogue = "{address}"
        file = "zonages_com"
        producer = "ARS"
        title = "Zonages"
        licence = "LO"
        url = "https://example.org/zonages"
        processing = "telle quelle"
        limits = "aucune"
        columns = {{ code = "code", apl = "zmed_niveau", acte = "zmed_date_arrete", publie = "date_maj" }}
        published = "publie"
        act = "acte"
        [source.successor.values.apl]
        1_ZIP = "ZIP"
        2_ZAC = "ZAC"
        NC = "NA"
        "#
    );
    Ground::with("https://example.org/never-asked.csv", &successor)
}

/// What one run makes of these answers; nothing may be taken.
#[track_caller]
fn refused(answers: Vec<Answer>, state: State, detail: &str) {
    let server = Server::new(answers);
    let ground = ground(&server);
    let outcome = ground.run();
    ground.assert_untouched();
    assert_eq!(outcome.state, state, "{}", outcome.detail);
    assert!(outcome.detail.contains(detail), "« {detail} » is not in « {} »", outcome.detail);
}

#[test]
fn the_table_that_the_catalogue_names_is_taken_in_our_words_with_its_days() {
    let server = Server::new(vec![catalogue("zonages-com-20260730.csv"), table(&good())]);
    let ground = ground(&server);
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Updated, "{}", outcome.detail);
    let (_, text) = ground.taken().expect("taken");
    let lines: Vec<&str> = text.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "code,apl,acte,publie",
            "01000,ZIP,30/10/2025,30/07/2026",
            "01001,ZAC,30/10/2025,30/07/2026",
            "01002,NA,30/10/2025,30/07/2026",
        ]
    );
    let asked: Vec<String> = server.requests().into_iter().map(|r| r.line).collect();
    assert_eq!(
        asked,
        ["GET /catalogue/ HTTP/1.1", "GET /catalogue/zonages-com-20260730.csv HTTP/1.1"]
    );
    assert!(outcome.official.expect("an address").ends_with("/catalogue/zonages-com-20260730.csv"));
}

#[test]
fn the_same_publication_is_not_taken_twice_and_the_catalogue_is_asked_in_full() {
    let server = Server::new(vec![
        catalogue("zonages-com-20260730.csv"),
        table(&good()),
        catalogue("zonages-com-20260730.csv"),
        answer("304 Not Modified\r\nETag: \"july\"", ""),
    ]);
    let ground = ground(&server);
    assert_eq!(ground.run().state, State::Updated);
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Unchanged, "{}", outcome.detail);
    assert!(ground.taken().is_some());
    let requests = server.requests();
    assert_eq!(requests[2].header("if-none-match"), "");
    assert_eq!(requests[3].header("if-none-match"), "\"july\"");
}

#[test]
fn a_catalogue_that_names_nothing_leaves_ours() {
    let none = "its answer names no table like « zonages_com »";
    refused(vec![catalogue("zones.csv")], State::Unreachable, none);
    let page = "<!doctype html><title>Maintenance</title>";
    refused(vec![answer("200 OK\r\nContent-Type: text/html", page)], State::Unreachable, none);
    refused(vec![answer("404 Not Found", "")], State::Unreachable, "catalogue http://127.0.0.1");
}

#[test]
fn a_table_of_another_form_is_refused_with_what_is_wrong() {
    let cases = [
        (good().replace("zmed_niveau", "zmed_classe"), "other columns: zmed_niveau missing"),
        (zones(&["1_ZIP", "6_ZX"], "30/10/2025"), "apl says « 6_ZX », which we do not know"),
        (zones(&["1_ZIP"], "2025-10-30"), "« 2025-10-30 » is no day (dd/mm/yyyy)"),
        (good().replacen("30/07/2026", "30/01/2026", 1), "2 days of publication instead of one"),
        ("<html>Maintenance</html>".to_owned(), "a web page, not a table"),
        (good().lines().take(9).collect::<Vec<_>>().join("\r\n"), "less than 90 %"),
    ];
    for (text, detail) in cases {
        refused(vec![catalogue("zonages-com.csv"), table(&text)], State::Kept, detail);
    }
}
