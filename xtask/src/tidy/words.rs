//! Words that may not stand in some files, each with its reason.

/// Words, where they may not stand, and why.
struct Rule {
    below: Where,
    but: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

/// Folders, below the root.
enum Where {
    /// The source of every crate of ours that is inside the page.
    Core,
    These(&'static [&'static str]),
}

const PAGE: Where = Where::These(&["src/"]);

const RULES: [Rule; 9] = [
    Rule {
        below: Where::Core,
        but: &[],
        words: &[
            "std::fs",
            "std::time",
            "std::net",
            "std::env",
            "std::process",
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "::now(",
        ],
        why: "a core crate is a function of its inputs",
    },
    Rule {
        below: Where::These(&["crates/atlas/src/"]),
        but: &[],
        words: &["territory::", "serde_json"],
        why: "atlas knows geometry and bytes only",
    },
    Rule {
        below: Where::These(&["crates/territory/src/"]),
        but: &[],
        words: &["atlas::"],
        why: "territory knows no geometry",
    },
    Rule {
        below: Where::These(&["crates/catchment/src/"]),
        but: &[],
        words: &["territory::", "atlas::"],
        why: "catchment knows points and numbers only",
    },
    Rule {
        below: PAGE,
        but: &["src/net.rs"],
        words: &["reqwest"],
        why: "only src/net.rs asks for files",
    },
    Rule {
        below: PAGE,
        but: &["src/map/gl"],
        words: &["WebGl2RenderingContext"],
        why: "only src/map/gl talks to WebGL",
    },
    Rule {
        below: PAGE,
        but: &["src/url.rs"],
        words: &[
            ".history()",
            ".location()",
            "web_sys::History",
            "web_sys::Location",
            "pushState",
            "replaceState",
        ],
        why: "only src/url.rs touches the address",
    },
    Rule {
        below: Where::These(&["src/map/"]),
        but: &[],
        words: &["crate::ui"],
        why: "the map knows no panel",
    },
    Rule {
        below: Where::These(&["src/charts/"]),
        but: &[],
        words: &["crate::ui", "crate::state", "crate::map"],
        why: "a chart takes plain slices",
    },
];

impl Rule {
    fn holds_for(&self, name: &str, core: &[String]) -> bool {
        let below = match self.below {
            Where::Core => core.iter().any(|folder| name.starts_with(folder)),
            Where::These(folders) => within(name, folders),
        };
        below && !within(name, self.but)
    }
}

/// Amounts, ceilings and dates of the conventions and of the tax law, as someone might type them.
const FIGURES: [&str; 20] = [
    "50_000",
    "50000",
    "31_250",
    "31250",
    "43_750",
    "43750",
    "40_000",
    "40000",
    "25_000",
    "25000",
    "20_000",
    "20000",
    "80_040",
    "80040",
    "43_992",
    "43992",
    "2025-12-31",
    "2026-01-01",
    "2025, 12, 31",
    "2026, 1, 1",
];
/// Where answers about aids are made or shown, beside the core: all else that answers.
const LAW: &[&str] = &["crates/cli/src/", "src/"];
/// A map or a chart may well speak of 25,000 inhabitants.
const NOT_LAW: &[&str] = &["crates/atlas/src/", "src/map/", "src/charts/"];

/// Places that the rules name and where no file is: what was moved has left its rule behind.
pub(super) fn idle(tree: &[String]) -> Vec<String> {
    let these = |place: &Where| match place {
        Where::Core => &[][..],
        Where::These(folders) => folders,
    };
    let named = RULES.iter().flat_map(|rule| these(&rule.below).iter().chain(rule.but));
    let mut idle: Vec<_> = named
        .chain(LAW)
        .chain(NOT_LAW)
        .filter(|place| !tree.iter().any(|name| name.starts_with(**place)))
        .map(|place| {
            format!("xtask/src/tidy/words.rs: no file is below `{place}`, which a rule names")
        })
        .collect();
    idle.sort();
    idle.dedup();
    idle
}

/// Forbidden words of one Rust file, comments and tests left aside; `core`: folders of the core's
/// source.
pub(super) fn forbidden(name: &str, text: &str, core: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.holds_for(name, core)) {
        for (number, line) in code(text) {
            let words = rule.words.iter().filter(|word| line.contains(**word));
            found.extend(words.map(|word| format!("{name}:{number}: `{word}` here: {}", rule.why)));
        }
    }
    found
}

/// Legal figures of one Rust file: they belong in `data/rules`, dated and sourced.
pub(super) fn legal_figures(name: &str, text: &str, core: &[String]) -> Vec<String> {
    let answers = within(name, LAW) || core.iter().any(|folder| name.starts_with(folder));
    if !answers || within(name, NOT_LAW) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, line) in code(text) {
        let figures = FIGURES.iter().filter(|figure| stands_alone(line, figure));
        found
            .extend(figures.map(|figure| format!("{name}:{number}: legal figure `{figure}`: it belongs in data/rules, dated and sourced")));
    }
    found
}

/// Hosts of package registries, in any file but the lock file that cargo writes.
pub(super) fn hosts(name: &str, text: &str) -> Vec<String> {
    // Put together here, so that this file does not name them either.
    let named = [
        ["registry", "npmjs"],
        ["index", "crates"],
        ["static", "crates"],
        ["static", "rust-lang"],
        ["deb", "debian"],
        ["security", "debian"],
        ["files", "pythonhosted"],
        ["pypi", "org"],
        ["npmjs", "com"],
        ["npmjs", "org"],
    ];
    if name.ends_with("Cargo.lock") {
        return Vec::new();
    }
    let found =
        named.iter().map(|parts| parts.join(".")).filter(|host| text.contains(host.as_str()));
    found.map(|_| format!("{name}: names a package registry's host")).take(1).collect()
}

fn within(name: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| name.starts_with(folder))
}

/// Numbered lines of code: no comment lines, and nothing from the tests at the end of the file on.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(at, line)| (at + 1, line))
}

/// Whether the figure stands in the line as a whole number or date, not inside of a longer one.
fn stands_alone(line: &str, figure: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    line.match_indices(figure).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + figure.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(|c| c.is_ascii_digit() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core() -> Vec<String> {
        ["territory", "atlas", "portrait"].map(|name| format!("crates/{name}/src/")).into()
    }

    #[test]
    fn a_rule_that_guards_nothing_is_named() {
        assert!(idle(&["src/net.rs".to_owned()]).iter().any(|line| line.contains("`src/charts/`")));
        assert!(!idle(&["src/net.rs".to_owned()]).iter().any(|line| line.contains("`src/net.rs`")));
    }

    #[test]
    fn each_rule_sees_its_word_where_it_may_not_stand() {
        let cases = [
            ("crates/territory/src/a.rs", "use std::fs::File;", 1),
            ("crates/atlas/src/a.rs", "let t = Zoned::now();", 1),
            ("crates/portrait/src/a.rs", "use std::fs::File;", 1),
            ("crates/pipeline/src/a.rs", "use std::fs::File;", 0),
            ("crates/atlas/src/a.rs", "use territory::Row;", 1),
            ("src/ui/a.rs", "reqwest::get(u)", 1),
            ("src/net.rs", "reqwest::get(u)", 0),
            ("src/map/mod.rs", "let g: WebGl2RenderingContext = c;", 1),
            ("src/map/gl.rs", "let g: WebGl2RenderingContext = c;", 0),
            ("src/app.rs", "window.history()", 1),
            ("src/url.rs", "window.history()", 0),
            ("src/map/mod.rs", "use crate::ui::sheet;", 1),
            ("src/charts/bar.rs", "use crate::state::State;", 1),
        ];
        for (name, line, breaches) in cases {
            assert_eq!(forbidden(name, line, &core()).len(), breaches, "{name}: {line}");
        }
    }

    #[test]
    fn comments_and_tests_may_speak_of_anything() {
        let text = "//! Never std::fs.\n// nor std::time\nfn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert!(forbidden("crates/atlas/src/a.rs", text, &core()).is_empty());
        assert_eq!(
            forbidden("crates/atlas/src/a.rs", "fn a() {}\nuse std::fs;\n", &core()),
            ["crates/atlas/src/a.rs:2: `std::fs` here: a core crate is a function of its inputs"]
        );
    }

    #[test]
    fn figures_of_law_are_seen_and_longer_numbers_are_not() {
        let count = |line: &str| legal_figures("crates/territory/src/a.rs", line, &core()).len();
        assert_eq!(count("let base = 50_000;"), 1);
        assert_eq!(count("let end = \"2025-12-31\";"), 1);
        assert_eq!(count("date(2025, 12, 31)"), 1);
        assert_eq!(count("let n = 150_000 + 50_000_000 + 120000;"), 0);
        assert_eq!(legal_figures("xtask/src/tidy/words.rs", "50_000", &core()).len(), 0);
        assert_eq!(
            legal_figures("src/map/labels.rs", "const TOWN: f64 = 25_000.0;", &core()).len(),
            0
        );
    }

    #[test]
    fn registry_hosts_are_seen_everywhere() {
        let host = ["pypi", "org"].join(".");
        assert_eq!(hosts("README.md", &format!("from {host} and {host}")).len(), 1);
        assert!(hosts("Cargo.lock", &host).is_empty());
        assert!(hosts("README.md", "the Python package index").is_empty());
    }
}
