//! What was listed, left out and refused, for the report.

use std::fmt::Write;

use super::MadeStructures;

impl MadeStructures {
    /// What was listed, left out and refused, as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let about = self.structures.about();
        let mut out = String::from("\n## Structures\n\n| kind |");
        // Writing to a String cannot fail.
        for source in &about.sources {
            let _ = write!(out, " `{}` |", source.id);
        }
        let _ = write!(out, "\n| --- |{}\n", " --- |".repeat(about.sources.len()));
        let count = |kind: usize, source: usize| {
            self.counts.get(&(kind, source)).copied().unwrap_or_default()
        };
        for (k, kind) in about.kinds.iter().enumerate() {
            let cells: String =
                (0..about.sources.len()).map(|s| format!(" {} |", count(k, s))).collect();
            let _ = writeln!(out, "| `{}` |{cells}", kind.id);
        }
        let all: String = (0..about.sources.len())
            .map(|s| format!(" {} |", (0..about.kinds.len()).map(|k| count(k, s)).sum::<usize>()))
            .collect();
        let _ = writeln!(out, "| all |{all}\n");
        let with_point = self.structures.points().count();
        let _ = writeln!(
            out,
            "* {} sites, {with_point} with a point; commune of none of our tables: {}.",
            self.structures.len(),
            self.nowhere
        );
        for ((source, why), n) in &self.left_out {
            let _ = writeln!(out, "* `{source}`, rows left out: {n} ({why}).");
        }
        let _ = writeln!(
            out,
            "* Listed, but without a point in their list: {} ({}).",
            self.not_given.len(),
            self.not_given.join(", ")
        );
        let _ = writeln!(
            out,
            "* Listed, but not drawn where their list puts them: {}.",
            self.refused.len()
        );
        for line in &self.refused {
            let _ = writeln!(out, "  * {line}");
        }
        out
    }
}
