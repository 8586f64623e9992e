//! Text with separators: its encoding and separator guessed, its records numbered as a spreadsheet
//! numbers them.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::WINDOWS_1252;

use crate::{
    error::FileError,
    open::Limits,
    table::{About, Budget, Line, Table, shape},
};

/// So many bytes and records are looked at to guess the separator.
const SAMPLE: usize = 1 << 16;
const SAMPLE_RECORDS: usize = 200;
/// In this order when two do equally well: a comma is more often part of the words of a cell than
/// the others.
const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// Reads a table of text.
///
/// # Errors
/// No table, or one beyond the limits.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Table, FileError> {
    let mut notes = Vec::new();
    let (text, encoding) = decode(bytes, &mut notes);
    let separator = sniff(&text);
    let lines = records(name, &text, separator.unwrap_or(','), limits)?;
    shape(name, lines, limits, About { encoding, separator, sheet: None, notes })
}

/// UTF-8 with or without its mark, else Windows-1252; a file with both (parts pasted together) is
/// read line by line.
fn decode<'a>(bytes: &'a [u8], notes: &mut Vec<String>) -> (Cow<'a, str>, &'static str) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), "UTF-8");
    }
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 8);
    let (mut utf8, mut others, mut first) = (0_usize, 0_usize, 0_usize);
    for (i, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        if let Some(text) = std::str::from_utf8(line).ok().filter(|t| t.chars().all(is_western)) {
            utf8 += usize::from(!line.is_ascii());
            out.push_str(text);
        } else {
            first = if others == 0 { i + 1 } else { first };
            others += 1;
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
        }
    }
    if utf8 == 0 {
        return (Cow::Owned(out), "Windows-1252");
    }
    notes.push(format!(
        "Deux encodages dans ce fichier\u{202f}: {others} ligne(s) en Windows-1252, la première est la ligne {first}, et {utf8} en UTF-8. Chaque ligne a été lue dans le sien\u{202f}; vérifiez les accents."
    ));
    (Cow::Owned(out), "UTF-8 et Windows-1252")
}

/// Letters and signs of western Europe: what else a line read as UTF-8 has is Windows-1252 that
/// happens to be valid (« à»« »).
fn is_western(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{22ff}' | '\u{fb00}'..='\u{fb06}')
}

/// The separator that cuts most of the first records into as many cells, more than one; none if all
/// have one cell.
fn sniff(text: &str) -> Option<char> {
    let cut = (0..=SAMPLE.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let sample = text.get(..cut).unwrap_or_default();
    let whole = cut == text.len();
    let mut best: Option<(f64, usize, char)> = None;
    for separator in SEPARATORS {
        let widths = widths(sample, separator, whole);
        let Some((share, width)) = consistency(&widths) else { continue };
        if best.is_none_or(|(s, w, _)| (share, width) > (s, w)) {
            best = Some((share, width, separator));
        }
    }
    best.map(|(_, _, separator)| separator)
}

fn widths(sample: &str, separator: char, whole: bool) -> Vec<usize> {
    let mut widths: Vec<usize> = reader(sample, separator)
        .records()
        .map_while(Result::ok)
        .map(|r| r.len())
        .take(SAMPLE_RECORDS + 1)
        .collect();
    // The sample may stop within a record.
    if (!whole || widths.len() > SAMPLE_RECORDS) && widths.len() > 1 {
        widths.pop();
    }
    widths
}

/// The most common number of cells above one, and the share of records that have it.
fn consistency(widths: &[usize]) -> Option<(f64, usize)> {
    let mut sorted: Vec<usize> = widths.iter().copied().filter(|w| *w > 1).collect();
    sorted.sort_unstable();
    let (n, width) =
        sorted.chunk_by(|a, b| a == b).filter_map(|run| Some((run.len(), *run.first()?))).max()?;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred records")]
    Some((n as f64 / widths.len() as f64, width))
}

fn reader(text: &str, separator: char) -> csv::Reader<&[u8]> {
    let separator = u8::try_from(separator).unwrap_or(b',');
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn records(
    name: &str,
    text: &str,
    separator: char,
    limits: &Limits,
) -> Result<Vec<Line>, FileError> {
    let mut reader = reader(text, separator);
    let mut budget = Budget::new(name, limits);
    let (mut record, mut out) = (StringRecord::new(), Vec::new());
    // Lines of text before the record, and those of them that are within a cell: a spreadsheet does
    // not number these.
    let (mut seen, mut line, mut inside) = (0_usize, 1_usize, 0_usize);
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let start = record
            .position()
            .and_then(|p| usize::try_from(p.byte()).ok())
            .map_or(seen, |at| begin(text, at.max(seen)));
        line += newlines(text.get(seen..start).unwrap_or_default());
        seen = start;
        let number = line - inside;
        budget.take(number, record.len(), record.iter().map(str::len))?;
        inside += record.iter().map(newlines).sum::<usize>();
        out.push(Line { number, cells: record.iter().map(|c| c.trim().to_owned()).collect() });
    }
    Ok(out)
}

/// Where a record begins: the reader counts blank lines before it as its own.
fn begin(text: &str, at: usize) -> usize {
    at + text.as_bytes().iter().skip(at).take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// Ends of lines, each of `\n`, `\r\n` and the `\r` of old machines counted once.
fn newlines(text: &str) -> usize {
    let next = text.bytes().skip(1).chain([0]);
    text.bytes()
        .zip(next)
        .filter(|(b, next)| *b == b'\n' || (*b == b'\r' && *next != b'\n'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &[u8]) -> Table {
        read("essai.csv", text, &Limits::default()).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn separators_are_told_apart() {
        for (text, wanted) in [
            ("code,nom\n01001,\"a;b\"\n", Some(',')),
            ("code;part\n01001;1,5\n01002;2,5\n", Some(';')),
            ("code\tnom, prénom\n01001\tx, y\n", Some('\t')),
            ("Nom, prénom;code\nDupont, Jean;01001\n", Some(';')),
            ("code\n01001\n", None),
        ] {
            assert_eq!(table(text.as_bytes()).about.separator, wanted, "{text}");
        }
    }

    #[test]
    fn lines_have_the_numbers_of_a_spreadsheet() {
        let t = table(
            "titre\r\n\r\ncode;nom\r\n01001;\"deux\r\nlignes\"\r\n\r\n01002;x\r\n".as_bytes(),
        );
        assert_eq!(t.headers, ["code", "nom"]);
        assert_eq!(t.lines.iter().map(|l| l.number).collect::<Vec<_>>(), [4, 6]);
        assert!(t.about.notes.iter().any(|n| n.contains("ligne 3")), "{:?}", t.about.notes);
    }

    #[test]
    fn old_mac_lines_and_mixed_encodings_are_read() {
        assert_eq!(
            table(b"code;nom\r01001;a\r\r01002;b\r")
                .lines
                .iter()
                .map(|l| l.number)
                .collect::<Vec<_>>(),
            [2, 4]
        );
        let mut both = "code;nom\n01001;Ambérieu\n".as_bytes().to_vec();
        both.extend_from_slice(b"01002;B\xe9on\n01003;C\xe9\n");
        let t = table(&both);
        assert_eq!(
            t.lines.iter().filter_map(|l| l.cells.get(1).map(String::as_str)).collect::<Vec<_>>(),
            ["Ambérieu", "Béon", "Cé"]
        );
        assert!(
            t.about.notes.iter().any(|n| n.contains("la ligne 3") && n.contains("2 ligne(s)")),
            "{:?}",
            t.about.notes
        );
        let t = table(b"code;nom\n01002;B\xe9on\n01004;\xe0\xbb\xab\n");
        assert_eq!(t.lines.last().map(|l| l.cell(1)), Some("à»«"));
        assert_eq!(table(b"code;nom\n01002;B\xe9on\x80\n").about.encoding, "Windows-1252");
    }
}
