//! Why a packed file cannot be read, or cannot be made.

use std::fmt;

/// What is wrong with a section of a packed file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
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

impl SectionError {
    /// A section with what is wrong in it, in English.
    #[must_use]
    pub fn damaged(section: &'static str, why: impl fmt::Display) -> Self {
        Self::Damaged { section, why: why.to_string() }
    }
}
