//! As much of the binary form of WebAssembly as the build needs: numbers, sections, names of
//! imports.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// Bytes of the magic number and of the version.
const HEAD: usize = 8;
/// The section of imports.
const IMPORTS: u8 = 2;
/// An import that is a function.
const FUNCTION: u8 = 0;

/// Gives the functions that a module imports from `glue` names of a letter or two; returns the new
/// module, and the new names by the old ones. Names written by wasm-bindgen end with a hash, which
/// no compressor makes smaller.
///
/// # Errors
/// When the bytes are no such module, or something else than a function is imported.
pub(crate) fn shorten_imports(
    module: &[u8],
    glue: &str,
) -> Result<(Vec<u8>, BTreeMap<String, String>)> {
    let (head, mut rest) = module.split_at_checked(HEAD).context("no WebAssembly")?;
    let (mut out, mut names) = (head.to_vec(), BTreeMap::new());
    while let Some((id, after)) = rest.split_first() {
        rest = after;
        let section = bytes(&mut rest)?;
        let content =
            if *id == IMPORTS { imports(section, glue, &mut names)? } else { section.to_vec() };
        out.push(*id);
        out.extend(leb128(content.len()));
        out.extend(content);
    }
    Ok((out, names))
}

fn imports(
    mut section: &[u8],
    glue: &str,
    names: &mut BTreeMap<String, String>,
) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut out = leb128(count);
    for _ in 0..count {
        let (from, name) = (bytes(&mut section)?, bytes(&mut section)?);
        let kind = bytes_of(&mut section, 1)?;
        ensure!(
            kind == [FUNCTION],
            "{} is imported and no function",
            String::from_utf8_lossy(name)
        );
        let type_of = number(&mut section)?;
        let name = if from == glue.as_bytes() {
            let next = letters(names.len());
            names.entry(String::from_utf8(name.to_vec())?).or_insert(next).clone().into_bytes()
        } else {
            name.to_vec()
        };
        for text in [from, &name] {
            out.extend(leb128(text.len()));
            out.extend(text);
        }
        out.push(FUNCTION);
        out.extend(leb128(type_of));
    }
    Ok(out)
}

/// a, b, … z, aa, ab, …
fn letters(mut number: usize) -> String {
    let mut text = Vec::new();
    loop {
        text.insert(0, b'a' + (number % 26) as u8);
        number /= 26;
        if number == 0 {
            return String::from_utf8_lossy(&text).into_owned();
        }
        number -= 1;
    }
}

/// Bytes that stand after their count.
fn bytes<'b>(rest: &mut &'b [u8]) -> Result<&'b [u8]> {
    let length = number(rest)?;
    bytes_of(rest, length)
}

fn bytes_of<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(length).context("the module ends too early")?;
    *rest = after;
    Ok(taken)
}

fn number(rest: &mut &[u8]) -> Result<usize> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let byte = bytes_of(rest, 1)?[0];
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    anyhow::bail!("a number of the module is too long")
}

/// A number as WebAssembly writes it: seven bits a byte, lowest first.
pub(crate) fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(leb128(0), [0]);
        assert_eq!(leb128(624_485), [0xe5, 0x8e, 0x26]);
        for value in [0, 1, 127, 128, 16_383, 16_384, 5_000_000] {
            assert_eq!(number(&mut leb128(value).as_slice()).unwrap(), value);
        }
    }

    #[test]
    fn letters_are_never_the_same_twice() {
        assert_eq!([0, 25, 26, 27, 702].map(letters), ["a", "z", "aa", "ab", "aaa"]);
        let all: std::collections::BTreeSet<String> = (0..2000).map(letters).collect();
        assert_eq!(all.len(), 2000);
    }

    const MODULE: &[u8] =
        b"\0asm\x01\0\0\0\x02\x13\x02\x01g\x04long\0\x80\x01\x01o\x03key\0\x02\x03\x01\x07";

    #[test]
    fn only_imports_from_the_glue_are_renamed() {
        let (short, names) = shorten_imports(MODULE, "g").unwrap();
        let expected =
            b"\0asm\x01\0\0\0\x02\x10\x02\x01g\x01a\0\x80\x01\x01o\x03key\0\x02\x03\x01\x07";
        assert_eq!(short, expected);
        assert_eq!(names["long"], "a");
        assert_eq!(names.len(), 1);
    }

    #[test]
    fn a_module_that_is_cut_is_refused() {
        for end in 9..MODULE.len() {
            assert!(shorten_imports(&MODULE[..end], "g").is_err() || end == 29, "{end}");
        }
    }
}
