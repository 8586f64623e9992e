//! `update`: asks the official address of each source, takes what is newer and fit, and says why
//! the rest is not taken.
//!
//! A table that is taken lies in a folder of the user's, with a state file that records its hash;
//! `build --with FOLDER` reads it instead of ours. Nothing else is written, and nothing is ever
//! taken that the checks of `build` would refuse.

mod ask;
mod catalogue;
mod given;
mod judge;
pub(crate) mod memory;
mod outcome;
mod pace;
mod partial;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDate, Utc};

pub use self::outcome::{Outcome, State, table};
pub use self::pace::Pace;

use self::ask::Asker;
use self::given::Given;
use self::judge::{File, Fit, Refusal};
use self::memory::{Judged, Kept, Memory, Seen, replace, sha256};
use crate::manifest::{Source, Sources};
use crate::table::Table;

/// What to ask, and where to put what comes.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the manifests.
    pub data: PathBuf,
    /// Folder of the official tables that we have: only read.
    pub sources: PathBuf,
    /// Folder of the tables that are taken.
    pub into: PathBuf,
    /// Only ask and report; nothing is written.
    pub check: bool,
    /// The only source to ask for; every source where none.
    pub only: Option<String>,
    /// The most that a file may measure, as sent and unpacked.
    pub most_bytes: u64,
    /// How long to wait for what.
    pub pace: Pace,
    /// The time, as nothing here looks at a clock.
    pub now: DateTime<Utc>,
    /// Whether addresses of this machine may be asked without encryption: for tests.
    pub local: bool,
}

/// Asks for each source; `say` hears a line per address.
///
/// # Errors
/// A manifest or a state file that cannot be read, a folder that cannot be written: never what a
/// host does.
pub fn run(options: &Options, say: &mut dyn FnMut(&str)) -> Result<Vec<Outcome>> {
    let manifest: Sources = crate::manifest::read(&options.data.join("sources.toml"))?;
    let wanted: Vec<&Source> = manifest
        .sources
        .iter()
        .filter(|s| options.only.as_ref().is_none_or(|only| *only == s.id))
        .collect();
    ensure!(
        !wanted.is_empty(),
        "no source « {} » in data/sources.toml",
        options.only.as_deref().unwrap_or_default()
    );
    // Held to the end of the run: two runs at once would write over each other's state.
    let _lock = if options.check { None } else { Some(prepare(options)?) };
    let memory = Memory::read(&options.into)?;
    let asker = Asker::new(&options.pace, options.local, options.most_bytes, options.now)?;
    let mut run = Run {
        options,
        dataset: manifest.dataset,
        wanted: wanted.clone(),
        memory,
        asker,
        given: HashMap::new(),
    };
    wanted
        .into_iter()
        .map(|source| run.source(source, say).with_context(|| format!("source {}", source.id)))
        .collect()
}

/// Makes the folder of updates, which must not be one that holds something else, keeps it out of
/// version control, and locks it.
fn prepare(options: &Options) -> Result<std::fs::File> {
    let into = std::path::absolute(&options.into)?;
    // The folder itself may not exist yet, but links on the way to it count.
    let there =
        into.ancestors().find_map(|a| a.canonicalize().ok()).unwrap_or_else(|| into.clone());
    for folder in [&options.sources, &options.data] {
        let inside = folder.canonicalize().is_ok_and(|f| there.starts_with(f));
        ensure!(!inside, "updates may not be written into {}", folder.display());
    }
    std::fs::create_dir_all(&into).with_context(|| format!("{} cannot be made", into.display()))?;
    let ignore = into.join(".gitignore");
    if !ignore.exists() {
        replace(&ignore, b"*\n")?;
    }
    let lock = std::fs::File::create(into.join("lock")).context("the lock cannot be written")?;
    lock.try_lock().with_context(|| format!("another update writes into {}", into.display()))?;
    Ok(lock)
}

struct Run<'a> {
    options: &'a Options,
    dataset: NaiveDate,
    wanted: Vec<&'a Source>,
    memory: Memory,
    asker: Asker<'a>,
    /// Several sources may come from one file, which is asked for once.
    given: HashMap<String, Rc<Given>>,
}

impl Run<'_> {
    fn source(&mut self, source: &Source, say: &mut dyn FnMut(&str)) -> Result<Outcome> {
        let mut outcome = Outcome {
            id: source.id.clone(),
            vintage: source.vintage.clone(),
            official: source.official.clone(),
            state: State::NoAddress,
            detail: format!("no direct address, see {}", source.url),
            dated: None,
            sha256: None,
            table: None,
        };
        let address = match self.address(source, say)? {
            Some(Err(why)) => {
                (outcome.state, outcome.detail) =
                    (State::Unreachable, format!("unreachable: {why}"));
                None
            }
            Some(Ok(address)) => Some(address),
            None => None,
        };
        if let Some(address) = &address {
            outcome.official = Some(address.clone());
            let given = self.given(source, address, say)?;
            (outcome.state, outcome.detail) = self.weigh(source, address, &given)?;
            let seen = self.memory.addresses.get(address);
            let modified = match &*given {
                Given::There { last_modified, .. } => last_modified.as_deref(),
                Given::File { seen, .. } => seen.last_modified.as_deref(),
                _ => seen.and_then(|s| s.last_modified.as_deref()),
            };
            outcome.dated = modified.and_then(day);
            outcome.sha256 = seen.map(|s| s.sha256.clone());
        }
        outcome.table = self.memory.table(&source.id).map(|kept| kept.file.clone());
        Ok(outcome)
    }

    fn settled(&self, source: &Source, sha256: &str) -> Option<&Judged> {
        let judged = self.memory.sources.get(&source.id)?;
        let whole = judged.table.as_ref().is_none_or(|t| t.is_whole(&self.options.into));
        (judged.sha256 == sha256 && judged.by == judge::asked_by(source) && whole).then_some(judged)
    }

    /// What the answer means for a source, and the sentence about it.
    fn weigh(&mut self, source: &Source, address: &str, given: &Given) -> Result<(State, String)> {
        let known = self.memory.addresses.get(address);
        Ok(match given {
            Given::Nothing(why) => (State::Unreachable, format!("unreachable: {why}")),
            Given::Unchanged => (State::Unchanged, self.unchanged(source, known)),
            Given::There { etag, last_modified } => {
                // A host may ignore conditions; its names of the edition still tell.
                let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
                match known {
                    Some(k)
                        if same(&k.etag, etag)
                            || (etag.is_none() && same(&k.last_modified, last_modified)) =>
                    {
                        (State::Unchanged, self.unchanged(source, known))
                    }
                    Some(_) if etag.is_none() && last_modified.is_none() => (
                        State::Newer,
                        "perhaps newer: the host names no edition, only a download can tell"
                            .to_owned(),
                    ),
                    _ => (
                        State::Newer,
                        format!(
                            "{}, not fetched",
                            self.age(last_modified.as_deref(), known.is_some())
                        ),
                    ),
                }
            }
            Given::File { bytes, content_type, seen, before } => {
                if self.settled(source, &seen.sha256).is_some() {
                    let detail = self.unchanged(source, Some(seen));
                    self.remember(source, address, seen, None, None)?;
                    return Ok((State::Unchanged, detail));
                }
                let other = before.as_ref().is_some_and(|b| b.sha256 != seen.sha256);
                let age = self.age(seen.last_modified.as_deref(), other);
                if source.official_sha256.as_ref() == Some(&seen.sha256) {
                    self.remember(source, address, seen, None, None)?;
                    return Ok((
                        State::Unchanged,
                        "unchanged: the file that ours was made from".to_owned(),
                    ));
                }
                let old = self.ours(source);
                let rows = self
                    .memory
                    .table(&source.id)
                    .map_or(source.rows, |kept| kept.rows.max(source.rows));
                let file = File { bytes, content_type, most: self.options.most_bytes };
                match judge::judge(source, &file, old.as_ref(), rows) {
                    Err(Refusal { why, passing: true }) => {
                        (State::Kept, format!("ours kept: {why}"))
                    }
                    Err(Refusal { why, .. }) => {
                        self.remember(source, address, seen, Some(why.clone()), None)?;
                        (State::Kept, format!("{age}; ours kept: {why}"))
                    }
                    Ok(Fit { same: true, .. }) => {
                        self.remember(source, address, seen, None, None)?;
                        (State::Unchanged, "unchanged: the same figures as ours".to_owned())
                    }
                    Ok(Fit { csv, rows: n, .. }) => {
                        self.take(source, address, seen, &csv, n)?;
                        (State::Updated, format!("{age}; taken: {n} rows, {rows} known before"))
                    }
                }
            }
        })
    }

    /// How an official file stands to what we know. `other`: it is not the one that was seen last.
    fn age(&self, last_modified: Option<&str>, other: bool) -> String {
        match last_modified.and_then(day) {
            Some(day) if other || day > self.dataset.to_string() => format!("newer since {day}"),
            Some(day) => format!("file of {day}"),
            None if other => "newer, not dated".to_owned(),
            None => "file not dated".to_owned(),
        }
    }

    fn unchanged(&self, source: &Source, seen: Option<&Seen>) -> String {
        let since = seen
            .and_then(|s| day(s.last_modified.as_deref()?))
            .map_or(String::new(), |d| format!(" since {d}"));
        let judged = self.memory.sources.get(&source.id);
        let refused = judged
            .and_then(|j| j.refused.as_ref())
            .map_or(String::new(), |why| format!("; ours kept: {why}"));
        format!("unchanged{since}{refused}")
    }

    /// The table in use: the one taken last, or ours.
    fn ours(&self, source: &Source) -> Option<Table> {
        let kept = self.memory.table(&source.id).filter(|k| k.is_whole(&self.options.into));
        match kept {
            Some(kept) => {
                Table::from_csv(&std::fs::read(self.options.into.join(&kept.file)).ok()?).ok()
            }
            None => crate::files::read_alone(source, &self.options.sources).ok(),
        }
    }

    /// Writes a table, then the state that names it, then removes the one before: whatever
    /// interrupts this, the state names a whole table.
    fn take(
        &mut self,
        source: &Source,
        address: &str,
        seen: &Seen,
        csv: &[u8],
        rows: usize,
    ) -> Result<()> {
        let hash = sha256(csv);
        let file = format!("{}.{}.csv", source.id, &hash[..12]);
        replace(&self.options.into.join(&file), csv)?;
        let former = self.memory.table(&source.id).map(|k| k.file.clone()).filter(|f| *f != file);
        let kept = Kept {
            file,
            sha256: hash,
            rows,
            official: address.to_owned(),
            official_sha256: seen.sha256.clone(),
            taken: self.options.now.date_naive().to_string(),
        };
        self.remember(source, address, seen, None, Some(kept))?;
        if let Some(former) = former.map(|f| self.options.into.join(f)).filter(|f| f.exists()) {
            std::fs::remove_file(&former)
                .with_context(|| format!("{} cannot be removed", former.display()))?;
        }
        Ok(())
    }

    fn remember(
        &mut self,
        source: &Source,
        address: &str,
        seen: &Seen,
        refused: Option<String>,
        table: Option<Kept>,
    ) -> Result<()> {
        self.memory.addresses.insert(address.to_owned(), seen.clone());
        let before = self.memory.sources.get(&source.id);
        // The same file again: what was said of it stands.
        let again =
            before.filter(|j| refused.is_none() && table.is_none() && j.sha256 == seen.sha256);
        let refused = refused.or_else(|| again.and_then(|j| j.refused.clone()));
        let table = table.or_else(|| {
            before.and_then(|j| j.table.clone()).filter(|t| t.is_whole(&self.options.into))
        });
        let judged =
            Judged { sha256: seen.sha256.clone(), by: judge::asked_by(source), refused, table };
        self.memory.sources.insert(source.id.clone(), judged);
        self.memory.write(&self.options.into)
    }
}

/// Folder of updates of a checkout.
#[must_use]
pub fn default_folder(root: &Path) -> PathBuf {
    root.join("target/plaque/updates")
}

/// The day of a date as hosts write them.
fn day(date: &str) -> Option<String> {
    Some(DateTime::parse_from_rfc2822(date.trim()).ok()?.date_naive().to_string())
}
