//! Gives each place the values of its lines, and lists what could not be given.

use std::collections::HashMap;

use territory::{Gazetteer, InseeCode, Row, text};

use crate::{
    cells::{Cell, Reading},
    classes, dates,
    error::FileError,
    joined::{Carried, Doubt, Joined, JoinedColumn, Loss},
    merge::merged,
    numbers::{NoNumber, number},
    passage::Passage,
    resolve::{Resolved, Resolver},
    role::{Mapping, Role},
    table::{Line, Table},
    why::{Why, excerpt},
};

/// Values by place of a table read as a mapping says. Time and memory are linear in the cells of
/// the table.
///
/// # Errors
/// A mapping of another table, or without a column that says which commune a line is about.
pub fn join(
    name: &str,
    table: &Table,
    mapping: &Mapping,
    gazetteer: &Gazetteer,
    passage: &Passage,
) -> Result<Joined, FileError> {
    let (found, expected) = (table.headers.len(), mapping.roles.len());
    if found != expected {
        return Err(FileError::ForeignMapping { file: name.to_owned(), found, expected });
    }
    if mapping.column(Role::Code).is_none() && mapping.column(Role::Name).is_none() {
        return Err(FileError::NoKey { file: name.to_owned() });
    }
    let resolver = Resolver::new(table, mapping, gazetteer, passage);
    let mut work = Work::new(table, gazetteer);
    for (at, line) in table.lines.iter().enumerate() {
        work.line(at, line, &resolver);
    }
    work.older_than_splits(passage);
    for (at, role) in mapping.roles.iter().enumerate().filter(|(_, r)| r.gives_values()) {
        work.column(at, *role, mapping.decimal_comma);
    }
    Ok(work.finish(mapping, resolver.former))
}

/// What is known while lines are taken.
struct Work<'a> {
    table: &'a Table,
    gazetteer: &'a Gazetteer,
    out: Joined,
    /// For each line the places that it gives values to.
    rows: Vec<Vec<Row>>,
    /// For each place the lines that give it values.
    lines: Vec<Vec<usize>>,
    /// The first line of each key.
    seen: HashMap<(InseeCode, Option<InseeCode>), usize>,
    zeros: usize,
    repeated: Vec<usize>,
}

impl<'a> Work<'a> {
    fn new(table: &'a Table, gazetteer: &'a Gazetteer) -> Self {
        Self {
            table,
            gazetteer,
            out: Joined::default(),
            rows: vec![Vec::new(); table.lines.len()],
            lines: vec![Vec::new(); gazetteer.len()],
            seen: HashMap::new(),
            zeros: 0,
            repeated: Vec::new(),
        }
    }

    fn lose(&mut self, line: usize, what: &str, why: Why) {
        self.out.losses.push(Loss { line, what: excerpt(what), why });
    }

    fn line(&mut self, at: usize, line: &Line, resolver: &Resolver<'_>) {
        let (found, expected) = (line.cells.len(), self.table.headers.len());
        if found > expected {
            return self.lose(
                line.number,
                &line.cells.join(" | "),
                Why::TooManyCells { found, expected },
            );
        }
        let resolved = match resolver.line(line) {
            Ok(resolved) => resolved,
            Err((what, why)) => return self.lose(line.number, &what, why),
        };
        if let Some(first) =
            self.seen.get(&resolved.key).and_then(|first| self.table.lines.get(*first))
        {
            if first.cells != line.cells {
                return self.lose(
                    line.number,
                    resolved.key.0.as_str(),
                    Why::Duplicate { first_line: first.number },
                );
            }
            self.repeated.push(line.number);
            self.out.matched += 1;
            return;
        }
        self.seen.insert(resolved.key, at);
        self.take(at, line, resolved);
    }

    /// Communes since split of which the table names no part: it may be older, and then its figures
    /// are still of the whole.
    fn older_than_splits(&mut self, passage: &Passage) {
        let g = self.gazetteer;
        let names = |row: Row| self.lines.get(row.index()).is_some_and(|l| !l.is_empty());
        let mut doubts = Vec::new();
        for row in g.rows() {
            let Some(line) =
                self.lines.get(row.index()).and_then(|l| self.table.lines.get(*l.first()?))
            else {
                continue;
            };
            let code = g.code(row);
            let parts: Vec<Row> = passage
                .present(code)
                .iter()
                .filter(|c| **c != code)
                .filter_map(|c| g.row(*c))
                .collect();
            if parts.is_empty() || parts.iter().any(|p| names(*p)) {
                continue;
            }
            let parts: Vec<String> =
                parts.iter().map(|p| format!("{} {}", g.code(*p), g.name(*p))).collect();
            doubts.push(Doubt {
                line: line.number,
                what: excerpt(&line.cells.join(" | ")),
                taken: Some(code.to_string()),
                name: g.name(row).to_owned(),
                why: format!(
                    "{} en {} depuis, et ce tableau n’en dit rien. S’il est plus ancien, ce chiffre {} compte encore\u{202f}: vérifiez sa date.",
                    text::listed(&parts),
                    if parts.len() > 1 { "ont été séparées" } else { "a été séparée" },
                    if parts.len() > 1 { "les" } else { "la" },
                ),
            });
        }
        self.out.doubts.extend(doubts);
    }

    fn take(&mut self, at: usize, line: &Line, resolved: Resolved) {
        let codes: Vec<String> =
            resolved.rows.iter().map(|r| self.gazetteer.code(*r).to_string()).collect();
        if let (Some(why), Some(row)) = (resolved.doubt, resolved.rows.first()) {
            let what = excerpt(&line.cells.join(" | "));
            self.out.doubts.push(Doubt {
                line: line.number,
                what,
                taken: codes.first().cloned(),
                name: self.gazetteer.name(*row).to_owned(),
                why,
            });
        }
        if let Some(old) = resolved.old {
            self.out.carried.push(Carried { line: line.number, old: old.to_string(), new: codes });
        }
        self.zeros += usize::from(resolved.zero);
        self.out.matched += 1;
        for row in &resolved.rows {
            if let Some(lines) = self.lines.get_mut(row.index()) {
                lines.push(at);
            }
        }
        if let Some(rows) = self.rows.get_mut(at) {
            *rows = resolved.rows;
        }
    }

    fn column(&mut self, column: usize, role: Role, decimal_comma: bool) {
        let header = self.table.headers.get(column).map_or("", String::as_str);
        let words =
            matches!(role, Role::Value | Role::Age) && !self.has_figures(column, decimal_comma);
        let reading = Reading { header, role, decimal_comma, words };
        let cells: Vec<Cell> =
            (0..self.table.lines.len()).map(|at| self.cell(at, column, &reading)).collect();
        let mut values = Vec::with_capacity(self.lines.len());
        for (row, lines) in self.gazetteer.rows().zip(&self.lines) {
            let said: Vec<&Cell> = lines.iter().filter_map(|at| cells.get(*at)).collect();
            let (value, doubt) = match said.as_slice() {
                [] => (None, None),
                [one] => (Some((*one).clone()), None),
                several => {
                    let (value, doubt) = merged(role, several);
                    (Some(value), doubt)
                }
            };
            if let Some(why) = doubt {
                self.out.doubts.push(self.merge_doubt(row, lines, column, header, why));
            }
            values.push(value);
        }
        self.note_serials(column, role, header);
        self.out.columns.push(JoinedColumn { header: header.to_owned(), role, values });
    }

    fn merge_doubt(
        &self,
        row: Row,
        lines: &[usize],
        column: usize,
        header: &str,
        why: &str,
    ) -> Doubt {
        let lines: Vec<&Line> = lines.iter().filter_map(|at| self.table.lines.get(*at)).collect();
        let said: Vec<&str> = lines
            .iter()
            .map(|l| l.cell(column))
            .map(|c| if c.is_empty() { "vide" } else { c })
            .collect();
        Doubt {
            line: lines.first().map_or(0, |l| l.number),
            what: excerpt(&format!("{header}\u{202f}: {}", said.join(", "))),
            taken: Some(self.gazetteer.code(row).to_string()),
            name: self.gazetteer.name(row).to_owned(),
            why: why.to_owned(),
        }
    }

    /// The cell of a line that gives values; empty, and listed, if it cannot be read or shared.
    fn cell(&mut self, at: usize, column: usize, reading: &Reading<'_>) -> Cell {
        let table = self.table;
        let (Some(line), Some(rows)) = (table.lines.get(at), self.rows.get(at)) else {
            return Cell::Empty;
        };
        if rows.is_empty() {
            return Cell::Empty;
        }
        let text = line.cell(column);
        let read = reading.cell(text).and_then(|cell| {
            if rows.len() < 2 || !reading.role.adds_up() || cell == Cell::Empty {
                return Ok(cell);
            }
            let codes = rows.iter().map(|r| self.gazetteer.code(*r).to_string()).collect();
            Err(Why::SplitSince { header: reading.header.to_owned(), codes })
        });
        read.unwrap_or_else(|why| {
            self.lose(line.number, text, why);
            Cell::Empty
        })
    }

    /// Whether some cell is a figure, or none says anything: a column without is one of words.
    fn has_figures(&self, column: usize, decimal_comma: bool) -> bool {
        let mut said =
            self.table.lines.iter().map(|l| l.cell(column)).filter(|c| !c.is_empty()).peekable();
        let figure = |c: &str| !matches!(number(c, decimal_comma), Err(NoNumber::Text));
        said.peek().is_none() || said.any(|c| figure(c) || classes::is_secret(c))
    }

    fn note_serials(&mut self, column: usize, role: Role, header: &str) {
        if role != Role::Date {
            return;
        }
        let serial = |c: &str| {
            dates::iso(c).is_none() && number(c, false).ok().and_then(dates::of_serial).is_some()
        };
        let n = self.table.lines.iter().filter(|l| serial(l.cell(column))).count();
        if n > 0 {
            self.out.notes.push(format!(
                "Colonne «\u{202f}{header}\u{202f}»\u{202f}: {n} date(s) écrites en nombre de jours, comme le fait un tableur, ont été converties."
            ));
        }
    }

    fn finish(mut self, mapping: &Mapping, former: Option<usize>) -> Joined {
        let title = |at: usize| self.table.headers.get(at).cloned().unwrap_or_default();
        if self.zeros > 0 {
            self.out.notes.push(format!(
                "{} code(s) avaient perdu leur zéro initial\u{202f}: il a été rétabli.",
                self.zeros
            ));
        }
        if let Some(first) = self.repeated.first() {
            self.out.notes.push(format!(
                "{} ligne(s) en répètent une autre à l’identique, la première est la ligne {first}\u{202f}: elles ne comptent qu’une fois.",
                self.repeated.len()
            ));
        }
        if let Some(at) = former {
            self.out.notes.push(format!(
                "La colonne «\u{202f}{}\u{202f}» porte les codes de l’année du tableau\u{202f}: elle a servi à distinguer les communes réunies depuis et les arrondissements.",
                title(at)
            ));
        }
        let ignored = mapping
            .roles
            .iter()
            .enumerate()
            .filter(|(at, r)| **r == Role::Ignored && Some(*at) != former);
        self.out.ignored_columns = ignored.map(|(at, _)| title(at)).collect();
        self.out.places = self.lines.iter().filter(|l| !l.is_empty()).count();
        self.out.carried.sort_by_key(|c| c.line);
        self.out.doubts.sort_by_key(|d| d.line);
        self.out.losses.sort_by_key(|l| l.line);
        self.out
    }
}
