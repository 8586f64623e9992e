//! The worker: the same program, without a page. It reads files and makes layers of them, so that the page always answers.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, ArrayBuffer, Uint8Array};
use layers::{Asked, Ground, Kept, Project};
use territory::AssetIndex;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::net;

/// What page and worker say to each other: the first element of each message.
pub(super) mod say {
    /// To the worker: the folder of the page.
    pub(in crate::ui::bring) const BASE: &str = "base";
    /// Number, what is asked, bytes; back come number, what is told, mapping, names, bytes.
    pub(in crate::ui::bring) const MAKE: &str = "make";
    /// Names and bytes of files of contours; back come names and bytes of one map of them all.
    pub(in crate::ui::bring) const COMPOSE: &str = "compose";
    /// The view, what was asked of each file, bytes of each; back come the bytes of a project.
    pub(in crate::ui::bring) const WRITE: &str = "write";
    /// Name and bytes of a project; back come the view, what was asked of each file, bytes of each.
    pub(in crate::ui::bring) const OPEN: &str = "open";
    /// From the worker: number of the layer that is being made, and how much of its file was read, from 0 to 1.
    pub(in crate::ui::bring) const SHARE: &str = "share";
    /// From the worker: it can make layers.
    pub(in crate::ui::bring) const READY: &str = "ready";
    /// From the worker: it cannot begin, and why.
    pub(in crate::ui::bring) const TROUBLE: &str = "trouble";
    /// From the worker: number of what it was asked (none for a project), and why it is refused.
    pub(in crate::ui::bring) const REFUSED: &str = "refused";
}

/// Lists of files: everybody's, and those of one page that layers may replace.
const LISTS: [&str; 3] = [
    include_str!("../../../assets/data/index.json"),
    include_str!("../../../assets/data/index-outlook.json"),
    include_str!("../../../assets/data/index-own.json"),
];

/// Share of a file after which the page hears of it again.
const STEP: f64 = 0.02;

type Known = Rc<RefCell<Ground>>;

/// Serves as a worker, if this is one. False on a page.
#[must_use]
pub fn serve() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return false };
    console_error_panic_hook::set_once();
    let ground = Known::default();
    let own = scope.clone();
    let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| hear(&own, &ground, &Array::from(&event.data())));
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    answer.forget();
    // Whoever made this worker waits to hear that it listens.
    tell(&scope, &[say::BASE.into()]);
    true
}

fn hear(scope: &DedicatedWorkerGlobalScope, ground: &Known, message: &Array) {
    let text = |at| message.get(at).as_string().unwrap_or_default();
    match text(0).as_str() {
        say::BASE => {
            let (scope, ground, folder) = (scope.clone(), ground.clone(), text(1));
            spawn_local(async move {
                match load(&folder).await {
                    Ok(loaded) => {
                        ground.replace(loaded);
                        tell(&scope, &[say::READY.into()]);
                    }
                    Err(why) => tell(&scope, &[say::TROUBLE.into(), why.into()]),
                }
            });
        }
        say::MAKE => made(scope, &ground.borrow(), message),
        say::COMPOSE => composed(scope, &ground.borrow(), message),
        say::WRITE => match written(message) {
            Ok(bytes) => tell(scope, &[say::WRITE.into(), buffer(&bytes).into()]),
            Err(why) => tell(scope, &[say::REFUSED.into(), JsValue::NULL, why.into()]),
        },
        say::OPEN => match Project::read(&text(1), &bytes(&message.get(2))) {
            Ok(project) => opened(scope, &project),
            Err(why) => tell(scope, &[say::REFUSED.into(), JsValue::NULL, why.to_string().into()]),
        },
        _ => {}
    }
}

fn tell(scope: &DedicatedWorkerGlobalScope, parts: &[JsValue]) {
    // The bytes are handed on, never copied. What cannot be sent is a message that is not of ours.
    let bytes = |part: &JsValue| if part.is_array() { Array::from(part) } else { Array::of1(part) };
    let handed: Array =
        parts.iter().flat_map(|part| bytes(part).iter().collect::<Vec<_>>()).filter(|b| b.has_type::<ArrayBuffer>()).collect();
    let _sent = scope.post_message_with_transfer(&parts.iter().collect::<Array>(), &handed);
}

/// What layers stand on.
async fn load(folder: &str) -> Result<Ground, String> {
    let mut ground = Ground::default();
    let indexes: Vec<AssetIndex> = LISTS.iter().filter_map(|list| AssetIndex::parse(list).ok()).collect();
    let file = |name: &str| indexes.iter().find_map(|i| i.files.get(name)).map(|f| format!("data/{}", f.file));
    let columns = Ground::COLUMNS.map(|id| format!("column-{id}"));
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

/// Packed files as two lists, their names and their bytes.
fn lists(packs: &[(String, Vec<u8>)]) -> [JsValue; 2] {
    let (names, files): (Vec<JsValue>, Vec<ArrayBuffer>) = packs.iter().map(|(name, bytes)| (JsValue::from(name), buffer(bytes))).unzip();
    [names.iter().collect::<Array>().into(), files.iter().collect::<Array>().into()]
}

fn composed(scope: &DedicatedWorkerGlobalScope, ground: &Ground, message: &Array) {
    let (names, buffers) = (Array::from(&message.get(1)), Array::from(&message.get(2)));
    let files = names.iter().zip(buffers.iter()).map(|(name, b)| (name.as_string().unwrap_or_default(), bytes(&b))).collect();
    match layers::compose(files, ground) {
        Ok(packs) => {
            let [names, files] = lists(&packs);
            tell(scope, &[say::COMPOSE.into(), names, files]);
        }
        Err(why) => tell(scope, &[say::REFUSED.into(), JsValue::NULL, why.into()]),
    }
}

fn made(scope: &DedicatedWorkerGlobalScope, ground: &Ground, message: &Array) {
    let number = message.get(1);
    let asked: Asked = serde_json::from_str(&message.get(2).as_string().unwrap_or_default()).unwrap_or_default();
    let json = |value: Result<String, serde_json::Error>| JsValue::from(value.unwrap_or_default());
    let file = bytes(&message.get(3));
    // The browser's own copy may go while the file is read.
    message.set(3, JsValue::NULL);
    let mut told = 0.0;
    let mut share = |done: f64| {
        if done > told + STEP {
            told = done;
            tell(scope, &[say::SHARE.into(), number.clone(), done.into()]);
        }
    };
    match layers::make(file, &asked, ground, &mut share) {
        Ok(layer) => {
            let [names, files] = lists(&layer.packs);
            let told = json(serde_json::to_string(&layer.told));
            let mapping = json(serde_json::to_string(&layer.mapping));
            tell(scope, &[say::MAKE.into(), number, told, mapping, names, files]);
        }
        Err(why) => tell(scope, &[say::REFUSED.into(), number, why.into()]),
    }
}

fn written(message: &Array) -> Result<Vec<u8>, String> {
    let asked: Vec<Asked> = serde_json::from_str(&message.get(2).as_string().unwrap_or_default()).map_err(|e| e.to_string())?;
    let files = asked.into_iter().zip(Array::from(&message.get(3)).iter()).map(|(asked, b)| Kept { asked, bytes: bytes(&b) }).collect();
    Project { view: message.get(1).as_string().unwrap_or_default(), files }.write()
}

fn opened(scope: &DedicatedWorkerGlobalScope, project: &Project) {
    let asked: Vec<&Asked> = project.files.iter().map(|f| &f.asked).collect();
    let files: Array = project.files.iter().map(|f| buffer(&f.bytes)).collect();
    let asked = serde_json::to_string(&asked).unwrap_or_default();
    tell(scope, &[say::OPEN.into(), project.view.as_str().into(), asked.into(), files.into()]);
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

fn buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}
