//! Lines to places: codes lost and found, names, merged and split communes, and a listed reason for
//! all that is not taken.

mod common;

use common::{gazetteer, joined, passage, table};
use tables::{Cell, FileError, Joined, Mapping, Role, Why, join, recognise};
use territory::InseeCode;

fn at(joined: &Joined, column: usize, code: &str) -> Option<Cell> {
    let row = gazetteer().row(InseeCode::parse(code).expect(code)).expect(code);
    joined.columns.get(column).expect("a column").values.get(row.index()).expect("a place").clone()
}

fn class(text: &str) -> Option<Cell> {
    Some(Cell::Class(text.to_owned()))
}

#[test]
fn codes_are_read_however_they_are_written() {
    let (_, mapping, j) =
        joined("Code INSEE;Zone\n1001;ZIP\n=\"01002\";ZAC\n2a004;HZ\n12202.0;Hors zonage\n");
    assert_eq!(mapping.roles, [Role::Code, Role::DoctorZone]);
    assert_eq!((j.matched, j.places), (4, 4));
    assert_eq!(
        [at(&j, 0, "01001"), at(&j, 0, "01002"), at(&j, 0, "2A004"), at(&j, 0, "12202")],
        [class("ZIP"), class("ZAC"), class("HZ"), class("HZ")]
    );
    assert!(
        j.doubts.is_empty() && j.notes.iter().any(|n| n.starts_with("1 code(s)")),
        "{:?}",
        j.notes
    );
}

#[test]
fn names_are_found_within_their_postal_code() {
    let text = "CP;Commune;zonage\n1400;ABERGEMENT CLEMENCIAT;ZIP\n12000;Rodez cedex 9;ZAC\n12000;ONET LE CHATEAU;ZAR\n69002;LYON;ZIP\n\
                42000;St Etienne;HZ\n01500;Amberieux-en-Bugey;ZAC\n20167;Ajaccio;ZAC\n12000;Nulle part;ZIP\n;St-Étienne;ZIP\n;;ZIP\n";
    let (_, mapping, j) = joined(text);
    assert_eq!(mapping.roles, [Role::PostalCode, Role::Name, Role::DoctorZone]);
    assert_eq!(j.matched, 7);
    assert_eq!(
        [at(&j, 0, "69382"), at(&j, 0, "69123"), at(&j, 0, "42218"), at(&j, 0, "12218")],
        [class("ZIP"), None, class("HZ"), None]
    );
    assert_eq!(
        j.doubts.iter().map(|d| (d.line, d.taken.as_deref())).collect::<Vec<_>>(),
        [(7, Some("01004")), (8, Some("2A004"))]
    );
    let whys: Vec<(usize, &Why)> = j.losses.iter().map(|l| (l.line, &l.why)).collect();
    let candidates = vec!["Saint-Étienne (12218)".to_owned(), "Saint-Étienne (42218)".to_owned()];
    assert_eq!(
        whys,
        [(9, &Why::UnknownName), (10, &Why::AmbiguousName { candidates }), (11, &Why::NoCode)]
    );
}

#[test]
fn merged_communes_are_summed_or_told() {
    let (_, mapping, j) = joined(
        "code,zonage,nb_mg,densité\n01003,ZIP,2,10\n01006,ZAC,3,20\n01165,ZAC,4,30\n01001,ZIP,1,5\n",
    );
    assert_eq!(mapping.roles, [Role::Code, Role::DoctorZone, Role::GpCount, Role::Density]);
    assert_eq!(
        [at(&j, 0, "01165"), at(&j, 1, "01165"), at(&j, 2, "01165")],
        [class("ZAC"), Some(Cell::Number(9.0)), Some(Cell::Number(20.0))]
    );
    assert_eq!(
        j.carried.iter().map(|c| (c.line, c.old.as_str(), c.new.len())).collect::<Vec<_>>(),
        [(2, "01003", 1), (3, "01006", 1)]
    );
    assert_eq!((j.matched, j.places, j.doubts.len(), j.losses.len()), (4, 2, 2, 0));
}

#[test]
fn a_number_of_a_split_commune_is_lost_and_its_class_kept() {
    let (_, _, j) =
        joined("code,zonage,nb_mg\n12999,ZIP,4\n01001,ZAC,1\n01002,ZAC,2\n01004,ZIP,2\n");
    assert_eq!(
        [at(&j, 0, "12218"), at(&j, 0, "12219"), at(&j, 1, "12218")],
        [class("ZIP"), class("ZIP"), Some(Cell::Empty)]
    );
    let codes = vec!["12218".to_owned(), "12219".to_owned()];
    assert_eq!(
        j.losses.iter().map(|l| (l.line, &l.why)).collect::<Vec<_>>(),
        [(2, &Why::SplitSince { header: "nb_mg".to_owned(), codes })]
    );
}

#[test]
fn the_column_of_former_codes_tells_lines_apart() {
    let text = "code,code_2025,nb_mg\n01003,01165,2\n01006,01165,3\n01165,01165,4\n69381,69123,7\n69382,69123,8\n01001,01001,1\n";
    let (_, mapping, j) = joined(text);
    assert_eq!(mapping.roles, [Role::Ignored, Role::Code, Role::GpCount]);
    assert_eq!((j.matched, j.losses.len(), at(&j, 0, "01165")), (6, 0, Some(Cell::Number(9.0))));
    assert_eq!(
        [at(&j, 0, "69381"), at(&j, 0, "69382"), at(&j, 0, "69123")],
        [Some(Cell::Number(7.0)), Some(Cell::Number(8.0)), None]
    );
    assert!(j.notes.iter().any(|n| n.contains("«\u{202f}code\u{202f}»")), "{:?}", j.notes);
}

#[test]
fn lines_given_twice_count_once_and_contradictions_are_lost() {
    let (_, _, j) =
        joined("code,zonage\n01001,ZIP\n01001,ZIP\n1001,ZAC\n01002,ZAC\n99999,ZIP\nTotal,\n");
    assert_eq!((j.matched, at(&j, 0, "01001")), (3, class("ZIP")));
    assert!(
        j.notes.iter().any(|n| n.starts_with("1 ligne(s)") && n.contains("ligne 3")),
        "{:?}",
        j.notes
    );
    let losses: Vec<(usize, &str, &Why)> =
        j.losses.iter().map(|l| (l.line, l.what.as_str(), &l.why)).collect();
    assert_eq!(
        losses,
        [
            (4, "01001", &Why::Duplicate { first_line: 2 }),
            (6, "99999", &Why::UnknownCode),
            (7, "Total", &Why::UnknownCode)
        ]
    );
}

#[test]
fn figures_that_are_none_are_listed_with_their_line() {
    let text = "code;nb habitants;part\n01001;1 234,5;12 %\n01002;NaN;s\n01004;inf;\n12202;douze;7,5\n12176;1\u{202f}000;8\n";
    let (_, mapping, j) = joined(text);
    assert_eq!(
        mapping,
        Mapping { roles: vec![Role::Code, Role::Count, Role::Value], decimal_comma: true }
    );
    assert_eq!(
        [
            at(&j, 0, "01001"),
            at(&j, 0, "12176"),
            at(&j, 1, "01001"),
            at(&j, 1, "01002"),
            at(&j, 1, "01004")
        ],
        [
            Some(Cell::Number(1234.5)),
            Some(Cell::Number(1000.0)),
            Some(Cell::Number(12.0)),
            Some(Cell::Secret),
            Some(Cell::Empty)
        ]
    );
    let header = || "nb habitants".to_owned();
    let whys: Vec<(usize, &Why)> = j.losses.iter().map(|l| (l.line, &l.why)).collect();
    assert_eq!(
        whys,
        [
            (3, &Why::NotFinite { header: header() }),
            (4, &Why::NotFinite { header: header() }),
            (5, &Why::NotANumber { header: header() })
        ]
    );
    for loss in &j.losses {
        let text = loss.why.to_string();
        assert!(text.ends_with('.') && !text.contains([':', '!', '\'']), "{text}");
    }
}

#[test]
fn a_line_whose_cells_moved_is_not_taken() {
    let (_, _, j) =
        joined("code,nom,zonage\n01001,Abergement,Clémenciat,ZIP\n01002,x,ZAC\n01004,y,ZIP\n");
    assert_eq!(
        j.losses.iter().map(|l| (l.line, &l.why)).collect::<Vec<_>>(),
        [(2, &Why::TooManyCells { found: 4, expected: 3 })]
    );
}

#[test]
fn a_mapping_must_say_where_the_commune_is() {
    let t = table(b"a,b\n1,2\n").expect("a table");
    let (g, p) = (gazetteer(), passage());
    let mapping = |roles: Vec<Role>| Mapping { roles, decimal_comma: false };
    assert!(matches!(
        join("f", &t, &mapping(vec![Role::Value, Role::Value]), &g, &p),
        Err(FileError::NoKey { .. })
    ));
    assert!(matches!(
        join("f", &t, &mapping(vec![Role::Code]), &g, &p),
        Err(FileError::ForeignMapping { .. })
    ));
}

#[test]
fn titles_are_understood_in_their_many_forms() {
    for (header, cells, wanted) in [
        ("DEPCOM", ["01001", "01002"], Role::Code),
        ("Code commune (INSEE)", ["1001", "1002"], Role::Code),
        ("Code Postal", ["01400", "01640"], Role::PostalCode),
        ("LIBGEO", ["Rodez", "Ajaccio"], Role::Name),
        ("zonage_inf", ["4_Tres_dotee", "2_Sous_dotee"], Role::NurseZone),
        ("Classement", ["1 - ZIP", "2 - ZAC"], Role::DoctorZone),
        ("nb_mg_liberaux_bpe2020", ["0", "24"], Role::GpCount),
        ("Nb d'omnipraticiens", ["0", "24"], Role::GpCount),
        ("Densité de généralistes", ["8,2", "24"], Role::Density),
        ("Âge moyen des MG", ["51", "54"], Role::Age),
        ("Population municipale", ["8100", "12400"], Role::Count),
        ("Date d'entrée en vigueur", ["01/07/2025", "02/07/2025"], Role::Date),
        ("APL", ["2,1", "3,2"], Role::Value),
        ("Observations", ["rien", "voir plus bas"], Role::Ignored),
        ("Département", ["1", "12"], Role::Ignored),
    ] {
        let [a, b] = cells;
        let text = format!("{header};zzz\n{a};qqq\n{b};qqq\n");
        let found = recognise(&table(text.as_bytes()).expect(&text), &gazetteer());
        assert_eq!(found.roles.first(), Some(&wanted), "{header}");
    }
}
