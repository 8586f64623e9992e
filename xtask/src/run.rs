//! Steps that say what they do and how long they took, and commands that fail with a sentence.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Announces a step with the time to expect, runs it and prints the time it took.
pub fn step<T>(what: &str, expect: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what} ({expect})");
    let start = Instant::now();
    let done = work();
    let verdict = if done.is_ok() { "done" } else { "failed" };
    println!("  {verdict} in {:.1} s", start.elapsed().as_secs_f64());
    done
}

/// The cargo that runs us, or the one on the path.
#[must_use]
pub fn cargo() -> Command {
    let mut command =
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(crate::root());
    command
}

/// Runs a command to its end; it reads nothing from the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("`{shown}` could not start"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and returns what it printed, or the reason it failed.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let out = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` could not start"))?;
    if !out.status.success() {
        bail!("`{shown}` failed ({}): {}", out.status, String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Tests that passed, that failed, and that were not run.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed, in all programs.
    pub passed: usize,
    /// Tests that failed, in all programs.
    pub failed: usize,
    /// Tests that are there and were not run.
    pub ignored: usize,
}

/// Runs a test command, showing its output and adding up its `test result:` lines.
pub fn run_tests(command: &mut Command) -> (Tally, Result<()>) {
    let mut tally = Tally::default();
    let ended = watch(command, |line| {
        if let Some(more) = parse_result(line) {
            tally.passed += more.passed;
            tally.failed += more.failed;
            tally.ignored += more.ignored;
        }
    });
    (tally, ended)
}

fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    let shown = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` could not start"))?;
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            see(&line);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Reads `test result: ok. 12 passed; 0 failed; …`.
fn parse_result(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
    let number = |word: &str| {
        counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
    };
    Some(Tally {
        passed: number("passed")?,
        failed: number("failed")?,
        ignored: number("ignored")?,
    })
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_line_of_cargo_test_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(parse_result(line), Some(Tally { passed: 12, failed: 3, ignored: 2 }));
        assert_eq!(parse_result("test a::b ... ok"), None);
    }

    #[test]
    fn a_failed_command_says_its_name() {
        let error = run(&mut Command::new("false")).unwrap_err().to_string();
        assert!(error.contains("`false` failed"), "{error}");
        let (tally, ended) = run_tests(
            Command::new("sh")
                .args(["-c", "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; exit 1"]),
        );
        assert_eq!(tally.passed, 2);
        assert!(ended.is_err());
    }
}
