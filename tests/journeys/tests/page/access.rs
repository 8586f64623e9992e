//! No barrier that axe-core can see, on the main states of the page.

use anyhow::{Context, Result};
use journeys::{PHONE, Setup, journey};

use crate::{CLASSES, OPEN_TABLE, SHEET, TABLE};

#[tokio::test]
async fn the_start_the_sheet_and_the_table_have_no_barrier() -> Result<()> {
    journey("access", Setup::default(), async |page| {
        page.painted(CLASSES).await?;
        page.no_barrier().await.context("at the start")?;
        page.go("c=12089&d=2025-06-15").await?;
        let sheet = page.get("region", SHEET).await?;
        page.get("summary", "Au 15 juin 2025").await?.click().await?;
        page.reads(&sheet, "50 000 €").await?;
        page.reads(&sheet, "Cinq choses à savoir").await?;
        page.no_barrier().await.context("with a sheet")?;
        page.get("button", OPEN_TABLE).await?.click().await?;
        let table = page.get("table", TABLE).await?;
        page.reads(&table, "Abbeville").await?;
        page.cells_stand_apart().await?;
        page.no_barrier().await.context("with the table")?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_phone_has_no_barrier() -> Result<()> {
    journey("access_phone", Setup::at("c=12089").sized(PHONE), async |page| {
        let sheet = page.get("region", SHEET).await?;
        page.reads(&sheet, "Decazeville").await?;
        page.no_barrier().await
    })
    .await
}
