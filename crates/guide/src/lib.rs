//! What a doctor does to set up, in order, and whom to ask: steps with their delays, papers, aids
//! to ask for, functional contacts of public bodies.
//!
//! Pure: the words and delays are those of `data/steps.toml` and `data/contacts.toml`, the first day
//! of activity is an argument.

mod contact;
mod directory;
mod schedule;
mod steps;

use serde::{Deserialize, Serialize};

pub use contact::{Contact, Reach};
pub use directory::Directory;
pub use schedule::{DatedStep, Reminding, Schedule};
pub use steps::{After, Confidence, Duty, Offset, Papers, Reminder, Request, Step, Steps, With};

/// All that is known of setting up, as it is packed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    /// Steps, papers, requests and reminders.
    pub steps: Steps,
    /// Contacts of the country, the régions and the départements.
    pub contacts: Vec<Contact>,
}

/// What is wrong with the files of the guide.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct Wrong {
    /// The step, contact or list that it is about.
    pub at: String,
    /// What must be put right.
    pub why: String,
}

impl Guide {
    /// Checks what the form of the files does not: delays in order, a doubt where one is due, no
    /// mobile number, no address of a person, each body once.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), Wrong> {
        self.steps.check()?;
        contact::check(&self.contacts)
    }
}
