//! What is asked of a file.

use serde::{Deserialize, Serialize};
use tables::Mapping;

use crate::legend::Ramp;

/// What the user asks of a file, beside what is in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Number of the layer: it tells apart the columns of two files.
    pub layer: u32,
    /// Name of the file.
    pub name: String,
    /// Day of the file, ISO.
    pub date: String,
    /// What its columns are; what we recognise, where the user has not said.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    /// Colours of its figures.
    #[serde(default)]
    pub ramp: Ramp,
}
