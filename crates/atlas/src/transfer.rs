//! Contours as plain arrays: what a worker that has read them hands to the page, which only copies.

use crate::codec::ContourError;
use crate::contours::{ArcUse, Contours, Digit};

impl Contours {
    /// The arrays one after the other: first the length of each (four bytes, little-endian), then
    /// points, arcs, uses, rings, polygons, rows and digits.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let uses = self.uses.iter().map(|u| u.arc << 1 | u32::from(u.reversed));
        let lists = [&self.arcs, &uses.collect(), &self.rings, &self.polygons, &self.rows];
        let lengths = [self.points.len()]
            .into_iter()
            .chain(lists.iter().map(|l| l.len()))
            .chain([self.digits.len()]);
        let mut out = Vec::new();
        for length in lengths {
            out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend(self.points.iter().flatten().flat_map(|v| v.to_le_bytes()));
        out.extend(lists.into_iter().flatten().flat_map(|v| v.to_le_bytes()));
        out.extend(self.digits.iter().map(|d| d.0));
        out
    }

    /// Reads what [`Contours::to_bytes`] wrote.
    ///
    /// # Errors
    /// Other bytes than that: an array is cut, or points beyond the next one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ContourError> {
        let mut left = bytes;
        let lengths: Vec<usize> =
            words(take(&mut left, 7 * 4)?).into_iter().map(|n| n as usize).collect();
        let points = take(&mut left, lengths[0].saturating_mul(4))?;
        let points = points
            .chunks_exact(4)
            .map(|p| [u16::from_le_bytes([p[0], p[1]]), u16::from_le_bytes([p[2], p[3]])]);
        let mut list = |i: usize| take(&mut left, lengths[i].saturating_mul(4)).map(words);
        let (arcs, uses) = (list(1)?, list(2)?);
        let (rings, polygons, rows) = (list(3)?, list(4)?, list(5)?);
        let digits = take(&mut left, lengths[6])?.iter().map(|d| Digit(*d)).collect();
        let read = Self {
            points: points.collect(),
            uses: uses.iter().map(|u| ArcUse { arc: u >> 1, reversed: u & 1 == 1 }).collect(),
            digits,
            arcs,
            rings,
            polygons,
            rows,
        };
        let digits_fit = read.digits.is_empty() || read.digits.len() == read.points.len();
        let fits = left.is_empty()
            && digits_fit
            && leads(&read.arcs, read.points.len())
            && leads(&read.rings, read.uses.len())
            && leads(&read.polygons, read.rings.len().saturating_sub(1))
            && leads(&read.rows, read.polygons.len().saturating_sub(1))
            && read.uses.iter().all(|u| (u.arc as usize) + 1 < read.arcs.len());
        if fits { Ok(read) } else { Err(DAMAGED) }
    }
}

const DAMAGED: ContourError = ContourError::Stream("arrays");

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], ContourError> {
    let (first, rest) = bytes.split_at_checked(length).ok_or(DAMAGED)?;
    *bytes = rest;
    Ok(first)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect()
}

/// Whether starts ascend from nothing to the whole of the next array.
fn leads(starts: &[u32], end: usize) -> bool {
    starts.first() == Some(&0)
        && starts.is_sorted()
        && starts.last().is_some_and(|last| *last as usize == end)
}
