//! No bytes make the crate panic or pass its limits, and a table written in any usual way is read
//! back.

mod common;

use common::{assert_complete, gazetteer, passage, zip};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use tables::{Limits, Opened, join, open, read, recognise};

const SMALL: Limits = Limits { file: 1 << 20, inflated: 1 << 18, lines: 50, columns: 8, cell: 64 };

/// Everything that the page does with the bytes of a file.
fn all_the_way(bytes: Vec<u8>, limits: &Limits) {
    let Ok(opened) = open("f", bytes, limits) else { return };
    let Ok(table) = read("f", &opened, limits) else { return };
    assert!(
        table.lines.len() <= limits.lines
            && table.headers.len() <= limits.columns
            && !table.headers.is_empty()
    );
    let mut before = 0;
    for line in &table.lines {
        assert!(
            line.number > before
                && line.cells.len() >= table.headers.len()
                && line.cells.len() <= limits.columns
        );
        assert!(line.cells.iter().all(|c| c.len() <= limits.cell));
        before = line.number;
    }
    let gazetteer = gazetteer();
    let mapping = recognise(&table, &gazetteer);
    assert_eq!(mapping.roles.len(), table.headers.len());
    if let Ok(joined) = join("f", &table, &mapping, &gazetteer, &passage()) {
        assert_complete(&table, &joined);
        assert!(joined.columns.iter().all(|c| c.values.len() == gazetteer.len()));
    }
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, line) in
        [["code", "zonage", "nb"], ["01001", "ZIP", "3"], ["01002", "ZAC", "4"]].iter().enumerate()
    {
        for (c, cell) in line.iter().enumerate() {
            sheet
                .write(u32::try_from(r).expect("few"), u16::try_from(c).expect("few"), *cell)
                .expect("cell");
        }
    }
    book.save_to_buffer().expect("in memory")
}

/// A workbook of which the text of one part is changed: a sheet, the strings, the styles or the
/// list of sheets.
fn changed(part: usize, at: prop::sample::Index, with: &str) -> Vec<u8> {
    let bytes = workbook();
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut parts = Vec::new();
    for i in 0..archive.len() {
        let mut text = Vec::new();
        let mut entry = archive.by_index(i).expect("an entry");
        std::io::Read::read_to_end(&mut entry, &mut text).expect("in memory");
        parts.push((entry.name().expect("a name").into_owned(), text));
    }
    let n = parts.len();
    let (_, text) = parts.get_mut(part % n).expect("a part");
    let at = at.index(text.len());
    let end = (at + with.len()).min(text.len());
    text.splice(at..end, with.bytes());
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    zip(&parts)
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zà-ÿA-Z0-9 ,;'-]{0,12}".prop_map(|s| s.trim().to_owned()),
        "« [a-z]{0,4} »",
        "[a-z\"\n;,]{0,6}".prop_map(|s| s.trim().to_owned()),
        Just("01001".to_owned()),
        Just("ZIP".to_owned()),
        "-?[0-9]{1,4}[,.]?[0-9]{0,2}",
    ]
}

fn table() -> impl Strategy<Value = (Vec<String>, Vec<Vec<String>>)> {
    (2_usize..6).prop_flat_map(|width| {
        let headers = prop::collection::vec("[a-zé]{1,8}", width);
        // The first cell says something: a line of blanks is no line.
        let line = ("[a-z0-9é]{1,6}", prop::collection::vec(cell(), width - 1)).prop_map(
            |(first, mut rest)| {
                rest.insert(0, first);
                rest
            },
        );
        // A table whose last column is always empty is told by its title alone.
        (headers, prop::collection::vec(line, 1..20))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        all_the_way(bytes, &SMALL);
    }

    #[test]
    fn random_text_is_read_or_refused(text in "(code|01001|1001|2A004|ZIP|NaN|é|[0-9]|[;,\t\n\r\"' .=%-]){0,120}", wide in any::<bool>()) {
        all_the_way(if wide { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into_bytes() }, &SMALL);
    }

    #[test]
    fn random_archives_are_read_or_refused(head in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let heads: [&[u8]; 4] = [b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\x00\0\0\0\0\0\xff", b"\xff\xfe"];
        let head = heads.get(head).copied().unwrap_or_default();
        all_the_way([head, bytes.as_slice()].concat(), &SMALL);
    }

    #[test]
    fn a_workbook_with_a_changed_byte_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = workbook();
        let at = at.index(bytes.len());
        if let Some(b) = bytes.get_mut(at) {
            *b = byte;
        }
        all_the_way(bytes, &SMALL);
    }

    #[test]
    fn a_workbook_with_changed_text_is_read_or_refused(part in 0_usize..20, at in any::<prop::sample::Index>(), with in "[<>/\"=&;A-Zr0-9 ]{1,3}") {
        all_the_way(changed(part, at, &with), &SMALL);
    }

    #[test]
    fn tables_are_read_back((headers, lines) in table(), separator in 0_usize..3, encoding in 0_usize..3) {
        let separator = [b',', b';', b'\t'].get(separator).copied().unwrap_or(b',');
        let mut out = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        out.write_record(&headers).expect("in memory");
        for line in &lines {
            out.write_record(line).expect("in memory");
        }
        let text = String::from_utf8(out.into_inner().expect("in memory")).expect("utf-8");
        let bytes = match encoding {
            0 => text.into_bytes(),
            1 => ["\u{feff}", &text].concat().into_bytes(),
            _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        };
        let limits = Limits::default();
        let opened = open("f.csv", bytes, &limits).expect("a file");
        prop_assert!(matches!(opened, Opened::Table(_)));
        let found = read("f.csv", &opened, &limits).expect("a table");
        prop_assert_eq!(found.headers, headers);
        prop_assert_eq!(found.lines.into_iter().map(|l| l.cells).collect::<Vec<_>>(), lines);
    }
}
