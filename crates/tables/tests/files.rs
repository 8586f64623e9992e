//! What files are told to be, and the workbooks, encodings and archives that are read or refused.

#![expect(clippy::disallowed_methods, reason = "a test measures time")]

mod common;

use std::time::Instant;

use common::{assert_complete, gazetteer, gzip, passage, table, zip};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tables::{Cell, FileError, Limits, Mapping, Opened, Role, join, open, read, recognise};

fn opened(name: &str, bytes: &[u8]) -> Result<Opened, FileError> {
    open(name, bytes.to_vec(), &Limits::default())
}

const CSV: &str =
    "code;nom;zonage\n01001;L'Abergement-Clémenciat;ZIP\n01002;L'Abergement-de-Varey;ZAC\n";

#[test]
fn files_are_told_by_their_bytes_not_their_name() {
    let workbook = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    let project = zip(&[("plaque.json", b"{}"), ("a.csv", b"x")]);
    assert!(matches!(opened("a.pdf", CSV.as_bytes()), Ok(Opened::Table(_))));
    assert!(matches!(opened("a.csv", &workbook), Ok(Opened::Workbook(_))));
    assert!(matches!(opened("a.xlsx", &project), Ok(Opened::Project(_))));
    assert!(matches!(opened("a.csv", b"\xef\xbb\xbf \n{\"type\":1}"), Ok(Opened::GeoJson(_))));
    assert!(matches!(opened("a.csv.gz", &gzip(&workbook)), Ok(Opened::Workbook(_))));
}

#[test]
fn what_is_no_table_is_refused_with_the_file_and_a_remedy() {
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "est vide. Choisissez"),
        (b" \r\n".to_vec(), "est vide. Choisissez"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), "enregistrez-le au format .xlsx"),
        (b"%PDF-1.7".to_vec(), "Demandez"),
        (b"\x89PNG\r\n".to_vec(), "image"),
        (zip(&[("a.txt", b"x")]), "Décompressez-la"),
        (zip(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]), "Décompressez-la"),
        (b"PK\x03\x04 and no more".to_vec(), "abîmé"),
        (gzip(&gzip(CSV.as_bytes())), "Décompressez-la"),
        (b"abc\0\x01\x02def\0".to_vec(), "n’est pas un tableau"),
        (b"\x1f\x8b\x08\x00garbage that is no deflate stream".to_vec(), "abîmé"),
    ];
    for (bytes, remedy) in cases {
        let text = opened("le fichier.csv", &bytes).expect_err(remedy).to_string();
        assert!(
            text.contains("«\u{202f}le fichier.csv\u{202f}»") && text.contains(remedy),
            "{text}"
        );
        assert!(
            !text.contains(['!', '\'']) && !text.contains(" :") && !text.contains("« "),
            "{text}"
        );
    }
    let small = Limits { file: 10, ..Limits::default() };
    assert!(matches!(open("a", CSV.as_bytes().to_vec(), &small), Err(FileError::TooLarge { .. })));
}

#[test]
fn gzip_is_read_and_a_cut_one_refused() {
    let packed = gzip(CSV.as_bytes());
    assert_eq!(opened("a.gz", &packed), Ok(Opened::Table(CSV.as_bytes().to_vec())));
    for end in [packed.len() - 1, packed.len() - 9, packed.len() / 2, 5] {
        let cut = packed.get(..end).expect("shorter");
        assert_eq!(
            opened("a.gz", cut),
            Err(FileError::TruncatedGzip { file: "a.gz".to_owned() }),
            "{end} bytes"
        );
    }
}

#[test]
fn bombs_are_refused_quickly() {
    let zeros = vec![b'0'; 200 << 20];
    let (gz, nested) = (
        gzip(&zeros),
        zip(&[
            ("[Content_Types].xml", b"x"),
            ("xl/workbook.xml", b"x"),
            ("xl/sharedStrings.xml", &zeros),
        ]),
    );
    assert!(gz.len() < 1 << 20 && nested.len() < 1 << 20);
    let start = Instant::now();
    assert_eq!(opened("b.gz", &gz), Err(FileError::Bomb { file: "b.gz".to_owned() }));
    let workbook = opened("b.xlsx", &nested).expect("its names are those of a workbook");
    assert_eq!(
        read("b.xlsx", &workbook, &Limits::default()),
        Err(FileError::Bomb { file: "b.xlsx".to_owned() })
    );
    assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
}

#[test]
fn every_encoding_gives_the_same_table() {
    let wanted = table(CSV.as_bytes()).expect("utf-8");
    let wide = |big: bool| {
        CSV.encode_utf16()
            .flat_map(move |u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect::<Vec<u8>>()
    };
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, rest.as_slice()].concat();
    let files = [
        marked(b"\xef\xbb\xbf", CSV.as_bytes().to_vec()),
        encoding_rs::WINDOWS_1252.encode(CSV).0.into_owned(),
        marked(&[0xff, 0xfe], wide(false)),
        marked(&[0xfe, 0xff], wide(true)),
        wide(false),
        wide(true),
        CSV.replace(';', "\t").into_bytes(),
        CSV.replace(';', ",").replace('\n', "\r\n").into_bytes(),
    ];
    for (i, bytes) in files.into_iter().enumerate() {
        let found = table(&bytes).unwrap_or_else(|e| panic!("{i}: {e}"));
        assert_eq!(
            (found.headers, found.lines),
            (wanted.headers.clone(), wanted.lines.clone()),
            "file {i}"
        );
    }
}

#[test]
fn lines_beyond_the_limits_are_named() {
    let wide = format!("a;b\n01001;x\n{}\n", ";".repeat(4_999));
    assert_eq!(
        table(wide.as_bytes()),
        Err(FileError::TooManyColumns {
            file: "essai.csv".to_owned(),
            line: 3,
            found: 5_000,
            limit: 200
        })
    );
    let open_quote = format!("a;b\n01001;x\n01002;\"{}\n", "01004;y\n".repeat(1_000));
    assert!(matches!(table(open_quote.as_bytes()), Err(FileError::CellTooLong { line: 3, .. })));
    let limits = Limits { lines: 1, ..Limits::default() };
    assert!(matches!(
        read("a", &Opened::Table(CSV.into()), &limits),
        Err(FileError::TooManyLines { line: 3, limit: 1, .. })
    ));
    let limits = Limits { inflated: 200, ..Limits::default() };
    assert!(matches!(
        read("a", &Opened::Table(CSV.into()), &limits),
        Err(FileError::TooLargeInflated { .. })
    ));
}

#[test]
fn a_workbook_with_codes_as_numbers_and_dates_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Lisez-moi")
        .expect("name")
        .write(0, 0, "Rien ici")
        .expect("cell");
    let sheet = book.add_worksheet().set_name("Données").expect("name");
    sheet.write(0, 1, "Zonage au 1er juillet").expect("cell");
    for (c, title) in
        ["Code INSEE", "Zonage", "Date d'effet", "Jour", "Densité MG"].iter().enumerate()
    {
        sheet.write(2, u16::try_from(c).expect("few") + 1, *title).expect("cell");
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (r, (code, zone)) in
        [(1001.0, "ZIP"), (1002.0, "ZAC"), (12202.0, "HZ")].into_iter().enumerate()
    {
        let r = u32::try_from(r).expect("few") + 3;
        sheet.write(r, 1, code).expect("cell").write(r, 2, zone).expect("cell");
        let date = ExcelDateTime::from_ymd(2025, 7, 1).expect("a day");
        sheet.write_with_format(r, 3, &date, &day).expect("cell");
        sheet.write(r, 4, 45292).expect("cell").write(r, 5, 8.25).expect("cell");
    }
    let bytes = book.save_to_buffer().expect("in memory");
    let limits = Limits::default();
    let table = read("z.xlsx", &open("z.xlsx", bytes, &limits).expect("a workbook"), &limits)
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(table.about.sheet.as_deref(), Some("Données"));
    assert!(table.about.notes.iter().any(|n| n.contains("Lisez-moi")), "{:?}", table.about.notes);
    assert_eq!(
        table.lines.iter().map(|l| (l.number, l.cell(2))).collect::<Vec<_>>(),
        [4, 5, 6].map(|n| (n, "2025-07-01"))
    );
    let gazetteer = gazetteer();
    let mapping = recognise(&table, &gazetteer);
    assert_eq!(
        mapping.roles,
        [Role::Code, Role::DoctorZone, Role::Date, Role::Date, Role::Density]
    );
    let joined = join("z.xlsx", &table, &mapping, &gazetteer, &passage()).expect("joined");
    assert_complete(&table, &joined);
    assert_eq!((joined.matched, joined.losses.len()), (3, 0));
    let first: Vec<Option<Cell>> =
        joined.columns.iter().map(|c| c.values.first().cloned().flatten()).collect();
    let date = |d: &str| Some(Cell::Date(d.to_owned()));
    assert_eq!(
        first,
        [
            Some(Cell::Class("ZIP".to_owned())),
            date("2025-07-01"),
            date("2024-01-01"),
            Some(Cell::Number(8.25))
        ]
    );
    assert!(joined.notes.iter().any(|n| n.starts_with("2 code(s)")), "{:?}", joined.notes);
    assert!(
        joined.notes.iter().any(|n| n.contains("Jour") && n.contains("3 date(s)")),
        "{:?}",
        joined.notes
    );
}

#[test]
fn a_far_corner_of_a_sheet_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write(0, 0, "code")
        .expect("cell")
        .write(0, 1, "n")
        .expect("cell")
        .write(1, 0, "01001")
        .expect("cell");
    sheet.write(1_048_575, 0, "01002").expect("cell");
    let bytes = book.save_to_buffer().expect("in memory");
    let limits = Limits::default();
    let t = read("a", &open("a", bytes, &limits).expect("a workbook"), &limits).expect("a table");
    assert_eq!(t.lines.last().map(|l| l.number), Some(1_048_576));
    book.worksheet_from_index(0).expect("sheet").write(1, 16_383, "x").expect("cell");
    let bytes = book.save_to_buffer().expect("in memory");
    let refused = read("a", &open("a", bytes, &limits).expect("a workbook"), &limits);
    assert!(
        matches!(refused, Err(FileError::TooManyColumns { line: 2, found: 16_384, .. })),
        "{refused:?}"
    );
}

#[test]
fn the_largest_table_takes_seconds() {
    let mut text = "code;nom;zonage;nb;part;a;b;c;d;e\n".to_owned();
    for i in 0..400_000 {
        text.push_str(&format!("{:05};Commune;ZIP;{};1,5;x;y;z;;\n", i % 95_000, i % 7));
    }
    let (limits, start) = (Limits::default(), Instant::now());
    let table = read("g.csv", &open("g.csv", text.into_bytes(), &limits).expect("a file"), &limits)
        .expect("a table");
    let gazetteer = gazetteer();
    let roles = [Role::Code, Role::Name, Role::DoctorZone, Role::Count, Role::Value]
        .into_iter()
        .chain([Role::Ignored; 5]);
    let mapping = Mapping { roles: roles.collect(), ..recognise(&table, &gazetteer) };
    let joined = join("g.csv", &table, &mapping, &gazetteer, &passage()).expect("joined");
    assert_complete(&table, &joined);
    #[expect(clippy::disallowed_macros, reason = "the figure is wanted")]
    {
        eprintln!("400 000 lines: {:?}", start.elapsed());
    }
    assert!(start.elapsed().as_secs_f64() < 30.0, "{:?}", start.elapsed());
}
