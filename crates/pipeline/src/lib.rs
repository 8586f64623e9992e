//! From published sources to the packed assets of the page: read, check, reconcile, pack, report.
//!
//! Everything is decided by the manifests of `data/`; a source that is not as declared, or a
//! published total that is not found again, stops the build before anything is written.

mod archives;
mod assets;
mod checks;
mod columns;
mod contour;
mod extracts;
mod files;
mod geometry;
mod guides;
mod manifest;
mod places;
mod quarters;
mod reconcile;
mod report;
mod series;
mod sources;
mod specialists;
mod structures;
mod successor;
mod table;
pub mod update;
mod zoning;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use atlas::{Contours, codec, topology};

use crate::manifest::{Checks, Indicators, Page, SeriesFile, Sources};
use crate::places::Places;
use crate::report::Report;
use crate::sources::Library;

/// Levels of contours: name, grid in cells, and the smallest triangle kept, as the side of a square
/// in cells.
const LEVELS: [(&str, u16, f64); 2] = [("coarse", 8, 16.0), ("fine", 1, 1.0)];

/// Where a build reads and writes.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the manifests and rules.
    pub data: PathBuf,
    /// Folder of the official tables.
    pub sources: PathBuf,
    /// Folder of fetched packages.
    pub cache: PathBuf,
    /// Folder of updates, whose tables are read instead of those of `sources`.
    pub with: Option<PathBuf>,
    /// Folder to write: the packed files and `index.json`.
    pub out: PathBuf,
}

impl Options {
    /// The folders of a checkout; the tables are beside it, in `shared/data`, unless
    /// `PLAQUE_SOURCES` says otherwise.
    #[must_use]
    pub fn of_repository(root: &Path) -> Self {
        let beside = || root.join("../shared/data");
        Self {
            data: root.join("data"),
            sources: std::env::var_os("PLAQUE_SOURCES").map_or_else(beside, PathBuf::from),
            cache: archives::default_cache(),
            with: None,
            out: root.join("assets/data"),
        }
    }
}

/// The checkout that this program was built from.
#[must_use]
pub fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Reads every source, checks it, and writes the assets; `say` hears a line per step.
///
/// # Errors
/// A source that is missing, truncated or altered; a manifest that is wrong; a published total that
/// is not found.
pub fn build(options: &Options, say: &mut dyn FnMut(&str)) -> Result<()> {
    let manifest: Sources = manifest::read(&options.data.join("sources.toml"))?;
    let indicators: Indicators = manifest::read(&options.data.join("indicators.toml"))?;
    indicators.check_roles().context("indicators.toml")?;
    let checks: Checks = manifest::read(&options.data.join("checks.toml"))?;
    let mut rules = rulebook::read(&options.data.join("rules"))?;
    let mut book: insight::Book = manifest::read(&options.data.join("insight.toml"))?;
    let areas: SeriesFile = manifest::read(&options.data.join("series.toml"))?;
    let lists: structures::StructuresFile = manifest::read(&options.data.join("structures.toml"))?;
    let specialties: specialists::SpecialtiesFile =
        manifest::read(&options.data.join("specialties.toml"))?;
    let mut portrait: portrait::Book = manifest::read(&options.data.join("portrait.toml"))?;

    let mut criteria: finder::Book = manifest::read(&options.data.join("criteria.toml"))?;
    criteria
        .check()
        .and_then(|()| criteria.check_presets().map_err(|piece| format!("{piece:?}")))
        .map_err(|why| anyhow::anyhow!("criteria.toml: {why}"))?;
    let model = book.models.iter().find(|m| m.id == criteria.minutes_of);
    criteria.pace = Some(model.context("criteria.toml: minutes_of names no model")?.pace());

    say("reading and checking the sources (about 10 s)");
    let library =
        Library::open(&manifest, &options.sources, &options.cache, options.with.as_deref(), say)?;
    let places = Places::new(&library, &manifest)?;
    let made = columns::make_all(&indicators.indicators, &library, &places)?;
    zoning::tell(&mut rules, &manifest, &indicators, &library, &places, say)
        .context("the zoning of doctors")?;

    let series = series::make_all(&areas.series, &library, &places)?;
    book.series =
        series.iter().filter(|s| s.page == Page::Insight).map(|s| s.series.clone()).collect();
    portrait.series = series.iter().map(|s| s.series.clone()).collect();
    portrait.columns = made
        .iter()
        .map(|m| portrait::Listed { id: m.column.spec.id.clone(), group: m.group.clone() })
        .collect();

    portrait
        .check_chapters()
        .and_then(|()| portrait.check_facts())
        .map_err(|why| anyhow::anyhow!("portrait.toml: {why}"))?;

    let outcomes = checks::run(&checks.checks, &library, &places, &made, &series)?;
    for outcome in &outcomes {
        say(&outcome.line());
    }
    let failed: Vec<&str> =
        outcomes.iter().filter(|o| !o.holds()).map(|o| o.check.what.as_str()).collect();
    ensure!(
        failed.is_empty(),
        "{} published total(s) not found again: {}",
        failed.len(),
        failed.join("; ")
    );

    say("structures (about 2 s)");
    let structures = structures::make(&lists, &library, &places).context("structures")?;
    let specialists = specialists::make(&specialties, &library, &places).context("specialists")?;

    say("access to care (about 2 s)");
    let mut dataset =
        territory::Dataset::new(places.gazetteer.clone(), Vec::new(), indicators.roles.clone());
    for m in &made {
        dataset.insert_shipped(std::sync::Arc::new(m.column.clone()))?;
    }
    book.method(&dataset).context("insight.toml")?;
    book.judged = insight::compare(&dataset, &book);
    for j in &book.judged {
        say(&format!(
            "  {}: {:.3} over all, {:.3} proved on {} communes",
            j.what, j.all.spearman, j.proved_on.spearman, j.proved_on.communes
        ));
    }

    say("contours (about 20 s)");
    let mosaic = geometry::mosaic(&library, &places)?;
    let (finest, losses) = topology::build(&mosaic.rows);
    let levels: Vec<(&str, Contours)> =
        LEVELS.map(|(name, grid, side)| (name, topology::simplify(&finest, grid, side))).into();

    say("files of single départements (about 40 s)");
    let (_, fine) = levels.last().context("no finest level")?;
    let first = portrait::First::new(&dataset, &portrait);
    let extracts = extracts::make_all(&extracts::Whole {
        places: &places,
        made: &made,
        roles: &indicators.roles,
        dataset: &dataset,
        book: &portrait,
        first: &first,
        contours: fine,
    })?;
    for line in report::extracts(&extracts) {
        say(&line);
    }

    let (districts, areas) = quarters::read(&library, &places).context("priority districts")?;

    say("packing (about 30 s)");
    let mut assets = assets::Assets::default();
    assets.add_places(&places.gazetteer);
    assets.add("passage", &[("passage", places.former().encode())]);
    assets.add_rules(&rules)?;
    assets.add_outlook(&book)?;
    assets.add_portrait(&portrait)?;
    assets.add_criteria(&criteria, &made)?;
    assets.add_guide(&guides::read(&options.data, &places.gazetteer)?)?;
    assets.add_quarters(&districts, &areas)?;
    assets.add(assets::FIRST, &first.encode()?);
    assets.add_structures(&structures.structures, &specialists.specialists);
    for m in &made {
        assets.add_column(&m.column)?;
    }
    for ((name, grid, _), (_, contours)) in LEVELS.iter().zip(&levels) {
        assets.add(&format!("contours-{name}"), &codec::encode(contours, *grid));
    }
    assets.add_extracts(&extracts);
    assets.add("contours-digits", &[("digits", digits(&levels, &mosaic.rows)?)]);
    let indexes = [
        ("index.json", Page::Explorer),
        ("index-insight.json", Page::Insight),
        ("index-facts.json", Page::Facts),
        ("index-portrait.json", Page::Portrait),
        ("index-own.json", Page::Own),
        ("index-guide.json", Page::Guide),
        ("index-find.json", Page::Find),
    ]
    .map(|(file, page)| {
        let mut index = assets.index(manifest.dataset, &made, page);
        if page == Page::Explorer {
            index.roles = indicators.roles.clone();
        }
        (file, index)
    });
    let report = Report {
        indexes: &indexes,
        library: &library,
        places: &places,
        made: &made,
        series: &series,
        judged: &book.judged,
        checks: &outcomes,
        structures: &structures,
        specialists: &specialists,
        districts: &districts,
        mosaic: &mosaic,
        losses: &losses,
        levels: &levels,
        extracts: &extracts,
    };
    assets.write(&options.out, &indexes, &report.markdown())?;
    for (name, f) in indexes.iter().flat_map(|(_, i)| &i.files) {
        say(&format!("{name}: {} bytes", f.bytes));
    }
    say(&format!("written: {}", options.out.display()));
    Ok(())
}

/// Digits of the finest level, in the order in which its packed file is read.
fn digits(levels: &[(&str, Contours)], rows: &[topology::Degrees]) -> Result<Vec<u8>> {
    let (name, grid, _) = LEVELS[LEVELS.len() - 1];
    let (_, contours) = levels.iter().find(|l| l.0 == name).context("no finest level")?;
    let packed = codec::encode(contours, grid);
    let read = codec::decode(|section| packed.iter().find(|s| s.0 == section).map(|s| &s.1[..]))?;
    Ok(atlas::digits::encode(&read, &atlas::digits::of_degrees(rows)))
}
