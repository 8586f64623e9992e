//! Tools outside the clone: found where they are, installed once where they are not.
//!
//! They live in `$PLAQUE_TOOLS`, or `~/.cache/plaque/tools`, one folder `NAME-VERSION` each, so that every clone on
//! a machine shares them. Nothing here touches the network when everything is in place.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::{cargo, output, run, step};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const AXE: &str = "4.14.1";
const WASM: &str = "wasm32-unknown-unknown";

/// What rustc's output needs switched on once `strip` has dropped the list of features from the binary.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The folder that holds the tools.
pub fn home() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("PLAQUE_TOOLS") {
        return Ok(PathBuf::from(chosen));
    }
    let user = std::env::var_os("HOME").context("HOME is not set: set PLAQUE_TOOLS to a folder where tools may be installed")?;
    Ok(PathBuf::from(user).join(".cache/plaque/tools"))
}

/// Everything that turns sources into the page: returns the `PATH` to build with.
pub fn for_build() -> Result<OsString> {
    wasm_target()?;
    let bindgen = wasm_bindgen()?;
    let trunk = trunk()?;
    path_with(&[wrappers()?, trunk, bindgen])
}

/// The folder of `wasm-bindgen` and its test runner, in the very version of `Cargo.lock`.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let version = locked_version(&lock, "wasm-bindgen")?;
    // Without --locked: the tool's own lock file may name a version that a mirror does not have yet.
    let name = format!("wasm-bindgen-{version}");
    cargo_tool(&name, "wasm-bindgen-test-runner", &["wasm-bindgen-cli", "--version", &version], "2 to 5 minutes, once")
}

fn trunk() -> Result<PathBuf> {
    // With --locked: newer releases of what it depends on no longer build together.
    let args = ["trunk", "--version", TRUNK, "--locked"];
    cargo_tool(&format!("trunk-{TRUNK}"), "trunk", &args, "4 to 8 minutes, once")
}

/// The target of the page; part of the toolchain, so it is asked of rustup.
pub fn wasm_target() -> Result<()> {
    let sysroot = output(Command::new("rustc").current_dir(crate::root()).args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    step("adding the wasm32 target to the toolchain", "half a minute, once", || {
        run(Command::new("rustup").args(["target", "add", WASM]))
            .context("the Rust target wasm32-unknown-unknown is missing: install it with `rustup target add wasm32-unknown-unknown`")
    })
}

/// Formatter and linter: part of the toolchain too.
pub fn components() -> Result<()> {
    for (name, probe) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output(cargo().args([probe, "--version"])).is_err() {
            step(&format!("adding {name} to the toolchain"), "half a minute, once", || {
                run(Command::new("rustup").args(["component", "add", name]))
                    .with_context(|| format!("{name} is missing: install it with `rustup component add {name}`"))
            })?;
        }
    }
    Ok(())
}

/// Programs that Trunk finds first on the path, and that call the real ones with what Trunk cannot be told to say.
///
/// `wasm-opt` is the npm package's; it is told the features of our output. `cargo` is told the package: Trunk names the
/// binary only, and cargo then looks among the default members, of which the page is none.
fn wrappers() -> Result<PathBuf> {
    let folder = crate::scratch().join("bin");
    std::fs::create_dir_all(&folder)?;
    let package = npm_tool("binaryen", BINARYEN, "bin/wasm-opt")?;
    script(&folder.join("wasm-opt"), &format!("exec node '{}' {} \"$@\"", package.display(), WASM_FEATURES.join(" ")))?;
    let cargo = std::env::var_os("CARGO").map(PathBuf::from).or_else(|| on_path("cargo")).context("cargo is not on the path")?;
    script(
        &folder.join("cargo"),
        &format!("if [ \"$1\" = build ]; then set -- \"$@\" --package plaque; fi\nexec '{}' \"$@\"", cargo.display()),
    )?;
    Ok(folder)
}

fn script(file: &Path, commands: &str) -> Result<()> {
    let text = format!("#!/bin/sh\n{commands}\n");
    if std::fs::read_to_string(file).ok().as_deref() != Some(&text) {
        std::fs::write(file, text)?;
        run(Command::new("chmod").arg("+x").arg(file))?;
    }
    Ok(())
}

/// The script of axe-core, for the accessibility journeys. It is never part of the page.
pub fn axe() -> Result<PathBuf> {
    npm_tool("axe-core", AXE, "axe.min.js")
}

/// A browser and its driver.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Chromium or Chrome.
    pub browser: PathBuf,
    /// The chromedriver of the same version.
    pub driver: PathBuf,
}

/// Finds Chromium and its driver, installing Debian's packages when we may.
pub fn browser() -> Result<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    let root_user = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root_user && on_path("apt-get").is_some() {
        step("installing chromium and chromium-driver with apt-get", "1 to 3 minutes, once", || {
            run(Command::new("apt-get").args(["-q", "update"]))?;
            let mut install = Command::new("apt-get");
            install.env("DEBIAN_FRONTEND", "noninteractive");
            run(install.args(["-q", "-y", "--no-install-recommends", "install", "chromium", "chromium-driver"]))
        })?;
    }
    find_browser().context(
        "no Chromium with its chromedriver here: install both (Debian: `apt-get install chromium chromium-driver`), \
         or name them in CHROME and CHROMEDRIVER",
    )
}

fn find_browser() -> Option<Browser> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|p| p.is_file());
    let browser = named("CHROME").or_else(|| ["chromium", "google-chrome", "chromium-browser"].iter().find_map(|n| on_path(n)))?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { browser, driver })
}

/// The current `PATH` with these folders first.
pub fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let current = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folders.iter().cloned().chain(std::env::split_paths(&current)))
        .context("a tool folder has a separator in its name")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn cargo_tool(name: &str, program: &str, args: &[&str], expect: &str) -> Result<PathBuf> {
    let folder = home()?.join(name);
    if folder.join("bin").join(program).is_file() {
        return Ok(folder.join("bin"));
    }
    step(&format!("building {name} into {}", folder.display()), expect, || {
        install(&folder, |partial| {
            let mut command = cargo();
            // A tool that runs for seconds is not worth minutes of optimisation.
            command.env("CARGO_PROFILE_RELEASE_LTO", "off");
            command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
            // Outside of the workspace: its configuration is not the tool's.
            command.current_dir(partial).arg("install").args(args).arg("--root").arg(partial);
            run(&mut command).with_context(|| format!("{name} could not be built: a C compiler and a reachable crate registry are needed"))
        })
    })?;
    Ok(folder.join("bin"))
}

fn npm_tool(package: &str, version: &str, file: &str) -> Result<PathBuf> {
    let major = version.split('.').next().unwrap_or(version);
    let folder = home()?.join(format!("{package}-{major}"));
    let wanted = folder.join("node_modules").join(package).join(file);
    if on_path("node").is_none() || on_path("npm").is_none() {
        bail!("Node.js with npm is missing: install Node.js 20 or later, it runs {package}");
    }
    if !wanted.is_file() {
        step(&format!("installing {package} {version} from npm"), "half a minute, once", || {
            install(&folder, |partial| {
                let mut command = Command::new("npm");
                command.stdout(Stdio::null()).arg("install").arg("--prefix").arg(partial);
                command.args(["--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"]);
                run(command.arg(format!("{package}@{version}"))).with_context(|| format!("npm could not install {package} {version}"))
            })
        })?;
    }
    Ok(wanted)
}

/// Fills a folder beside the final one, then renames it: an interrupted installation leaves nothing half done.
fn install(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let partial = folder.with_extension("partial");
    remove(&partial)?;
    std::fs::create_dir_all(&partial).with_context(|| format!("{} cannot be made", partial.display()))?;
    fill(&partial)?;
    remove(folder)?;
    std::fs::rename(&partial, folder)?;
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock lists no packages")?;
    let named = packages.iter().find(|p| p.get("name").and_then(toml::Value::as_str) == Some(package));
    let version = named.and_then(|p| p.get("version")).and_then(toml::Value::as_str);
    version.map(str::to_owned).with_context(|| format!("Cargo.lock has no {package}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.130");
        assert!(locked_version(lock, "trunk").unwrap_err().to_string().contains("trunk"));
    }

    #[test]
    fn an_interrupted_installation_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("tool-1.2.3");
        assert!(install(&folder, |partial| Ok(std::fs::write(partial.join("half"), "")?).and_then(|()| bail!("cut"))).is_err());
        assert!(!folder.exists());
        install(&folder, |partial| Ok(std::fs::write(partial.join("whole"), "")?)).unwrap();
        assert!(folder.join("whole").is_file() && !folder.join("half").exists());
    }
}
