//! The sheet of real places at several dates, and the standing of their figures.

use chrono::NaiveDate;
use territory::{Absence, Dataset, Scope, Sheet, Standing, Subject, Verdict, ZoneRef, standing};

use crate::common::date;

fn sheet(code: &str, day: NaiveDate) -> Sheet {
    let dataset = crate::common::dataset();
    let around = [crate::common::row(&dataset, "12202"), crate::common::row(&dataset, "12003")];
    Sheet::build(&dataset, &around, crate::common::row(&dataset, code), day)
}

fn sentence(sheet: &Sheet, about: Subject) -> String {
    sheet.verdict.iter().find(|s| s.about == about).map(|s| s.text.clone()).unwrap_or_default()
}

/// The last day of the act of 2022 in Occitanie, while the contracts of 2016 are still open.
const BEFORE: NaiveDate = date(2025, 10, 29);
const AFTER: NaiveDate = date(2026, 2, 1);

#[test]
fn the_sheet_of_onet_le_chateau_says_zone_aids_access_and_doctors() {
    let s = sheet("12176", AFTER);
    assert_eq!(s.title, "Onet-le-Château");
    assert_eq!(
        s.subtitle,
        "Aveyron (12) · Occitanie · 12\u{202f}080 habitants (2022) · territoire de vie-santé 2019\u{202f}: Onet-le-Château"
    );
    let zone = sentence(&s, Subject::Zone);
    assert!(
        zone.starts_with("Onet-le-Château était en zone d’action complémentaire (ZAC)"),
        "{zone}"
    );
    assert!(
        zone.ends_with("(zonage publié en 2022\u{202f}: l’arrêté publié le 4 mai 2022, que l’arrêté du 30 octobre 2025 a remplacé\u{202f}; à vérifier)."),
        "{zone}"
    );
    let before = sentence(&sheet("12176", BEFORE), Subject::Zone);
    assert!(before.starts_with("Onet-le-Château est en"), "{before}");
    assert!(
        before.ends_with("(zonage publié en 2022\u{202f}: l’arrêté publié le 4 mai 2022)."),
        "{before}"
    );
    assert_eq!(
        sentence(&s, Subject::Aids),
        "Pour une installation le 1er février 2026, tout dépend de la classe. \
         Selon la classe\u{202f}: Aide forfaitaire (en ZIP\u{202f}: 10\u{202f}000\u{202f}€\u{202f}; en ZAC\u{202f}: 5\u{202f}000\u{202f}€\u{202f}; en ZAR\u{202f}: rien), \
         Cabinet secondaire (en ZIP\u{202f}: 3\u{202f}000\u{202f}€\u{202f}; en ZAC ou en ZAR\u{202f}: rien), \
         Majoration du FMT (en ZIP\u{202f}: 10\u{202f}% du socle, jusqu’à 50\u{202f}% pour une première installation\u{202f}; en ZAC ou en ZAR\u{202f}: selon l’adresse). Les contrats de 2016 (CAIM, COSCOM, COTRAM, CSTM) ne se signent plus depuis le 31 décembre 2025."
    );
    assert_eq!(
        sentence(&s, Subject::Access),
        "Accès aux généralistes (APL 2023, consultations par an et par habitant)\u{202f}: 3,64, entre les repères de 2,5 et 4\u{202f}; \
         moyenne nationale 3,74."
    );
    assert_eq!(
        sentence(&s, Subject::Doctors),
        "Généralistes recensés en 2020\u{202f}: 4, pour 12\u{202f}080 habitants en 2022."
    );
    assert_eq!(s.pending, Vec::<String>::new());
}

#[test]
fn a_period_of_one_departement_is_said_there_only() {
    let mut dataset = crate::common::dataset();
    let mut spec = dataset.column("population").expect("there").spec.clone();
    spec.vintage = "2023 (Ain\u{202f}: 2017)".to_owned();
    let values: Vec<_> = dataset.column("population").expect("there").values().collect();
    dataset
        .insert_shipped(std::sync::Arc::new(territory::Column::new(spec, &values).expect("fits")))
        .expect("as long");
    let doctors = |code| {
        sentence(
            &Sheet::build(&dataset, &[], crate::common::row(&dataset, code), AFTER),
            Subject::Doctors,
        )
    };
    assert!(doctors("01275").ends_with("2\u{202f}421 habitants en 2017."), "{}", doctors("01275"));
    assert!(doctors("12176").ends_with("12\u{202f}080 habitants en 2023."), "{}", doctors("12176"));
}

#[test]
fn the_day_changes_the_answer_and_the_caveat() {
    assert!(sentence(&sheet("12176", BEFORE), Subject::Aids).contains("n’ouvre aucune des aides"));
    let districts = "2 quartiers prioritaires (QPV) dans la commune\u{202f}: dans un tel quartier, la classe peut être plus favorable. Demandez-la à l’ARS.";
    assert_eq!(sheet("12176", BEFORE).caveats, [districts]);
    assert_eq!(
        sheet("12176", AFTER).caveats,
        [
            "Zone médicale\u{202f}: publication de 2022, que l’arrêté du 30 octobre 2025 a remplacée\u{202f}: la classe est à vérifier auprès de l’ARS.",
            districts,
        ]
    );
    let granted = |code, day| {
        sheet(code, day)
            .offers
            .into_iter()
            .filter(|o| matches!(o.verdict, Verdict::Granted { .. }))
            .map(|o| o.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(granted("12003", BEFORE), ["caim", "coscom", "cotram", "cstm"]);
    // Nothing is granted by a class that a later act may have changed, and nothing refused by it.
    for code in ["12003", "01275"] {
        assert_eq!(granted(code, AFTER), Vec::<String>::new());
        let by_class = sheet(code, AFTER).offers.into_iter();
        let by_class: Vec<String> = by_class
            .filter(|o| matches!(o.verdict, Verdict::ByClass { .. }))
            .map(|o| o.id)
            .collect();
        assert_eq!(
            by_class,
            ["installation-2026", "cabinet-secondaire-2026", "majoration-fmt-2026"],
            "{code}"
        );
    }
}

#[test]
fn access_is_read_against_the_two_marks() {
    for (code, says) in [
        ("12009", "\u{202f}: 0, sous le seuil statistique de sous-densité de 2,5"),
        ("12090", "2,1, sous le seuil"),
        ("12120", "3,78, entre les repères de 2,5 et 4"),
        ("12202", "4,27, au-dessus du repère de 4"),
    ] {
        let text = sentence(&sheet(code, AFTER), Subject::Access);
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn the_class_of_the_table_stands_even_against_the_statistics() {
    let s = sheet("01275", AFTER);
    assert_eq!(s.zone, ZoneRef::Known { id: "HZ".to_owned(), label: "hors zonage".to_owned() });
    assert!(sentence(&s, Subject::Zone).contains("hors zonage"));
    assert!(sentence(&s, Subject::Access).contains("sous le seuil"));
}

#[test]
fn a_missing_figure_has_a_reason_everywhere() {
    let paris = sheet("75056", AFTER);
    assert!(matches!(&paris.zone, ZoneRef::Absent { reason: Absence::NotApplicable, .. }));
    assert!(sentence(&paris, Subject::Zone).contains("fixée arrondissement par arrondissement"));
    assert!(sentence(&paris, Subject::Aids).starts_with("Sans la zone, on ne peut pas dire"));
    assert!(
        sentence(&paris, Subject::Access)
            .ends_with("pas de chiffre, notre source ne donne rien pour cette commune.")
    );
    assert_eq!(
        paris.arrondissements.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(),
        ["75101", "75105"]
    );
    let apl = paris.figures.iter().find(|f| f.column == "apl_mg_2023").expect("figure");
    assert_eq!(
        (apl.value, apl.absence, apl.text.as_str()),
        (None, Some(Absence::NotPublished), "notre source ne donne rien pour cette commune")
    );
    assert_eq!(sheet("75105", AFTER).parent.map(|p| p.code), Some(crate::common::code("75056")));
}

#[test]
fn neighbours_carry_their_class() {
    let s = sheet("12176", AFTER);
    assert_eq!(
        s.neighbours.iter().map(|n| (n.place.code.as_str(), n.differs)).collect::<Vec<_>>(),
        [("12202", Some(false)), ("12003", Some(true))]
    );
    assert!(sheet("75056", AFTER).neighbours.iter().all(|n| n.differs.is_none()));
}

#[test]
fn what_is_not_loaded_is_pending_and_nothing_is_said_of_it() {
    let whole = crate::common::dataset();
    let row = crate::common::row(&whole, "12176");
    let mut dataset =
        Dataset::new(whole.gazetteer().clone(), whole.listed().to_vec(), whole.roles().clone());
    for id in ["mg_2020", "population", "qpv_2024"] {
        dataset.insert_shipped(whole.column(id).expect(id).clone()).expect("of these places");
    }
    let s = Sheet::build(&dataset, &[row], row, AFTER);
    assert_eq!(s.pending, ["zone_med", "apl_mg_2023", "rules"]);
    assert_eq!(s.zone, ZoneRef::Pending);
    assert_eq!(s.verdict.iter().map(|v| v.about).collect::<Vec<_>>(), [Subject::Doctors]);
    assert!(s.figures.iter().all(|f| f.column != "apl_mg_2023"));
}

#[test]
fn the_sheet_writes_as_json_with_units_vintages_and_reasons() {
    let json = serde_json::to_value(sheet("75056", AFTER)).expect("writes");
    assert_eq!(json["place"]["code"], "75056");
    assert_eq!(json["date"], "2026-02-01");
    assert_eq!(json["zone"]["reason"], "not_applicable");
    assert_eq!(json["figures"][1]["unit"], "consultations par an et par habitant");
    assert_eq!(json["figures"][1]["absence"], "not_published");
    assert_eq!(json["figures"][1]["vintage"], "2023");
    assert_eq!(json["offers"][0]["verdict"]["verdict"], "refused");
    assert_eq!(json["offers"][0]["verdict"]["reasons"][0]["reason"], "closed");
    assert_eq!(json["offers"][0]["verdict"]["reasons"][0]["last"], "2025-12-31");
}

fn stand(column: &str, code: &str) -> Vec<Standing> {
    let dataset = crate::common::dataset();
    standing(&dataset, dataset.column(column).expect(column), crate::common::row(&dataset, code))
}

#[test]
fn a_commune_is_ranked_among_communes_with_ties_and_absents() {
    let all = stand("apl_mg_2023", "12176");
    // Aveyron: 4,266 3,779 3,644 2,101 1,987 0.
    assert_eq!(
        (all[0].scope, all[0].name.as_str(), all[0].rank, all[0].known, all[0].absent),
        (Scope::Departement, "Aveyron", Some(3), 6, 0)
    );
    assert_eq!(all[0].spread, Some([0.0, 1.987, 2.101, 3.644, 4.266]));
    // France: Neyron besides; Paris has no figure of its own, and its arrondissements are not
    // ranked.
    assert_eq!(
        (all[2].scope, all[2].rank, all[2].known, all[2].absent),
        (Scope::France, Some(3), 7, 1)
    );
    let doctors = stand("mg_2020", "12120");
    assert_eq!((doctors[0].rank, doctors[0].ties), (Some(2), 1));
    let none = stand("mg_2020", "12003");
    assert_eq!((none[0].rank, none[0].ties), (Some(4), 2));
    assert!(stand("apl_mg_2023", "75056").iter().all(|s| s.rank.is_none()));
    assert!(
        stand("apl_mg_2023", "75101").iter().all(|s| s.rank.is_none()),
        "an arrondissement is not ranked"
    );
}

#[test]
fn areas_have_their_sum_or_their_mean_weighted_by_population() {
    let close = |found: Option<f64>, wanted: f64| {
        assert!(found.is_some_and(|f| (f - wanted).abs() < 1e-9), "{found:?} {wanted}")
    };
    let aveyron = [
        (1.987, 346.0),
        (0.0, 47.0),
        (2.101, 3187.0),
        (3.779, 2141.0),
        (3.644, 12080.0),
        (4.266, 23981.0),
    ];
    let mean = |of: &[(f64, f64)]| {
        of.iter().map(|(v, w)| v * w).sum::<f64>() / of.iter().map(|(_, w)| w).sum::<f64>()
    };
    close(stand("apl_mg_2023", "12176")[0].aggregate, mean(&aveyron));
    // Paris counts by its arrondissements, since it has no figure of its own.
    let mut france = aveyron.to_vec();
    france.extend([(2.327, 2421.0), (6.545, 15114.0), (5.803, 55252.0)]);
    close(stand("apl_mg_2023", "12176")[2].aggregate, mean(&france));
    close(stand("mg_2020", "12176")[0].aggregate, 35.0);
    close(stand("mg_2020", "12176")[2].aggregate, 2036.0);
    assert_eq!(stand("zone_med", "12176")[0].aggregate, None);
    assert_eq!(
        (stand("zone_med", "12176")[0].same_class, stand("zone_med", "12176")[0].rank),
        (Some(4), None)
    );
}
