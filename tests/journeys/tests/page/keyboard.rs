//! The whole main journey without a pointer.

use anyhow::{Result, ensure};
use journeys::{Key, Setup, journey};

use crate::{CLASSES, DATE, INDICATOR, OPEN_TABLE, SEARCH, SHEET, TABLE};

#[tokio::test]
async fn search_sheet_indicator_table_and_date_by_keyboard() -> Result<()> {
    journey("keyboard", Setup::default(), async |page| {
        page.painted(CLASSES).await?;

        // `/` takes the focus to the search from anywhere.
        page.keys("/").await?;
        page.keys("decazeville").await?;
        page.get("option", "Decazeville").await?;
        page.press(Key::Enter).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.reads(&sheet, "ZIP").await?;
        page.query_becomes("c", Some("12089")).await?;
        // Today is after the end of the contracts of 2016, which are folded.
        page.tab_to("summary", "Au ").await?;
        page.press(Key::Enter).await?;
        page.reads(&sheet, "Fermées ici à cette date").await?;

        // Another indicator, by its first letters.
        let before = page.map_picture().await?;
        let indicator = page.tab_to("select", INDICATOR).await?;
        page.keys("Densité de pop").await?;
        page.query_becomes("i", indicator.value().await?.as_deref()).await?;
        ensure!(
            indicator.value().await?.as_deref() == Some("densite_pop"),
            "the indicator is {:?}",
            indicator.value().await?
        );
        let recoloured = page
            .until(
                async || Ok((page.map_picture().await?.difference(&before) > 0.05).then_some(())),
            )
            .await?;
        ensure!(recoloured.is_some(), "the map did not change its colours");

        // The date: a day on which the contracts of 2016 were open.
        page.tab_to("date", DATE).await?;
        page.type_date("2025-06-15").await?;
        page.query_becomes("d", Some("2025-06-15")).await?;
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "50 000 €").await?;

        // The table, on which arrows walk and Enter selects.
        page.tab_to("button", OPEN_TABLE).await?;
        page.press(Key::Enter).await?;
        page.get("table", TABLE).await?;
        page.tab_to("table", TABLE).await?;
        page.press(Key::Down).await?;
        page.press(Key::Enter).await?;
        let moved =
            page.until(async || Ok(page.query("c").await?.filter(|c| c != "12089"))).await?;
        ensure!(moved.is_some(), "Enter in the table selected nothing");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn escape_steps_back() -> Result<()> {
    journey("escape", Setup::at("c=12089"), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.press(Key::Escape).await?;
        page.gone("region", SHEET).await?;
        page.query_becomes("c", None).await?;
        page.get("combobox", SEARCH).await?;
        Ok(())
    })
    .await
}

/// One step at a time: the reading of a place, then the place.
#[tokio::test]
async fn escape_leaves_a_reading_then_the_place() -> Result<()> {
    journey("escape_reading", Setup::at("vue=aides&c=12089"), async |page| {
        page.get("heading", "Mes aides : Decazeville").await?;
        page.press(Key::Escape).await?;
        page.query_becomes("vue", None).await?;
        page.reads(&page.get("region", SHEET).await?, "Decazeville").await?;
        page.press(Key::Escape).await?;
        page.gone("region", SHEET).await?;
        page.query_becomes("c", None).await
    })
    .await
}
