//! Where each feature begins and ends: one pass over the bytes, before anything is parsed.
//!
//! Only strings, brackets and commas are looked at, with a list of the open brackets in place of
//! recursion, so that neither depth nor size can hurt. A feature that is wrong inside is found
//! later, alone; here only the shell counts.

use crate::Limits;

/// What the pass found.
#[derive(Debug, PartialEq)]
pub(crate) struct Outline {
    /// Bytes of each feature, first and one past the last; the whole document where it is no
    /// collection.
    pub(crate) features: Vec<(usize, usize)>,
    /// How the file ends.
    pub(crate) end: End,
    /// The member `type` of the document.
    pub(crate) kind: Option<String>,
    /// Whether the file ends or breaks among the features.
    pub(crate) inside: bool,
}

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    /// As it should.
    Whole,
    /// Within an open bracket or string.
    Truncated,
    /// Something else stands at this byte than what the open brackets allow.
    Broken(usize),
}

/// Why the pass gave up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Refused {
    /// The limit of depth is passed at this byte.
    TooDeep(usize),
    /// The limit of features is passed.
    TooManyFeatures,
}

/// What the pass knows on its way.
struct Pass<'a> {
    bytes: &'a [u8],
    limits: &'a Limits,
    open: Vec<u8>,
    /// Name of the member of the document that is being read; `None` where a name comes next.
    key: Option<&'a [u8]>,
    /// Where the current feature begins, within the list of features.
    feature: Option<usize>,
    begin: usize,
    out: Outline,
}

/// Finds the features of a document.
pub(crate) fn scan(bytes: &[u8], limits: &Limits) -> Result<Outline, Refused> {
    let out = Outline { features: Vec::new(), end: End::Truncated, kind: None, inside: false };
    let mut pass =
        Pass { bytes, limits, open: Vec::new(), key: None, feature: None, begin: 0, out };
    let mut at = 0;
    let mut closed = false;
    while let Some(&byte) = bytes.get(at) {
        if !byte.is_ascii_whitespace()
            && (closed || (pass.open.is_empty() && !matches!(byte, b'{' | b'[')))
        {
            pass.out.end = End::Broken(at);
            return Ok(pass.out);
        }
        match byte {
            b'"' => match string_end(bytes, at + 1) {
                Some(end) => {
                    pass.text(at + 1, end);
                    at = end;
                }
                None => break,
            },
            b'{' | b'[' => pass.open(byte, at)?,
            b'}' | b']' => {
                if !pass.close(byte, at)? {
                    pass.out.end = End::Broken(at);
                    break;
                }
                closed = pass.open.is_empty();
            }
            b',' => pass.comma(at)?,
            _ => {}
        }
        at += 1;
    }
    if closed {
        pass.out.end = End::Whole;
    }
    pass.out.inside = pass.feature.is_some();
    Ok(pass.out)
}

/// The closing quotation mark of a string that begins here.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| matches!(b, b'"' | b'\\'))?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

impl<'a> Pass<'a> {
    fn in_document(&self) -> bool {
        self.open == [b'{']
    }

    fn text(&mut self, from: usize, to: usize) {
        let Some(text) = self.bytes.get(from..to).filter(|_| self.in_document()) else { return };
        match self.key {
            None => self.key = Some(text),
            Some(b"type") if self.out.kind.is_none() => {
                self.out.kind =
                    Some(String::from_utf8_lossy(text.get(..40).unwrap_or(text)).into_owned());
            }
            Some(_) => {}
        }
    }

    fn open(&mut self, byte: u8, at: usize) -> Result<(), Refused> {
        if self.open.len() >= self.limits.depth {
            return Err(Refused::TooDeep(at));
        }
        match self.open.len() {
            0 => self.begin = at,
            1 if byte == b'[' && self.in_document() && self.key == Some(b"features") => {
                self.feature = Some(at + 1)
            }
            _ => {}
        }
        self.open.push(byte);
        Ok(())
    }

    /// Whether the bracket answers the last one that is open.
    fn close(&mut self, byte: u8, at: usize) -> Result<bool, Refused> {
        let opened = if byte == b'}' { b'{' } else { b'[' };
        if self.open.pop() != Some(opened) {
            return Ok(false);
        }
        match self.open.len() {
            1 => {
                if let Some(from) = self.feature.take() {
                    self.push(from, at)?;
                }
            }
            0 if self.out.kind.as_deref() != Some("FeatureCollection") => {
                self.out.features = vec![(self.begin, at + 1)]
            }
            _ => {}
        }
        Ok(true)
    }

    fn comma(&mut self, at: usize) -> Result<(), Refused> {
        match (self.open.len(), self.feature) {
            (1, _) => self.key = None,
            (2, Some(from)) => {
                self.push(from, at)?;
                self.feature = Some(at + 1);
            }
            _ => {}
        }
        Ok(())
    }

    /// A feature, unless there is nothing between the commas.
    fn push(&mut self, from: usize, to: usize) -> Result<(), Refused> {
        let text = self.bytes.get(from..to).unwrap_or_default();
        if !text.trim_ascii().is_empty() {
            if self.out.features.len() >= self.limits.features {
                return Err(Refused::TooManyFeatures);
            }
            self.out.features.push((from, to));
        }
        Ok(())
    }
}

/// Line and column of bytes, both from 1; fast as long as it is asked about bytes further and
/// further on.
#[derive(Default)]
pub(crate) struct Lines {
    at: usize,
    line: usize,
    start: usize,
}

impl Lines {
    /// Line of a byte, and column in characters.
    pub(crate) fn of(&mut self, bytes: &[u8], at: usize) -> (usize, usize) {
        let at = at.min(bytes.len());
        if at < self.at {
            *self = Self::default();
        }
        for (i, byte) in bytes.iter().enumerate().take(at).skip(self.at) {
            if *byte == b'\n' {
                self.line += 1;
                self.start = i + 1;
            }
        }
        self.at = at;
        let before = bytes.get(self.start..at).unwrap_or_default();
        (self.line + 1, before.iter().filter(|b| **b & 0xC0 != 0x80).count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Outline {
        scan(text.as_bytes(), &Limits::default()).expect("within the limits")
    }

    #[test]
    fn features_are_found_whatever_stands_in_their_strings() {
        let text = r#" {"a":{"features":[1]},"type":"FeatureCollection","features":[ {"x":"]},{\""} , {"y":[1,2]} ],"z":"\\"} "#;
        let outline = found(text);
        let parts: Vec<&str> = outline.features.iter().map(|(a, b)| text[*a..*b].trim()).collect();
        assert_eq!(parts, [r#"{"x":"]},{\""}"#, r#"{"y":[1,2]}"#]);
        assert_eq!((outline.end, outline.kind.as_deref()), (End::Whole, Some("FeatureCollection")));
        assert_eq!(found(r#"{"type":"Point","coordinates":[1,2]}"#).features, [(0, 36)]);
    }

    #[test]
    fn how_the_file_ends_is_told() {
        let cut = found(r#"{"type":"FeatureCollection","features":[{"a":1},{"b":"#);
        assert_eq!((cut.features.len(), cut.end, cut.inside), (1, End::Truncated, true));
        let crossed = found(r#"{"type":"FeatureCollection","features":[{"a":1},{"b":1]}"#);
        assert_eq!((crossed.features.len(), crossed.end), (1, End::Broken(54)));
        assert_eq!(found("{} x").end, End::Broken(3));
        assert_eq!(found("bonjour").end, End::Broken(0));
        assert_eq!(found("").end, End::Truncated);
        let limits = Limits { features: 1, depth: 3, ..Limits::default() };
        assert_eq!(scan(b"[[[[", &limits), Err(Refused::TooDeep(3)));
        assert_eq!(scan(br#"{"features":[{},{}]}"#, &limits), Err(Refused::TooManyFeatures));
    }

    #[test]
    fn lines_are_counted_forwards_and_back() {
        let text = "un\ndéux\ntrois".as_bytes();
        let mut lines = Lines::default();
        assert_eq!(
            [lines.of(text, 0), lines.of(text, 6), lines.of(text, 9), lines.of(text, 1)],
            [(1, 1), (2, 3), (3, 1), (1, 2)]
        );
    }
}
