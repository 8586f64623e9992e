//! The portrait of a territory: its figures compared, dated and sourced, its structures and teams,
//! on screen and on paper.

mod area;
mod drawings;
mod figures;
mod finder;
mod paper;
mod points;
mod sites;
mod take;
mod teams;
mod yours;

use std::sync::Arc;

use atlas::pack::Pack;
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};
use portrait::{Book, Draft, Known, NoTerritory, Specialists, Structures, Territory};
use viewmodel::address::Route;

use super::{focus::focus, layout::unknown_code, origin::outside};
use crate::{
    dataset::{Data, More, Places, use_data},
    route::{held, ways},
    state::use_state,
    turn,
};
use area::{Choice, asked};
use drawings::Drawings;
use figures::Parts;
use finder::Finder;
use paper::Paper;
use sites::Sites;
use take::Take;
use teams::Teams;

/// The files that only this view reads.
const LIST: &str = include_str!("../../../assets/data/index-portrait.json");

/// What the view reads from files of its own.
#[derive(Clone, Copy)]
struct Read {
    book: RwSignal<Option<Arc<Book>>>,
    structures: RwSignal<Option<Arc<Structures>>>,
    specialists: RwSignal<Option<Arc<Specialists>>>,
    data: Data,
}

impl Read {
    fn new(data: Data) -> Self {
        Self {
            book: RwSignal::new(None),
            structures: RwSignal::new(None),
            specialists: RwSignal::new(None),
            data,
        }
    }

    /// Number of places, where they are known: a list that names more is damaged.
    fn places(self) -> usize {
        match self.data.set.with_untracked(|s| s.gazetteer().len()) {
            0 => usize::from(u16::MAX),
            known => known,
        }
    }

    /// The files, and what takes them in.
    fn files(self) -> Vec<More> {
        let take = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            let book = pack.section("book").map_err(|e| e.to_string())?;
            self.book.set(Some(Arc::new(serde_json::from_slice(book).map_err(|e| e.to_string())?)));
            Ok(())
        });
        let structures = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            self.structures.set(Some(Arc::new(
                Structures::decode(|s| pack.get(s), self.places()).map_err(|e| e.to_string())?,
            )));
            Ok(())
        });
        let specialists = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            self.specialists.set(Some(Arc::new(
                Specialists::decode(|s| pack.get(s), self.places()).map_err(|e| e.to_string())?,
            )));
            Ok(())
        });
        vec![
            More {
                name: "portrait",
                what: "les parties du portrait",
                take,
                taken: Signal::derive(move || self.book.with(Option::is_some)),
            },
            More {
                name: "structures",
                what: "la liste des structures",
                take: structures,
                taken: Signal::derive(move || self.structures.with(Option::is_some)),
            },
            More {
                name: "specialists",
                what: "les lieux des spécialistes",
                take: specialists,
                taken: Signal::derive(move || self.specialists.with(Option::is_some)),
            },
        ]
    }

    /// Loads what the view needs: the book and every column first, then lists, then the map.
    fn load(self) {
        let data = self.data;
        spawn_local(async move {
            join(data.fetch("places".to_owned()), data.fetch("portrait".to_owned())).await;
            for column in data.indicators_with(LIST) {
                data.load_column(&column.id);
            }
            join(data.fetch("structures".to_owned()), data.fetch("specialists".to_owned())).await;
            data.fetch("rules".to_owned()).await;
            data.fetch_contours().await;
        });
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Looking {
    structures: RwSignal<Option<Arc<Structures>>>,
    specialists: RwSignal<Option<Arc<Specialists>>>,
    book: RwSignal<Option<Arc<Book>>>,
    /// The territory that the address asks for; none while the places are not there or none is
    /// chosen.
    territory: Memo<Option<Result<Arc<Territory>, NoTerritory>>>,
    /// Its figures. Those of the last territory stay until the new ones are made: rows keep their
    /// place, numbers change.
    told: RwSignal<Option<Arc<portrait::Portrait>>>,
    /// How much of the page shows them: each part, then each chart, then the rest, in turns.
    stage: RwSignal<usize>,
    /// Perimeters and points of the reader's own.
    yours: Memo<Arc<Places>>,
    /// The territory that what is below the figures shows: structures, specialists, teams.
    below: RwSignal<Option<Arc<Territory>>>,
}

impl Looking {
    /// Parts of the figures.
    fn parts(self) -> usize {
        self.book.with(|b| b.as_ref().map_or(0, |b| b.parts.len()))
    }

    /// Whether all of the page shows the territory that is asked for.
    fn is_whole(self) -> bool {
        self.stage.get() >= self.parts() + drawings::CHARTS && self.told.with(Option::is_some)
    }

    /// Something of the figures at a stage: what it was before, until the page has come to it
    /// again.
    fn at<T>(
        self,
        stage: impl Fn() -> usize + Send + Sync + 'static,
        make: impl Fn(&Arc<portrait::Portrait>) -> Option<T> + Send + Sync + 'static,
    ) -> Memo<Option<T>>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
    {
        let reached = Memo::new(move |_| self.stage.get() >= stage());
        Memo::new(move |before: Option<&Option<T>>| {
            let told = self.told.get()?;
            if reached.get() { make(&told) } else { before.cloned().flatten() }
        })
    }
}

/// Columns that are there or will not come, and how many there are.
fn progress(data: Data) -> (usize, usize) {
    let all = data.indicators_with(LIST);
    let done = all
        .iter()
        .filter(|c| data.set.with(|s| s.has_column(&c.id)) || data.column_failed(&c.id))
        .count();
    (done, all.len())
}

/// Makes the portrait in turns, again with every other territory.
fn make(looking: Looking, data: Data) {
    let run = StoredValue::new(0u32);
    let known = StoredValue::new(Known::default());
    let ready = Memo::new(move |_| {
        let (done, all) = progress(data);
        done == all && data.has_places()
    });
    Effect::new(move |_| {
        if data.revision.get() > 0 {
            // Wide areas have other figures with files of the reader's.
            known.set_value(Known::default());
        }
        // What was asked before no longer counts.
        run.update_value(|n| *n += 1);
        looking.stage.set(0);
        let Some(Ok(territory)) = looking.territory.get() else {
            looking.told.set(None);
            looking.below.set(None);
            return;
        };
        let (Some(book), true) = (looking.book.get(), ready.get()) else {
            looking.below.set(Some(territory));
            return;
        };
        let mine = run.get_value();
        spawn_local(async move {
            let is_old = || run.try_get_value() != Some(mine);
            let mut turn = turn::Turn::begin();
            let mut draft = data.set.with_untracked(|s| Draft::new(s, &territory));
            let more = |draft: &mut Draft| {
                known.try_update_value(|k| data.set.with_untracked(|s| draft.advance(s, &book, k)))
            };
            while more(&mut draft) == Some(true) {
                turn.share().await;
                if is_old() {
                    return;
                }
            }
            let told =
                known.try_update_value(|k| data.set.with_untracked(|s| draft.finish(s, &book, k)));
            looking.told.set(told.map(Arc::new));
            turn::pause().await;
            for stage in 1..=book.parts.len() + drawings::CHARTS {
                turn.share().await;
                if is_old() {
                    return;
                }
                looking.stage.set(stage);
            }
            turn::pause().await;
            if !is_old() {
                looking.below.set(Some(territory));
            }
        });
    });
}

/// The page.
#[component]
pub fn Portrait() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let read = Read::new(data);
    data.add(LIST, read.files());
    read.load();
    let yours = Memo::new(move |_| data.brought.with(|b| b.places.clone()));
    let territory =
        held(move || asked(state, data, &yours.get()).filter(|_| !data.own_expected.get()));
    let looking = Looking {
        structures: read.structures,
        specialists: read.specialists,
        book: read.book,
        territory,
        told: RwSignal::new(None),
        stage: RwSignal::new(0),
        yours,
        below: RwSignal::new(None),
    };
    provide_context(looking);
    make(looking, data);
    let title = move || match territory.get() {
        Some(Ok(t)) => format!("Portrait\u{202f}: {}", t.title),
        _ => "Portrait d’un territoire".to_owned(),
    };
    view! {
        <section class="simulator outlook portrait" aria-labelledby="portrait-title">
            <div class="simulator-head">
                <h2 id="portrait-title">{title}</h2>
                {ways(&[(Route::Map, "Voir la carte"), (Route::Access, "Pourquoi ici\u{202f}?"), (Route::Aids, "Mes aides")])}
            </div>
            {unknown_code()}
            <Choice/>
            <Wait/>
            <div class="on-screen">
                <Take/>
                <Jumps/>
                <Drawings/>
                <Parts/>
                <Sites/>
                <Finder/>
                <Teams/>
            </div>
            <Paper/>
        </section>
    }
}

/// What the territory is, or what is missing to say it.
#[component]
fn Wait() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let Looking { territory, told, book, .. } = expect_context();
    let sentence = Memo::new(move |_| {
        if state.selected.with(Option::is_none) && state.awaited.with(Option::is_none) {
            return "Choisissez une commune dans la recherche.".to_owned();
        }
        match (territory.get(), told.get()) {
            (Some(Err(why)), _) => why.to_string(),
            (_, Some(told)) => told.summary(),
            (_, None) => "Chargement des chiffres…".to_owned(),
        }
    });
    view! {
        <p class="everywhere-sum" role="status">{sentence}</p>
        {move || told.get().filter(|t| !t.pending.is_empty()).map(|t| {
            let labels: Vec<String> = data
                .indicators_with(LIST)
                .into_iter()
                .filter(|c| t.pending.contains(&c.id))
                .map(|c| format!("{} ({})", territory::text::typeset(&c.label), c.vintage))
                .collect();
            view! { <p class="doubt">{format!("Chiffres qui n’ont pas pu être chargés\u{202f}: {}. Rechargez la page pour les avoir.", labels.join(", "))}</p> }
        })}
        {move || {
            let (done, all) = progress(data);
            (done < all || book.with(Option::is_none)).then(|| view! {
                <label class="progress">{format!("{done} colonnes sur {all}")}<progress max=all.to_string() value=done.to_string()></progress></label>
            })
        }}
    }
}

/// A link to a publication, or its title where there is no address.
fn publication(title: String, url: String) -> AnyView {
    if url.starts_with("http") { outside(title, url).into_any() } else { title.into_any() }
}

/// Something folded away, which is made once it is opened.
fn folded<B: IntoView + 'static>(
    class: &'static str,
    summary: impl IntoView,
    body: impl Fn() -> B + Send + 'static,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class=class on:toggle=move |_| opened.set(true)>
            <summary>{summary}</summary>
            {move || opened.get().then(&body)}
        </details>
    }
}

/// Ways to the parts of a long page. Fragments are taken by what the reader answers: these are
/// buttons.
#[component]
fn Jumps() -> impl IntoView {
    let looking: Looking = expect_context();
    let ways = move || {
        let book = looking.book.get().filter(|_| looking.told.with(Option::is_some))?;
        let own = |id: &str, title: &str| (id.to_owned(), title.to_owned());
        let parts = book
            .parts
            .iter()
            .map(|p| (format!("part-{}", p.id), territory::text::typeset(&p.title)));
        let rest = [
            own("sites-title", "Structures alentour"),
            own("finder-title", "Spécialistes"),
            own("teams-title", "CPTS et équipes"),
        ];
        let way = |(id, title): (String, String)| {
            view! { <li><button type="button" class="link" on:click=move |_| focus(id.clone())>{title}</button></li> }
        };
        Some(
            std::iter::once(own("drawings-title", "Graphiques"))
                .chain(parts)
                .chain(rest)
                .map(way)
                .collect_view(),
        )
    };
    view! { <nav class="jumps" aria-label="Aller à"><ul>{ways}</ul></nav> }
}
