//! Access to care of the whole country, and the places of the next doctors, in the worker.

use std::sync::Arc;

use catchment::{Catchment, Pick, Placing, Setting};
use insight::Assembly;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Failure, Task, UNREADABLE, Worker, Working, to_buffer};

/// What is asked. Bytes: an [`Assembly`], or a [`Setting`] and a [`Placing`].
#[derive(Serialize, Deserialize)]
pub(super) enum Question {
    Access,
    Place,
    /// A [`finder::Computed`].
    Figures,
    /// What a [`finder::Robust`] is made of, and how many weightings to try.
    Robustness(u32),
}

pub(super) async fn ask(
    worker: Worker,
    question: Question,
    bytes: &[Vec<u8>],
    share: impl Fn(f64) + 'static,
) -> Result<Answer, Failure> {
    let said = serde_json::to_string(&question).map_err(|_| Failure::Damaged)?;
    let bytes = bytes.iter().map(|b| to_buffer(b)).collect();
    worker.ask(Task::Catchment, said, bytes, share).await
}

/// The setting that an assembly makes, and access computed from it.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn access(
    worker: Worker,
    assembly: &Assembly,
) -> Result<(Arc<Setting>, Catchment), Failure> {
    let assembly = postcard::to_allocvec(assembly).map_err(|_| Failure::Damaged)?;
    let answer = ask(worker, Question::Access, &[assembly], |_| ()).await?;
    let setting = postcard::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)?;
    let access = postcard::from_bytes(&answer.nth(1)).map_err(|_| Failure::Damaged)?;
    let setting = Arc::new(setting);
    let catchment = Catchment::known(&setting, access);
    Ok((setting, catchment))
}

/// Where the next doctors would do the most good; `share` hears how much is done, from 0 to 1.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn place_doctors(
    worker: Worker,
    setting: &Setting,
    placing: &Placing,
    share: impl Fn(f64) + 'static,
) -> Result<Vec<Pick>, Failure> {
    let setting = postcard::to_allocvec(setting).map_err(|_| Failure::Damaged)?;
    let placing = postcard::to_allocvec(placing).map_err(|_| Failure::Damaged)?;
    let answer = ask(worker, Question::Place, &[setting, placing], share).await?;
    postcard::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)
}

/// Does what [`access`] and [`place_doctors`] ask.
pub(crate) fn work(call: Call) -> Working {
    Box::pin(async move {
        let damaged = |_| UNREADABLE;
        let made = match serde_json::from_str(&call.said).map_err(|_| UNREADABLE)? {
            Question::Access => {
                let assembly: Assembly = postcard::from_bytes(&call.only()?).map_err(damaged)?;
                let setting = Arc::new(assembly.setting());
                let catchment = Catchment::new(&setting);
                let setting = postcard::to_allocvec(&*setting).map_err(damaged)?;
                vec![setting, postcard::to_allocvec(catchment.access()).map_err(damaged)?]
            }
            Question::Place => {
                let setting: Setting = postcard::from_bytes(&call.nth(0)?).map_err(damaged)?;
                let placing: Placing = postcard::from_bytes(&call.nth(1)?).map_err(damaged)?;
                // What a doctor changes at a place stands on what is there, not on access.
                let nothing = vec![0.0; setting.ground.len()];
                let catchment = Catchment::known(&Arc::new(setting), nothing);
                let picks = placing.search(&catchment, &mut |done| (call.share)(done));
                vec![postcard::to_allocvec(&picks).map_err(damaged)?]
            }
            Question::Figures => vec![super::find::figures_of(&call.only()?)?],
            Question::Robustness(draws) => vec![super::find::robustness_of(&call.only()?, draws)?],
        };
        Ok(Answer::of_bytes(&made))
    })
}
