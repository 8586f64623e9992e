//! The packed files and their index.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use atlas::pack;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use territory::{AssetFile, AssetIndex, Column, ColumnEntry, Gazetteer, Roles, RuleBook, SHEETS};

use crate::columns::MadeColumn;
use crate::extracts::{MadeExtract, PORTRAITS};
use crate::manifest::Page;

/// Stable name of the file of models and flags.
const INSIGHT: &str = "insight";
/// Stable name of the file of parts, gaps and series of a portrait.
const PASSAGE: &str = "passage";
/// Stable name of the file that the first figures of all portraits share.
pub(crate) const FIRST: &str = "portrait-first";
const PORTRAIT: &str = "portrait";
/// Stable name of the file of steps and contacts.
const GUIDE: &str = "guide";
/// Stable name of the file of criteria of « Trouver ».
const CRITERIA: &str = "criteria";
const QUARTERS: &str = "quarters";
/// Stable name of the file of health structures.
const STRUCTURES: &str = "structures";
/// Stable name of the file of specialists.
const SPECIALISTS: &str = "specialists";

/// Files to write, by their stable name.
#[derive(Default)]
pub(crate) struct Assets {
    files: BTreeMap<String, Vec<u8>>,
    /// Of files of single départements, by kind and code, the part of the name that follows the
    /// content.
    extracts: BTreeMap<String, BTreeMap<String, String>>,
    /// What the first sentences read of the rule book; compiled into the page.
    reading: String,
    /// Columns that criteria of « Trouver » read.
    asked: BTreeSet<String>,
}

impl Assets {
    /// Adds a packed file.
    pub(crate) fn add(&mut self, name: &str, sections: &[(&str, Vec<u8>)]) {
        self.files.insert(name.to_owned(), pack::write(sections));
    }

    /// Adds the file of the places: codes, names and areas.
    pub(crate) fn add_places(&mut self, gazetteer: &Gazetteer) {
        self.add("places", &gazetteer.encode());
    }

    /// Adds the rule book, as the page reads it.
    pub(crate) fn add_rules(&mut self, rules: &RuleBook) -> Result<()> {
        self.add("rules", &[("rules", serde_json::to_vec(rules)?)]);
        self.reading =
            rules.to_reading().context("a text of the rules holds a tab or a line end")?;
        Ok(())
    }

    /// Adds what the page « Accès et voisins » computes with.
    pub(crate) fn add_outlook(&mut self, book: &insight::Book) -> Result<()> {
        self.add(INSIGHT, &[("book", serde_json::to_vec(book)?)]);
        Ok(())
    }

    /// Adds what a portrait is made with, beside the columns.
    pub(crate) fn add_portrait(&mut self, book: &portrait::Book) -> Result<()> {
        self.add(PORTRAIT, &[("book", serde_json::to_vec(book)?)]);
        Ok(())
    }

    /// Adds what may be asked of a place; every column that is read for it is made, or computed by the
    /// page.
    pub(crate) fn add_criteria(&mut self, book: &finder::Book, made: &[MadeColumn]) -> Result<()> {
        for id in book.columns() {
            let is_made = made.iter().any(|m| m.column.spec.id == id);
            ensure!(is_made || id == finder::AIDS, "criteria.toml: no column {id}");
            self.asked.insert(id.to_owned());
            // What a figure of a territory is weighted by.
            let weight = made.iter().find(|m| m.column.spec.id == id);
            self.asked.extend(weight.and_then(|m| m.column.spec.weight.clone()));
        }
        for (id, class) in book.classes() {
            let column = made.iter().find(|m| m.column.spec.id == id);
            let has = column.is_some_and(|m| match &m.column.spec.kind {
                territory::Kind::Class(classes) => classes.iter().any(|c| c.id == class),
                territory::Kind::Measure { .. } => false,
            });
            ensure!(has, "criteria.toml: column {id} has no class {class}");
        }
        let bytes = book.encode().context("criteria.toml: too large")?;
        self.add(CRITERIA, &[("book", bytes)]);
        Ok(())
    }

    /// Adds what a doctor does to set up, and whom to ask.
    pub(crate) fn add_guide(&mut self, guide: &guide::Guide) -> Result<()> {
        self.add(GUIDE, &[("guide", serde_json::to_vec(guide)?)]);
        Ok(())
    }

    /// Adds the priority districts, read only when an address is asked about.
    pub(crate) fn add_quarters(
        &mut self,
        quarters: &territory::quarters::Quarters,
        areas: &atlas::Areas,
    ) -> Result<()> {
        self.add(QUARTERS, &[("list", serde_json::to_vec(quarters)?), ("areas", areas.encode()?)]);
        Ok(())
    }

    /// Adds health structures and specialists, each read only when a portrait asks for it.
    pub(crate) fn add_structures(
        &mut self,
        structures: &portrait::Structures,
        specialists: &portrait::Specialists,
    ) {
        self.add(STRUCTURES, &structures.encode());
        self.add(SPECIALISTS, &specialists.encode());
    }

    fn is_extract(&self, name: &str) -> bool {
        name.split_once('-').is_some_and(|(kind, code)| {
            self.extracts.get(kind).is_some_and(|all| all.contains_key(code))
        })
    }

    /// Adds the files of single départements.
    pub(crate) fn add_extracts(&mut self, all: &[MadeExtract]) {
        for e in all {
            self.files.insert(e.name(), e.bytes.clone());
            self.extracts
                .entry(e.kind.to_owned())
                .or_default()
                .insert(e.departement.clone(), hash(&e.bytes));
        }
    }

    /// Adds a column as a file of its own.
    pub(crate) fn add_column(&mut self, column: &Column) -> Result<()> {
        let sections = [("spec", serde_json::to_vec(&column.spec)?), ("data", column.encode())];
        self.add(&format!("column-{}", column.spec.id), &sections);
        Ok(())
    }

    /// The index of what a page reads: the files of the explorer are everybody's, those of another
    /// page its own. The portrait lists the columns of « Accès et voisins » as well.
    pub(crate) fn index(&self, dataset: NaiveDate, made: &[MadeColumn], page: Page) -> AssetIndex {
        // The columns of the map are listed by the map.
        let is_asked = |m: &MadeColumn| {
            page == Page::Find && m.page != Page::Explorer && self.asked.contains(&m.column.spec.id)
        };
        let reads = |of: Page, is_column: bool| {
            of == page || (is_column && page == Page::Portrait && of == Page::Insight)
        };
        let of_page = |name: &str| {
            let column =
                made.iter().find(|m| name.strip_prefix("column-") == Some(&m.column.spec.id));
            match (column, name) {
                (Some(m), _) => is_asked(m) || reads(m.page, true),
                (None, INSIGHT) => reads(Page::Insight, false),
                (None, GUIDE | QUARTERS) => reads(Page::Guide, false),
                (None, PASSAGE) => reads(Page::Own, false),
                (None, CRITERIA) => reads(Page::Find, false),
                (None, FIRST) => reads(Page::Facts, false),
                (None, PORTRAIT | STRUCTURES | SPECIALISTS) => reads(Page::Portrait, false),
                (None, _) if self.is_extract(name) => false,
                (None, _) => reads(Page::Explorer, false),
            }
        };
        let file = |(name, bytes): (&String, &Vec<u8>)| {
            let asset = AssetFile { file: file_name(name, bytes), bytes: bytes.len() as u64 };
            (name.clone(), asset)
        };
        let entry = |m: &MadeColumn| ColumnEntry {
            id: m.column.spec.id.clone(),
            label: m.column.spec.label.clone(),
            group: m.group.clone(),
            vintage: m.column.spec.vintage.clone(),
        };
        let files = self.files.iter().filter(|(name, _)| of_page(name)).map(file).collect();
        let kind = match page {
            Page::Explorer => Some(SHEETS),
            Page::Facts => Some(PORTRAITS),
            Page::Portrait | Page::Insight | Page::Own | Page::Guide | Page::Find => None,
        };
        let extracts = kind
            .and_then(|k| self.extracts.get_key_value(k))
            .map(|(k, all)| (k.clone(), all.clone()))
            .into_iter()
            .collect();
        let lists = |m: &&MadeColumn| is_asked(m) || reads(m.page, true);
        let columns = made.iter().filter(lists).map(entry).collect();
        AssetIndex { dataset, files, extracts, columns, roles: Roles::default() }
    }

    /// Writes the files, their indexes and the report, and removes packed files of former builds.
    pub(crate) fn write(
        &self,
        out: &Path,
        indexes: &[(&str, AssetIndex)],
        report: &str,
    ) -> Result<()> {
        std::fs::create_dir_all(out)
            .with_context(|| format!("{} cannot be made", out.display()))?;
        for (name, bytes) in &self.files {
            write(&out.join(file_name(name, bytes)), bytes)?;
        }
        for (name, index) in indexes {
            write(
                &out.join(name),
                format!("{}\n", serde_json::to_string_pretty(index)?).as_bytes(),
            )?;
        }
        write(&out.join("report.md"), report.as_bytes())?;
        write(&out.join("reading.txt"), self.reading.as_bytes())?;
        let listed: BTreeSet<String> = indexes.iter().flat_map(|(_, i)| i.file_names()).collect();
        for entry in std::fs::read_dir(out)? {
            let path = entry?.path();
            let packed = path.extension().is_some_and(|e| e == "plq");
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if packed && !listed.contains(&*name) {
                std::fs::remove_file(&path)
                    .with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// A file is named after its content, so that a browser may keep it for ever.
fn file_name(name: &str, bytes: &[u8]) -> String {
    format!("{name}.{}.plq", hash(bytes))
}

/// It only tells versions of one file apart, and the names of all travel inside the program.
fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes)).chars().take(8).collect()
}
