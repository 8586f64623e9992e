//! Takes in what was loaded: each file checked, decoded and made known.

use std::{sync::Arc, time::Duration};

use atlas::{codec, digits, pack::Pack};
use futures_channel::oneshot;
use territory::{AreaKind, Column, ColumnSpec, Gazetteer, Role, Row, SearchIndex};

use super::{
    Asset, Data, id_of,
    loading::{Trouble, damaged},
};
use crate::{
    map::Label,
    net::NetError,
    pause::{self, Pauses},
    worker,
};
use leptos::{prelude::*, task::spawn_local};

/// Inhabitants from which a commune is named on the map.
const NAMED: f64 = 900.0;
/// More than there are rows.
const ROWS: f64 = 65_536.0;

/// How long a column that was read waits for others that are on their way.
const TOGETHER: Duration = Duration::from_millis(80);

impl Data {
    /// Checks and decodes a file, then makes it known.
    pub(super) async fn take(self, asset: &Asset, bytes: &[u8]) -> Result<(), Trouble> {
        let pack = Pack::parse(bytes).map_err(damaged)?;
        match asset {
            Asset::Places => {
                pause::rest().await;
                let gazetteer = Gazetteer::decode(|section| pack.get(section)).map_err(damaged)?;
                pause::rest().await;
                self.groups.set(groups(&gazetteer).map(Arc::new));
                let foreign =
                    self.set.try_update(|s| s.set_gazetteer(gazetteer)).unwrap_or_default();
                for column in &foreign {
                    leptos::logging::log!("{column}");
                }
                let index = match worker::search_index(self.worker, bytes).await {
                    Ok(index) => index,
                    // The places are there: what the worker could not do the page does.
                    Err(_) => {
                        self.set.with_untracked(|s| SearchIndex::new(s.gazetteer(), |_| None))
                    }
                };
                self.search.set(Some(index));
                self.rank_towns();
            }
            Asset::Rules => {
                let read =
                    (self.asks.rules)().await.map_err(|_| Trouble::Net(NetError::Unreachable))?;
                let json = pack.section("rules").map_err(damaged)?;
                let rules = read(json).map_err(damaged)?;
                pause::rest().await;
                self.rules_json.set_value(Arc::new(json.to_vec()));
                self.set.update(|s| s.set_rules(rules));
            }
            // The first picture does not wait for the worker to start.
            Asset::Coarse => {
                let mut pauses = Pauses::begin();
                let contours = codec::decode_resting(
                    |section| pack.get(section),
                    async || pauses.if_due().await,
                );
                let contours = contours.await.map_err(damaged)?;
                pause::rest().await;
                self.shipped_coarse.set(Some(Arc::new(contours)));
            }
            Asset::Fine => {
                let (contours, neighbours) =
                    worker::contours(self.worker, bytes).await.map_err(Trouble::Unread)?;
                pause::rest().await;
                self.shipped_neighbours.set(Arc::new(neighbours));
                self.shipped_fine.set(Some(Arc::new(contours)));
            }
            Asset::Digits => {
                let Some(rounded) = self.shipped_fine.get_untracked() else { return Ok(()) };
                let precise = digits::apply(&rounded, pack.section("digits").map_err(damaged)?)
                    .map_err(damaged)?;
                self.shipped_fine.set(Some(Arc::new(precise)));
            }
            Asset::OfView(name) => {
                let reads = |m: &&super::More| m.name == *name;
                if let Some(more) = self.more.with_value(|all| all.iter().find(reads).copied()) {
                    more.take.run(bytes.to_vec()).map_err(damaged)?;
                }
            }
            Asset::Column(_) | Asset::Own(_) => {
                self.make_known(self.column_of(&pack)?).await?;
            }
        }
        Ok(())
    }

    /// Makes a column known, with those that come at the same time: whatever follows the dataset
    /// is made anew once for all of them.
    async fn make_known(self, column: Arc<Column>) -> Result<(), Trouble> {
        let (known, heard) = oneshot::channel();
        let is_first = self.read.try_update_value(|read| {
            read.push((column, known));
            read.len() == 1
        });
        if is_first == Some(true) {
            // Of its own: others wait for it too, whatever becomes of who was first.
            spawn_local(async move {
                let others = self.under_way.with_untracked(|u| {
                    u.keys().filter(|asset| matches!(asset, Asset::Column(_))).count() > 1
                });
                if others {
                    pause::wait(TOGETHER).await;
                }
                self.publish();
            });
        }
        // Nobody answers where the page is going.
        heard.await.unwrap_or(Ok(())).map_err(damaged)
    }

    fn publish(self) {
        let read = self.read.try_update_value(std::mem::take).unwrap_or_default();
        let with_population =
            read.iter().any(|(column, _)| column.spec.id == id_of(Role::Population));
        let mut all = Vec::new();
        self.set.update(|set| {
            all.extend(read.into_iter().map(|(column, known)| (set.insert_shipped(column), known)));
        });
        if with_population {
            self.rank_towns();
        }
        for (inserted, known) in all {
            let _gone = known.send(inserted.map_err(|e| e.to_string()));
        }
    }

    /// Reads a packed column.
    pub(super) fn column_of(self, pack: &Pack<'_>) -> Result<Arc<Column>, Trouble> {
        let spec: ColumnSpec =
            serde_json::from_slice(pack.section("spec").map_err(damaged)?).map_err(damaged)?;
        let data = pack.section("data").map_err(damaged)?;
        let places = self.set.with_untracked(|s| s.gazetteer().len());
        // Before the list of places has come, the column itself says how many there are.
        let rows = if places == 0 { data.len() / usize::from(spec.width).max(1) } else { places };
        Column::decode(spec, data, rows).map(Arc::new).map_err(damaged)
    }

    /// Search and town names, both ordered by population, once places and population are there.
    fn rank_towns(self) {
        self.set.with_untracked(|s| {
            let (Some(population), Some(search)) =
                (s.by_role(Role::Population), self.search.get_untracked())
            else {
                return;
            };
            let people = |row: Row| population.value(row).known();
            self.search.set(Some(search.ranked(people)));
            self.labels.set(labels(s.gazetteer(), people));
        });
    }
}

fn groups(gazetteer: &Gazetteer) -> Option<Vec<u8>> {
    let membership = gazetteer.membership(AreaKind::Departement)?;
    Some(membership.of_row.iter().map(|d| u8::try_from(*d).unwrap_or(u8::MAX)).collect())
}

fn labels(gazetteer: &Gazetteer, people: impl Fn(Row) -> Option<f64>) -> Vec<Label> {
    let communes = gazetteer.rows().filter(|r| gazetteer.is_commune(*r));
    // Each as one number, so that the sort is the one that the map's classes use: another is 3 kB of
    // the page.
    let mut keys: Vec<f64> = communes
        .filter_map(|row| {
            let people = people(row).filter(|people| *people >= NAMED)?;
            Some(people.floor() * ROWS + f64::from(row.0))
        })
        .collect();
    keys.sort_unstable_by(f64::total_cmp);
    let named = |key: f64| {
        let people = (key / ROWS).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the row that was added above"
        )]
        let row = Row((key - people * ROWS) as u16);
        label(gazetteer, row, people)
    };
    // The largest first.
    keys.into_iter().rev().filter_map(named).collect()
}

/// The name of a place, to be written on the map.
pub(crate) fn label(gazetteer: &Gazetteer, row: Row, people: f64) -> Option<Label> {
    let (lon, lat) = gazetteer.middle(row)?;
    let cell = atlas::plane::to_plane(lon, lat)?;
    Some(Label { text: gazetteer.name(row).to_owned(), cell, people })
}
