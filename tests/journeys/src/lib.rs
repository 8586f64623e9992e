//! Harness of the whole-page journeys: a browser, the real `dist` behind the static server, and
//! eyes and hands.
//!
//! A journey acts as its user does: it finds things by role and name, types, clicks, and reads
//! what is written.

mod checks;
mod chromedriver;
mod find;
mod handed;
mod long_tasks;
mod own;
mod page;
mod paper;
mod picture;
mod transcript;

pub use checks::Counts;
pub use chromedriver::Graphics;
pub use page::{DESKTOP, PHONE, Page, Setup, journey};
pub use picture::Picture;
pub use thirtyfour::{Key, WebElement};
pub use xtask::server::Fault;
