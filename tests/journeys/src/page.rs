//! One browser on one page, opened fresh and always closed.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{By, WebDriver};
use xtask::server::{Fault, Site};

use crate::Picture;
use crate::chromedriver::{Chromedriver, Graphics, capabilities};
use crate::long_tasks::{self, WATCH};

/// A common laptop window.
pub const DESKTOP: (u32, u32) = (1280, 800);
/// Size of a common phone, CSS pixels.
pub const PHONE: (u32, u32) = (390, 844);

/// How a journey begins.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Width and height of the window, in CSS pixels.
    pub size: (u32, u32),
    /// Query of the address, without the question mark.
    pub query: String,
    /// Files that misbehave, by a word of their path.
    pub faults: Vec<(&'static str, Fault)>,
    /// What the browser draws with.
    pub graphics: Graphics,
    /// A script that runs before the page's own.
    pub before: Option<&'static str>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: DESKTOP,
            query: String::new(),
            faults: Vec::new(),
            graphics: Graphics::default(),
            before: None,
        }
    }
}

impl Setup {
    /// The page at this query, on a laptop.
    #[must_use]
    pub fn at(query: &str) -> Self {
        Self { query: query.to_owned(), ..Self::default() }
    }

    /// The same in a browser with other graphics.
    #[must_use]
    pub fn with(self, graphics: Graphics) -> Self {
        Self { graphics, ..self }
    }

    /// The same in a window of another size.
    #[must_use]
    pub fn sized(self, size: (u32, u32)) -> Self {
        Self { size, ..self }
    }
}

/// A browser that shows the page.
pub struct Page {
    pub(crate) driver: WebDriver,
    /// The server behind the page.
    pub site: Site,
    size: (u32, u32),
    // In this order: the browser's profile goes after the driver that holds it.
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

/// Opens the page, walks the journey, and looks at the console and the requests when it ends well.
///
/// A journey that fails leaves a screenshot named after it in `target/plaque/failed`.
pub async fn journey(
    name: &str,
    setup: Setup,
    walk: impl AsyncFnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let page = Page::open(&setup).await?;
    let mut walked = walk(&page).await;
    if walked.is_ok() && setup.faults.is_empty() {
        walked = page.console_is_clean().await;
    }
    if walked.is_ok() {
        walked = page.requests_stay_home().await;
    }
    if walked.is_ok() && long_tasks::are_asked() {
        walked = page.report_long_tasks(name).await;
    }
    if let Err(error) = walked {
        let picture = xtask::scratch().join("failed").join(format!("{name}.png"));
        let seen = page
            .save(&picture)
            .await
            .map_or_else(|e| format!("no screenshot: {e}"), |()| picture.display().to_string());
        let console = page.console().await.unwrap_or_default().join("\n");
        page.close().await?;
        return Err(error.context(format!("journey {name}; seen: {seen}; console:\n{console}")));
    }
    page.close().await
}

impl Page {
    /// Starts a server, a driver and a browser with an empty profile, and goes to the page.
    pub async fn open(setup: &Setup) -> Result<Self> {
        let browser = xtask::tools::browser()?;
        let site = Site::start(&xtask::dist_dir(), 0)?;
        site.set_faults(&setup.faults);
        let profile = tempfile::tempdir()?;
        let chromedriver = Chromedriver::start(&browser)?;
        let driver = WebDriver::new(
            &chromedriver.address,
            capabilities(&browser, profile.path(), setup.graphics)?,
        )
        .await?;
        let page =
            Self { driver, site, size: setup.size, _chromedriver: chromedriver, _profile: profile };
        page.resize(setup.size).await?;
        for script in setup.before.into_iter().chain([WATCH]) {
            page.driver
                .cdp()
                .send_raw("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }))
                .await?;
        }
        page.go(&setup.query).await?;
        Ok(page)
    }

    /// Ends the session, and the browser with it.
    pub async fn close(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// Goes to the explorer at a query, or to another page by its file name and query.
    pub async fn go(&self, query: &str) -> Result<()> {
        let address = self.site.address();
        let url = match query {
            "" => address,
            page if page.split(['?', '#']).next().is_some_and(|file| file.ends_with(".html")) => {
                format!("{address}{page}")
            }
            query => format!("{address}?{query}"),
        };
        Ok(self.driver.goto(url).await?)
    }

    /// Makes the page's processor this many times slower, as a phone's is.
    pub async fn slow_down(&self, times: u32) -> Result<()> {
        self.driver
            .cdp()
            .send_raw("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await?;
        Ok(())
    }

    /// Forgets what the browser keeps of files that it loaded.
    pub async fn clear_cache(&self) -> Result<()> {
        self.driver.cdp().send_raw("Network.clearBrowserCache", json!({})).await?;
        Ok(())
    }

    /// Reloads the page, as a user does with F5.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// Goes back in the history.
    pub async fn back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// Goes forward in the history.
    pub async fn forward(&self) -> Result<()> {
        Ok(self.driver.forward().await?)
    }

    /// Sets the size of what is shown; unlike a window, it may be as narrow as a phone.
    async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Shows the page as those see it who want dark colours, or light ones.
    pub async fn in_theme(&self, theme: &str) -> Result<()> {
        let wanted = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", wanted).await?;
        Ok(())
    }

    /// Goes to another address of the same document, as « back » and « forward » do.
    pub async fn travel(&self, address: &str) -> Result<()> {
        let go = format!(
            "history.pushState(null, '', './{address}'); dispatchEvent(new PopStateEvent('popstate')); return true"
        );
        self.script::<bool>(&go).await.map(drop)
    }

    /// The value of a key of the address's query.
    pub async fn query(&self, key: &str) -> Result<Option<String>> {
        let url = self.driver.current_url().await?;
        Ok(url.query_pairs().find(|(k, _)| k == key).map(|(_, v)| v.into_owned()))
    }

    /// Waits until a key of the query has this value; `None`: until it is absent.
    pub async fn query_becomes(&self, key: &str, value: Option<&str>) -> Result<()> {
        let became = self
            .until(async || Ok((self.query(key).await?.as_deref() == value).then_some(())))
            .await?;
        became.with_context(|| format!("the address never had {key} = {value:?}"))
    }

    /// Waits until a key of the query has another value than this.
    pub async fn query_becomes_other(&self, key: &str, value: &str) -> Result<()> {
        let became =
            self.until(async || Ok(self.query(key).await?.filter(|now| now != value))).await?;
        became.map(|_| ()).with_context(|| format!("the address kept {key} = {value}"))
    }

    /// The title of the page.
    pub async fn title(&self) -> Result<String> {
        Ok(self.driver.title().await?)
    }

    /// What the map shows, as pixels. Panels that lie over the map are seen too.
    pub async fn map_picture(&self) -> Result<Picture> {
        let map = self.driver.find(By::Css("[data-bench=map]")).await?;
        Picture::decode(&map.screenshot_as_png().await?)
    }

    /// Drags the map from its middle by this many pixels.
    pub async fn drag_map(&self, right: i64, down: i64) -> Result<()> {
        let map = self.driver.find(By::Css("[data-bench=map]")).await?;
        let grabbed = self.driver.action_chain().move_to_element_center(&map).click_and_hold();
        Ok(grabbed
            .move_by_offset(right / 2, down / 2)
            .move_by_offset(right - right / 2, down - down / 2)
            .release()
            .perform()
            .await?)
    }

    /// Clicks the map this far from its middle.
    pub async fn click_map(&self, right: i64, down: i64) -> Result<()> {
        let map = self.driver.find(By::Css("[data-bench=map]")).await?;
        Ok(self
            .driver
            .action_chain()
            .move_to_element_center(&map)
            .move_by_offset(right, down)
            .click()
            .perform()
            .await?)
    }

    /// Waits until the map shows at least this many colours, each on one pixel of a thousand or
    /// more.
    ///
    /// A blank canvas has one, whatever its size; a country coloured by class has its classes and
    /// its sea.
    pub async fn painted(&self, colours: usize) -> Result<Picture> {
        let painted = self.until(async || {
            Ok(Some(self.map_picture().await?).filter(|p| p.main_colours(0.001).len() >= colours))
        });
        painted.await?.ok_or_else(|| anyhow!("the map never showed {colours} colours"))
    }

    /// Waits until the page has asked for nothing more during a second: all that loads in the
    /// background is there.
    pub async fn settled(&self) -> Result<()> {
        let answers = || self.site.served().len();
        let quiet = self.until(async || {
            let before = answers();
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            Ok((answers() == before).then_some(()))
        });
        quiet.await?.context("the page never stopped asking for files")
    }

    /// Saves what is on the screen.
    pub async fn save(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(self.driver.screenshot(file).await?)
    }

    /// Size of what is shown.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.size
    }
}
