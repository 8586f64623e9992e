//! What is shown after a change is what a page opened there shows: nothing is left from before.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use journeys::{DESKTOP, Page, Setup, journey};

/// What one changes, one after the other: a place, a day, what the act in force says, answers, and the
/// place again, each as an address.
const CHANGES: [&str; 6] = [
    "c=12176&d=2027-03-01",
    "c=12089&d=2027-03-01",
    "c=12089&d=2025-03-01",
    "c=12089&d=2027-03-01#aides.classe=12089:ZAC",
    "c=12089&d=2027-03-01#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP",
    "c=31555&d=2027-03-01#project=first&sector=1&aided_before=non",
];

/// What the panel in front says, a line for each paragraph, without what is in shut folds.
const SAID: &str = "
  const front = [...document.querySelectorAll('.sheet, .simulator')].find(e => e.checkVisibility());
  return front ? front.innerText : ''";

async fn said(page: &Page) -> Result<String> {
    page.settled().await?;
    // Twice alike: what follows a change may still be on its way.
    let last = std::cell::RefCell::new(String::new());
    page.until(async || {
        let now: String = page.script(SAID).await?;
        let before = last.replace(now.clone());
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        // « Calcul de l’accès… »: nothing is alike while something is said to be on its way.
        let waits = now.lines().any(|line| line.trim_end().ends_with('…'));
        Ok((!now.is_empty() && now == before && !waits).then_some(now))
    })
    .await?
    .context("the panel does not come to rest")
}

/// The lines that only one of two texts has.
fn difference(kept: &str, fresh: &str) -> String {
    let mut out = String::new();
    for (sign, text, other) in [("after the change", kept, fresh), ("fresh", fresh, kept)] {
        for line in text.lines().filter(|l| !l.trim().is_empty() && !other.lines().any(|o| o == *l))
        {
            let _written = writeln!(out, "{sign}: {line}");
        }
    }
    out
}

async fn as_when_fresh(name: &str, view: &str) -> Result<()> {
    journey(name, Setup::at(&format!("{view}c=12089")).sized(DESKTOP), async |page| {
        said(page).await?;
        let travel = async |change| page.travel(&format!("?{view}{change}")).await;
        let mut kept = Vec::new();
        for change in CHANGES {
            travel(change).await?;
            kept.push(said(page).await?);
        }
        let mut all = String::new();
        for (change, kept) in CHANGES.into_iter().zip(kept) {
            travel(change).await?;
            page.reload().await?;
            // A page that was just opened rests between what comes first and the rest of it.
            let last = std::cell::RefCell::new(String::new());
            let is_alike = async || {
                last.replace(difference(&kept, &said(page).await?));
                Ok(last.borrow().is_empty().then_some(()))
            };
            if page.until(is_alike).await?.is_none() {
                write!(all, "{change}\n{}", last.borrow())?;
            }
        }
        ensure!(all.is_empty(), "{all}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_sheet_is_as_when_fresh() -> Result<()> {
    as_when_fresh("fresh_sheet", "").await
}

#[tokio::test]
async fn aids_are_as_when_fresh() -> Result<()> {
    as_when_fresh("fresh_aids", "vue=aides&").await
}

#[tokio::test]
async fn access_is_as_when_fresh() -> Result<()> {
    as_when_fresh("fresh_access", "vue=acces&").await
}

#[tokio::test]
async fn a_portrait_is_as_when_fresh() -> Result<()> {
    as_when_fresh("fresh_portrait", "vue=portrait&").await
}
