//! Whole numbers in as few bytes as they need, for tables that are mostly small differences.

/// What is wrong with some bytes.
pub(crate) struct Damage(pub(crate) &'static str);

pub(crate) const SHORT: &str = "bytes are missing";
pub(crate) const LONG: &str = "bytes are left over";

/// Writes a number in groups of seven bits, the least first.
pub(crate) fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(low(number) | 0x80);
        number >>= 7;
    }
    out.push(low(number));
}

/// The lowest seven bits.
fn low(number: usize) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or_default()
}

/// Writes ascending numbers, each by what lies between it and the one before.
pub(crate) fn ascending(out: &mut Vec<u8>, numbers: impl Iterator<Item = usize>) {
    let mut least = 0;
    for number in numbers {
        put(out, number - least);
        least = number + 1;
    }
}

/// Reads what [`put`] wrote.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    /// A number of at most 28 bits.
    pub(crate) fn number(&mut self) -> Result<usize, Damage> {
        let mut number = 0;
        for shift in [0, 7, 14, 21] {
            let (byte, rest) = self.0.split_first().ok_or(Damage(SHORT))?;
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damage("a number too large"))
    }

    /// A finite number of eight bytes, the least first.
    pub(crate) fn float(&mut self) -> Result<f64, Damage> {
        let (bytes, rest) = self.0.split_first_chunk::<8>().ok_or(Damage(SHORT))?;
        self.0 = rest;
        Some(f64::from_le_bytes(*bytes)).filter(|f| f.is_finite()).ok_or(Damage("not a number"))
    }

    /// As many ascending numbers under `end`, see [`ascending`].
    pub(crate) fn ascending(&mut self, count: usize, end: usize) -> Result<Vec<usize>, Damage> {
        let (mut all, mut least) = (Vec::new(), 0_usize);
        for _ in 0..count {
            let number = least.saturating_add(self.number()?);
            if number >= end {
                return Err(Damage("a row that is not there"));
            }
            all.push(number);
            least = number + 1;
        }
        Ok(all)
    }

    /// Ascending numbers under `end` to the last byte.
    pub(crate) fn all_ascending(mut self, end: usize) -> Result<Vec<usize>, Damage> {
        // Every number ends with the one byte that has no upper bit.
        let count = self.0.iter().filter(|b| **b & 0x80 == 0).count();
        let all = self.ascending(count, end)?;
        self.end()?;
        Ok(all)
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Damage> {
        if self.0.is_empty() { Ok(()) } else { Err(Damage(LONG)) }
    }
}
