//! The parts of the page, one component a file. They read the state and the data, and write the state.

mod about;
pub(crate) mod bring;
mod column_map;
mod contest;
mod date;
mod layout;
mod legend;
mod offers;
mod origin;
mod outlook;
mod own;
mod planned;
mod portrait;
mod search;
mod sheet;
mod simulator;
mod standing;
mod status;
mod table;
mod table_rows;

pub use about::About;
pub use bring::Bring;
pub use contest::Contest;
pub use date::InstallationDate;
pub use layout::{BottomBar, Header, MapPane, Tabs};
pub use legend::Legend;
pub use outlook::{COLUMNS as OUTLOOK_COLUMNS, Outlook, read_book};
pub use own::Own;
pub use portrait::{Made, Portrait};
pub use search::Search;
pub use sheet::SheetPanel;
pub use simulator::Simulator;
pub use status::Status;
pub use table::TablePane;
