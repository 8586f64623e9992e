//! « Accès et voisins »: the flags of a place, who reaches a doctor there, what one more would
//! change, and the other side of the border.

mod border;
mod history;
mod layers;
mod levels;
mod next;
mod order;
mod periods;
mod reasons;
mod rights;
mod setup;
mod tomorrow;

use std::sync::Arc;

use catchment::Catchment;
use futures_util::future::join;
use insight::{Assembly, Book, Country, Model, Report};
use leptos::{prelude::*, task::spawn_local};
use territory::{InseeCode, Row, text};
use viewmodel::scenario::{Name, Number};

use super::{layout::unknown_code, paper::print_head, unanswered};
use crate::{
    dataset::{AIDS, Asset, Data, can_judge, id_of, use_data},
    part::Soon,
    pause,
    route::{PanelHead, held},
    state::{State, use_state},
    worker::{self, Failure, Latest},
};
use border::{Border, Everywhere};
use history::History;
pub(super) use history::gap;
use layers::Layers;
use next::Next;
pub use next::NextDoctors;
use order::Order;
use reasons::Reasons;
use setup::SetUpHere;

/// The files that only this view reads.
const LIST: &str = include_str!("../../../assets/data/index-insight.json");
/// Name of the file of models and flags.
pub(in crate::ui) const INSIGHT: &str = "insight";
/// Group of the columns that are zonings.
const ZONINGS: &str = "Zonages";

/// Access to care of the whole country, computed with one model.
pub(in crate::ui) struct Computed {
    pub(in crate::ui) country: Country,
    pub(in crate::ui) catchment: Catchment,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct AccessContext {
    /// Models and flags.
    pub(super) book: Signal<Option<Arc<Book>>>,
    /// The computation with the chosen model; none while it runs.
    pub(super) computed: RwSignal<Option<Arc<Computed>>>,
    /// The same, with what kept it from being computed.
    pub(super) computing: Latest<Arc<Computed>>,
    /// The place, as soon as the list of places is there.
    pub(super) place: Memo<Option<(Row, InseeCode, String)>>,
    /// Its flags.
    pub(super) report: Memo<Option<Arc<Report>>>,
    /// What the answers given on the page of aids bring everywhere; none until it is computed.
    pub(super) rights: RwSignal<Option<Arc<Everywhere>>>,
    /// The effect of the doctors that the user places.
    pub(super) setup: Memo<Option<Arc<setup::Tried>>>,
    /// What stands below what is complete.
    order: Order,
}

impl AccessContext {
    fn new(book: Memo<Option<Arc<Book>>>, state: State, data: Data) -> Self {
        let latest = Latest::<Arc<Computed>>::new();
        let computed = latest.answer();
        let place = held(move || {
            let row = state.selected.get()?;
            data.set.with(|s| {
                (row.index() < s.gazetteer().len())
                    .then(|| (row, s.gazetteer().code(row), s.gazetteer().name(row).to_owned()))
            })
        });
        let version = pause::later(data.version);
        let report = Memo::new(move |_| {
            version.track();
            let (row, ..) = place.get()?;
            let book = book.get()?;
            let date = state.date();
            Some(Arc::new(data.set.with_untracked(|s| Report::new(s, &book, row, date))))
        });
        let setup = Memo::new(move |_| {
            setup::tried(place.get(), &*book.get()?, &*computed.get()?, state, data)
        });
        Effect::new(move |_| {
            book.with(|b| {
                b.iter().flat_map(|b| &b.flags).for_each(|flag| data.load_column(&flag.figure))
            });
        });
        compute(book, latest, state, data);
        // Every zoning is listed, and every flag has its figure.
        let zonings = zonings(data);
        let is_read = move || {
            let all = |b: &Arc<Book>| {
                data.set.with_untracked(|s| {
                    let flags = b.flags.iter().filter_map(|f| f.column(s.roles()));
                    flags.chain(zonings.iter().map(|id| &**id)).all(|id| s.column(id).is_some())
                })
            };
            // As late as the report itself.
            version.track();
            report.with(Option::is_some)
                && data.set.with_untracked(can_judge)
                && book.with(|b| b.as_ref().is_some_and(all))
        };
        let is_tried =
            move || setup.with(Option::is_some) || latest.failure().with(Option::is_some);
        Self {
            book: book.into(),
            computed,
            computing: latest,
            place,
            report,
            rights: RwSignal::new(None),
            setup,
            order: Order::new(state, data, is_read, is_tried),
        }
    }
}

/// Doctors that the user tries at the place, as the address says; one if it says nothing that
/// makes sense.
fn doctors(state: State) -> f64 {
    let written = state.scenario.with(|s| s.doctors).map(Number::get);
    written.filter(|n| setup::CHOICES.iter().any(|c| c.0 == *n)).unwrap_or(1.0)
}

/// Places where the user keeps doctors while looking at others, as the address says.
fn kept(state: State) -> Vec<(InseeCode, f64)> {
    state.scenario.with(|s| s.kept.iter().map(|(code, n)| (*code, n.get())).collect())
}

/// Computes access, and again with another model or other data.
pub(in crate::ui) fn compute(
    book: Memo<Option<Arc<Book>>>,
    computed: Latest<Arc<Computed>>,
    state: State,
    data: Data,
) {
    let wanted =
        held(move || state.scenario.with(|s| (s.model.clone(), s.consultations.map(Number::get))));
    let ready = Memo::new(move |_| {
        data.set.with(|s| {
            !s.gazetteer().is_empty()
                && Country::ROLES.iter().all(|role| s.by_role(*role).is_some())
        })
    });
    Effect::new(move |_| {
        let (Some(book), true) = (book.get(), ready.get()) else { return };
        data.revision.track();
        let (id, gives) = wanted.get();
        let Some(model) = book
            .model(id.as_ref().map(Name::as_str))
            .cloned()
            .map(|m| m.giving(gives, &book.activity))
        else {
            return;
        };
        computed.track_retries();
        computed.clear();
        computed.ask(async move {
            let (country, catchment) = country(&book, model, data).await?;
            Ok(Arc::new(Computed { country, catchment }))
        });
    });
}

/// The country with its access: where the user has counted doctors, what is published changes as
/// the model says.
async fn country(book: &Book, model: Model, data: Data) -> Result<(Country, Catchment), Failure> {
    let assembly = data.set.with_untracked(|s| Assembly::new(s, book, &model));
    pause::rest().await;
    let shipped = data.set.with_untracked(|s| Assembly::shipped(s, book, &model));
    pause::rest().await;
    let (setting, catchment) = worker::access(data.worker, &assembly).await?;
    pause::rest().await;
    let people = assembly.into_people();
    let mut country = data.set.with_untracked(|s| Country::assembled(model, setting, people, s));
    if let Some(shipped) = shipped {
        let (_, shipped) = worker::access(data.worker, &shipped).await?;
        country = country.recounted(&catchment, &shipped);
    }
    Ok((country, catchment))
}

/// Models and flags, once their file has come.
pub(in crate::ui) fn insights(data: Data) -> Memo<Option<Arc<Book>>> {
    data.shared(LIST, (INSIGHT, "les modèles d’accès aux soins"), "book", |json| {
        serde_json::from_slice(json).map_err(|e| e.to_string())
    })
}

/// The columns of every shipped zoning.
fn zonings(data: Data) -> Vec<String> {
    let all = data.indicators_with(LIST).into_iter().filter(|c| c.group == ZONINGS);
    all.map(|c| c.id).collect()
}

/// Loads what the view needs: its book and columns first, then the map.
fn load(data: Data) {
    spawn_local(async move {
        join(data.fetch(Asset::Places), data.fetch(Asset::OfView(INSIGHT))).await;
        for role in Country::ROLES.into_iter().chain(AIDS) {
            data.load_column(id_of(role));
        }
        // Every zoning there is: another one needs no code.
        zonings(data).iter().for_each(|id| data.load_column(id));
        data.fetch(Asset::Rules).await;
    });
}

/// The view.
#[component]
pub fn Access() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    print_head();
    let book = insights(data);
    load(data);
    let context = AccessContext::new(book, state, data);
    provide_context(context);
    let name = move || context.place.get().map(|(_, _, name)| name);
    view! {
        <section class="simulator insight" aria-labelledby="insight-title">
            <PanelHead id="insight-title" title=Signal::derive(move || name().map_or_else(|| "Accès et voisins".to_owned(), |n| format!("Accès et voisins\u{202f}: {n}")))/>
            {unknown_code()}
            {unanswered(context.computing, "L’accès aux soins n’a pas pu être calculé")}
            {move || name().is_none().then(|| view! {
                <p class="doubt">"Choisissez une commune dans la recherche ou sur la carte."</p>
            })}
            {move || (!context.order.read.get()).then(|| view! { <p class="part-wait" role="status">"Chargement…"</p> })}
            <Soon when=context.order.read><Reasons/></Soon>
            <Soon when=context.order.read><SetUpHere/></Soon>
            <Soon when=context.order.read><Layers/></Soon>
            <Soon when=context.order.answered><Border/></Soon>
            <Soon when=context.order.seen><History/></Soon>
            <Soon when=context.order.ended><Next/><Method/></Soon>
        </section>
    }
}

/// How access is computed, and with what.
#[component]
fn Method() -> impl IntoView {
    let AccessContext { book, .. } = expect_context();
    let data = use_data();
    // The periods of columns that have not come yet are waited for.
    let method = move || {
        let paragraphs = book.get().and_then(|b| data.set.with(|s| b.method(s)).ok());
        paragraphs.unwrap_or_default().into_iter().map(|p| view! { <p>{p}</p> }).collect_view()
    };
    let models = move || {
        book.with(|b| {
            let line = |m: &Model| {
                let decay: Vec<String> = m
                    .decay
                    .knots()
                    .iter()
                    .map(|(minutes, weight)| format!("{} min\u{202f}: {}", text::number(*minutes, 1), text::number(*weight, 2)))
                    .collect();
                let facts = format!(
                    "minutes = {} + {} × km^{} × lenteur^{} × lenteur propre^{}, {} consultations par médecin et par an, poids des trajets {}",
                    text::number(m.start, 2),
                    text::number(m.first_km, 2),
                    text::number(m.power, 2),
                    text::number(m.roads, 2),
                    text::number(m.own_roads, 2),
                    text::integer(m.consultations),
                    decay.join("\u{a0}; ")
                );
                view! {
                    <dt>{text::typeset(&m.label)}</dt>
                    <dd>{text::typeset(&m.summary)}" "{text::typeset(&m.origin)}" ("{facts}")."</dd>
                }
            };
            b.as_ref().map(|b| b.models.iter().map(line).collect_view())
        })
    };
    view! {
        <details class="method">
            <summary>"Comment l’accès est calculé, et ce qu’il ignore"</summary>
            {method}
            <p>{move || book.with(|b| b.as_ref().map(|b| text::typeset(&b.activity.why)))}</p>
            {move || book.with(|b| b.as_ref().map(|b| likeness(&b.judged, &periods::published(data))))}
            <p>{format!("Ce qui change quand un médecin s’installe est ajouté à l’{} publiée par la DREES\u{202f}; là où elle n’est pas publiée, le calcul sert de départ et porte une étoile.", periods::published(data))}</p>
            <dl class="models">{models}</dl>
        </details>
    }
}

/// How alike the models and the published access rank communes, as the build found.
fn likeness(judged: &[insight::Comparison], published: &str) -> impl IntoView + use<> {
    let lines = judged
        .iter()
        .map(|j| {
            view! {
                <tr>
                    <th scope="row">{text::typeset(&j.label)}</th>
                    <td class="num">{text::fixed(j.all.spearman, 2)}</td>
                    <td class="num">{text::fixed(j.proved_on.spearman, 2)}</td>
                    <td class="num">{format!("{}\u{202f}{}", text::fixed(j.large.median_difference, 2), text::typeset(&j.unit))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Ressemblance avec l’APL publiée">
            <table class="years">
                <caption>{format!("Ressemblance avec l’{published} de la DREES, commune par commune (métropole)\u{202f}: corrélation des rangs de Spearman, 1 pour un même classement. Les paramètres du modèle ajusté ont été choisis sur un département sur deux\u{a0}; la colonne « éprouvé » est mesurée sur les autres, communes de 2\u{202f}000 habitants et plus. Les lignes « si la moyenne… » disent où est l’écart\u{202f}; les trois dernières mettent les mêmes trajets à l’épreuve d’autres chiffres publiés, ramenés à leur moyenne.")}</caption>
                <thead><tr>
                    <th scope="col">"Calcul"</th><th scope="col">"Toutes"</th><th scope="col">"Éprouvé"</th>
                    <th scope="col">"Écart médian"</th>
                </tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}
