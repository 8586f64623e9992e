//! Files of the reader's own in the place of the shipped ones, until the reader goes back to these.

use std::{collections::BTreeMap, sync::Arc};

use atlas::Contours;
use leptos::{prelude::*, task::spawn_local};
use territory::{Column, ColumnEntry};

use super::{COARSE, DIGITS, Data, FINE, Whose, column_file};

/// What the reader brought: a sentence that says so, the indicators that it adds, and what only some pages show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brought {
    /// Names and days of the files; empty where there is none.
    pub mark: String,
    /// Indicators that are not among the shipped ones.
    pub entries: Vec<ColumnEntry>,
    /// Perimeters and points, as they were sent (JSON).
    pub places: String,
}

/// What was put aside for files of the reader's.
#[derive(Default)]
pub(super) struct Aside {
    /// Shipped columns by file; none for a column that was not there.
    columns: BTreeMap<String, Option<Arc<Column>>>,
    contours: Option<[Option<Arc<Contours>>; 2]>,
}

impl Data {
    /// Takes packed files in the place of the shipped ones of the same name; those of before are gone. What cannot be read
    /// leaves the shipped file where it was.
    pub fn bring(self, brought: Brought, files: Vec<(String, Vec<u8>)>) {
        self.send_back();
        self.brought.set(brought);
        spawn_local(async move {
            for (name, bytes) in files {
                let contours = [COARSE, FINE, DIGITS].contains(&name.as_str());
                self.aside.update_value(|aside| match name.strip_prefix("column-") {
                    Some(id) => drop(aside.columns.insert(name.clone(), self.set.with_untracked(|s| s.columns.get(id).cloned()))),
                    None if contours && aside.contours.is_none() => {
                        aside.contours = Some([self.coarse.get_untracked(), self.fine.get_untracked()]);
                    }
                    None => {}
                });
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

    /// Puts the shipped files back.
    fn send_back(self) {
        let Some(aside) = self.aside.try_update_value(std::mem::take) else { return };
        self.set.update(|s| {
            for (file, shipped) in aside.columns {
                let id = file.trim_start_matches("column-").to_owned();
                match shipped {
                    Some(column) => drop(s.columns.insert(id, column)),
                    None => drop(s.columns.remove(&id)),
                }
            }
        });
        if let Some([coarse, fine]) = aside.contours {
            self.coarse.set(coarse);
            self.fine.set(fine);
        }
    }

    /// Keeps a shipped file that comes late aside, where the reader's own stands in its place.
    pub(super) fn comes_late(self, name: &str, column: &Column) -> bool {
        let late = |aside: &mut Aside| aside.columns.get_mut(name).map(|place| *place = Some(Arc::new(column.clone()))).is_some();
        self.aside.try_update_value(late).unwrap_or(false)
    }

    /// The indicators of the reader's own that are not among the shipped ones.
    pub(super) fn own_entries(self) -> Vec<ColumnEntry> {
        let shipped = |id: &str| self.index.with_value(|i| i.columns.iter().any(|c| c.id == id) || i.files.contains_key(&column_file(id)));
        self.brought.with_untracked(|b| b.entries.iter().filter(|e| !shipped(&e.id)).cloned().collect())
    }
}
