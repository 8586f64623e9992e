//! The places that the user keeps in mind, and those of them that are compared.

use territory::InseeCode;

use super::{Misread, Scenario, code, list};

/// Places that may be kept in mind.
pub const MOST_KEPT: usize = 30;
/// Places that may be compared at a time.
pub const MOST_COMPARED: usize = 4;

impl Scenario {
    /// Keeps a place in mind, after those that are kept; whether there was room for it.
    pub fn keep(&mut self, place: InseeCode) -> bool {
        let has_room = self.shortlist.len() < MOST_KEPT;
        if has_room && !self.shortlist.contains(&place) {
            self.shortlist.push(place);
            // Beside those that the user chose, while there is room.
            if !self.compared.is_empty() && self.compared.len() < MOST_COMPARED {
                self.compared.push(place);
            }
        }
        has_room
    }

    /// Keeps a place in mind no longer.
    pub fn let_go(&mut self, place: InseeCode) {
        self.shortlist.retain(|p| *p != place);
        self.compared.retain(|p| *p != place);
    }

    /// The places that are compared: those that the user chose, else the first that were kept.
    #[must_use]
    pub fn side_by_side(&self) -> Vec<InseeCode> {
        let chosen: Vec<InseeCode> =
            self.compared.iter().filter(|p| self.shortlist.contains(p)).copied().collect();
        match chosen.is_empty() {
            true => self.shortlist.iter().take(MOST_COMPARED).copied().collect(),
            false => chosen,
        }
    }

    /// Compares a kept place, or no longer; false where there is no room for it, or nothing else would be
    /// left.
    pub fn compare(&mut self, place: InseeCode, is_in: bool) -> bool {
        let mut now = self.side_by_side();
        now.retain(|p| *p != place);
        // Nothing chosen would be the first ones again.
        if (is_in && now.len() >= MOST_COMPARED) || (!is_in && now.is_empty()) {
            return false;
        }
        now.extend(is_in.then_some(place));
        // In the order in which they were kept.
        self.compared = self.shortlist.iter().filter(|p| now.contains(p)).copied().collect();
        true
    }
}

/// Reads codes between commas, each once.
///
/// # Errors
/// One of them is none, and nothing is read; or they are more than so many, and the first are.
pub(super) fn few(text: &str, most: usize, put: &mut Vec<InseeCode>) -> Result<(), Misread> {
    let mut out: Vec<InseeCode> = Vec::new();
    for place in list::<_, Vec<_>>(text, code)? {
        if !out.contains(&place) {
            out.push(place);
        }
    }
    let is_too_long = out.len() > most;
    out.truncate(most);
    *put = out;
    if is_too_long { Err(Misread) } else { Ok(()) }
}
