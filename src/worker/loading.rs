//! What the worker reads of the dataset: contours, and the index of the search.

use atlas::{Contours, codec, pack::Pack};
use territory::{Gazetteer, SearchIndex};

use super::{Answer, Call, Failure, Task, UNREADABLE, Worker, Working, to_buffer};

/// Reads a packed file of contours, and which rows share a border.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn contours(
    worker: Worker,
    file: &[u8],
) -> Result<(Contours, Vec<Vec<u32>>), Failure> {
    let bytes = vec![to_buffer(file)];
    let answer = worker.ask(Task::Contours, String::new(), bytes, |_| ()).await?;
    let contours = Contours::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)?;
    let neighbours = postcard::from_bytes(&answer.nth(1)).map_err(|_| Failure::Damaged)?;
    Ok((contours, neighbours))
}

/// Does what [`contours`] asks.
pub(crate) fn contours_work(call: Call) -> Working {
    Box::pin(async move {
        let file = call.only()?;
        let pack = Pack::parse(&file).map_err(|_| UNREADABLE)?;
        let contours = codec::decode(|section| pack.get(section)).map_err(|_| UNREADABLE)?;
        let neighbours = postcard::to_allocvec(&contours.neighbours()).map_err(|_| UNREADABLE)?;
        Ok(Answer::of_bytes(&[contours.to_bytes(), neighbours]))
    })
}

/// Builds the index of the search from the packed file of places; nobody is ranked yet.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn search_index(worker: Worker, file: &[u8]) -> Result<SearchIndex, Failure> {
    let bytes = vec![to_buffer(file)];
    let answer = worker.ask(Task::SearchIndex, String::new(), bytes, |_| ()).await?;
    SearchIndex::from_bytes(&answer.nth(0)).ok_or(Failure::Damaged)
}

/// Does what [`search_index`] asks.
pub(crate) fn search_index_work(call: Call) -> Working {
    Box::pin(async move {
        let file = call.only()?;
        let pack = Pack::parse(&file).map_err(|_| UNREADABLE)?;
        let places = Gazetteer::decode(|section| pack.get(section)).map_err(|_| UNREADABLE)?;
        Ok(Answer::of_bytes(&[SearchIndex::new(&places, |_| None).to_bytes()]))
    })
}
