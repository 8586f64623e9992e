//! Fetches the files of the dataset. The only module that calls reqwest, and only to the page's own
//! folder.

use std::fmt;

use futures_util::{StreamExt, future::LocalBoxFuture};

/// Why a file did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NetError {
    /// No answer at all.
    Unreachable,
    /// No answer of another host than the page's own that the page may read.
    Elsewhere,
    /// The server answered something else than the file.
    Status(u16),
    /// The answer stopped before its end.
    Interrupted,
    /// The page does not know its own address.
    NoBase,
    /// More bytes than are read.
    TooLarge,
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => {
                f.write_str("le serveur ne répond pas, ou vous êtes hors connexion")
            }
            Self::Elsewhere => f.write_str(
                "le serveur ne répond pas, ne permet pas à cette page de lire sa réponse, ou vous êtes hors connexion",
            ),
            Self::Status(code) => {
                write!(f, "le serveur répond par le code {code} au lieu du fichier")
            }
            Self::Interrupted => f.write_str("le transfert s’est interrompu"),
            Self::TooLarge => f.write_str("le fichier est trop grand"),
            Self::NoBase => f.write_str("l’adresse de la page est illisible"),
        }
    }
}

/// Fetches a file by its path from the page's folder; `progress` gets the number of bytes
/// received so far.
pub(crate) async fn fetch(file: &str, progress: impl FnMut(u64)) -> Result<Vec<u8>, NetError> {
    let base = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.base_uri().ok().flatten())
        .ok_or(NetError::NoBase)?;
    // What follows the last slash of the path is the page itself and its query.
    let path = base.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    fetch_from(folder, file, progress).await
}

/// The same from a folder that is named: a worker has no page to ask for its own.
pub(crate) async fn fetch_from(
    folder: &str,
    file: &str,
    mut progress: impl FnMut(u64),
) -> Result<Vec<u8>, NetError> {
    let own = fetch_address(&format!("{folder}/{file}"), u64::MAX, &mut progress).await;
    own.map_err(|e| if e == NetError::Elsewhere { NetError::Unreachable } else { e })
}

/// Whether the site now serves another program than the one that runs here. A site that does not
/// answer was not renewed as far as anyone can tell.
pub(crate) async fn is_renewed() -> bool {
    let document = leptos::prelude::document();
    let link = document.query_selector("link[rel=modulepreload]").ok().flatten();
    let Some(program) = link.and_then(|l| l.get_attribute("href")) else { return false };
    let name = program.rsplit('/').next().unwrap_or(&program);
    // Another address each time: what a cache holds is the page of before.
    match fetch(&format!("index.html?{}", js_sys::Date::now()), |_| ()).await {
        Ok(page) => !String::from_utf8_lossy(&page).contains(name),
        Err(_) => false,
    }
}

/// Fetches a whole address, no more than `most` bytes of it. Another host than the page's own is
/// the caller's to agree upon. One function for all callers: reqwest in each of them would be
/// kilobytes of every part.
pub(crate) fn fetch_address<'a>(
    address: &'a str,
    most: u64,
    progress: &'a mut dyn FnMut(u64),
) -> LocalBoxFuture<'a, Result<Vec<u8>, NetError>> {
    Box::pin(async move {
        let response = reqwest::get(address).await.map_err(|_| NetError::Elsewhere)?;
        if !response.status().is_success() {
            return Err(NetError::Status(response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(|_| NetError::Interrupted)?);
            if bytes.len() as u64 > most {
                return Err(NetError::TooLarge);
            }
            progress(bytes.len() as u64);
        }
        Ok(bytes)
    })
}
