//! Asks, off the main thread, who would draw WebGL: where there is no graphics processor the answer
//! takes the browser half a second, and the page must not wait for it.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker};

/// The worker: the name of the renderer, or nothing. 0x9246 is UNMASKED_RENDERER_WEBGL.
const WORKER: &str = "const g = new OffscreenCanvas(1, 1).getContext('webgl2'); \
    postMessage(g && g.getExtension('WEBGL_debug_renderer_info') ? String(g.getParameter(0x9246)) : '');";
/// Names of renderers that compute pixels on the main processor.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "software", "basic render"];

/// Calls `then` with whether a graphics processor is there; at once with `false` where no worker
/// can be asked.
pub(super) fn ask(then: impl FnOnce(bool) + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    let once = move |is_there| {
        if let Some(then) = then.take() {
            then(is_there);
        }
    };
    if ask_worker(once.clone()).is_err() {
        once(false);
    }
}

fn ask_worker(then: impl FnOnce(bool) + 'static) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&WORKER.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let worker = Worker::new(&url)?;
    let own = worker.clone();
    let answered = Closure::once_into_js(move |event: MessageEvent| {
        own.terminate();
        let _freed = Url::revoke_object_url(&url);
        let name = event.data().as_string().unwrap_or_default().to_ascii_lowercase();
        then(!name.is_empty() && !SOFTWARE.iter().any(|s| name.contains(s)));
    });
    worker.set_onmessage(Some(answered.unchecked_ref()));
    Ok(())
}
