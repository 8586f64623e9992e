//! What one is about to press stays where it is while the rest comes.

use anyhow::{Result, ensure};
use journeys::{DESKTOP, PHONE, Setup, journey};

/// Notes where each control of a panel stands in what scrolls with it, from the time it is there. One
/// that is made anew is the same one if it is called the same.
const WATCH: &str = "
  const seen = new Map(), scrolls = e => {
    while ((e = e.parentElement)) if (/auto|scroll/.test(getComputedStyle(e).overflowY)) return e;
  };
  const look = () => {
    const met = new Map();
    for (const e of document.querySelectorAll(':is(.sheet, .simulator) :is(button, summary, select, input, a)')) {
      if (!e.checkVisibility()) continue;
      const called = (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent).trim().slice(0, 40);
      const again = (met.get(called) ?? 0) + 1, name = `${called} ${again}`;
      met.set(called, again);
      const at = e.getBoundingClientRect().y + (scrolls(e)?.scrollTop ?? 0), [least, most] = seen.get(name) ?? [at, at];
      seen.set(name, [Math.min(at, least), Math.max(at, most)]);
    }
    setTimeout(look, 50);
  };
  window.moved = () => [...seen].map(([name, [least, most]]) => [name, Math.round(most - least)]);
  addEventListener('DOMContentLoaded', look);
";
/// What comes may be some lines more or less than its room, px.
const MOST: u32 = 64;

/// Opens a view slowly, until `last` is read, and looks how far its controls went; one that begins
/// as `control` must have been among them.
async fn nothing_moves(
    name: &str,
    at: &str,
    size: (u32, u32),
    last: &str,
    control: &str,
) -> Result<()> {
    let setup = Setup { before: Some(WATCH), ..Setup::at(at).sized(size) };
    journey(name, setup, async |page| {
        page.slow_down(3).await?;
        page.clear_cache().await?;
        page.reload().await?;
        page.shows(last).await?;
        page.settled().await?;
        let moved: Vec<(String, u32)> = page.script("return window.moved()").await?;
        ensure!(moved.iter().any(|(name, _)| name.starts_with(control)), "only {moved:?}");
        let far: Vec<_> = moved.iter().filter(|(_, by)| *by > MOST).collect();
        ensure!(far.is_empty(), "moved while the rest came (px): {far:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_moves_on_a_sheet() -> Result<()> {
    let (last, control) = ("Ce que ce lieu ouvre", "Ses chiffres, chacun avec sa source");
    nothing_moves("steady_sheet", "c=12089", PHONE, last, control).await
}

#[tokio::test]
async fn nothing_moves_among_the_aids() -> Result<()> {
    let (last, control) = ("Fermées", "Effacer mes réponses");
    nothing_moves("steady_aids", "vue=aides&c=12089", DESKTOP, last, control).await
}

#[tokio::test]
async fn nothing_moves_in_access() -> Result<()> {
    let last = "Où placer les prochains médecins";
    nothing_moves("steady_access", "vue=acces&c=12089", DESKTOP, last, last).await
}

#[tokio::test]
async fn nothing_moves_in_a_portrait() -> Result<()> {
    let (last, control) = ("au plus près à", "Tableau (CSV)");
    nothing_moves("steady_portrait", "vue=portrait&c=12089", PHONE, last, control).await
}
