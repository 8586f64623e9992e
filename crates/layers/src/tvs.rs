//! The territoires de vie-santé of a table beside those of our data.

use tables::{Mapping, Role, Table};
use territory::{AreaKind, InseeCode, text};

use crate::reference::Reference;

/// What is to be said of a column of codes of territoires de vie-santé (`tvs_code`): how many communes
/// are in another one than in our data, whose series stay on theirs. None where there is no such column.
pub(crate) fn note(table: &Table, mapping: &Mapping, reference: &Reference) -> Option<String> {
    let of_tvs = |h: &String| ["tvscode", "codetvs"].contains(&text::plain_key(h).as_str());
    let (column, codes) = (table.headers.iter().position(of_tvs)?, mapping.column(Role::Code)?);
    let g = &reference.gazetteer;
    let (mut alike, mut others) = (0_usize, Vec::new());
    for line in &table.lines {
        let row = InseeCode::parse(line.cell(codes)).ok().and_then(|code| g.row(code));
        let Some((row, ours)) = row.and_then(|r| Some((r, g.area(AreaKind::Tvs, r)?))) else {
            continue;
        };
        match line.cell(column) {
            "" => {}
            theirs if theirs == ours.code => alike += 1,
            _ => others.push(g.name(row)),
        }
    }
    let compared = alike + others.len();
    if compared == 0 {
        return None;
    }
    let begins = format!(
        "Territoires de vie-santé, pour {}",
        text::counted(count(compared), "commune comparée", "communes comparées")
    );
    Some(match others.first() {
        None => format!("{begins}\u{202f}: ceux de Plaque."),
        Some(first) => format!(
            "{begins}\u{202f}: {} dans un autre que dans Plaque ({first}…), dont les séries restent sur les siens.",
            text::counted(count(others.len()), "est", "sont")
        ),
    })
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}
