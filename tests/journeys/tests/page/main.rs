//! Whole journeys on the real page, in a real browser. `cargo xtask test` builds `dist` first.

mod access;
mod address;
mod aids;
mod comparing;
mod drawing;
mod faults;
mod files;
mod find;
mod first_paint;
mod fresh;
mod geojson;
mod insight;
mod keyboard;
mod map_counts;
mod official;
mod own;
mod paper;
mod picking;
mod point;
mod portrait;
mod search;
mod small_screens;
mod steady;
mod transcripts;
mod views;
mod whole_table;
mod words;

/// A file of the dataset that the page is served with.
fn packed(name: &str) -> anyhow::Result<Vec<u8>> {
    let data = xtask::dist_dir().join("data");
    let index = std::fs::read_to_string(data.join("index.json"))?;
    Ok(std::fs::read(data.join(xtask::site::data_file(&index, name)?))?)
}

/// Colours that a painted country shows at the least: three classes, the land without one or the
/// sea, the borders.
const CLASSES: usize = 4;

/// The combobox of the header.
const SEARCH: &str = "Commune, code postal ou code INSEE";
/// The panel about one commune.
const SHEET: &str = "Fiche de la commune";
/// The choice of indicator.
const INDICATOR: &str = "La carte montre";
/// The date of installation.
const DATE: &str = "Installation le";
/// What opens the table.
const OPEN_TABLE: &str = "Voir le tableau";
/// The list of the abbreviations that are on the page.
const ABBREVIATIONS: &str = "Les sigles de cette page";
/// Accessible name of the table.
const TABLE: &str = "Tableau des communes";
