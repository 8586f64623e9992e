//! The user's own files over the shipped ones, until the user goes back to these.

use std::sync::Arc;

use atlas::{Contours, pack::Pack};
use layers::{Area, Spot, ZonePart};
use leptos::{prelude::*, task::spawn_local};
use territory::{ColumnEntry, Dataset, text};

use super::{
    Asset, Data,
    loading::{Trouble, damaged},
};
use crate::{map::Overlay, summary::count, worker};

/// What the user brought: a sentence that says so, the indicators that it adds, and what only
/// some pages show.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// Names and days of the files; empty where there is none.
    pub mark: String,
    /// Indicators that are not among the shipped ones.
    pub entries: Vec<ColumnEntry>,
    /// Perimeters and points.
    pub places: Arc<Places>,
}

/// What the user brought that is no figure.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Perimeters.
    pub areas: Vec<Area>,
    /// Points.
    pub spots: Vec<Spot>,
    /// Parts of communes that acts class apart, with where that is from, for a sentence.
    pub parts: Vec<(String, Vec<ZonePart>)>,
}

impl Places {
    /// What the user's files say of a part of a commune, by its code, and where that is from: the last
    /// file is believed.
    #[must_use]
    pub fn part(&self, code: &str) -> Option<(&ZonePart, String)> {
        self.parts.iter().rev().find_map(|(file, all)| {
            let part = all.iter().find(|p| p.code == code)?;
            Some((part, part_source(file, part)))
        })
    }

    /// The parts of a commune, by its code, with where each class is from.
    pub fn parts_of<'a>(
        &'a self,
        commune: &'a str,
    ) -> impl Iterator<Item = (&'a ZonePart, String)> {
        let codes =
            self.parts.iter().flat_map(|(_, all)| all).filter(move |p| p.commune == commune);
        let mut seen: Vec<&str> = Vec::new();
        codes.filter_map(move |p| {
            let is_new = !seen.contains(&p.code.as_str());
            seen.push(&p.code);
            self.part(&p.code).filter(|_| is_new)
        })
    }

    /// « 1 périmètre, 2 points »; nothing where there is none.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let areas = (!self.areas.is_empty()).then(|| {
            text::counted(count(self.areas.len()), "périmètre (tirets)", "périmètres (tirets)")
        });
        let spots = (!self.spots.is_empty())
            .then(|| text::counted(count(self.spots.len()), "point (carré)", "points (carrés)"));
        let all: Vec<String> = areas.into_iter().chain(spots).collect();
        (!all.is_empty()).then(|| text::listed(&all))
    }
}

/// Where the class of a part is from: the file, and the day of the act where it says it.
fn part_source(file: &str, part: &ZonePart) -> String {
    let act = part.day.as_ref().and_then(|d| d.parse().ok());
    let act = act.map(|day| format!(", arrêté du {}", text::date(day))).unwrap_or_default();
    format!("votre fichier {file}{act}")
}

/// Contours of the user's own, and which places they make neighbours.
#[derive(Clone)]
pub(super) struct OwnContours {
    pub(super) contours: Arc<Contours>,
    pub(super) neighbours: Arc<Vec<Vec<u32>>>,
}

impl Data {
    /// Perimeters and points, for the map.
    pub fn over(self) -> Memo<Overlay> {
        Memo::new(move |_| {
            let places = self.brought.with(|b| b.places.clone());
            let mut over = Overlay {
                lines: places.areas.iter().map(|a| a.path.as_str()).collect(),
                ..Overlay::default()
            };
            places.spots.iter().for_each(|s| over.mark(s.at));
            over
        })
    }

    /// Lays packed files over the shipped ones, in place of those of before and all at once, when
    /// the last of them has been read. What cannot be read leaves the shipped file to be seen.
    pub fn bring(self, brought: Brought, files: Vec<(String, Vec<u8>)>) {
        let mine = self.next_own_state();
        spawn_local(async move {
            let (mut columns, mut contours) = (Vec::new(), None);
            for (name, bytes) in files {
                let read = if name == Asset::Fine.to_string() {
                    self.own_contours_of(&bytes).await.map(|own| contours = Some(own))
                } else {
                    let pack = Pack::parse(&bytes).map_err(damaged);
                    pack.and_then(|p| self.column_of(&p)).map(|column| columns.push(column))
                };
                // What was asked for since has the last word.
                if self.own_state.try_get_value() != Some(mine) {
                    return;
                }
                if let Err(trouble) = read {
                    self.fail(Asset::Own(name), &trouble);
                }
            }
            let laid = self.set.try_update(|s| s.set_overlay(columns));
            self.own_contours.set(contours);
            match laid {
                Some(Err(foreign)) => self.fail(Asset::Own(foreign.id.clone()), &damaged(&foreign)),
                _ => self.brought.set(brought),
            }
            self.own_expected.set(false);
            self.revision.update(|n| *n += 1);
        });
    }

    async fn own_contours_of(self, file: &[u8]) -> Result<OwnContours, Trouble> {
        let read = worker::contours(self.worker, file).await.map_err(Trouble::Unread)?;
        Ok(OwnContours { contours: Arc::new(read.0), neighbours: Arc::new(read.1) })
    }

    /// Goes back to the shipped data, at once and whatever is being read.
    pub fn drop_own(self) {
        self.next_own_state();
        self.set.update(Dataset::drop_overlay);
        self.own_contours.set(None);
        self.brought.set(Brought::default());
        self.own_expected.set(false);
        self.revision.update(|n| *n += 1);
    }

    /// The number of the state of the user's own data that begins: what was read for another one
    /// is not taken in.
    fn next_own_state(self) -> u32 {
        self.failures.update(|all| all.retain(|f| !matches!(f.asset, Asset::Own(_))));
        self.own_state.update_value(|n| *n += 1);
        self.own_state.get_value()
    }

    /// The indicators of the user's own that are not among the shipped ones.
    pub(super) fn own_entries(self) -> Vec<ColumnEntry> {
        let shipped = |id: &str| {
            self.index.with_value(|i| {
                i.columns.iter().any(|c| c.id == id)
                    || i.files.contains_key(&Asset::Column(id.to_owned()).to_string())
            })
        };
        self.brought
            .with_untracked(|b| b.entries.iter().filter(|e| !shipped(&e.id)).cloned().collect())
    }
}
