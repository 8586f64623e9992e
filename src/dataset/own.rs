//! Files of the reader's own in the place of the shipped ones, until the reader goes back to these.

use std::sync::Arc;

use atlas::Contours;
use layers::{Area, Spot};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;
use territory::{ColumnEntry, Dataset, text};

use super::{COARSE, DIGITS, Data, FINE, Whose, column_file};
use crate::{map::Over, summary::count, turn};

/// What the reader brought: a sentence that says so, the indicators that it adds, and what only some pages show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brought {
    /// Names and days of the files; empty where there is none.
    pub mark: String,
    /// Indicators that are not among the shipped ones.
    pub entries: Vec<ColumnEntry>,
    /// Perimeters and points.
    pub places: Arc<Places>,
}

/// What the reader brought that is no figure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Places {
    /// Perimeters.
    pub areas: Vec<Area>,
    /// Points.
    pub spots: Vec<Spot>,
}

impl Places {
    /// « 1 périmètre, 2 points »; nothing where there is none.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let areas = (!self.areas.is_empty()).then(|| text::counted(count(self.areas.len()), "périmètre (tirets)", "périmètres (tirets)"));
        let spots = (!self.spots.is_empty()).then(|| text::counted(count(self.spots.len()), "point (carré)", "points (carrés)"));
        let all: Vec<String> = areas.into_iter().chain(spots).collect();
        (!all.is_empty()).then(|| text::listed(&all))
    }
}

/// What was put aside for files of the reader's.
#[derive(Default)]
pub(super) struct Aside {
    contours: Option<Shipped>,
}

/// Shipped contours, coarse and fine, and which places they make neighbours.
struct Shipped {
    coarse: Option<Arc<Contours>>,
    fine: Option<Arc<Contours>>,
    neighbours: Arc<Vec<Vec<u32>>>,
}

impl Data {
    /// Perimeters and points, for the map.
    pub fn over(self) -> Memo<Over> {
        Memo::new(move |_| {
            let places = self.brought.with(|b| b.places.clone());
            let mut over = Over { lines: places.areas.iter().map(|a| a.path.as_str()).collect(), ..Over::default() };
            places.spots.iter().for_each(|s| over.mark(s.at));
            over
        })
    }

    /// Takes packed files in the place of the shipped ones of the same name; those of before are gone. What cannot be read
    /// leaves the shipped file where it was.
    pub fn bring(self, brought: Brought, files: Vec<(String, Vec<u8>)>) {
        self.send_back();
        self.brought.set(brought);
        spawn_local(async move {
            for (name, bytes) in files {
                if !name.starts_with("column-") {
                    self.set_contours_aside().await;
                }
                if let Err(trouble) = self.take(&name, &bytes, Whose::Readers).await {
                    self.fail(name.clone(), &trouble);
                }
                if name == FINE {
                    self.coarse.set(self.fine.get_untracked());
                }
            }
            self.revision.update(|n| *n += 1);
        });
    }

    /// Keeps the shipped contours, once none of them is on its way any more: they would come over the reader's.
    async fn set_contours_aside(self) {
        while self.under_way.with_untracked(|files| [COARSE, FINE, DIGITS].iter().any(|name| files.contains_key(*name))) {
            turn::picture().await;
        }
        let shipped = || Shipped {
            coarse: self.coarse.get_untracked(),
            fine: self.fine.get_untracked(),
            neighbours: self.neighbours.get_untracked(),
        };
        self.aside.update_value(|aside| {
            let _kept = aside.contours.get_or_insert_with(shipped);
        });
    }

    /// Puts the shipped files back.
    fn send_back(self) {
        let Some(aside) = self.aside.try_update_value(std::mem::take) else { return };
        self.set.update(Dataset::drop_overlay);
        if let Some(shipped) = aside.contours {
            self.coarse.set(shipped.coarse);
            self.fine.set(shipped.fine);
            self.neighbours.set(shipped.neighbours);
            spawn_local(self.fetch(FINE.to_owned()));
        }
    }

    /// The indicators of the reader's own that are not among the shipped ones.
    pub(super) fn own_entries(self) -> Vec<ColumnEntry> {
        let shipped = |id: &str| self.index.with_value(|i| i.columns.iter().any(|c| c.id == id) || i.files.contains_key(&column_file(id)));
        self.brought.with_untracked(|b| b.entries.iter().filter(|e| !shipped(&e.id)).cloned().collect())
    }
}
