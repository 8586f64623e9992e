//! The page's side of the worker: one job at a time, which can be given up.

use std::collections::VecDeque;

use js_sys::{Array, ArrayBuffer};
use layers::{Asked, Told};
use leptos::prelude::*;
use tables::Mapping;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::worker::say;
use crate::url;

/// Packed files: names and bytes.
pub(super) type Packs = Vec<(String, ArrayBuffer)>;
/// What is done with an answer.
type Then = Box<dyn Fn(Answer)>;

/// What the worker says.
pub(super) enum Answer {
    /// A layer.
    Made { id: u32, told: Box<Told>, mapping: Option<Mapping>, packs: Packs },
    /// Why a file cannot be used; without number, a project.
    Refused { id: Option<u32>, why: String },
    /// How much of the file of a layer was read, from 0 to 1.
    Share { id: u32, done: f64 },
    /// One map of several files of contours.
    Composed(Packs),
    /// A project to be kept.
    Written(ArrayBuffer),
    /// A project that was read.
    Opened { view: String, files: Vec<(Asked, ArrayBuffer)> },
    /// No file can be read at all, and why.
    Trouble(String),
}

/// A piece of work: its number where it is a layer, and what is sent.
struct Job {
    id: Option<u32>,
    message: JsValue,
}

/// The worker and what waits for it.
#[derive(Clone, Copy)]
pub(super) struct Client {
    worker: StoredValue<Option<Worker>, LocalStorage>,
    ready: StoredValue<bool>,
    jobs: StoredValue<VecDeque<Job>, LocalStorage>,
    busy: StoredValue<Option<Option<u32>>>,
    then: StoredValue<Option<Then>, LocalStorage>,
}

impl Client {
    /// Prepares; the worker itself begins with the first job.
    pub(super) fn new() -> Self {
        Self {
            worker: StoredValue::new_local(None),
            ready: StoredValue::new(false),
            jobs: StoredValue::new_local(VecDeque::new()),
            busy: StoredValue::new(None),
            then: StoredValue::new_local(None),
        }
    }

    /// What is done with answers.
    pub(super) fn on_answer(self, then: impl Fn(Answer) + 'static) {
        self.then.set_value(Some(Box::new(then)));
    }

    /// Asks for a layer.
    pub(super) fn make(self, id: u32, asked: &Asked, bytes: &ArrayBuffer) {
        let asked = serde_json::to_string(asked).unwrap_or_default();
        self.ask(Some(id), Array::of4(&say::MAKE.into(), &id.into(), &asked.into(), bytes).into());
    }

    /// Asks for one map of several files of contours.
    pub(super) fn compose(self, names: &Array, files: &Array) {
        self.ask(None, Array::of3(&say::COMPOSE.into(), names, files).into());
    }

    /// Asks for a project of files.
    pub(super) fn write(self, view: &str, asked: &[Asked], files: &Array) {
        let asked = serde_json::to_string(asked).unwrap_or_default();
        self.ask(None, Array::of4(&say::WRITE.into(), &view.into(), &asked.into(), files).into());
    }

    /// Asks for the files of a project.
    pub(super) fn open(self, name: &str, bytes: &ArrayBuffer) {
        self.ask(None, Array::of3(&say::OPEN.into(), &name.into(), bytes).into());
    }

    /// Gives a layer up, whether it waits or is being made.
    pub(super) fn give_up(self, id: u32) {
        self.jobs.update_value(|jobs| jobs.retain(|j| j.id != Some(id)));
        if self.busy.get_value() == Some(Some(id)) {
            self.stop();
            self.go_on();
        }
    }

    fn stop(self) {
        if let Some(worker) = self.worker.try_update_value(Option::take).flatten() {
            worker.terminate();
        }
        self.ready.set_value(false);
        self.busy.set_value(None);
    }

    fn ask(self, id: Option<u32>, message: JsValue) {
        self.jobs.update_value(|jobs| jobs.push_back(Job { id, message }));
        self.go_on();
    }

    fn go_on(self) {
        if self.busy.get_value().is_some() || self.jobs.with_value(VecDeque::is_empty) {
            return;
        }
        if self.worker.with_value(Option::is_none) {
            match self.begin() {
                Ok(worker) => self.worker.set_value(Some(worker)),
                Err(_) => self.answer(Answer::Trouble("votre navigateur refuse le programme qui lit les fichiers".to_owned())),
            }
        }
        if !self.ready.get_value() {
            return;
        }
        if let Some(job) = self.jobs.try_update_value(VecDeque::pop_front).flatten() {
            self.busy.set_value(Some(job.id));
            self.send(&job.message);
        }
    }

    /// Sends a message; the bytes in it are handed on, never copied.
    fn send(self, message: &JsValue) {
        let bytes = |part: JsValue| if part.is_array() { Array::from(&part) } else { Array::of1(&part) };
        let handed: Array = Array::from(message)
            .iter()
            .flat_map(|part| bytes(part).iter().collect::<Vec<_>>())
            .filter(|b| b.has_type::<ArrayBuffer>())
            .collect();
        self.worker.with_value(|w| w.as_ref().map(|w| drop(w.post_message_with_transfer(message, &handed))));
    }

    /// Starts the program of this page once more, without the page.
    fn begin(self) -> Result<Worker, JsValue> {
        let address = |css: &str| {
            let link = document().query_selector(css).ok().flatten()?;
            Url::new_with_base(&link.get_attribute("href")?, &url::page()).ok().map(|u| u.href())
        };
        let program = address("link[rel=modulepreload]").ok_or(JsValue::NULL)?;
        let wasm = address("link[rel=preload][type='application/wasm']").ok_or(JsValue::NULL)?;
        let script = format!("import init from '{program}'; init({{ module_or_path: '{wasm}' }});");
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &kind)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&Url::create_object_url_with_blob(&blob)?, &options)?;
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| self.hear(&Array::from(&event.data())));
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        let failed = Closure::<dyn FnMut()>::new(move || self.fail());
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
        Ok(worker)
    }

    /// The worker broke: what it was doing is refused, the rest goes on with another.
    fn fail(self) {
        let busy = self.busy.get_value();
        let was_ready = self.ready.get_value();
        self.stop();
        let why = "La lecture s’est arrêtée\u{202f}: le fichier demande sans doute plus de mémoire que le navigateur n’en donne. Découpez-le, par exemple par département.";
        match busy {
            Some(id) => self.answer(Answer::Refused { id, why: why.to_owned() }),
            None if !was_ready => self.answer(Answer::Trouble("le programme qui lit les fichiers n’a pas pu démarrer".to_owned())),
            None => {}
        }
        if was_ready {
            self.go_on();
        }
    }

    fn hear(self, message: &Array) {
        let text = |at| message.get(at).as_string().unwrap_or_default();
        let number = |at| {
            message.get(at).as_f64().map(|n| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number that we sent")]
                let id = n as u32;
                id
            })
        };
        let buffers = |at| Array::from(&message.get(at)).iter().filter_map(|b| b.dyn_into::<ArrayBuffer>().ok()).collect::<Vec<_>>();
        let packs = |at| {
            let names = Array::from(&message.get(at)).iter().filter_map(|n| n.as_string()).collect::<Vec<_>>();
            names.into_iter().zip(buffers(at + 1)).collect()
        };
        let answer = match text(0).as_str() {
            say::BASE => {
                let page = url::page();
                let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
                return self.send(&Array::of2(&say::BASE.into(), &folder.into()).into());
            }
            say::READY => {
                self.ready.set_value(true);
                return self.go_on();
            }
            say::SHARE => {
                if let (Some(id), Some(done)) = (number(1), message.get(2).as_f64()) {
                    self.answer(Answer::Share { id, done });
                }
                return;
            }
            say::TROUBLE => Answer::Trouble(text(1)),
            say::REFUSED => Answer::Refused { id: number(1), why: text(2) },
            say::WRITE => match message.get(1).dyn_into::<ArrayBuffer>() {
                Ok(bytes) => Answer::Written(bytes),
                Err(_) => return,
            },
            say::OPEN => {
                let asked: Vec<Asked> = serde_json::from_str(&text(2)).unwrap_or_default();
                Answer::Opened { view: text(1), files: asked.into_iter().zip(buffers(3)).collect() }
            }
            say::COMPOSE => Answer::Composed(packs(1)),
            say::MAKE => {
                let Some(id) = number(1) else { return };
                let told = serde_json::from_str(&text(2)).unwrap_or_default();
                let mapping = serde_json::from_str(&text(3)).unwrap_or_default();
                Answer::Made { id, told, mapping, packs: packs(4) }
            }
            _ => return,
        };
        self.busy.set_value(None);
        self.answer(answer);
        self.go_on();
    }

    fn answer(self, answer: Answer) {
        self.then.with_value(|then| then.as_ref().map(|then| then(answer)));
    }
}
