//! Figures that take long: the worker computes them, and the search goes on when they come.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use finder::{AIDS, Field, Key, Unit};
use leptos::{prelude::*, task::spawn_local};

use super::search::{Known, Search};
use crate::{
    ui::aids::{answers_of, survey},
    worker::{self, Failure},
};

impl Search {
    /// Has figures computed, once.
    pub(super) fn compute(
        self,
        key: Key,
        (revision, unit): (u32, Unit),
        computed: finder::Computed,
    ) {
        if !self.begins(&key) {
            return;
        }
        spawn_local(async move {
            let came = worker::figures(self.data.worker, &computed).await;
            self.take(&key, came, |known, values| {
                // Of the data of before, or of another kind, they are not those of now.
                if known.revision == revision && known.fields.units.unit == unit {
                    known.fields.put_computed(key.clone(), values);
                }
            });
        });
    }

    /// Has one's aids judged everywhere, once.
    pub(super) fn survey(
        self,
        facts: Arc<Vec<territory::rules::FactColumn>>,
        revision: u32,
        date: NaiveDate,
        written: BTreeMap<String, String>,
    ) {
        let key = Key::Figure(AIDS.to_owned());
        if !self.begins(&key) {
            return;
        }
        let (data, state) = (self.data, self.state);
        let answers = data.set.with_untracked(|s| answers_of(s.rules(), &written));
        spawn_local(async move {
            let came = survey(data, facts, date, answers).await;
            self.take(&key, came, |known, survey| {
                let is_still = untrack(|| state.date() == date && state.answers.get() == written);
                if known.revision != revision || !is_still {
                    return;
                }
                let of_row = |row: &territory::Row| {
                    let kind = survey.kinds.get(*survey.of_row.get(row.index())? as usize)?;
                    (!kind.lacks_fact).then_some(kind.best)
                };
                let field = Field::new(known.fields.units.rows().iter().map(of_row));
                known.fields.put(key.clone(), field);
                known.aids = Some((date, written));
            });
        });
    }

    fn begins(self, key: &Key) -> bool {
        let is_new = |all: &mut Vec<Key>| {
            let is_new = !all.contains(key);
            all.extend(is_new.then(|| key.clone()));
            is_new
        };
        self.failure.with_untracked(Option::is_none)
            && self.under_way.try_update_value(is_new) == Some(true)
    }

    fn take<T>(self, key: &Key, came: Result<T, Failure>, put: impl FnOnce(&mut Known, T)) {
        self.under_way.update_value(|all| all.retain(|k| k != key));
        match came {
            Ok(values) => {
                self.fields.update_value(|known| {
                    if let Some(known) = known {
                        put(known, values);
                    }
                });
                self.filled.update(|n| *n += 1);
            }
            Err(why) => self.failure.set(Some(why)),
        }
    }
}
