//! Why a packed table cannot be read.

use std::fmt;

/// Why a packed table cannot be read, or cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A section is missing.
    #[error("section {0} is missing")]
    Missing(&'static str),
    /// A section is damaged.
    #[error("section {section}: {why}")]
    Damaged {
        /// Name of the section in the packed file.
        section: &'static str,
        /// What is wrong, in English.
        why: String,
    },
}

impl TableError {
    pub(crate) fn damaged(section: &'static str, why: impl fmt::Display) -> Self {
        Self::Damaged { section, why: why.to_string() }
    }
}
