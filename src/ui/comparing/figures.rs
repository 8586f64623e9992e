//! What the places are compared by, as it comes: a column after the other, one's aids, what one doctor
//! more would change.

use std::{collections::BTreeMap, sync::Arc};

use finder::{AIDS, Book, Compared, Query, Topic, Versus, topics};
use insight::{Country, SetUp};
use leptos::{prelude::*, task::spawn_local};
use territory::{InseeCode, Row};

use crate::{
    dataset::{Asset, Data, id_of},
    pause::{self, Pauses},
    route::held,
    state::State,
    ui::{
        access::{Computed, INSIGHT, compute, insights},
        aids::{self, Sum},
        find::criteria,
    },
    worker::Latest,
};

/// What a comparison is made of.
#[derive(Clone, PartialEq)]
struct Asked {
    rows: Vec<Row>,
    topics: Arc<Vec<Topic>>,
    /// State of the user's own data.
    revision: u32,
}

/// What has been compared so far, and the columns that are waited for.
#[derive(Clone, Default)]
struct Made {
    of: Option<Asked>,
    topics: BTreeMap<String, Compared>,
    lacking: Vec<String>,
}

/// The figures of the places that are compared.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    /// The places, in the order in which they were kept.
    pub(super) rows: Memo<Vec<Row>>,
    /// All that is known of them so far.
    pub(super) versus: Memo<Option<Arc<Versus>>>,
    /// How many topics are on their way, and how many did not come.
    pub(super) waiting: Memo<(usize, usize)>,
    /// The computation of access, with what kept it from being made.
    pub(super) computing: Latest<Arc<Computed>>,
    /// Whether it is under way, or what it needs.
    pub(super) computes: Memo<bool>,
    /// Codes that no place of today has.
    pub(super) unknown: Memo<Vec<InseeCode>>,
}

impl Figures {
    pub(super) fn new(state: State, data: Data) -> Self {
        let book = criteria(data);
        load(data);
        let codes = Memo::new(move |_| state.scenario.with(|s| s.side_by_side()));
        let rows = held(move || {
            // Nothing is stated while files of the user's own are on their way.
            if !data.has_places() || data.own_expected.get() {
                return Vec::new();
            }
            let codes = codes.get();
            data.set.with(|s| codes.iter().filter_map(|c| s.gazetteer().row(*c)).collect())
        });
        let all = held(move || {
            let book = book.get()?;
            let towns = state.scenario.with(|s| Query::read(&s.wanted, &book).0.towns());
            Some(Arc::new(topics(&book, &towns)))
        });
        let asked = held(move || {
            let (rows, topics) = (rows.get(), all.get()?);
            (!rows.is_empty()).then_some(Asked { rows, topics, revision: data.revision.get() })
        });
        let made = RwSignal::new(Made::default());
        let version = pause::later(data.version);
        // Other places may be asked for meanwhile, or the view be gone.
        let is_asked =
            move |of: &Asked| asked.try_get_untracked().flatten().is_some_and(|now| now == *of);
        Effect::new(move |_| {
            version.track();
            if let Some((asked, book)) = asked.get().zip(book.get_untracked()) {
                spawn_local(compare(asked, is_asked, book, data, made));
            }
        });
        let computing = Latest::new();
        let effect = effect(rows, computing, state, data);
        let sums = aids::sums(rows);
        let versus = Memo::new(move |_| {
            let (asked, book) = (asked.get()?, book.get()?);
            let made = made.get();
            if made.of.as_ref() != Some(&asked) {
                return None;
            }
            let columns = asked.topics.iter().filter_map(|t| made.topics.get(&t.id).cloned());
            let sums = sums.get().and_then(|sums| of_aids(&book, sums, state));
            let all = columns.chain(sums).chain(effect.get()).collect();
            Some(Arc::new(data.set.with_untracked(|s| Versus::new(&book, s, &asked.rows, all))))
        });
        let waiting = Memo::new(move |_| {
            made.with(|m| {
                let failed = m.lacking.iter().filter(|id| data.column_failed(id)).count();
                (m.lacking.len() - failed, failed)
            })
        });
        let computes = Memo::new(move |_| {
            let lost = data.failed(&Asset::OfView(INSIGHT))
                || Country::ROLES.iter().any(|role| data.column_failed(id_of(*role)));
            let ends = computing.answer().with(Option::is_some)
                || computing.failure().with(Option::is_some);
            !lost && !ends
        });
        let unknown = Memo::new(move |_| {
            let codes = codes.get();
            let is_there = data.has_places();
            let is_none =
                |c: &InseeCode| is_there && data.set.with(|s| s.gazetteer().row(*c).is_none());
            codes.into_iter().filter(is_none).collect()
        });
        Self { rows, versus, waiting, computing, computes, unknown }
    }
}

/// Loads what the view needs: columns are asked for as they are compared.
fn load(data: Data) {
    spawn_local(async move {
        data.fetch_common().await;
        data.fetch(Asset::Rules).await;
        data.fetch(Asset::OfView(INSIGHT)).await;
        for role in Country::ROLES {
            data.load_column(id_of(role));
        }
    });
}

/// Compares by all that has come, and asks for what has not.
async fn compare(
    asked: Asked,
    is_asked: impl Fn(&Asked) -> bool,
    book: Arc<Book>,
    data: Data,
    made: RwSignal<Made>,
) {
    let Some(before) = made.try_get_untracked().filter(|_| is_asked(&asked)) else { return };
    let is_same = before.of.as_ref() == Some(&asked);
    let mut known = if is_same { before.topics } else { BTreeMap::new() };
    let (mut lacking, mut pauses) = (Vec::new(), Pauses::begin());
    for topic in asked.topics.iter() {
        if known.contains_key(&topic.id) {
            continue;
        }
        match data.set.with_untracked(|s| topic.compare(&book, s, &asked.rows)) {
            Ok(compared) => {
                known.insert(topic.id.clone(), compared);
            }
            Err(column) => {
                data.load_column(&column);
                lacking.push(column);
            }
        }
        pauses.if_due().await;
        if !is_asked(&asked) {
            return;
        }
    }
    // Of the same question another task may have known more.
    let _gone = made.try_update(|m| {
        if m.of.as_ref() != Some(&asked) || m.lacking.len() >= lacking.len() {
            *m = Made { of: Some(asked), topics: known, lacking };
        }
    });
}

/// The answers of the profile, at each place.
fn of_aids(book: &Book, sums: Vec<Sum>, state: State) -> Option<Compared> {
    let criterion = book.reading(AIDS)?;
    let has_answers = state.answers.with(|a| !a.is_empty());
    Some(Compared::of_aids(criterion, state.date(), has_answers, sums))
}

/// What one doctor more changes at each place, once access is computed.
fn effect(
    rows: Memo<Vec<Row>>,
    computing: Latest<Arc<Computed>>,
    state: State,
    data: Data,
) -> Memo<Vec<Compared>> {
    let models = insights(data);
    compute(models, computing, state, data);
    let computed = computing.answer();
    held(move || {
        let (Some(models), Some(computed)) = (models.get(), computed.get()) else {
            return Vec::new();
        };
        let Computed { country, catchment } = &*computed;
        let gain = |s: &territory::Dataset, row: &Row| {
            let gain = SetUp::gain_of_one(s, &models, country, catchment, *row);
            gain.map_err(|why| why.to_string())
        };
        let rows = rows.get();
        let gains: Vec<_> =
            data.set.with_untracked(|s| rows.iter().map(|row| gain(s, row)).collect());
        Compared::of_effect(&country.model.label, &gains).into()
    })
}
