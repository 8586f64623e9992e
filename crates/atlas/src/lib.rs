//! Geometry and bytes: projection, shared arcs, levels, triangles, picking, and the packed container.
//! Pure, and ignorant of the domain: a place is a dense row number.

pub mod pack;
