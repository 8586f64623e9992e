//! What the tests of tables share: a gazetteer of a few places, archives made by hand.

#![allow(dead_code, reason = "each test uses its part")]

use std::{collections::BTreeMap, io::Write};

use flate2::{Compression, write::GzEncoder};
use tables::{FileError, Joined, Limits, Mapping, Passage, Table, join, open, read, recognise};
use territory::{Gazetteer, InseeCode, Place};

pub fn code(text: &str) -> InseeCode {
    InseeCode::parse(text).expect(text)
}

pub fn gazetteer() -> Gazetteer {
    let place = |c: &str, name: &str, postal: &[&str], parent: Option<&str>| Place {
        code: code(c),
        name: name.to_owned(),
        postal: postal.iter().map(|p| (*p).to_owned()).collect(),
        parent: parent.map(code),
        town_hall: None,
    };
    let places = vec![
        place("01001", "L'Abergement-Clémenciat", &["01400"], None),
        place("01002", "L'Abergement-de-Varey", &["01640"], None),
        place("01004", "Ambérieu-en-Bugey", &["01500"], None),
        place("01165", "Francheleins", &["01090"], None),
        place("12176", "Onet-le-Château", &["12000", "12850"], None),
        place("12202", "Rodez", &["12000"], None),
        place("12218", "Saint-Étienne", &["12300"], None),
        place("12219", "Saint-Étienne-Bis", &["12300"], None),
        place("2A004", "Ajaccio", &["20000", "20090"], None),
        place("42218", "Saint-Étienne", &["42000"], None),
        place("69123", "Lyon", &["69001", "69002"], None),
        place("69381", "Lyon 1er Arrondissement", &["69001"], Some("69123")),
        place("69382", "Lyon 2e Arrondissement", &["69002"], Some("69123")),
    ];
    Gazetteer::new(places, BTreeMap::new()).expect("places")
}

pub fn passage() -> Passage {
    Passage::new([
        (code("01003"), vec![code("01165")]),
        (code("01006"), vec![code("01165")]),
        (code("12999"), vec![code("12218"), code("12219")]),
    ])
}

pub fn table(bytes: &[u8]) -> Result<Table, FileError> {
    let limits = Limits::default();
    read("essai.csv", &open("essai.csv", bytes.to_vec(), &limits)?, &limits)
}

pub fn joined(text: &str) -> (Table, Mapping, Joined) {
    let gazetteer = gazetteer();
    let table = table(text.as_bytes()).expect(text);
    let mapping = recognise(&table, &gazetteer);
    let joined = join("essai.csv", &table, &mapping, &gazetteer, &passage()).expect(text);
    assert_complete(&table, &joined);
    (table, mapping, joined)
}

/// Every line is matched or listed among the losses.
pub fn assert_complete(table: &Table, joined: &Joined) {
    let lost = joined.losses.iter().filter(|l| l.is_whole_line()).count();
    assert_eq!(
        joined.matched + lost,
        table.lines.len(),
        "{:?}",
        joined.losses.iter().take(5).collect::<Vec<_>>()
    );
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).expect("in memory");
    out.finish().expect("in memory")
}

pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
        out.write_all(bytes).expect("in memory");
    }
    out.finish().expect("in memory").into_inner()
}
