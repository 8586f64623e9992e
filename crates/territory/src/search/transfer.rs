//! The index as plain arrays: what a worker that has built it hands to the page.

use std::sync::Arc;

use super::{Names, SearchIndex};
use crate::code::Row;

impl SearchIndex {
    /// The index as bytes, without the population: what a worker that has built it hands on.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Names { text, starts, codes, postal } = &*self.names;
        let mut out = Vec::new();
        for length in [codes.len(), postal.len()] {
            out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend(starts.iter().flat_map(|s| s.to_le_bytes()));
        out.extend(codes.iter().flatten());
        out.extend(postal.iter().flat_map(|(code, _)| *code));
        out.extend(postal.iter().flat_map(|(_, row)| row.0.to_le_bytes()));
        out.extend(text.as_bytes());
        out
    }

    /// Reads what [`SearchIndex::to_bytes`] wrote; none where the bytes are no index.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let length = |at: usize| {
            head.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes).map(|n| n as usize)
        };
        let (places, postal) = (length(0)?, length(4)?);
        let (starts, rest) = rest.split_at_checked(places.checked_add(1)?.checked_mul(4)?)?;
        let (codes, rest) = rest.split_at_checked(places.checked_mul(5)?)?;
        let (postal_codes, rest) = rest.split_at_checked(postal.checked_mul(5)?)?;
        let (postal_rows, text) = rest.split_at_checked(postal.checked_mul(2)?)?;
        let five = |bytes: &[u8]| bytes.as_chunks::<5>().0.to_vec();
        let starts: Vec<u32> =
            starts.as_chunks::<4>().0.iter().map(|s| u32::from_le_bytes(*s)).collect();
        let rows = postal_rows.as_chunks::<2>().0.iter().map(|r| Row(u16::from_le_bytes(*r)));
        let text = String::from_utf8(text.to_vec()).ok()?;
        let lines_fit = starts.is_sorted()
            && starts.iter().all(|s| text.is_char_boundary(*s as usize))
            && starts.last().is_some_and(|end| *end as usize == text.len());
        let postal: Vec<_> = five(postal_codes).into_iter().zip(rows).collect();
        let fits = lines_fit && postal.iter().all(|(_, row)| row.index() < places);
        fits.then(|| Self {
            names: Arc::new(Names { text, starts, codes: five(codes), postal }),
            population: Arc::from(vec![0; places]),
        })
    }
}
