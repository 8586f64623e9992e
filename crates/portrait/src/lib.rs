//! The portrait of a territory: its figures compared, its structures, its specialists, its teams.
//!
//! Pure: joins the places and columns of `territory` with what `data/portrait.toml` and
//! `data/series.toml` describe.

mod area;
mod book;
mod chapter;
mod export;
mod extract;
mod facts;
mod figure;
mod portrait;
mod specialists;
mod structures;

pub use area::{COUNTRY, Chosen, LEVELS, NoTerritory, Territory, neighbours};
pub use book::{
    Book, Chapter, FactRule, Gap, Listed, Mission, Part, Present, PresentKind, Sibling, Strip,
    Theme,
};
pub use catchment::great_circle_km;
pub use chapter::{Mark, briefly, compares, differs, heading, marks};
pub use export::{COLUMNS, FIGURED, about, citation, csv, properties};
pub use extract::{First, FirstError};
pub use facts::{FACTS, Fact, facts, title};
pub use figure::{Beside, ClassShare, Figure, WideSums};
pub use portrait::{Outline, Portrait, Section};
pub use specialists::{Specialists, SpecialistsAbout, Specialty};
pub use structures::{
    MissingList, Near, Site, Structure, StructureKind, StructureSource, Structures,
    StructuresAbout, Wind,
};
