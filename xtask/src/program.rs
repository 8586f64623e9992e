//! The program of the page: compiled, cut into parts, bound to JavaScript, made small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::parts::{Split, hashed};
use crate::run::{cargo, output, run, step};
use crate::{root, scratch, shrink, tools, wasm};

/// The module that wasm-bindgen's imports are of.
const GLUE: &str = "./plaque_bg.js";
/// Stem of the files that wasm-bindgen writes; `index.html` names the first of them.
const NAME: &str = "plaque";
/// A program, ready to be laid beside `index.html`.
pub struct Program {
    /// The module that `index.html` imports.
    pub script: String,
    /// The main part, which the script loads.
    pub wasm: String,
    /// All files by name, these two among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Names of the files that each part needs, its own first.
    pub parts: BTreeMap<String, Vec<String>>,
}

/// The program as it is published: small, in parts, every file named by its content.
///
/// # Errors
/// When a tool is missing or fails, or leaves something else than expected.
pub fn release() -> Result<Program> {
    let bindgen = tools::wasm_bindgen()?;
    let splitter = tools::splitter()?;
    let binaryen = tools::binaryen()?;
    let (split_dir, bound_dir) = (fresh("split")?, fresh("bound")?);
    let expect = "4 to 8 minutes from nothing, 1 to 3 after a change";
    step("compiling the program", expect, || {
        let mut build = cargo();
        build.env("CARGO_ENCODED_RUSTFLAGS", flags()?.join("\u{1f}"));
        build.args(["build", "--locked", "--package", "plaque", "--lib", "--features", "split"]);
        run(build.args(["--profile", "wasm-release", "--target", tools::WASM]))
    })?;
    step("cutting it into parts", "seconds", || {
        let mut split = Command::new(splitter);
        split.arg(compiled("wasm-release")).arg(&split_dir);
        run(split.args(["--out-name", NAME, "--target", "web"]))?;
        bind(&bindgen, &split_dir.join("plaque.wasm"), &bound_dir, &["--keep-lld-exports"])
    })?;
    let loader = split_dir.join("__wasm_split.js");
    let split = Split::read(&text(&loader)?).context("__wasm_split.js is not understood")?;
    let bound = bound_dir.join("plaque_bg.wasm");
    let (short, names) = wasm::shorten_imports(&std::fs::read(&bound)?, GLUE)?;
    std::fs::write(&bound, short)?;
    let mut inputs = vec![(NAME.to_owned(), bound)];
    let module = |name: &str| (name.to_owned(), split_dir.join(format!("{name}.wasm")));
    inputs.extend(split.modules().into_iter().map(module));
    let mut modules =
        step("shrinking the parts", "about a minute", || shrink::all(&binaryen, &inputs))?;
    let main = modules.remove(NAME).context("the main part is lost")?;
    let packed = split.pack(&modules)?;
    let wasm = hashed(NAME, "wasm", &main);
    let glue = shortened(&text(&bound_dir.join("plaque.js"))?, &names)?;
    let script = small(&script(&glue, &wasm, &packed.loader)?)?;
    let mut files = packed.files;
    let script_name = hashed(NAME, "js", script.as_bytes());
    let first = vec![script_name.clone(), wasm.clone()];
    files.insert(wasm.clone(), main);
    files.insert(script_name.clone(), script.into_bytes());
    let mut parts = packed.parts;
    parts.insert("first".to_owned(), first);
    Ok(Program { script: script_name, wasm, files, parts })
}

/// JavaScript without what a browser does not need: comments, long names, code that nothing calls.
fn small(script: &str) -> Result<String> {
    let (from, to) = (scratch().join("plaque-whole.mjs"), scratch().join("plaque-small.mjs"));
    std::fs::write(&from, script)?;
    let mut command = Command::new("node");
    command.arg(tools::terser()?).args(["--module", "--compress", "passes=2", "--mangle"]);
    output(command.arg("--output").arg(&to).arg("--").arg(&from))?;
    text(&to)
}

/// The program for whoever works on it: quick to build, whole, with the names of its functions.
///
/// # Errors
/// When it does not compile.
pub fn debug() -> Result<Program> {
    let bindgen = tools::wasm_bindgen()?;
    let bound_dir = fresh("bound-dev")?;
    let mut build = cargo();
    build.args(["build", "--locked", "--package", "plaque", "--lib", "--target", tools::WASM]);
    run(&mut build)?;
    bind(&bindgen, &compiled("debug"), &bound_dir, &[])?;
    let (script, wasm) = ("plaque.js".to_owned(), "plaque_bg.wasm".to_owned());
    let read = |name: &String| Ok((name.clone(), std::fs::read(bound_dir.join(name))?));
    let files = [&script, &wasm].into_iter().map(read).collect::<Result<_>>()?;
    Ok(Program { script, wasm, files, parts: BTreeMap::new() })
}

/// What the published program is compiled with.
fn flags() -> Result<Vec<String>> {
    let registry = tools::cargo_home()?.join("registry/src");
    Ok(vec![
        // The splitter needs to know what refers to what.
        "-Clink-args=--emit-relocs".to_owned(),
        // Views of one type are fewer copies of the same code.
        "--cfg=erase_components".to_owned(),
        // Where a panic stands is part of the program; where this machine keeps its crates is
        // nobody's business.
        format!("--remap-path-prefix={}=crates", registry.display()),
        format!("--remap-path-prefix={}=.", root().display()),
    ])
}

fn compiled(profile: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(tools::WASM).join(profile).join("plaque.wasm")
}

fn bind(bindgen: &Path, wasm: &Path, out: &Path, more: &[&str]) -> Result<()> {
    let mut command = Command::new(bindgen.join("wasm-bindgen"));
    command.arg(wasm).arg("--out-dir").arg(out).args(["--out-name", NAME, "--target", "web"]);
    run(command.args(["--no-typescript", "--no-demangle"]).args(more))?;
    // Nothing the page uses brings JavaScript of its own; what did would have to be hashed too.
    ensure!(
        !out.join("snippets").exists(),
        "wasm-bindgen left snippets: program.rs must take them"
    );
    Ok(())
}

/// The JavaScript of the program, with the loader of its parts in it and the name of its main part.
fn script(bound: &str, wasm: &str, loader: &str) -> Result<String> {
    let (mut lines, mut loaders) = (Vec::new(), 0);
    for line in bound.lines() {
        // One import for each lazy function: import * as import3 from "./__wasm_split.js"
        let import =
            line.strip_prefix("import * as ").filter(|rest| rest.contains("./__wasm_split.js"));
        let Some(name) = import.and_then(|rest| rest.split(' ').next()) else {
            lines.push(line.to_owned());
            continue;
        };
        if loaders == 0 {
            lines.push(loader.to_owned());
        }
        lines.push(format!("const {name} = plaqueParts;"));
        loaders += 1;
    }
    ensure!(loaders > 0, "plaque.js does not import the loader of parts");
    let script = lines.join("\n");
    ensure!(
        script.matches("'plaque_bg.wasm'").count() == 1,
        "plaque.js does not name its wasm once"
    );
    Ok(script.replace("'plaque_bg.wasm'", &format!("'{wasm}'")) + "\n")
}

/// The JavaScript that wasm-bindgen wrote, with the names that its wasm now imports.
fn shortened(glue: &str, names: &BTreeMap<String, String>) -> Result<String> {
    let mut found = 0;
    let lines = glue.lines().map(|line| {
        // Each import is a property of one object: __wbg_abort_9de3c26ab2d6b6a3: function(arg0) {
        let key = line
            .trim_start()
            .split_once(": ")
            .and_then(|(key, rest)| Some((names.get(key)?, rest)));
        let Some((name, rest)) = key else { return line.to_owned() };
        found += 1;
        format!("{name}: {rest}")
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    ensure!(found == names.len(), "{found} of {} imports are found in plaque.js", names.len());
    Ok(lines + "\n")
}

fn fresh(name: &str) -> Result<PathBuf> {
    let folder = scratch().join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: &str = "import * as import1 from \"./__wasm_split.js\"\n\
        import * as import2 from \"./__wasm_split.js\"\n\
        module_or_path = new URL('plaque_bg.wasm', import.meta.url);\n";

    #[test]
    fn the_loader_takes_the_place_of_the_splitters() {
        let made = script(BOUND, "plaque-1.wasm", "const plaqueParts = {};").unwrap();
        assert_eq!(
            made,
            "const plaqueParts = {};\nconst import1 = plaqueParts;\nconst import2 = plaqueParts;\n\
             module_or_path = new URL('plaque-1.wasm', import.meta.url);\n"
        );
    }

    #[test]
    fn imports_take_their_short_names() {
        let names = [("__wbg_log_1".to_owned(), "a".to_owned())].into();
        let glue = "const import0 = {\n    __wbg_log_1: function(arg0) {\n";
        let short = shortened(glue, &names).unwrap();
        assert_eq!(short, "const import0 = {\na: function(arg0) {\n");
        assert!(shortened("const import0 = {", &names).is_err());
    }

    #[test]
    fn glue_of_another_form_is_refused() {
        assert!(script("let wasm;\n", "w", "").is_err());
        assert!(script(&BOUND.replace("'plaque_bg", "'other_bg"), "w", "").is_err());
    }
}
