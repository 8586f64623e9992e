//! `cargo xtask tasks`: what keeps the page from answering, journey by journey.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    dist,
    run::{cargo, run},
    scratch, tools,
};

/// Variable by which a journey knows that it is asked for its long tasks.
pub const ASKED: &str = "PLAQUE_TASKS";
/// The journeys that put the page to most work: own files, why here with its catchment, the survey of
/// all communes, zoning.
const JOURNEYS: [&str; 5] = ["own::", "files::", "insight::", "the_same_answers", "official::"];

/// The folder where journeys write the long tasks of the page.
#[must_use]
pub fn reports() -> PathBuf {
    scratch().join("long-tasks")
}

/// Runs the journeys that put the page to most work, or those named, one at a time, and prints their
/// tasks over 50 ms by the clock, those first for which the processor worked longest. Another program
/// on the machine lengthens the clock's time, not the processor's.
///
/// # Errors
/// When the page cannot be built, or a journey fails.
pub fn report(names: &[&str]) -> Result<()> {
    tools::browser()?;
    dist::build()?;
    let reports = reports();
    if reports.exists() {
        std::fs::remove_dir_all(&reports)?;
    }
    let names = if names.is_empty() { &JOURNEYS } else { names };
    let mut command = cargo();
    command.env(ASKED, "1").args(["test", "--locked", "--package", "journeys", "--test", "page"]);
    let ran = run(command.args(["--", "--test-threads", "1"]).args(names));
    let mut lines = Vec::new();
    for file in std::fs::read_dir(&reports).into_iter().flatten() {
        lines.extend(std::fs::read_to_string(file?.path())?.lines().map(str::to_owned));
    }
    let worked = |line: &String| line.split(' ').next().and_then(|ms| ms.parse::<u32>().ok());
    lines.sort_by_key(|line| std::cmp::Reverse(worked(line)));
    println!("tasks over 50 ms: {}\nprocessor\tclock\tjourney\tafter", lines.len());
    for line in lines {
        println!("{line}");
    }
    ran
}
