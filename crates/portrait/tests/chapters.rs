//! What a portrait shows first: strips, the sentence that compares with France, the order of parts.

use portrait::{
    Beside, Book, Chapter, Figure, Portrait, Section, Strip, briefly, differs, heading, marks,
};
use territory::Origin;

/// A rate here and in France, in percent.
fn rate(id: &str, here: Option<f64>, france: Option<f64>) -> Figure {
    let written = |v: f64| format!("{}", v).replace('.', ",");
    Figure {
        id: id.to_owned(),
        label: id.to_owned(),
        definition: String::new(),
        text: here.map_or_else(|| "non publié".to_owned(), |v| format!("{}\u{202f}%", written(v))),
        number: here.map_or_else(String::new, written),
        value: here,
        class: None,
        shares: Vec::new(),
        absent: None,
        unit: "%".to_owned(),
        vintage: "2022".to_owned(),
        level: "commune".to_owned(),
        of: String::new(),
        rule: "chiffre de la commune".to_owned(),
        known: 1,
        communes: 1,
        beside: vec![Beside {
            level: "france",
            name: "France".to_owned(),
            value: france,
            covered: None,
            text: france.map_or_else(String::new, |v| format!("{}\u{202f}%", written(v))),
            number: france.map_or_else(String::new, written),
        }],
        origin: Origin {
            producer: String::new(),
            title: String::new(),
            url: String::new(),
            licence: String::new(),
            processing: String::new(),
        },
        limits: String::new(),
    }
}

fn portrait(figures: Vec<Figure>) -> Portrait {
    let section = Section { id: "all".to_owned(), title: String::new(), figures, gaps: Vec::new() };
    Portrait {
        title: "Ici".to_owned(),
        subtitle: String::new(),
        communes: Vec::new(),
        people: 0.0,
        sections: vec![section],
        pending: Vec::new(),
    }
}

fn book(ids: &[&str]) -> Book {
    let strip = |id: &&str| Strip {
        id: (*id).to_owned(),
        name: Some(format!("les {id}")),
        more: Some(format!("{id} plus accessibles")),
        less: Some(format!("{id} moins accessibles")),
    };
    Book {
        chapters: vec![Chapter {
            id: "one".to_owned(),
            title: String::new(),
            parts: Vec::new(),
            strips: ids.iter().map(strip).collect(),
        }],
        ..Book::default()
    }
}

/// 20 % against 10 % is twice, 3 % against 9 % a third, 11 % against 10 % within a fifth: the third
/// is not said, and what differs most comes first on its side.
#[test]
fn what_differs_from_france_is_said_and_what_is_near_is_not() {
    let all = portrait(vec![
        rate("a", Some(13.0), Some(10.0)),
        rate("b", Some(20.0), Some(10.0)),
        rate("c", Some(3.0), Some(9.0)),
        rate("d", Some(11.0), Some(10.0)),
    ]);
    assert_eq!(
        differs(&all, &book(&["a", "b", "c", "d"])).as_deref(),
        Some(
            "Plus qu’en France\u{202f}: les b (20\u{202f}% contre 10\u{202f}% en 2022) et les a (13\u{202f}% contre 10\u{202f}% en 2022)\u{202f}; \
             moins qu’en France\u{202f}: les c (3\u{202f}% contre 9\u{202f}% en 2022)."
        )
    );
    assert_eq!(
        differs(&all, &book(&["d"])).as_deref(),
        Some("Proche de la France pour ce qui est comparé ici.")
    );
}

/// 13 % against 10 % and 20 % against 10 % are a fifth more, 3 % against 9 % less: the first two of the
/// book are named; where nothing is a fifth away the title stands alone.
#[test]
fn the_heading_of_a_chapter_says_what_differs_most() {
    let all = portrait(vec![
        rate("a", Some(13.0), Some(10.0)),
        rate("b", Some(20.0), Some(10.0)),
        rate("c", Some(3.0), Some(9.0)),
        rate("d", Some(11.0), Some(10.0)),
        rate("none", Some(0.0), Some(10.0)),
    ]);
    let of = |ids: &[&str]| {
        let chapter = Chapter { title: "Soignants".to_owned(), ..book(ids).chapters[0].clone() };
        heading(&all, &chapter)
    };
    assert_eq!(
        of(&["a", "b", "c", "d"]),
        "Soignants\u{202f}: a plus accessibles, b plus accessibles qu’en France"
    );
    assert_eq!(of(&["a", "d", "nowhere"]), "Soignants\u{202f}: a plus accessibles qu’en France");
    assert_eq!(of(&["d", "nowhere"]), "Soignants");
    // Nothing at all is less than in France.
    assert_eq!(
        of(&["none", "d", "c", "b"]),
        "Soignants\u{202f}: none moins accessibles, c moins accessibles qu’en France"
    );
}

/// Neither a figure that is missing on one side nor one of a wider area is compared.
#[test]
fn what_is_not_known_is_compared_with_nothing() {
    let wide = Figure { of: "Aveyron".to_owned(), ..rate("w", Some(20.0), Some(10.0)) };
    let all = portrait(vec![rate("a", None, Some(10.0)), rate("b", Some(1.0), None), wide]);
    assert_eq!(differs(&all, &book(&["a", "b", "w", "nowhere"])), None);
    assert!(marks(&rate("a", None, Some(10.0))).is_empty());
    assert!(marks(&rate("b", Some(1.0), None)).is_empty());
}

/// A strip goes from nothing to the most of its figures: 5 of 20 stands at a quarter.
#[test]
fn marks_stand_on_a_scale_from_nothing_to_the_most() {
    let found = marks(&rate("a", Some(5.0), Some(20.0)));
    let at: Vec<(Option<&str>, f64)> = found.iter().map(|m| (m.level, m.at)).collect();
    assert_eq!(at, [(None, 0.25), (Some("france"), 1.0)]);
    assert!(marks(&rate("a", Some(-5.0), Some(20.0))).is_empty());
}

/// A short unit stays beside its number; a long one stands apart.
#[test]
fn a_long_unit_stands_apart() {
    assert_eq!(briefly(&rate("a", Some(5.0), None)), ("5\u{202f}%", None));
    let long =
        Figure { text: "5\u{202f}ETP/100 000 hab.".to_owned(), ..rate("a", Some(5.0), None) };
    assert_eq!(briefly(&long), ("5", Some("ETP/100 000 hab.")));
}

/// A part that no chapter shows, or a strip of a figure that is none, is found when the book is read.
#[test]
fn a_book_whose_chapters_do_not_hold_is_refused() {
    let mut book = book(&["a"]);
    assert_eq!(book.check_chapters(), Err("no figure is called `a`".to_owned()));
    book.parts.push(portrait::Part { id: "p".to_owned(), title: String::new(), groups: vec![] });
    assert_eq!(book.check_chapters(), Err("part `p` stands in 0 chapters, not in one".to_owned()));
    book.chapters[0] =
        Chapter { parts: vec!["p".to_owned()], strips: Vec::new(), ..book.chapters[0].clone() };
    assert_eq!(book.check_chapters(), Ok(()));
}
