//! Why a file cannot be used as a whole, in words that name the file and say what to do.

/// Why a file cannot be used as a whole. Its text is the French sentence shown to the user;
/// `file` is always the name of the file as it was given, `line` its line as a spreadsheet numbers
/// it (from 1).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FileError {
    /// No byte, or nothing but blanks.
    #[error("«\u{202f}{file}\u{202f}» est vide. Choisissez le fichier qui contient le tableau.")]
    Empty {
        /// Name of the user's file.
        file: String,
    },
    /// More bytes than [`crate::Limits::file`].
    #[error(
        "«\u{202f}{file}\u{202f}» pèse {size}\u{202f}Mio et la limite est de {limit}\u{202f}Mio. Gardez les colonnes utiles, ou découpez le tableau par région."
    )]
    TooLarge {
        /// Name of the user's file.
        file: String,
        /// Size, Mio, rounded up.
        size: usize,
        /// Largest file that is read, MiB.
        limit: usize,
    },
    /// More bytes than [`crate::Limits::inflated`] once decompressed or read.
    #[error(
        "«\u{202f}{file}\u{202f}» dépasse {limit}\u{202f}Mio une fois décompressé et lu. Gardez les colonnes utiles, ou découpez le tableau par région."
    )]
    TooLargeInflated {
        /// Name of the user's file.
        file: String,
        /// Bytes once inflated, at most, MiB.
        limit: usize,
    },
    /// A few bytes that become very many.
    #[error(
        "«\u{202f}{file}\u{202f}» grossit plus de 200 fois en se décompressant, ce qui n’est pas normal pour un tableau\u{202f}: la lecture a été arrêtée. Décompressez-le sur votre poste et déposez le tableau lui-même."
    )]
    Bomb {
        /// Name of the user's file.
        file: String,
    },
    /// A gzip file that stops before its end.
    #[error(
        "«\u{202f}{file}\u{202f}» est un fichier compressé incomplet. Téléchargez-le de nouveau."
    )]
    TruncatedGzip {
        /// Name of the user's file.
        file: String,
    },
    /// A gzip file that does not decompress.
    #[error(
        "«\u{202f}{file}\u{202f}» est un fichier compressé abîmé. Téléchargez-le de nouveau, ou décompressez-le sur votre poste."
    )]
    DamagedGzip {
        /// Name of the user's file.
        file: String,
    },
    /// The format of Excel before 2007.
    #[error(
        "«\u{202f}{file}\u{202f}» est un ancien classeur Excel (.xls) ou un classeur protégé par un mot de passe. Ouvrez-le dans un tableur et enregistrez-le au format .xlsx, sans mot de passe, ou .csv."
    )]
    OldExcel {
        /// Name of the user's file.
        file: String,
    },
    /// A PDF.
    #[error(
        "«\u{202f}{file}\u{202f}» est un PDF. Demandez à son auteur le tableau au format .csv ou .xlsx."
    )]
    Pdf {
        /// Name of the user's file.
        file: String,
    },
    /// A picture.
    #[error(
        "«\u{202f}{file}\u{202f}» est une image. Choisissez un tableau au format .csv ou .xlsx."
    )]
    Image {
        /// Name of the user's file.
        file: String,
    },
    /// A zip archive that is neither a workbook nor a project, or an archive within another.
    #[error(
        "«\u{202f}{file}\u{202f}» est une archive. Décompressez-la et déposez le tableau (.csv ou .xlsx) qu’elle contient."
    )]
    OtherArchive {
        /// Name of the user's file.
        file: String,
    },
    /// A zip archive that cannot be read.
    #[error(
        "«\u{202f}{file}\u{202f}» est abîmé ou incomplet. Téléchargez-le de nouveau, ou ouvrez-le dans un tableur et enregistrez-le au format .csv."
    )]
    DamagedZip {
        /// Name of the user's file.
        file: String,
    },
    /// A workbook that cannot be read.
    #[error(
        "Le classeur «\u{202f}{file}\u{202f}» n’est pas lisible ({why}). Ouvrez-le dans un tableur et enregistrez-le de nouveau au format .xlsx, ou .csv."
    )]
    DamagedWorkbook {
        /// Name of the user's file.
        file: String,
        /// What the reader of workbooks says.
        why: String,
    },
    /// Bytes that are not text.
    #[error("«\u{202f}{file}\u{202f}» n’est pas un tableau. Choisissez un fichier .csv ou .xlsx.")]
    NotText {
        /// Name of the user's file.
        file: String,
    },
    /// [`crate::read`] was given contours or a project.
    #[error(
        "«\u{202f}{file}\u{202f}» n’est pas un tableau mais {what}. Choisissez un fichier .csv ou .xlsx."
    )]
    NotATable {
        /// Name of the user's file.
        file: String,
        /// What the file is instead, in French.
        what: &'static str,
    },
    /// Nothing that looks like a header and lines.
    #[error(
        "«\u{202f}{file}\u{202f}» ne contient pas de tableau\u{202f}: il faut une ligne de titres de colonnes, puis au moins une ligne. Vérifiez le fichier dans un tableur."
    )]
    NoTable {
        /// Name of the user's file.
        file: String,
    },
    /// More lines than [`crate::Limits::lines`].
    #[error(
        "«\u{202f}{file}\u{202f}» a plus de {limit} lignes (la ligne {line} est de trop). Gardez une ligne par commune, ou découpez le tableau par région."
    )]
    TooManyLines {
        /// Name of the user's file.
        file: String,
        /// First line too many.
        line: usize,
        /// Lines that are read, at most.
        limit: usize,
    },
    /// A line with more cells than [`crate::Limits::columns`].
    #[error(
        "«\u{202f}{file}\u{202f}», ligne {line}\u{202f}: {found} colonnes, la limite est de {limit}. Ne gardez que les colonnes utiles."
    )]
    TooManyColumns {
        /// Name of the user's file.
        file: String,
        /// Number of the line, as a spreadsheet shows it.
        line: usize,
        /// Columns of that line.
        found: usize,
        /// Columns that are read, at most.
        limit: usize,
    },
    /// A cell with more bytes than [`crate::Limits::cell`].
    #[error(
        "«\u{202f}{file}\u{202f}», ligne {line}\u{202f}: une cellule dépasse {limit} octets. Cherchez à cette ligne un guillemet ouvert et jamais refermé, ou raccourcissez la cellule."
    )]
    CellTooLong {
        /// Name of the user's file.
        file: String,
        /// Number of the line, as a spreadsheet shows it.
        line: usize,
        /// Bytes of a cell, at most.
        limit: usize,
    },
    /// No column says which commune a line is about.
    #[error(
        "«\u{202f}{file}\u{202f}»\u{202f}: aucune colonne ne dit de quelle commune il s’agit. Désignez la colonne du code INSEE, ou celles du code postal et du nom."
    )]
    NoKey {
        /// Name of the user's file.
        file: String,
    },
    /// The mapping was made for another table.
    #[error(
        "«\u{202f}{file}\u{202f}» a {found} colonnes et la lecture prévue en compte {expected}. Déposez le fichier de nouveau et désignez ses colonnes."
    )]
    ForeignMapping {
        /// Name of the user's file.
        file: String,
        /// Columns of the table.
        found: usize,
        /// Roles of the mapping.
        expected: usize,
    },
}
