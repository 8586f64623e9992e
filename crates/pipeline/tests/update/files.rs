//! Files that came whole: which are taken, and which are not the table they should be.

use std::io::Write;

use pipeline::update::State;

use crate::local::{Ground, Server, answer, communes, csv};
use crate::{better, refused, refused_later};

#[test]
fn a_web_page_is_no_table_and_is_not_remembered() {
    let page = "<!DOCTYPE html><html><body>Maintenance</body></html>";
    let html = || answer("200 OK\r\nContent-Type: text/html\r\nETag: \"page\"", page);
    refused(vec![html()], State::Kept, "ours kept: a web page, not a table");
    refused_later(
        vec![answer("200 OK\r\nContent-Type: text/csv", page)],
        State::Kept,
        "a web page",
    );
    let server = Server::new(vec![html(), csv(&better(), "one")]);
    let ground = Ground::new(&server.address);
    ground.run();
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(
        server.requests()[1].header("if-none-match"),
        "",
        "the page was taken for an edition"
    );
}

#[test]
fn other_columns_are_named_and_ours_stays() {
    let other = better().replace("code,apl", "code_commune;apl_2024").replace(',', ";");
    let (ground, server) = refused(
        vec![csv(&other, "two"), answer("304 Not Modified", "")],
        State::Kept,
        "newer since 2026-12-01; ours kept: other columns: code, apl missing",
    );
    // The verdict is remembered with the file, until the manifest asks something else.
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Unchanged);
    assert_eq!(
        outcome.detail,
        "unchanged since 2026-12-01; ours kept: other columns: code, apl missing"
    );
    assert_eq!(server.requests()[1].header("if-none-match"), "\"two\"");
    let manifest = ground.options.data.join("sources.toml");
    let text = std::fs::read_to_string(&manifest)
        .expect("a manifest")
        .replace("columns = [\"code\", \"apl\"]", "columns = [\"code\"]");
    std::fs::write(&manifest, text).expect("written");
    ground.run();
    assert_eq!(
        server.requests()[2].header("if-none-match"),
        "",
        "an old verdict was held against a new manifest"
    );
    ground.assert_untouched();
    refused_later(vec![csv(&other, "two")], State::Kept, "other columns");
}

#[test]
fn documented_names_and_another_separator_are_read() {
    let official = format!(
        "\u{feff}{}",
        better()
            .replace("code,apl", "CODGEO,reste,apl")
            .replace(",2.7", ",x,2.7")
            .replace(',', ";")
    );
    let server = Server::new(vec![csv(&official, "one")]);
    let ground = Ground::with(&server.address, "official_columns = { code = \"CODGEO\" }");
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Updated, "{}", outcome.detail);
    assert_eq!(ground.taken().expect("taken").1, better());
}

#[test]
fn fewer_rows_far_more_rows_other_places_or_an_empty_column_are_not_taken() {
    refused(
        vec![csv(&communes(17, "2.7"), "two")],
        State::Kept,
        "17 rows, less than 90 % of the 20 known",
    );
    refused(vec![csv(&communes(31, "2.7"), "two")], State::Kept, "31 rows for 20 known");
    refused(
        vec![csv(&better().replace("\n01", "\n97"), "two")],
        State::Kept,
        "0 of the 20 known codes",
    );
    refused(vec![csv(&communes(20, ""), "two")], State::Kept, "nothing left in apl");
    // Of 21 rows taken before, 18 are too few, though they are enough for the 20 of the manifest.
    refused_later(
        vec![csv(&communes(18, "2.7"), "two")],
        State::Kept,
        "18 rows, less than 90 % of the 21 known",
    );
    let server = Server::new(vec![csv(&communes(18, "2.7"), "one")]);
    assert_eq!(Ground::new(&server.address).run().state, State::Updated, "18 of 20 are 90 %");
}

#[test]
fn an_edition_that_is_known_is_not_sent_again() {
    let server = Server::new(vec![csv(&better(), "one"), answer("304 Not Modified", "")]);
    let ground = Ground::new(&server.address);
    ground.run();
    let (before, state) =
        (ground.taken(), std::fs::read(ground.options.into.join("state.json")).expect("a state"));
    let outcome = ground.run();
    assert_eq!(
        (outcome.state, outcome.detail.as_str()),
        (State::Unchanged, "unchanged since 2026-12-01")
    );
    assert_eq!(ground.taken(), before);
    assert_eq!(std::fs::read(ground.options.into.join("state.json")).expect("a state"), state);
    let request = &server.requests()[1];
    assert_eq!(request.header("if-none-match"), "\"one\"");
    assert_eq!(request.header("if-modified-since"), "Tue, 01 Dec 2026 08:00:00 GMT");
    // A table that was damaged or removed since is fetched anew.
    std::fs::write(before.expect("taken").0, "damaged").expect("written");
    ground.run();
    assert_eq!(server.requests()[2].header("if-none-match"), "");
}

#[test]
fn the_figures_we_have_are_no_news() {
    refused(
        vec![csv(&communes(20, "2.5"), "one")],
        State::Unchanged,
        "unchanged: the same figures as ours",
    );
    let server = Server::new(vec![csv(&better(), "one")]);
    let hash = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(better()));
    let ground = Ground::with(&server.address, &format!("official_sha256 = \"{hash}\""));
    assert_eq!(ground.run().detail, "unchanged: the file that ours was made from");
    ground.assert_untouched();
}

#[test]
fn json_is_read_and_its_missing_members_are_named() {
    let objects = |name: &str| {
        let rows: Vec<String> =
            (0..20).map(|n| format!(r#"{{"code": "{:05}", "{name}": 2.7}}"#, 1000 + n)).collect();
        format!("\u{feff}[{}]", rows.join(","))
    };
    let server = Server::new(vec![answer("200 OK", objects("apl"))]);
    let ground = Ground::new(&server.address);
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Updated, "{}", outcome.detail);
    assert_eq!(ground.taken().expect("taken").1, communes(20, "2.7"));
    refused(
        vec![answer("200 OK", objects("apl_2024"))],
        State::Kept,
        "no member « apl » in any object",
    );
}

#[test]
fn an_edition_takes_the_place_of_the_one_before() {
    let server = Server::new(vec![csv(&better(), "one"), csv(&communes(22, "2.9"), "two")]);
    let ground = Ground::new(&server.address);
    ground.run();
    let outcome = ground.run();
    assert_eq!(
        (outcome.state, outcome.detail.as_str()),
        (State::Updated, "newer since 2026-12-01; taken: 22 rows, 21 known before")
    );
    // `taken` also wants no second table.
    let (path, text) = ground.taken().expect("taken");
    assert_eq!(text, communes(22, "2.9"));
    assert_eq!(path.file_name().and_then(|n| n.to_str()), outcome.table.as_deref());
    assert_eq!(
        std::fs::read_to_string(ground.options.sources.join("apl.csv")).expect("there"),
        ground.ours
    );
}

/// A text as gzip.
fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).expect("written");
    encoder.finish().expect("finished")
}

#[test]
fn gzip_is_read_and_a_damaged_or_bloated_one_is_not_taken() {
    let packed = gzip(better().as_bytes());
    let server = Server::new(vec![answer("200 OK", packed.clone())]);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(ground.taken().expect("taken").1, better());
    let mut damaged = packed;
    let at = damaged.len() - 6;
    damaged[at] ^= 0xff;
    refused(vec![answer("200 OK", damaged)], State::Kept, "ours kept: damaged gzip");
    refused(
        vec![answer("200 OK", gzip(&[b'1'; 200_000]))],
        State::Kept,
        "unpacks to more than 100000 bytes",
    );
}

/// An archive of these files.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

#[test]
fn the_longest_table_of_an_archive_is_read_and_a_workbook_is_named() {
    let server = Server::new(vec![answer(
        "200 OK",
        zip(&[("meta.csv", "a,b\n"), ("data.csv", &better()), ("note.pdf", &better().repeat(2))]),
    )]);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(ground.taken().expect("taken").1, better());
    refused(
        vec![answer("200 OK", zip(&[("xl/workbook.xml", "<x/>")]))],
        State::Kept,
        "a workbook (xlsx), which has no reader here",
    );
    let mut damaged = zip(&[("data.csv", &better())]);
    damaged[60] ^= 0xff;
    refused(vec![answer("200 OK", damaged)], State::Kept, "damaged archive");
}
