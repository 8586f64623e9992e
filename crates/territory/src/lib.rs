//! The domain of Plaque: places, zones, indicators and the rules of aid. Pure: no clock, network,
//! file or geometry.
//!
//! # Helpful terminology
//! * **ZIP** zone d'intervention prioritaire, **ZAC** zone d'action complémentaire, **ZAR** zone
//!   d'accompagnement régional: legal classes of the zoning of doctors, listed by the ARS (regional
//!   health agency).
//! * **TVS** territoire de vie-santé: the group of communes on which that zoning is drawn.
//! * **APL** accessibilité potentielle localisée: consultations that an inhabitant can reach in a
//!   year.
//! * **FRR** France ruralités revitalisation: fiscal zoning (formerly ZRR).
//! * **CAIM, COSCOM, COTRAM, CSTM**: the four contracts of the medical convention of 2016.

mod area;
mod assets;
pub mod classes;
mod code;
mod column;
mod dataset;
mod extract;
mod gazetteer;
mod lines;
mod partial_date;
mod peers;
pub mod quarters;
pub mod ring;
mod role;
pub mod rules;
mod search;
mod section;
mod sheet;
mod standing;
pub mod text;
mod varint;
mod vintage;

pub use area::{Area, AreaKind, Membership, NO_AREA};
pub use assets::{AssetFile, AssetIndex, ColumnEntry, IndexError, SHEETS};
pub use code::{InseeCode, NotAnInseeCode, Row};
pub use column::{
    Absence, Aggregate, COUNTED, Class, Column, ColumnError, ColumnSpec, Direction, Kind, OWN,
    Origin, Provenance, Reference, Value,
};
pub use dataset::{Dataset, ForeignColumn};
pub use extract::{Extract, ExtractError};
pub use gazetteer::{Gazetteer, Place};
pub use partial_date::PartialDate;
pub use role::{LabelledColumn, MissingRole, Role, Roles, YearColumn};
pub use rules::{
    Confidence, Family, LegalReference, Offer, OfferRule, Parameter, ParameterUse, Period, Reason,
    RuleBook, Unit, Verdict, Zone, ZoningRule, offers,
};
pub use search::{Hit, Matched, SearchIndex, Work};
pub use section::SectionError;
pub use sheet::{AreaRef, Figure, Neighbour, PlaceRef, Sheet, Statement, Subject, ZoneRef};
pub use standing::{Scope, Standing, Standings, by_area, gather, gather_around, standing};
