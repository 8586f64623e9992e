//! The file from its bytes to its shapes.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::check::{form, in_france, positions, settle, swap};
use crate::outline::{End, Lines, Outline, Refused, scan};
use crate::raw::{self, Raw, Wrong};
use crate::remark::{Listing, Remark, What, float, who};
use crate::{Form, Limits, Shape, ShapeError, Shapes};

/// Bytes parsed, and positions checked, between two words of progress: some milliseconds.
const BYTES_BETWEEN: usize = 1 << 18;
const POINTS_BETWEEN: usize = 1 << 15;
/// Share of the work that parsing is.
const PARSING: f64 = 0.7;

/// Reads a file. `name` is that of the file, for the sentences.
///
/// # Errors
/// See [`ShapeError`]; features that cannot be used are listed instead, as long as one can.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Shapes, ShapeError> {
    read_reporting(name, bytes, limits, &mut |_| ())
}

/// The same; `share` hears how much is done, from 0 to 1.
///
/// # Errors
/// Those of [`read`].
pub fn read_reporting(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    share: &mut dyn FnMut(f64),
) -> Result<Shapes, ShapeError> {
    let mut reading = Reading::new(name, bytes, limits)?;
    reading.parse(share)?;
    reading.end_of_file();
    let swapped = reading.orientation();
    reading.keep_one_kind();
    reading.check(swapped, share);
    reading.drop_refused_and_copies();
    reading.finish()
}

/// A file that is being read.
struct Reading<'a> {
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
    /// Positions in France as they stand, and with their numbers exchanged.
    straight: usize,
    crossed: usize,
}

impl<'a> Reading<'a> {
    /// Looks over the file: its encoding, its brackets, where its features are.
    fn new(name: &str, bytes: &'a [u8], limits: &Limits) -> Result<Self, ShapeError> {
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
            straight: 0,
            crossed: 0,
        })
    }

    /// Reads every feature as it stands.
    fn parse(&mut self, share: &mut dyn FnMut(f64)) -> Result<(), ShapeError> {
        let mut bytes = 0;
        while let Some(&(from, to)) = self.outline.features.get(self.parsed) {
            self.parsed += 1;
            self.parse_one(from, to);
            if self.points > self.limits.points {
                return Err(ShapeError::TooManyPoints {
                    file: self.file.clone(),
                    most: self.limits.points,
                });
            }
            bytes += to - from;
            if bytes >= BYTES_BETWEEN {
                bytes = 0;
                share(PARSING * float(self.parsed) / float(self.outline.features.len()));
            }
        }
        Ok(())
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

    /// Whether latitudes came first, by all features together.
    fn orientation(&mut self) -> bool {
        let swapped = self.straight * 2 < self.points && self.crossed * 2 > self.points;
        if swapped {
            self.listing.say(0, true, What::Swapped, || "tous les objets".to_owned());
        }
        swapped
    }

    /// Areas or points: the kind that there is most of is kept.
    fn keep_one_kind(&mut self) {
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

    /// Settles every shape: its rings closed, turned and inside France.
    fn check(&mut self, swapped: bool, share: &mut dyn FnMut(f64)) {
        let (mut points, mut between) = (0, 0);
        for shape in &mut self.shapes {
            if swapped {
                swap(&mut shape.form);
            }
            let settled = settle(shape);
            let own = positions(&shape.form).count();
            (points, between) = (points + own, between + own);
            let number = shape.number;
            self.kept.push(settled.is_ok());
            match settled {
                Ok(found) => found
                    .into_iter()
                    .for_each(|what| self.listing.say(number, true, what, || called(shape))),
                Err(what) => self.listing.say(number, false, what, || called(shape)),
            }
            if between >= POINTS_BETWEEN {
                between = 0;
                let checked = float(points) / float(self.points.max(points));
                share(PARSING + (1.0 - PARSING) * checked);
            }
        }
    }

    /// Takes the refused features away, and the copies of others.
    fn drop_refused_and_copies(&mut self) {
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
    }

    /// What was read, if one feature can be used.
    fn finish(self) -> Result<Shapes, ShapeError> {
        let Self { file, shapes, listing, .. } = self;
        if !shapes.is_empty() {
            return Ok(Shapes { file, shapes, remarks: listing.finish() });
        }
        Err(match listing.first_left_out() {
            Some(Remark { what: What::Unreadable { line, column }, .. }) => {
                ShapeError::Syntax { file, line: *line, column: *column }
            }
            Some(first) => ShapeError::NothingUsable { first: first.clone() },
            None => ShapeError::NoFeature { file },
        })
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
