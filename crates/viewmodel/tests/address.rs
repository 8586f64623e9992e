//! The address says everything and nothing more, in the form of today and in that of old links.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::{collection, option, prelude::*};
use territory::{AreaKind, InseeCode};
use viewmodel::{
    Address, Route, Scenario, View, decimal,
    scenario::{Classes, Name, Number, Point, Territory},
};

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn code(text: &str) -> InseeCode {
    InseeCode::parse(text).expect(text)
}

fn number(value: f64) -> Number {
    Number::new(value).expect("finite")
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

#[test]
fn the_address_says_everything_and_nothing_more() {
    let full = Address {
        route: Route::Access,
        code: Some(code("2A004")),
        indicator: Some("apl_mg_2023".into()),
        date: Some(date(2025, 12, 31)),
        other_code: Some(code("12202")),
        other_date: Some(date(2026, 1, 1)),
        view: Some(View { lon: -1.5, lat: 44.25, zoom: 8.5 }),
        wrong: Vec::new(),
        rest: vec!["bench=1".into()],
        answers: BTreeMap::from([
            ("project".into(), "first".into()),
            ("days_per_week".into(), "2.5".into()),
        ]),
        scenario: Scenario { doctors: Some(number(2.0)), ..Scenario::default() },
    };
    assert_eq!(
        full.to_query(),
        "?vue=acces&c=2A004&i=apl_mg_2023&d=2025-12-31&b=12202&bd=2026-01-01\
         &v=-1.5000,44.2500,8.50&bench=1"
    );
    // What the doctor answers and tries stays in the fragment, which no browser sends.
    assert_eq!(full.to_fragment(), "#days_per_week=2.5&project=first&acces.medecins=2");
    assert_eq!(Address::of_link(&full.to_link()), full);
    assert_eq!(Address::of_link(&full.to_link().replace(',', "%2C").replace('.', "%2e")), full);
    assert_eq!(Address::of_link(&format!("https://ici.fr/plaque/{}", full.to_link())), full);
    assert_eq!(Address::default().to_link(), "");
}

#[test]
fn what_is_wrong_is_reported_and_the_rest_applied() {
    let wrong = [
        "c=123",
        "i=A-B",
        "i=",
        "d=2025-13-01",
        "d=hier",
        "b=1",
        "bd=demain",
        "v=1,2",
        "v=1,2,3,4",
        "v=200,0,5",
        "v=1,NaN,5",
        "vue=plan",
        "vue",
        "&&",
    ];
    for wrong in wrong {
        let said = wrong.split('&').filter(|p| !p.is_empty()).map(str::to_owned).collect();
        assert_eq!(Address::parse(wrong), Address { wrong: said, ..Address::default() }, "{wrong}");
    }
    let wrong = [
        "plan_doctors=many",
        "plan_from=x",
        "plan_km=many",
        "plan_km=300",
        "plan_with_xx=1",
        "plan_in_12004=two",
        "plan_in_1=1",
        "plan_area=ici",
        "plan_bounds=2_x",
        "plan_",
        "plan_x=y",
        "acces.medecins=inf",
        "acces.medecins",
        "acces.gardes=12004",
        "acces.gardes=12004:1,",
        "portrait.avec=12004,xx",
        "portrait.territoire=perimetre-x",
        "portrait.chiffre=%C3%A9",
    ];
    for wrong in wrong {
        let read = Address::default().with_fragment(&format!("#sector=1&{wrong}"));
        assert_eq!((read.wrong, read.scenario), (vec![wrong.to_owned()], Scenario::default()));
        assert_eq!(read.answers, BTreeMap::from([("sector".to_owned(), "1".to_owned())]));
    }
    // An element of the page, or nothing of ours.
    for other in ["#", "#aides", "#=1", "#Project=a", "#project=", "#project=<b>", "#&&", "#a=%20"]
    {
        assert_eq!(Address::default().with_fragment(other), Address::default(), "{other}");
    }
}

/// Found by the fuzzer: a piece that is not ours may itself begin with a question mark.
#[test]
fn only_the_first_question_mark_is_the_query_s() {
    let address = Address::parse("?c=1&?c=12089");
    assert_eq!((address.code, address.wrong.as_slice()), (None, &["c=1".to_owned()][..]));
    assert_eq!(Address::parse(&address.to_query()).code, None);
}

#[test]
fn other_pieces_are_kept_as_they_came_and_read_decoded() {
    let query = "?geojson=a%20b+c.geojson&c=12089&bench=1&geojson=https%3A%2F%2Fici.fr%2Fx%3Fa%3D1";
    let address = Address::parse(query);
    assert!(address.has("bench=1") && !address.has("bench=0"));
    let named: Vec<String> = address.others("geojson").collect();
    assert_eq!(named, ["a b+c.geojson", "https://ici.fr/x?a=1"]);
    let kept = "&geojson=a%20b+c.geojson&bench=1&geojson=https%3A%2F%2Fici.fr%2Fx%3Fa%3D1";
    assert_eq!(address.to_query(), format!("?c=12089{kept}"));
}

#[test]
fn only_a_move_of_the_map_is_no_step() {
    let here = Address { code: Some(code("12089")), ..Address::default() };
    let moved = Address { view: Some(View { lon: 2.0, lat: 44.0, zoom: 6.0 }), ..here.clone() };
    assert!(!moved.is_step_from(&here));
    let tried = Scenario { radius_km: Some(10), ..Scenario::default() };
    for other in [
        Address::default(),
        Address { route: Route::Aids, ..here.clone() },
        Address { date: Some(date(2025, 1, 1)), ..here.clone() },
        Address { indicator: Some("frr".into()), ..here.clone() },
        Address { answers: BTreeMap::from([("sector".into(), "1".into())]), ..here.clone() },
        Address { other_code: Some(code("12202")), ..here.clone() },
        Address { other_date: Some(date(2025, 1, 1)), ..here.clone() },
        Address { scenario: tried, ..here.clone() },
    ] {
        assert!(other.is_step_from(&here) && here.is_step_from(&other), "{other:?}");
    }
}

/// Links as people shared them before the keys had their form of today.
#[test]
fn old_links_are_understood_and_written_as_today() {
    let old = "#project=first&plan_doctors=-1&plan_model=simple&plan_gives=5000&plan_in_12004=1\
               &plan_in_12176=0.5&plan_level=tvs&plan_cut=bornes&plan_mark=2.5&plan_bounds=2.5_4\
               &plan_from=1.250&plan_to=3&plan_area=perimetre-2&plan_km=30&plan_with_46102=1\
               &plan_with_12089=1&plan_figure=apl_mg_2023&plan_kind=msp&plan_near=5\
               &plan_specialty=cardio&plan_cpts_population=70000&plan_msp_points=3200";
    let scenario = Scenario {
        doctors: Some(number(-1.0)),
        kept: [(code("12004"), number(1.0)), (code("12176"), number(0.5))].into(),
        model: Some(name("simple")),
        consultations: Some(number(5_000.0)),
        level: Some(AreaKind::Tvs),
        classes: Classes::ByHand,
        mark: Some(number(2.5)),
        bounds: vec![number(2.5), number(4.0)],
        from: Some(number(1.25)),
        to: Some(number(3.0)),
        territory: Territory::Perimeter(2),
        radius_km: Some(30),
        members: [code("12089"), code("46102")].into(),
        figure: Some(name("apl_mg_2023")),
        structures: Some(name("msp")),
        structures_km: Some(5),
        specialty: Some(name("cardio")),
        teams: [(name("cpts_population"), number(70_000.0)), (name("msp_points"), number(3_200.0))]
            .into(),
        // No old link had any.
        wanted: String::new(),
        outline: String::new(),
        shortlist: Vec::new(),
        compared: Vec::new(),
        alike: None,
        point: None,
        stated: BTreeMap::new(),
    };
    let address = Address::default().with_fragment(old);
    assert_eq!((&address.wrong, &address.scenario), (&Vec::new(), &scenario));
    assert_eq!(address.answers, BTreeMap::from([("project".to_owned(), "first".to_owned())]));
    assert_eq!(
        address.to_fragment(),
        "#project=first&acces.medecins=-1&acces.gardes=12004:1,12176:0.5&acces.modele=simple\
         &acces.consultations=5000&acces.niveau=tvs&acces.classes=bornes&acces.repere=2.5\
         &acces.bornes=2.5,4&acces.de=1.25&acces.a=3&portrait.territoire=perimetre-2\
         &portrait.rayon=30&portrait.avec=12089,46102&portrait.chiffre=apl_mg_2023\
         &portrait.structures=msp&portrait.autour=5&portrait.specialite=cardio\
         &portrait.equipes=cpts_population:70000,msp_points:3200"
    );
    for (area, territory) in [
        ("rayon", Territory::Circle),
        ("communes", Territory::Members),
        ("france", Territory::Country),
        ("departement", Territory::Area(AreaKind::Departement)),
    ] {
        let read = Address::of_link(&format!("portrait.html?c=12089#plan_area={area}"));
        assert_eq!(read.scenario.territory, territory);
    }
}

fn any_code() -> impl Strategy<Value = InseeCode> {
    "(0[1-9]|[1-8][0-9]|9[0-5]|2[AB])[0-9]{3}".prop_map(|text| code(&text))
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1e6..1e6).prop_map(number),
        any::<f64>().prop_filter_map("finite", Number::new),
        (-3i32..9000).prop_map(|n| number(f64::from(n))),
    ]
}

fn any_name() -> impl Strategy<Value = Name> {
    "[A-Za-z0-9_.-]{1,64}".prop_map(|text| name(&text))
}

/// A question of a team: none of the keys of old links.
fn any_question() -> impl Strategy<Value = Name> {
    "q[a-z0-9_]{1,30}".prop_map(|text| name(&text))
}

fn any_area() -> impl Strategy<Value = AreaKind> {
    prop::sample::select(AreaKind::ALL.to_vec())
}

fn any_territory() -> impl Strategy<Value = Territory> {
    prop_oneof![
        Just(Territory::Place),
        Just(Territory::Circle),
        Just(Territory::Members),
        Just(Territory::Country),
        any::<u16>().prop_map(Territory::Perimeter),
        any_area().prop_map(Territory::Area),
    ]
}

prop_compose! {
    fn any_access()(
        doctors in option::of(any_number()),
        kept in collection::btree_map(any_code(), any_number(), 0..4),
        model in option::of(any_name()),
        consultations in option::of(any_number()),
        level in option::of(any_area()),
        classes in prop::sample::select(Classes::ALL.to_vec()),
        mark in option::of(any_number()),
        bounds in collection::vec(any_number(), 0..5),
        from in option::of(any_number()),
        to in option::of(any_number()),
    ) -> Scenario {
        Scenario {
            doctors, kept, model, consultations, level, classes: classes.0, mark, bounds, from, to,
            ..Scenario::default()
        }
    }
}

prop_compose! {
    fn any_scenario()(
        access in any_access(),
        territory in any_territory(),
        radius_km in any::<Option<u8>>(),
        members in collection::btree_set(any_code(), 0..4),
        figure in option::of(any_name()),
        structures in option::of(any_name()),
        structures_km in any::<Option<u8>>(),
        specialty in option::of(any_name()),
        teams in collection::btree_map(any_question(), any_number(), 0..4),
        stated in collection::btree_map(any_code(), any_name(), 0..4),
        point in option::of((-90.0..=90.0_f64, -180.0..=180.0_f64)),
    ) -> Scenario {
        Scenario {
            territory, radius_km, members, figure, structures, structures_km, specialty, teams,
            stated,
            point: point.and_then(|(lat, lon)| Point::new(lat, lon)),
            ..access
        }
    }
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0u64..20_000).prop_map(|days| date(2010, 1, 1) + Days::new(days))
}

/// As precise as an address is.
fn any_view() -> impl Strategy<Value = View> {
    let parts = (-1_800_000i32..=1_800_000, -850_000i32..=850_000, 0i32..=2_400);
    parts.prop_map(|(lon, lat, zoom)| View {
        lon: f64::from(lon) / 1e4,
        lat: f64::from(lat) / 1e4,
        zoom: f64::from(zoom) / 1e2,
    })
}

prop_compose! {
    fn any_address()(
        route in prop::sample::select(Route::ALL.to_vec()),
        code in option::of(any_code()),
        indicator in option::of("[a-z0-9_]{1,30}"),
        dates in (option::of(any_date()), option::of(any_date())),
        other_code in option::of(any_code()),
        view in option::of(any_view()),
        rest in collection::vec("(geojson|table|bench|k)(=[^&#\u{0}-\u{1f}]{0,20})?", 0..3),
        answers in collection::btree_map("[a-z0-9_]{1,20}", "[A-Za-z0-9_.-]{1,24}", 0..4),
        scenario in any_scenario(),
    ) -> Address {
        let answers = answers.into_iter().filter(|a| !a.0.starts_with("plan_")).collect();
        Address {
            route: route.0, code, indicator, date: dates.0, other_code, other_date: dates.1, view,
            wrong: Vec::new(), rest, answers, scenario,
        }
    }
}

#[test]
fn numbers_are_decimal_and_nothing_else() {
    for (text, value) in [("12.50", 12.5), ("-0.25", -0.25), (".5", 0.5), ("007", 7.0), ("5.", 5.0)]
    {
        assert_eq!(decimal(text), Some(value), "{text}");
    }
    for text in ["", "-", ".", "1e3", "+1", " 1", "1.2.3", "--1", "inf", "NaN", "1,5", "٣"] {
        assert_eq!(decimal(text), None, "{text}");
    }
    assert_eq!(decimal(&"9".repeat(400)), None, "no number is that large");
}

proptest! {
    #[test]
    fn a_number_that_is_written_is_read_back(value in any::<f64>()) {
        let finite = value.is_finite().then_some(value);
        prop_assert_eq!(decimal(&value.to_string()), finite);
    }
}

proptest! {
    /// What is written is read again the same.
    #[test]
    fn an_address_is_read_as_it_was_written(address in any_address()) {
        prop_assert_eq!(Address::of_link(&address.to_link()), address);
    }

    /// An old link means what the link of today means.
    #[test]
    fn old_keys_and_new_ones_say_the_same(scenario in any_scenario()) {
        // What old links could not say.
        let scenario = Scenario { stated: BTreeMap::new(), point: None, ..scenario };
        let mut read = Scenario::default();
        for (key, value) in scenario.to_old() {
            prop_assert_eq!(read.set(&key, &value), Some(Ok(())), "{}={}", key, value);
        }
        prop_assert_eq!(read, scenario);
    }

    /// Any text is read without failing, and what was understood of it stays.
    #[test]
    fn any_text_is_an_address(text in "(\\?|#|&|=|plan_|acces\\.|c=|vue=|v=|%|[ -~éà]){0,60}") {
        let address = Address::of_link(&text);
        let again = Address::of_link(&address.to_link());
        let expected = Address { wrong: Vec::new(), ..address };
        prop_assert_eq!(again, expected);
    }
}

/// A condition more is a step back; a weight is none.
#[test]
fn a_weight_is_no_step_of_the_history() {
    let of =
        |wanted: &str| Address::default().with_fragment(&format!("#trouver.criteres={wanted}"));
    let before = of("zone:zip,ecole");
    assert!(of("zone:zip,ecole,msp").is_step_from(&before));
    assert!(!of("zone:zip,ecole,poids:acces:5").is_step_from(&before));
    assert!(!of("zone:zip,ecole").is_step_from(&of("zone:zip,ecole,poids:acces:5")));
}
