//! What the user asks to keep on this device, and nothing else: one project, in the
//! browser's own store.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use js_sys::ArrayBuffer;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

use crate::ui::own::KEEPS;

const STORE: &str = "projets";
const KEY: &str = "bureau";

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open("plaque", Some(1))?;
    request.on_upgrade_needed(|event| {
        // A store that cannot be made is found missing by whoever uses it.
        let _made =
            event.database().and_then(|db| db.create_object_store(STORE, ObjectStoreParams::new()));
    });
    request.await
}

/// Keeps the bytes of a project in the place of the last one.
///
/// # Errors
/// What to tell the user.
pub(super) async fn keep(bytes: ArrayBuffer) -> Result<(), String> {
    let kept = async {
        let db = open().await?;
        let transaction = db.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.put(&bytes, Some(&JsValue::from(KEY)))?.await?;
        transaction.commit()?.await?;
        db.close();
        Ok::<(), Error>(())
    };
    kept.await.map_err(|_| {
        "Votre navigateur refuse de garder ces fichiers (navigation privée, ou plus de place)\u{202f}: enregistrez plutôt le projet."
            .to_owned()
    })?;
    mark(true);
    Ok(())
}

/// What is kept; nothing where nothing is.
pub(super) async fn kept() -> Option<ArrayBuffer> {
    let db = open().await.ok()?;
    let transaction = db.transaction(&[STORE], TransactionMode::ReadOnly).ok()?;
    let found = transaction
        .object_store(STORE)
        .ok()?
        .get(Query::Key(JsValue::from(KEY)))
        .ok()?
        .await
        .ok()??;
    db.close();
    found.dyn_into::<ArrayBuffer>().ok()
}

/// Erases all that is kept.
///
/// # Errors
/// What to tell the user.
pub(super) async fn erase() -> Result<(), String> {
    mark(false);
    let gone = async { Factory::new()?.delete("plaque")?.await };
    gone.await
        .map_err(|_| "Votre navigateur ne les a pas effacés\u{202f}: fermez les autres onglets de Plaque, puis recommencez.".to_owned())
}

/// The page only looks for files where this mark is.
fn mark(keeps: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _refused =
            if keeps { storage.set_item(KEEPS, "1") } else { storage.remove_item(KEEPS) };
    }
}
