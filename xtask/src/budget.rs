//! The budget of `data/budget.toml`: bytes are weighed here, counts by the journeys.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{html, site};

/// The part of every visit.
const FIRST: &str = "first";
/// Limit of the parts that the budget does not name.
const OTHER: &str = "other";
/// Limit of the files that several parts share.
const SHARED: &str = "shared";

/// The limits the page must keep.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Limits on bytes, as a browser that accepts brotli receives them.
    pub bytes: Bytes,
    /// The same for each part of the program, the files that several parts share aside. `first` is
    /// the part of every visit with the JavaScript; `other` is for each part that is not named, and
    /// `shared` for each shared file.
    pub parts: BTreeMap<String, u64>,
    /// Limits on what the map does.
    pub counts: Counts,
}

/// Limits on bytes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bytes {
    /// Geometry of all communes at the finest level.
    pub contours_fine: u64,
    /// Finer digits of that geometry, loaded only for who points with a mouse or looks closely.
    pub contours_digits: u64,
    /// Everything needed for the first sentence of a deep link to a commune.
    pub first_sentence: u64,
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
    ///
    /// # Errors
    /// When the file is not there or not as expected.
    pub fn load() -> Result<Self> {
        let file = crate::root().join("data/budget.toml");
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        toml::from_str(&text).context("data/budget.toml is not as expected")
    }
}

/// A row of the table of bytes.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    raw: u64,
    sent: u64,
    limit: u64,
    /// For a part: what is sent when it is the first that is opened, shared files included.
    opening: Option<u64>,
}

/// Weighs the page in `folder`, prints the table and fails when a limit is passed.
///
/// # Errors
/// When a limit is passed, a part has no limit, or a limit no part.
pub fn check(folder: &Path) -> Result<()> {
    let rows = rows(folder, &Budget::load()?)?;
    show(&rows);
    let over: Vec<&str> =
        rows.iter().filter(|r| r.sent > r.limit).map(|r| r.name.as_str()).collect();
    if !over.is_empty() {
        bail!("over the budget of data/budget.toml: {}", over.join(", "));
    }
    Ok(())
}

/// Prints what the page in `folder` weighs; a passed limit is marked and no failure here.
///
/// # Errors
/// When the folder is not a whole page, or its parts and the budget do not name each other.
pub fn print(folder: &Path) -> Result<()> {
    show(&rows(folder, &Budget::load()?)?);
    Ok(())
}

fn show(rows: &[Row]) {
    let head = ["raw", "brotli", "limit", "to open"];
    println!("  {:<52} {:>9} {:>9} {:>9} {:>9}", "bytes", head[0], head[1], head[2], head[3]);
    for Row { name, raw, sent, limit, opening } in rows {
        let verdict = if sent > limit { "TOO HEAVY" } else { "" };
        let opening = opening.map(|bytes| bytes.to_string()).unwrap_or_default();
        println!("  {name:<52} {raw:>9} {sent:>9} {limit:>9} {opening:>9} {verdict}");
    }
}

/// The part that the first sentence needs after the first, and the département whose small file is
/// weighed with it: one of middling size.
const SENTENCE: (&str, &str) = ("sheet", "12");
/// The part that the first picture needs after the first.
const PICTURE: &str = "cpu";

fn rows(folder: &Path, budget: &Budget) -> Result<Vec<Row>> {
    let parts = site::parts(folder)?;
    let mut rows = part_rows(folder, &parts, &budget.parts)?;
    let page = std::fs::read_to_string(folder.join("index.html"))
        .context("dist/index.html cannot be read")?;
    let index = std::fs::read_to_string(folder.join("data/index.json"))
        .context("dist/data/index.json cannot be read")?;
    let mut first: BTreeSet<String> = html::local_files(&page).into_iter().collect();
    first.insert("index.html".into());
    for css in first.clone().iter().filter(|f| f.ends_with(".css")) {
        let text = std::fs::read_to_string(folder.join(css))
            .with_context(|| format!("dist/{css} cannot be read"))?;
        first.extend(html::fonts_of(&text));
    }
    let mut sentence = first.clone();
    let (part, departement) = SENTENCE;
    let files = parts.get(part).with_context(|| format!("no part {part}"))?;
    sentence.extend(files.iter().cloned());
    sentence.insert(format!("data/{}", site::place_file(&index, departement)?));
    // Not before the words, yet beside the picture.
    first.extend(html::later_files(&page));
    first.extend(parts.get(PICTURE).with_context(|| format!("no part {PICTURE}"))?.iter().cloned());
    for name in site::FIRST_DATA {
        first.insert(format!("data/{}", site::data_file(&index, name)?));
    }
    let data = |name| -> Result<BTreeSet<String>> {
        Ok([format!("data/{}", site::data_file(&index, name)?)].into())
    };
    let limits = [
        ("first sentence of a deep link, all that it needs", sentence, budget.bytes.first_sentence),
        ("finest contours", data("contours-fine")?, budget.bytes.contours_fine),
        ("digits of the finest contours", data("contours-digits")?, budget.bytes.contours_digits),
        ("first complete choropleth, all that it needs", first, budget.bytes.first_choropleth),
    ];
    for (name, files, limit) in limits {
        rows.push(weigh(folder, name.to_owned(), &files, limit)?);
    }
    Ok(rows)
}

/// A row for each part, the first of all first, and one for each file that several share.
fn part_rows(
    folder: &Path,
    parts: &BTreeMap<String, Vec<String>>,
    limits: &BTreeMap<String, u64>,
) -> Result<Vec<Row>> {
    let known = |name: &str| [OTHER, SHARED].contains(&name) || parts.contains_key(name);
    let gone: Vec<&str> = limits.keys().map(String::as_str).filter(|name| !known(name)).collect();
    if !gone.is_empty() {
        bail!("data/budget.toml limits parts that the program does not have: {}", gone.join(", "));
    }
    let limit = |name: &str, default: &str| {
        let limit = limits.get(name).or(limits.get(default)).copied();
        limit.with_context(|| format!("data/budget.toml has no limit for the part {name}"))
    };
    let mut rows = Vec::new();
    let mut users: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for (name, files) in parts {
        let own = if name == FIRST { files.len() } else { 1 };
        let (own, shared) = files.split_at(own.min(files.len()));
        let whole = weigh(folder, String::new(), files, 0)?.sent;
        let mut row = weigh(folder, format!("part {name}"), own, limit(name, OTHER)?)?;
        row.opening = Some(whole).filter(|_| name != FIRST);
        rows.push(row);
        shared.iter().for_each(|file| users.entry(file).or_default().push(name));
    }
    rows.sort_by_key(|row| row.opening.is_some());
    for (file, by) in users {
        let name = format!("shared by {}", by.join(", "));
        rows.push(weigh(folder, name, [file], limit(file, SHARED)?)?);
    }
    Ok(rows)
}

fn weigh<'f>(
    folder: &Path,
    name: String,
    files: impl IntoIterator<Item = &'f String>,
    limit: u64,
) -> Result<Row> {
    let (mut raw, mut sent) = (0, 0);
    for file in files {
        let size = |file: &Path| std::fs::metadata(file).map(|m| m.len());
        let whole =
            size(&folder.join(file)).with_context(|| format!("dist/{file} cannot be read"))?;
        raw += whole;
        // What has no brotli form would gain nothing by it.
        sent += size(&folder.join(format!("{file}.br"))).unwrap_or(whole);
    }
    Ok(Row { name, raw, sent, limit, opening: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_budget_reads() {
        let budget = Budget::load().unwrap();
        assert!(budget.parts["first"] < budget.bytes.first_choropleth);
    }

    fn put(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn built(folder: &Path) -> BTreeMap<String, Vec<String>> {
        put(folder, "a.js", "12");
        put(folder, "a.wasm", "a long program");
        put(folder, "a.wasm.br", "short");
        put(folder, "aids.wasm", "123");
        put(folder, "table.wasm", "1");
        put(folder, "shared.wasm", "1234");
        let part = |name: &str, files: &[&str]| {
            (name.to_owned(), files.iter().map(|f| (*f).to_owned()).collect())
        };
        [
            part("first", &["a.js", "a.wasm"]),
            part("aids", &["aids.wasm", "shared.wasm"]),
            part("table", &["table.wasm", "shared.wasm"]),
        ]
        .into()
    }

    fn limits(all: &[(&str, u64)]) -> BTreeMap<String, u64> {
        all.iter().map(|(name, limit)| ((*name).to_owned(), *limit)).collect()
    }

    #[test]
    fn a_part_weighs_its_own_file_as_sent_and_shared_files_weigh_once() {
        let dir = tempfile::tempdir().unwrap();
        let parts = built(dir.path());
        let all = limits(&[("first", 9), ("aids", 8), ("other", 4), ("shared", 5)]);
        let rows = part_rows(dir.path(), &parts, &all).unwrap();
        let seen = rows.iter().map(|r| (r.name.as_str(), r.raw, r.sent, r.limit, r.opening));
        assert_eq!(
            seen.collect::<Vec<_>>(),
            [
                ("part first", 16, 7, 9, None),
                ("part aids", 3, 3, 8, Some(7)),
                ("part table", 1, 1, 4, Some(5)),
                ("shared by aids, table", 4, 4, 5, None),
            ]
        );
    }

    #[test]
    fn every_part_has_a_limit_and_every_limit_a_part() {
        let dir = tempfile::tempdir().unwrap();
        let parts = built(dir.path());
        let error = |all: &[(&str, u64)]| {
            part_rows(dir.path(), &parts, &limits(all)).unwrap_err().to_string()
        };
        assert!(error(&[("first", 9), ("aids", 9), ("shared", 9)]).contains("table"));
        assert!(error(&[("other", 9)]).contains("shared.wasm"));
        assert!(error(&[("other", 9), ("shared", 9), ("portrait", 9)]).contains("portrait"));
    }

    #[test]
    fn a_page_whose_file_is_missing_is_not_weighed() {
        let dir = tempfile::tempdir().unwrap();
        let parts = built(dir.path());
        std::fs::remove_file(dir.path().join("shared.wasm")).unwrap();
        let error =
            part_rows(dir.path(), &parts, &limits(&[("other", 9), ("shared", 9)])).unwrap_err();
        assert!(error.to_string().contains("shared.wasm"), "{error}");
    }

    #[test]
    fn the_first_picture_is_all_that_the_page_names_and_its_data() {
        let dir = tempfile::tempdir().unwrap();
        let mut parts = built(dir.path());
        put(dir.path(), "sheet.wasm", "12345678");
        parts.insert("sheet".to_owned(), vec!["sheet.wasm".to_owned()]);
        put(dir.path(), "cpu.wasm", "123456789");
        parts.insert("cpu".to_owned(), vec!["cpu.wasm".to_owned()]);
        put(dir.path(), "parts.json", &serde_json::to_string(&parts).unwrap());
        put(dir.path(), "index.html", "<link href=\"./a.css\"><link href=\"./a.wasm\">");
        put(dir.path(), "a.css", "src:url(fonts/f.woff2)");
        put(dir.path(), "fonts/f.woff2", "1234");
        put(dir.path(), "data/coarse.plq", "123");
        put(dir.path(), "data/zone.plq", "12");
        put(dir.path(), "data/fine.plq", "1234567");
        put(dir.path(), "data/digits.plq", "12345");
        put(dir.path(), "data/place-12.ab.plq", "123456");
        let files = r#"{"extracts":{"place":{"12":"ab"}},"files":{"contours-fine":{"file":"fine.plq"},"contours-digits":{"file":"digits.plq"},
            "contours-coarse":{"file":"coarse.plq"},"column-zone_med":{"file":"zone.plq"}}}"#;
        put(dir.path(), "data/index.json", files);
        let mut budget = Budget::load().unwrap();
        budget.parts = limits(&[("other", 100), ("shared", 100)]);
        let rows = rows(dir.path(), &budget).unwrap();
        let page = std::fs::metadata(dir.path().join("index.html")).unwrap().len();
        let sent: Vec<u64> = rows.iter().rev().take(4).map(|r| r.sent).collect();
        // Page, style, font and program; then a part and the two data, or a part and the small file.
        let all = page + 22 + 4 + 5;
        assert_eq!(sent, [all + 9 + 3 + 2, 5, 7, all + 8 + 6]);
    }
}
