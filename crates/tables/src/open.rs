//! Tells what the bytes of a file are, whatever its name says, and undoes gzip and UTF-16.

use std::io::{Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

use crate::error::FileError;

/// Sizes beyond which a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes once inflated; also bounds the memory of the table that is read.
    pub inflated: usize,
    /// Lines, header not counted.
    pub lines: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of a cell.
    pub cell: usize,
}

const MIB: usize = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self { file: 64 * MIB, inflated: 256 * MIB, lines: 400_000, columns: 200, cell: 4_096 }
    }
}

/// What the bytes are, whatever the name says. Text is UTF-8 or one byte a letter; never gzip,
/// never UTF-16.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Text with separators: CSV or the like.
    Table(Vec<u8>),
    /// An XLSX workbook, as its archive.
    Workbook(Vec<u8>),
    /// JSON text: contours.
    GeoJson(Vec<u8>),
    /// A zip archive with an entry `plaque.json`.
    Project(Vec<u8>),
}

/// Beyond this many bytes inflated, more than [`RATIO`] times the bytes read is refused.
const RATIO_FROM: usize = MIB;
const RATIO: usize = 200;

/// Tells what a file is. Decompresses gzip and decodes UTF-16; a zip archive is told by the names
/// of its entries, without inflating any.
///
/// # Errors
/// An empty or too large file, a damaged or suspicious archive, and what is no table: old
/// workbooks, PDF, pictures, other bytes.
pub fn open(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Opened, FileError> {
    let file = || name.to_owned();
    if bytes.len() > limits.file {
        return Err(FileError::TooLarge {
            file: file(),
            size: bytes.len().div_ceil(MIB),
            limit: limits.file / MIB,
        });
    }
    if !bytes.starts_with(GZIP) {
        return tell(name, bytes, limits);
    }
    let inner = gunzip(name, &bytes, limits)?;
    if inner.starts_with(GZIP) {
        return Err(FileError::OtherArchive { file: file() });
    }
    tell(name, inner, limits)
}

const GZIP: &[u8] = &[0x1f, 0x8b];
/// Beginnings of pictures: PNG, JPEG, GIF, TIFF twice, BMP is too short to be told.
const IMAGES: [&[u8]; 5] = [b"\x89PNG", &[0xff, 0xd8, 0xff], b"GIF8", b"II*\0", b"MM\0*"];
/// Beginnings of other archives: 7z, RAR, bzip2, xz, zstd.
const ARCHIVES: [&[u8]; 5] =
    [b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", &[0x28, 0xb5, 0x2f, 0xfd]];

fn tell(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Opened, FileError> {
    let file = name.to_owned();
    let starts = |all: &[&[u8]]| all.iter().any(|m| bytes.starts_with(m));
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return tell_zip(name, bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(FileError::OldExcel { file });
    }
    if bytes.starts_with(b"%PDF") {
        return Err(FileError::Pdf { file });
    }
    if starts(&IMAGES)
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()))
    {
        return Err(FileError::Image { file });
    }
    if starts(&ARCHIVES) {
        return Err(FileError::OtherArchive { file });
    }
    tell_text(name, bytes, limits)
}

fn tell_text(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Opened, FileError> {
    let file = name.to_owned();
    let bytes = match wide(&bytes) {
        Some(encoding) => encoding.decode_with_bom_removal(&bytes).0.into_owned().into_bytes(),
        None => bytes,
    };
    if bytes.len() > limits.inflated {
        return Err(FileError::TooLargeInflated { file, limit: limits.inflated / MIB });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    match text.iter().find(|b| !b.is_ascii_whitespace()) {
        None => Err(FileError::Empty { file }),
        Some(b'{') => Ok(Opened::GeoJson(bytes)),
        Some(_) if text.iter().take(1 << 16).any(|b| *b == 0) => Err(FileError::NotText { file }),
        Some(_) => Ok(Opened::Table(bytes)),
    }
}

/// UTF-16, by its mark or, without one, because one byte of two is zero as in any text of western
/// Europe.
fn wide(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => return Some(encoding_rs::UTF_16BE),
        _ => {}
    }
    let sample = bytes.get(..512).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if pairs < 4 {
        None
    } else if second * 10 > pairs * 7 && first == 0 {
        Some(encoding_rs::UTF_16LE)
    } else if first * 10 > pairs * 7 && second == 0 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

fn tell_zip(name: &str, bytes: Vec<u8>) -> Result<Opened, FileError> {
    let archive = ZipArchive::new(Cursor::new(bytes.as_slice()))
        .map_err(|_| FileError::DamagedZip { file: name.to_owned() })?;
    let has = |entry: &str| archive.file_names().flatten().any(|n| n == entry);
    let (project, workbook) = (has("plaque.json"), has("xl/workbook.xml"));
    // A workbook may keep its parts elsewhere, but it always lists their types; a text document
    // does too, under `word/`.
    let types = has("[Content_Types].xml")
        && !archive.file_names().flatten().any(|n| n.starts_with("word/") || n.starts_with("ppt/"));
    drop(archive);
    if project {
        Ok(Opened::Project(bytes))
    } else if workbook || types {
        Ok(Opened::Workbook(bytes))
    } else {
        Err(FileError::OtherArchive { file: name.to_owned() })
    }
}

fn gunzip(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, FileError> {
    let file = || name.to_owned();
    let mut decoder = MultiGzDecoder::new(bytes);
    let mut out = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let n = match decoder.read(&mut chunk) {
            Ok(0) => return Ok(out),
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                return Err(FileError::TruncatedGzip { file: file() });
            }
            Err(_) => return Err(FileError::DamagedGzip { file: file() }),
        };
        out.extend_from_slice(chunk.get(..n).unwrap_or_default());
        let taken = bytes.len() - decoder.get_ref().len();
        check_growth(name, taken, out.len(), limits)?;
    }
}

/// Whether so many bytes out of so many read are still those of a table.
fn check_growth(name: &str, taken: usize, out: usize, limits: &Limits) -> Result<(), FileError> {
    if out > RATIO_FROM && out > taken.max(1).saturating_mul(RATIO) {
        return Err(FileError::Bomb { file: name.to_owned() });
    }
    if out > limits.inflated {
        return Err(FileError::TooLargeInflated {
            file: name.to_owned(),
            limit: limits.inflated / MIB,
        });
    }
    Ok(())
}

/// Inflates every entry of a workbook to nowhere, so that nothing larger than the limits is ever
/// held by its reader. What the archive says of its own sizes is not believed.
///
/// # Errors
/// A damaged archive, or one that grows too much.
pub fn check_archive(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), FileError> {
    let damaged = || FileError::DamagedZip { file: name.to_owned() };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut chunk = vec![0; 1 << 16];
    let mut total = 0_usize;
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(|_| damaged())?;
        let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
        let mut out = 0_usize;
        loop {
            let n = entry.read(&mut chunk).map_err(|_| damaged())?;
            if n == 0 {
                break;
            }
            out += n;
            total += n;
            check_growth(name, packed, out, limits)?;
            check_growth(name, usize::MAX, total, limits)?;
        }
    }
    Ok(())
}
