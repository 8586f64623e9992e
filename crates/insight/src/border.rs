//! The border lens: what changes on the other side.

use std::collections::BTreeSet;

use catchment::Ground;
use serde::Serialize;
use territory::{Dataset, Row, Zone, text};

/// At least so many km lie between two parallels a degree apart.
pub(crate) const KM_PER_DEGREE: f64 = 111.0;

/// A commune nearby whose class or rights are not those of here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// The place on the other side.
    #[serde(skip)]
    pub row: Row,
    /// Whether it shares a border.
    pub touches: bool,
    /// Km of great circle between town halls.
    pub km: f64,
    /// Its class in the zoning of doctors.
    pub class: String,
    /// Whether its legal class is another than that of the place.
    pub class_differs: bool,
    /// Its money over five years less that of here, euros, for the situation given; none where one
    /// is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
}

/// The communes within some km (and those that share a border, however far their town hall) whose
/// class or money differs from that of a place; the nearest first. `money` is what a situation
/// is paid at a place over five years.
#[must_use]
pub fn contrasts(
    dataset: &Dataset,
    row: Row,
    neighbours: &[Row],
    within_km: f64,
    money: impl Fn(Row) -> Option<f64>,
) -> Vec<Contrast> {
    let g = dataset.gazetteer();
    let known = |r: Row| matches!(dataset.zone(r), Zone::Known(_));
    let class = |r: Row| match dataset.zone(r) {
        Zone::Known(class) => class.short.clone(),
        Zone::Absent(reason) => text::absence(reason).to_owned(),
        Zone::NotLoaded => String::new(),
    };
    let (own_class, own_money) = (class(row), money(row));
    let touching: BTreeSet<Row> = neighbours.iter().copied().collect();
    // Only what can be near is put on the ground: a degree of latitude is more than 111 km.
    let here = g.middle(row);
    let may_be_near = |r: Row| {
        let north = g.middle(r).zip(here).map(|(a, b)| (a.1 - b.1).abs() * KM_PER_DEGREE);
        touching.contains(&r) || north.is_some_and(|km| km <= within_km)
    };
    let ground =
        Ground::new(&g.rows().map(|r| g.middle(r).filter(|_| may_be_near(r))).collect::<Vec<_>>());
    let km_to = |r: Row| ground.km(row.index(), r.index());
    // Side by side, the parts of a city would say the same as it.
    let finest =
        |r: &Row| *r != row && g.arrondissements(*r).next().is_none() && g.parent(*r) != Some(row);
    let contrast = |r: Row| {
        let km = km_to(r).filter(|km| *km <= within_km || touching.contains(&r))?;
        let theirs = class(r);
        let difference = money(r).zip(own_money).map(|(there, here)| there - here);
        // What is not known of one side is no difference.
        let class_differs = known(r) && known(row) && theirs != own_class;
        let differs = class_differs || difference.is_some_and(|d| d.abs() >= 0.5);
        differs.then(|| Contrast {
            row: r,
            touches: touching.contains(&r),
            km,
            class: theirs,
            class_differs,
            difference,
        })
    };
    let mut out: Vec<Contrast> = g.rows().filter(finest).filter_map(contrast).collect();
    out.sort_by(|a, b| {
        b.touches.cmp(&a.touches).then(a.km.total_cmp(&b.km)).then(a.row.cmp(&b.row))
    });
    out
}
