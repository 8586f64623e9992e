//! What page and worker say to each other: one message is a description, as JSON, and the bytes
//! that belong to it, which are handed on and never copied.

use js_sys::{Array, ArrayBuffer};
use layers::{Asked, Told};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tables::Mapping;
use wasm_bindgen::{JsCast, JsValue};

/// From the page to the worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// The folder of the page, where the files of the dataset are.
    Start { folder: String },
    /// A layer of a file. Bytes: the file.
    Make { id: u32, asked: Asked },
    /// One map of several files of contours, by their names. Bytes: the files.
    Compose { names: Vec<String> },
    /// A project of files, with the view in front. Bytes: the files.
    Write { view: String, asked: Vec<Asked> },
    /// The files of a project. Bytes: the project.
    Open { name: String },
}

/// From the worker to the page.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The worker listens, and waits to be started.
    Listens,
    /// It can make layers.
    Ready,
    /// No file can be read at all, and why.
    Trouble { why: String },
    /// How much of the file of a layer was read, from 0 to 1.
    Share { id: u32, done: f64 },
    /// A layer, and the names of its packed files. Bytes: these.
    Made { id: u32, told: Box<Told>, mapping: Option<Mapping>, packs: Vec<String> },
    /// Why what was asked cannot be done.
    Refused { why: String },
    /// The names of the packed files of one map. Bytes: these.
    Composed { packs: Vec<String> },
    /// Bytes: a project.
    Written,
    /// The view of a project, and what was asked of each file. Bytes: the files.
    Opened { view: String, asked: Vec<Asked> },
}

/// A message for `postMessage`, and the list of what is transferred with it.
///
/// # Errors
/// A description that cannot be written, in the words of the writer.
pub(super) fn encode(
    message: &impl Serialize,
    bytes: &[ArrayBuffer],
) -> Result<(JsValue, Array), String> {
    let text = serde_json::to_string(message).map_err(|e| e.to_string())?;
    let handed: Array = bytes.iter().collect();
    Ok((Array::of2(&text.into(), &handed).into(), handed))
}

/// Reads a message.
///
/// # Errors
/// A message that is none of ours, in words.
pub(super) fn decode<T: DeserializeOwned>(
    message: &JsValue,
) -> Result<(T, Vec<ArrayBuffer>), String> {
    let parts = message.dyn_ref::<Array>().ok_or("ce n’est pas un message")?;
    let text = parts.get(0).as_string().ok_or("un message sans description")?;
    let read = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let bytes = Array::from(&parts.get(1));
    let bytes = bytes
        .iter()
        .map(|b| b.dyn_into::<ArrayBuffer>())
        .collect::<Result<_, _>>()
        .map_err(|_| "un message dont les octets n’en sont pas")?;
    Ok((read, bytes))
}
