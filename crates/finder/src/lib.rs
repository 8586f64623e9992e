//! « Trouver »: places by what a doctor asks of them, and why one comes before another.
//!
//! Pure: a dataset and a question in, places out. What may be asked is data (`data/criteria.toml`,
//! [`Book`]); a [`Query`] is a list of conditions on it, written as a sentence ([`sentence`]), read from
//! what is typed ([`understand`]) and kept in an address. [`Fields`] are the figures of all places that a
//! query looks at; [`Found`] says which answer it, [`Ranking`] in which order, [`Robust`] how much of that
//! hangs on the weights.

/// Places that are put in order: a list shows fewer, a file has these.
pub const LISTED: usize = 500;
/// From so many matches on nothing is offered to be given up.
pub const ENOUGH: usize = 10;
/// Distance to a town that is only named as near, km.
pub const NEAR_KM: f64 = 30.0;

/// Name of the column of what a doctor's aids come to, which whoever asks computes and puts.
pub const AIDS: &str = "aides_5_ans";

mod alike;
mod book;
mod compare;
mod computed;
mod field;
mod filter;
mod key;
mod own;
mod pattern;
mod query;
mod rank;
mod robust;
mod sentence;
mod side;
mod table;
mod token;
mod typed;
mod units;
mod versus;
mod written;

pub use alike::{Alike, Resemblance};
pub use book::{Book, Choice, Criterion, Ends, Kind, Measure, Preset, Priority, Slot, Trait};
pub use compare::{Compared, Topic, topics};
pub use computed::Computed;
pub use field::{Field, Fields, Need};
pub use filter::{Found, REACH, Relaxation, Step};
pub use key::Key;
pub use own::Drawn;
pub use query::{Condition, Misread, Query, Test, Travel, is_of_file};
pub use rank::{Ranking, Weighed};
pub use robust::{FEW, Robust, Share};
pub use sentence::{Span, in_words, sentence};
pub use side::{End, Side, figure_in_column};
pub use table::{Heading, Line, Shares, Table, asks_minutes, briefly, figure_in_words};
pub use typed::{Piece, Understood, understand};
pub use units::{Unit, Units};
pub use versus::{Contender, SAME, UNKNOWN, Versus, notes};
pub use written::Dialect;
