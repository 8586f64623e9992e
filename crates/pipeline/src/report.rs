//! The report of a build, for a reader who wants to know what was lost and why.

use std::collections::BTreeSet;
use std::fmt::Write;

use atlas::Contours;
use atlas::topology::Losses;
use territory::{Absence, AreaKind, AssetIndex, Row, Value};

use crate::checks::{Outcome, rounded};
use crate::columns::MadeColumn;
use crate::extracts::MadeExtract;
use crate::geometry::Mosaic;
use crate::places::{FARTHEST_KM, Places};
use crate::quarters;
use crate::reconcile::Carried;
use crate::series::MadeSeries;
use crate::sources::Library;
use crate::specialists::MadeSpecialists;
use crate::structures::MadeStructures;

/// More places than this are counted, not named.
const MOST_NAMED: usize = 80;

/// Everything that a build knows at its end.
pub(crate) struct Report<'a> {
    pub(crate) indexes: &'a [(&'a str, AssetIndex)],
    pub(crate) library: &'a Library,
    pub(crate) places: &'a Places,
    pub(crate) made: &'a [MadeColumn],
    pub(crate) series: &'a [MadeSeries],
    pub(crate) judged: &'a [insight::Comparison],
    pub(crate) checks: &'a [Outcome<'a>],
    pub(crate) structures: &'a MadeStructures,
    pub(crate) specialists: &'a MadeSpecialists,
    pub(crate) districts: &'a territory::quarters::Quarters,
    pub(crate) mosaic: &'a Mosaic,
    pub(crate) losses: &'a Losses,
    pub(crate) levels: &'a [(&'static str, Contours)],
    pub(crate) extracts: &'a [MadeExtract],
}

impl Report<'_> {
    /// The report as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = format!(
            "# Dataset of {}\n\nWritten by `cargo run -p pipeline -- build`; do not edit.\n",
            self.indexes[0].1.dataset
        );
        self.places(&mut out);
        self.checks(&mut out);
        self.columns(&mut out);
        self.series(&mut out);
        out.push_str(&self.structures.markdown());
        out.push_str(&self.specialists.markdown());
        self.access(&mut out);
        say(&mut out, quarters::in_words(self.districts));
        self.contours(&mut out);
        self.sources(&mut out);
        self.files(&mut out);
        out
    }

    fn places(&self, out: &mut String) {
        let g = &self.places.gazetteer;
        let communes = g.rows().filter(|r| g.is_commune(*r)).count();
        say(
            out,
            format!(
                "\n## Places\n\n{} places: {communes} communes and {} arrondissements.",
                g.len(),
                g.len() - communes
            ),
        );
        for kind in AreaKind::ALL {
            let areas = g.membership(kind).map_or(0, |m| m.areas.len());
            let outside: Vec<Row> = g.rows().filter(|r| g.area(kind, *r).is_none()).collect();
            say(
                out,
                format!("* {kind:?}: {areas} areas; places in none: {}.", self.named(&outside)),
            );
        }
        let homeless: Vec<Row> = g.rows().filter(|r| g.town_hall(*r).is_none()).collect();
        say(out, format!("* No town hall known: {}.", self.named(&homeless)));
        let halls = &self.places.halls;
        let none: Vec<Row> = halls.iter().filter(|(_, km)| km.is_none()).map(|(r, _)| *r).collect();
        say(
            out,
            format!(
                "* No town hall in the source, a point within the contour instead: {}.",
                self.named(&none)
            ),
        );
        let astray: Vec<String> = halls
            .iter()
            .filter_map(|(r, km)| Some(format!("{} ({:.0} km)", self.places.title(*r), (*km)?)))
            .collect();
        say(
            out,
            format!(
                "* Town halls that the source puts more than {FARTHEST_KM} km outside their commune, a point within the contour instead: {} ({}).",
                astray.len(),
                astray.join(", ")
            ),
        );
        let unposted: Vec<Row> = g.rows().filter(|r| g.postal(*r).next().is_none()).collect();
        say(out, format!("* No postal code: {}.", self.named(&unposted)));
    }

    fn checks(&self, out: &mut String) {
        say(
            out,
            "\n## Checks against published totals\n\n| check | expected | tolerance | found | published in | note |\n| --- | --- | --- | --- | --- | --- |",
        );
        for o in self.checks {
            let c = o.check;
            let found = rounded(o.found);
            say(
                out,
                format!(
                    "| {} | {} | {} | {found} | {} | {} |",
                    c.what, c.expected, c.tolerance, c.published, c.note
                ),
            );
        }
    }

    fn columns(&self, out: &mut String) {
        say(
            out,
            "\n## Columns\n\nCommunes and arrondissements together.\n\n| column | figures | not published | secret | not applicable | not matched |\n| --- | --- | --- | --- | --- | --- |",
        );
        const REASONS: [Absence; 4] =
            [Absence::NotPublished, Absence::Secret, Absence::NotApplicable, Absence::NotMatched];
        let absent = |m: &MadeColumn, reason| -> Vec<Row> {
            let rows = self.places.gazetteer.rows();
            rows.filter(|r| m.column.value(*r) == Value::Absent(reason)).collect()
        };
        for m in self.made {
            let counts = REASONS.map(|r| absent(m, r).len());
            let known = m.column.len() - counts.iter().sum::<usize>();
            say(
                out,
                format!(
                    "| `{}` | {known} | {} |",
                    m.column.spec.id,
                    counts.map(|n| n.to_string()).join(" | ")
                ),
            );
        }
        for m in self.made {
            say(
                out,
                format!("\n### `{}`\n\n{}\n", m.column.spec.id, m.column.spec.origin.processing),
            );
            for (name, carried) in &m.carried {
                self.carried(out, name, carried);
            }
            for reason in REASONS {
                let rows = absent(m, reason);
                if !rows.is_empty() {
                    say(out, format!("* {reason:?}: {}.", self.named(&rows)));
                }
            }
        }
    }

    fn carried(&self, out: &mut String, name: &str, c: &Carried) {
        say(out, format!("* `{name}`: {} rows, {} lead to a place.", c.rows, c.matched));
        if !c.unknown.is_empty() {
            say(out, format!("  * codes of no present place: {}.", c.unknown.join(", ")));
        }
        let lists = [
            ("merged from rows that differ", &c.merged),
            ("class chosen among several", &c.chosen),
            ("the row also covers communes since taken out", &c.wider),
            ("put together from arrondissements", &c.cities),
        ];
        for (what, rows) in lists.iter().filter(|l| !l.1.is_empty()) {
            say(out, format!("  * {what}: {}.", self.named(rows)));
        }
        if c.inherited > 0 {
            say(
                out,
                format!("  * arrondissements that take the value of their city: {}.", c.inherited),
            );
        }
    }

    fn contours(&self, out: &mut String) {
        say(out, "\n## Contours\n");
        for f in &self.mosaic.from_holes {
            let place = self.places.title(f.row);
            let areas = format!(
                "{:.2} km² (INSEE: {:.2}; contour of 2018: {:.2})",
                f.km2, f.published_km2, f.former_km2
            );
            say(out, format!("* {place}: the hole that its neighbours leave, {areas}."));
        }
        for g in &self.mosaic.grown {
            let place = self.places.title(g.row);
            let sum = format!(
                "{:.2} + {:.2} km² (INSEE: {:.2})",
                g.before_km2, g.holes_km2, g.published_km2
            );
            say(
                out,
                format!(
                    "* {place}: has taken in communes since its contour was drawn; its own contour and the holes beside it, {sum}."
                ),
            );
        }
        let (holes, km2) = self.mosaic.ownerless;
        say(
            out,
            format!(
                "* Holes that no neighbour's area accounts for, left empty: {holes}, {km2:.1} km² in all."
            ),
        );
        say(out, format!("* No contour of their own: {}.", self.named(&self.mosaic.without)));
        for (name, contours) in self.levels {
            let drawn = |r: &Row| contours.has_contour(u32::from(r.0));
            let lost: Vec<Row> = self
                .places
                .gazetteer
                .rows()
                .filter(|r| !self.mosaic.rows[r.index()].is_empty() && !drawn(r))
                .collect();
            say(out, format!("* Too small for the {name} level: {}.", self.named(&lost)));
        }
        say(
            out,
            format!(
                "* Rings that the grid reduces to nothing: {}; points outside every frame: {}.",
                self.losses.rings, self.losses.points_outside
            ),
        );
        say(out, "\n| level | places | arcs | points |\n| --- | --- | --- | --- |");
        for (name, contours) in self.levels {
            let drawn = (0..contours.rows()).filter(|r| contours.has_contour(*r)).count();
            say(out, format!("| {name} | {drawn} | {} | {} |", contours.arcs(), contours.points()));
        }
    }

    fn sources(&self, out: &mut String) {
        say(
            out,
            "\n## Sources\n\n| source | producer | title | vintage | rows read | rows kept | licence |\n| --- | --- | --- | --- | --- | --- | --- |",
        );
        for (s, kept) in self.library.sources() {
            let title = format!("[{}]({})", s.title, s.url);
            say(
                out,
                format!(
                    "| `{}` | {} | {title} | {} | {} | {kept} | {} |",
                    s.id, s.producer, s.vintage, s.rows, s.licence
                ),
            );
        }
        say(out, "");
        for (s, _) in self.library.sources() {
            say(out, format!("* `{}`: {}", s.id, s.obtained));
        }
    }

    fn series(&self, out: &mut String) {
        say(
            out,
            "\n## Series of areas\n\n| series | level | years | areas | without figure | codes of the source that are none of ours |",
        );
        say(out, "| --- | --- | --- | --- | --- | --- |");
        for made in self.series {
            let s = &made.series;
            let years = match (s.years.first(), s.years.last()) {
                (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
                (first, _) => first.map_or_else(String::new, u16::to_string),
            };
            let unknown =
                if made.unknown.is_empty() { "none".to_owned() } else { made.unknown.join(", ") };
            say(
                out,
                format!(
                    "| {} | {:?} | {years} | {} | {} | {unknown} |",
                    s.id,
                    s.level,
                    s.values.len(),
                    made.without
                ),
            );
        }
    }

    fn access(&self, out: &mut String) {
        say(out, "\n## Access computed against the APL 2023 of the DREES\n");
        say(
            out,
            "Rank correlation (Spearman) over communes of metropolitan France; parameters of the first model were chosen",
        );
        say(
            out,
            "on every second département (« chosen on »), and the figure that counts is that of the others (« proved on »).",
        );
        say(
            out,
            "Median difference in the unit of the published figure. Lines below the models take one ingredient away, or",
        );
        say(
            out,
            "put the mean of each area right: what then remains lies within the areas. The last carry the journeys to other accesses.\n",
        );
        say(
            out,
            "| what | all | 2,000 people and more | chosen on | proved on | median difference, all | 2,000 and more | unit |",
        );
        say(out, "| --- | --- | --- | --- | --- | --- | --- | --- |");
        for j in self.judged {
            let r = |l: &insight::Likeness| format!("{:.3}", l.spearman);
            say(
                out,
                format!(
                    "| {} | {} ({}) | {} ({}) | {} | {} ({}) | {:.2} | {:.2} | {} |",
                    j.what,
                    r(&j.all),
                    j.all.communes,
                    r(&j.large),
                    j.large.communes,
                    r(&j.chosen_on),
                    r(&j.proved_on),
                    j.proved_on.communes,
                    j.all.median_difference,
                    j.large.median_difference,
                    j.unit
                ),
            );
        }
    }

    fn files(&self, out: &mut String) {
        say(out, "\n## Files\n\n| file | bytes |\n| --- | --- |");
        for f in self.indexes.iter().flat_map(|(_, i)| i.files.values()) {
            say(out, format!("| `{}` | {} |", f.file, f.bytes));
        }
        say(out, format!("\n{}\n", extracts(self.extracts).join("\n")));
        say(out, "| file of a département | bytes | with brotli |\n| --- | --- | --- |");
        for e in self.extracts {
            say(out, format!("| {} | {} | {} |", e.name(), e.bytes.len(), e.sent));
        }
    }

    /// Places by code and name, or their number when they are many.
    fn named(&self, rows: &[Row]) -> String {
        match rows.len() {
            0 => "none".to_owned(),
            1..=MOST_NAMED => {
                let names: Vec<String> = rows.iter().map(|r| self.places.title(*r)).collect();
                format!("{} ({})", rows.len(), names.join(", "))
            }
            n => n.to_string(),
        }
    }
}

/// What the files of single départements weigh, a sentence a kind.
pub(crate) fn extracts(all: &[MadeExtract]) -> Vec<String> {
    let kinds: BTreeSet<&str> = all.iter().map(|e| e.kind).collect();
    let of_kind = |kind: &str| {
        let of: Vec<&MadeExtract> = all.iter().filter(|e| e.kind == kind).collect();
        let mut sent: Vec<(usize, &str)> =
            of.iter().map(|e| (e.sent, e.departement.as_str())).collect();
        sent.sort_unstable();
        let said = |at: usize| {
            sent.get(at).map_or_else(String::new, |(bytes, code)| format!("{bytes} ({code})"))
        };
        let bytes: usize = of.iter().map(|e| e.bytes.len()).sum();
        let (first, middle, last) = (said(0), said(of.len() / 2), said(of.len().saturating_sub(1)));
        format!(
            "{kind}: {} files, {bytes} bytes; with brotli from {first} over {middle} in the middle to {last}.",
            of.len()
        )
    };
    kinds.into_iter().map(of_kind).collect()
}

fn say(out: &mut String, line: impl AsRef<str>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}", line.as_ref());
}
