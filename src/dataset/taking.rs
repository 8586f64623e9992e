//! Takes in what was loaded: each file checked, decoded and made known.

use std::sync::Arc;

use atlas::{codec, digits, pack::Pack};
use territory::{AreaKind, Column, ColumnSpec, Gazetteer, Role, Row, SearchIndex};

use super::{
    Asset, Data, id_of,
    loading::{Trouble, damaged},
};
use crate::{map::Label, net::NetError, pause::Pauses, worker};
use leptos::prelude::*;

/// Town names offered to the map, by decreasing population; the map keeps those that do not
/// overlap.
const LABELS: usize = 400;

impl Data {
    /// Checks and decodes a file, then makes it known.
    pub(super) async fn take(self, asset: &Asset, bytes: &[u8]) -> Result<(), Trouble> {
        let pack = Pack::parse(bytes).map_err(damaged)?;
        match asset {
            Asset::Places => {
                let gazetteer = Gazetteer::decode(|section| pack.get(section)).map_err(damaged)?;
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
                self.shipped_coarse.set(Some(Arc::new(contours.await.map_err(damaged)?)));
            }
            Asset::Fine => {
                let (contours, neighbours) =
                    worker::contours(self.worker, bytes).await.map_err(Trouble::Unread)?;
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
                let column = self.column_of(&pack)?;
                let id = column.spec.id.clone();
                self.set
                    .try_update(|s| s.insert_shipped(column))
                    .unwrap_or(Ok(()))
                    .map_err(damaged)?;
                if id == id_of(Role::Population) {
                    self.rank_towns();
                }
            }
        }
        Ok(())
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
    let mut towns: Vec<(f64, Row)> = gazetteer
        .rows()
        .filter(|r| gazetteer.is_commune(*r))
        .filter_map(|r| Some((people(r)?, r)))
        .collect();
    let larger_first = |a: &(f64, Row), b: &(f64, Row)| b.0.total_cmp(&a.0);
    if towns.len() > LABELS {
        towns.select_nth_unstable_by(LABELS, larger_first);
        towns.truncate(LABELS);
    }
    towns.sort_unstable_by(larger_first);
    towns
        .into_iter()
        .filter_map(|(_, row)| {
            let (lon, lat) = gazetteer.middle(row)?;
            Some(Label { text: gazetteer.name(row).to_owned(), lon, lat })
        })
        .collect()
}
