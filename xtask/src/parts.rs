//! What the splitter made, put together again: which module belongs to which part of the program,
//! in how many files.
//!
//! The splitter leaves a module for each lazy function and one for each set of functions that share
//! code: dozens, most of them of a few hundred bytes. A small one travels inside the file of every
//! part that needs it (in a custom section, so that the file stays WebAssembly); a large one is a
//! file of its own. The part that answers first carries all it needs: one file, compressed as one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::compress;
use crate::stamp::hex;
use crate::wasm::leb128;

/// Up to this many bytes (brotli) a shared module is carried by each part that needs it.
const SMALL: usize = 1_500;
/// The part of the first sentence.
const FIRST_TO_ANSWER: &str = "sheet";
/// The loader, in JavaScript.
const LOADER: &str = include_str!("parts.js");
/// A WebAssembly module of nothing.
const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// What the loader that the splitter wrote says.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    /// Exports of the main part that the others import.
    shares: Vec<String>,
    /// Parts, in order of their names.
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// As the lazy function is called.
    name: String,
    /// As the program asks the loader for it.
    symbol: String,
    /// The module that is of this part alone, unless all of it is shared.
    own: Option<String>,
    /// Modules that other parts need too.
    shared: Vec<String>,
}

/// Custom section of a part that names the modules it carries, with a space between them.
const INSIDE: &str = "inside";

/// The files of a part: each with the name by which other parts may carry it. The first is the part's
/// own.
type Files = Vec<(String, Option<String>)>;

/// The parts of the program as files.
pub struct Packed {
    /// JavaScript that loads them, for `plaque.js`.
    pub loader: String,
    /// File names and contents.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Names of the files that each part needs, its own first.
    pub parts: BTreeMap<String, Vec<String>>,
}

impl Split {
    /// Reads the splitter's `__wasm_split.js`.
    ///
    /// # Errors
    /// When it is not written as version 0.2.4 of the splitter writes it, or two parts have one
    /// name.
    pub fn read(text: &str) -> Result<Self> {
        let shares =
            text.split_once("const {").and_then(|(_, rest)| rest.split_once("} = initSync("));
        let (shares, _) = shares.context("the splitter's loader shares nothing")?;
        let shares = shares.split(',').map(str::trim).filter(|name| !name.is_empty());
        let shares = shares.map(str::to_owned).collect();
        let mut chunks = BTreeMap::new();
        for statement in text.split("\nconst __chunk_").skip(1) {
            let number = first_word(statement);
            let file = file_of(statement).with_context(|| format!("chunk {number} has no file"))?;
            chunks.insert(format!("__chunk_{number}"), file);
        }
        let mut parts = Vec::new();
        for statement in text.split("export const __wasm_split_load_").skip(1) {
            let symbol = first_word(statement).to_owned();
            let (statement, _) = statement
                .split_once("]))")
                .with_context(|| format!("part {symbol} does not end"))?;
            let needs = statement.rsplit('[').next().unwrap_or_default().split(',').map(str::trim);
            let shared = needs.filter(|chunk| !chunk.is_empty()).map(|chunk| {
                chunks.get(chunk).cloned().with_context(|| format!("part {symbol} needs {chunk}"))
            });
            let shared = shared.collect::<Result<_>>()?;
            parts.push(Part { name: plain(&symbol), own: file_of(statement), symbol, shared });
        }
        ensure!(!parts.is_empty(), "the splitter's loader has no part: is no function lazy?");
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(pair) = parts.windows(2).find(|pair| pair[0].name == pair[1].name) {
            bail!("two lazy functions are called `{}`: a part is known by its name", pair[0].name);
        }
        Ok(Self { shares, parts })
    }

    /// Every module but the main one, as the splitter named its file, without the ending.
    pub fn modules(&self) -> BTreeSet<&str> {
        self.parts.iter().flat_map(|p| p.shared.iter().chain(&p.own)).map(String::as_str).collect()
    }

    /// Puts the modules (by name) into as few files as they are worth.
    ///
    /// # Errors
    /// When a module is missing.
    pub fn pack(&self, modules: &BTreeMap<String, Vec<u8>>) -> Result<Packed> {
        let bytes = |name: &str| {
            modules.get(name).with_context(|| format!("the splitter left no {name}.wasm"))
        };
        let mut files = BTreeMap::new();
        let mut large = BTreeMap::new();
        let others = self.parts.iter().filter(|part| part.name != FIRST_TO_ANSWER);
        for name in others.flat_map(|part| &part.shared) {
            let content = bytes(name)?;
            if !large.contains_key(name) && compress::brotli(content)?.len() > SMALL {
                let file = hashed("shared", "wasm", content);
                files.insert(file.clone(), content.clone());
                large.insert(name, file);
            }
        }
        let mut table: BTreeMap<&str, Files> = BTreeMap::new();
        for part in &self.parts {
            let mut content =
                part.own.as_deref().map_or(Ok(EMPTY.to_vec()), |own| bytes(own).cloned())?;
            let (apart, inside): (Vec<_>, Vec<_>) = part
                .shared
                .iter()
                .partition(|name| part.name != FIRST_TO_ANSWER && large.contains_key(name));
            let listed: Vec<&str> = inside.iter().map(|name| short(name)).collect();
            carry(&mut content, INSIDE, listed.join(" ").as_bytes());
            for name in &inside {
                carry(&mut content, short(name), bytes(name)?);
            }
            let own = hashed(&part.name, "wasm", &content);
            files.insert(own.clone(), content);
            let apart =
                apart.into_iter().map(|name| (large[name].clone(), Some(short(name).to_owned())));
            table.insert(&part.name, std::iter::once((own, None)).chain(apart).collect());
        }
        let names = |files: &Files| files.iter().map(|(file, ..)| file.clone()).collect();
        let parts = table.iter().map(|(part, files)| ((*part).to_owned(), names(files))).collect();
        Ok(Packed { loader: self.loader(&table)?, files, parts })
    }

    fn loader(&self, table: &BTreeMap<&str, Files>) -> Result<String> {
        let loaders = self.parts.iter();
        let loaders =
            loaders.map(|p| format!("__wasm_split_load_{}: load({:?})", p.symbol, p.name));
        Ok(LOADER
            .replace("PARTS", &written(table)?)
            .replace("SHARES", &self.shares.join(", "))
            .replace("INSIDE", INSIDE)
            .replace("LOADERS", &loaders.collect::<Vec<_>>().join(", ")))
    }
}

/// The table of parts in JavaScript. Shared files are written once and named by their position: every
/// visit loads this.
fn written(table: &BTreeMap<&str, Files>) -> Result<String> {
    let mut shared: Vec<&(String, Option<String>)> = Vec::new();
    let mut parts = Vec::new();
    for (part, files) in table {
        let mut all = Vec::new();
        for file in files {
            if file.1.is_none() {
                all.push(serde_json::to_string(file)?);
                continue;
            }
            let at = shared.iter().position(|s| *s == file).unwrap_or_else(|| {
                shared.push(file);
                shared.len() - 1
            });
            all.push(format!("s[{at}]"));
        }
        parts.push(format!("{}:[{}]", serde_json::to_string(part)?, all.join(",")));
    }
    Ok(format!("(s => ({{{}}}))({})", parts.join(","), serde_json::to_string(&shared)?))
}

fn first_word(text: &str) -> &str {
    text.split([' ', '=']).next().unwrap_or_default()
}

/// The file that a statement of the splitter's loader asks for, without its ending.
fn file_of(statement: &str) -> Option<String> {
    let (_, rest) = statement.split_once("new URL(\"./")?;
    rest.split_once(".wasm\"").map(|(file, _)| file.to_owned())
}

/// `#[lazy]` adds a hash of where the function stands to its name.
fn plain(symbol: &str) -> String {
    let whole = |tail: &str| tail.len() >= 10 && tail.bytes().all(|b| b.is_ascii_digit());
    match symbol.rsplit_once('_') {
        Some((name, tail)) if whole(tail) => name.to_owned(),
        _ => symbol.to_owned(),
    }
}

/// What a page calls a module that the splitter calls `chunk_12`: every visit loads these names.
fn short(module: &str) -> &str {
    module.strip_prefix("chunk_").unwrap_or(module)
}

/// `NAME-HASH.ENDING`, by content, so that a browser may keep the file for ever.
#[must_use]
pub fn hashed(name: &str, ending: &str, content: &[u8]) -> String {
    format!("{name}-{}.{ending}", &hex(&Sha256::digest(content))[..8])
}

/// Adds a module to another one, as a custom section of that name.
fn carry(file: &mut Vec<u8>, name: &str, module: &[u8]) {
    let length = leb128(name.len());
    file.push(0);
    file.extend(leb128(length.len() + name.len() + module.len()));
    file.extend(length);
    file.extend(name.as_bytes());
    file.extend(module);
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = r#"import { initSync } from "./plaque.js";

let sharedImports = undefined;
function getSharedImports() {
    if (sharedImports === undefined) {
        sharedImports = { __wasm_split: {  } };
        const { __stack_pointer, memory,  } = initSync(undefined, undefined);
        Object.assign(sharedImports.__wasm_split, { __stack_pointer, memory,  });
    }
    return sharedImports;
}
/* aids, portrait_1234567890123 */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
/* aids, portrait_1234567890123 */
const __chunk_12 = makeLoad(() => {
    const src = fetch(new URL("./chunk_12.wasm", import.meta.url));
}
, []);
export const __wasm_split_load_portrait_1234567890123 = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_portrait_1234567890123.wasm", import.meta.url));
}
, [__chunk_1, __chunk_12]));
export const __wasm_split_load_aids = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_1]));
"#;

    fn modules() -> BTreeMap<String, Vec<u8>> {
        // Hashes: no compressor makes them smaller, so that this module stays a file of its own.
        let noise = (0..1000u32).flat_map(|n| Sha256::digest(n.to_le_bytes()));
        let noise: Vec<u8> = EMPTY.iter().copied().chain(noise).collect();
        let of = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        [of("chunk_1", b"small"), of("chunk_12", &noise), of("split_portrait_1234567890123", EMPTY)]
            .into()
    }

    #[test]
    fn what_the_splitter_wrote_is_read() {
        let split = Split::read(WRITTEN).unwrap();
        assert_eq!(split.shares, ["__stack_pointer", "memory"]);
        let names: Vec<_> =
            split.parts.iter().map(|p| (&*p.name, p.own.is_some(), p.shared.len())).collect();
        assert_eq!(names, [("aids", false, 1), ("portrait", true, 2)]);
        assert_eq!(split.modules().len(), 3);
        assert!(Split::read("export const x = 1").is_err());
    }

    #[test]
    fn two_parts_of_one_name_are_refused() {
        let twice = WRITTEN.replace("load_aids ", "load_portrait_9999999999999 ");
        assert!(Split::read(&twice).unwrap_err().to_string().contains("`portrait`"));
    }

    #[test]
    fn small_modules_travel_and_large_ones_are_shared() {
        let split = Split::read(WRITTEN).unwrap();
        let packed = split.pack(&modules()).unwrap();
        assert_eq!(packed.parts["aids"].len(), 1);
        let [own, shared] = &packed.parts["portrait"][..] else { panic!("{:?}", packed.parts) };
        assert!(own.starts_with("portrait-") && shared.starts_with("shared-"));
        assert_eq!(packed.files[own], b"\0asm\x01\0\0\0\0\x08\x06inside1\0\x07\x011small");
        assert_eq!(packed.files[own], packed.files[&packed.parts["aids"][0]]);
        assert!(
            packed.loader.contains("__wasm_split_load_portrait_1234567890123: load(\"portrait\")")
        );
        assert!(packed.loader.contains("const { __stack_pointer, memory } = initSync()"));
        let mut missing = modules();
        missing.remove("chunk_1");
        assert!(split.pack(&missing).is_err());
    }

    #[test]
    fn the_part_that_answers_first_carries_all_it_needs() {
        let split = Split::read(&WRITTEN.replace("portrait", "sheet")).unwrap();
        let renamed = modules().into_iter().map(|(name, c)| (name.replace("portrait", "sheet"), c));
        let packed = split.pack(&renamed.collect()).unwrap();
        let [own] = &packed.parts["sheet"][..] else { panic!("{:?}", packed.parts) };
        assert!(packed.files[own].len() > modules()["chunk_12"].len());
        assert_eq!(packed.files.len(), 2, "what nobody else needs is no file of its own");
    }

    /// One part carries a module and another has it as a file of its own: whoever is second waits
    /// until it has run, and it runs once.
    #[test]
    fn a_part_waits_for_a_module_that_another_has_begun_to_run() {
        let table =
            r#"{"one":[["one.wasm",null]],"two":[["two.wasm",null],["shared.wasm","small"]]}"#;
        let loader = LOADER
            .replace("PARTS", table)
            .replace("SHARES", "memory")
            .replace("INSIDE", INSIDE)
            .replace("LOADERS", "one: load('one'), two: load('two')");
        let script = format!(
            "const log = [], wait = ms => new Promise(done => setTimeout(done, ms));
            globalThis.addEventListener = () => {{}};
            globalThis.fetch = async url => ({{ ok: true, arrayBuffer: async () => `${{url}}`.split('/').pop() }});
            globalThis.WebAssembly = {{
                compile: async bytes => {{ if (bytes === 'small') await wait(60); return bytes; }},
                instantiate: async module => {{ log.push(module); }},
                // The first carries the small one.
                Module: {{ customSections: (module, name) => name !== 'inside' ? [name]
                    : module === 'one.wasm' ? [new TextEncoder().encode('small')] : [] }},
            }};
            const initSync = () => ({{ __indirect_function_table: {{ get: name => () => log.push(name) }} }});
            {loader}
            const first = plaqueParts.one('ONE', 0);
            await wait(20);
            await Promise.all([first, plaqueParts.two('TWO', 0)]);
            console.log(log.join(' '));"
        );
        let ran = std::process::Command::new("node")
            .args(["--input-type=module", "--eval", &script])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
        let log: Vec<&str> = said.split(' ').collect();
        let at =
            |what: &str| log.iter().position(|l| *l == what).unwrap_or_else(|| panic!("{said}"));
        assert!(at("small") < at("ONE") && at("small") < at("TWO"), "{said}");
        assert_eq!(log.iter().filter(|l| **l == "small").count(), 1, "{said}");
        assert!(!log.contains(&"shared.wasm"), "{said}");
    }
}
