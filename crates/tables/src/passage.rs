//! Where the communes of former years are today.

use std::collections::BTreeMap;

use territory::InseeCode;

/// Where the communes of former years are today: old code → present codes (one, or several for a
/// split). Only codes that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage(BTreeMap<InseeCode, Vec<InseeCode>>);

/// A passage that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "passage des communes, ligne {line}\u{202f}: «\u{202f}{what}\u{202f}» n’est pas «\u{202f}ancien nouveau[,nouveau]\u{202f}»"
)]
pub struct PassageError {
    /// Line of the table of passage, counted from 1.
    pub line: usize,
    /// The line that cannot be read.
    pub what: String,
}

impl Passage {
    /// Builds the passage. A code that stays what it was is left out; the present codes of one old
    /// code given several times are put together, ascending.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (InseeCode, Vec<InseeCode>)>) -> Self {
        let mut all = BTreeMap::<InseeCode, Vec<InseeCode>>::new();
        for (old, new) in pairs {
            all.entry(old).or_default().extend(new);
        }
        for list in all.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        all.retain(|old, new| !new.is_empty() && new.as_slice() != [*old]);
        Self(all)
    }

    /// The present codes of an old one, ascending; none if it never changed, or is unknown.
    #[must_use]
    pub fn present(&self, code: InseeCode) -> &[InseeCode] {
        self.0.get(&code).map_or(&[], Vec::as_slice)
    }

    /// Number of old codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no code ever changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lines `old new[,new]`, ascending, in ASCII.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.0.len() * 12);
        for (old, new) in &self.0 {
            let new: Vec<&str> = new.iter().map(InseeCode::as_str).collect();
            out.push_str(old.as_str());
            out.push(' ');
            out.push_str(&new.join(","));
            out.push('\n');
        }
        out.into_bytes()
    }

    /// Reads what [`Passage::encode`] wrote.
    ///
    /// # Errors
    /// A line of another form.
    pub fn decode(bytes: &[u8]) -> Result<Self, PassageError> {
        let text = String::from_utf8_lossy(bytes);
        let pairs: Result<Vec<_>, PassageError> = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(i, l)| {
                pair(l)
                    .ok_or_else(|| PassageError { line: i + 1, what: l.chars().take(40).collect() })
            })
            .collect();
        Ok(Self::new(pairs?))
    }
}

fn pair(line: &str) -> Option<(InseeCode, Vec<InseeCode>)> {
    let (old, new) = line.split_once(' ')?;
    let new: Option<Vec<InseeCode>> = new.split(',').map(|c| InseeCode::parse(c).ok()).collect();
    Some((InseeCode::parse(old).ok()?, new?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> InseeCode {
        InseeCode::parse(text).expect(text)
    }

    #[test]
    fn only_changes_are_kept_and_read_back() {
        let passage = Passage::new([
            (code("01001"), vec![code("01001")]),
            (code("01003"), vec![code("01165")]),
            (code("2a004"), vec![code("2B033"), code("2A005")]),
        ]);
        assert_eq!(
            String::from_utf8(passage.encode()).expect("ascii"),
            "01003 01165\n2A004 2A005,2B033\n"
        );
        assert_eq!(Passage::decode(&passage.encode()), Ok(passage.clone()));
        assert_eq!(passage.present(code("01001")), &[]);
        assert_eq!(passage.present(code("2A004")), &[code("2A005"), code("2B033")]);
    }

    #[test]
    fn a_damaged_passage_names_its_line() {
        assert_eq!(Passage::decode(b"01003 01165\n01004\n").expect_err("no new code").line, 2);
        assert!(Passage::decode(b"01003 0116\n").is_err());
        assert!(Passage::decode(&[0xff, 0xfe]).is_err());
    }
}
