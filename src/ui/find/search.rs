//! What is looked for, and what is found: the query of the address, the figures that it needs as they
//! come, the answer.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use finder::{
    AIDS, Book, ENOUGH, Fields, Found, Key, LISTED, Need, Query, Ranking, Relaxation, Table, Units,
};
use leptos::{prelude::*, task::spawn_local};
use viewmodel::{Route, scenario::Outline};

use super::{criteria::criteria, tried::Weightings};
use crate::{
    dataset::{Asset, Data, is_other, use_data},
    state::{State, use_state},
    ui::aids::facts,
    worker::Failure,
};

/// The day and the answers that one's aids are counted for.
pub(super) type OfAids = Option<(NaiveDate, BTreeMap<String, String>)>;

/// What a query finds.
pub(super) struct Answer {
    pub(super) query: Query,
    /// What it hangs on beside the weights: the conditions and the state of the data.
    found_as: String,
    /// The same with what counts: what the robustness of its order hangs on.
    pub(super) tried_as: String,
    /// The same one as long as the weights alone change.
    pub(super) found: Arc<Found>,
    pub(super) ranking: Ranking,
    pub(super) fields: Fields,
    /// What would find more, where little is found.
    pub(super) relaxations: Vec<Relaxation>,
    /// The outline that was drawn then.
    outline: Option<String>,
}

/// The search, shared by what stands on the view.
#[derive(Clone, Copy)]
pub(super) struct Search {
    pub(super) state: State,
    pub(super) data: Data,
    /// What may be asked; none until it has come.
    pub(super) book: Memo<Option<Arc<Book>>>,
    /// What is asked, once the book can read it.
    pub(super) query: Memo<Option<Arc<Query>>>,
    /// Pieces of the address that are no condition.
    pub(super) misread: Memo<Vec<String>>,
    /// What was found last: on the map until the next answer is there.
    pub(super) answer: RwSignal<Option<Arc<Answer>>>,
    /// The same where it is the answer to what is asked.
    pub(super) current: Memo<Option<Arc<Answer>>>,
    /// Whether what is asked counts one's aids.
    pub(super) counts_aids: Memo<bool>,
    /// Whether the controls of the conditions are shown.
    pub(super) controls: RwSignal<bool>,
    /// Whether the town that one wants to be near to is asked for.
    pub(super) asks_town: RwSignal<bool>,
    /// What was asked before something was taken away: to take it back.
    pub(super) before: RwSignal<Option<Before>>,
    /// Whether a perimeter is drawn.
    pub(super) drawing: RwSignal<bool>,
    /// Whether the user chose something else for the map of places.
    pub(super) is_off_map: RwSignal<bool>,
    /// Whether the map is to show where the next answer lies.
    pub(super) frames: StoredValue<bool>,
    /// How often matches are among the first with other weights, and which nobody beats.
    pub(super) tried: Weightings,
    /// Figures that could not be computed, and why.
    pub(super) failure: RwSignal<Option<Failure>>,
    pub(super) fields: StoredValue<Option<Known>>,
    /// Counts the figures that came.
    pub(super) filled: RwSignal<u32>,
    pub(super) under_way: StoredValue<Vec<Key>>,
}

/// What was asked before something was taken away.
#[derive(Clone)]
pub(super) struct Before {
    wanted: String,
    outline: String,
    /// How many conditions were taken away.
    pub(super) taken: usize,
    /// What is asked since: it is taken back while that is.
    led_to: String,
}

/// What is asked, whose aids it counts, the state of the data, and what is drawn.
type Asked = (Arc<Query>, OfAids, (u32, u32, u32), Option<String>);

/// Figures, of which state of the data, and whose aids they count.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) fields: Fields,
    pub(super) revision: u32,
    pub(super) aids: OfAids,
}

impl Search {
    pub(super) fn new() -> Self {
        let (state, data) = (use_state(), use_data());
        let book = criteria(data);
        spawn_local(async move {
            data.fetch_common().await;
            data.fetch(Asset::of(territory::Role::Population)).await;
        });
        let read = Memo::new(move |_| {
            // Files of the user's own may bring criteria that are asked.
            if data.own_expected.get() {
                return None;
            }
            let book = book.get()?;
            let text = state.scenario.with(|s| s.wanted.clone());
            let (query, misread) = Query::read(&text, &book);
            Some((Arc::new(query), misread.into_iter().map(|m| m.0).collect::<Vec<_>>()))
        });
        let query = Memo::new(move |_| read.with(|r| r.as_ref().map(|r| r.0.clone())));
        let misread = Memo::new(move |_| {
            let Some((query, mut misread)) = read.get() else { return Vec::new() };
            if let Some(book) = book.get_untracked().filter(|_| data.has_places()) {
                misread.extend(data.set.with(|s| query.strangers(&book, s.gazetteer())));
            }
            misread
        });
        let counts_aids = Memo::new(move |_| {
            let aids = Key::Figure(AIDS.to_owned());
            let (book, query) = (book.get(), query.get());
            book.zip(query).is_some_and(|(b, q)| Fields::keys(&b, &q).contains(&aids))
        });
        let answer = RwSignal::new(None::<Arc<Answer>>);
        let current = Memo::new_with_compare(
            move |_| {
                let query = query.get()?;
                let outline = book.with(|b| b.as_ref()?.outline.clone());
                answer.get().filter(|a| {
                    let is_same = a.query.unit == query.unit && a.outline == outline;
                    is_same && a.query.conditions == query.conditions
                })
            },
            is_other,
        );
        let search = Self {
            state,
            data,
            book,
            query,
            misread,
            answer,
            current,
            counts_aids,
            controls: RwSignal::new(false),
            asks_town: RwSignal::new(false),
            before: RwSignal::new(None),
            drawing: RwSignal::new(false),
            is_off_map: RwSignal::new(false),
            // A place that is read of is looked at where it is.
            frames: StoredValue::new(untrack(|| {
                state.view.with(Option::is_none) && !state.has_panel()
            })),
            tried: Weightings::new(),
            failure: RwSignal::new(None),
            fields: StoredValue::new(None),
            filled: RwSignal::new(0),
            under_way: StoredValue::new(Vec::new()),
        };
        search.follow();
        search
    }

    /// Asks something else.
    pub(super) fn ask(self, query: &Query) {
        let before = self.query.get_untracked();
        let is_other = before
            .as_ref()
            .is_none_or(|b| b.conditions != query.conditions || b.unit != query.unit);
        let (wanted, outline) =
            self.state.scenario.with_untracked(|s| (s.wanted.clone(), s.outline.clone()));
        let led_to = query.to_string();
        let lost = before.and_then(|b| {
            let taken = b.conditions.len().saturating_sub(query.conditions.len());
            (taken > 0 || (b.asks_outline() && !query.asks_outline())).then_some(taken)
        });
        // What nothing asks for any more is not in the address.
        let kept = if query.asks_outline() { outline.clone() } else { String::new() };
        self.put(led_to.clone(), kept, is_other);
        self.before.set(lost.map(|taken| Before { wanted, outline, taken, led_to }));
    }

    /// Asks for places in an outline, beside what else is asked.
    pub(super) fn ask_in(self, outline: &Outline) {
        let Some(query) = self.query.get_untracked() else { return };
        let mut query = Query::clone(&query);
        query.ask_outline();
        self.put(query.to_string(), outline.to_string(), true);
    }

    /// Asks again what was asked before something was taken away.
    pub(super) fn take_back(self) {
        if let Some(before) = self.before.get_untracked() {
            self.put(before.wanted, before.outline, true);
        }
    }

    /// How many conditions were taken away last, while that is what is asked.
    pub(super) fn taken_away(self) -> Option<usize> {
        let wanted = self.state.scenario.with(|s| s.wanted.clone());
        self.before.with(|b| b.as_ref().filter(|b| b.led_to == wanted).map(|b| b.taken))
    }

    fn put(self, wanted: String, outline: String, is_other: bool) {
        if is_other {
            self.frames.set_value(true);
            self.is_off_map.set(false);
            // What another query could not have may not be needed any more.
            self.failure.set(None);
        }
        self.before.set(None);
        self.state.scenario.update(|s| (s.wanted, s.outline) = (wanted, outline));
    }

    /// Changes what is asked.
    pub(super) fn change(self, change: impl FnOnce(&mut Query)) {
        if let Some(query) = self.query.get_untracked() {
            let mut query = Query::clone(&query);
            change(&mut query);
            self.ask(&query);
        }
    }

    /// Computes again what could not be.
    pub(super) fn retry(self) {
        self.failure.set(None);
        self.filled.update(|n| *n += 1);
    }

    /// What was found as a table, with the weightings that were tried on it; an estimate of these only
    /// where it is said to be one.
    pub(super) fn table(
        self,
        answer: &Answer,
        limit: usize,
        says_estimates: bool,
    ) -> Option<Table> {
        let book = self.book.get()?;
        let tried = self.tried.of(answer).filter(|t| says_estimates || t.leading.is_none());
        let found = (&*answer.found, &answer.ranking);
        let mut table = self.data.set.with(|s| {
            let shares = tried.as_ref().map(|t| &t.shares);
            Table::new(&answer.query, &book, s, &answer.fields, found, shares, limit)
        });
        // Of a place that was not looked at nothing is known yet.
        if let Some(leading) = tried.and_then(|t| t.leading) {
            let unknown = |l: &&mut finder::Line| leading.binary_search(&l.at).is_err();
            table.lines.iter_mut().filter(unknown).for_each(|l| l.robust = None);
        }
        Some(table)
    }

    /// Whether no other match is better in everything; not known until the weightings are tried.
    pub(super) fn is_efficient(self, answer: &Answer, at: u32) -> bool {
        let tried = self.tried.of(answer);
        tried.is_some_and(|t| t.efficient.binary_search(&at).is_ok())
    }

    fn follow(self) {
        let (state, data) = (self.state, self.data);
        let can_judge = facts(data);
        // While the view is in front, or the map shows what it found.
        let is_seen = Memo::new(move |_| {
            let shown = state.shown.get();
            shown == Route::Find || (shown == Route::Map && !self.is_off_map.get())
        });
        let asked = Memo::new(move |before: Option<&Option<Asked>>| {
            if !is_seen.get() {
                return before.cloned().flatten();
            }
            let query = self.query.get()?;
            let aids = self.counts_aids.get().then(|| (state.date(), state.answers.get()));
            let at = (data.version.get(), data.revision.get(), self.filled.get());
            let has_people =
                data.has_places() && data.by_role(territory::Role::Population).is_some();
            let outline = self.book.with(|b| b.as_ref()?.outline.clone());
            has_people.then_some((query, aids, at, outline))
        });
        // « Réessayer », of the weightings.
        Effect::new(move |before: Option<()>| {
            self.tried.whole.track_retries();
            if before.is_some() {
                self.tried.again();
                untrack(|| self.try_weights());
            }
        });
        Effect::new(move |_| {
            let Some((query, aids, (_, revision, _), _)) = asked.get() else { return };
            let Some(book) = self.book.get_untracked() else { return };
            let is_same = |k: &Known| k.revision == revision && k.fields.units.unit == query.unit;
            let known = self.fields.get_value().filter(is_same);
            let mut known = known.unwrap_or_else(|| {
                data.set.with_untracked(|s| {
                    let units = Units::of(query.unit, s.gazetteer(), |r| s.population(r));
                    Known { fields: Fields::new(Arc::new(units)), revision, aids: None }
                })
            });
            if known.aids != aids {
                known.fields.forget(&Key::Figure(AIDS.to_owned()));
            }
            let needs = data.set.with_untracked(|s| known.fields.fill(s, &book, &query));
            self.fields.set_value(Some(known.clone()));
            for need in &needs {
                match (need, &aids) {
                    (Need::Column(id), Some((date, answers))) if id == AIDS => {
                        if let Some(facts) = can_judge.get() {
                            self.survey(facts, revision, *date, answers.clone());
                        }
                    }
                    (Need::Column(id), _) => data.load_column(id),
                    (Need::Computed(key, computed), _) => {
                        let of = (revision, query.unit);
                        self.compute(key.clone(), of, computed.clone());
                    }
                }
            }
            if needs.is_empty() {
                self.find(&query, &book, &known);
            }
        });
    }

    fn find(self, query: &Arc<Query>, book: &Book, known: &Known) {
        let fields = known.fields.clone();
        let conditions = Query { weights: Vec::new(), ..Query::clone(query) };
        let found_as =
            format!("{conditions} {} {:?} {:?}", known.revision, known.aids, book.outline);
        let before = self.answer.get_untracked().filter(|a| a.found_as == found_as);
        let answer = self.data.set.with_untracked(|s| {
            let found = match &before {
                Some(before) => before.found.clone(),
                None => Arc::new(Found::new(query, book, s, &fields)?),
            };
            let ranking = Ranking::new(query, book, &fields, &found, LISTED)?;
            let relaxations = if found.matches.len() < ENOUGH {
                found.relaxations(query, book, s, &fields)
            } else {
                Vec::new()
            };
            let counts: Vec<&str> =
                ranking.priorities.iter().map(|p| p.criterion.as_str()).collect();
            let tried_as = format!("{found_as} {counts:?}");
            let query = Query::clone(query);
            let outline = book.outline.clone();
            Some(Answer { query, found_as, tried_as, found, ranking, fields, relaxations, outline })
        });
        // Everything that it needs is there, and a query of more conditions than can be counted is none
        // that the page makes.
        let Some(answer) = answer else { return };
        self.answer.set(Some(Arc::new(answer)));
        self.try_weights();
    }

    /// Tries random weightings on what was found.
    fn try_weights(self) {
        let (answer, book) = (self.answer.get_untracked(), self.book.get_untracked());
        if let Some((answer, book)) = answer.zip(book) {
            self.tried.begin(&answer, book.draws, self.data.worker);
        }
    }
}
