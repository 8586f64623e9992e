//! Foreign tables: the bytes that a user drops on the page, turned into values by commune, with
//! every loss listed. Pure.
//!
//! [`open`] tells what the bytes are, [`read`] makes lines and cells of them, [`recognise`] guesses
//! what each column says, [`join`] gives one value per place. Nothing is corrected in silence: what
//! was guessed is in the notes, what was doubtful in the doubts, what could not be used in the
//! losses, each with its line as a spreadsheet numbers it.

mod cells;
mod classes;
mod columns;
mod dates;
mod delimited;
mod error;
mod join;
mod joined;
mod merge;
mod names;
mod numbers;
mod open;
mod passage;
mod read;
mod recognise;
mod resolve;
mod role;
mod table;
mod why;
mod workbook;

pub use cells::Cell;
pub use classes::doctor_zone;
pub use error::FileError;
pub use join::join;
pub use joined::{Carried, Doubt, Joined, JoinedColumn, Loss};
pub use open::{Limits, Opened, open};
pub use passage::{Passage, PassageError};
pub use read::read;
pub use recognise::recognise;
pub use role::{Mapping, Role};
pub use table::{About, Line, Table};
pub use why::Why;
