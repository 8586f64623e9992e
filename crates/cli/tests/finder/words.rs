//! Sentences that are read back, and words of people.

use finder::{Query, in_words, understand};
use oorandom::Rand64;

use crate::{random, shipped};

#[test]
fn sentences_are_read_back() {
    let s = shipped();
    let mut chance = Rand64::new(19);
    for _ in 0..300 {
        let query = random(&s, &mut chance, 6);
        let words = in_words(&query, &s.book, &s.dataset);
        let read = understand(&words, &s.book, &s.dataset);
        assert_eq!(
            read.query.clone().sorted(),
            query.clone().sorted(),
            "{words}\n{:?}",
            read.pieces
        );
        assert!(read.pieces.iter().all(|p| p.is_understood), "{words}\n{:?}", read.pieces);
        let (again, misread) = Query::read(&query.to_string(), &s.book);
        assert_eq!((again, misread.len()), (query.clone(), 0), "{query}");
    }
}

#[test]
fn people_are_understood() {
    let s = shipped();
    let cases = [
        (
            "zip à moins de 40 km de rodez avec école et msp",
            "zone:zip,distance:12202:40km,ecole,msp",
        ),
        (
            "ZIP ou FRR, à moins de 60 km de Toulouse, une école, une pharmacie, une MSP",
            "zone:zip-frr,distance:31555:60km,ecole,pharmacie,msp",
        ),
        ("à 45 min d'Albi et à 30 minutes du Mans", "distance:81004:45min,distance:72181:30min"),
        (
            "dans l'Aveyron ou le Lot, plus de 2 000 habitants",
            "departement:12-46,population:min2000",
        ),
        ("apl < 2,5 en Occitanie", "acces:max2.5,region:76"),
        ("une maternité à moins de 30 km, gare à moins de 10 km", "maternite:30,gare:max10"),
        ("à moins de 25 min des urgences", "urgences:max25"),
        (
            "au moins 3 généralistes, prix des maisons au plus 2000",
            "generalistes:min3,maison:max2000",
        ),
        ("frr+ en montagne", "zone:frrplus,massif:montagne"),
        ("près de Saint-Denis (974)", "distance:97411:30km"),
        // Of two places of one name the most populous, unless the other one is told.
        ("à moins de 20 km de Saint-Denis", "distance:97411:20km"),
        ("à moins de 20 km de Saint-Denis (93)", "distance:93066:20km"),
        ("à 20 km de saint-denis dans le 93", "distance:93066:20km"),
        ("près de Saint-Denis en Seine-Saint-Denis, zip", "distance:93066:30km,zone:zip"),
        ("près de Saint-Denis, à La Réunion", "distance:97411:30km,departement:974"),
        // The name of one département begins that of another.
        ("près de Vibrac en Charente-Maritime", "distance:17468:30km"),
        ("près de Vibrac (16)", "distance:16402:30km"),
        ("près de Bastia (2B)", "distance:2B033:30km"),
        ("à 20 km d'Albi dans le Lot", "distance:81004:20km,departement:46"),
        // Of one alone its département tells nothing: it is asked.
        ("à 20 km de Rodez dans le 12", "distance:12202:20km,departement:12"),
        ("à 20 km de Rodez (12)", "distance:12202:20km"),
        ("bassins de vie avec lycée", "par:bassin,lycee"),
        ("je cherche un TVS avec une pharmacie", "par:tvs,pharmacie"),
        ("intercommunalités en zip", "par:epci,zone:zip"),
        ("40 km autour de Rodez", "distance:12202:40km"),
        ("à moins de 20 minutes des urgences", "urgences:max20"),
        ("médecins de plus de 65 ans", "departs:min15"),
    ];
    for (typed, wanted) in cases {
        let read = understand(typed, &s.book, &s.dataset);
        let wanted = Query::read(wanted, &s.book);
        assert!(wanted.1.is_empty(), "{wanted:?}");
        assert_eq!(read.query.clone().sorted(), wanted.0.sorted(), "{typed}: {:?}", read.pieces);
        assert!(read.pieces.iter().all(|p| p.is_understood), "{typed}: {:?}", read.pieces);
    }
    // The others of a name are told, the most populous first; not where one said which.
    let others = |typed: &str| understand(typed, &s.book, &s.dataset).homonyms;
    let [(taken, others_of)] = &others("à 20 km de Saint-Denis")[..] else { panic!("one town") };
    assert_eq!(taken.to_string(), "97411");
    assert_eq!(others_of.first().map(ToString::to_string).as_deref(), Some("93066"));
    assert_eq!(others("à 20 km de Saint-Denis (93), près de Rodez"), []);
    let read = understand("zip avec un téléphérique et une école", &s.book, &s.dataset);
    let lost: Vec<&str> =
        read.pieces.iter().filter(|p| !p.is_understood).map(|p| &*p.text).collect();
    assert_eq!(lost, ["téléphérique"]);
    assert_eq!(read.query.to_string(), "zone:zip,ecole");
}

/// « 2B » is a number and a letter for whoever reads words: every town of Corsica is read back from its
/// sentence, and where its département is told beside its name.
#[test]
fn towns_of_corsica_are_read_back() {
    let s = shipped();
    let g = s.dataset.gazetteer();
    let code = |r: &territory::Row| g.code(*r).to_string();
    let towns: Vec<String> = (g.rows().filter(|r| g.is_commune(*r)).map(|r| code(&r)))
        .filter(|c| c.starts_with('2') && c.as_bytes()[1].is_ascii_alphabetic())
        .collect();
    assert_eq!(towns.len(), 360);
    for town in towns {
        let query = Query::read(&format!("distance:{town}:30km"), &s.book).0;
        let sentence = finder::in_words(&query, &s.book, &s.dataset);
        let read = understand(&sentence, &s.book, &s.dataset);
        assert_eq!(read.query, query, "{sentence}: {:?}", read.pieces);
        assert!(read.pieces.iter().all(|p| p.is_understood), "{sentence}: {:?}", read.pieces);
        let told = format!("{sentence} ({})", &town[..2]);
        let read = understand(&told, &s.book, &s.dataset);
        assert_eq!(read.query, query, "{told}: {:?}", read.pieces);
        assert!(read.pieces.iter().all(|p| p.is_understood), "{told}: {:?}", read.pieces);
    }
}

/// What cannot be asked is not understood as its contrary.
#[test]
fn what_is_turned_round_is_not_understood() {
    let s = shipped();
    for (typed, wanted, lost) in [
        ("zip sans pharmacie", "zone:zip", "sans pharmacie"),
        ("zip, pas de médecins", "zone:zip", "pas de médecins"),
        ("zip et aucune école", "zone:zip", "aucune école"),
        ("zip à plus de 30 km de Toulouse", "zone:zip", "30 km"),
        ("entre 500 et 1000 habitants", "", "entre 500"),
        ("pharmacie ou école", "pharmacie,ecole", "ou"),
        ("5000 habitants", "", "5000 habitants"),
        ("zip avec 2 pharmacies", "zone:zip", "2 pharmacies"),
        ("zip à 30 min d’une gare", "zone:zip", "30 min"),
        ("ni zip ni zac", "", "zip"),
        ("zip, pas dans le Lot", "zone:zip", "pas dans le Lot"),
        ("zip sauf dans le 46", "zone:zip", "sauf dans le 46"),
    ] {
        let read = understand(typed, &s.book, &s.dataset);
        let wanted = Query::read(wanted, &s.book).0;
        assert_eq!(read.query.sorted(), wanted.sorted(), "{typed}: {:?}", read.pieces);
        let pieces: Vec<&str> =
            read.pieces.iter().filter(|p| !p.is_understood).map(|p| &*p.text).collect();
        let pieces = pieces.join(" ");
        assert!(pieces.contains(lost), "{typed}: {pieces}");
    }
    let known = Query::read("distance:99999:30km,departement:12-99", &s.book).0;
    assert_eq!(known.strangers(&s.book, s.dataset.gazetteer()), ["99999", "99"]);
}
