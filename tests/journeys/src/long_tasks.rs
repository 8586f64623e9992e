//! Tasks of the page that kept it from answering, told by the browser: a report and no judgement,
//! since another program on the machine makes every task longer.

use std::path::PathBuf;

/// Notes every task over 50 ms, and what the user did last before it.
pub(crate) const WATCH: &str = "\
    window.plaqueLong = []; window.plaqueLooking = []; const done = [[0, 'loading']]; \
    for (const kind of ['click', 'change', 'input', 'keydown', 'drop', 'paste', 'popstate']) \
      addEventListener(kind, e => { \
        const name = (e.target.labels?.[0] ?? e.target).textContent ?? ''; \
        done.push([e.timeStamp, `${kind} « ${name.trim().replace(/\\s+/g, ' ').slice(0, 50)} »`]); }, true); \
    new PerformanceObserver(list => list.getEntries().forEach(e => \
      plaqueLong.push([e.startTime, e.duration, done.findLast(([at]) => at <= e.startTime + 1)[1]]))).observe({ type: 'longtask' });";

/// A script of ours, whose time is not the page's.
pub(crate) fn looking(script: &str) -> String {
    format!(
        "const plaqueBegan = performance.now(); \
         try {{ return (function() {{ {script}\n }}).apply(this, arguments); }} \
         finally {{ window.plaqueLooking?.push([plaqueBegan, performance.now()]); }}"
    )
}

/// Where the reports of the journeys are.
pub(crate) fn folder() -> PathBuf {
    xtask::scratch().join(xtask::LONG_TASKS)
}
