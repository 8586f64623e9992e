//! What there is to say of a feature, and the list of it, kept short.

use std::fmt;

use serde::{Deserialize, Serialize};
use territory::text::{counted, integer, listed, number, quoted, typeset};

/// Most remarks that a list holds; the rest is counted in [`What::More`].
pub const MOST_REMARKS: usize = 200;
/// Two places are for the counts of the rest (left out, kept), and some for the remarks that speak
/// of many features at once.
const SINGLE: usize = MOST_REMARKS - 8;

/// Something about a feature: put right and kept, or left out. Its `Display` is a French sentence
/// that names the file and the feature and says what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// Name of the file.
    pub file: String,
    /// Number of the feature in the file, from 1; the first of them where the remark speaks of
    /// several, 0 for the whole file.
    pub feature: usize,
    /// The feature in words: « objet 12 (12089, Decazeville) ».
    pub who: String,
    /// Whether the feature is used all the same.
    pub kept: bool,
    /// How many features it is about.
    pub count: usize,
    /// What was put right, or why the feature is left out.
    pub what: What,
}

/// What was found in a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A ring was open; its first position was repeated at its end.
    Closed,
    /// A ring turned the wrong way; it was turned.
    Wound,
    /// The outline crosses itself at this place, degrees; by less than a cell of the map where the
    /// feature is kept.
    SelfCrossing {
        /// Longitude of the first crossing, degrees.
        lon: f64,
        /// Latitude of the first crossing, degrees.
        lat: f64,
    },
    /// The outline is so tangled that it cannot be checked in a reasonable time.
    Tangled,
    /// No geometry, or a geometry without positions.
    Empty,
    /// A coordinate that is no finite number.
    NotFinite,
    /// Latitude stood before longitude in the whole file; put in order.
    Swapped,
    /// Coordinates that are no degrees: Lambert-93 or another projection.
    Projected {
        /// First number of the position, as found.
        x: f64,
        /// Second number of the position, as found.
        y: f64,
    },
    /// Nothing of it lies in a part of France that the map shows.
    OutsideFrance {
        /// Longitude of its first position.
        lon: f64,
        /// Latitude of its first position.
        lat: f64,
    },
    /// A ring of fewer than three different positions, or without any surface.
    TooFewPoints,
    /// Neither area nor point: the type of the geometry, or what stands in its place.
    UnsupportedGeometry(String),
    /// An area in a file of points, or the other way round.
    Mixed,
    /// The same as a feature before it (left out), or another part of the commune of one before it
    /// (joined).
    Duplicate {
        /// Number of that feature.
        first: usize,
    },
    /// No commune, present or former, has this code.
    UnknownCode(String),
    /// A feature without any code, in a file of communes.
    NoCode,
    /// A code that had lost its zero in front: what it was read as.
    ZeroLost(String),
    /// A former commune that is now several: its outline went whole to the first of these codes.
    Split(Vec<String>),
    /// Coordinates that do not have the form that the type of the geometry asks for: what is wrong.
    BadCoordinates(String),
    /// The feature is no correct JSON, here in the file.
    Unreadable {
        /// Line of the file, counted from 1.
        line: usize,
        /// Column of that line, counted from 1.
        column: usize,
    },
    /// The file stops within this feature; what comes before was read.
    Truncated {
        /// Last line of the file.
        line: usize,
    },
    /// Brackets do not match from here on; what comes before was read.
    Broken {
        /// Line of the file, counted from 1.
        line: usize,
        /// Column of that line, counted from 1.
        column: usize,
    },
    /// So many more features than the list tells one by one.
    More,
}

impl What {
    /// Whether one remark tells all features of the file: nothing is to be done about one rather
    /// than another.
    fn is_reported_once(&self) -> bool {
        matches!(self, Self::Closed | Self::Wound | Self::Swapped)
    }

    /// What was found and what to do, without its subject.
    fn sentence(&self, kept: bool) -> String {
        match self {
            Self::Closed => "contour ouvert, refermé sur son premier point. Vous n'avez rien à faire.".to_owned(),
            Self::Wound => "contour tourné dans le mauvais sens, remis dans le sens de la norme. Vous n'avez rien à faire.".to_owned(),
            Self::Swapped => "les latitudes étaient écrites avant les longitudes ; elles ont été remises en ordre dans tout le fichier. \
                              Vérifiez que les tracés tombent au bon endroit."
                .to_owned(),
            Self::SelfCrossing { lon, lat } if kept => format!(
                "le contour se croise lui-même de moins de soixante mètres {} ; il est gardé tel quel. Vérifiez-le si cet endroit compte pour vous.",
                place(*lon, *lat)
            ),
            Self::SelfCrossing { lon, lat } => {
                format!(
                    "le contour se croise lui-même {}. Objet laissé de côté : corrigez-le (dans QGIS : « Réparer les géométries »).",
                    place(*lon, *lat)
                )
            }
            Self::Tangled => "contour trop enchevêtré pour être vérifié. Objet laissé de côté : simplifiez-le ou réparez-le (dans QGIS : \
                              « Réparer les géométries »)."
                .to_owned(),
            Self::Empty => "aucune géométrie. Objet laissé de côté : dessinez-le ou retirez-le du fichier.".to_owned(),
            Self::NotFinite => "une valeur n'est pas un nombre fini (NaN, Infinity ou null). Objet laissé de côté : corrigez cette valeur \
                                dans le logiciel d'origine, puis exportez de nouveau."
                .to_owned(),
            Self::Projected { x, y } => projected(*x, *y),
            Self::OutsideFrance { lon, lat } => format!(
                "hors de la France que montre la carte {}. Objet laissé de côté : vérifiez ses coordonnées (longitude, puis latitude).",
                place(*lon, *lat)
            ),
            Self::TooFewPoints if kept => "un anneau de moins de trois points différents, ou sans surface, a été retiré ; le reste est \
                                           gardé. Vérifiez le tracé."
                .to_owned(),
            Self::TooFewPoints => "contour de moins de trois points différents, ou sans surface. Objet laissé de côté : dessinez-le de \
                                   nouveau ou retirez-le."
                .to_owned(),
            Self::UnsupportedGeometry(what) => {
                let rest = if kept { "Cette partie est laissée de côté, le reste est gardé" } else { "Objet laissé de côté" };
                format!("géométrie {} : seuls les surfaces et les points sont lus. {rest} : convertissez-la en surface.", quoted(what))
            }
            Self::Mixed if kept => {
                "des points accompagnent la surface ; ils sont laissés de côté, la surface est gardée. Enregistrez-les dans \
                                    un autre fichier."
                    .to_owned()
            }
            Self::Mixed => {
                "le fichier mêle des surfaces et des points. Objet laissé de côté : enregistrez les surfaces et les points dans \
                            deux fichiers."
                    .to_owned()
            }
            Self::Duplicate { first } if kept => {
                format!("même commune que l'objet {} ; les deux tracés sont réunis. Vérifiez qu'ils se complètent.", integer(float(*first)))
            }
            Self::Duplicate { first } => {
                format!("copie de l'objet {}. Objet laissé de côté : retirez-le du fichier.", integer(float(*first)))
            }
            Self::UnknownCode(code) => {
                format!("aucune commune, actuelle ou ancienne, n'a le code {}. Objet laissé de côté : vérifiez ce code.", quoted(code))
            }
            Self::NoCode => {
                "aucun code de commune. Objet laissé de côté : ajoutez-lui une propriété « code » avec son code INSEE.".to_owned()
            }
            Self::ZeroLost(code) => {
                format!("code sans son zéro de tête, lu {}. Gardez les codes en texte, et non en nombres, à l'export.", quoted(code))
            }
            Self::Split(into) => format!(
                "cette ancienne commune est aujourd'hui partagée entre {} ; son tracé entier est donné à la première. Prenez un fichier \
                 plus récent pour les distinguer.",
                listed(into)
            ),
            Self::BadCoordinates(why) => {
                format!("coordonnées mal formées ({why}). Objet laissé de côté : exportez de nouveau le fichier en GeoJSON.")
            }
            Self::Unreadable { line, column } => {
                format!(
                    "JSON incorrect {}. Objet laissé de côté : corrigez cette ligne ou exportez de nouveau le fichier.",
                    at(*line, *column)
                )
            }
            Self::Truncated { line } => format!(
                "le fichier s'arrête ici, ligne {}, avant sa fin. Les objets complets sont gardés : téléchargez ou exportez de nouveau le \
                 fichier.",
                integer(float(*line))
            ),
            Self::Broken { line, column } => format!(
                "crochets ou accolades qui ne se répondent pas {}. Seuls les objets qui précèdent sont gardés : corrigez cette ligne ou \
                 exportez de nouveau le fichier.",
                at(*line, *column)
            ),
            Self::More if kept => {
                "remarques du même ordre sur des objets gardés, non détaillées. Corrigez d'abord celles qui sont listées.".to_owned()
            }
            Self::More => {
                "laissés de côté pour des raisons du même ordre, non détaillées. Corrigez d'abord ceux qui sont listés.".to_owned()
            }
        }
    }
}

fn place(lon: f64, lat: f64) -> String {
    format!("(longitude {}, latitude {})", number(lon, 5), number(lat, 5))
}

/// « à la ligne 3, colonne 12 ».
pub(crate) fn at(line: usize, column: usize) -> String {
    format!("à la ligne {}, colonne {}", integer(float(line)), integer(float(column)))
}

fn projected(x: f64, y: f64) -> String {
    // The bounds of the projection over mainland France, in metres.
    let lambert = (0.0..=1.3e6).contains(&x) && (6.0e6..=7.2e6).contains(&y);
    let which = if lambert {
        "sans doute du Lambert-93"
    } else {
        "le fichier est sans doute dans une autre projection"
    };
    format!(
        "coordonnées qui ne sont pas des degrés ({} ; {}), {which}. Objet laissé de côté : exportez de nouveau le fichier en WGS 84 \
         (EPSG:4326).",
        number(x, 2),
        number(y, 2)
    )
}

#[expect(clippy::cast_precision_loss, reason = "counts of a file are far below 2^53")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = typeset(&format!(" : {}", self.what.sentence(self.kept)));
        write!(f, "{}, {}", quoted(&self.file), self.who)?;
        if self.count > 1 && self.feature > 0 {
            f.write_str(&typeset(&format!(
                " et {}",
                counted(float(self.count - 1), "autre objet", "autres objets")
            )))?;
        }
        f.write_str(&said)
    }
}

/// The feature in words: its number, and its code and name as far as it has them.
pub(crate) fn who(number: usize, code: Option<&str>, name: Option<&str>) -> String {
    let number = integer(float(number));
    match (code, name) {
        (Some(code), Some(name)) => format!("objet {number} ({code}, {name})"),
        (Some(one), None) | (None, Some(one)) => format!("objet {number} ({one})"),
        (None, None) => format!("objet {number}"),
    }
}

/// A list of remarks that stays short whatever the file.
#[derive(Default)]
pub(crate) struct Listing {
    file: String,
    remarks: Vec<Remark>,
    /// Features that are not reported one by one: left out, kept.
    more: [usize; 2],
}

impl Listing {
    /// An empty list about a file.
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// A list to be continued.
    pub(crate) fn resume(file: &str, remarks: Vec<Remark>) -> Self {
        let mut out = Self::new(file);
        for remark in remarks {
            match (&remark.what, out.more.get_mut(usize::from(remark.kept))) {
                (What::More, Some(more)) => *more += remark.count,
                _ => out.remarks.push(remark),
            }
        }
        out
    }

    /// Says something of a feature. `who` is asked only if it will be read.
    pub(crate) fn say(
        &mut self,
        feature: usize,
        kept: bool,
        what: What,
        who: impl FnOnce() -> String,
    ) {
        if what.is_reported_once()
            && let Some(same) = self.remarks.iter_mut().find(|r| r.what == what)
        {
            same.count += 1;
            return;
        }
        // The first of each kind is always reported: the list is there to be acted upon.
        let same = |r: &Remark| {
            std::mem::discriminant(&r.what) == std::mem::discriminant(&what) && r.kept == kept
        };
        if self.remarks.len() < SINGLE
            || (self.remarks.len() < MOST_REMARKS - 2 && !self.remarks.iter().any(same))
        {
            self.remarks.push(Remark {
                file: self.file.clone(),
                feature,
                who: who(),
                kept,
                count: 1,
                what,
            });
        } else if let Some(more) = self.more.get_mut(usize::from(kept)) {
            *more += 1;
        }
    }

    /// The first feature that was left out.
    pub(crate) fn first_left_out(&self) -> Option<&Remark> {
        self.remarks
            .iter()
            .filter(|r| !r.kept)
            .min_by_key(|r| if r.feature == 0 { usize::MAX } else { r.feature })
    }

    /// The list, by number of the feature, the counts of the rest at its end.
    pub(crate) fn finish(mut self) -> Vec<Remark> {
        self.remarks.sort_by_key(|r| r.feature);
        for (kept, count) in [false, true].into_iter().zip(self.more) {
            if count > 0 {
                let who = format!("{} de plus", counted(float(count), "objet", "objets"));
                self.remarks.push(Remark {
                    file: self.file.clone(),
                    feature: 0,
                    who,
                    kept,
                    count,
                    what: What::More,
                });
            }
        }
        self.remarks
    }
}
