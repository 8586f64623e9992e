//! What the map does, counted: draws, uploads, and its life after the graphics card was lost.

use anyhow::{Context, Result, ensure};
use journeys::{Graphics, Key, Page, Setup, journey};
use xtask::budget::Budget;

use crate::{CLASSES, INDICATOR};

/// The page at this query, drawn by WebGL.
fn with_webgl(query: &str) -> Setup {
    Setup::at(&format!("{query}&renderer=webgl")).with(Graphics::Used)
}

/// Waits until all contours and colours are there and drawn, with their smooth edges.
async fn at_rest(page: &Page) -> Result<journeys::Counts> {
    let counts = page.until(async || Ok(Some(page.counts().await?).filter(|c| c.at_rest))).await?;
    counts.context("the map never came to rest")
}

#[tokio::test]
async fn draws_and_uploads_keep_the_budget() -> Result<()> {
    let budget = Budget::load()?.counts;
    journey("counts", with_webgl("counts=1"), async |page| {
        page.painted(CLASSES).await?;
        let whole = at_rest(page).await?;
        ensure!(whole.frames > 0 && whole.geometry_bytes > 0, "nothing was drawn: {whole:?}");
        ensure!(whole.draw_calls_last_frame >= 1, "the last frame drew nothing: {whole:?}");
        ensure!(whole.draw_calls_last_frame <= budget.draw_calls_france, "{whole:?}");

        let indicator = page.get("select", INDICATOR).await?;
        indicator.send_keys("Densité de pop").await?;
        page.query_becomes("i", Some("densite_pop")).await?;
        let recoloured = page
            .until(async || Ok((page.counts().await?.recolours > whole.recolours).then_some(())))
            .await?;
        recoloured.context("the map never took other colours")?;
        let recoloured = at_rest(page).await?;
        ensure!(recoloured.frames > whole.frames, "no frame for the new colours: {recoloured:?}");
        ensure!(recoloured.texture_bytes_last_recolour > 0, "no colour was sent: {recoloured:?}");
        ensure!(recoloured.texture_bytes_last_recolour <= budget.recolour_bytes, "{recoloured:?}");
        let sent = recoloured.geometry_bytes - whole.geometry_bytes;
        ensure!(sent <= budget.geometry_bytes_moving, "{sent} bytes of geometry sent to recolour");

        page.drag_map(-60, 40).await?;
        let moved = at_rest(page).await?;
        ensure!(moved.frames > recoloured.frames, "the map did not move: {moved:?}");
        let sent = moved.geometry_bytes - recoloured.geometry_bytes;
        ensure!(sent <= budget.geometry_bytes_moving, "{sent} bytes of geometry sent to pan");
        println!("counts: {whole:?} then {recoloured:?} then {moved:?}");
        Ok(())
    })
    .await
}

/// Without a graphics card the main processor draws the same map.
#[tokio::test]
async fn both_renderers_draw_the_same() -> Result<()> {
    let at = "counts=1&v=2.2500,44.5600,8.00&c=12089";
    let both = [
        ("renderer_webgl", with_webgl(at)),
        ("renderer_cpu", Setup::at(&format!("{at}&renderer=cpu"))),
    ];
    let mut pictures = Vec::new();
    for (name, setup) in both {
        journey(name, setup, async |page| {
            page.painted(CLASSES).await?;
            at_rest(page).await?;
            pictures.push(page.map_picture().await?);
            Ok(())
        })
        .await?;
    }
    let apart = pictures[0].difference(&pictures[1]);
    ensure!(apart < 0.02, "{:.1} % of the pixels differ", apart * 100.0);
    Ok(())
}

#[tokio::test]
async fn an_idle_page_draws_nothing() -> Result<()> {
    journey("idle", Setup::at("counts=1"), async |page| {
        page.painted(CLASSES).await?;
        let before = at_rest(page).await?;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        let after = page.counts().await?;
        ensure!(
            after.frames == before.frames,
            "{} frames drawn at rest",
            after.frames - before.frames
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_lost_context_costs_nothing_and_is_taken_back() -> Result<()> {
    journey("lost_context", with_webgl("counts=1"), async |page| {
        page.painted(CLASSES).await?;
        at_rest(page).await?;
        let before = page.map_picture().await?;
        let on_gpu = async || -> Result<bool> { page.script("return !!document.querySelector('.map-overlay.shown')").await };
        ensure!(on_gpu().await?, "WebGL does not draw: the test would prove nothing");
        let _: bool = page
            .script(
                "window.lost = document.querySelector('.map-overlay').getContext('webgl2').getExtension('WEBGL_lose_context'); \
                 lost.loseContext(); return true",
            )
            .await?;
        page.until(async || Ok((!on_gpu().await?).then_some(()))).await?.context("the lost picture stays")?;
        let without = page.until(async || Ok((page.map_picture().await?.difference(&before) < 0.02).then_some(()))).await?;
        ensure!(without.is_some(), "without its graphics card the map is not as it was");
        let _: bool = page.script("lost.restoreContext(); return true").await?;
        page.until(async || Ok(on_gpu().await?.then_some(()))).await?.context("the graphics card is not taken back")?;
        let restored = page.until(async || Ok((page.map_picture().await?.difference(&before) < 0.02).then_some(()))).await?;
        ensure!(restored.is_some(), "the map did not come back as it was");
        // The map still answers.
        page.press(Key::Escape).await?;
        page.drag_map(-60, 40).await?;
        let moved = page.until(async || Ok((page.map_picture().await?.difference(&before) > 0.02).then_some(()))).await?;
        ensure!(moved.is_some(), "the restored map does not move");
        Ok(())
    })
    .await
}
