//! Which crate may depend on which, and under which licences.

use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Direct dependencies of the core crates: all of them, tests aside.
const CORE: [(&str, &[&str]); 8] = [
    ("territory", &["chrono", "serde", "serde_json", "strsim", "thiserror"]),
    ("access", &["serde", "thiserror"]),
    ("outlook", &["access", "serde", "territory"]),
    ("portrait", &["access", "csv", "outlook", "serde", "serde_json", "territory", "thiserror"]),
    ("tables", &["calamine", "csv", "encoding_rs", "flate2", "serde", "strsim", "territory", "thiserror", "zip"]),
    ("shapes", &["atlas", "geo", "geojson", "rstar", "serde", "serde_json", "territory", "thiserror"]),
    ("layers", &["atlas", "chrono", "serde", "serde_json", "shapes", "tables", "territory", "thiserror", "zip"]),
    ("atlas", &["crc32fast", "earcut", "geo", "geojson", "rstar", "rustc-hash", "smallvec", "thiserror"]),
];

/// Who may never depend on whom, directly.
const NEVER: [(&str, &[&str]); 4] = [
    ("plaque", &["pipeline", "cli", "xtask"]),
    ("cli", &["pipeline", "leptos", "web-sys", "reqwest"]),
    ("pipeline", &["leptos", "web-sys", "plaque"]),
    ("xtask", &["territory", "atlas", "pipeline"]),
];

/// Checks the workspace below `root`.
pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root.join("Cargo.toml"));
    // Only what is built for the page or for this machine; other systems' crates need not even be downloaded.
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let platforms = ["--filter-platform".into(), "wasm32-unknown-unknown".into(), "--filter-platform".into(), host];
    let metadata = command.other_options(platforms).exec().context("cargo metadata failed")?;
    let mut breaches: Vec<String> =
        metadata.workspace_packages().into_iter().flat_map(|package| about_dependencies(package.name.as_str(), &direct(package))).collect();
    let deny = std::fs::read_to_string(root.join("deny.toml")).context("deny.toml cannot be read")?;
    breaches.extend(about_licences(&metadata, &deny)?);
    Ok(breaches)
}

fn direct(package: &Package) -> Vec<&str> {
    package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal).map(|d| d.name.as_str()).collect()
}

fn about_dependencies(name: &str, direct: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (_, allowed) in CORE.iter().filter(|(core, _)| *core == name) {
        let extra = direct.iter().filter(|d| !allowed.contains(d));
        breaches.extend(extra.map(|d| format!("{name}: depends on {d}, which is not among {}", allowed.join(", "))));
    }
    for (_, never) in NEVER.iter().filter(|(who, _)| *who == name) {
        breaches.extend(direct.iter().filter(|d| never.contains(d)).map(|d| format!("{name}: may never depend on {d}")));
    }
    if direct.contains(&"pipeline") && name != "pipeline" {
        breaches.push(format!("{name}: nobody depends on the pipeline"));
    }
    breaches.dedup();
    breaches
}

/// Third-party crates whose licence is not among those `deny.toml` allows.
fn about_licences(metadata: &Metadata, deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml is not TOML")?;
    let allowed =
        deny.get("licenses").and_then(|l| l.get("allow")).and_then(toml::Value::as_array).context("deny.toml has no licenses.allow")?;
    let allowed: Vec<&str> = allowed.iter().filter_map(toml::Value::as_str).collect();
    let resolved = metadata.resolve.as_ref().context("cargo metadata resolved nothing")?;
    let used = metadata.packages.iter().filter(|p| resolved.nodes.iter().any(|n| n.id == p.id));
    Ok(used
        .filter(|package| !is_allowed(package.license.as_deref().unwrap_or_default(), &allowed))
        .map(|package| {
            let licence = package.license.as_deref().unwrap_or("no licence named");
            format!("{} {}: licence not allowed by deny.toml: {licence}", package.name, package.version)
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

    #[test]
    fn core_crates_depend_on_their_list_only() {
        assert!(about_dependencies("territory", &["serde", "chrono"]).is_empty());
        assert_eq!(about_dependencies("territory", &["serde", "geo"]).len(), 1);
        assert!(about_dependencies("atlas", &["territory"])[0].contains("not among"));
    }

    #[test]
    fn nobody_depends_on_the_pipeline() {
        assert!(!about_dependencies("plaque", &["pipeline"]).is_empty());
        assert!(!about_dependencies("journeys", &["pipeline"]).is_empty());
        assert!(about_dependencies("plaque", &["territory", "leptos"]).is_empty());
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
