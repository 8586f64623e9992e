//! Files that the page makes and hands to the user.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Hands a file to the user. What the browser refuses is refused silently by it: it says so itself.
pub(crate) fn save_text(name: &str, kind: &str, text: &str) {
    save_parts(name, kind, &Array::of1(&JsValue::from_str(text)));
}

/// Hands a file of several texts or blobs to the user.
pub(crate) fn save_parts(name: &str, kind: &str, parts: &Array) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(parts, &options) {
        save(name, &blob);
    }
}

/// Hands bytes to the user as a file.
pub(crate) fn save_bytes(name: &str, kind: &str, bytes: &js_sys::Uint8Array) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options) {
        save(name, &blob);
    }
}

/// Hands a blob to the user as a file.
pub(crate) fn save(name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    if let Some(link) =
        document().create_element("a").ok().and_then(|a| a.dyn_into::<HtmlAnchorElement>().ok())
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser has taken hold of it by the time that it is let go.
    let release = Closure::once_into_js(move || drop(Url::revoke_object_url(&url)));
    let _timer = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(release.unchecked_ref(), 60_000);
}
