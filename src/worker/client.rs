//! The page's side of the worker: one job at a time, each of which can be given up.

use std::{collections::VecDeque, rc::Rc, time::Duration};

use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::MessageEvent;

use super::{Answer, Call, Failure, FindWork, Reply, Request, Task, decode, encode};
use crate::url;

#[wasm_bindgen]
extern "C" {
    /// A worker that waits for the compiled program; `index.html` makes it.
    #[wasm_bindgen(catch, js_name = plaqueWorker)]
    fn new_worker() -> Result<web_sys::Worker, JsValue>;
}

/// A job, and who waits for it.
struct Job {
    id: u32,
    task: Task,
    said: String,
    bytes: Vec<ArrayBuffer>,
    waits: Waits,
}

/// Who waits for a job.
struct Waits {
    /// Hears the answer; `None` is that there is no worker to give one, and the job comes back.
    answer: oneshot::Sender<Heard>,
    share: Rc<dyn Fn(f64)>,
}

/// What becomes of a job.
enum Heard {
    Answered(Result<Answer, Failure>),
    /// There is no worker: what was to be done comes back.
    NoWorker(String, Vec<ArrayBuffer>),
}

/// The job that the worker has.
struct Busy {
    id: u32,
    task: Task,
    waits: Waits,
}

/// A worker, and what hears it.
struct Program {
    worker: web_sys::Worker,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

/// Where the program that listens stands.
enum Link {
    /// Not asked for yet, or ended.
    Off,
    /// It starts.
    Starts(Program),
    /// It listens.
    Listens(Program),
    /// This browser gives none.
    Refused,
}

struct Inner {
    link: Link,
    waiting: VecDeque<Job>,
    busy: Option<Busy>,
    next: u32,
    /// How many jobs are about to be asked for.
    expected: u32,
    /// Whether this browser gives workers: one has listened.
    has_listened: bool,
    /// How long the worker stays once it has nothing to do, milliseconds.
    rest_ms: u64,
    /// Counts jobs and rests: whoever waited for the end of a rest finds that there was another.
    turns: u32,
}

impl Inner {
    fn rests(&self) -> bool {
        self.busy.is_none() && self.waiting.is_empty() && self.expected == 0
    }
}

/// The worker of the page, and what waits for it.
#[derive(Clone, Copy)]
pub(crate) struct Worker {
    inner: StoredValue<Inner, LocalStorage>,
    /// Whether the page has to do everything itself.
    pub(crate) is_missing: RwSignal<bool>,
    /// Finds the code of a task, for then.
    find: FindWork,
}

impl Worker {
    /// Prepares; the worker itself begins with the first job, or when one is announced.
    pub(crate) fn new(find: FindWork) -> Self {
        let inner = Inner {
            link: Link::Off,
            waiting: VecDeque::new(),
            busy: None,
            next: 0,
            expected: 0,
            has_listened: false,
            rest_ms: 0,
            turns: 0,
        };
        Self { inner: StoredValue::new_local(inner), is_missing: RwSignal::new(false), find }
    }

    /// Starts the worker before a job; it stays until what is returned is dropped.
    pub(crate) fn expect_job(self) -> Expected {
        self.inner.update_value(|inner| inner.expected += 1);
        self.go_on();
        Expected(self)
    }

    /// Ends the worker if it has nothing to do and gets nothing for a while.
    fn rest(self) {
        let rests = self.inner.try_update_value(|inner| {
            inner.turns = inner.turns.wrapping_add(1);
            let is_there = matches!(inner.link, Link::Starts(_) | Link::Listens(_));
            (is_there && inner.rests()).then_some((inner.turns, inner.rest_ms))
        });
        let Some(Some((turn, rest_ms))) = rests else { return };
        let end = move || {
            let still = self.inner.try_with_value(|inner| inner.rests() && inner.turns == turn);
            if still == Some(true) {
                self.inner.update_value(|inner| inner.rest_ms = 0);
                self.stop();
            }
        };
        set_timeout(end, Duration::from_millis(rest_ms));
    }

    /// Has a job done. Whoever drops the future gives the job up.
    ///
    /// # Errors
    /// See [`Failure`].
    pub(crate) async fn ask(
        self,
        task: Task,
        said: String,
        bytes: Vec<ArrayBuffer>,
        share: impl Fn(f64) + 'static,
    ) -> Result<Answer, Failure> {
        let share: Rc<dyn Fn(f64)> = Rc::new(share);
        let (answer, hears) = oneshot::channel();
        let waits = Waits { answer, share: share.clone() };
        let id = self.inner.try_update_value(|inner| {
            inner.next = inner.next.wrapping_add(1);
            inner.turns = inner.turns.wrapping_add(1);
            inner.rest_ms = inner.rest_ms.max(task.rest_ms());
            inner.waiting.push_back(Job { id: inner.next, task, said, bytes, waits });
            inner.next
        });
        let _given_up_if_dropped = GiveUp { worker: self, id: id.unwrap_or_default() };
        self.go_on();
        match hears.await {
            Ok(Heard::Answered(answer)) => answer,
            Ok(Heard::NoWorker(said, bytes)) => {
                let work = (self.find)(task).await.map_err(|_| Failure::PartMissing)?;
                work(Call { said, bytes, folder: folder(), share }).await.map_err(Failure::Refused)
            }
            Err(_) => Err(Failure::Broke),
        }
    }

    /// Forgets a job. A long one that is being done ends with its worker.
    fn give_up(self, id: u32) {
        let ends = self.inner.try_update_value(|inner| {
            inner.waiting.retain(|job| job.id != id);
            inner.busy.as_ref().is_some_and(|b| b.id == id && b.task.is_long())
        });
        if ends == Some(true) {
            self.stop();
            self.go_on();
        }
    }

    /// Ends the worker; the job that it had.
    fn stop(self) -> Option<Busy> {
        self.inner
            .try_update_value(|inner| {
                if let Link::Starts(Program { worker, .. })
                | Link::Listens(Program { worker, .. }) = &inner.link
                {
                    // What is still on its way from it is not of the next one.
                    worker.set_onmessage(None);
                    worker.set_onerror(None);
                    worker.terminate();
                    inner.link = Link::Off;
                }
                inner.busy.take()
            })
            .flatten()
    }

    /// Hands the next job to a worker that has none, and starts one where there is none.
    fn go_on(self) {
        let starts =
            self.inner.try_with_value(|inner| matches!(inner.link, Link::Off) && !inner.rests());
        if starts == Some(true) {
            let link = self.begin().map_or(Link::Refused, Link::Starts);
            self.inner.update_value(|inner| inner.link = link);
        }
        let refused = self.inner.try_update_value(|inner| match &inner.link {
            Link::Refused => std::mem::take(&mut inner.waiting),
            Link::Listens(Program { worker, .. }) => {
                // A job that cannot be handed on is answered at once: the next one follows.
                while inner.busy.is_none()
                    && let Some(job) = inner.waiting.pop_front()
                {
                    inner.busy = send(worker, job);
                }
                VecDeque::new()
            }
            _ => VecDeque::new(),
        });
        for Job { said, bytes, waits, .. } in refused.into_iter().flatten() {
            self.is_missing.set(true);
            let _gone = waits.answer.send(Heard::NoWorker(said, bytes));
        }
        self.rest();
    }

    /// Starts the program of this page once more, without the page: the module that was compiled
    /// for the page is handed to it.
    fn begin(self) -> Result<Program, JsValue> {
        let worker = new_worker()?;
        let hear =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                match decode::<Reply>(&event.data()) {
                    Ok((reply, bytes)) => self.hear(reply, bytes),
                    Err(_) => self.fail(),
                }
            });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let failed = Closure::<dyn FnMut()>::new(move || self.fail());
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        worker.post_message(&wasm_bindgen::module())?;
        Ok(Program { worker, _hear: hear, _failed: failed })
    }

    /// The worker broke. What it was doing is refused and the rest goes on with another. One that
    /// did not even start will not start another time, unless others did: then its program did not
    /// come, and who waits hears it.
    fn fail(self) {
        let started = self.inner.try_with_value(|inner| matches!(inner.link, Link::Listens(_)));
        let busy = self.stop();
        if started == Some(false) {
            let left_out = self.inner.try_update_value(|inner| {
                if inner.has_listened {
                    return std::mem::take(&mut inner.waiting);
                }
                inner.link = Link::Refused;
                VecDeque::new()
            });
            for job in left_out.into_iter().flatten() {
                let _gone = job.waits.answer.send(Heard::Answered(Err(Failure::PartMissing)));
            }
        }
        if let Some(busy) = busy {
            let _gone = busy.waits.answer.send(Heard::Answered(Err(Failure::Broke)));
        }
        self.go_on();
    }

    fn hear(self, reply: Reply, bytes: Vec<ArrayBuffer>) {
        let answer = match reply {
            Reply::Listens => {
                self.inner.update_value(|inner| {
                    inner.has_listened = true;
                    inner.link = match std::mem::replace(&mut inner.link, Link::Off) {
                        Link::Starts(program) => Link::Listens(program),
                        other => other,
                    };
                });
                return self.go_on();
            }
            Reply::Share { done } => {
                let share =
                    self.inner.with_value(|i| i.busy.as_ref().map(|b| b.waits.share.clone()));
                return share.into_iter().for_each(|share| share(done));
            }
            Reply::Done { said } => Ok(Answer { said, bytes }),
            Reply::Refused { why } => Err(Failure::Refused(why)),
            Reply::Missing => Err(Failure::PartMissing),
        };
        if let Some(busy) = self.inner.try_update_value(|inner| inner.busy.take()).flatten() {
            // Whoever gave the job up hears nothing.
            let _gone = busy.waits.answer.send(Heard::Answered(answer));
        }
        self.go_on();
    }
}

/// A job that is about to be asked for.
pub(crate) struct Expected(Worker);

impl Drop for Expected {
    fn drop(&mut self) {
        let _gone = self.0.inner.try_update_value(|inner| inner.expected -= 1);
        self.0.rest();
    }
}

/// Hands a job to the worker; nothing where it cannot be handed on, and who waits hears of it.
fn send(worker: &web_sys::Worker, job: Job) -> Option<Busy> {
    let Job { id, task, said, bytes, waits } = job;
    let sent = encode(&Request::Do { task, said, folder: folder() }, &bytes).and_then(
        |(message, handed)| {
            let refused = |_| "le navigateur n’a pas transmis la demande".to_owned();
            worker.post_message_with_transfer(&message, &handed).map_err(refused)
        },
    );
    match sent {
        Ok(()) => Some(Busy { id, task, waits }),
        Err(why) => {
            let _gone = waits.answer.send(Heard::Answered(Err(Failure::Refused(why))));
            None
        }
    }
}

/// The folder of the page.
fn folder() -> String {
    let page = url::page();
    page.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

/// Gives a job up when it is dropped; one that has been answered is no longer there.
struct GiveUp {
    worker: Worker,
    id: u32,
}

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.worker.give_up(self.id);
    }
}
