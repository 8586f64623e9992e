//! The worker's side: hears jobs, does them, answers.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{Call, FindWork, Reply, Request, decode, encode};

/// Share of a job after which the page hears of it again.
const STEP: f64 = 0.02;

/// Listens to the page that made this worker; nothing where this is none. `find` gives the code of
/// a task.
pub(crate) fn serve(find: FindWork) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let own = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match decode::<Request>(&event.data()) {
            Ok((request, bytes)) => answer(own.clone(), find, request, bytes),
            Err(why) => say(&own, &Reply::Refused { why }, &[]),
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    // Whoever made this worker waits to hear that it listens.
    say(&scope, &Reply::Listens, &[]);
}

fn answer(
    scope: DedicatedWorkerGlobalScope,
    find: FindWork,
    request: Request,
    bytes: Vec<ArrayBuffer>,
) {
    let Request::Do { task, said, folder } = request;
    spawn_local(async move {
        let Ok(work) = find(task).await else { return say(&scope, &Reply::Missing, &[]) };
        let (to, reported) = (scope.clone(), std::cell::Cell::new(0.0));
        let share = Rc::new(move |done: f64| {
            if done > reported.get() + STEP {
                reported.set(done);
                say(&to, &Reply::Share { done }, &[]);
            }
        });
        match work(Call { said, bytes, folder, share }).await {
            Ok(answer) => say(&scope, &Reply::Done { said: answer.said }, &answer.bytes),
            Err(why) => say(&scope, &Reply::Refused { why }, &[]),
        }
    });
}

/// Says something to the page. A message that cannot be sent leaves the page without an answer: it
/// then hears of a fault of the worker.
fn say(scope: &DedicatedWorkerGlobalScope, reply: &Reply, bytes: &[ArrayBuffer]) {
    let sent = encode(reply, bytes).map_err(Into::into);
    let sent =
        sent.and_then(|(message, handed)| scope.post_message_with_transfer(&message, &handed));
    if let Err(why) = sent {
        wasm_bindgen::throw_val(why);
    }
}
