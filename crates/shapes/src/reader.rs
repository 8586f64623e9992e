//! The file from its bytes to its shapes, in pieces short enough to be interrupted.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::check::{form, in_france, positions, settle, swap};
use crate::outline::{End, Lines, Outline, Refused, scan};
use crate::raw::{self, Raw, Wrong};
use crate::remark::{Listing, Remark, What, float, who};
use crate::{Form, Limits, Shape, ShapeError, Shapes};

/// Bytes parsed, and positions checked, in one go: some milliseconds.
const BYTES_AT_ONCE: usize = 1 << 18;
const POINTS_AT_ONCE: usize = 1 << 15;
/// Share of the work that parsing is.
const PARSING: f64 = 0.7;

/// Reads a file at once. `name` is that of the file, for the sentences.
///
/// # Errors
/// See [`ShapeError`]; features that cannot be used are listed instead, as long as one can.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Shapes, ShapeError> {
    let mut reader = Reader::new(name, bytes, limits)?;
    while reader.advance()?.is_some() {}
    Ok(reader.finish())
}

/// Reads a file in pieces, so that a worker can tell how far it is and be interrupted between two
/// of them.
pub struct Reader<'a> {
    file: String,
    bytes: &'a [u8],
    limits: Limits,
    outline: Outline,
    lines: Lines,
    listing: Listing,
    shapes: Vec<Shape>,
    /// Whether each shape that was checked is kept.
    kept: Vec<bool>,
    /// Features parsed, and positions found in them.
    parsed: usize,
    points: usize,
    checked_points: usize,
    /// Positions in France as they stand, and with their numbers exchanged.
    straight: usize,
    crossed: usize,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Parsing,
    Checking { swapped: bool },
    Done,
}

impl<'a> Reader<'a> {
    /// Looks over the file: its encoding, its brackets, where its features are.
    ///
    /// # Errors
    /// A file that cannot be used whatever its features hold.
    pub fn new(name: &str, bytes: &'a [u8], limits: &Limits) -> Result<Self, ShapeError> {
        let file = name.to_owned();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if let Err(e) = std::str::from_utf8(bytes) {
            // No text has bytes 0; archives and shapefiles are full of them.
            if bytes.iter().take(1000).any(|b| *b == 0) {
                return Err(ShapeError::NotText { file });
            }
            return Err(ShapeError::NotUtf8 {
                file,
                line: Lines::default().of(bytes, e.valid_up_to()).0,
            });
        }
        let mut lines = Lines::default();
        let outline = scan(bytes, limits).map_err(|refused| match refused {
            Refused::TooDeep(at) => ShapeError::TooDeep {
                file: file.clone(),
                line: lines.of(bytes, at).0,
                most: limits.depth,
            },
            Refused::TooManyFeatures => {
                ShapeError::TooManyFeatures { file: file.clone(), most: limits.features }
            }
        })?;
        if outline.features.is_empty() || (outline.end == End::Whole && !is_geojson(&outline)) {
            return Err(nothing(file, bytes, &outline, &mut lines));
        }
        let listing = Listing::new(name);
        Ok(Self {
            file,
            bytes,
            limits: *limits,
            outline,
            lines: Lines::default(),
            listing,
            shapes: Vec::new(),
            kept: Vec::new(),
            parsed: 0,
            points: 0,
            checked_points: 0,
            straight: 0,
            crossed: 0,
            stage: Stage::Parsing,
        })
    }

    /// Does some milliseconds of work; the share that is done, from 0 to 1, or `None` at the end.
    ///
    /// # Errors
    /// More positions than the limit, or not one usable feature.
    pub fn advance(&mut self) -> Result<Option<f64>, ShapeError> {
        match self.stage {
            Stage::Parsing => self.parse_some().map(Some),
            Stage::Checking { swapped } => self.check_some(swapped),
            Stage::Done => Ok(None),
        }
    }

    /// What was read, as far as [`Reader::advance`] went.
    #[must_use]
    pub fn finish(self) -> Shapes {
        Shapes { file: self.file, shapes: self.shapes, remarks: self.listing.finish() }
    }

    fn parse_some(&mut self) -> Result<f64, ShapeError> {
        let mut bytes = 0;
        while bytes < BYTES_AT_ONCE {
            let Some(&(from, to)) = self.outline.features.get(self.parsed) else {
                self.between()?;
                return Ok(PARSING);
            };
            self.parsed += 1;
            self.parse_one(from, to);
            bytes += to - from;
            if self.points > self.limits.points {
                return Err(ShapeError::TooManyPoints {
                    file: self.file.clone(),
                    most: self.limits.points,
                });
            }
        }
        Ok(PARSING * float(self.parsed) / float(self.outline.features.len()))
    }

    fn parse_one(&mut self, from: usize, to: usize) {
        let number = self.parsed;
        let text = self.bytes.get(from..to).unwrap_or_default();
        match raw::parse(text) {
            Ok(raw) => self.take(number, raw),
            Err(Wrong::NotFinite) => {
                self.listing.say(number, false, What::NotFinite, || who(number, None, None))
            }
            Err(Wrong::At(at)) => {
                let (line, column) = self.lines.of(self.bytes, from + at);
                self.listing.say(number, false, What::Unreadable { line, column }, || {
                    who(number, None, None)
                });
            }
        }
    }

    fn take(&mut self, number: usize, mut raw: Raw) {
        let code = raw.properties.code(raw.id.0.take());
        let name = raw.properties.name();
        let geometry = raw.take_geometry();
        let listing = &mut self.listing;
        let called = || who(number, code.as_deref(), name.as_deref());
        match form(geometry, &mut |what| listing.say(number, true, what, called)) {
            Ok(form) => {
                for &(x, y) in positions(&form) {
                    self.points += 1;
                    self.straight += usize::from(in_france(x, y));
                    self.crossed += usize::from(in_france(y, x));
                }
                self.shapes.push(Shape {
                    number,
                    code,
                    name,
                    properties: raw.properties.list,
                    form,
                });
            }
            Err(what) => listing.say(number, false, what, called),
        }
    }

    /// What all features together say: how the file ends, whether latitudes came first, what kind
    /// there is most of.
    fn between(&mut self) -> Result<(), ShapeError> {
        self.end_of_file();
        let swapped = self.straight * 2 < self.points && self.crossed * 2 > self.points;
        if swapped {
            self.listing.say(0, true, What::Swapped, || "tous les objets".to_owned());
        }
        let areas = self.shapes.iter().filter(|s| matches!(s.form, Form::Area(_))).count();
        let mostly_areas = areas * 2 >= self.shapes.len();
        let listing = &mut self.listing;
        self.shapes.retain(|s| {
            let fits = matches!(s.form, Form::Area(_)) == mostly_areas;
            if !fits {
                listing.say(s.number, false, What::Mixed, || called(s));
            }
            fits
        });
        self.stage = Stage::Checking { swapped };
        Ok(())
    }

    fn end_of_file(&mut self) {
        let number = self.outline.features.len() + 1;
        let what = match self.outline.end {
            End::Whole => return,
            End::Truncated => {
                What::Truncated { line: Lines::default().of(self.bytes, self.bytes.len()).0 }
            }
            End::Broken(at) => {
                let (line, column) = Lines::default().of(self.bytes, at);
                What::Broken { line, column }
            }
        };
        match self.outline.inside {
            true => self.listing.say(number, false, what, || who(number, None, None)),
            false => self.listing.say(0, false, what, || "fin du fichier".to_owned()),
        }
    }

    fn check_some(&mut self, swapped: bool) -> Result<Option<f64>, ShapeError> {
        let mut points = 0;
        while points < POINTS_AT_ONCE {
            let Some(shape) = self.shapes.get_mut(self.kept.len()) else {
                self.end()?;
                return Ok(None);
            };
            if swapped {
                swap(&mut shape.form);
            }
            let settled = settle(shape);
            points += positions(&shape.form).count();
            let number = shape.number;
            self.kept.push(settled.is_ok());
            match settled {
                Ok(found) => found
                    .into_iter()
                    .for_each(|what| self.listing.say(number, true, what, || called(shape))),
                Err(what) => self.listing.say(number, false, what, || called(shape)),
            }
        }
        self.checked_points += points;
        Ok(Some(
            PARSING
                + (1.0 - PARSING) * float(self.checked_points)
                    / float(self.points.max(self.checked_points)),
        ))
    }

    /// Takes the refused features away, and the copies of others.
    fn end(&mut self) -> Result<(), ShapeError> {
        self.stage = Stage::Done;
        let mut kept = self.kept.iter();
        self.shapes.retain(|_| kept.next().is_some_and(|k| *k));
        let copies = copies(&self.shapes);
        let mut i = 0;
        let listing = &mut self.listing;
        self.shapes.retain(|shape| {
            i += 1;
            let Some(first) = copies.get(&(i - 1)) else { return true };
            listing.say(shape.number, false, What::Duplicate { first: *first }, || called(shape));
            false
        });
        self.shapes.shrink_to_fit();
        match self.listing.first_left_out() {
            _ if !self.shapes.is_empty() => Ok(()),
            Some(Remark { what: What::Unreadable { line, column }, .. }) => {
                Err(ShapeError::Syntax { file: self.file.clone(), line: *line, column: *column })
            }
            Some(first) => Err(ShapeError::NothingUsable { first: first.clone() }),
            None => Err(ShapeError::NoFeature { file: self.file.clone() }),
        }
    }
}

/// Whether a whole document says that it is GeoJSON.
fn is_geojson(outline: &Outline) -> bool {
    const TYPES: [&str; 9] = [
        "FeatureCollection",
        "Feature",
        "GeometryCollection",
        "Polygon",
        "MultiPolygon",
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
    ];
    outline.kind.as_deref().is_some_and(|kind| TYPES.contains(&kind))
}

/// Why a document without features is refused.
fn nothing(file: String, bytes: &[u8], outline: &Outline, lines: &mut Lines) -> ShapeError {
    match outline.end {
        End::Truncated => ShapeError::Truncated { file, line: lines.of(bytes, bytes.len()).0 },
        End::Broken(at) => {
            let (line, column) = lines.of(bytes, at);
            ShapeError::Syntax { file, line, column }
        }
        // The brackets are well; whatever is wrong between them hid the list of features.
        End::Whole => match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
            Err(e) => ShapeError::Syntax { file, line: e.line(), column: e.column() },
            Ok(_) if outline.kind.as_deref() == Some("FeatureCollection") => {
                ShapeError::NoFeature { file }
            }
            Ok(_) => ShapeError::NotGeoJson { file, found: outline.kind.clone() },
        },
    }
}

pub(crate) fn called(shape: &Shape) -> String {
    who(shape.number, shape.code.as_deref(), shape.name.as_deref())
}

/// For each shape that is a copy of one before it, by position, the number of that one.
fn copies(shapes: &[Shape]) -> BTreeMap<usize, usize> {
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut copies = BTreeMap::new();
    for (i, shape) in shapes.iter().enumerate() {
        let mut hash = DefaultHasher::new();
        for (x, y) in positions(&shape.form) {
            (x.to_bits(), y.to_bits()).hash(&mut hash);
        }
        let alike = seen.entry(hash.finish()).or_default();
        let first = alike.iter().filter_map(|j| shapes.get(*j)).find(|other| is_copy(other, shape));
        match first {
            Some(first) => {
                copies.insert(i, first.number);
            }
            // A file may hold thousands of points at one place: a few suffice to find copies among.
            None if alike.len() < 50 => alike.push(i),
            None => {}
        }
    }
    copies
}

/// Same place, and the same code and name; points, of which many may lie in one building, have all
/// properties in common.
fn is_copy(a: &Shape, b: &Shape) -> bool {
    let alike = a.code == b.code && a.name == b.name && a.form == b.form;
    alike && (matches!(a.form, Form::Area(_)) || a.properties == b.properties)
}
