//! The page on paper: how many sheets, and what a square code on them says.

use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use thirtyfour::By;

use crate::{Page, Picture};

/// A sheet of A4, inches.
const SHEET: (f64, f64) = (8.27, 11.69);

impl Page {
    /// Shows the page as it is printed, or as it is on screen again.
    pub async fn on_paper(&self, paper: bool) -> Result<()> {
        let media = if paper { "print" } else { "" };
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": media })).await?;
        let (width, height) = self.size();
        // As wide as the sheet between its margins of 12 mm, and fine enough for a small code.
        let metrics = if paper {
            json!({ "width": 703, "height": 1032, "deviceScaleFactor": 3, "mobile": false })
        } else {
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false })
        };
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        // What the browser tells a page that it is about to print, or has printed.
        let event = if paper { "beforeprint" } else { "afterprint" };
        self.script::<bool>(&format!("dispatchEvent(new Event('{event}')); return true")).await?;
        Ok(())
    }

    /// Sheets of A4 that the browser prints.
    pub async fn printed_pages(&self) -> Result<usize> {
        let settings =
            json!({ "paperWidth": SHEET.0, "paperHeight": SHEET.1, "preferCSSPageSize": true });
        let printed = self.driver.cdp().send_raw("Page.printToPDF", settings).await?;
        let pdf = BASE64_STANDARD.decode(printed["data"].as_str().context("no PDF")?)?;
        Ok(pages(&pdf))
    }

    /// What the square code below an element says.
    pub async fn square_code(&self, css: &str) -> Result<String> {
        let code = self.driver.find(By::Css(css)).await?;
        let picture = Picture::decode(&code.screenshot_as_png().await?)?;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(
            picture.width(),
            picture.height(),
            |x, y| picture.grey(x, y),
        );
        let grids = image.detect_grids();
        let grid =
            grids.first().ok_or_else(|| anyhow!("no square code in the picture of {css}"))?;
        Ok(grid.decode()?.1)
    }
}

/// Page objects of a PDF, which browsers write as plain text.
fn pages(pdf: &[u8]) -> usize {
    const OBJECT: &[u8] = b"/Type /Page";
    pdf.windows(OBJECT.len() + 1)
        .filter(|w| w.starts_with(OBJECT) && !w[OBJECT.len()].is_ascii_alphabetic())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_pages_is_no_page() {
        assert_eq!(
            pages(b"<</Type /Pages /Count 2>> <</Type /Page\n>> <</Type /Page /Parent 1 0 R>>"),
            2
        );
    }
}
