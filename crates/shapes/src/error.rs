//! Why a file cannot be used as a whole.

use std::fmt;

use serde::{Deserialize, Serialize};
use territory::text::{counted, integer, quoted, typeset};

use crate::remark::{Remark, at, float};

/// Why a file cannot be used as a whole. Its `Display` is a French sentence that names the file and
/// says what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ShapeError {
    /// The bytes are no text in UTF-8.
    NotUtf8 {
        /// Name of the file.
        file: String,
        /// Line of the first wrong byte, from 1.
        line: usize,
    },
    /// The file is an archive, a shapefile or another format that is not text.
    NotText {
        /// Name of the file.
        file: String,
    },
    /// No correct JSON, and nothing usable before the place where it is wrong.
    Syntax {
        /// Name of the file.
        file: String,
        /// Line of the file, counted from 1.
        line: usize,
        /// Column of that line, counted from 1.
        column: usize,
    },
    /// The file stops before its end, and no feature before is complete.
    Truncated {
        /// Name of the file.
        file: String,
        /// Last line that the file has.
        line: usize,
    },
    /// Brackets within brackets beyond the limit.
    TooDeep {
        /// Name of the file.
        file: String,
        /// Line where the limit is passed, from 1.
        line: usize,
        /// Brackets and braces that may be open at once.
        most: usize,
    },
    /// More features than the limit.
    TooManyFeatures {
        /// Name of the file.
        file: String,
        /// Features that a file may have.
        most: usize,
    },
    /// More positions than the limit.
    TooManyPoints {
        /// Name of the file.
        file: String,
        /// Positions that all features may have together.
        most: usize,
    },
    /// JSON, but no GeoJSON.
    NotGeoJson {
        /// Name of the file.
        file: String,
        /// Its member `type`, if it has one.
        found: Option<String>,
    },
    /// A collection without any feature.
    NoFeature {
        /// Name of the file.
        file: String,
    },
    /// Not one feature can be used.
    NothingUsable {
        /// What is wrong with the first.
        first: Remark,
    },
}

impl ShapeError {
    fn file(&self) -> &str {
        match self {
            Self::NotUtf8 { file, .. }
            | Self::NotText { file }
            | Self::Syntax { file, .. }
            | Self::Truncated { file, .. }
            | Self::TooDeep { file, .. }
            | Self::TooManyFeatures { file, .. }
            | Self::TooManyPoints { file, .. }
            | Self::NotGeoJson { file, .. }
            | Self::NoFeature { file } => file,
            Self::NothingUsable { first } => &first.file,
        }
    }

    fn sentence(&self) -> String {
        let whole = |n: &usize| integer(float(*n));
        match self {
            Self::NotUtf8 { line, .. } => {
                format!("n'est pas un texte en UTF-8 (ligne {}). Enregistrez-le avec l'encodage UTF-8.", whole(line))
            }
            Self::NotText { .. } => "n'est pas un texte GeoJSON. Si c'est une archive, décompressez-la ; si c'est un shapefile ou un \
                                     GeoPackage, exportez-le en GeoJSON (EPSG:4326)."
                .to_owned(),
            Self::Syntax { line, column, .. } => {
                format!("n'est pas du JSON correct {}. Corrigez cette ligne ou exportez de nouveau le fichier.", at(*line, *column))
            }
            Self::Truncated { line, .. } => {
                format!("s'arrête à la ligne {}, avant son premier objet complet. Téléchargez-le ou exportez-le de nouveau.", whole(line))
            }
            Self::TooDeep { line, most, .. } => format!(
                "emboîte plus de {} à la ligne {}. Exportez-le de nouveau en GeoJSON simple.",
                counted(float(*most), "crochet ou accolade", "crochets ou accolades"),
                whole(line)
            ),
            Self::TooManyFeatures { most, .. } => {
                format!("a plus de {}. Gardez-en une partie.", counted(float(*most), "objet", "objets"))
            }
            Self::TooManyPoints { most, .. } => format!(
                "a plus de {}. Simplifiez ses contours (par exemple avec mapshaper) ou gardez-en une partie.",
                counted(float(*most), "point", "points")
            ),
            Self::NotGeoJson { found: Some(found), .. } if found == "Topology" => {
                "est du TopoJSON. Convertissez-le en GeoJSON (par exemple avec mapshaper).".to_owned()
            }
            Self::NotGeoJson { found: Some(found), .. } => {
                format!("n'est pas du GeoJSON : son type est {}. Exportez une collection d'objets (FeatureCollection).", quoted(found))
            }
            Self::NotGeoJson { found: None, .. } => {
                "n'est pas du GeoJSON : il n'a pas de type. Exportez une collection d'objets (FeatureCollection).".to_owned()
            }
            Self::NoFeature { .. } => "ne contient aucun objet. Vérifiez la sélection au moment de l'export.".to_owned(),
            Self::NothingUsable { .. } => "n'a aucun objet utilisable.".to_owned(),
        }
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Le fichier {} {}", quoted(self.file()), typeset(&self.sentence()))?;
        if let Self::NothingUsable { first } = self {
            write!(f, " {first}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ShapeError {}
