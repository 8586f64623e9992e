//! The same situation everywhere: what it gives in each commune, on the map, in a sentence and in a
//! table.

use std::{collections::BTreeMap, sync::Arc};

use leptos::{html, prelude::*};
use territory::{
    Absence, Column, ColumnSpec, Dataset, Row, Value,
    rules::{Datum, FactColumn, State as Answer, Survey},
    text,
};
use viewmodel::Route;

use super::{Judged, Judging, answers_of};
use crate::{
    dataset::{Data, can_judge, use_data},
    derived::{Figures, Layer, use_derived},
    route::held,
    state::{SheetHeight, State, use_state},
    summary::{self, Summary},
    ui::layer::{Ranked, computed, counted},
    ui::unanswered,
    worker::{self, Failure, Latest},
};

/// Fills from nothing to the most; one class more than bounds.
const COLOURS: [&str; 7] =
    ["#edeae1", "#bfdcd2", "#93c4b8", "#66a99f", "#3f8984", "#1e6966", "#0a4546"];

/// Name of what the map shows.
const LAYER: &str = "aides_5_ans";

/// What a survey found.
#[derive(Clone)]
struct Found {
    /// Money over five years, by place.
    column: Arc<Column>,
    /// Its classes in words.
    labels: Vec<String>,
    /// Aids that are still open somewhere for want of an answer.
    open: usize,
}

/// The map of one's rights, drawn when asked for.
#[component]
pub(super) fn Everywhere() -> impl IntoView {
    let (state, data, Judging { taken, .. }) =
        (use_state(), use_data(), expect_context::<Judging<Judged>>());
    let asked = state.everywhere;
    let surveyed = Latest::<Survey>::new();
    let found = RwSignal::new(None::<Found>);
    let facts = facts(data);
    // While another view is in front nobody sees what the answers would change.
    let asks = held(move || (state.date(), taken.get()));
    Effect::new(move |_| {
        let (date, answers) = asks.get();
        let Some(facts) = asked.get().then(|| facts.get()).flatten() else { return };
        let answers = data.set.with_untracked(|s| answers_of(s.rules(), &answers));
        surveyed.track_retries();
        surveyed.ask(survey(data, facts, date, answers));
    });
    Effect::new(move |_| {
        let date = untrack(|| state.date());
        found.set(surveyed.answer().with(|s| Found::of(s.as_ref()?, date)));
    });
    let heading = NodeRef::<html::H3>::new();
    let show = move |_| {
        asked.set(true);
        // On a narrow window the panel lies over the map.
        state.sheet_height.set(SheetHeight::Peek);
        // The button goes: the focus stays near.
        if let Some(heading) = heading.get_untracked() {
            let _focus = heading.focus();
        }
    };
    view! {
        <section class="everywhere" aria-labelledby="everywhere-title">
            <h3 id="everywhere-title" tabindex="-1" node_ref=heading>"Où mes aides seraient les plus fortes"</h3>
            <p class="minor">"Vos réponses, à cette date, dans chaque commune\u{202f}: ce que vos aides rapportent sur cinq ans. Calculé sur votre appareil."</p>
            {move || (!asked.get()).then(|| view! {
                <button type="button" class="button" on:click=show>"Montrer sur la carte"</button>
            })}
            {unanswered(surveyed, "Les droits n’ont pas pu être calculés pour toutes les communes")}
            {move || (asked.get() && found.with(Option::is_none) && surveyed.failure().with(Option::is_none)).then(|| view! { <p role="status">"Calcul pour toutes les communes…"</p> })}
            {move || asked.get().then(|| view! { <Coloured asked=asked found=found/> })}
        </section>
    }
}

impl Found {
    /// None where there is nothing to colour.
    fn of(survey: &Survey, date: chrono::NaiveDate) -> Option<Self> {
        let Survey { kinds, of_row } = survey;
        let aids = kinds.first().map_or(0, |k| k.states.len());
        let is_open =
            |i: &usize| kinds.iter().any(|k| k.states.get(*i) == Some(&Answer::Undetermined));
        let value = |kind: &u32| match kinds.get(*kind as usize) {
            Some(kind) if !kind.lacks_fact => Value::Known(kind.best),
            _ => Value::Absent(Absence::NotPublished),
        };
        let values: Vec<Value> = of_row.iter().map(value).collect();
        let (spec, labels) = describe(&values, date);
        let column = Arc::new(Column::new(spec, &values).ok()?);
        Some(Self { column, labels, open: (0..aids).filter(is_open).count() })
    }
}

/// What rules ask about all places, once everything that rights are judged by is there; again only
/// when it has changed.
pub(in crate::ui) fn facts(data: Data) -> Memo<Option<Arc<Vec<FactColumn>>>> {
    let can_judge = Memo::new(move |_| data.set.with(can_judge));
    held(move || {
        data.version.track();
        can_judge.get().then(|| Arc::new(data.set.with_untracked(Dataset::fact_columns)))
    })
}

/// What a situation gives at every place.
///
/// # Errors
/// See [`Failure`].
pub(in crate::ui) async fn survey(
    data: Data,
    facts: Arc<Vec<FactColumn>>,
    date: chrono::NaiveDate,
    answers: BTreeMap<String, Datum>,
) -> Result<Survey, Failure> {
    worker::survey(data.worker, &data.rules_json(), &facts, date, answers).await
}

/// What is supposed of the classes, where they may not be those of the act in force: a map of all
/// places takes them as the table has them.
pub(in crate::ui) fn supposed(state: State, data: Data) -> Option<String> {
    let caveat = data.set.with(|s| s.zoning_supposed(state.date()))?;
    Some(format!(
        "Hypothèse\u{202f}: chaque commune est de la classe que donne le zonage utilisé ({caveat})."
    ))
}

/// What the map shows: its sentence and its table.
#[component]
fn Coloured(asked: RwSignal<bool>, found: RwSignal<Option<Found>>) -> impl IntoView {
    let (state, data, derived) = (use_state(), use_data(), use_derived());
    let column = Signal::from(Memo::new_with_compare(
        move |_| found.with(|f| f.as_ref().map(|f| f.column.clone())),
        |_, _| true,
    ));
    let counts = counted(column);
    let counted = Memo::new_with_compare(
        move |_| {
            let mut counted = Summary::clone(&*counts.get()?);
            let labels = found.with(|f| f.as_ref().map(|f| f.labels.clone()).unwrap_or_default());
            counted.slices.iter_mut().zip(labels).for_each(|(slice, label)| slice.label = label);
            Some(Arc::new(counted))
        },
        |_, _| true,
    );
    let sentence = Memo::new(move |_| {
        let open = found.with(|f| f.as_ref().map_or(0, |f| f.open));
        counted.get().map_or_else(String::new, |s| in_words(&s, open))
    });
    // Said once, when the map comes; answers have their own announcement.
    Effect::new(move |before: Option<bool>| {
        let said = before.unwrap_or(false);
        let sentence = sentence.get();
        if !said && !sentence.is_empty() {
            state.announce(sentence.clone());
        }
        said || !sentence.is_empty()
    });
    let open = move || {
        if found.with(Option::is_none) {
            String::new()
        } else {
            match found.with(|f| f.as_ref().map_or(0, |f| f.open)) {
        0 => "Toutes les aides ont une réponse partout.".to_owned(),
        1 => "Une aide reste à vérifier au moins quelque part\u{202f}: elle n’est pas comptée."
            .to_owned(),
        n => format!(
            "{n} aides restent à vérifier au moins quelque part\u{202f}: elles ne sont pas comptées. Répondez aux questions pour les compter."
        ),
    }
        }
    };
    let zoning = move || supposed(state, data).map(|s| format!(" {s}"));
    let figures = Figures {
        column,
        summary: counted.into(),
        sentence: sentence.into(),
        absent: "Classement de la commune inconnu de Plaque",
        figure: amount,
        choices: StoredValue::new(vec![(LAYER.to_owned(), "Vos aides sur cinq ans".to_owned())]),
        chosen: Signal::stored(LAYER.to_owned()),
        // Whoever asks for an indicator sees it; the button brings the aids back.
        choose: Callback::new(move |id: String| {
            if id != LAYER {
                state.indicator.set(id);
                asked.set(false);
            }
        }),
        others: true,
    };
    derived.put(Route::Aids, Some(Layer { figures: Some(figures), ..Layer::default() }));
    on_cleanup(move || derived.put(Route::Aids, None));
    view! {
        <p class="everywhere-sum">{sentence}</p>
        <p class="minor">{open}{zoning}</p>
        <Ranked figures=figures heading="Sur cinq ans" table="Communes du département, la plus aidée d’abord"/>
    }
}

/// Money at a place, in words.
fn amount(column: &Column, row: Row) -> String {
    match column.value(row) {
        Value::Known(n) => text::euros(n),
        Value::Absent(_) => "classe inconnue".to_owned(),
    }
}

/// The classes in a sentence, the most money first.
fn in_words(counted: &summary::Summary, open: usize) -> String {
    let communes = |n: usize| {
        format!(
            "{} {}",
            text::integer(summary::count(n)),
            if n > 1 { "communes" } else { "commune" }
        )
    };
    let mut parts: Vec<String> = counted
        .slices
        .iter()
        .rev()
        .filter(|s| s.places > 0)
        .map(|s| format!("{} dans {}", s.label, communes(s.places)))
        .collect();
    if counted.absent_places() > 0 {
        parts.push(format!("classe inconnue pour {}", communes(counted.absent_places())));
    }
    let sums = parts.join(", ");
    if open == 0 {
        return format!("Sur cinq ans\u{202f}: {sums}.");
    }
    let open = text::counted(summary::count(open), "aide attend", "aides attendent");
    if counted.slices.iter().filter(|s| s.places > 0).count() < 2 {
        return format!(
            "Rien ne distingue encore une commune d’une autre\u{202f}: {open} une réponse ou une vérification. Répondez aux questions, et la carte dira où vos aides seraient les plus fortes."
        );
    }
    format!(
        "Sur cinq ans, ce qui est déjà sûr\u{202f}: {sums}\u{202f}; {open} une réponse ou une vérification et ne sont pas comptées."
    )
}

/// The description of the figures, and its classes in words: as many classes as there are amounts,
/// up to the colours there are.
fn describe(values: &[Value], date: chrono::NaiveDate) -> (ColumnSpec, Vec<String>) {
    let mut amounts: Vec<f64> = values.iter().filter_map(|v| v.known()).collect();
    amounts.sort_unstable_by(f64::total_cmp);
    let mut distinct = amounts.clone();
    distinct.dedup();
    let exact = distinct.len() <= COLOURS.len();
    if !exact {
        // Too many for a colour each: as many places in each class as possible.
        let at = |i: usize| amounts[amounts.len() * i / COLOURS.len()];
        distinct = (0..COLOURS.len()).map(at).collect();
        distinct.dedup();
    }
    let label = |i: usize| match (distinct.get(i), distinct.get(i + 1)) {
        (Some(amount), _) if exact => text::euros(*amount),
        (Some(from), Some(to)) => {
            format!("de {} à moins de {}", text::euros(*from), text::euros(*to))
        }
        (Some(from), None) => format!("{} et plus", text::euros(*from)),
        (None, _) => "toutes les valeurs".to_owned(),
    };
    let labels = (0..distinct.len().max(1)).map(label).collect();
    let breaks: Vec<f64> = distinct.into_iter().skip(1).collect();
    // The least class is the lightest, the most the darkest.
    let last = breaks.len().max(1);
    let colours =
        (0..=breaks.len()).map(|i| COLOURS[i * (COLOURS.len() - 1) / last].to_owned()).collect();
    let spec = computed(
        LAYER,
        "Vos aides sur cinq ans",
        "€",
        format!("installation le {}", text::date(date)),
        2,
        breaks,
        colours,
    );
    (spec, labels)
}
