//! A file as the browser has it: its size before a byte is read, and its bytes.

use js_sys::ArrayBuffer;
use tables::{FileError, Limits};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Why a file is too large to be read: the browser tells its size before a byte is.
pub(super) fn too_large(name: &str, blob: &Blob) -> Option<FileError> {
    let limit = megabytes(crate::summary::count(Limits::default().file));
    let size = megabytes(blob.size());
    (size > limit).then(|| FileError::TooLarge { file: name.to_owned(), size, limit })
}

/// The bytes; none where the file was moved or changed since it was chosen.
pub(super) async fn bytes_of(blob: &Blob) -> Option<ArrayBuffer> {
    JsFuture::from(blob.array_buffer()).await.ok()?.dyn_into::<ArrayBuffer>().ok()
}

/// Bytes in Mio, rounded up.
fn megabytes(bytes: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is no negative number, and far below 2^53"
    )]
    let megabytes = (bytes / 1_048_576.0).ceil() as usize;
    megabytes
}

/// What is said of a file that cannot be read any more.
pub(super) fn moved(name: &str) -> String {
    format!(
        "Le navigateur ne peut pas lire « {name} »\u{202f}: le fichier a été déplacé ou modifié. Choisissez-le à nouveau."
    )
}
