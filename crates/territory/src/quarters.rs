//! Priority districts (QPV) by name, and what is said of a point near some of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{self, NNBSP};

/// A priority district.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarter {
    /// Its code (`QN01201M`).
    pub code: String,
    /// Its name.
    pub name: String,
    /// INSEE codes of the communes that it touches, and of the arrondissements that it reaches into.
    pub communes: Vec<String>,
    /// Class of medical zone that an act gives to the district itself; none where no list was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// The districts that are drawn, in order of code, and what their contours are worth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarters {
    /// Each in the place of its contour.
    pub all: Vec<Quarter>,
    /// Codes of the list that have no contour: out of the départements that are covered.
    pub undrawn: Vec<String>,
    /// Producer, title and vintage of the contours.
    pub source: String,
    /// The same of the classes.
    pub zone_source: String,
}

/// A point and one district.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Place of the district in [`Quarters::all`].
    pub quarter: usize,
    /// Whether the point is in it.
    pub is_inside: bool,
    /// Metres to its edge, from either side.
    pub edge_m: f64,
}

/// What is known of an address by its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Footing {
    /// In a district, and not near its edge.
    Inside,
    /// In none, and near no edge.
    Outside,
    /// So near an edge that the contours do not tell.
    Edge,
}

/// A point against all districts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Located {
    /// Whether the contours tell, and what.
    pub footing: Footing,
    /// Codes of the districts that are told of.
    pub quarters: Vec<String>,
    /// In French sentences.
    pub said: String,
    /// Where the contours are from.
    pub source: String,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}", self.said, text::typeset(&self.source))
    }
}

/// Nearer an edge than this the contours do not tell, m: they are on a grid of some 11 m, and an
/// address is a point of a building.
pub const EDGE_M: f64 = 30.0;

/// How far around a point a district is told of, m.
pub const AROUND_M: f64 = 3_000.0;

impl Quarters {
    /// What is said of a point from the districts that it is in, and of those whose edge is within
    /// [`AROUND_M`].
    #[must_use]
    pub fn locate(&self, near: &[Near]) -> Located {
        let at_edge = |n: &&Near| n.edge_m <= EDGE_M;
        let footing = if near.iter().any(|n| at_edge(&n)) {
            Footing::Edge
        } else if near.iter().any(|n| n.is_inside) {
            Footing::Inside
        } else {
            Footing::Outside
        };
        let all = || near.iter().filter_map(|n| Some((self.all.get(n.quarter)?, n)));
        let told: Vec<(&Quarter, &Near)> =
            all().filter(|(_, n)| n.is_inside || at_edge(n)).collect();
        let mut said: Vec<String> = told.iter().map(|(q, n)| self.sentence(q, n)).collect();
        if told.is_empty() {
            said.push("Ce point n'est dans aucun quartier prioritaire (QPV).".to_owned());
            said.push(match all().min_by(|a, b| a.1.edge_m.total_cmp(&b.1.edge_m)) {
                Some((Quarter { code, name, .. }, near)) => {
                    format!("Le plus proche, « {name} » ({code}), est à {}.", metres(near.edge_m))
                }
                None if self.undrawn.is_empty() => {
                    format!("Aucun n'est à moins de {}.", metres(AROUND_M))
                }
                None => format!(
                    "Aucun n'est à moins de {} ; {} quartiers de collectivités d'outre-mer ne sont pas dessinés.",
                    metres(AROUND_M),
                    self.undrawn.len()
                ),
            });
        }
        Located {
            footing,
            quarters: told.iter().map(|(q, _)| q.code.clone()).collect(),
            said: text::typeset(&said.join(" ")),
            source: self.source.clone(),
        }
    }

    fn sentence(&self, quarter: &Quarter, near: &Near) -> String {
        let Quarter { code, name, zone, .. } = quarter;
        let side = if near.is_inside { "dans le" } else { "hors du" };
        let check = if near.edge_m <= EDGE_M {
            " : les contours sont à une dizaine de mètres près, à vérifier sur le site officiel (SIG Ville)"
        } else {
            ""
        };
        let edge = metres(near.edge_m);
        let class = zone
            .as_ref()
            .filter(|_| near.is_inside)
            .map(|z| format!(" Le quartier est classé {z} ({}).", self.zone_source));
        format!(
            "Ce point est {side} quartier prioritaire « {name} » ({code}), à {edge} de son bord{check}.{}",
            class.unwrap_or_default()
        )
    }
}

/// A distance in words.
fn metres(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("{}{NNBSP}m", text::integer(metres.round()))
    } else {
        format!("{}{NNBSP}km", text::number(metres / 1_000.0, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarters() -> Quarters {
        let quarter = |code: &str, name: &str, zone: Option<&str>| Quarter {
            code: code.to_owned(),
            name: name.to_owned(),
            communes: vec!["04070".to_owned()],
            zone: zone.map(str::to_owned),
        };
        Quarters {
            all: vec![
                quarter("QN00401M", "Centre Ville - Pigeonnier", Some("ZIP")),
                quarter("QN00402M", "Quartier Est", None),
            ],
            undrawn: Vec::new(),
            source: "ANCT".to_owned(),
            zone_source: "ARS, zonage 2025".to_owned(),
        }
    }

    #[test]
    fn a_point_is_in_a_district_in_none_or_too_near_an_edge() {
        let at = |quarter, is_inside, edge_m| Near { quarter, is_inside, edge_m };
        let quarters = quarters();
        let none = quarters.locate(&[]);
        assert_eq!((none.footing, none.quarters.len()), (Footing::Outside, 0));
        let inside = quarters.locate(&[at(0, true, 80.0)]);
        assert_eq!(inside.footing, Footing::Inside);
        assert_eq!(
            inside.said,
            format!(
                "Ce point est dans le quartier prioritaire «{NNBSP}Centre Ville - Pigeonnier{NNBSP}» (QN00401M), à 80{NNBSP}m de son bord. Le quartier est classé ZIP (ARS, zonage 2025)."
            )
        );
        // What is farther is told of only where nothing is nearer.
        let around = quarters.locate(&[at(0, false, 1_840.0), at(1, false, 760.4)]);
        assert_eq!((around.footing, around.quarters.len()), (Footing::Outside, 0));
        assert!(
            around.said.ends_with(&format!("(QN00402M), est à 760{NNBSP}m.")),
            "{}",
            around.said
        );
        assert!(
            none.said.ends_with(&format!("Aucun n’est à moins de 3{NNBSP}km.")),
            "{}",
            none.said
        );
        assert_eq!(quarters.locate(&[at(0, true, 80.0), at(1, false, 300.0)]), inside);
        let undrawn = Quarters { undrawn: vec!["QN97801M".to_owned()], ..quarters.clone() };
        assert!(undrawn.locate(&[]).said.ends_with("ne sont pas dessinés."));
        for edge in [at(1, true, 12.4), at(1, false, 12.4), at(1, true, EDGE_M)] {
            let located = quarters.locate(&[edge]);
            assert_eq!(located.footing, Footing::Edge, "{edge:?}");
            assert!(located.said.contains("m de son bord") && located.quarters == ["QN00402M"]);
        }
        // In one, and near the edge of its neighbour: that may be the one of the address.
        assert_eq!(
            quarters.locate(&[at(0, true, 80.0), at(1, false, 20.0)]).footing,
            Footing::Edge
        );
    }
}
