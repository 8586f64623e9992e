//! `cargo xtask test`: every stage of the gate, in order, with a summary.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::run::{Tally, cargo, output, run, run_tests};
use crate::{budget, dist, dist_dir, tidy, tools};

/// The whole page for these tests: built natively by nobody.
const NATIVE: [&str; 5] = ["--workspace", "--exclude", "plaque", "--exclude", "journeys"];
const WASM: [&str; 4] = ["--package", "plaque", "--target", "wasm32-unknown-unknown"];

type Stage = (&'static str, &'static str, fn() -> (Tally, Result<()>));

const STAGES: [Stage; 9] = [
    ("fmt", "seconds", || check(fmt())),
    ("tidy", "seconds", || check(tidy::check(&crate::root()))),
    ("clippy", "1 to 3 minutes from nothing", || check(clippy(&["--workspace", "--exclude", "plaque", "--all-targets"]))),
    ("clippy-wasm", "1 to 2 minutes from nothing", || check(clippy(&[WASM.as_slice(), &["--all-targets"]].concat()))),
    ("native", "2 to 5 minutes from nothing", native),
    ("wasm", "1 to 3 minutes from nothing", wasm),
    ("dist", "4 to 8 minutes from nothing", || check(dist::build())),
    ("budget", "seconds", || check(budget::check(&dist_dir()))),
    ("journeys", "2 to 6 minutes", journeys),
];

/// Runs every stage, or the one named; fails when any failed.
pub fn test(only: Option<&str>) -> Result<()> {
    let names: Vec<&str> = STAGES.iter().map(|(name, ..)| *name).collect();
    if let Some(only) = only.filter(|only| !names.contains(only)) {
        bail!("there is no stage `{only}`: choose among {}", names.join(", "));
    }
    let mut rows = Vec::new();
    for (name, expect, stage) in STAGES.iter().filter(|(name, ..)| only.is_none_or(|only| only == *name)) {
        println!("\n=== {name} ({expect})");
        let start = Instant::now();
        let (tally, ended) = stage();
        let seconds = start.elapsed().as_secs_f64();
        if let Err(error) = &ended {
            println!("{name}: {error:#}");
        }
        println!("=== {name}: {} in {seconds:.1} s", if ended.is_ok() { "ok" } else { "FAILED" });
        rows.push((*name, counted(tally, ended.is_ok()), ended.is_ok(), seconds));
    }
    println!("\n{:<12} {:>8} {:>8} {:>9}", "stage", "passed", "failed", "seconds");
    for (name, tally, ok, seconds) in &rows {
        println!("{name:<12} {:>8} {:>8} {seconds:>9.1} {}", tally.passed, tally.failed, if *ok { "" } else { "FAILED" });
    }
    let total = |pick: fn(&Tally) -> usize| rows.iter().map(|(_, tally, ..)| pick(tally)).sum::<usize>();
    let (passed, failed) = (total(|t| t.passed), total(|t| t.failed));
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 {
        bail!("the gate is closed: {failed} failed");
    }
    Ok(())
}

/// A stage without a test of its own counts as one; a failed stage never counts as none.
fn counted(tally: Tally, ok: bool) -> Tally {
    match (tally.passed + tally.failed, ok) {
        (0, true) => Tally { passed: 1, failed: 0 },
        (_, false) => Tally { failed: tally.failed.max(1), ..tally },
        _ => tally,
    }
}

fn check(ended: Result<()>) -> (Tally, Result<()>) {
    (Tally::default(), ended)
}

fn fmt() -> Result<()> {
    tools::components()?;
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(scope: &[&str]) -> Result<()> {
    tools::components()?;
    tools::wasm_target()?;
    run(cargo().arg("clippy").args(["--quiet", "--locked"]).args(scope).args(["--", "--deny", "warnings"]))
}

fn native() -> (Tally, Result<()>) {
    run_tests(cargo().args(["test", "--locked"]).args(NATIVE))
}

fn wasm() -> (Tally, Result<()>) {
    let ready = tools::wasm_target().and_then(|()| Ok((tools::wasm_bindgen()?, tools::browser()?)));
    let path = ready.and_then(|(bindgen, browser)| Ok((tools::path_with(&[bindgen])?, browser)));
    let (path, browser) = match path {
        Ok(found) => found,
        Err(error) => return check(Err(error)),
    };
    let mut command = cargo();
    command.env("PATH", path).env("CHROMEDRIVER", browser.driver);
    // The runner gives up after 20 seconds otherwise; software rendering on a busy machine needs more.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    run_tests(command.args(["test", "--locked"]).args(WASM).args(["--lib", "--bins", "--tests"]))
}

fn journeys() -> (Tally, Result<()>) {
    if let Err(error) = tools::browser().and_then(|_| tools::axe()) {
        return check(Err(error));
    }
    // Two pages at once is what two cores can draw in time.
    let mut command = cargo();
    // A journey that fails says where in its own words; thirty frames of the runtime would hide them.
    command.env("RUST_LIB_BACKTRACE", "0");
    run_tests(command.args(["test", "--locked", "--package", "journeys", "--", "--test-threads", "2"]))
}

/// `cargo xtask look`: screenshots of the main states into `look/`.
pub fn look() -> Result<()> {
    tools::browser()?;
    dist::build()?;
    run(cargo().args(["run", "--quiet", "--locked", "--package", "journeys", "--bin", "look"]))?;
    let made = output(std::process::Command::new("ls").arg(crate::root().join("look")))?;
    println!("look/ holds:\n{made}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_stage_always_counts_as_a_failure() {
        assert_eq!(counted(Tally { passed: 4, failed: 0 }, false).failed, 1);
        assert_eq!(counted(Tally { passed: 4, failed: 2 }, false).failed, 2);
        assert_eq!(counted(Tally::default(), true), Tally { passed: 1, failed: 0 });
        assert_eq!(counted(Tally { passed: 4, failed: 0 }, true).passed, 4);
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_list() {
        let error = test(Some("nothing")).unwrap_err().to_string();
        assert!(error.contains("journeys") && error.contains("clippy-wasm"), "{error}");
    }
}
