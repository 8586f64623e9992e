//! What the user looks at. Map, search, sheet, legend and table are views of these signals and of
//! nothing else.

use std::{collections::BTreeMap, ops::Deref};

use chrono::NaiveDate;
use leptos::prelude::*;
use territory::{InseeCode, Role, Row};

use viewmodel::{Address, Route, Scenario};

use crate::{dataset::id_of, map::View};

/// The indicator that the map shows when the address names none.
#[must_use]
pub fn first_indicator() -> &'static str {
    id_of(Role::Zone)
}
/// What the map of « Accès et voisins » shows when the address names nothing else.
pub const FIRST_LAYER: &str = "effet";

/// From this width on (CSS pixels) the sheet stands beside the map instead of over it.
const WIDE: f64 = 1024.0;

/// What lies over the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Nothing lies over the map.
    Map,
    /// The table of all places.
    Table,
    /// The legend (on a phone; elsewhere it is always there).
    Legend,
}

/// How much of a narrow window the sheet takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetHeight {
    /// The name and the first sentence.
    Peek,
    /// Two thirds of the window.
    Half,
    /// All but a strip of map.
    Full,
}

impl SheetHeight {
    /// Share of the window.
    #[must_use]
    pub fn share(self) -> f64 {
        match self {
            Self::Peek => 0.26,
            Self::Half => 0.68,
            Self::Full => 0.84,
        }
    }
}

/// A handle to the signals shared by all views: small, because every closure of the page has one.
#[derive(Clone, Copy)]
pub struct State(&'static Signals);

impl Deref for State {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The signals shared by all views. They live as long as the page.
pub struct Signals {
    /// The view that the address names.
    pub route: RwSignal<Route>,
    /// The view in front; where the address names the user's data, the one behind them.
    pub shown: Memo<Route>,
    /// The place on the sheet.
    pub selected: RwSignal<Option<Row>>,
    /// The place under the pointer.
    pub hovered: RwSignal<Option<Row>>,
    /// A code from the address, until the list of places has come.
    pub awaited: RwSignal<Option<InseeCode>>,
    /// What was selected when that place was asked for.
    pub selected_then: StoredValue<Option<Row>>,
    /// A code from the address that no place has.
    pub unknown: RwSignal<Option<InseeCode>>,
    /// Identifier of the indicator on the map.
    pub indicator: RwSignal<String>,
    /// Identifier of what the map of « Accès et voisins » shows.
    pub layer: RwSignal<String>,
    /// The date of installation, where the user chose one.
    pub chosen_date: RwSignal<Option<NaiveDate>>,
    /// The place that is compared with the one on the sheet, by its code.
    pub other_code: RwSignal<Option<InseeCode>>,
    /// The date of installation there, where it is another.
    pub other_date: RwSignal<Option<NaiveDate>>,
    /// The day of the visit.
    pub today: NaiveDate,
    /// The part of the map in view; none is the whole country.
    pub view: RwSignal<Option<View>>,
    /// What the map is asked to bring into view, degrees: west, south, east, north. It takes it.
    pub wanted_view: RwSignal<Option<[f64; 4]>>,
    /// What the doctor answers, by question, as written in the address.
    pub answers: RwSignal<BTreeMap<String, String>>,
    /// What is tried: doctors placed, model, territory, levels.
    pub scenario: RwSignal<Scenario>,
    /// What lies over the map.
    pub pane: RwSignal<Pane>,
    /// Height of the sheet on a narrow window.
    pub sheet_height: RwSignal<SheetHeight>,
    /// On a wide window: whether what is read of a place has more room than usual.
    pub is_enlarged: RwSignal<bool>,
    /// Whether the map of « Mes aides » shows what they give everywhere.
    pub everywhere: RwSignal<bool>,
    /// Whether the pages about the site are open.
    pub about: RwSignal<bool>,
    /// Why there is no map, if there is none.
    pub no_map: RwSignal<Option<String>>,
    /// The list from which the place on the sheet was opened: closing the sheet goes back there.
    pub came_from: RwSignal<Option<Route>>,
    /// Changes when the sheet should take the focus.
    pub focus_sheet: RwSignal<u32>,
    /// Parts of the address that were not understood.
    pub wrong: RwSignal<Vec<String>>,
    /// Last message for assistive technology.
    pub announcement: RwSignal<String>,
    /// Width and height of the window, CSS pixels.
    pub window: RwSignal<(f64, f64)>,
}

impl State {
    /// The state that an address asks for, on a day.
    #[must_use]
    pub fn new(today: NaiveDate, address: &Address) -> Self {
        let route = RwSignal::new(address.route);
        let shown = Memo::new(move |before: Option<&Route>| match route.get() {
            Route::UserData => before.copied().unwrap_or(Route::Map),
            other => other,
        });
        let state = Self(Box::leak(Box::new(Signals {
            route,
            shown,
            selected: RwSignal::new(None),
            hovered: RwSignal::new(None),
            awaited: RwSignal::new(None),
            selected_then: StoredValue::new(None),
            unknown: RwSignal::new(None),
            indicator: RwSignal::new(first_indicator().to_owned()),
            layer: RwSignal::new(FIRST_LAYER.to_owned()),
            chosen_date: RwSignal::new(None),
            other_code: RwSignal::new(None),
            other_date: RwSignal::new(None),
            today,
            view: RwSignal::new(None),
            wanted_view: RwSignal::new(None),
            answers: RwSignal::new(BTreeMap::new()),
            scenario: RwSignal::new(Scenario::default()),
            pane: RwSignal::new(Pane::Map),
            sheet_height: RwSignal::new(SheetHeight::Half),
            is_enlarged: RwSignal::new(false),
            everywhere: RwSignal::new(false),
            about: RwSignal::new(false),
            no_map: RwSignal::new(None),
            came_from: RwSignal::new(None),
            focus_sheet: RwSignal::new(0),
            wrong: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            window: RwSignal::new((1280.0, 800.0)),
        })));
        state.go_to(address);
        state
    }

    /// Goes where an address says; the code waits in `awaited` for the list of places.
    pub fn go_to(&self, address: &Address) {
        self.route.set(address.route);
        // One key of the address names what is on the map of whichever view it is.
        let view = if address.route == Route::UserData {
            self.shown.get_untracked()
        } else {
            address.route
        };
        let (named, first) = self.on_the_map(view);
        named.set(address.indicator.clone().unwrap_or_else(|| first.to_owned()));
        self.chosen_date.set(address.date);
        self.other_code.set(address.other_code);
        self.other_date.set(address.other_date);
        self.view.set(address.view);
        self.wanted_view.set(None);
        self.wait_for(address.code);
        self.wrong.set(address.wrong.clone());
        self.unknown.set(None);
        self.answers.set(address.answers.clone());
        self.scenario.set(address.scenario.clone());
        if address.code.is_none() {
            self.selected.set(None);
        }
    }

    /// Waits for a place: only another selection than that of now forgets it.
    fn wait_for(&self, code: Option<InseeCode>) {
        self.selected_then.set_value(self.selected.get_untracked());
        self.awaited.set(code);
    }

    /// What the map of a view shows, and what it shows where nothing is said.
    fn on_the_map(&self, route: Route) -> (RwSignal<String>, &'static str) {
        if route == Route::Access {
            (self.layer, FIRST_LAYER)
        } else {
            (self.indicator, first_indicator())
        }
    }

    /// What the address says of the map of the view in front; nothing where it is the usual one.
    #[must_use]
    pub fn indicator_in_address(&self) -> Option<String> {
        let (named, first) = self.on_the_map(self.shown.get());
        Some(named.get()).filter(|id| id != first)
    }

    /// Brings what is around a point (degrees) into view, as far as so many degrees on all sides.
    pub fn show_around(&self, (lon, lat): (f64, f64), reach: f64) {
        self.wanted_view.set(Some([lon - reach, lat - reach, lon + reach, lat + reach]));
    }

    /// Opens the user's own data over the view in front.
    pub fn open_user_data(&self) {
        self.route.set(Route::UserData);
    }

    /// Closes the user's own data.
    pub fn close_user_data(&self) {
        if self.route.get_untracked() == Route::UserData {
            self.route.set(self.shown.get_untracked());
        }
    }

    /// The date of installation.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.chosen_date.get().unwrap_or(self.today)
    }

    /// Selects a place; on a narrow window the map and its sheet come to the front.
    pub fn select(&self, row: Row) {
        self.awaited.set(None);
        self.unknown.set(None);
        self.selected.set(Some(row));
        if self.window.get_untracked().0 < WIDE {
            self.pane.set(Pane::Map);
        }
    }

    /// Selects a place and moves the focus to its sheet.
    pub fn open_sheet(&self, row: Row) {
        self.select(row);
        self.show_place();
        self.focus_sheet.update(|n| *n += 1);
    }

    /// No place is read of any more.
    pub fn leave_place(&self) {
        self.selected.set(None);
        self.awaited.set(None);
        self.unknown.set(None);
    }

    /// Where what is in front says nothing of places, the map and the sheet come.
    pub fn show_place(&self) {
        let shown = self.shown.get_untracked();
        if shown.is_list() {
            self.came_from.set(Some(shown));
            self.route.set(Route::Map);
        }
    }

    /// No place is read of any more: the map, or the list that it was opened from, is in front.
    pub fn close_place(&self) {
        self.leave_place();
        self.route.set(self.came_from.get_untracked().unwrap_or_default());
        self.came_from.set(None);
    }

    /// Opens the sheet of a place by its code, at once or as soon as the list of places is there.
    pub fn open_code(&self, code: InseeCode) {
        self.unknown.set(None);
        self.wait_for(Some(code));
        self.show_place();
        self.focus_sheet.update(|n| *n += 1);
    }

    /// Whether the window has room for a sheet beside the map.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.window.get().0 >= WIDE
    }

    /// Whether there is a place to read of: chosen, on its way, or named wrongly by the address.
    #[must_use]
    pub fn has_sheet(&self) -> bool {
        self.selected.with(Option::is_some)
            || self.awaited.with(Option::is_some)
            || self.unknown.with(Option::is_some)
    }

    /// Whether something is read of a place beside the map or over it.
    #[must_use]
    pub fn has_panel(&self) -> bool {
        let shown = self.shown.get();
        shown.is_facet() || (shown == Route::Map && self.has_sheet())
    }

    /// Says something to assistive technology.
    pub fn announce(&self, message: impl Into<String>) {
        self.announcement.set(message.into());
    }

    /// One step back: the pane, then the sheet. Whether there was something to leave.
    pub fn step_back(&self) -> bool {
        if self.pane.get_untracked() != Pane::Map {
            self.pane.set(Pane::Map);
        } else if self.selected.with_untracked(Option::is_some)
            || self.awaited.with_untracked(Option::is_some)
            || self.unknown.with_untracked(Option::is_some)
        {
            // A place that is still on its way has its sheet already.
            self.close_place();
        } else {
            return false;
        }
        true
    }
}

/// The state, anywhere under the app.
#[must_use]
pub fn use_state() -> State {
    expect_context()
}
