//! Coordinates as they stand in the file, at whatever depth, read straight to pairs of numbers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};

type Ring = Vec<(f64, f64)>;

/// A member `coordinates`. The depth says what it can be: a point, a line or several points, rings,
/// polygons.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Coords {
    /// Nothing: missing, `null`, `[]`, `[[]]`.
    #[default]
    Empty,
    /// A number that stands alone: part of a position.
    Number(f64),
    /// A position: longitude and latitude as the file has them.
    Position(f64, f64),
    /// Positions: a ring, a line, or several points.
    Line(Ring),
    /// Lists of positions: the rings of a polygon.
    Rings(Vec<Ring>),
    /// Lists of lists of positions.
    Polygons(Vec<Vec<Ring>>),
    /// What cannot be coordinates.
    Bad(Bad),
}

/// What is wrong with coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bad {
    /// `null` or a word where a number should be.
    NotANumber,
    /// One number in place of two.
    OneNumber,
    /// Lists of different depths side by side.
    Ragged,
    /// Lists deeper than any geometry.
    Deep,
    /// An empty list among others.
    Hollow,
    /// Text, object or truth value in place of a list.
    NotAList,
}

impl Bad {
    /// In French, to follow « coordonnées mal formées ».
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NotANumber => "une valeur n'est pas un nombre",
            Self::OneNumber => "une position n'a qu'un nombre",
            Self::Ragged => "les listes n'ont pas toutes la même profondeur",
            Self::Deep => "trop de listes emboîtées",
            Self::Hollow => "une liste est vide",
            Self::NotAList => "il faut une liste de positions",
        }
    }
}

impl<'de> Deserialize<'de> for Coords {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(AnyDepth)
    }
}

struct AnyDepth;

impl<'de> Visitor<'de> for AnyDepth {
    type Value = Coords;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }
    fn visit_f64<E>(self, v: f64) -> Result<Coords, E> {
        Ok(Coords::Number(v))
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a degree or a metre is far below 2^53; anything else is refused later"
    )]
    fn visit_i64<E>(self, v: i64) -> Result<Coords, E> {
        Ok(Coords::Number(v as f64))
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a degree or a metre is far below 2^53; anything else is refused later"
    )]
    fn visit_u64<E>(self, v: u64) -> Result<Coords, E> {
        Ok(Coords::Number(v as f64))
    }
    fn visit_unit<E>(self) -> Result<Coords, E> {
        Ok(Coords::Empty)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Coords, E> {
        Ok(Coords::Bad(Bad::NotAList))
    }
    fn visit_str<E>(self, _: &str) -> Result<Coords, E> {
        Ok(Coords::Bad(Bad::NotAList))
    }
    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Coords, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Coords::Bad(Bad::NotAList))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Coords, A::Error> {
        let mut list = List::default();
        while let Some(next) = seq.next_element()? {
            if let Err(bad) = list.push(next) {
                // The rest is walked over all the same: what is wrong is said of this feature, not
                // of the file.
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Coords::Bad(bad));
            }
        }
        Ok(list.finish())
    }
}

/// A list while it is read.
#[derive(Default)]
struct List {
    so_far: Coords,
    /// Numbers of a position, elevation included.
    numbers: usize,
    hollow: usize,
}

impl List {
    fn push(&mut self, next: Coords) -> Result<(), Bad> {
        match (&mut self.so_far, next) {
            (_, Coords::Bad(Bad::NotAList)) if self.numbers > 0 => return Err(Bad::NotANumber),
            (_, Coords::Bad(bad)) => return Err(bad),
            // An elevation may well be missing.
            (Coords::Position(..), Coords::Empty | Coords::Number(_)) => {}
            (Coords::Number(_), Coords::Empty) => return Err(Bad::NotANumber),
            (_, Coords::Empty) => self.hollow += 1,
            (_, Coords::Polygons(_)) => return Err(Bad::Deep),
            (Coords::Empty, Coords::Number(x)) => self.so_far = Coords::Number(x),
            (Coords::Number(x), Coords::Number(y)) => self.so_far = Coords::Position(*x, y),
            (Coords::Empty, Coords::Position(x, y)) => self.so_far = Coords::Line(vec![(x, y)]),
            (Coords::Line(line), Coords::Position(x, y)) => line.push((x, y)),
            (Coords::Empty, Coords::Line(line)) => self.so_far = Coords::Rings(vec![line]),
            (Coords::Rings(rings), Coords::Line(line)) => rings.push(line),
            (Coords::Empty, Coords::Rings(rings)) => self.so_far = Coords::Polygons(vec![rings]),
            (Coords::Polygons(polygons), Coords::Rings(rings)) => polygons.push(rings),
            _ => return Err(Bad::Ragged),
        }
        if matches!(self.so_far, Coords::Number(_) | Coords::Position(..)) {
            self.numbers += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Coords {
        match &mut self.so_far {
            Coords::Number(_) => {
                return Coords::Bad(if self.hollow > 0 { Bad::NotANumber } else { Bad::OneNumber });
            }
            Coords::Line(line) => line.shrink_to_fit(),
            Coords::Rings(rings) => rings.shrink_to_fit(),
            _ => {}
        }
        // A part without positions is no loss, an empty ring or position among others is a mistake.
        let mistake = self.hollow > 0
            && matches!(self.so_far, Coords::Line(_) | Coords::Rings(_) | Coords::Position(..));
        if mistake {
            Coords::Bad(if self.numbers > 0 { Bad::NotANumber } else { Bad::Hollow })
        } else {
            self.so_far
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Coords {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn the_depth_says_what_it_is() {
        assert_eq!(read("[1,2.5,300,null]"), Coords::Position(1.0, 2.5));
        assert_eq!(read("[[1,2],[3,4]]"), Coords::Line(vec![(1.0, 2.0), (3.0, 4.0)]));
        assert_eq!(
            read("[[[1,2]],[[3,4]]]"),
            Coords::Rings(vec![vec![(1.0, 2.0)], vec![(3.0, 4.0)]])
        );
        assert_eq!(read("[[],[[[1,2]]]]"), Coords::Polygons(vec![vec![vec![(1.0, 2.0)]]]));
        for empty in ["null", "[]", "[[]]", "[[],[]]"] {
            assert_eq!(read(empty), Coords::Empty, "{empty}");
        }
    }

    #[test]
    fn what_cannot_be_coordinates_says_why() {
        for (text, bad) in [
            ("[1,null]", Bad::NotANumber),
            ("[null,1]", Bad::NotANumber),
            ("[1,\"a\"]", Bad::NotANumber),
            ("[[1]]", Bad::OneNumber),
            ("[[1,2],[[1,2]]]", Bad::Ragged),
            ("[[1,2],3]", Bad::Ragged),
            ("[[[[[1,2]]]]]", Bad::Deep),
            ("[[[1,2]],[]]", Bad::Hollow),
            ("\"a\"", Bad::NotAList),
            ("{\"a\":[1]}", Bad::NotAList),
        ] {
            assert_eq!(read(text), Coords::Bad(bad), "{text}");
        }
    }
}
