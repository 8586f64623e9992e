//! The budget of `data/budget.toml`: bytes are weighed here, counts by the journeys.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{dist, html};

/// The limits the page must keep.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Limits on bytes, as a browser that accepts brotli receives them.
    pub bytes: Bytes,
    /// Limits on what the map does.
    pub counts: Counts,
}

/// Limits on bytes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bytes {
    /// The program: wasm and JavaScript.
    pub program: u64,
    /// Geometry of all communes at the finest level.
    pub contours_fine: u64,
    /// Finer digits of that geometry, loaded only for who points with a mouse or looks closely.
    pub contours_digits: u64,
    /// Everything needed for the first complete choropleth.
    pub first_choropleth: u64,
}

/// Limits on what the map does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Draw calls of a frame that shows the whole of France.
    pub draw_calls_france: u64,
    /// Bytes uploaded to show another indicator.
    pub recolour_bytes: u64,
    /// Bytes of geometry uploaded while the map moves or is recoloured.
    pub geometry_bytes_moving: u64,
}

impl Budget {
    /// Reads the committed budget.
    pub fn load() -> Result<Self> {
        let file = crate::root().join("data/budget.toml");
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        toml::from_str(&text).context("data/budget.toml is not as expected")
    }
}

/// Weighs `dist`, prints the table and fails when a limit is passed.
pub fn check(folder: &Path) -> Result<()> {
    let budget = Budget::load()?.bytes;
    let rows = weigh(folder)?;
    let limits = [budget.program, budget.contours_fine, budget.contours_digits, budget.first_choropleth];
    println!("  {:<52} {:>9} {:>9}", "bytes over the wire, brotli", "weighs", "limit");
    let mut over = Vec::new();
    for ((name, weight), limit) in rows.iter().zip(limits) {
        let verdict = if *weight > limit { "TOO HEAVY" } else { "" };
        println!("  {name:<52} {weight:>9} {limit:>9} {verdict}");
        if *weight > limit {
            over.push(*name);
        }
    }
    if !over.is_empty() {
        bail!("over the budget of data/budget.toml: {}", over.join(", "));
    }
    Ok(())
}

fn weigh(folder: &Path) -> Result<[(&'static str, u64); 4]> {
    let page = std::fs::read_to_string(folder.join("index.html")).context("dist/index.html cannot be read")?;
    let index = std::fs::read_to_string(folder.join("data/index.json")).context("dist/data/index.json cannot be read")?;
    let named = html::local_files(&page);
    let program = named.iter().filter(|f| f.ends_with(".wasm") || f.ends_with(".js"));
    let program = program.map(|f| sent(folder, f)).sum::<Result<u64>>()?;
    let fine = sent(folder, &format!("data/{}", dist::data_file(&index, "contours-fine")?))?;

    let digits = sent(folder, &format!("data/{}", dist::data_file(&index, "contours-digits")?))?;

    let mut first = named.clone();
    first.push("index.html".into());
    for css in named.iter().filter(|f| f.ends_with(".css")) {
        let text = std::fs::read_to_string(folder.join(css)).with_context(|| format!("dist/{css} cannot be read"))?;
        first.extend(html::fonts_of(&text));
    }
    first.sort();
    first.dedup();
    let first = first.iter().map(|f| sent(folder, f)).sum::<Result<u64>>()?;
    Ok([
        ("program (wasm and JavaScript)", program),
        ("finest contours", fine),
        ("digits of the finest contours", digits),
        ("first complete choropleth, all that it needs", first),
    ])
}

/// Bytes sent for a file: its brotli form where there is one.
fn sent(folder: &Path, file: &str) -> Result<u64> {
    let brotli = folder.join(format!("{file}.br"));
    let stored = if brotli.is_file() { brotli } else { folder.join(file) };
    Ok(std::fs::metadata(&stored).with_context(|| format!("dist/{file} cannot be read"))?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_budget_reads() {
        let budget = Budget::load().unwrap();
        assert!(budget.bytes.program < budget.bytes.first_choropleth);
    }

    #[test]
    fn what_the_page_names_is_weighed_once_and_as_sent() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let file = dir.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        put("index.html", "<link href=\"./a.css\"><link href=\"./a_bg.wasm\"><link href=\"data/c.plq\"><script src=\"./a.js\">");
        put("a.css", "src:url(fonts/f.woff2)");
        put("fonts/f.woff2", "1234");
        put("a_bg.wasm", "a long program");
        put("a_bg.wasm.br", "short");
        put("a.js", "12");
        put("data/c.plq", "123");
        put("data/fine.plq", "1234567");
        put("data/digits.plq", "12345");
        let files = r#"{"files":{"contours-fine":{"file":"fine.plq"},"contours-digits":{"file":"digits.plq"}}}"#;
        put("data/index.json", files);
        let page = std::fs::metadata(dir.path().join("index.html")).unwrap().len();
        let [program, fine, digits, first] = weigh(dir.path()).unwrap().map(|(_, bytes)| bytes);
        assert_eq!((program, fine, digits), (7, 7, 5));
        assert_eq!(first, page + 22 + 4 + 7 + 3);
        std::fs::remove_file(dir.path().join("a.js")).unwrap();
        assert!(weigh(dir.path()).unwrap_err().to_string().contains("a.js"));
    }
}
