//! What « Trouver » computes in the worker: figures of what is around each commune, and how often each
//! match is among the first with other weights.

use finder::{Computed, Robust, Share, Shares};

use super::{
    Failure, UNREADABLE, Worker,
    catchment::{Question, ask},
};

/// Computes figures.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn figures(
    worker: Worker,
    computed: &Computed,
) -> Result<Vec<Option<f64>>, Failure> {
    let bytes = postcard::to_allocvec(computed).map_err(|_| Failure::Damaged)?;
    let answer = ask(worker, Question::Figures, &[bytes], |_| ()).await?;
    postcard::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)
}

/// Tries so many weightings over the worths of all matches, with how many each has, and their places
/// among equals.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn robustness(
    worker: Worker,
    made_of: &(Vec<f64>, usize, Vec<u32>),
    draws: u32,
) -> Result<(Shares, Vec<u32>), Failure> {
    let bytes = postcard::to_allocvec(made_of).map_err(|_| Failure::Damaged)?;
    let answer = ask(worker, Question::Robustness(draws), &[bytes], |_| ()).await?;
    let (shares, efficient): (Vec<(u32, Share)>, Vec<u32>) =
        postcard::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)?;
    Ok(((shares, draws), efficient))
}

/// Does what [`figures`] asks.
pub(super) fn figures_of(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let computed: Computed = postcard::from_bytes(bytes).map_err(|_| UNREADABLE)?;
    postcard::to_allocvec(&computed.run()).map_err(|_| UNREADABLE)
}

/// Does what [`robustness`] asks.
pub(super) fn robustness_of(bytes: &[u8], draws: u32) -> Result<Vec<u8>, &'static str> {
    let (worths, width, ties): (Vec<f64>, usize, Vec<u32>) =
        postcard::from_bytes(bytes).map_err(|_| UNREADABLE)?;
    if worths.len() != width * ties.len() {
        return Err(UNREADABLE);
    }
    let mut robust = Robust::new(&worths, width, &ties);
    robust.draw(draws);
    postcard::to_allocvec(&(robust.shares(), robust.efficient())).map_err(|_| UNREADABLE)
}
