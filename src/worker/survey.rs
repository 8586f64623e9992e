//! Every aid judged at every place, in the worker.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use territory::{
    RuleBook,
    rules::{Datum, Fact, FactColumn, Survey},
};

use super::{Answer, Call, Failure, Task, UNREADABLE, Worker, Working, to_buffer};

/// What is asked. Bytes: the rule book as its file has it (JSON), and for each fact the position of
/// the value of each place.
#[derive(Serialize, Deserialize)]
struct Question {
    date: NaiveDate,
    answers: BTreeMap<String, Datum>,
    facts: Vec<(Fact, Vec<Datum>)>,
}

/// For each fact the position of the value of each place; none where it is not known.
type Positions = Vec<Vec<Option<u16>>>;

/// What a situation gives at every place. `rules` is the rule book as its file has it.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn survey(
    worker: Worker,
    rules: &[u8],
    facts: &[FactColumn],
    date: NaiveDate,
    answers: BTreeMap<String, Datum>,
) -> Result<Survey, Failure> {
    let values = facts.iter().map(|f| (f.fact, f.values.clone())).collect();
    let question = Question { date, answers, facts: values };
    let said = serde_json::to_string(&question).map_err(|_| Failure::Damaged)?;
    let positions: Vec<&[Option<u16>]> = facts.iter().map(|f| &f.of_row[..]).collect();
    let positions = postcard::to_allocvec(&positions).map_err(|_| Failure::Damaged)?;
    let bytes = vec![to_buffer(rules), to_buffer(&positions)];
    let answer = worker.ask(Task::Survey, said, bytes, |_| ()).await?;
    postcard::from_bytes(&answer.nth(0)).map_err(|_| Failure::Damaged)
}

/// Does what [`survey`] asks.
pub(crate) fn work(call: Call) -> Working {
    Box::pin(async move {
        let Question { date, answers, facts } =
            serde_json::from_str(&call.said).map_err(|_| UNREADABLE)?;
        let book: RuleBook = serde_json::from_slice(&call.nth(0)?).map_err(|_| UNREADABLE)?;
        let positions: Positions = postcard::from_bytes(&call.nth(1)?).map_err(|_| UNREADABLE)?;
        let facts: Vec<FactColumn> = facts
            .into_iter()
            .zip(positions)
            .map(|((fact, values), of_row)| FactColumn { fact, values, of_row })
            .collect();
        let survey = Survey::new(&book, &facts, date, answers);
        Ok(Answer::of_bytes(&[postcard::to_allocvec(&survey).map_err(|_| UNREADABLE)?]))
    })
}
