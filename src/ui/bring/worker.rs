//! The worker: the same program, without a page. It reads files and makes layers of them, so that
//! the page always answers.

use std::{cell::RefCell, rc::Rc};

use js_sys::{ArrayBuffer, Uint8Array};
use layers::{Asked, Ground, Kept, Layer, Project};
use territory::AssetIndex;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::protocol::{Reply, Request, decode, encode};
use crate::{
    dataset::{id_of, roles},
    net,
};

/// Lists of files: everybody's, and those of one view that layers may replace.
const LISTS: [&str; 3] = [
    include_str!("../../../assets/data/index.json"),
    include_str!("../../../assets/data/index-outlook.json"),
    include_str!("../../../assets/data/index-own.json"),
];

/// Share of a file after which the page hears of it again.
const STEP: f64 = 0.02;

type Known = Rc<RefCell<Ground>>;
/// An answer and the bytes that go with it.
type Answer = (Reply, Vec<Vec<u8>>);

/// Listens to the page that made this worker; nothing where this is none.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let ground = Known::default();
    let own = scope.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match decode::<Request>(&event.data()) {
            Ok((request, bytes)) => answer(&own, &ground, request, bytes),
            Err(why) => tell(&own, &Reply::Refused { why }, &[]),
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    // Whoever made this worker waits to hear that it listens.
    tell(&scope, &Reply::Listens, &[]);
}

fn answer(
    scope: &DedicatedWorkerGlobalScope,
    ground: &Known,
    request: Request,
    bytes: Vec<ArrayBuffer>,
) {
    let made = match request {
        Request::Start { folder } => {
            let (scope, ground) = (scope.clone(), ground.clone());
            spawn_local(async move {
                let ready = match load(&folder).await {
                    Ok(loaded) => {
                        ground.replace(loaded);
                        Reply::Ready
                    }
                    Err(why) => Reply::Trouble { why },
                };
                tell(&scope, &ready, &[]);
            });
            return;
        }
        Request::Make { id, asked } => make(scope, &ground.borrow(), id, &asked, bytes),
        Request::Compose { names } => {
            let files = names.into_iter().zip(bytes.iter().map(read)).collect();
            layers::compose(files, &ground.borrow()).map(|packs| {
                let (packs, files) = packs.into_iter().unzip();
                (Reply::Composed { packs }, files)
            })
        }
        Request::Write { view, asked } => {
            let files = asked
                .into_iter()
                .zip(&bytes)
                .map(|(asked, b)| Kept { asked, bytes: read(b) })
                .collect();
            Project { view, files }.write().map(|project| (Reply::Written, vec![project]))
        }
        Request::Open { name } => open(&name, &bytes),
    };
    match made {
        Ok((reply, bytes)) => tell(scope, &reply, &bytes),
        Err(why) => tell(scope, &Reply::Refused { why }, &[]),
    }
}

fn make(
    scope: &DedicatedWorkerGlobalScope,
    ground: &Ground,
    id: u32,
    asked: &Asked,
    bytes: Vec<ArrayBuffer>,
) -> Result<Answer, String> {
    let file = only(&bytes)?;
    // The browser's own copy may go while the file is read.
    drop(bytes);
    let mut reported = 0.0;
    let mut share = |done: f64| {
        if done > reported + STEP {
            reported = done;
            tell(scope, &Reply::Share { id, done }, &[]);
        }
    };
    let Layer { told, mapping, packs } = layers::make(file, asked, ground, &mut share)?;
    let (packs, files) = packs.into_iter().unzip();
    Ok((Reply::Made { id, told: Box::new(told), mapping, packs }, files))
}

fn open(name: &str, bytes: &[ArrayBuffer]) -> Result<Answer, String> {
    let project = Project::read(name, &only(bytes)?).map_err(|e| e.to_string())?;
    let (asked, files) = project.files.into_iter().map(|f| (f.asked, f.bytes)).unzip();
    Ok((Reply::Opened { view: project.view, asked }, files))
}

/// What layers stand on.
async fn load(folder: &str) -> Result<Ground, String> {
    let mut ground = Ground::new(roles().clone());
    let indexes = LISTS
        .iter()
        .map(|list| AssetIndex::parse(list))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| e.to_string())?;
    let file = |name: &str| {
        indexes.iter().find_map(|i| i.files.get(name)).map(|f| format!("data/{}", f.file))
    };
    let columns = Ground::ROLES.map(|role| format!("column-{}", id_of(role)));
    for name in ["places".to_owned(), "passage".to_owned()].into_iter().chain(columns) {
        let path = file(&name).ok_or_else(|| format!("« {name} » n’est dans aucune liste"))?;
        let bytes = net::fetch_from(folder, &path, |_| ()).await.map_err(|e| e.to_string())?;
        let taken = match name.as_str() {
            "places" => ground.take_places(&bytes),
            "passage" => ground.take_passage(&bytes),
            _ => ground.take_column(&bytes),
        };
        taken.map_err(|_| "un fichier reçu est endommagé".to_owned())?;
    }
    Ok(ground)
}

/// Says something to the page. A message that cannot be sent leaves the page without an answer: it
/// then hears of a fault of the worker.
fn tell(scope: &DedicatedWorkerGlobalScope, reply: &Reply, bytes: &[Vec<u8>]) {
    let bytes: Vec<ArrayBuffer> = bytes.iter().map(|b| Uint8Array::from(&b[..]).buffer()).collect();
    let sent = encode(reply, &bytes).map_err(Into::into);
    let sent =
        sent.and_then(|(message, handed)| scope.post_message_with_transfer(&message, &handed));
    if let Err(why) = sent {
        wasm_bindgen::throw_val(why);
    }
}

/// The only file of a message.
fn only(bytes: &[ArrayBuffer]) -> Result<Vec<u8>, String> {
    bytes.first().map(read).ok_or_else(|| "le fichier n’est pas venu avec la demande".to_owned())
}

fn read(bytes: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(bytes).to_vec()
}
