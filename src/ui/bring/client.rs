//! The page's side of the worker: one job at a time, which can be given up.

use std::collections::VecDeque;

use js_sys::{Array, ArrayBuffer};
use layers::{Asked, Told};
use leptos::prelude::*;
use tables::Mapping;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::protocol::{Reply, Request, decode, encode};
use crate::url;

/// Packed files: names and bytes.
pub(super) type Packs = Vec<(String, ArrayBuffer)>;
/// What is done with an answer.
type Then = Box<dyn Fn(Answer)>;
/// What is done with the bytes of a project.
pub(super) type TakeProject = Box<dyn FnOnce(ArrayBuffer)>;

/// What becomes of a job.
pub(super) enum Answer {
    /// A layer.
    Made { id: u32, told: Box<Told>, mapping: Option<Mapping>, packs: Packs },
    /// Why a file cannot be used; without number, a project.
    Refused { id: Option<u32>, why: String },
    /// How much of the file of a layer was read, from 0 to 1.
    Share { id: u32, done: f64 },
    /// One map of several files of contours.
    Composed(Packs),
    /// A project that was read.
    Opened { view: String, files: Vec<(Asked, ArrayBuffer)> },
    /// No file can be read at all, and why.
    Trouble(String),
}

/// A piece of work.
struct Job {
    /// Number of the layer, where it is one.
    id: Option<u32>,
    request: Request,
    bytes: Vec<ArrayBuffer>,
    /// Who waits for the project that it writes.
    take: Option<TakeProject>,
}

/// The job that the worker has: its number, and who waits for a project.
type Busy = (Option<u32>, Option<TakeProject>);

/// The worker and what waits for it.
#[derive(Clone, Copy)]
pub(super) struct Client {
    worker: StoredValue<Option<Worker>, LocalStorage>,
    ready: StoredValue<bool>,
    jobs: StoredValue<VecDeque<Job>, LocalStorage>,
    busy: StoredValue<Option<Busy>, LocalStorage>,
    then: StoredValue<Option<Then>, LocalStorage>,
}

impl Client {
    /// Prepares; the worker itself begins with the first job.
    pub(super) fn new() -> Self {
        Self {
            worker: StoredValue::new_local(None),
            ready: StoredValue::new(false),
            jobs: StoredValue::new_local(VecDeque::new()),
            busy: StoredValue::new_local(None),
            then: StoredValue::new_local(None),
        }
    }

    /// What is done with answers.
    pub(super) fn on_answer(self, then: impl Fn(Answer) + 'static) {
        self.then.set_value(Some(Box::new(then)));
    }

    /// Asks for a layer.
    pub(super) fn make(self, id: u32, asked: Asked, file: ArrayBuffer) {
        self.ask(Job {
            id: Some(id),
            request: Request::Make { id, asked },
            bytes: vec![file],
            take: None,
        });
    }

    /// Asks for one map of several files of contours.
    pub(super) fn compose(self, names: Vec<String>, files: Vec<ArrayBuffer>) {
        self.ask(Job { id: None, request: Request::Compose { names }, bytes: files, take: None });
    }

    /// Asks for a project of files, for whoever takes it.
    pub(super) fn write(
        self,
        view: String,
        asked: Vec<Asked>,
        files: Vec<ArrayBuffer>,
        take: TakeProject,
    ) {
        self.ask(Job {
            id: None,
            request: Request::Write { view, asked },
            bytes: files,
            take: Some(take),
        });
    }

    /// Asks for the files of a project.
    pub(super) fn open(self, name: &str, project: ArrayBuffer) {
        self.ask(Job {
            id: None,
            request: Request::Open { name: name.to_owned() },
            bytes: vec![project],
            take: None,
        });
    }

    /// Gives a layer up, whether it waits or is being made.
    pub(super) fn give_up(self, id: u32) {
        self.jobs.update_value(|jobs| jobs.retain(|j| j.id != Some(id)));
        if self.busy_with() == Some(Some(id)) {
            self.stop();
            self.go_on();
        }
    }

    fn busy_with(self) -> Option<Option<u32>> {
        self.busy.with_value(|b| b.as_ref().map(|b| b.0))
    }

    /// Ends the worker; what it had.
    fn stop(self) -> Option<Busy> {
        if let Some(worker) = self.worker.try_update_value(Option::take).flatten() {
            worker.terminate();
        }
        self.ready.set_value(false);
        self.busy.try_update_value(Option::take).flatten()
    }

    fn ask(self, job: Job) {
        self.jobs.update_value(|jobs| jobs.push_back(job));
        self.go_on();
    }

    fn go_on(self) {
        if self.busy.with_value(Option::is_some) || self.jobs.with_value(VecDeque::is_empty) {
            return;
        }
        if self.worker.with_value(Option::is_none) {
            match self.begin() {
                Ok(worker) => self.worker.set_value(Some(worker)),
                Err(_) => self.answer(Answer::Trouble(
                    "votre navigateur refuse le programme qui lit les fichiers".to_owned(),
                )),
            }
        }
        if !self.ready.get_value() {
            return;
        }
        if let Some(job) = self.jobs.try_update_value(VecDeque::pop_front).flatten() {
            let id = job.id;
            self.busy.set_value(Some((id, job.take)));
            if let Err(why) = self.send(&job.request, &job.bytes) {
                self.busy.set_value(None);
                self.answer(Answer::Refused { id, why });
                self.go_on();
            }
        }
    }

    fn send(self, request: &Request, bytes: &[ArrayBuffer]) -> Result<(), String> {
        let (message, handed) = encode(request, bytes)?;
        let sent = self
            .worker
            .with_value(|w| w.as_ref().map(|w| w.post_message_with_transfer(&message, &handed)));
        sent.unwrap_or(Ok(())).map_err(|_| {
            "le navigateur n’a pas transmis le fichier\u{202f}: choisissez-le à nouveau".to_owned()
        })
    }

    /// Starts the program of this page once more, without the page.
    fn begin(self) -> Result<Worker, JsValue> {
        let address = |css: &str| {
            let link = document().query_selector(css).ok().flatten()?;
            Url::new_with_base(&link.get_attribute("href")?, &url::page()).ok().map(|u| u.href())
        };
        let program = address("link[rel=modulepreload]").ok_or(JsValue::NULL)?;
        let wasm = address("link[rel=preload][type='application/wasm']").ok_or(JsValue::NULL)?;
        // A promise that is refused does not reach the page; an error that nobody catches does.
        let script = format!(
            "import init, {{ work }} from '{program}'; \
             try {{ await init({{ module_or_path: '{wasm}' }}); await work(); }} catch (e) {{ setTimeout(() => {{ throw e; }}); }}"
        );
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &kind)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&Url::create_object_url_with_blob(&blob)?, &options)?;
        let hear =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                match decode::<Reply>(&event.data()) {
                    Ok((reply, bytes)) => self.hear(reply, bytes),
                    Err(_) => self.fail(),
                }
            });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        let failed = Closure::<dyn FnMut()>::new(move || self.fail());
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
        Ok(worker)
    }

    /// The worker broke: what it was doing is refused, the rest goes on with another.
    fn fail(self) {
        let was_ready = self.ready.get_value();
        let busy = self.stop();
        let why = "La lecture s’est arrêtée\u{202f}: le fichier demande sans doute plus de mémoire que le navigateur n’en donne. Découpez-le, par exemple par département.";
        match busy {
            Some((id, _)) => self.answer(Answer::Refused { id, why: why.to_owned() }),
            None if !was_ready => self.answer(Answer::Trouble(
                "le programme qui lit les fichiers n’a pas pu démarrer".to_owned(),
            )),
            None => {}
        }
        if was_ready {
            self.go_on();
        }
    }

    fn hear(self, reply: Reply, bytes: Vec<ArrayBuffer>) {
        let named =
            |names: Vec<String>, bytes: Vec<ArrayBuffer>| names.into_iter().zip(bytes).collect();
        let answer = match reply {
            Reply::Listens => {
                let page = url::page();
                let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
                if self.send(&Request::Start { folder }, &[]).is_err() {
                    self.fail();
                }
                return;
            }
            Reply::Ready => {
                self.ready.set_value(true);
                return self.go_on();
            }
            Reply::Share { id, done } => return self.answer(Answer::Share { id, done }),
            Reply::Trouble { why } => {
                // The next file that is chosen starts afresh.
                let _nothing = self.stop();
                return self.answer(Answer::Trouble(why));
            }
            Reply::Refused { why } => Some(Answer::Refused { id: self.busy_with().flatten(), why }),
            Reply::Written => None,
            Reply::Opened { view, asked } => {
                Some(Answer::Opened { view, files: asked.into_iter().zip(bytes.clone()).collect() })
            }
            Reply::Composed { packs } => Some(Answer::Composed(named(packs, bytes.clone()))),
            Reply::Made { id, told, mapping, packs } => {
                Some(Answer::Made { id, told, mapping, packs: named(packs, bytes.clone()) })
            }
        };
        let busy = self.busy.try_update_value(Option::take).flatten();
        match (answer, busy.and_then(|b| b.1), bytes.into_iter().next()) {
            (Some(answer), ..) => self.answer(answer),
            (None, Some(take), Some(project)) => take(project),
            _ => {}
        }
        self.go_on();
    }

    fn answer(self, answer: Answer) {
        self.then.with_value(|then| then.as_ref().map(|then| then(answer)));
    }
}
