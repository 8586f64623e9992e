//! One chromedriver process, on a port of its own, ended by its handle.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use thirtyfour::{
    BrowserCapabilitiesHelper, ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities,
    LoggingPrefsLogLevel,
};
use xtask::tools::Browser;

use crate::long_tasks;

/// Every browser of the journeys starts with these: no window, no outside request, French.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-device-scale-factor=1",
    "--lang=fr-FR",
];
/// Software WebGL must be asked for: without it a page draws nothing, and a careless test would not
/// see.
const WITH_GL: [&str; 2] = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
/// Software WebGL composing the whole window too is a fifth of a journey; one that draws with it
/// needs both to be of a kind, or Chrome warns of what is read back.
const WITH_GL_APART: [&str; 3] = [WITH_GL[0], WITH_GL[1], "--disable-gpu-compositing"];
const WITHOUT_GL: [&str; 2] = ["--disable-gpu", "--disable-3d-apis"];

/// How often one is started before the journey gives up.
const TRIES: u32 = 5;

pub(crate) struct Chromedriver {
    child: Child,
    pub(crate) address: String,
}

impl Chromedriver {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// It could not, several times over. Two that start at once may be given the same port, which
    /// one of them then leaves: that one is started again.
    pub(crate) fn start(browser: &Browser) -> Result<Self> {
        let mut tries = 1;
        loop {
            match Self::try_start(browser) {
                Err(why) if tries == TRIES => return Err(why),
                Err(_) => tries += 1,
                started => return started,
            }
        }
    }

    fn try_start(browser: &Browser) -> Result<Self> {
        let mut command = Command::new(&browser.driver);
        command
            .arg("--port=0")
            .env("LANGUAGE", "fr_FR")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .with_context(|| format!("{} could not start", browser.driver.display()))?;
        let out = child.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(out).lines();
        let mut said = Vec::new();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = port_in(&line);
            said.push(line);
            port
        });
        // Read on, or chromedriver would stall once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        let started =
            Self { child, address: format!("http://127.0.0.1:{}", port.unwrap_or_default()) };
        port.with_context(|| format!("chromedriver printed no port: {}", said.join(" / ")))?;
        Ok(started)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // It may have ended already; either way nothing is left behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads `ChromeDriver was started successfully on port 40123.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// With what graphics a browser starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Graphics {
    /// WebGL is there, and software: the page draws without it.
    #[default]
    Offered,
    /// The journey asks the page to draw with it.
    Used,
    /// There is none.
    Absent,
}

pub(crate) fn capabilities(
    browser: &Browser,
    profile: &std::path::Path,
    graphics: Graphics,
) -> Result<ChromeCapabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    wanted.set_binary(&browser.browser.to_string_lossy())?;
    let graphics: &[&str] = match graphics {
        Graphics::Offered => &WITH_GL_APART,
        Graphics::Used => &WITH_GL,
        Graphics::Absent => &WITHOUT_GL,
    };
    for flag in FLAGS.iter().chain(graphics) {
        wanted.add_arg(flag)?;
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    if long_tasks::are_asked() {
        wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        wanted.set_browser_option("perfLoggingPrefs", long_tasks::traced())?;
    }
    wanted
        .set_browser_option("prefs", serde_json::json!({ "intl.accept_languages": "fr-FR,fr" }))?;
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_greeting() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 40123."), Some(40123));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
