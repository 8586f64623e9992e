//! The portrait of a territory: its figures compared, dated and sourced, its structures and teams,
//! on screen and on paper.

mod area;
mod chapters;
mod drawings;
mod export;
mod figures;
mod finder;
mod load;
mod make;
mod points;
mod print;
mod sites;
mod teams;
mod yours;

use std::sync::Arc;

use leptos::prelude::*;
use portrait::{NoTerritory, Territory};
use territory::{Dataset, InseeCode, Row};

use super::{focus::focus_at_top, layout::unknown_code, looked_at, origin::outside};
use crate::{
    dataset::{Data, Places, use_data},
    part::Part,
    route::{PanelHead, held},
    state::{State, use_state},
};
use area::{Asked, Choice};
use chapters::{Chapters, Differs, Gaps};
use drawings::Drawings;
use export::Export;
use figures::Sources;
use load::{Files, LIST, Source};
use make::make;
pub use print::Print;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct PortraitContext {
    files: Files,
    /// The place looked at, by its code: known before the list of places has come.
    code: Memo<Option<InseeCode>>,
    /// What the address asks for; nothing while files of the user's own are on their way.
    asked: Memo<Option<Asked>>,
    /// The territory in the list of places; none while that is not there or none is chosen.
    territory: Memo<Option<Result<Arc<Territory>, NoTerritory>>>,
    /// What its figures are made from, or what is still to come for them.
    source: Memo<Source>,
    /// Its figures, and what they were made from. Those of the last territory stay until the new
    /// ones are made: rows keep their place, numbers change.
    portrait: RwSignal<Option<Arc<portrait::Portrait>>>,
    /// Whether there are any, and the first rows of them are made: what shows them appears at its
    /// height, so that nobody presses what is about to be pushed away, and stays while they change.
    is_known: Memo<bool>,
    made_from: RwSignal<Source>,
    /// How much of the page shows them: each part, then each chart, then the rest, in turns.
    stage: RwSignal<usize>,
    /// What all of the page has shown last.
    done: RwSignal<Option<Asked>>,
    /// Perimeters and points of the user's own.
    yours: Memo<Arc<Places>>,
    /// The territory that what is below the figures shows: structures, specialists, teams.
    below: Memo<Option<Arc<Territory>>>,
    /// Whether what makes the printed sheets has come.
    has_paper: RwSignal<bool>,
}

impl PortraitContext {
    /// Parts of the figures.
    fn parts(self) -> usize {
        self.files.book.with(|b| b.as_ref().map_or(0, |b| b.parts.len()))
    }

    /// Reads the place looked at where it is known: in the list of all places, or before that has
    /// come in the file of its département.
    fn at_place<T>(self, data: Data, read: impl FnOnce(&Dataset, Row) -> T) -> Option<T> {
        let code = self.code.get()?;
        let read = |s: &Dataset| s.gazetteer().row(code).map(|row| read(s, row));
        match self.source.get() {
            _ if data.has_places() => data.set.with(read),
            Source::Small(small, _) => read(small.dataset()),
            _ => None,
        }
    }

    /// The territory that is asked for, once it is known.
    fn territory(self) -> Option<Arc<Territory>> {
        let found = self.territory.get().and_then(Result::ok);
        found.or_else(|| self.source.get().territory().cloned())
    }

    /// Whether all of the page shows the territory that is asked for.
    fn is_whole(self) -> bool {
        self.stage.get() >= self.parts() + drawings::CHARTS && self.portrait.with(Option::is_some)
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
            let portrait = self.portrait.get()?;
            if reached.get() { make(&portrait) } else { before.cloned().flatten() }
        })
    }
}

impl PortraitContext {
    fn new(state: State, data: Data) -> Self {
        let files = Files::new(data);
        // Another one with each file that comes or goes.
        let yours = Memo::new_with_compare(
            move |_| data.brought.with(|b| b.places.clone()),
            |a, b| a.zip(b).is_none_or(|(a, b)| !Arc::ptr_eq(a, b)),
        );
        let code = Memo::new(move |_| looked_at(state, data));
        let asked = held(move || {
            code.get().filter(|_| !data.own_expected.get()).map(|code| Asked::now(code, state))
        });
        let territory = held(move || asked.get()?.find(data, &yours.get()));
        let source = files.source(asked, territory);
        let done = RwSignal::new(None);
        // What takes its time waits for the figures, unless these take longer.
        let below = Memo::new(move |before: Option<&Option<Arc<Territory>>>| {
            let found = territory.get()?.ok()?;
            let is_next = source.get() == Source::Everything || done.get() == asked.get();
            if is_next { Some(found) } else { before.cloned().flatten() }
        });
        let portrait = RwSignal::new(None);
        let stage = RwSignal::new(0);
        let is_known = Memo::new(move |before: Option<&bool>| {
            portrait.with(Option::is_some) && (before == Some(&true) || stage.get() > 0)
        });
        Self {
            has_paper: RwSignal::new(false),
            files,
            code,
            asked,
            territory,
            source,
            portrait,
            is_known,
            made_from: RwSignal::new(Source::Nothing),
            stage,
            done,
            yours,
            below,
        }
    }
}

/// The page.
#[component]
pub fn Portrait() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let context = PortraitContext::new(state, data);
    provide_context(context);
    make(context, data);
    let views: super::Views = expect_context();
    let whole = Memo::new(move |_| context.is_whole());
    context.files.follow(context.source, whole);
    // The title of the figures that stand below, while those of another territory are on their way.
    let title = move || {
        let made = context.portrait.with(|p| p.as_ref().map(|p| p.title.clone()));
        match made.or_else(|| context.territory().map(|t| t.title.clone())) {
            Some(title) => format!("Portrait\u{202f}: {title}"),
            None => "Portrait d’un territoire".to_owned(),
        }
    };
    view! {
        <section class="simulator insight portrait" aria-labelledby="portrait-title">
            <PanelHead id="portrait-title" title=Signal::derive(title)/>
            {unknown_code()}
            <Choice/>
            <Wait/>
            <div class="on-screen">
                <Differs/>
                <Jumps/>
                <Chapters/>
                <Drawings/>
                <Gaps/>
                <Sources/>
                <Export/>
            </div>
            // It brings what draws square codes: after what is read.
            <Part ask=views.paper what="les feuilles à imprimer" quiet=true when=whole/>
        </section>
    }
}

/// What the territory is, or what is missing to say it.
#[component]
fn Wait() -> impl IntoView {
    let (state, data) = (use_state(), use_data());
    let PortraitContext { files, territory, source, portrait, .. } = expect_context();
    let sentence = Memo::new(move |_| {
        if state.selected.with(Option::is_none) && state.awaited.with(Option::is_none) {
            return "Choisissez une commune dans la recherche.".to_owned();
        }
        match (territory.get(), portrait.get()) {
            (Some(Err(why)), _) => why.to_string(),
            (_, Some(portrait)) => portrait.summary(),
            (_, None) => "Chargement des chiffres…".to_owned(),
        }
    });
    view! {
        <p class="everywhere-sum" role="status">{sentence}</p>
        {move || portrait.get().filter(|t| !t.pending.is_empty()).map(|t| {
            let labels: Vec<String> = data
                .indicators_with(LIST)
                .into_iter()
                .filter(|c| t.pending.contains(&c.id))
                .map(|c| format!("{} ({})", territory::text::typeset(&c.label), c.vintage))
                .collect();
            view! { <p class="doubt">{format!("Chiffres qui n’ont pas pu être chargés\u{202f}: {}. Rechargez la page pour les avoir.", labels.join(", "))}</p> }
        })}
        {move || {
            (source.get() == Source::Everything).then(|| {
                let (done, all) = files.progress();
                view! { <label class="progress">{format!("{done} colonnes sur {all}")}<progress max=all.to_string() value=done.to_string()></progress></label> }
            })
        }}
    }
}

/// A link to a publication, or its title where there is no address.
fn publication(title: String, url: String) -> AnyView {
    if url.starts_with("http") { outside(title, url).into_any() } else { title.into_any() }
}

/// Ways to the parts of a long page. Fragments are taken by what the user answers: these are
/// buttons.
#[component]
fn Jumps() -> impl IntoView {
    let context: PortraitContext = expect_context();
    let ways = move || {
        let book = context.files.book.get().filter(|_| context.is_known.get())?;
        let way = |c: &portrait::Chapter| {
            let (id, title) = (format!("chapter-{}", c.id), territory::text::typeset(&c.title));
            view! { <li><button type="button" class="chip" on:click=move |_| focus_at_top(id.clone())>{title}</button></li> }
        };
        Some(book.chapters.iter().map(way).collect_view())
    };
    view! { <nav class="jumps" aria-label="Aller à"><ul>{ways}</ul></nav> }
}
