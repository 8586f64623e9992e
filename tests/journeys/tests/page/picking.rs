//! What is under the pointer is what the contours say, to the point.

use anyhow::{Context, Result, ensure};
use atlas::{Contours, codec, digits, index, pack::Pack, plane, raster};
use journeys::{Page, Setup, journey};
use territory::{Gazetteer, Row};

/// Points at each zoom.
const POINTS: usize = 2_000;
/// Boxes of degrees (west, south, east, north) that fill the window: the country, a region, a few
/// cantons.
const ZOOMS: [[f64; 4]; 3] =
    [[-5.15, 41.33, 9.56, 51.09], [-0.33, 42.33, 4.85, 45.05], [2.0, 44.35, 2.8, 44.8]];

/// One answer of the page: longitude, latitude and the code that it shows.
type Answer = (f64, f64, String);

/// The code at a point by trying every contour, without the index that the page uses.
fn truth(
    contours: &Contours,
    rectangles: &[Option<[u16; 4]>],
    gazetteer: &Gazetteer,
    lon: f64,
    lat: f64,
) -> String {
    let point = plane::to_plane_unbounded(lon, lat);
    let near = |r: &[u16; 4]| {
        let [l, t, right, b] = r.map(f64::from);
        // Digits move a point by half a cell at most.
        (l - 0.5..=right + 0.5).contains(&point[0]) && (t - 0.5..=b + 0.5).contains(&point[1])
    };
    let rows =
        (0u16..).zip(rectangles).filter(|(_, r)| r.as_ref().is_some_and(near)).map(|(row, _)| row);
    let found =
        rows.into_iter().find(|row| index::contains(contours, u32::from(*row), point)).map(Row);
    found
        .map(|row| gazetteer.code(gazetteer.parent(row).unwrap_or(row)).to_string())
        .unwrap_or_default()
}

async fn answers(page: &Page, [w, s, e, n]: [f64; 4], seed: usize) -> Result<Vec<Answer>> {
    // A sequence that fills the window evenly and is the same at each run (plastic number, Roberts
    // 2018).
    page.script(&format!(
        "window.bench.setView([{w},{s},{e},{n}]);
         const canvas = document.querySelector('[data-bench=map] canvas'), shown = document.querySelector('[data-bench=picked]'), out = [];
         for (let i = {seed}; i < {seed} + {POINTS}; i++) {{
             const x = Math.floor(2 + (i * 0.7548776662466927 % 1) * 1270), y = Math.floor(2 + (i * 0.5698402909980532 % 1) * 760);
             canvas.dispatchEvent(new PointerEvent('pointermove', {{ clientX: x, clientY: y, pointerType: 'mouse', bubbles: true }}));
             out.push([...window.bench.unproject(x, y), shown.textContent]);
         }}
         return out"
    ))
    .await
}

#[tokio::test]
async fn every_point_is_in_the_commune_that_the_page_names() -> Result<()> {
    let [fine, digits, places] = [
        crate::packed("contours-fine")?,
        crate::packed("contours-digits")?,
        crate::packed("places")?,
    ];
    let [fine, digits, places] =
        [Pack::parse(&fine)?, Pack::parse(&digits)?, Pack::parse(&places)?];
    let contours = digits::apply(&codec::decode(|s| fine.get(s))?, digits.section("digits")?)?;
    let gazetteer = Gazetteer::decode(|s| places.get(s))?;
    let rectangles = raster::rectangles(&contours);
    journey("picking", Setup::at("bench=1&counts=1"), async |page| {
        // The first move of the mouse, once the fine contours are there, asks for their digits,
        // which the map takes later.
        page.until(async || {
            let done: bool = page
                .script(
                    "const canvas = document.querySelector('[data-bench=map] canvas');
                     canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: 640, clientY: 400, pointerType: 'mouse', bubbles: true }));
                     return window.plaque_counts?.().precise === true",
                )
                .await?;
            Ok(done.then_some(()))
        })
        .await?
        .context("the digits of the contours never came")?;
        for (i, zoom) in ZOOMS.into_iter().enumerate() {
            let answers = answers(page, zoom, i * POINTS).await?;
            ensure!(answers.len() == POINTS, "{} answers", answers.len());
            let on_land = answers.iter().filter(|a| !a.2.is_empty()).count();
            ensure!(on_land > POINTS / 4, "only {on_land} points on land: the test would prove little");
            let wrong: Vec<_> =
                answers.iter().filter(|(lon, lat, code)| truth(&contours, &rectangles, &gazetteer, *lon, *lat) != *code).collect();
            ensure!(wrong.is_empty(), "{} of {POINTS} wrong at zoom {i}: {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
            println!("picking: zoom {i}, {on_land} of {POINTS} points on land, all exact");
        }
        Ok(())
    })
    .await
}
