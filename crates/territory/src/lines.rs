//! Many short texts in one: without an allocation for each.

/// Texts by number, none of which has a line break.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// All of them, a line each.
    text: String,
    /// Where each ends in it.
    ends: Vec<usize>,
}

impl Lines {
    /// The lines of a text.
    pub(crate) fn read(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at);
        Self { text: text.to_owned(), ends: breaks.chain([text.len()]).collect() }
    }

    /// Adds one at the end.
    pub(crate) fn push(&mut self, line: &str) {
        if !self.ends.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.ends.push(self.text.len());
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them; there are more than `at`.
    pub(crate) fn get(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        &self.text[from..self.ends[at]]
    }

    /// All of them, a line each.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushed_and_read_they_are_the_same() {
        let lines = ["Rodez", "", "L’Haÿ-les-Roses", "Y"];
        let mut pushed = Lines::default();
        lines.iter().for_each(|line| pushed.push(line));
        for made in [&pushed, &Lines::read(&lines.join("\n"))] {
            assert_eq!(made.text(), "Rodez\n\nL’Haÿ-les-Roses\nY");
            assert_eq!((0..made.len()).map(|i| made.get(i)).collect::<Vec<_>>(), lines);
        }
    }
}
