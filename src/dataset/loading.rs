//! What is loaded when: the order of the files, each fetched once, with progress, and asked for again
//! where it failed.

use std::{fmt, sync::Arc};

use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};
use territory::{InseeCode, Role};
use viewmodel::address::Route;

use super::{Asset, Data, id_of};
use crate::{
    net::{self, NetError},
    part, pause,
    worker::Failure as WorkFailure,
};

/// Indicators loaded in the background: what nearly every sheet, the table and the search need.
const BACKGROUND: [Role; 7] = [
    Role::Population,
    Role::Zone,
    Role::Access,
    Role::GpCount,
    Role::GpDensity,
    Role::Frr,
    Role::Quarters,
];

/// Why a file cannot be used.
#[derive(Debug)]
pub(super) enum Trouble {
    Net(NetError),
    Damaged(String),
    /// The worker did not read it.
    Unread(WorkFailure),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(e) => e.fmt(f),
            // What the worker refuses of a file of ours is its bytes.
            Self::Damaged(_) | Self::Unread(WorkFailure::Refused(_)) => {
                f.write_str("le fichier reçu est endommagé")
            }
            Self::Unread(why) => why.fmt(f),
        }
    }
}

pub(super) fn damaged(detail: impl ToString) -> Trouble {
    Trouble::Damaged(detail.to_string())
}

/// A file that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub asset: Asset,
    /// What the file is, in words.
    pub what: String,
    /// What happened.
    pub why: String,
    /// What still works without it.
    pub remains: &'static str,
}

impl Data {
    /// Starts loading what every view needs; on the map the first picture comes before it.
    pub fn start(self, view: Route, indicator: String, place: Option<InseeCode>) {
        self.with_map.set_value(view == Route::Map);
        spawn_local(async move {
            // The sentence of a place needs its département only: it comes before what the aids say
            // of it, and before any picture.
            if let Some(code) = place {
                self.fetch_extract(code).await;
                pause::picture().await;
                self.fetch(Asset::Rules).await;
            }
            if view == Route::Map {
                join(self.fetch(Asset::Coarse), self.fetch(Asset::Column(indicator))).await;
                pause::picture().await;
            }
            let _soon = self.worker.expect_job();
            self.fetch_common().await;
            if view == Route::Map {
                self.fetch(Asset::Fine).await;
            }
        });
    }

    /// Loads what every view needs, whatever it shows first.
    pub(crate) async fn fetch_common(self) {
        join(self.fetch(Asset::Rules), self.fetch(Asset::Places)).await;
        BACKGROUND.into_iter().for_each(|role| self.load_column(id_of(role)));
    }

    /// Fetches the file of the département of a place.
    async fn fetch_extract(self, code: InseeCode) {
        let Some(file) = self.with_index(|i| i.extract(territory::SHEETS, code)) else { return };
        if let Some(bytes) = self.fetch_quietly(&file).await {
            self.extract.set(Some(Arc::new(bytes)));
        }
    }

    /// Fetches a small file that comes before larger ones. What goes wrong with it costs nothing
    /// but time, since these say the same: nobody is told.
    pub(crate) async fn fetch_quietly(self, file: &str) -> Option<Vec<u8>> {
        net::fetch(&format!("data/{file}"), |_| ()).await.ok()
    }

    /// Loads what the map of the explorer shows, now and whenever another indicator is chosen.
    pub fn follow_map(self, indicator: RwSignal<String>) {
        let comes_first = self.with_map.get_value();
        if !comes_first {
            self.with_map.set_value(true);
            spawn_local(self.fetch_contours());
        }
        Effect::new(move |before: Option<()>| {
            indicator.with(|id| {
                // The one that the page begins with has its place in the order of [`Data::start`].
                if before.is_some() || !comes_first {
                    self.load_column(id);
                }
            });
        });
    }

    /// Loads what a map draws: first the whole country, then its detail.
    pub async fn fetch_contours(self) {
        let _soon = self.worker.expect_job();
        self.fetch(Asset::Coarse).await;
        self.fetch(Asset::Fine).await;
    }

    /// Loads an indicator, unless it is there, on its way, or failed: then it waits for the user
    /// to ask again.
    pub fn load_column(self, id: &str) {
        let asset = Asset::Column(id.to_owned());
        if self.with_index(|i| i.files.contains_key(&asset.to_string())) {
            self.ask(asset);
        }
    }

    /// Starts loading the digits of the fine contours, once these are there, under the same
    /// condition.
    pub fn load_digits(self) {
        if self.shipped_fine.with(Option::is_some) {
            self.ask(Asset::Digits);
        }
    }

    /// Asks for a file, unless it is there, on its way, or failed.
    fn ask(self, asset: Asset) {
        if !self.failures.with_untracked(|all| all.iter().any(|f| f.asset == asset)) {
            spawn_local(self.fetch(asset));
        }
    }

    /// Asks again for a file that failed.
    pub fn retry(self, asset: Asset) {
        spawn_local(self.fetch(asset));
    }

    /// Whether an indicator was asked for in vain.
    #[must_use]
    pub fn column_failed(&self, id: &str) -> bool {
        let failed = |f: &Failure| matches!(&f.asset, Asset::Column(other) if other == id);
        self.failures.with(|all| all.iter().any(failed))
    }

    /// Whether a file was asked for in vain.
    #[must_use]
    pub fn failed(&self, asset: &Asset) -> bool {
        self.failures.with(|all| all.iter().any(|f| f.asset == *asset))
    }

    fn has(self, asset: &Asset) -> bool {
        match asset {
            Asset::Places => self.set.with_untracked(|s| !s.gazetteer().is_empty()),
            Asset::Rules => self.set.with_untracked(|s| !s.rules().offers.is_empty()),
            Asset::Coarse => self.shipped_coarse.with_untracked(Option::is_some),
            Asset::Fine => self.shipped_fine.with_untracked(Option::is_some),
            Asset::Digits => {
                self.shipped_fine.with_untracked(|c| c.as_ref().is_some_and(|c| c.is_precise()))
            }
            Asset::Column(id) => self.set.with_untracked(|s| s.shipped(id).is_some()),
            Asset::OfView(name) => self
                .more
                .with_value(|all| all.iter().any(|m| m.name == *name && m.taken.get_untracked())),
            Asset::Own(_) => true,
        }
    }

    /// Fetches a file, unless it is there or on its way, and takes it in; done when this is.
    pub(crate) async fn fetch(self, asset: Asset) {
        if self.failures.with_untracked(|f| f.iter().any(|f| f.asset == asset)) {
            self.failures.update(|f| f.retain(|f| f.asset != asset));
        }
        if self.has(&asset) || self.under_way.with_untracked(|u| u.contains_key(&asset)) {
            return;
        }
        let listed = self.with_index(|i| i.files.get(&asset.to_string()).cloned());
        let Some(file) = listed else { return };
        // Whoever reads it starts while it is on its way.
        let _reads_it =
            matches!(asset, Asset::Fine | Asset::Places).then(|| self.worker.expect_job());
        if asset == Asset::Rules {
            part::fetch_ahead(self.asks.rules);
        }
        self.report(&asset, Some((0, file.bytes)));
        let received = net::fetch(&format!("data/{}", file.file), |got| {
            self.report(&asset, Some((got, file.bytes)))
        })
        .await;
        // Files that come together are read in tasks of their own, or the page would stand still.
        pause::rest().await;
        let taken = match received {
            Ok(bytes) => self.take(&asset, &bytes).await,
            Err(e) => Err(Trouble::Net(e)),
        };
        pause::rest().await;
        self.report(&asset, None);
        if let Err(trouble) = taken {
            if let Trouble::Damaged(detail) = &trouble {
                leptos::logging::log!("{asset}: {detail}");
            }
            self.fail(asset, &trouble);
        }
    }

    /// Notes how far a file has come; `None` once it is no longer on its way.
    fn report(self, asset: &Asset, progress: Option<(u64, u64)>) {
        self.under_way.update(|files| {
            files.remove(asset);
            files.extend(progress.map(|p| (asset.clone(), p)));
        });
    }

    /// Notes that a file did not come, for the messages of the page.
    pub(super) fn fail(self, asset: Asset, trouble: &Trouble) {
        let label = match &asset {
            Asset::Column(id) => self.entry(id).map(|c| c.label),
            _ => None,
        };
        let of_view = |m: &super::More| matches!(asset, Asset::OfView(name) if name == m.name);
        let more = self.more.with_value(|all| all.iter().find(|m| of_view(m)).map(|m| m.what));
        let what = more.map_or_else(|| asset.what(label.as_deref()), str::to_owned);
        let remains = asset.what_remains();
        self.failures
            .update(|f| f.push(Failure { asset, what, why: trouble.to_string(), remains }));
    }
}
