//! Which crate may depend on which, and under which licences.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

use crate::workspace::{PAGE, Workspace};

/// Crates of others that the core may be built with: none of them knows a clock, a network, a file
/// or a browser.
const PURE: [&str; 23] = [
    "calamine",
    "chrono",
    "crc",
    "csv",
    "earcut",
    "encoding_rs",
    "flate2",
    "geo",
    "geojson",
    "minimal-lexical",
    "oorandom",
    "postcard",
    "rstar",
    "rustc-hash",
    "serde",
    "serde_json",
    "smallvec",
    "strsim",
    "thiserror",
    "zip",
    "natural-breaks",
    "form_urlencoded",
    "unicode-normalization",
];

/// Who may never be built with whom, directly or through others of ours.
const NEVER: [(&str, &[&str]); 6] = [
    ("territory", &["atlas", "geo", "catchment"]),
    ("atlas", &["territory", "serde_json"]),
    ("catchment", &["territory", "atlas"]),
    ("cli", &["pipeline", "leptos", "web-sys", "reqwest"]),
    ("pipeline", &["leptos", "web-sys", PAGE]),
    ("xtask", &["territory", "atlas", "pipeline"]),
];
/// What nobody else may be built with.
const APART: [&str; 4] = ["pipeline", "xtask", "cli", "journeys"];

/// Checks the workspace below `root`.
pub(super) fn check(root: &Path, workspace: &Workspace) -> Result<Vec<String>> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root.join("Cargo.toml"));
    // Only what is built for the page or for this machine; other systems' crates need not even be
    // downloaded.
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let platforms = ["wasm32-unknown-unknown".to_owned(), host];
    let platforms = platforms.into_iter().flat_map(|name| ["--filter-platform".to_owned(), name]);
    let metadata = command.other_options(platforms.collect::<Vec<_>>()).exec();
    let metadata = metadata.context("cargo metadata failed")?;
    let deny =
        std::fs::read_to_string(root.join("deny.toml")).context("deny.toml cannot be read")?;
    let mut breaches = about_dependencies(workspace);
    breaches.extend(about_licences(&metadata, &deny)?);
    Ok(breaches)
}

fn about_dependencies(workspace: &Workspace) -> Vec<String> {
    let mut breaches = Vec::new();
    for core in workspace.core() {
        let extra = workspace.foreign(core).filter(|name| !PURE.contains(name));
        breaches.extend(extra.map(|name| format!("{core}: is inside the page and depends on {name}, which xtask does not know as pure")));
        breaches.extend(
            APART.iter().filter(|name| core == **name).map(|name| {
                format!("{PAGE}: is built with {name}, which belongs to nobody's build")
            }),
        );
    }
    for name in workspace.names().filter(|name| *name != "journeys") {
        let apart = workspace.direct(name).filter(|other| APART.contains(other));
        breaches.extend(apart.map(|other| format!("{name}: nobody depends on {other}")));
    }
    for (name, never) in NEVER {
        let built_with = workspace.built_with(name);
        if built_with.is_empty() {
            breaches.push(format!(
                "xtask/src/tidy/packages.rs: a rule is about {name}, which is no crate of ours"
            ));
        }
        let through = built_with.iter().flat_map(|own| workspace.direct(own));
        let found: BTreeSet<&str> = through.filter(|other| never.contains(other)).collect();
        breaches
            .extend(found.into_iter().map(|other| format!("{name}: may never depend on {other}")));
    }
    breaches
}

/// Third-party crates whose licence is not among those `deny.toml` allows.
fn about_licences(metadata: &Metadata, deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml is not TOML")?;
    let allowed = deny
        .get("licenses")
        .and_then(|l| l.get("allow"))
        .and_then(toml::Value::as_array)
        .context("deny.toml has no licenses.allow")?;
    let allowed: Vec<&str> = allowed.iter().filter_map(toml::Value::as_str).collect();
    let resolved = metadata.resolve.as_ref().context("cargo metadata resolved nothing")?;
    let used = metadata.packages.iter().filter(|p| resolved.nodes.iter().any(|n| n.id == p.id));
    Ok(used
        .filter(|package| !is_allowed(package.license.as_deref().unwrap_or_default(), &allowed))
        .map(|package| {
            let licence = package.license.as_deref().unwrap_or("no licence named");
            format!(
                "{} {}: licence not allowed by deny.toml: {licence}",
                package.name, package.version
            )
        })
        .collect())
}

fn is_allowed(licence: &str, allowed: &[&str]) -> bool {
    let Ok(expression) = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|asked| allowed.contains(&asked.to_string().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every crate that the rules name, and these dependencies more.
    fn with(more: &[(&str, &[&str])]) -> Vec<String> {
        let plain = NEVER.iter().map(|(name, _)| (*name, &[][..]));
        let page: &[(&str, &[&str])] = &[(PAGE, &["territory", "atlas"])];
        about_dependencies(&Workspace::made(
            plain.chain(page.iter().copied()).chain(more.iter().copied()),
        ))
    }

    #[test]
    fn the_core_is_built_with_what_is_pure() {
        assert_eq!(with(&[("territory", &["serde", "chrono"])]), Vec::<String>::new());
        assert!(with(&[("territory", &["tokio"])])[0].contains("tokio"));
        // A crate that enters the page enters the core; no list has to name it.
        assert!(with(&[(PAGE, &["newcomer"]), ("newcomer", &["reqwest"])])[0].contains("newcomer"));
    }

    #[test]
    fn what_may_never_be_is_seen_through_others() {
        assert!(with(&[("atlas", &["between"]), ("between", &["territory"])])[0].contains("never"));
    }

    #[test]
    fn nobody_depends_on_the_pipeline_and_rules_are_about_somebody() {
        assert!(with(&[("between", &["pipeline"])])[0].contains("nobody"));
        let none = about_dependencies(&Workspace::made([]));
        assert_eq!(none.len(), NEVER.len());
    }

    #[test]
    fn licence_expressions_are_weighed_as_a_whole() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
        assert!(is_allowed("MIT OR GPL-3.0-only", &allowed));
        assert!(is_allowed("MIT/Apache-2.0", &allowed));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only", &allowed));
        assert!(!is_allowed("MIT AND GPL-3.0-only", &allowed));
        assert!(!is_allowed("", &allowed));
    }
}
