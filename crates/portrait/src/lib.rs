//! The portrait of a territory: its figures compared, its structures, its specialists, its teams.
//!
//! Pure: joins the places and columns of `territory` with what `data/portrait.toml` and
//! `data/series.toml` describe.

mod area;
mod book;
mod chapter;
mod export;
mod extract;
mod figure;
mod portrait;
mod specialists;
mod structures;

pub use area::{COUNTRY, Chosen, LEVELS, NoTerritory, Territory, neighbours};
pub use book::{Book, Chapter, Gap, Listed, Mission, Part, Sibling, Strip};
pub use catchment::great_circle_km;
pub use chapter::{Mark, briefly, compares, differs, marks};
pub use export::{COLUMNS, FIGURED, about, citation, csv, properties};
pub use extract::{First, FirstError};
pub use figure::{Beside, ClassShare, Figure, WideSums};
pub use portrait::{Outline, Portrait, Section};
pub use specialists::{Specialists, SpecialistsAbout, Specialty};
pub use structures::{
    MissingList, Near, Site, Structure, StructureKind, StructureSource, Structures,
    StructuresAbout, Wind,
};
