//! A file of rules that is right, and every way to spoil it: the file, the line and the reason are
//! named.

use rulebook::{arithmetic, compile};

const RIGHT: &str = r#"last_checked = "2026-11-22"

[sources]
text = { title = "Texte", url = "https://example.org" }

[[questions]]
id = "days"
label = "Jours"
kind = "number"

[[questions]]
id = "sector"
label = "Secteur"
kind = "choice"
options = [{ id = "1", label = "Secteur 1" }]

[[offers]]
id = "x"
order = 1
family = "convention-2016"
payer = "cpam"
short = "X"
name = "X"
summary = "Au moins {least}"
from = "2017-01-01"
to = "2025-12-31"
replaced_by = "autre chose"
references = ["text"]

[[offers.requires]]
id = "days"
text = "au moins {least}"
if = "days >= least"
references = ["text"]
article = "article 4"

[[offers.payments]]
label = "versement"
amount = "base * days"
once = "0"

[parameters.base]
label = "Base"
unit = "EUR"
values = [{ from = "2017-01-01", to = "2020-12-31", value = 1 }, { from = "2021-01-01", value = 2 }]
references = ["text"]
confidence = "H"

[parameters.least]
label = "Le moins"
unit = "jours/semaine"
values = [{ from = "2017-01-01", value = 2 }]
references = ["text"]
confidence = "H"
"#;

fn read(text: &str) -> Result<territory::RuleBook, rulebook::RuleError> {
    compile(&[("x.toml".to_owned(), text.to_owned())])
}

#[test]
fn a_right_file_is_read() {
    let book = read(RIGHT).expect("right");
    assert_eq!((book.offers.len(), book.parameters.len(), book.questions.len()), (1, 2, 2));
    let days = &book.offers[0].requires[0];
    assert_eq!(days.references, book.offers[0].references);
    assert_eq!(days.article.as_deref(), Some("article 4"));
    let json = serde_json::to_string(&book).expect("JSON");
    assert_eq!(serde_json::from_str::<territory::RuleBook>(&json).expect("a rule book"), book);
}

#[test]
fn a_wrong_file_is_refused_with_its_line_and_the_reason() {
    // What replaces what, the text on whose line the error is said to be, and what it says.
    for (right, wrong, at, says) in [
        ("order = 1", "order = one", "order =", "string values must be quoted"),
        ("short = \"X\"", "shrot = \"X\"", "shrot", "unknown field `shrot`"),
        ("days >= least\"", "days >= lest\"", "if = ", "lest is neither a step"),
        ("days >= least\"", "days >=\"", "if = ", "is not a formula"),
        ("days >= least\"", "days + least\"", "if = ", "gives a number, not yes or no"),
        ("days >= least\"", "sector >= least\"", "if = ", "a word where a number is wanted"),
        ("days >= least\"", "sector == \\\"2\\\"\"", "if = ", "sector has no option 2"),
        ("base * days\"", "base * days.days.days\"", "amount =", "its name, a dot"),
        ("base * days\"", "si days > least alors base\"", "amount =", "« sinon » is missing"),
        ("once = \"0\"", "once = \"0\"\nmonths = \"2\"", "amount =", "says when"),
        (
            "summary = \"Au moins {least}\"",
            "summary = \"Au moins {last}\"",
            "[[offers]]\nid = \"x\"",
            "x.last is not a parameter",
        ),
        (
            "to = \"2020-12-31\", value = 1",
            "to = \"2020-12-30\", value = 1",
            "[[offers]]\nid = \"x\"",
            "no value on some days",
        ),
        (
            "to = \"2020-12-31\", value = 1",
            "to = \"2021-01-01\", value = 1",
            "[parameters.base]",
            "overlap",
        ),
        (
            "from = \"2021-01-01\", value = 2",
            "from = \"2021-02-30\", value = 2",
            "values = [{ from",
            "out of range",
        ),
        ("replaced_by = \"autre chose\"\n", "", "[[offers]]\nid = \"x\"", "what replaced it"),
        (
            "references = [\"text\"]\n\n[[offers.requires]]",
            "references = []\n\n[[offers.requires]]",
            "[[offers]]\nid = \"x\"",
            "a period and a reference",
        ),
        (
            "references = [\"text\"]\n\n[[offers.requires]]",
            "references = [\"txt\"]\n\n[[offers.requires]]",
            "[[offers]]\nid = \"x\"",
            "not among the sources",
        ),
        (
            "references = [\"text\"]\narticle",
            "references = [\"txt\"]\narticle",
            "if = ",
            "days: txt is not among the sources",
        ),
        ("references = [\"text\"]\narticle", "article", "if = ", "an article of no text"),
        ("unit = \"EUR\"", "unit = \"F\"", "unit = \"F\"", "unknown variant `F`"),
        (
            "id = \"sector\"",
            "id = \"days\"",
            "[[questions]]\nid = \"days\"\nlabel = \"Secteur\"",
            "is there twice",
        ),
        (
            "replaced_by = \"autre chose\"",
            "replaced_by = \"autre chose\"\nexcludes = [\"y\"]",
            "[[offers]]\nid = \"x\"",
            "y is not an aid",
        ),
    ] {
        assert!(RIGHT.contains(right), "{right}");
        let text = RIGHT.replacen(right, wrong, 1);
        let error = read(&text).expect_err(wrong);
        let line = 1 + text[..text.find(at).expect(at)].matches('\n').count();
        assert!(error.why.contains(says), "{wrong}: {error}");
        assert_eq!((error.file.as_str(), error.line), ("x.toml", line), "{wrong}: {error}");
    }
}

#[test]
fn arithmetic_is_read_as_written() {
    for (text, result) in [
        ("12 500 × 4", 50_000.0),
        ("25 % × 30 000", 7_500.0),
        ("50 000 × 24 ÷ 60", 20_000.0),
        ("2,5 + 0,5 − 1", 2.0),
    ] {
        assert!((arithmetic(text).expect(text) - result).abs() < 1e-9, "{text}");
    }
    for text in ["", "douze", "1 +", "5 ÷ 0", "days"] {
        assert!(arithmetic(text).is_err(), "{text}");
    }
}

/// What a formula of the aid comes to once read.
fn formula(written: &str) -> Result<territory::rules::Formula, String> {
    let text = RIGHT.replace("amount = \"base * days\"", &format!("amount = \"{written}\""));
    let text = format!(
        "{text}\n[[names]]\nname = \"enough\"\nformula = \"days >= 3 et non (days > 5)\"\n"
    );
    let book = read(&text).map_err(|e| e.to_string())?;
    Ok(book.offers[0].payments[0].amount.clone())
}

#[test]
fn years_and_months_are_said_in_words() {
    for (words, signs) in [
        ("selon_annee(1, 2, 3)", "si year <= 1 alors 1 sinon si year <= 2 alors 2 sinon 3"),
        (
            "selon_annee_apres(least, 1, 2, 3)",
            "si year <= least + 1 alors 1 sinon si year <= least + 2 alors 2 sinon 3",
        ),
        ("en_annees(least + 1)", "(least + 1) / 12"),
        ("60 - mois_avant(year)", "60 - 12 * (year - 1)"),
        ("part_de_l_annee(days)", "max(0, min(1, days / 12 - (year - 1)))"),
        ("si oui(least) alors 1 sinon 0", "si least > 0.9 alors 1 sinon 0"),
        ("si enough alors 1 sinon 0", "si days >= 3 et non (days > 5) alors 1 sinon 0"),
    ] {
        assert_eq!(formula(words), formula(signs), "{words}");
        assert!(formula(words).is_ok(), "{words}: {:?}", formula(words));
    }
    for (wrong, why) in [
        ("selon_annee(1)", "selon_annee with 1"),
        ("mois_avant(1, 2)", "mois_avant with 2"),
        ("si oui(days) alors 1 sinon 0", "oui with 1"),
        ("si enough(1) alors 1 sinon 0", "enough with 1"),
    ] {
        let said = formula(wrong).expect_err(wrong);
        assert!(said.contains(why), "{wrong}: {said}");
    }
    let twice = format!(
        "{RIGHT}\n[[names]]\nname = \"a\"\nformula = \"1\"\n[[names]]\nname = \"a\"\nformula = \"2\"\n"
    );
    assert!(read(&twice).expect_err("twice").why.contains("there twice"));
}
