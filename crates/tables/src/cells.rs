//! One cell read as the role of its column asks.

use territory::text::plain_words;

use crate::{
    classes, dates,
    numbers::{NoNumber, number},
    role::Role,
    why::Why,
};

/// One value of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A finite figure; « 12 % » is 12.
    Number(f64),
    /// A class: ZIP, ZAC, ZAR, ZV, HZ for doctors, « Très sous-dotée »… for nurses, in other
    /// columns the text as found.
    Class(String),
    /// A day, `AAAA-MM-JJ`.
    Date(String),
    /// The table has a line for the place and says nothing.
    Empty,
    /// The producer hides the figure, or says that it has none (« s », « n.d. », « NC »).
    Secret,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Title of the column.
    pub header: &'a str,
    /// What the column says.
    pub role: Role,
    /// Whether the comma is decimal.
    pub decimal_comma: bool,
    /// Whether it holds words, not figures.
    pub words: bool,
}

impl Reading<'_> {
    /// Reads a cell.
    ///
    /// # Errors
    /// Why it has no value; the place then has an empty one.
    pub fn cell(&self, text: &str) -> Result<Cell, Why> {
        let header = || self.header.to_owned();
        if text.is_empty() {
            return Ok(Cell::Empty);
        }
        let class = |found: Option<&str>| found.map(|c| Cell::Class(c.to_owned()));
        let read = match self.role {
            Role::DoctorZone => {
                class(classes::doctor_zone(text)).ok_or(Why::UnknownClass { header: header() })
            }
            Role::NurseZone => {
                class(classes::nurse_zone(text)).ok_or(Why::UnknownClass { header: header() })
            }
            Role::Date => self.date(text),
            _ if self.words => {
                return Ok(if classes::is_blank(text) {
                    Cell::Empty
                } else {
                    Cell::Class(text.to_owned())
                });
            }
            _ => match number(text, self.decimal_comma) {
                Ok(value) => Ok(Cell::Number(value)),
                Err(NoNumber::NotFinite) => Err(Why::NotFinite { header: header() }),
                Err(NoNumber::Text) => Err(Why::NotANumber { header: header() }),
            },
        };
        match read {
            Err(_) if classes::is_blank(text) => Ok(Cell::Empty),
            Err(_) if classes::is_secret(text) => Ok(Cell::Secret),
            read => read,
        }
    }

    fn date(&self, text: &str) -> Result<Cell, Why> {
        let header = self.header.to_owned();
        if let Some(day) = dates::iso(text) {
            return Ok(Cell::Date(day));
        }
        match number(text, false) {
            Ok(serial) => {
                dates::of_serial(serial).map(Cell::Date).ok_or(Why::DateAsNumber { header })
            }
            Err(_) => Err(Why::NotADate { header }),
        }
    }
}

/// The code as it may be written around: `="01001"`, `'01001`, `1001.0`.
#[must_use]
pub fn bare_code(text: &str) -> &str {
    let text = text.trim().trim_start_matches('=').trim_matches(['"', '\'', '’']).trim();
    text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text)
}

/// The letters of a name that matter: without accents, articles, hyphens and « cedex », with «
/// saint » in full and the numbers of arrondissements bare.
#[must_use]
pub fn folded_name(text: &str) -> String {
    let mut out = String::new();
    for word in plain_words(text) {
        match word.as_str() {
            "cedex" => break,
            "le" | "la" | "les" | "l" | "arrondissement" | "arr" => {}
            "st" => out.push_str("saint"),
            "ste" => out.push_str("sainte"),
            word => out.push_str(rank(word)),
        }
    }
    out
}

/// « 01 », « 1er », « 2eme » without what follows or precedes the number.
fn rank(word: &str) -> &str {
    let end = word.bytes().take_while(u8::is_ascii_digit).count();
    match word.split_at_checked(end) {
        Some((digits, "" | "er" | "e" | "eme" | "re")) if !digits.is_empty() => {
            digits.trim_start_matches('0')
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(role: Role, text: &str) -> Result<Cell, Why> {
        Reading { header: "h", role, decimal_comma: true, words: false }.cell(text)
    }

    #[test]
    fn cells_are_read_as_their_role_asks() {
        let class = |c: &str| Ok(Cell::Class(c.to_owned()));
        let header = || "h".to_owned();
        for (role, text, wanted) in [
            (Role::Count, "1 234,5", Ok(Cell::Number(1234.5))),
            (Role::Count, "", Ok(Cell::Empty)),
            (Role::Count, "n.d.", Ok(Cell::Secret)),
            (Role::Count, "NaN", Err(Why::NotFinite { header: header() })),
            (Role::Count, "douze", Err(Why::NotANumber { header: header() })),
            (Role::DoctorZone, "zip", class("ZIP")),
            (Role::DoctorZone, "NA", Ok(Cell::Empty)),
            (Role::DoctorZone, "ZRR", Err(Why::UnknownClass { header: header() })),
            (Role::NurseZone, "5_Sur_dotee", class("Sur-dotée")),
            (Role::Date, "45292", Ok(Cell::Date("2024-01-01".to_owned()))),
            (Role::Date, "2024", Err(Why::DateAsNumber { header: header() })),
            (Role::Date, "été 2024", Err(Why::NotADate { header: header() })),
        ] {
            assert_eq!(read(role, text), wanted, "{role:?} {text}");
        }
    }

    #[test]
    fn names_and_codes_lose_what_does_not_matter() {
        for (a, b) in [
            ("L'Abergement-Clémenciat", "ABERGEMENT CLEMENCIAT"),
            ("St-Étienne", "Saint Etienne"),
            ("Rodez Cedex 9", "RODEZ"),
            ("Paris 1er Arrondissement", "PARIS 01"),
            ("Le Puy-en-Velay", "puy en velay (le)".trim_end_matches(" (le)")),
        ] {
            assert_eq!(folded_name(a), folded_name(b), "{a} {b}");
        }
        for text in ["=\"01001\"", "'01001", "01001.0", " 01001 "] {
            assert_eq!(bare_code(text), "01001");
        }
    }
}
