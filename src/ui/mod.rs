//! The parts of the page, one component a file. They read the state and the data, and write the
//! state.

mod about;
mod access;
mod aids;
mod column_map;
mod contest;
mod date;
mod focus;
mod layout;
mod legend;
mod offers;
mod origin;
pub(crate) mod own;
mod portrait;
mod search;
mod sheet;
mod standing;
mod status;
mod table;
mod table_rows;
pub(crate) mod user_data;

pub use self::access::Access;
pub use self::aids::Aids;
pub use about::{About, AboutPages};
pub use contest::Contest;
pub use date::InstallationDate;
pub use layout::{Explorer, Header, Tabs};
pub use legend::Legend;
pub use own::{Inbox, OwnMark, UserDataDialog};
pub use portrait::Portrait;
pub use search::Search;
pub use sheet::{SheetBody, SheetPanel};
pub use status::Status;
pub use table::TablePane;
pub use user_data::UserData;
pub(crate) use user_data::work as import_work;
