//! What must hold on every page: a silent console, no stranger asked, nothing cut, no barrier.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Page,
    long_tasks::{self, looking, looking_for_a_while},
};

/// What the map says it did, with `?counts=1`.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts {
    /// Frames drawn so far.
    pub frames: u64,
    /// Draw calls of the last frame.
    pub draw_calls_last_frame: u64,
    /// Bytes of geometry sent to the graphics card so far.
    pub geometry_bytes: u64,
    /// Changes of colours so far, where a graphics card draws.
    pub recolours: u64,
    /// Bytes of texture sent by the last change of colours.
    pub texture_bytes_last_recolour: u64,
    /// Whether contours and colours are all there and drawn, and nothing is left to draw.
    pub at_rest: bool,
    /// Whether borders are known to a few metres.
    pub precise: bool,
}

/// The rules of axe-core that look at colours.
const OF_COLOUR: [&str; 2] = ["color-contrast", "link-in-text-block"];

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    targets: Vec<String>,
}

impl Page {
    /// What the browser wrote in its console at warning level or above, since last asked.
    pub async fn console(&self) -> Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let loud = entries.into_iter().filter(|e| matches!(e.level.as_str(), "SEVERE" | "WARNING"));
        Ok(loud.map(|e| format!("{}: {}", e.level, e.message)).collect())
    }

    /// No error and no warning in the console.
    pub async fn console_is_clean(&self) -> Result<()> {
        let loud = self.console().await?;
        ensure!(loud.is_empty(), "the console is not silent:\n{}", loud.join("\n"));
        Ok(())
    }

    /// Every request of this page went to its own host.
    pub async fn requests_stay_home(&self) -> Result<()> {
        let names: Vec<String> =
            self.script("return performance.getEntriesByType('resource').map(e => e.name)").await?;
        let home = self.site.address();
        // Pictures the page made itself carry their content, or point into its own memory.
        let away: Vec<_> = names
            .iter()
            .filter(|n| !n.starts_with(&home) && !n.starts_with("data:") && !n.starts_with("blob:"))
            .collect();
        ensure!(away.is_empty(), "asked elsewhere: {away:?}");
        Ok(())
    }

    /// Nothing is wider than the window.
    pub async fn nothing_overflows(&self) -> Result<()> {
        let (width, _) = self.size();
        let found: (u32, Vec<String>) = self
            .script(
                "const limit = innerWidth + 1, wide = [...document.body.querySelectorAll('*')] \
                   .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > limit && !e.closest('[data-scrolls-x]')) \
                   .map(e => e.outerHTML.slice(0, 120)); \
                 return [document.documentElement.scrollWidth, wide.slice(0, 5)]",
            )
            .await?;
        ensure!(
            found.0 <= width,
            "the page is {} px wide in a window of {width} px; too wide: {:#?}",
            found.0,
            found.1
        );
        Ok(())
    }

    /// No cell of a table lies over another one of its row.
    pub async fn cells_stand_apart(&self) -> Result<()> {
        let over: Vec<String> = self
            .script(
                "const box = e => e.getBoundingClientRect(), over = (a, b) => \
                   Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1; \
                 return [...document.querySelectorAll('[role=row], tr')].flatMap(row => { \
                   const cells = [...row.children].filter(e => e.checkVisibility()); \
                   return cells.slice(1).flatMap((c, i) => over(box(cells[i]), box(c)) ? [`${cells[i].textContent} / ${c.textContent}`] : []); \
                 }).slice(0, 8)",
            )
            .await?;
        ensure!(over.is_empty(), "cells lie over each other: {over:#?}");
        Ok(())
    }

    /// axe-core finds no barrier on the page as it stands.
    pub async fn no_barrier(&self) -> Result<()> {
        // WCAG 2.2 has this rule, and axe-core leaves it off.
        self.no_barrier_with(json!({ "rules": { "target-size": { "enabled": true } } })).await
    }

    /// axe-core finds no barrier in the colours.
    pub async fn no_barrier_of_colour(&self) -> Result<()> {
        self.no_barrier_with(json!({ "runOnly": OF_COLOUR })).await
    }

    async fn no_barrier_with(&self, options: serde_json::Value) -> Result<()> {
        let source =
            std::fs::read_to_string(xtask::tools::axe()?).context("axe-core cannot be read")?;
        self.driver.execute(looking(&source), Vec::new()).await?;
        // It notes at first where everything is: of a page that moves while it looks it tells what is
        // not so, and it looks again.
        let script = "const [options, done] = arguments; \
            const told = n => n.html.slice(0, 160) + ' ' + n.any.map(c => c.message).join('; '); \
            const look = async tries => { \
              let moved = false; \
              const watch = new MutationObserver(() => moved = true); \
              watch.observe(document.body, {subtree: true, childList: true, characterData: true}); \
              const r = await axe.run(document, {...options, resultTypes: ['violations']}); \
              watch.disconnect(); \
              if (moved) { \
                if (tries === 0) throw 'the page never stood still'; \
                return look(tries - 1); \
              } \
              return r.violations.map(v => ({id: v.id, help: v.help, targets: v.nodes.slice(0, 4).map(told)})); \
            }; \
            look(9).then(done, e => done([{id: 'axe', help: String(e), targets: []}]))";
        let violations: Vec<Violation> = self
            .driver
            .execute_async(looking_for_a_while(script), vec![options])
            .await?
            .convert()?;
        if violations.is_empty() {
            return Ok(());
        }
        let reported: Vec<_> = violations
            .iter()
            .map(|v| format!("{}: {}\n    {}", v.id, v.help, v.targets.join("\n    ")))
            .collect();
        bail!("axe-core found {} barriers:\n{}", violations.len(), reported.join("\n"))
    }

    /// The counts of the map; the page must have been opened with `counts=1`.
    pub async fn counts(&self) -> Result<Counts> {
        self.script::<Option<Counts>>("return window.plaque_counts?.() ?? null")
            .await?
            .context("the page tells no counts")
    }

    /// Writes down the long tasks of this journey, one a line; nothing where there was none.
    pub(crate) async fn report_long_tasks(&self, journey: &str) -> Result<()> {
        let lines = long_tasks::report(&self.driver, journey).await?;
        if !lines.is_empty() {
            let folder = xtask::tasks::reports();
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join(format!("{journey}.txt")), lines)?;
        }
        Ok(())
    }
}
