//! Structures and specialists on the real data, against distances computed another way and figures
//! counted by hand.

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use cli::assets::Assets;
use portrait::{Specialists, Structures};
use territory::{Dataset, InseeCode, Row};

/// Code, structures within 30 km, km to the nearest.
const NEAR: [(&str, usize, f64); 6] = [
    ("08110", 24, 13.60),
    ("24312", 18, 0.87),
    ("31580", 1_653, 1.01),
    ("52374", 5, 9.99),
    ("66093", 615, 0.10),
    ("88085", 37, 8.25),
];

struct World {
    dataset: Dataset,
    structures: Structures,
    specialists: Specialists,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
        let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
        let dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
        let structures = assets.structures(dataset.gazetteer()).unwrap_or_else(|e| panic!("{e}"));
        let specialists = assets.specialists(dataset.gazetteer()).unwrap_or_else(|e| panic!("{e}"));
        World { dataset, structures, specialists }
    })
}

fn row(code: &str) -> Row {
    world().dataset.gazetteer().row(InseeCode::parse(code).expect("a code")).expect("a place")
}

/// Km by the angle between unit vectors: the arc tangent of their cross and scalar products.
fn km_by_vectors(a: (f64, f64), b: (f64, f64)) -> f64 {
    let unit = |(x, y): (f64, f64)| {
        let (x, y) = (x.to_radians(), y.to_radians());
        [y.cos() * x.cos(), y.cos() * x.sin(), y.sin()]
    };
    let (a, b) = (unit(a), unit(b));
    let cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let length = cross.iter().map(|c| c * c).sum::<f64>().sqrt();
    6371.0088 * length.atan2(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])
}

/// The same communes on every run: a multiplicative generator (Lehmer).
fn some_communes(wanted: usize) -> Vec<Row> {
    let g = world().dataset.gazetteer();
    let pool: Vec<Row> = g.rows().filter(|r| g.is_commune(*r) && g.middle(*r).is_some()).collect();
    let mut state = 20_261_122_u64;
    let mut chosen = Vec::new();
    while chosen.len() < wanted {
        state = state * 48_271 % 2_147_483_647;
        let one = pool[usize::try_from(state).expect("small") % pool.len()];
        if !chosen.contains(&one) {
            chosen.push(one);
        }
    }
    chosen
}

#[test]
fn what_is_within_30_km_is_what_looking_at_every_structure_says() {
    let World { dataset, structures, .. } = world();
    let all: Vec<(usize, (f64, f64))> =
        (0..structures.len()).filter_map(|i| Some((i, structures.get(i)?.point?))).collect();
    let mut seen = 0;
    for place in some_communes(200) {
        let here = dataset.gazetteer().middle(place).expect("chosen so");
        let far = |there| km_by_vectors(here, there);
        let mut expected: Vec<(usize, f64)> =
            all.iter().map(|(i, p)| (*i, far(*p))).filter(|(_, km)| *km <= 30.0).collect();
        expected.sort_by_key(|e| e.0);
        let near = structures.near(here, 30.0);
        assert!(near.windows(2).all(|w| w[0].km <= w[1].km), "{place:?}");
        let mut found: Vec<(usize, f64)> = near.iter().map(|n| (n.index, n.km)).collect();
        found.sort_by_key(|f| f.0);
        assert_eq!(found.len(), expected.len(), "{place:?}");
        for ((i, km), (j, wanted)) in found.iter().zip(&expected) {
            assert!(i == j && (km - wanted).abs() < 1e-6, "{place:?}: {i} {km}, {j} {wanted}");
        }
        // The wind is that of a flat map, but for the two whose line is near.
        for n in &near {
            let there = structures.get(n.index).and_then(|s| s.point).expect("it is near");
            let Some(wind) = n.direction else { continue };
            let east = (there.0 - here.0) * here.1.to_radians().cos();
            let turn = east.atan2(there.1 - here.1).to_degrees().rem_euclid(360.0);
            let at = portrait::Wind::ALL.iter().position(|w| *w == wind).expect("one of eight");
            let off = (turn - 45.0 * f64::from(u8::try_from(at).expect("small")) + 180.0)
                .rem_euclid(360.0)
                - 180.0;
            assert!(off.abs() < 23.0, "{place:?}: {wind:?} at {turn}");
        }
        seen += near.len();
    }
    assert!(seen > 10_000, "{seen}");
}

/// Counted by a program in another language from the same tables, with town halls to the last
/// digit.
#[test]
fn what_is_within_30_km_of_some_communes_is_what_was_counted_elsewhere() {
    let World { dataset, structures, .. } = world();
    for (code, count, nearest) in NEAR {
        let here = dataset.gazetteer().middle(row(code)).expect("a town hall");
        let near = structures.near(here, 30.0);
        assert_eq!(near.len(), count, "{code}");
        assert!((near[0].km - nearest).abs() < 0.02, "{code}: {} {nearest}", near[0].km);
    }
}

#[test]
fn every_kind_has_as_many_sites_as_were_counted() {
    let structures = &world().structures;
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for i in 0..structures.len() {
        let s = structures.get(i).expect("a structure");
        *found.entry((s.source.id.as_str(), s.kind.id.as_str())).or_default() += 1;
    }
    let occitanie = [
        ("msp", 372),
        ("centre-sante", 280),
        ("cpts", 82),
        ("hopital", 184),
        ("maternite", 1),
        ("garde", 41),
        ("pharmacie", 1918),
        ("laboratoire", 461),
        ("imagerie", 116),
        ("ehpad", 885),
        ("domicile", 277),
        ("readaptation", 106),
        ("psychiatrie", 562),
        ("autres-soins", 804),
        ("autres", 3918),
    ];
    let hospitals = [
        ("hopital", 1776),
        ("ehpad", 531),
        ("domicile", 23),
        ("readaptation", 722),
        ("psychiatrie", 1532),
        ("autres-soins", 213),
    ];
    let mut expected: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    expected.extend(occitanie.map(|(kind, n)| (("finess_occitanie_2026", kind), n)));
    expected.extend(hospitals.map(|(kind, n)| (("finess_hopitaux_2020", kind), n)));
    expected.insert(("finess_urgences_2026", "urgences"), 595);
    expected.insert(("finess_maternites_2026", "maternite"), 320);
    assert_eq!(found, expected);
    assert_eq!((structures.len(), structures.points().count()), (15_719, 15_656));
}

#[test]
fn every_list_says_what_it_is_and_no_incomplete_one_says_none() {
    let World { dataset, structures, .. } = world();
    let about = structures.about();
    for s in &about.sources {
        assert!(
            [&s.producer, &s.title, &s.vintage, &s.licence, &s.covers, &s.area, &s.limits]
                .iter()
                .all(|w| !w.is_empty()),
            "{}",
            s.id
        );
        assert!(s.url.starts_with("https://") && s.year >= 2020, "{}", s.id);
    }
    for (kind, departement) in
        about.kinds.iter().flat_map(|k| ["12", "15", "75", "971", "2A"].map(|d| (k, d)))
    {
        let said = about.nothing_near(kind, departement, 10.0);
        let sure = about.lists(kind, departement).any(|s| s.complete && s.kinds.contains(&kind.id));
        let doubts = ["incomplète", "qu’une partie", "seulement"].iter().any(|w| said.contains(w));
        assert_eq!(sure, !doubts, "{said}");
        assert!(
            said.ends_with('.') && !said.contains(" :") && said.starts_with(char::is_uppercase),
            "{said}"
        );
    }
    let says = |kind: &str, departement: &str| {
        about.nothing_near(&about.kinds[about.kind(kind).expect("a kind")], departement, 10.0)
    };
    assert_eq!(
        says("pharmacie", "12"),
        "Aucune pharmacie connue à moins de 10 km dans la liste de 2026 (Occitanie)."
    );
    assert_eq!(
        says("pharmacie", "15"),
        "Pharmacies\u{202f}: liste publiée ici pour l’Occitanie seulement."
    );
    // Every site is where its list says that it speaks of, and known sites are there.
    for i in 0..structures.len() {
        let s = structures.get(i).expect("a structure");
        if let Some(row) = s.row {
            assert!(
                s.source.covers(dataset.gazetteer().code(row).departement()),
                "{} {}",
                s.id,
                s.name
            );
        }
        assert!(
            !s.name.is_empty() && !s.name.contains(char::is_control) && s.name.trim() == s.name,
            "{:?}",
            s.name
        );
    }
    let rodez: Vec<_> = structures.of_row(row("12202")).filter_map(|i| structures.get(i)).collect();
    assert!(rodez.iter().any(|s| s.kind.id == "hopital" && s.year == 2026), "{rodez:?}");
    // The Hôtel-Dieu is listed in Paris and not drawn in the Cher, where its list puts it.
    let hotel_dieu: Vec<_> = (0..structures.len())
        .filter_map(|i| structures.get(i))
        .filter(|s| s.id == "750100018")
        .collect();
    assert!(
        hotel_dieu.len() == 2 && hotel_dieu.iter().all(|s| s.point.is_none() && s.row.is_some()),
        "{hotel_dieu:?}"
    );
}

#[test]
fn specialists_are_in_as_many_communes_as_were_counted() {
    let World { dataset, specialists, .. } = world();
    let about = specialists.about();
    assert_eq!(about.specialties.len(), 44);
    assert_eq!(about.specialties.iter().filter(|s| s.cnam.is_some()).count(), 30);
    for (id, communes) in [
        ("psychiatrie", 1985),
        ("ophtalmologie", 1381),
        ("cardiologie", 1304),
        ("pediatrie", 1217),
        ("gynecologie", 1128),
        ("dermatologie", 964),
        ("endocrinologie", 665),
        ("stomatologie", 387),
        ("radiotherapie", 284),
        ("hematologie", 232),
        ("medecine-legale", 66),
    ] {
        assert_eq!(
            specialists.communes(specialists.specialty(id).expect(id)).len(),
            communes,
            "{id}"
        );
    }
    let g = dataset.gazetteer();
    for (at, place) in (0..about.specialties.len())
        .flat_map(|at| some_communes(20).into_iter().map(move |p| (at, p)))
    {
        let here = g.middle(place).expect("chosen so");
        let far = |r: Row| g.middle(r).map(|there| km_by_vectors(here, there));
        let nearest =
            specialists.communes(at).iter().filter_map(|r| far(*r)).fold(f64::INFINITY, f64::min);
        let found = specialists.nearest(at, place, g, 5);
        assert_eq!(found.len(), 5);
        assert!((found[0].1 - nearest).abs() < 1e-6, "{place:?}: {found:?}");
        assert!(found.iter().all(|(r, km)| specialists.is_at(at, *r, g)
            && far(*r).is_some_and(|f| (f - km).abs() < 1e-6)));
    }
    let cardiology = specialists.specialty("cardiologie").expect("there");
    assert_eq!(specialists.nearest(cardiology, row("75119"), g, 1), [(row("75056"), 0.0)]);
}
