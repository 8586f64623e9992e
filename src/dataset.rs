//! Loads the dataset, file by file: what the first picture needs, then the rest. A file that does
//! not come, or comes damaged, leaves everything else working and can be asked for again.

mod own;

use std::{
    collections::BTreeMap,
    fmt,
    ops::Deref,
    sync::{Arc, LazyLock},
};

use atlas::{Contours, digits, pack::Pack};
use chrono::NaiveDate;
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};
use territory::{
    AreaKind, AssetIndex, Column, ColumnSpec, Dataset, Gazetteer, InseeCode, Role, Roles, Row,
    SearchIndex,
};
use viewmodel::address::Route;

use crate::{
    map::Label,
    net::{self, NetError},
    part, text,
    worker::{self, Failure as WorkFailure, Worker},
};

pub use own::{Brought, Places};

/// The list of files, compiled into the page so that it and the data it asks for always belong
/// together.
const INDEX: &str = include_str!("../assets/data/index.json");

/// Coarse contours: enough for the whole country.
const COARSE: &str = "contours-coarse";
/// Fine contours.
const FINE: &str = "contours-fine";
/// Where in its cell each point of the fine contours lies.
const DIGITS: &str = "contours-digits";
/// Indicators loaded in the background: what nearly every sheet, the table and the search need.
const BACKGROUND: [Role; 6] =
    [Role::Population, Role::Zone, Role::Access, Role::GpCount, Role::GpDensity, Role::Frr];
/// Columns that rules ask about, and the order of the search.
pub(crate) const AIDS: [Role; 3] = [Role::Zone, Role::Frr, Role::Population];
/// Town names offered to the map, by decreasing population; the map keeps those that do not
/// overlap.
const LABELS: usize = 400;

/// Why a file cannot be used.
#[derive(Debug)]
enum Trouble {
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

fn damaged(detail: impl ToString) -> Trouble {
    Trouble::Damaged(detail.to_string())
}

/// A file that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable name of the file.
    pub name: String,
    /// What the file is, in words.
    pub what: String,
    /// What happened.
    pub why: String,
    /// What still works without it.
    pub remains: &'static str,
}

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
    pub under_way: RwSignal<BTreeMap<String, (u64, u64)>>,
    /// Files that did not come.
    pub failures: RwSignal<Vec<Failure>>,
    /// Columns that only some views list.
    listed: StoredValue<Vec<Vec<territory::ColumnEntry>>>,
    /// Files that only one view reads: their names, and what takes them in.
    more: StoredValue<Vec<More>>,
    /// The packed file of the département of the place that the address names, until the list of
    /// all places is there.
    pub extract: RwSignal<Option<Arc<Vec<u8>>>>,
    /// The name of that place, read from this file.
    pub early_name: RwSignal<Option<String>>,
    /// Files of the user's own are on their way, and no answer is to be stated without them.
    pub own_expected: RwSignal<bool>,
    /// What the reader brought.
    pub brought: RwSignal<Brought>,
    /// Changes each time that files of the reader's have been taken in, or sent back.
    pub revision: RwSignal<u32>,
    /// Whether the map of the explorer is on its way, or there.
    with_map: StoredValue<bool>,
    /// Counts the times that the user's own data were replaced or dropped.
    own_state: StoredValue<u32>,
    /// The rule book as its file has it (JSON), for the worker.
    rules_json: StoredValue<Arc<Vec<u8>>>,
    /// Does what takes long.
    pub(crate) worker: Worker,
}

/// What a page reads beyond the others.
#[derive(Clone, Copy)]
pub struct More {
    /// Name of the file.
    pub name: &'static str,
    /// What it is, for a sentence that begins with « Impossible de charger ».
    pub what: &'static str,
    /// Takes its bytes in, or says what is wrong with them.
    pub take: Callback<Vec<u8>, Result<(), String>>,
    /// Whether it has been taken in.
    pub taken: Signal<bool>,
}

/// The list of files, read once. Ours was written and checked with the page; a broken one is an
/// empty one.
static LISTED: LazyLock<AssetIndex> = LazyLock::new(|| {
    AssetIndex::parse(INDEX).unwrap_or_else(|_| AssetIndex {
        dataset: NaiveDate::MIN,
        files: BTreeMap::new(),
        extracts: BTreeMap::new(),
        columns: Vec::new(),
        roles: Roles::default(),
    })
});

/// Which shipped column has which role.
#[must_use]
pub fn roles() -> &'static Roles {
    &LISTED.roles
}

/// The identifier of the shipped column that has a role: the build gives every role a column, and
/// where the list is broken there is no column to find.
#[must_use]
pub fn id_of(role: Role) -> &'static str {
    LISTED.role(role).unwrap_or_default()
}

/// The day on which the dataset was put together.
#[must_use]
pub fn date_of_dataset() -> NaiveDate {
    LISTED.dataset
}

impl Default for Data {
    fn default() -> Self {
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
            under_way: RwSignal::new(BTreeMap::new()),
            failures: RwSignal::new(Vec::new()),
            listed: StoredValue::new(Vec::new()),
            more: StoredValue::new(Vec::new()),
            extract: RwSignal::new(None),
            early_name: RwSignal::new(None),
            own_expected: RwSignal::new(false),
            brought: RwSignal::new(Brought::default()),
            revision: RwSignal::new(0),
            with_map: StoredValue::new(false),
            own_state: StoredValue::new(0),
            rules_json: StoredValue::new(Arc::default()),
            worker: Worker::new(),
        })))
    }
}

impl Data {
    /// Starts loading what every view needs; on the map the first picture comes before it.
    pub fn start(self, view: Route, indicator: String, place: Option<InseeCode>) {
        self.with_map.set_value(view == Route::Map);
        spawn_local(async move {
            // The sentence of a place needs its département only: it comes before what the aids say
            // of it, and before any picture.
            if let Some(code) = place {
                let _said_where_it_is_shown = join(self.fetch_extract(code), part::sheet()).await;
                self.fetch("rules".to_owned()).await;
            }
            if view == Route::Map {
                join(self.fetch(COARSE.to_owned()), self.fetch(column_file(&indicator))).await;
            }
            self.fetch_common().await;
            if view == Route::Map {
                self.fetch(FINE.to_owned()).await;
            }
        });
    }

    /// Loads what every view needs, whatever it shows first.
    pub(crate) async fn fetch_common(self) {
        join(self.fetch("rules".to_owned()), self.fetch("places".to_owned())).await;
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
        self.fetch(COARSE.to_owned()).await;
        self.fetch(FINE.to_owned()).await;
    }

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
    fn entry(&self, id: &str) -> Option<territory::ColumnEntry> {
        let of_map = self.index.with_value(|i| i.columns.iter().find(|c| c.id == id).cloned());
        of_map.or_else(|| {
            self.listed.with_value(|all| all.iter().flatten().find(|c| c.id == id).cloned())
        })
    }

    /// Loads an indicator, unless it is there, on its way, or failed: then it waits for the reader
    /// to ask again.
    pub fn load_column(self, id: &str) {
        if self.index.with_value(|i| i.files.contains_key(&column_file(id))) {
            self.ask(column_file(id));
        }
    }

    /// Starts loading the digits of the fine contours, once these are there, under the same
    /// condition.
    pub fn load_digits(self) {
        if self.shipped_fine.with(Option::is_some) {
            self.ask(DIGITS.to_owned());
        }
    }

    /// Asks for a file, unless it is there, on its way, or failed.
    fn ask(self, name: String) {
        if !self.failures.with_untracked(|all| all.iter().any(|f| f.name == name)) {
            spawn_local(self.fetch(name));
        }
    }

    /// Asks again for a file that failed.
    pub fn retry(self, name: &str) {
        spawn_local(self.fetch(name.to_owned()));
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

    /// Whether an indicator was asked for in vain.
    #[must_use]
    pub fn column_failed(&self, id: &str) -> bool {
        self.failures.with(|all| all.iter().any(|f| f.name == column_file(id)))
    }

    fn has(self, name: &str) -> bool {
        match name {
            "places" => self.set.with_untracked(|s| !s.gazetteer().is_empty()),
            "rules" => self.set.with_untracked(|s| !s.rules().offers.is_empty()),
            COARSE => self.shipped_coarse.with_untracked(Option::is_some),
            FINE => self.shipped_fine.with_untracked(Option::is_some),
            DIGITS => {
                self.shipped_fine.with_untracked(|c| c.as_ref().is_some_and(|c| c.is_precise()))
            }
            _ if self.is_more(name) => self
                .more
                .with_value(|all| all.iter().any(|m| m.name == name && m.taken.get_untracked())),
            _ => self.set.with_untracked(|s| {
                name.strip_prefix("column-").is_some_and(|id| s.shipped(id).is_some())
            }),
        }
    }

    fn is_more(self, name: &str) -> bool {
        self.more.with_value(|all| all.iter().any(|m| m.name == name))
    }

    /// Fetches a file, unless it is there or on its way, and takes it in; done when this is.
    pub(crate) async fn fetch(self, name: String) {
        if self.failures.with_untracked(|f| f.iter().any(|f| f.name == name)) {
            self.failures.update(|f| f.retain(|f| f.name != name));
        }
        if self.has(&name) || self.under_way.with_untracked(|u| u.contains_key(&name)) {
            return;
        }
        let Some(file) = self.index.with_value(|i| i.files.get(&name).cloned()) else { return };
        // Whoever reads it starts while it is on its way.
        match name.as_str() {
            COARSE | FINE | "places" => self.worker.warm_up(),
            "rules" => part::fetch_ahead(|| Box::pin(part::rules())),
            _ => {}
        }
        self.report(&name, Some((0, file.bytes)));
        let received = net::fetch(&format!("data/{}", file.file), |got| {
            self.report(&name, Some((got, file.bytes)))
        })
        .await;
        let taken = match received {
            Ok(bytes) => self.take(&name, &bytes).await,
            Err(e) => Err(Trouble::Net(e)),
        };
        self.report(&name, None);
        if let Err(trouble) = taken {
            if let Trouble::Damaged(detail) = &trouble {
                leptos::logging::log!("{name}: {detail}");
            }
            self.fail(name, &trouble);
        }
    }

    /// Notes how far a file has come; `None` once it is no longer on its way.
    fn report(self, name: &str, progress: Option<(u64, u64)>) {
        self.under_way.update(|files| {
            files.remove(name);
            files.extend(progress.map(|p| (name.to_owned(), p)));
        });
    }

    fn fail(self, name: String, trouble: &Trouble) {
        let label = name.strip_prefix("column-").and_then(|id| self.entry(id)).map(|c| c.label);
        let more = self
            .more
            .with_value(|all| all.iter().find(|m| m.name == name).map(|m| m.what.to_owned()));
        let what = more.unwrap_or_else(|| text::file(&name, label.as_deref()));
        let remains = text::what_remains(&name);
        self.failures.update(|f| f.push(Failure { name, what, why: trouble.to_string(), remains }));
    }

    /// Checks and decodes a file, then makes it known.
    async fn take(self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let pack = Pack::parse(bytes).map_err(damaged)?;
        match name {
            "places" => {
                let gazetteer = Gazetteer::decode(|section| pack.get(section)).map_err(damaged)?;
                self.groups.set(groups(&gazetteer).map(Arc::new));
                let foreign =
                    self.set.try_update(|s| s.set_gazetteer(gazetteer)).unwrap_or_default();
                for column in &foreign {
                    leptos::logging::log!("{column}");
                }
                let index =
                    worker::search_index(self.worker, bytes).await.map_err(Trouble::Unread)?;
                self.search.set(Some(index));
                self.rank_towns();
            }
            "rules" => {
                let read = part::rules().await.map_err(|_| Trouble::Net(NetError::Unreachable))?;
                let json = pack.section("rules").map_err(damaged)?;
                let rules = read(json).map_err(damaged)?;
                self.rules_json.set_value(Arc::new(json.to_vec()));
                self.set.update(|s| s.set_rules(rules));
            }
            COARSE | FINE => {
                let (contours, neighbours) =
                    worker::contours(self.worker, bytes).await.map_err(Trouble::Unread)?;
                if name == FINE {
                    // The coarse level has the same borders, but for hamlets smaller than its grid.
                    self.shipped_neighbours.set(Arc::new(neighbours));
                    self.shipped_fine.set(Some(Arc::new(contours)));
                } else {
                    self.shipped_coarse.set(Some(Arc::new(contours)));
                }
            }
            DIGITS => {
                let Some(rounded) = self.shipped_fine.get_untracked() else { return Ok(()) };
                let precise = digits::apply(&rounded, pack.section("digits").map_err(damaged)?)
                    .map_err(damaged)?;
                self.shipped_fine.set(Some(Arc::new(precise)));
            }
            _ if self.is_more(name) => {
                if let Some(more) =
                    self.more.with_value(|all| all.iter().find(|m| m.name == name).copied())
                {
                    more.take.run(bytes.to_vec()).map_err(damaged)?;
                }
            }
            _ => {
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
    fn column_of(self, pack: &Pack<'_>) -> Result<Arc<Column>, Trouble> {
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

/// Whether everything that rights are judged by is loaded: rules, places, and what rules ask about
/// them.
pub(crate) fn can_judge(set: &Dataset) -> bool {
    !set.rules().offers.is_empty()
        && !set.gazetteer().is_empty()
        && AIDS.iter().all(|role| set.by_role(*role).is_some())
}

/// Whether contours were replaced by others.
fn is_other(before: Option<&Option<Arc<Contours>>>, after: Option<&Option<Arc<Contours>>>) -> bool {
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

fn column_file(id: &str) -> String {
    format!("column-{id}")
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
