//! What has been loaded of the dataset, and the user's own files over it. A file that does not come,
//! or comes damaged, leaves everything else working and can be asked for again.

mod asset;
mod loading;
mod own;
mod shared;
mod taking;

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use atlas::Contours;
use futures_channel::oneshot;
use leptos::prelude::*;
use territory::{AssetIndex, Column, Dataset, Gazetteer, Role, Row, RuleBook, SearchIndex};

use crate::{
    map::Label,
    part::Ask,
    worker::{FindWork, Worker},
};
use asset::LISTED;

pub use asset::{Asset, More, date_of_dataset, id_of, roles};
pub use loading::Failure;
pub use own::{Brought, Places};
pub(crate) use taking::label;

/// Columns that rules ask about, and the order of the search.
pub(crate) const AIDS: [Role; 4] = [Role::Zone, Role::Frr, Role::Population, Role::Quarters];

/// A handle to what has been loaded so far: small, because every closure of the page has one.
#[derive(Clone, Copy)]
pub struct Data(&'static Loaded);

impl Deref for Data {
    type Target = Loaded;

    fn deref(&self) -> &Loaded {
        self.0
    }
}

/// What has been loaded so far. It lives as long as the page.
pub struct Loaded {
    index: StoredValue<AssetIndex>,
    /// Places, columns and rules. Empty at first.
    pub set: RwSignal<Dataset>,
    /// Another number for each state of what is loaded: what may be compared where the data may
    /// not.
    pub version: Memo<u32>,
    /// The search, once the places are there.
    pub search: RwSignal<Option<SearchIndex>>,
    /// Contours for the whole country: the user's own before the shipped ones.
    pub coarse: Memo<Option<Arc<Contours>>>,
    /// Contours for close views: the user's own before the shipped ones.
    pub fine: Memo<Option<Arc<Contours>>>,
    shipped_coarse: RwSignal<Option<Arc<Contours>>>,
    shipped_fine: RwSignal<Option<Arc<Contours>>>,
    own_contours: RwSignal<Option<own::OwnContours>>,
    /// For each row, the rows around it, by the shipped contours.
    shipped_neighbours: RwSignal<Arc<Vec<Vec<u32>>>>,
    /// For each row, the position of its département.
    pub groups: RwSignal<Option<Arc<Vec<u8>>>>,
    /// Names of the largest towns.
    pub labels: RwSignal<Vec<Label>>,
    /// Received and expected bytes of each file on its way.
    pub under_way: RwSignal<BTreeMap<Asset, (u64, u64)>>,
    /// Files that did not come.
    pub failures: RwSignal<Vec<Failure>>,
    /// Columns that only some views list.
    listed: StoredValue<Vec<Vec<territory::ColumnEntry>>>,
    /// Files that only one view reads: their names, and what takes them in.
    more: StoredValue<Vec<More>>,
    /// What was read of those that several views read, by their names.
    books: StoredValue<Vec<(&'static str, shared::Read)>>,
    /// What lives as long as the page belongs to it.
    page: Option<Owner>,
    /// The packed file of the département of the place that the address names, until the list of
    /// all places is there.
    pub extract: RwSignal<Option<Arc<Vec<u8>>>>,
    /// The name of that place, read from this file.
    pub early_name: RwSignal<Option<String>>,
    /// Files of the user's own are on their way, and no answer is to be stated without them.
    pub own_expected: RwSignal<bool>,
    /// What the user laid over the shipped data.
    pub brought: RwSignal<Brought>,
    /// Changes each time that files of the user's own are laid or taken away.
    pub revision: RwSignal<u32>,
    /// Whether the map of the explorer is on its way, or there.
    with_map: StoredValue<bool>,
    /// Counts the times that the user's own data were replaced or dropped.
    own_state: StoredValue<u32>,
    /// The rule book as its file has it (JSON), for the worker.
    rules_json: StoredValue<Arc<Vec<u8>>>,
    /// Does what takes long.
    pub(crate) worker: Worker,
    asks: Asks,
    /// Columns that wait for those that come at the same time.
    read: StoredValue<Vec<ReadColumn>, LocalStorage>,
}

/// A column that was read, and who waits for it to be known.
type ReadColumn = (Arc<Column>, oneshot::Sender<Result<(), String>>);

/// The parts of the program that the dataset asks for.
#[derive(Clone, Copy)]
pub struct Asks {
    /// What reads the rule book from its file (JSON).
    pub rules: Ask<ReadRules>,
    /// The code of the worker's tasks.
    pub(crate) work: FindWork,
}

/// Reads the rule book from JSON, or says what is wrong with it.
pub type ReadRules = fn(&[u8]) -> Result<RuleBook, String>;

impl Data {
    /// Nothing has been loaded yet.
    #[must_use]
    pub fn new(asks: Asks) -> Self {
        let (shipped_coarse, shipped_fine) = (RwSignal::new(None), RwSignal::new(None));
        let own_contours = RwSignal::new(None::<own::OwnContours>);
        let overlaid = |shipped: RwSignal<Option<Arc<Contours>>>| {
            let before =
                |own: &Option<own::OwnContours>| own.as_ref().map(|own| own.contours.clone());
            Memo::new_with_compare(
                move |_| own_contours.with(before).or_else(|| shipped.get()),
                is_other,
            )
        };
        let set = RwSignal::new(Dataset::new(
            Gazetteer::default(),
            LISTED.columns.clone(),
            LISTED.roles.clone(),
        ));
        let shipped_neighbours = RwSignal::new(Arc::default());
        let version = Memo::new(move |before: Option<&u32>| {
            set.track();
            own_contours.track();
            shipped_neighbours.track();
            shipped_fine.track();
            before.map_or(0, |n| n.wrapping_add(1))
        });
        Self(Box::leak(Box::new(Loaded {
            coarse: overlaid(shipped_coarse),
            fine: overlaid(shipped_fine),
            shipped_coarse,
            shipped_fine,
            own_contours,
            index: StoredValue::new(LISTED.clone()),
            set,
            version,
            search: RwSignal::new(None),
            shipped_neighbours,
            groups: RwSignal::new(None),
            labels: RwSignal::new(Vec::new()),
            read: StoredValue::new_local(Vec::new()),
            under_way: RwSignal::new(BTreeMap::new()),
            failures: RwSignal::new(Vec::new()),
            listed: StoredValue::new(Vec::new()),
            books: StoredValue::new(Vec::new()),
            page: Owner::current(),
            more: StoredValue::new(Vec::new()),
            extract: RwSignal::new(None),
            early_name: RwSignal::new(None),
            own_expected: RwSignal::new(false),
            brought: RwSignal::new(Brought::default()),
            revision: RwSignal::new(0),
            with_map: StoredValue::new(false),
            own_state: StoredValue::new(0),
            rules_json: StoredValue::new(Arc::default()),
            worker: Worker::new(asks.work),
            asks,
        })))
    }
}

impl Data {
    /// Adds the files that only one view reads: their list, and what takes in those that are no
    /// columns.
    pub fn add(self, list: &str, more: Vec<More>) {
        match AssetIndex::parse(list) {
            Ok(other) => self.index.update_value(|i| {
                i.files.extend(other.files);
                i.extracts.extend(other.extracts);
                self.listed.update_value(|all| all.push(other.columns));
            }),
            // Ours was written and checked with the page.
            Err(e) => leptos::logging::error!("a list of files: {e}"),
        }
        self.more.update_value(|all| all.extend(more));
    }

    /// The indicators of the map, in the order of the list.
    #[must_use]
    pub fn indicators(&self) -> Vec<territory::ColumnEntry> {
        let shipped = self.index.with_value(|i| i.columns.clone());
        shipped.into_iter().chain(self.own_entries()).collect()
    }

    /// The indicators of the map, and those of a list that a view has added.
    #[must_use]
    pub fn indicators_with(&self, list: &str) -> Vec<territory::ColumnEntry> {
        let more = AssetIndex::parse(list).map(|i| i.columns).unwrap_or_default();
        let shipped = self.index.with_value(|i| i.columns.clone());
        shipped.into_iter().chain(more).chain(self.own_entries()).collect()
    }

    /// The list of files and indicators of the map.
    pub(crate) fn with_index<T>(&self, read: impl FnOnce(&AssetIndex) -> T) -> T {
        self.index.with_value(read)
    }

    /// Whether the map has a shipped indicator of this name.
    #[must_use]
    pub fn has_indicator(&self, id: &str) -> bool {
        self.index.with_value(|i| i.columns.iter().any(|c| c.id == id))
    }

    /// The description of a column in any list.
    pub(crate) fn entry(&self, id: &str) -> Option<territory::ColumnEntry> {
        let of_map = self.index.with_value(|i| i.columns.iter().find(|c| c.id == id).cloned());
        of_map.or_else(|| {
            self.listed.with_value(|all| all.iter().flatten().find(|c| c.id == id).cloned())
        })
    }

    /// The rule book as its file has it (JSON); empty until it has come.
    pub(crate) fn rules_json(&self) -> Arc<Vec<u8>> {
        self.rules_json.get_value()
    }

    /// A column, if it is there.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<Arc<Column>> {
        self.set.with(|s| s.column(id).cloned())
    }

    /// The column that has a role, if it is there.
    #[must_use]
    pub fn by_role(&self, role: Role) -> Option<Arc<Column>> {
        self.set.with(|s| s.by_role(role).cloned())
    }

    /// Whether the list of places is there.
    #[must_use]
    pub fn has_places(&self) -> bool {
        self.set.with(|s| !s.gazetteer().is_empty())
    }

    /// For each row, the rows around it: by the user's own contours before the shipped ones.
    fn neighbours(&self) -> Arc<Vec<Vec<u32>>> {
        self.own_contours
            .with(|own| own.as_ref().map(|own| own.neighbours.clone()))
            .unwrap_or_else(|| self.shipped_neighbours.get())
    }

    /// The places around a place, ascending; nothing without contours.
    #[must_use]
    pub fn neighbours_of(&self, row: Row) -> Vec<Row> {
        let around = self.neighbours();
        around
            .get(row.index())
            .into_iter()
            .flatten()
            .filter_map(|r| u16::try_from(*r).ok())
            .map(Row)
            .collect()
    }

    /// A number for each row, the same for all rows of a label and never that of another label next
    /// to it; the contours tell what is next to what. Until they have come, none.
    #[must_use]
    pub fn numbers(&self, labels: &[u32], unlabelled: u32) -> Option<Arc<Vec<u8>>> {
        let all = self.neighbours();
        (!all.is_empty()).then(|| Arc::new(atlas::numbers(labels, &all, unlabelled)))
    }

    /// The name of a place, once places are known.
    #[must_use]
    pub fn name(&self, row: Row) -> Option<String> {
        self.set.with(|s| {
            (row.index() < s.gazetteer().len()).then(|| s.gazetteer().name(row).to_owned())
        })
    }

    /// The rows that the map draws for a place: Paris, Lyon and Marseille are drawn by their
    /// arrondissements.
    #[must_use]
    pub fn drawn_as(&self, row: Row) -> Vec<Row> {
        let parts: Vec<Row> =
            self.set.with_untracked(|s| s.gazetteer().arrondissements(row).collect());
        if parts.is_empty() { vec![row] } else { parts }
    }

    /// Whether the map draws a place by itself; true as long as the contours are not known.
    #[must_use]
    pub fn has_contour(&self, row: Row) -> bool {
        self.fine.with(|c| c.as_ref().is_none_or(|c| c.has_contour(u32::from(row.0))))
    }
}

/// Whether everything that rights are judged by is loaded: rules, places, and what rules ask about
/// them.
pub(crate) fn can_judge(set: &Dataset) -> bool {
    !set.rules().offers.is_empty()
        && !set.gazetteer().is_empty()
        && AIDS.iter().all(|role| set.by_role(*role).is_some())
}

/// Whether a shared value was replaced by another one: for memos whose values cannot be compared.
pub(crate) fn is_other<T: ?Sized>(
    before: Option<&Option<Arc<T>>>,
    after: Option<&Option<Arc<T>>>,
) -> bool {
    match (before.and_then(Option::as_ref), after.and_then(Option::as_ref)) {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        (None, None) => before.is_some() != after.is_some(),
        _ => true,
    }
}

/// The data, anywhere under the app.
#[must_use]
pub fn use_data() -> Data {
    expect_context()
}
