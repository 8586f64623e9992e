//! What the doctor answers, as an address has it.

use std::collections::BTreeMap;

use territory::{
    RuleBook,
    rules::{Datum, Question, QuestionKind},
};

/// What the address says of a question that the doctor cannot answer: it is no answer, and the next
/// question is asked.
pub const UNKNOWN: &str = "nsp";

/// An answer of the address in the kind of its question; none where it is not one that the question
/// allows.
fn read(question: &Question, written: &str) -> Option<Datum> {
    let datum = match question.kind {
        QuestionKind::YesNo => Datum::Flag(match written {
            "oui" => true,
            "non" => false,
            _ => return None,
        }),
        QuestionKind::Choice => Datum::Word(written.to_owned()),
        QuestionKind::Number => Datum::Number(crate::decimal(written)?),
    };
    question.allows(&datum).then_some(datum)
}

/// Whether what is written is an answer, or says that there is none; a number is simply left out.
#[must_use]
pub fn is_understood(question: &Question, written: &str) -> bool {
    let is_unknown = written == UNKNOWN && question.kind != QuestionKind::Number;
    is_unknown || read(question, written).is_some()
}

/// The answers of the address that their questions allow.
#[must_use]
pub fn answers_of(book: &RuleBook, written: &BTreeMap<String, String>) -> BTreeMap<String, Datum> {
    written.iter().filter_map(|(id, w)| Some((id.clone(), read(book.question(id)?, w)?))).collect()
}
