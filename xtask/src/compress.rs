//! Brotli and gzip copies beside the files that gain by them, remembered by content between builds.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::stamp::{files, hex};

/// Which settings the remembered forms are of: to be changed with them.
const FORM: &str = "2";

const SUFFIXES: [&str; 7] = ["html", "css", "js", "json", "wasm", "svg", "plq"];

/// Adds `.br` and `.gz` to every file of `folder` worth it; returns how many files that is.
pub fn folder(folder: &Path, cache: &Path) -> Result<usize> {
    std::fs::create_dir_all(cache)?;
    let wanted: Vec<PathBuf> = files(folder)?
        .into_iter()
        .filter(|f| f.extension().and_then(|e| e.to_str()).is_some_and(|e| SUFFIXES.contains(&e)))
        .collect();
    let count = wanted.len();
    let queue = Mutex::new(wanted.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(file) = next() {
                        one(&file, cache)?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|w| {
            w.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a compression thread panicked")))
        })
    })?;
    Ok(count)
}

fn one(file: &Path, cache: &Path) -> Result<()> {
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let key = hex(&Sha256::digest(&bytes));
    for (suffix, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
        let kept = cache.join(format!("{key}-{FORM}.{suffix}"));
        if !kept.is_file() {
            let partial = cache.join(format!("{key}.{suffix}.partial"));
            std::fs::write(&partial, compress(&bytes)?)?;
            std::fs::rename(&partial, &kept)?;
        }
        let mut beside = file.as_os_str().to_owned();
        beside.push(format!(".{suffix}"));
        std::fs::copy(&kept, &beside)?;
    }
    Ok(())
}

/// Brotli at its best level, with the window of 16 MiB that every browser accepts, in blocks as large
/// as they may be: a program of 1.3 MB is 700 bytes smaller so.
pub fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let best = BrotliEncoderParams { quality: 11, lgwin: 24, lgblock: 24, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut out, &best)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_forms_give_the_file_back() {
        let dir = tempfile::tempdir().unwrap();
        let text = "Plaque ".repeat(500);
        std::fs::write(dir.path().join("a.css"), &text).unwrap();
        std::fs::write(dir.path().join("a.woff2"), &text).unwrap();
        let cache = tempfile::tempdir().unwrap();
        assert_eq!(folder(dir.path(), cache.path()).unwrap(), 1);
        assert!(!dir.path().join("a.woff2.br").exists());

        let mut back = String::new();
        let br = std::fs::File::open(dir.path().join("a.css.br")).unwrap();
        brotli::Decompressor::new(br, 4096).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        let gz = std::fs::File::open(dir.path().join("a.css.gz")).unwrap();
        flate2::read::GzDecoder::new(gz).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
    }
}
