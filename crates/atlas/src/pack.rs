//! The container: a header, a table of named sections, checksums. Everything is checked before a
//! byte is used.
//!
//! ```text
//! 0   8   magic  "PLAQUE\x01\n"
//! 8   4   number of sections (u32 LE)
//! 12  4   CRC-32 of the section table
//! 16  …   table: per section 16 bytes of name (UTF-8, zero-padded), u32 offset, u32 length, u32 CRC-32
//! …       sections, back to back, in order of the table, up to the last byte of the file
//! ```

use crc::{CRC_32_ISO_HDLC, Crc, Table};

/// With a table of one kilobyte: those of the fastest sums are sixteen, and come before anything
/// else that a visitor sees.
const CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

const MAGIC: &[u8; 8] = b"PLAQUE\x01\n";
const HEADER: usize = 16;
const ENTRY: usize = 28;
const NAME: usize = 16;
/// More sections than any of our files has; a guard against a damaged count.
const MOST_SECTIONS: usize = 64;

/// Why a packed file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The file is not ours, or of another version.
    #[error("not a packed file of this version")]
    Magic,
    /// The file ends too early, or has bytes too many.
    #[error("{found} bytes where {expected} are expected")]
    Length {
        /// Bytes that the file has.
        found: usize,
        /// Bytes that its header announces.
        expected: usize,
    },
    /// The table of sections is damaged.
    #[error("the table of sections is damaged")]
    Table,
    /// A section is damaged.
    #[error("section {0} is damaged")]
    Section(String),
    /// A section is missing.
    #[error("section {0} is missing")]
    Missing(String),
}

/// A validated packed file.
#[derive(Debug)]
pub struct Pack<'a> {
    sections: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Pack<'a> {
    /// Validates a file: magic, table, lengths, checksums.
    ///
    /// # Errors
    /// See [`PackError`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, PackError> {
        let short = |expected| PackError::Length { found: bytes.len(), expected };
        let header = bytes.get(..HEADER).ok_or_else(|| short(HEADER))?;
        if &header[..8] != MAGIC {
            return Err(PackError::Magic);
        }
        let count = u32_at(header, 8) as usize;
        if count > MOST_SECTIONS {
            return Err(PackError::Table);
        }
        let mut next = HEADER + count * ENTRY;
        let table = bytes.get(HEADER..next).ok_or_else(|| short(next))?;
        if CRC.checksum(table) != u32_at(header, 12) {
            return Err(PackError::Table);
        }
        let mut sections = Vec::with_capacity(count);
        for entry in table.chunks_exact(ENTRY) {
            let name = std::str::from_utf8(&entry[..NAME])
                .map_err(|_| PackError::Table)?
                .trim_end_matches('\0');
            let (offset, length) = (u32_at(entry, NAME) as usize, u32_at(entry, NAME + 4) as usize);
            let end =
                offset.checked_add(length).filter(|_| offset == next).ok_or(PackError::Table)?;
            let body = bytes.get(offset..end).ok_or_else(|| short(end))?;
            if CRC.checksum(body) != u32_at(entry, NAME + 8) {
                return Err(PackError::Section(name.to_owned()));
            }
            sections.push((name, body));
            next = end;
        }
        if next != bytes.len() {
            return Err(short(next));
        }
        Ok(Self { sections })
    }

    /// Bytes of a section, if it is there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.sections.iter().find(|(n, _)| *n == name).map(|(_, b)| *b)
    }

    /// Bytes of a section that must be there.
    ///
    /// # Errors
    /// [`PackError::Missing`].
    pub fn section(&self, name: &str) -> Result<&'a [u8], PackError> {
        self.get(name).ok_or_else(|| PackError::Missing(name.to_owned()))
    }

    /// Names and lengths of the sections, in order.
    pub fn sections(&self) -> impl Iterator<Item = (&'a str, usize)> + '_ {
        self.sections.iter().map(|(n, b)| (*n, b.len()))
    }
}

/// Writes a packed file. Names of more than 16 bytes are cut.
#[must_use]
pub fn write(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let word = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let mut offset = HEADER + sections.len() * ENTRY;
    let mut table = Vec::new();
    for (name, body) in sections {
        let mut padded = [0u8; NAME];
        for (to, from) in padded.iter_mut().zip(name.as_bytes()) {
            *to = *from;
        }
        table.extend(padded);
        table.extend(word(offset));
        table.extend(word(body.len()));
        table.extend(CRC.checksum(body).to_le_bytes());
        offset += body.len();
    }
    let mut out = MAGIC.to_vec();
    out.extend(word(sections.len()));
    out.extend(CRC.checksum(&table).to_le_bytes());
    out.extend(table);
    for (_, body) in sections {
        out.extend(body);
    }
    out
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Vec<u8> {
        write(&[("codes", b"0100101002".to_vec()), ("empty", vec![]), ("names", b"a\nb".to_vec())])
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = sample();
        let pack = Pack::parse(&bytes).expect("our own file");
        assert_eq!(pack.section("codes"), Ok(&b"0100101002"[..]));
        assert_eq!(pack.section("empty"), Ok(&b""[..]));
        assert_eq!(pack.section("other"), Err(PackError::Missing("other".to_owned())));
        assert_eq!(pack.sections().map(|s| s.1).sum::<usize>(), 13);
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_refused(at in 0usize..10_000, bit in 0u8..8) {
            let mut bytes = sample();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert!(Pack::parse(&bytes).is_err());
        }

        #[test]
        fn any_truncation_or_excess_is_refused(at in 0usize..10_000, extra in any::<u8>()) {
            let bytes = sample();
            prop_assert!(Pack::parse(&bytes[..at % bytes.len()]).is_err());
            let mut longer = bytes;
            longer.push(extra);
            prop_assert!(Pack::parse(&longer).is_err());
        }

        #[test]
        fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(Pack::parse(&bytes).is_err());
        }
    }
}
