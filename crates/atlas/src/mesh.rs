//! Triangles for the screen: each row's polygons, every vertex carrying the number of its row.

use crate::contours::Contours;

/// Triangles ready for upload: four 16-bit integers a vertex (x, y, row, digit) and three indices a
/// triangle.
#[derive(Clone, Debug, Default)]
pub struct Mesh {
    /// x and y in cells, row, and where in its cell the point lies (see [`crate::Digit`]).
    pub vertices: Vec<u16>,
    /// Positions of vertices, three a triangle.
    pub indices: Vec<u32>,
}

impl Mesh {
    /// Number of triangles.
    #[must_use]
    pub fn triangles(&self) -> usize {
        self.indices.len() / 3
    }
}

/// Cuts polygons into triangles, keeping its working memory from one to the next.
pub struct Mesher {
    earcut: earcut::Earcut<f32>,
    flat: Vec<[f32; 2]>,
    holes: Vec<u32>,
    triangles: Vec<u32>,
}

impl Default for Mesher {
    fn default() -> Self {
        Self {
            earcut: earcut::Earcut::new(),
            flat: Vec::new(),
            holes: Vec::new(),
            triangles: Vec::new(),
        }
    }
}

impl Mesher {
    /// Adds the triangles of a row to a mesh.
    pub fn add(&mut self, contours: &Contours, row: u32, mesh: &mut Mesh) {
        let id = u16::try_from(row).unwrap_or(u16::MAX);
        for polygon in contours.polygons(row) {
            self.flat.clear();
            self.holes.clear();
            for ring in contours.rings(polygon) {
                if !self.flat.is_empty() {
                    self.holes.push(u32::try_from(self.flat.len()).unwrap_or(u32::MAX));
                }
                self.flat.extend(contours.precise_ring(ring));
            }
            self.earcut.earcut(self.flat.iter().copied(), &self.holes, &mut self.triangles);
            let base = u32::try_from(mesh.vertices.len() / 4).unwrap_or(u32::MAX);
            for ring in contours.rings(polygon) {
                mesh.vertices.extend(
                    contours
                        .ring_digits(ring)
                        .flat_map(|([x, y], digit)| [x, y, id, u16::from(digit.0)]),
                );
            }
            mesh.indices.extend(self.triangles.iter().map(|t| base + t));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology;

    /// Area of the triangles, twice, in cells.
    fn area2(mesh: &Mesh) -> f64 {
        let at = |i: u32| {
            [f64::from(mesh.vertices[4 * i as usize]), f64::from(mesh.vertices[4 * i as usize + 1])]
        };
        mesh.indices
            .chunks_exact(3)
            .map(|t| {
                let [a, b, c] = [at(t[0]), at(t[1]), at(t[2])];
                ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs()
            })
            .sum()
    }

    #[test]
    fn triangles_cover_a_square_with_a_hole() {
        let outer = vec![[0, 0], [10, 0], [10, 10], [0, 10]];
        let hole = vec![[2, 2], [2, 6], [6, 6], [6, 2]];
        let contours = topology::share(&[vec![vec![outer, hole.clone()]], vec![vec![hole]]]);
        let (mut mesh, mut mesher) = (Mesh::default(), Mesher::default());
        mesher.add(&contours, 0, &mut mesh);
        // 10 × 10 less 4 × 4, twice.
        assert!((area2(&mesh) - 2.0 * (100.0 - 16.0)).abs() < 1e-9);
        mesher.add(&contours, 1, &mut mesh);
        assert!((area2(&mesh) - 200.0).abs() < 1e-9);
        assert_eq!(mesh.vertices.iter().skip(2).step_by(4).filter(|r| **r == 1).count(), 4);
    }
}
