//! A box of the page with a view in it, and what a user does to it.

use leptos::{mount::mount_to, prelude::*};
use plaque::{derived::Derived, state::State};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};

use super::page;

/// Mounts a view with the contexts of the app, in a box of its own; leaves no trace of it when
/// dropped.
pub(crate) struct Stage<S: Mountable> {
    root: HtmlElement,
    pub(crate) state: State,
    _mounted: leptos::mount::UnmountHandle<S>,
}

pub(crate) fn stage<V: IntoView + 'static>(view: impl Fn() -> V + 'static) -> Stage<V::State>
where
    V::State: 'static,
{
    let document = document();
    let root: HtmlElement = document.create_element("div").expect("a box").unchecked_into();
    document.body().expect("a body").append_child(&root).expect("appended");
    let state = StoredValue::new(None);
    let mounted = mount_to(root.clone(), move || {
        let (s, data) = page();
        provide_context(s);
        provide_context(data);
        provide_context(plaque::parts::VIEWS);
        provide_context(plaque::pin::Pin::new(s));
        provide_context(Derived::new(s, data));
        state.set_value(Some(s));
        view()
    });
    Stage { root, state: state.get_value().expect("mounted"), _mounted: mounted }
}

impl<S: Mountable> Drop for Stage<S> {
    fn drop(&mut self) {
        self.root.remove();
    }
}

impl<S: Mountable> Stage<S> {
    pub(crate) fn find(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .expect("a selector")
            .unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
    }
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let list = self.root.query_selector_all(selector).expect("a selector");
        (0..list.length()).filter_map(|i| list.get(i)?.text_content()).collect()
    }
    pub(crate) fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
    }
}

/// Lets effects and the browser do their work.
pub(crate) async fn settle() {
    let wait = js_sys::Promise::new(&mut |done, _| {
        let _timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, 20);
    });
    wasm_bindgen_futures::JsFuture::from(wait).await.expect("a timer");
}

pub(crate) fn enter(field: &Element, name: &str, text: &str) {
    field.unchecked_ref::<HtmlInputElement>().set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    field
        .dispatch_event(&Event::new_with_event_init_dict(name, &init).expect("an event"))
        .expect("dispatched");
}

pub(crate) fn press(element: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    element
        .dispatch_event(
            &KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event"),
        )
        .expect("dispatched");
}
