//! The camera goes to and fro without loss, and names never lie over one another.

use proptest::prelude::*;
use viewmodel::{
    Camera, View,
    labels::{self, Kind, Label},
};

/// The mainland, and a point in the middle of it.
const MIDDLE: View = View { lon: 2.5, lat: 46.5, zoom: 6.0 };

prop_compose! {
    fn any_camera()(
        lon in -3.0..7.0, lat in 43.0..50.0, zoom in 4.0..14.0,
        width in 300.0..2_000.0, height in 300.0..1_500.0,
    ) -> Camera {
        Camera::at(View { lon, lat, zoom }, [width, height])
    }
}

fn near(a: [f64; 2], b: [f64; 2], by: f64) -> bool {
    (a[0] - b[0]).abs() <= by && (a[1] - b[1]).abs() <= by
}

proptest! {
    #[test]
    fn a_pixel_is_where_its_cell_is(camera in any_camera(), x in 0.0..2_000.0, y in 0.0..1_500.0) {
        prop_assert!(near(camera.pixel(camera.cell([x, y])), [x, y], 1e-6));
    }

    #[test]
    fn a_shared_view_is_the_same_place(camera in any_camera()) {
        let again = Camera::at(camera.view(), camera.size);
        prop_assert!(near(again.centre, camera.centre, 1e-3), "{again:?} {camera:?}");
        prop_assert!((again.scale / camera.scale - 1.0).abs() < 1e-9);
    }

    /// Zooming at a point of the window leaves the point under the pointer, within the sheet.
    #[test]
    fn what_is_under_the_pointer_stays(
        lon in -3.0..7.0, lat in 43.0..50.0, zoom in 8.0..14.0, x in 0.1..0.9, y in 0.1..0.9,
    ) {
        let camera = Camera::at(View { lon, lat, zoom }, [1_600.0, 900.0]);
        let at = [camera.size[0] * x, camera.size[1] * y];
        let nearer = camera.zoomed(1.1, at);
        prop_assert!(near(nearer.cell(at), camera.cell(at), 1e-6));
    }

    #[test]
    fn what_is_fitted_is_in_the_free_part(
        left in 1_000.0..3_000.0, top in 1_000.0..3_000.0, side in 50.0..4_000.0,
        padding in [0.0..100.0, 0.0..100.0, 0.0..100.0, 0.0..100.0],
    ) {
        let size = [1_000.0, 800.0];
        let camera = Camera::fitting(size, [left, top, left + side, top + side], padding);
        let ([l, t], [r, b]) =
            (camera.pixel([left, top]), camera.pixel([left + side, top + side]));
        prop_assert!(l >= padding[3] - 1e-6 && r <= size[0] - padding[1] + 1e-6);
        prop_assert!(t >= padding[0] - 1e-6 && b <= size[1] - padding[2] + 1e-6);
    }

    /// Names are apart, within the free part of the window, and the first that fits is written.
    #[test]
    fn names_are_apart(
        places in prop::collection::vec((-3.0..7.0, 43.0..50.0, "[A-Z][a-z]{2,12}", 900.0..200_000.0), 0..60),
        zoom in 5.0..11.0,
        is_chosen in any::<bool>(),
        padding in [0.0..100.0, 0.0..100.0, 0.0..100.0, 0.0..100.0],
    ) {
        let label = |(lon, lat, text, people)| {
            Some(Label { text, cell: atlas::plane::to_plane(lon, lat)?, people })
        };
        let mut labels: Vec<Label> = places.into_iter().filter_map(label).collect();
        labels.sort_by(|a, b| b.people.total_cmp(&a.people));
        let camera = Camera::at(View { zoom, ..MIDDLE }, [1_000.0, 800.0]);
        let chosen = labels.last().filter(|_| is_chosen).cloned();
        let placed = labels::place(chosen.as_ref(), &labels, &camera, padding);
        let is_near = zoom >= 9.0;
        prop_assert!(placed.len() <= if is_near { 66 } else { 32 }, "one per 12,000 or 25,000 square pixels");
        let is_large = |text: &String| labels.iter().any(|l| l.text == *text && l.people >= 15e3);
        prop_assert!(
            is_near || placed.iter().all(|p| p.kind == Kind::Chosen || is_large(&p.text)),
            "far away, towns from 15,000 inhabitants and the chosen place"
        );
        if let Some(chosen) = &chosen {
            let [x, y] = camera.pixel(chosen.cell);
            // Half of thirteen letters, and the line below the middle.
            let fits = x > padding[3] + 60.0 && x < 940.0 - padding[1]
                && y > padding[0] && y < 760.0 - padding[2];
            let is_first = placed.first().is_some_and(|p| p.kind == Kind::Chosen);
            prop_assert!(!fits || is_first, "the chosen place is named wherever its name fits");
        }
        let air = if is_near { 21.0 } else { 40.0 };
        for (i, a) in placed.iter().enumerate() {
            prop_assert!(a.x > padding[3] && a.x < 1_000.0 - padding[1]);
            prop_assert!(a.y > padding[0] && a.y < 800.0 - padding[2]);
            for b in &placed[i + 1..] {
                prop_assert!((a.x - b.x).abs() > air || (a.y - b.y).abs() > air, "{a:?} {b:?}");
            }
        }
        let order: Vec<usize> = placed
            .iter()
            .filter(|p| p.kind != Kind::Chosen)
            .filter_map(|p| labels.iter().position(|l| l.text == p.text))
            .collect();
        let distinct = labels.iter().enumerate().all(|(i, a)| labels[..i].iter().all(|b| a.text != b.text));
        prop_assert!(!distinct || order.is_sorted(), "the most important first");
    }
}
