//! Tasks of the page that kept it from answering, read in the browser's own trace: how long each took
//! by the clock, and how much of that the processor worked for it. The first depends on what else the
//! machine does (another browser, a compiler, the browser's other processes on the same two cores); the
//! second is what a quiet machine would take.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use thirtyfour::WebDriver;

/// Longest task that a user does not feel.
const LONGEST_MS: f64 = 50.0;
/// One task of a thread, as the trace names it.
const TASK: &str = "ThreadControllerImpl::RunTask";
/// Marks of what a user did, and of the scripts of a journey, whose time is not the page's.
const DID: &str = "journey did ";
const LOOKS: &str = "journey looks";
const LOOKED: &str = "journey looked";

/// Whether this run looks for long tasks (`cargo xtask tasks`): the trace makes a journey take three
/// times as long.
pub(crate) fn are_asked() -> bool {
    std::env::var_os(xtask::tasks::ASKED).is_some()
}

/// What the browser is to record of itself: tasks, and the marks of [`WATCH`].
pub(crate) fn traced() -> serde_json::Value {
    serde_json::json!({
        "enableNetwork": false, "enablePage": false, "traceCategories": "toplevel,blink.user_timing",
    })
}

/// Marks in the trace what the user does.
pub(crate) const WATCH: &str = "\
    performance.mark('journey did loading'); \
    for (const kind of ['click', 'change', 'input', 'keydown', 'drop', 'paste', 'popstate']) \
      addEventListener(kind, e => { \
        const name = (e.target.labels?.[0] ?? e.target).textContent ?? ''; \
        performance.mark(`journey did ${kind} « ${name.trim().replace(/\\s+/g, ' ').slice(0, 50)} »`); }, true);";

/// A script of ours, whose time is not the page's.
pub(crate) fn looking(script: &str) -> String {
    format!(
        "performance.mark('{LOOKS}'); \
         try {{ return (function() {{ {script}\n }}).apply(this, arguments); }} \
         finally {{ performance.mark('{LOOKED}'); }}"
    )
}

/// A script of ours that calls its last argument when it ends.
pub(crate) fn looking_for_a_while(script: &str) -> String {
    format!(
        "performance.mark('{LOOKS}'); \
         const all = [...arguments], answer = all.pop(); \
         return (function() {{ {script}\n }}).apply(this, \
           [...all, found => {{ performance.mark('{LOOKED}'); answer(found); }}]);"
    )
}

/// Reads the trace of a journey: one line for each task that was long by the clock, what the
/// processor did for it first (ms, ms, journey, what the user had done last).
///
/// # Errors
/// The browser gives no trace.
pub(crate) async fn report(driver: &WebDriver, journey: &str) -> Result<String> {
    let mut threads: BTreeMap<(u64, u64), Vec<Event>> = BTreeMap::new();
    for entry in driver.get_log("performance").await? {
        let told: Told = serde_json::from_str(&entry.message).context("the trace has no form")?;
        if told.message.method == "Tracing.dataCollected" {
            let event: Event = serde_json::from_value(told.message.params)?;
            threads.entry((event.pid, event.tid)).or_default().push(event);
        }
    }
    let pages = threads.into_values().filter(|events| events.iter().any(|e| e.is_mark()));
    Ok(pages.flat_map(|events| long_of(&events, journey)).collect())
}

/// Lines of the long tasks of one thread.
fn long_of(events: &[Event], journey: &str) -> Vec<String> {
    let mut marks: Vec<&Event> = events.iter().filter(|e| e.is_mark()).collect();
    marks.sort_by(|a, b| a.ts.total_cmp(&b.ts));
    let long = events.iter().filter(|e| e.name == TASK && e.dur > LONGEST_MS * 1000.0);
    long.filter_map(|task| {
        let before = marks.partition_point(|m| m.ts <= task.ts);
        let within = marks.partition_point(|m| m.ts <= task.ts + task.dur);
        let under_way = marks[..before].iter().rev().find(|m| !m.name.starts_with(DID));
        let ours = under_way.is_some_and(|m| m.name == LOOKS)
            || marks[before..within].iter().any(|m| !m.name.starts_with(DID));
        // The mark of what the user does is made in the task that it begins.
        let did = marks[..within].iter().rev().find_map(|m| m.name.strip_prefix(DID))?;
        let (cpu, clock) = (task.tdur / 1000.0, task.dur / 1000.0);
        (!ours).then(|| format!("{cpu:.0} ms\t{clock:.0} ms\t{journey}\t{did}\n"))
    })
    .collect()
}

/// One line of chromedriver's log.
#[derive(Deserialize)]
struct Told {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    method: String,
    params: serde_json::Value,
}

/// One event of a trace; times in microseconds.
#[derive(Deserialize)]
struct Event {
    name: String,
    pid: u64,
    tid: u64,
    ts: f64,
    /// By the clock.
    #[serde(default)]
    dur: f64,
    /// Of the processor.
    #[serde(default)]
    tdur: f64,
}

impl Event {
    fn is_mark(&self) -> bool {
        self.name.starts_with("journey ")
    }
}
