//! Tasks of the page that kept it from answering, told by the browser: a report and no judgement,
//! since another program on the machine makes every task longer.

use std::path::PathBuf;

use anyhow::Result;

use crate::Page;

/// Notes every task over 50 ms, and what the user did last before it.
pub(crate) const WATCH: &str = "\
    window.plaqueLong = []; window.plaqueLooking = []; let last = 'loading'; \
    for (const kind of ['click', 'change', 'input', 'keydown', 'drop', 'paste', 'popstate']) \
      addEventListener(kind, e => { \
        const name = (e.target.labels?.[0] ?? e.target).textContent ?? ''; \
        last = `${kind} « ${name.trim().replace(/\\s+/g, ' ').slice(0, 50)} »`; }, true); \
    new PerformanceObserver(list => list.getEntries().forEach(e => \
      plaqueLong.push([e.startTime, e.duration, last]))).observe({ type: 'longtask' });";

/// A script of ours, whose time is not the page's.
pub(crate) fn looking(script: &str) -> String {
    format!(
        "const plaqueBegan = performance.now(); \
         try {{ return (function() {{ {script}\n }}).apply(this, arguments); }} \
         finally {{ window.plaqueLooking?.push([plaqueBegan, performance.now()]); }}"
    )
}

/// Where the reports of the journeys are.
fn folder() -> PathBuf {
    xtask::scratch().join(xtask::LONG_TASKS)
}

impl Page {
    /// Writes down the long tasks of the last document of this journey, one a line, after the name
    /// of the journey; nothing where there was none.
    pub(crate) async fn report_long_tasks(&self, journey: &str) -> Result<()> {
        let tasks: Vec<(f64, String)> = self
            .script(
                "const ours = window.plaqueLooking ?? []; \
                 return (window.plaqueLong ?? []) \
                   .filter(([from, ms]) => !ours.some(([a, b]) => a < from + ms && b > from)) \
                   .map(([, ms, after]) => [ms, after])",
            )
            .await?;
        let lines: String =
            tasks.iter().map(|(ms, after)| format!("{ms:.0} ms\t{journey}\t{after}\n")).collect();
        if !lines.is_empty() {
            std::fs::create_dir_all(folder())?;
            std::fs::write(folder().join(format!("{journey}.txt")), lines)?;
        }
        Ok(())
    }
}
