//! Why something of a table was not taken, in French for the user.

use std::fmt;

use territory::text::{listed, quoted};

/// Why something was not taken. Its text is French and says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The code is that of no commune, of today or before.
    UnknownCode,
    /// Another line has the same code and other cells.
    Duplicate {
        /// The line that was taken.
        first_line: usize,
    },
    /// The cell is no figure.
    NotANumber {
        /// Title of the column, as found.
        header: String,
    },
    /// The cell is NaN, infinite or too large.
    NotFinite {
        /// Title of the column, as found.
        header: String,
    },
    /// The line has neither code nor name.
    NoCode,
    /// Several communes have that name.
    AmbiguousName {
        /// Some of them, « nom (code) ».
        candidates: Vec<String>,
    },
    /// No commune has that name there.
    UnknownName,
    /// The cell is no class of the zoning.
    UnknownClass {
        /// Title of the column, as found.
        header: String,
    },
    /// A number of a commune since split cannot be shared among its parts.
    SplitSince {
        /// Title of the column, as found.
        header: String,
        /// The communes of today.
        codes: Vec<String>,
    },
    /// A number that is no day of a spreadsheet, in a column of dates.
    DateAsNumber {
        /// Title of the column, as found.
        header: String,
    },
    /// Words that are no day, in a column of dates.
    NotADate {
        /// Title of the column, as found.
        header: String,
    },
    /// The line has more cells than the header has titles, so that its cells may have moved.
    TooManyCells {
        /// Cells that the line has.
        found: usize,
        /// Titles that the header has.
        expected: usize,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let q = |t: &str| quoted(t);
        match self {
            Self::UnknownCode => {
                f.write_str("ce code n’est celui d’aucune commune de métropole ou d’un département d’outre-mer, actuelle ou ancienne. Vérifiez-le sur le site de l’Insee.")
            }
            Self::Duplicate { first_line } => {
                write!(f, "la commune est déjà à la ligne {first_line}, avec d’autres valeurs. Gardez une seule des deux lignes.")
            }
            Self::NotANumber { header } => {
                write!(f, "ce n’est pas un nombre (colonne {}). Corrigez la cellule, ou videz-la si la valeur est inconnue.", q(header))
            }
            Self::NotFinite { header } => {
                write!(f, "ce n’est pas un nombre fini (colonne {}). Corrigez le calcul, ou videz la cellule.", q(header))
            }
            Self::NoCode => {
                f.write_str("la ligne n’a ni code ni nom de commune. Complétez-la, ou supprimez-la si c’est un total ou une note.")
            }
            Self::AmbiguousName { candidates } => {
                write!(f, "plusieurs communes portent ce nom\u{202f}: {}. Ajoutez le code INSEE ou le code postal.", listed(candidates))
            }
            Self::UnknownName => {
                f.write_str("aucune commune ne porte ce nom à cet endroit. Vérifiez le nom et le code postal, ou ajoutez le code INSEE.")
            }
            Self::UnknownClass { header } => write!(
                f,
                "cette classe n’est pas connue (colonne {}). Écrivez ZIP, ZAC, ZAR ou HZ pour les médecins, «\u{202f}très sous-dotée\u{202f}» à «\u{202f}sur-dotée\u{202f}» pour les infirmiers.",
                q(header)
            ),
            Self::SplitSince { header, codes } => write!(
                f,
                "la commune s’est divisée depuis en {}, et un nombre ne se partage pas (colonne {}). Donnez le nombre de chacune.",
                listed(codes),
                q(header)
            ),
            Self::DateAsNumber { header } => {
                write!(f, "ce nombre n’est pas une date (colonne {}). Écrivez le jour, par exemple 01/07/2025.", q(header))
            }
            Self::NotADate { header } => {
                write!(f, "ce n’est pas une date (colonne {}). Écrivez le jour, par exemple 01/07/2025.", q(header))
            }
            Self::TooManyCells { found, expected } => write!(
                f,
                "la ligne a {found} cellules pour {expected} titres\u{202f}: ses valeurs ont pu se décaler. Mettez entre guillemets la cellule qui contient un séparateur."
            ),
        }
    }
}

/// What is quoted of a cell: enough to find it again.
pub fn excerpt(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(79).collect();
    short.push('…');
    short
}
