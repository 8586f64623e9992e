//! The first picture: all of France in colour, little sent, nobody else asked.

use anyhow::{Result, ensure};
use journeys::{Setup, journey};
use xtask::budget::Budget;

use crate::{CLASSES, INDICATOR};

#[tokio::test]
async fn france_is_coloured_by_medical_zone() -> Result<()> {
    journey("first_paint", Setup::default(), async |page| {
        page.painted(CLASSES).await?;
        ensure!(page.title().await?.contains("Plaque"), "title: {}", page.title().await?);
        let indicator = page.get("select", INDICATOR).await?;
        ensure!(indicator.value().await?.as_deref() == Some("zone_med"));
        page.shows("ZIP").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_sent_for_it_keeps_the_budget() -> Result<()> {
    let budget = Budget::load()?.bytes;
    journey("first_bytes", Setup::default(), async |page| {
        page.painted(CLASSES).await?;
        let served = page.site.served();
        let is_data = |path: &str| path.starts_with("/data/");
        let first: Vec<_> =
            served.iter().filter(|s| is_data(&s.path)).take(2).map(|s| s.path.as_str()).collect();
        for wanted in xtask::site::FIRST_DATA {
            ensure!(
                first.iter().any(|p| p.starts_with(&format!("/data/{wanted}."))),
                "{wanted} is not among the first data asked for: {first:?}"
            );
        }
        // Other parts of the program follow the picture, as soon as the line is free.
        let later: Vec<String> = xtask::site::parts(&xtask::dist_dir())?
            .into_iter()
            .filter(|(part, _)| part != "first")
            .flat_map(|(_, files)| files)
            .map(|file| format!("/{file}"))
            .collect();
        let needed = |path: &str| {
            !later.iter().any(|l| l == path) && (!is_data(path) || first.contains(&path))
        };
        let bytes: u64 = served.iter().filter(|s| needed(&s.path)).map(|s| s.bytes).sum();
        println!(
            "first choropleth: {bytes} bytes in {} answers",
            served.iter().filter(|s| needed(&s.path)).count()
        );
        ensure!(
            bytes <= budget.first_choropleth,
            "{bytes} bytes for the first choropleth, {} allowed",
            budget.first_choropleth
        );
        let twice: Vec<_> = served
            .iter()
            .enumerate()
            .filter(|(at, s)| served[..*at].iter().any(|o| o.path == s.path))
            .collect();
        ensure!(twice.is_empty(), "asked for twice: {twice:?}");
        Ok(())
    })
    .await
}
