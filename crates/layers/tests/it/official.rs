//! The official zoning of the agencies (Atlasanté, data.gouv.fr), in its own form: every field
//! quoted, levels with a number before them, the day of each act beside the class.

use chrono::NaiveDate;
use layers::{Asked, Layer, make};
use territory::{AreaKind, PartialDate, Provenance, Row};

use crate::common::{column, reference, row};

const HEADER: &str = r#""source","date_maj","niveau","code","lib","com_code","com_lib","com_region","pop","tvs_region","tvs_dpt","tvs_code","tvs_lib","bvcv_region","bvcv_dpt","bvcv_code","bvcv_lib","bvcv_type","zmed_niveau","zmed_date_arrete","zide_niveau","zide_date_arrete","zmk_niveau","zmk_date_arrete","zsf_niveau","zsf_date_arrete","zdent_niveau","zdent_date_arrete","zortho_niveau","zortho_date_arrete""#;

/// A line of that file; the rest of the professions is as for Fabrezan.
fn line(code: &str, name: &str, region: &str, doctors: &str, day: &str) -> String {
    format!(
        r#""DataSanté (doc en ligne sur data.gouv.fr)","30/07/2026","COM","{code}","{name}","{code}","{name}","{region}","1 306","{region}","11","11203","Lézignan-Corbières","{region}","11","11203","Lézignan-Corbières","Bassin de vie","{doctors}","{day}","5_Sur_dotee","12/11/2025","3_intermediaire","29/10/2024","3_intermediaire","29/10/2024","1_Tres_sous_dotee","22/10/2024","3_intermediaire","19/02/2024""#
    )
}

fn read(lines: &[String]) -> Layer {
    let text = format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"));
    let asked = Asked {
        layer: 1,
        name: "zonages_com_20260730.csv".to_owned(),
        date: "2026-07-30".to_owned(),
        ..Asked::default()
    };
    make(text.into_bytes(), &asked, reference(), &mut |_| ()).expect("a layer")
}

fn acts(layer: &Layer) -> Vec<(String, PartialDate)> {
    match column(layer, "zone_med").spec.provenance {
        Provenance::User { acts, .. } => acts.into_iter().collect(),
        other => panic!("{other:?}"),
    }
}

fn day(y: i32, m: u32, d: u32) -> PartialDate {
    PartialDate::Day(NaiveDate::from_ymd_opt(y, m, d).expect("a day"))
}

/// The four communes that were read of the file of 30 July 2026.
#[test]
fn classes_and_days_of_acts_are_read() {
    let layer = read(&[
        line("11132", "Fabrezan", "Occitanie", "2_ZAC", "30/10/2025"),
        line("11262", "Narbonne", "Occitanie", "4_ZAR", "30/10/2025"),
        line("34172", "Montpellier", "Occitanie", "4_ZAR", "30/10/2025"),
        line("97617", "Tsingoni", "Mayotte", "1_ZIP", "05/06/2023"),
    ]);
    let zone = column(&layer, "zone_med");
    let class = |code: &str| zone.class(row(code)).map(|c| c.id.clone());
    assert_eq!(class("11132").as_deref(), Some("ZAC"));
    assert_eq!(class("11262").as_deref(), Some("ZAR"));
    assert_eq!(class("97617").as_deref(), Some("ZIP"));
    assert_eq!(
        acts(&layer),
        [("06".to_owned(), day(2023, 6, 5)), ("76".to_owned(), day(2025, 10, 30))]
    );
    assert_eq!(layer.report.losses.count, 0, "{:?}", layer.report.losses);
    // Every line names that of Lézignan-Corbières, 11203: it is that of Fabrezan alone.
    let notes = &layer.report.notes.first;
    assert!(
        notes.iter().any(|n| n.contains("4 communes comparées\u{202f}: 3 sont dans un autre")),
        "{notes:?}"
    );
    // What is no figure of a commune is no map.
    let listed: Vec<&str> = layer.report.entries.iter().map(|e| e.label.as_str()).collect();
    assert!(listed.iter().all(|l| !l.contains("tvs") && !l.contains("bvcv")), "{listed:?}");
}

#[test]
fn two_days_for_one_region_are_told_and_none_is_believed() {
    let layer = read(&[
        line("11132", "Fabrezan", "Occitanie", "2_ZAC", "30/10/2025"),
        line("11262", "Narbonne", "Occitanie", "4_ZAR", "04/05/2022"),
    ]);
    assert_eq!(acts(&layer), []);
    let notes = &layer.report.notes;
    assert!(
        notes.first.iter().any(|n| n.starts_with("Occitanie\u{202f}: 2 dates d’arrêté")),
        "{notes:?}"
    );
}

/// The official list of districts has the same columns, by what we know of it: its lines are about
/// districts, and say nothing of the communes.
#[test]
fn districts_are_no_communes() {
    let district = |code: &str, class: &str| {
        line("11262", "Narbonne", "Occitanie", class, "30/10/2025").replacen(
            r#""COM","11262","Narbonne""#,
            &format!(r#""QPV","{code}","Centre""#),
            1,
        )
    };
    let layer = read(&[
        district("QN01101M", "1_ZIP"),
        district("QN01102M", "2_ZAC"),
        district("QN01103M", "2_ZAC"),
        district("QN01104M", "2_ZAC"),
        district("QN01105M", "?"),
    ]);
    assert!(layer.packs.is_empty(), "the commune has no class of it: {:?}", layer.report);
    let parts = &layer.report.parts;
    assert_eq!(parts.len(), 4, "{parts:?}");
    let first = &parts[0];
    assert_eq!((&*first.code, &*first.name, &*first.commune), ("QN01101M", "Centre", "11262"));
    assert_eq!((&*first.class, first.day.as_deref()), ("ZIP", Some("2025-10-30")));
    assert_eq!(parts.len() + layer.report.losses.count, 5, "each line is told of");
    assert!(layer.report.losses.first[0].starts_with("Ligne 6, "), "{:?}", layer.report.losses);
    // Quarters of La Réunion have codes of their own: what their lines are about is in a column.
    let quarter = line("97411", "Saint-Denis", "La Réunion", "1_ZIP", "05/06/2023").replacen(
        r#""COM","97411","Saint-Denis""#,
        r#""GQ","97411_02","La Source""#,
        1,
    );
    let layer = read(&[quarter]);
    assert_eq!((layer.report.parts.len(), layer.packs.len()), (1, 0), "{:?}", layer.report);
    assert_eq!(layer.report.parts[0].commune, "97411");
}

/// A table of districts without their class is refused: its other figures are not those of communes.
#[test]
fn figures_of_districts_are_not_given_to_communes() {
    let text = "code_qpv;com_code;part\nQN01101M;11262;12,5\nQN01102M;11262;30,1\n";
    let asked = Asked { layer: 1, name: "qpv.csv".to_owned(), ..Asked::default() };
    let why = make(text.as_bytes().to_vec(), &asked, reference(), &mut |_| ()).unwrap_err();
    assert!(why.contains("parlent de quartiers, non de communes"), "{why}");
    // A table of communes that names the district of some stays one of communes.
    let text = "code;code_qpv;part\n11262;QN01101M;12,5\n11132;;30,1\n12089;;7\n";
    let layer = make(text.as_bytes().to_vec(), &asked, reference(), &mut |_| ()).expect("a layer");
    assert_eq!((layer.report.places, layer.report.parts.len()), (3, 0), "{:?}", layer.report);
}

/// As large as the real one: a line for each commune and arrondissement.
#[test]
fn a_file_of_the_whole_country_is_read_to_its_last_line() {
    let g = &reference().gazetteer;
    let classes = ["1_ZIP", "2_ZAC", "3_HZ"];
    let of = |r: Row| {
        let region = g.area(AreaKind::Region, r).map_or("", |a| a.name.as_str());
        let class = classes[r.index() % classes.len()];
        line(&g.code(r).to_string(), g.name(r), region, class, "30/10/2025")
    };
    // A code of no commune: the territory that every line names too is not taken for the place.
    let unknown = line("99999", "Nulle-Part", "Occitanie", "1_ZIP", "30/10/2025");
    let lines: Vec<String> = g.rows().map(of).chain([unknown]).collect();
    let layer = read(&lines);
    assert_eq!(layer.report.places, g.len());
    let zone = column(&layer, "zone_med");
    for r in g.rows() {
        let wanted = classes[r.index() % classes.len()].split_once('_').expect("a class").1;
        assert_eq!(zone.class(r).map(|c| c.id.as_str()), Some(wanted), "{}", g.code(r));
    }
    assert_eq!(acts(&layer).len(), 18);
}
