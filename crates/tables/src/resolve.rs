//! Which place a line is about: by its code, of today or before, else by postal code and name.

use std::borrow::Cow;

use territory::{Gazetteer, InseeCode, Row};

use crate::{
    cells::bare_code,
    names::{Found, Names},
    passage::Passage,
    role::{Mapping, Role},
    table::{Line, Table},
    why::Why,
};

/// Finds the place of lines.
pub struct Resolver<'a> {
    gazetteer: &'a Gazetteer,
    passage: &'a Passage,
    names: Names<'a>,
    code: Option<usize>,
    postal: Option<usize>,
    name: Option<usize>,
    /// Another column of codes, those of a former year, that tells apart the lines of one present
    /// code.
    pub former: Option<usize>,
}

/// The place of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The places: one, or several if the commune was split.
    pub rows: Vec<Row>,
    /// What the line is about in the table itself: two lines of one key say the same thing twice.
    pub key: (InseeCode, Option<InseeCode>),
    /// The code of the table, if it is not one of today.
    pub old: Option<InseeCode>,
    /// Why the place is doubtful, in French.
    pub doubt: Option<String>,
    /// Whether the code had lost its leading zero.
    pub zero: bool,
}

/// Five characters, with the leading zero that a spreadsheet takes away.
#[must_use]
pub fn padded(text: &str) -> (Cow<'_, str>, bool) {
    let bare = bare_code(text);
    if bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit()) {
        (format!("0{bare}").into(), true)
    } else {
        (bare.into(), false)
    }
}

/// The code that a cell writes, known or not, and whether its zero was put back.
#[must_use]
pub fn code_of(text: &str) -> Option<(InseeCode, bool)> {
    let (text, zero) = padded(text);
    Some((InseeCode::parse(&text).ok()?, zero))
}

impl<'a> Resolver<'a> {
    /// Prepares for a table.
    #[must_use]
    pub fn new(
        table: &Table,
        mapping: &Mapping,
        gazetteer: &'a Gazetteer,
        passage: &'a Passage,
    ) -> Self {
        let column = |role| mapping.column(role);
        let code = column(Role::Code);
        let known = |c| gazetteer.row(c).is_some() || !passage.present(c).is_empty();
        let former = code.and_then(|code| former(table, code, &known));
        Self {
            gazetteer,
            passage,
            names: Names::new(gazetteer),
            code,
            postal: column(Role::PostalCode),
            name: column(Role::Name),
            former,
        }
    }

    /// The place of a line, or why there is none and what was looked for.
    ///
    /// # Errors
    /// No place.
    pub fn line(&self, line: &Line) -> Result<Resolved, (String, Why)> {
        let cell = |at: Option<usize>| at.map_or("", |at| line.cell(at));
        let code = bare_code(cell(self.code));
        if !code.is_empty()
            && let Some(found) = self.by_code(cell(self.code), cell(self.former))
        {
            return Ok(found);
        }
        let (postal, name) = (padded(cell(self.postal)).0, cell(self.name));
        let what = [code, &postal, name]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if name.is_empty() {
            return Err((what, if code.is_empty() { Why::NoCode } else { Why::UnknownCode }));
        }
        // A name alone does not outweigh a code that is wrong.
        if !code.is_empty() && postal.is_empty() {
            return Err((what, Why::UnknownCode));
        }
        let mut resolved = match self.names.find(&postal, name) {
            Found::Sure(row) => self.named(row, None),
            Found::Doubtful(row, why) => self.named(row, Some(why)),
            Found::Several(rows) => {
                return Err((what, Why::AmbiguousName { candidates: self.names.titles(&rows) }));
            }
            Found::None => {
                return Err((
                    what,
                    if code.is_empty() { Why::UnknownName } else { Why::UnknownCode },
                ));
            }
        };
        if !code.is_empty() {
            resolved.doubt = Some("code inconnu, commune trouvée par son code postal et son nom. Vérifiez que c’est bien elle.".to_owned());
        }
        Ok(resolved)
    }

    fn named(&self, row: Row, doubt: Option<&str>) -> Resolved {
        let key = (self.gazetteer.code(row), None);
        Resolved { rows: vec![row], key, old: None, doubt: doubt.map(str::to_owned), zero: false }
    }

    fn by_code(&self, text: &str, former: &str) -> Option<Resolved> {
        let (code, zero) = code_of(text)?;
        let former = code_of(former).map(|(c, _)| c);
        let (rows, old) = match self.gazetteer.row(code) {
            Some(row) => (
                vec![self.finer(row, former)],
                former.filter(|f| *f != code && self.gazetteer.row(*f).is_none()),
            ),
            None => (
                self.passage.present(code).iter().filter_map(|c| self.gazetteer.row(*c)).collect(),
                Some(code),
            ),
        };
        (!rows.is_empty()).then_some(Resolved { rows, key: (code, former), old, doubt: None, zero })
    }

    /// The arrondissement that the other column names, of a city that this one names.
    fn finer(&self, row: Row, former: Option<InseeCode>) -> Row {
        let finer = former
            .and_then(|f| self.gazetteer.row(f))
            .filter(|f| self.gazetteer.parent(*f) == Some(row));
        finer.unwrap_or(row)
    }
}

/// A column beside the mapped one with more different codes, nearly all known: those of the year of
/// the table.
fn former(table: &Table, code: usize, known: &impl Fn(InseeCode) -> bool) -> Option<usize> {
    let mapped = distinct(table, code, known)?;
    let others = (0..table.headers.len()).filter(|c| *c != code);
    let best = others.filter_map(|c| Some((distinct(table, c, known)?, c))).max()?;
    (mapped < table.lines.len() && best.0 > mapped).then_some(best.1)
}

/// Number of different codes of a column; none unless nearly every cell is a known code.
fn distinct(table: &Table, column: usize, known: &impl Fn(InseeCode) -> bool) -> Option<usize> {
    let readable = |l: &Line| code_of(l.cell(column)).map(|(c, _)| c).filter(|c| known(*c));
    if table.lines.iter().take(50).filter(|l| readable(l).is_none()).count() > 5 {
        return None;
    }
    let mut codes: Vec<InseeCode> = table.lines.iter().filter_map(readable).collect();
    if codes.len() * 10 < table.lines.len() * 9 {
        return None;
    }
    codes.sort_unstable();
    codes.dedup();
    Some(codes.len())
}
