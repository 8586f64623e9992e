//! Checking and dissolving outlines: the code of `shapes` beside that of `geo`, over the contours of
//! all communes.

use std::{collections::HashSet, path::Path, time::Instant};

use cli::assets::Assets;
use geo::{Area, LineString, Polygon, Validation, unary_union};
use territory::AreaKind;

#[expect(dead_code, reason = "the modules are those of the crate, of which not all is measured")]
#[path = "../../shapes/src/crossing.rs"]
mod crossing;
#[expect(dead_code, reason = "the modules are those of the crate, of which not all is measured")]
#[path = "../../shapes/src/dissolve.rs"]
mod dissolve;
#[path = "../../shapes/src/ring.rs"]
mod ring;

/// Polygons of rings of longitudes and latitudes, as `shapes` has them.
type Degrees = Vec<Vec<Vec<(f64, f64)>>>;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
    let dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
    let contours = assets.contours().unwrap_or_else(|e| panic!("{e}"));
    let outlines: Vec<Degrees> = (0..contours.rows()).map(|row| outline(&contours, row)).collect();
    let polygons: Vec<Polygon> = outlines.iter().flatten().map(|p| polygon(p)).collect();
    let positions: usize = outlines.iter().flatten().flatten().map(Vec::len).sum();
    println!("{} polygons of {positions} positions", polygons.len());

    let begun = Instant::now();
    let crossed: Vec<crossing::Crossed> =
        outlines.iter().flatten().map(|p| crossing::find(p)).collect();
    let ours = begun.elapsed();
    let count =
        |wanted: fn(&crossing::Crossed) -> bool| crossed.iter().filter(|c| wanted(c)).count();
    let slight = count(|c| matches!(c, crossing::Crossed::Slightly(..)));
    let refused = count(|c| matches!(c, crossing::Crossed::At(..) | crossing::Crossed::Unknown));
    println!("crossing:  {ours:?}, {slight} crossed slightly, {refused} refused");
    let begun = Instant::now();
    let invalid = polygons.iter().filter(|p| !p.is_valid()).count();
    println!("is_valid:  {:?}, {invalid} refused, none with a place", begun.elapsed());

    for kind in [AreaKind::Epci, AreaKind::Departement, AreaKind::Region] {
        let Some(table) = dataset.gazetteer().membership(kind) else { continue };
        let (mut ours, mut union) = (0.0, 0.0);
        let (mut vertices, mut moved, mut apart) = (0_usize, 0_usize, 0.0);
        for area in (0..u16::MAX).take(table.areas.len()) {
            let members = outlines.iter().zip(&table.of_row).filter(|(_, a)| **a == area);
            let parts: Vec<Degrees> = members.map(|(outline, _)| outline.clone()).collect();
            let begun = Instant::now();
            let dissolved = dissolve::dissolve(&parts);
            ours += begun.elapsed().as_secs_f64();
            let polygons: Vec<Polygon> = parts.iter().flatten().map(|p| polygon(p)).collect();
            let begun = Instant::now();
            let united = unary_union(&polygons);
            union += begun.elapsed().as_secs_f64();
            let bits = |x: f64, y: f64| [x.to_bits(), y.to_bits()];
            let known: HashSet<[u64; 2]> =
                parts.iter().flatten().flatten().flatten().map(|p| bits(p.0, p.1)).collect();
            for ring in
                united.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            {
                vertices += ring.0.len();
                moved += ring.coords().filter(|c| !known.contains(&bits(c.x, c.y))).count();
            }
            let area: f64 = dissolved.iter().map(|p| polygon(p).unsigned_area()).sum();
            apart += (area - united.unsigned_area()).abs();
        }
        println!(
            "{kind:?}: dissolve {:.0} ms, unary_union {:.0} ms, which moves {moved} of {vertices} vertices ({apart:.1e} square degrees apart)",
            ours * 1e3,
            union * 1e3
        );
    }
}

/// The contours of a row, outer rings against the clock.
fn outline(contours: &atlas::Contours, row: u32) -> Degrees {
    let ring = |(at, ring): (usize, u32)| {
        let degrees = |p: atlas::Point| {
            let [lon, lat] = atlas::plane::to_degrees([f64::from(p[0]), f64::from(p[1])]);
            (lon, lat)
        };
        let mut points: Vec<(f64, f64)> = contours.ring_points(ring).map(degrees).collect();
        if points.first() != points.last() {
            points.extend(points.first().copied());
        }
        if (ring::area2(&points) > 0.0) != (at == 0) {
            points.reverse();
        }
        points
    };
    let rings = |polygon| contours.rings(polygon).enumerate().map(ring).collect();
    contours.polygons(row).map(rings).collect()
}

fn polygon(rings: &[Vec<(f64, f64)>]) -> Polygon {
    let mut rings = rings.iter().map(|ring| LineString::from(ring.clone()));
    Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
}
