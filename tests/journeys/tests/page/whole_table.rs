//! The table has every commune: all are counted, both ends can be reached, and a département is
//! read line by line.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use atlas::pack::Pack;
use journeys::{Key, Setup, journey};
use territory::{AreaKind, Gazetteer};

use crate::{OPEN_TABLE, TABLE};

#[tokio::test]
async fn every_commune_has_its_line() -> Result<()> {
    let places = crate::packed("places")?;
    let places = Pack::parse(&places)?;
    let gazetteer = Gazetteer::decode(|s| places.get(s))?;
    ensure!(gazetteer.len() == 34_875 + 45, "{} places", gazetteer.len());
    let is_in_aveyron =
        |row| gazetteer.area(AreaKind::Departement, row).is_some_and(|d| d.code == "12");
    let aveyron: BTreeSet<String> = gazetteer
        .rows()
        .filter(|r| is_in_aveyron(*r))
        .map(|r| gazetteer.code(r).to_string())
        .collect();
    ensure!(aveyron.len() == 285, "{} communes in Aveyron", aveyron.len());
    journey("whole_table", Setup::default(), async |page| {
        page.settled().await?;
        page.get("button", OPEN_TABLE).await?.click().await?;
        let table = page.get("table", TABLE).await?;
        page.reads(&table, "Aast").await?;
        // The header is a line of its own.
        ensure!(table.attr("aria-rowcount").await?.as_deref() == Some("34921"), "{:?} lines", table.attr("aria-rowcount").await?);
        table.focus().await?;
        page.press(Key::End).await?;
        page.reads(&table, "Zuytpeene").await.context("the last by name")?;

        let choice = page.get("combobox", "Département").await?;
        choice.send_keys("12").await?;
        let seen: BTreeSet<String> = page
            .script(
                "return (async () => {
                     const seen = new Set(), grid = document.querySelector('[role=grid]');
                     const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                     for (let top = 0; ; top += grid.clientHeight / 2) {
                         grid.scrollTop = top;
                         await drawn();
                         for (const row of grid.querySelectorAll('[role=rowgroup] > [role=row]')) {
                             seen.add(row.querySelectorAll('[role=gridcell]')[1].textContent);
                         }
                         if (top >= grid.scrollHeight - grid.clientHeight) return [...seen];
                     }
                 })()",
            )
            .await?;
        ensure!(seen == aveyron, "{:?} differ", seen.symmetric_difference(&aveyron).collect::<Vec<_>>());
        Ok(())
    })
    .await
}
