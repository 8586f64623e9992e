//! Parts of the program that are fetched when they are first needed: asking for one, and what is said
//! of one that does not come. Which parts there are: `parts.rs`. Whoever asks for a part is handed
//! the way to ask, so that nothing here knows what a part holds.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use crate::{net, pause};

/// The part did not come: no answer, or another version of the site is online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartMissing;

impl From<leptos::wasm_split::SplitLoaderError> for PartMissing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Makes the view of a part, under the owner that calls it.
pub type MakeView = fn() -> AnyView;
/// Asks for a part.
pub type Ask<T = MakeView> = fn() -> Pin<Box<dyn Future<Output = Result<T, PartMissing>>>>;

/// Fetches a part before it is needed; what goes wrong is told to whoever needs it.
pub fn fetch_ahead<T: 'static>(ask: Ask<T>) {
    spawn_local(async move {
        let _asked_again_when_needed = ask().await;
    });
}

/// Where a part stands.
#[derive(Clone, Copy)]
enum Step {
    Waiting,
    Here(MakeView),
    /// It did not come, and whether that is because the site was renewed.
    Missing {
        renewed: bool,
    },
}

/// A view in a part of its own: fetched when this is mounted, with a sentence while it is on its
/// way and a way to ask again where it does not come.
#[component]
pub fn Part(
    /// Asks for the part.
    ask: Ask,
    /// What it is, for a sentence that begins with « Impossible de charger ».
    what: &'static str,
    /// Hears that it did not come: where nobody would see the sentence, or others wait for it.
    #[prop(optional, into)]
    on_missing: Option<Callback<()>>,
    /// Whether nothing is said while it is on its way: where its place stands among other things.
    #[prop(optional)]
    quiet: bool,
    /// Until when to wait before it is asked for; at once where nothing is said.
    #[prop(optional)]
    when: Option<Memo<bool>>,
) -> impl IntoView {
    let step = RwSignal::new(Step::Waiting);
    let load = move || {
        step.set(Step::Waiting);
        spawn_local(async move {
            let came = match ask().await {
                Ok(make) => {
                    // Its code was compiled in this task; to make the view takes one of its own.
                    pause::rest().await;
                    Step::Here(make)
                }
                Err(PartMissing) => Step::Missing { renewed: net::is_renewed().await },
            };
            if let (Step::Missing { .. }, Some(told)) = (came, on_missing) {
                told.run(());
            }
            // Whoever asked may have gone.
            let _gone = step.try_set(came);
        });
    };
    once(when, Box::new(load));
    let waits = move || view! { <p class="part-wait" role="status">"Chargement…"</p> };
    let missing = move || {
        view! {
            <p class="notice" role="alert">
                {format!("Impossible de charger {what}\u{202f}: le serveur ne répond pas, ou vous êtes hors connexion. Le reste de la page fonctionne. ")}
                <button type="button" class="link" on:click=move |_| load()>"Réessayer"</button>
            </p>
        }
    };
    move || match step.get() {
        Step::Waiting if quiet => ().into_any(),
        Step::Waiting => waits().into_any(),
        Step::Here(make) => make(),
        Step::Missing { renewed: false } => missing().into_any(),
        Step::Missing { renewed: true } => view! { <Renewed/> }.into_any(),
    }
}

/// Says that the program on screen is no longer the one of the site; the address is the state.
#[component]
fn Renewed() -> impl IntoView {
    let reload = |_| crate::url::reload();
    view! {
        <p class="notice" role="alert">
            "Une nouvelle version de Plaque est en ligne. Rechargez la page\u{202f}: vous la retrouverez au même endroit. "
            <button type="button" class="link" on:click=reload>"Recharger"</button>
        </p>
    }
}

/// What follows the first picture of a view: made in a task of its own, so that the page can answer
/// in between. Those that wait for nothing, or for the same, are made in their order.
#[component]
pub fn Soon(
    /// What is made.
    children: ChildrenFn,
    /// Until when to wait: what comes late and stands above would push it down.
    #[prop(optional)]
    when: Option<Memo<bool>>,
) -> impl IntoView {
    let there = RwSignal::new(false);
    let make = move || {
        spawn_local(async move {
            pause::rest().await;
            let _gone = there.try_set(true);
        });
    };
    once(when, Box::new(make));
    move || there.get().then(|| children())
}

/// Does something the first time that this is so; at once where nothing is waited for.
fn once(when: Option<Memo<bool>>, go: Box<dyn Fn()>) {
    let Some(when) = when else { return go() };
    Effect::new(move |done: Option<bool>| {
        let done = done.unwrap_or_default();
        if when.get() && !done {
            go();
        }
        done || when.get()
    });
}
