//! temporary
use anyhow::Result;
use journeys::*;
#[tokio::test]
async fn dbg() -> Result<()> {
    journey("dbg", Setup::at("c=12089"), async |page| {
        page.settled().await?;
        let b = page.get("button", "Aubin").await?;
        println!("{}", b.outer_html().await?);
        b.scroll_into_view().await?;
        println!("scrolled {:?}", page.script::<Vec<f64>>("return [document.querySelector('[aria-label=\"Fiche de la commune\"]').scrollTop]").await);
        let r: Vec<String> = page.script("window.evs=[]; for (const t of ['pointerdown','pointerup','click','pointerenter','scroll']) addEventListener(t, e=>evs.push(t+':'+(e.target.outerHTML||'doc').slice(0,60)), true); return []").await?;
        let _ = r;
        println!("{:?}", b.click().await);
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        println!("{:#?}", page.script::<Vec<String>>("return evs").await?);
        println!("{:?}", page.query("c").await?);
        let b = page.get("button", "Aubin").await?;
        let _: bool = page.script("[...document.querySelectorAll('button.neighbour')][0].click(); return true").await?;
        drop(b);
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        println!("{:?}", page.query("c").await?);
        Ok(())
    }).await
}
