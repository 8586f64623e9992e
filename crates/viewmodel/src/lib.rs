//! The parts of the page that need no browser: the address and what it asks for, what the map shows
//! and where, the rows of the table, the list of the user's files with its undo.

pub mod address;
pub mod answers;
pub mod camera;
pub mod glossary;
pub mod labels;
pub mod reached;
pub mod scenario;
pub mod session;
pub mod summary;
pub mod table_rows;

mod codec;

pub use address::{Address, Route};
pub use camera::{Camera, View};
pub use scenario::Scenario;
pub use session::{Entry, EntryId, Session};
pub use territory::text::decimal;
