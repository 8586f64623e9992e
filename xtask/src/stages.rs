//! `cargo xtask test`: every stage of the gate, in order, with a summary.

use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::run::{Tally, cargo, output, run, run_tests};
use crate::scope::Scope;
use crate::workspace::PAGE;
use crate::{budget, dist, dist_dir, tidy, tools};

/// Everything that runs on this machine. Every stage that can asks for the same crates, so that
/// each is compiled once: with other crates beside it, a dependency may have other features.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", PAGE];
const WASM: [&str; 4] = ["--package", PAGE, "--target", tools::WASM];

/// What a stage counted, and how it ended; `None`: nothing of it has to run.
type Outcome = Option<(Tally, Result<()>)>;

struct Stage {
    name: &'static str,
    expect: &'static str,
    run: fn(&Scope) -> Outcome,
}

const STAGES: [Stage; 9] = [
    Stage { name: "fmt", expect: "seconds", run: |_| check(fmt()) },
    Stage { name: "tidy", expect: "seconds", run: |_| check(tidy::check(&crate::root())) },
    Stage {
        name: "clippy",
        expect: "1 to 3 minutes from nothing",
        run: |_| check(clippy(&NATIVE)),
    },
    Stage {
        name: "clippy-wasm",
        expect: "1 to 2 minutes from nothing",
        run: |scope| for_page(scope, || check(clippy(&WASM))),
    },
    Stage { name: "native", expect: "3 to 6 minutes from nothing", run: native },
    Stage {
        name: "wasm",
        expect: "2 to 4 minutes from nothing",
        run: |scope| for_page(scope, wasm),
    },
    Stage {
        name: "dist",
        expect: "4 to 8 minutes from nothing",
        run: |scope| for_page(scope, || check(dist::build())),
    },
    Stage {
        name: "budget",
        expect: "seconds",
        run: |scope| for_page(scope, || check(budget::check(&dist_dir()))),
    },
    Stage { name: "journeys", expect: "3 to 10 minutes", run: |scope| for_page(scope, journeys) },
];

/// Runs every stage, or the one named, as far as the scope goes.
///
/// # Errors
/// When any failed.
pub fn test(only: Option<&str>, scope: &Scope) -> Result<()> {
    let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
    if let Some(only) = only.filter(|only| !names.contains(only)) {
        bail!("there is no stage `{only}`: choose among {}", names.join(", "));
    }
    let mut rows = Vec::new();
    for stage in STAGES.iter().filter(|stage| only.is_none_or(|only| only == stage.name)) {
        let name = stage.name;
        println!("\n=== {name} ({})", stage.expect);
        let start = Instant::now();
        let Some((tally, ended)) = (stage.run)(scope) else {
            println!("=== {name}: nothing that changed can break it");
            continue;
        };
        let seconds = start.elapsed().as_secs_f64();
        if let Err(error) = &ended {
            println!("{name}: {error:#}");
        }
        println!("=== {name}: {} in {seconds:.1} s", if ended.is_ok() { "ok" } else { "FAILED" });
        rows.push((name, counted(tally, ended.is_ok()), ended.is_ok(), seconds));
    }
    println!("\n{:<12} {:>8} {:>8} {:>8} {:>9}", "stage", "passed", "failed", "ignored", "seconds");
    for (name, tally, ok, seconds) in &rows {
        let Tally { passed, failed, ignored } = tally;
        let verdict = if *ok { "" } else { "FAILED" };
        println!("{name:<12} {passed:>8} {failed:>8} {ignored:>8} {seconds:>9.1} {verdict}");
    }
    let total =
        |pick: fn(&Tally) -> usize| rows.iter().map(|(_, tally, ..)| pick(tally)).sum::<usize>();
    let (passed, failed, ignored) =
        (total(|t| t.passed), total(|t| t.failed), total(|t| t.ignored));
    println!("\n{passed} passed, {failed} failed, {ignored} ignored");
    if failed > 0 {
        bail!("the gate is closed: {failed} failed");
    }
    Ok(())
}

/// A stage without a test of its own counts as one; a failed stage never counts as none.
fn counted(tally: Tally, ok: bool) -> Tally {
    match (tally.passed + tally.failed, ok) {
        (0, true) => Tally { passed: 1, ..tally },
        (_, false) => Tally { failed: tally.failed.max(1), ..tally },
        _ => tally,
    }
}

fn check(ended: Result<()>) -> Outcome {
    Some((Tally::default(), ended))
}

fn for_page(scope: &Scope, stage: impl FnOnce() -> Outcome) -> Outcome {
    if scope.page { stage() } else { None }
}

fn fmt() -> Result<()> {
    tools::components()?;
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(scope: &[&str]) -> Result<()> {
    tools::components()?;
    tools::wasm_target()?;
    let mut command = cargo();
    command.args(["clippy", "--quiet", "--locked", "--all-targets"]);
    run(command.args(scope).args(["--", "--deny", "warnings"]))
}

fn native(scope: &Scope) -> Outcome {
    let crates = scope.native()?;
    Some(run_tests(cargo().args(["test", "--locked"]).args(crates)))
}

fn wasm() -> Outcome {
    let ready = tools::wasm_target()
        .and_then(|()| Ok((tools::path_with(&[tools::wasm_bindgen()?])?, tools::browser()?)));
    let (path, browser) = match ready {
        Ok(found) => found,
        Err(error) => return check(Err(error)),
    };
    let mut command = cargo();
    command.env("PATH", path).env("CHROMEDRIVER", browser.driver);
    // The runner gives up after 20 seconds otherwise; software rendering on a busy machine needs
    // more.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    Some(run_tests(command.args(["test", "--locked"]).args(WASM).args(["--lib", "--tests"])))
}

fn journeys() -> Outcome {
    if let Err(error) = tools::browser().and_then(|_| tools::axe()) {
        return check(Err(error));
    }
    let mut command = cargo();
    // A journey that fails says where in its own words; thirty frames of the runtime would hide
    // them.
    command.env("RUST_LIB_BACKTRACE", "0");
    command.args(["test", "--locked"]).args(NATIVE).args(["--test", "page", "--"]);
    // Two pages at once is what two cores can draw in time.
    Some(run_tests(command.args(["--test-threads", "2"])))
}

/// `cargo xtask look`: screenshots of the main states into `look/`, beside those of a folder.
///
/// # Errors
/// When the page cannot be built, or a state is not reached.
pub fn look(mock: Option<&str>) -> Result<()> {
    tools::browser()?;
    dist::build()?;
    let mut look = cargo();
    look.args(["run", "--quiet", "--locked", "--package", "journeys", "--bin", "look", "--"]);
    if let Some(mock) = mock {
        let at = std::path::absolute(mock)?;
        ensure!(at.is_dir(), "{mock} is no folder");
        look.arg(at);
    }
    run(&mut look)?;
    let made = output(std::process::Command::new("ls").arg(crate::root().join("look")))?;
    println!("look/ holds:\n{made}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_stage_always_counts_as_a_failure() {
        assert_eq!(counted(Tally { passed: 4, ..Tally::default() }, false).failed, 1);
        assert_eq!(counted(Tally { passed: 4, failed: 2, ignored: 0 }, false).failed, 2);
        assert_eq!(counted(Tally::default(), true), Tally { passed: 1, ..Tally::default() });
        assert_eq!(counted(Tally { passed: 4, ..Tally::default() }, true).passed, 4);
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_list() {
        let error = test(Some("nothing"), &Scope::all()).unwrap_err().to_string();
        assert!(error.contains("journeys") && error.contains("clippy-wasm"), "{error}");
    }
}
