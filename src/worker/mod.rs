//! The worker: the same program once more, without a page. What takes long is done there in plain
//! loops; the page asks, hears how far it is, and takes the answer.
//!
//! A message is a description, as JSON, and the bytes that belong to it, which are handed on and
//! never copied. One job is done at a time, in the order in which they were asked for. A page that
//! cannot have a worker says so and does the same work itself.

mod catchment;
mod client;
mod find;
mod latest;
mod loading;
mod served;
mod survey;

use std::{fmt, future::Future, pin::Pin, rc::Rc};

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use crate::part::PartMissing;

pub(crate) use catchment::{access, place_doctors, work as catchment_work};
pub(crate) use client::Worker;
pub(crate) use find::{figures, robustness};
pub(crate) use latest::Latest;
pub(crate) use loading::{contours, contours_work, search_index, search_index_work};
pub(crate) use served::serve;
pub(crate) use survey::{survey, work as survey_work};

/// What a worker can do. The code of each is a part of the program, fetched with the first job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Task {
    /// Reading contours.
    Contours,
    /// Building the index of the search.
    SearchIndex,
    /// Judging every aid at every place.
    Survey,
    /// Access to care, and where the next doctors would do the most good.
    Catchment,
    /// The user's own files.
    Import,
}

impl Task {
    /// Whether one job may take so long that ending the worker is better than waiting for a job
    /// that nobody wants any more.
    fn is_long(self) -> bool {
        matches!(self, Self::Catchment | Self::Import)
    }

    /// How long the worker stays without anything to do, milliseconds. It holds the memory that its
    /// largest job took: once the page is loaded that is better given back. A user who asks for
    /// something will ask again, and what his files are compared with stays read.
    fn rest_ms(self) -> u64 {
        match self {
            Self::Contours | Self::SearchIndex => 200,
            Self::Survey | Self::Catchment | Self::Import => 60_000,
        }
    }
}

/// From the page to the worker.
#[derive(Debug, Serialize, Deserialize)]
enum Request {
    /// A job, described in the words of its task. `folder` is that of the page, where the files of
    /// the dataset are. Bytes: those of the job.
    Do { task: Task, said: String, folder: String },
}

/// From the worker to the page.
#[derive(Debug, Serialize, Deserialize)]
enum Reply {
    /// The worker listens.
    Listens,
    /// How much of the job is done, from 0 to 1.
    Share { done: f64 },
    /// The answer, in the words of the task. Bytes: those of the answer.
    Done { said: String },
    /// Why what was asked cannot be done.
    Refused { why: String },
    /// The code of the task did not come.
    Missing,
}

/// A job as whoever does it gets it.
pub(crate) struct Call {
    /// What is asked, in the words of the task.
    pub(crate) said: String,
    /// The bytes of the job.
    pub(crate) bytes: Vec<ArrayBuffer>,
    /// The folder of the page.
    pub(crate) folder: String,
    /// Hears how much is done, from 0 to 1.
    pub(crate) share: Rc<dyn Fn(f64)>,
}

impl Call {
    /// The bytes of a job that has one array of them.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn only(&self) -> Result<Vec<u8>, String> {
        self.nth(0)
    }

    /// The bytes of one array.
    ///
    /// # Errors
    /// There is none of this position.
    pub(crate) fn nth(&self, at: usize) -> Result<Vec<u8>, String> {
        let missing = || "les octets de la demande ne sont pas venus".to_owned();
        self.bytes.get(at).map(to_vec).ok_or_else(missing)
    }
}

/// What came of a job.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// In the words of the task.
    pub(crate) said: String,
    /// The bytes of the answer.
    pub(crate) bytes: Vec<ArrayBuffer>,
}

impl Answer {
    /// An answer that is bytes only.
    pub(crate) fn of_bytes(all: &[Vec<u8>]) -> Self {
        Self { said: String::new(), bytes: all.iter().map(|b| to_buffer(b)).collect() }
    }

    /// The bytes of one array; empty where the answer has none of this position: whoever reads them
    /// finds them damaged.
    pub(crate) fn nth(&self, at: usize) -> Vec<u8> {
        self.bytes.get(at).map(to_vec).unwrap_or_default()
    }
}

/// Does a job.
pub(crate) type Work = fn(Call) -> Working;
/// A job that is being done.
pub(crate) type Working = Pin<Box<dyn Future<Output = Result<Answer, String>>>>;

/// The code of a task, which may have to be fetched.
pub(crate) type Finding = Pin<Box<dyn Future<Output = Result<Work, PartMissing>>>>;
/// Finds the code of a task.
pub(crate) type FindWork = fn(Task) -> Finding;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The worker ended in the middle: most often for want of memory.
    Broke,
    /// The code of the task did not come.
    PartMissing,
    /// It cannot be done, and why, in French.
    Refused(String),
    /// The answer is not one that this program wrote.
    Damaged,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broke => "le calcul s’est arrêté, sans doute faute de mémoire",
            Self::PartMissing => {
                "le programme qui fait ce travail n’est pas venu (connexion coupée, ou nouvelle version de Plaque\u{202f}: rechargez alors la page)"
            }
            Self::Refused(why) => why,
            Self::Damaged => "la réponse est endommagée",
        })
    }
}

/// What a task says of a question that it cannot read; the page says why in its own words.
pub(crate) const UNREADABLE: &str = "la demande est arrivée endommagée";

/// Bytes for a message.
pub(crate) fn to_buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// The bytes of a message.
pub(crate) fn to_vec(bytes: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(bytes).to_vec()
}

/// A message for `postMessage`, and the list of what is transferred with it.
fn encode(message: &impl Serialize, bytes: &[ArrayBuffer]) -> Result<(JsValue, Array), String> {
    let text = serde_json::to_string(message).map_err(|e| e.to_string())?;
    let handed: Array = bytes.iter().collect();
    Ok((Array::of2(&text.into(), &handed).into(), handed))
}

/// Reads a message.
fn decode<T: DeserializeOwned>(message: &JsValue) -> Result<(T, Vec<ArrayBuffer>), String> {
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
