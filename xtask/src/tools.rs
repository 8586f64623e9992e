//! Tools outside the clone: found where they are, installed once where they are not.
//!
//! They live in `$PLAQUE_TOOLS`, or `~/.cache/plaque/tools`, one folder `NAME-VERSION` each, so
//! that every clone on a machine shares them. Nothing here touches the network when everything is
//! in place.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use sha2::{Digest, Sha256};

use crate::run::{cargo, output, run, step};
use crate::stamp::hex;

/// Version of the program that cuts the page's program into parts.
const SPLITTER: &str = "0.2.4";
/// The target of the page.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The folder that holds the tools.
pub fn home() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("PLAQUE_TOOLS") {
        return Ok(PathBuf::from(chosen));
    }
    let user = std::env::var_os("HOME")
        .context("HOME is not set: set PLAQUE_TOOLS to a folder where tools may be installed")?;
    Ok(PathBuf::from(user).join(".cache/plaque/tools"))
}

/// Where cargo keeps the crates of others.
///
/// # Errors
/// When neither `CARGO_HOME` nor `HOME` is set.
pub fn cargo_home() -> Result<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    named.or_else(usual).context("neither CARGO_HOME nor HOME is set")
}

/// The folder of `wasm-bindgen` and its test runner, in the very version of `Cargo.lock`.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    let version = locked_version(&lock, "wasm-bindgen")?;
    // Without --locked: the tool's own lock file may name a version that a mirror does not have
    // yet.
    let name = format!("wasm-bindgen-{version}");
    cargo_tool(
        &name,
        "wasm-bindgen-test-runner",
        &["wasm-bindgen-cli", "--version", &version],
        "2 to 5 minutes, once",
    )
}

/// The program that cuts the page's program into parts.
///
/// # Errors
/// When it has to be built and cannot be.
pub fn splitter() -> Result<PathBuf> {
    let args = ["wasm_split_cli_support", "--version", SPLITTER, "--features", "build-binary"];
    let name = format!("wasm-split-{SPLITTER}");
    let folder = cargo_tool(&name, "wasm-split-cli", &args, "half a minute, once")?;
    Ok(folder.join("wasm-split-cli"))
}

/// The target of the page; part of the toolchain, so it is asked of rustup.
pub fn wasm_target() -> Result<()> {
    let sysroot =
        output(Command::new("rustc").current_dir(crate::root()).args(["--print", "sysroot"]))?;
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
                run(Command::new("rustup").args(["component", "add", name])).with_context(|| {
                    format!("{name} is missing: install it with `rustup component add {name}`")
                })
            })?;
        }
    }
    Ok(())
}

/// The module of binaryen, which holds what `wasm-opt` does, for Node.js.
///
/// # Errors
/// When it has to be installed and cannot be.
pub fn binaryen() -> Result<PathBuf> {
    Ok(npm_tools()?.join("binaryen/index.js"))
}

/// The script of terser, for Node.js.
///
/// # Errors
/// When it has to be installed and cannot be.
pub fn terser() -> Result<PathBuf> {
    Ok(npm_tools()?.join("terser/bin/terser"))
}

/// The script of axe-core, for the accessibility journeys. It is never part of the page.
///
/// # Errors
/// When it has to be installed and cannot be.
pub fn axe() -> Result<PathBuf> {
    Ok(npm_tools()?.join("axe-core/axe.min.js"))
}

/// A browser and its driver.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Program of Chromium or Chrome.
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
        step(
            "installing chromium and chromium-driver with apt-get",
            "1 to 3 minutes, once",
            || {
                run(Command::new("apt-get").args(["-q", "update"]))?;
                let mut install = Command::new("apt-get");
                install.env("DEBIAN_FRONTEND", "noninteractive");
                run(install.args([
                    "-q",
                    "-y",
                    "--no-install-recommends",
                    "install",
                    "chromium",
                    "chromium-driver",
                ]))
            },
        )?;
    }
    find_browser().context(
        "no Chromium with its chromedriver here: install both (Debian: `apt-get install chromium chromium-driver`), \
         or name them in CHROME and CHROMEDRIVER",
    )
}

fn find_browser() -> Option<Browser> {
    let named =
        |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|p| p.is_file());
    let browser = named("CHROME").or_else(|| {
        ["chromium", "google-chrome", "chromium-browser"].iter().find_map(|n| on_path(n))
    })?;
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

/// The packages of `xtask/npm`, in the versions and with the hashes of its lock file; each lock has
/// a folder of its own.
fn npm_tools() -> Result<PathBuf> {
    if on_path("node").is_none() || on_path("npm").is_none() {
        bail!("Node.js with npm is missing: install Node.js 20 or later, it shrinks the program");
    }
    let source = crate::root().join("xtask/npm");
    let lock = std::fs::read(source.join("package-lock.json"))
        .context("xtask/npm/package-lock.json cannot be read")?;
    let folder = home()?.join(format!("npm-{}", &hex(&Sha256::digest(&lock))[..16]));
    if !folder.is_dir() {
        step("installing the packages of xtask/npm", "half a minute, once", || {
            install(&folder, |partial| {
                for file in ["package.json", "package-lock.json"] {
                    std::fs::copy(source.join(file), partial.join(file))?;
                }
                let mut command = Command::new("npm");
                command.current_dir(partial).stdout(Stdio::null());
                command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                run(&mut command)
                    .context("npm could not install what xtask/npm/package-lock.json names")
            })
        })?;
    }
    Ok(folder.join("node_modules"))
}

/// Fills a folder beside the final one, then renames it: an interrupted installation leaves nothing
/// half done.
fn install(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let partial = folder.with_extension("partial");
    remove(&partial)?;
    std::fs::create_dir_all(&partial)
        .with_context(|| format!("{} cannot be made", partial.display()))?;
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
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("Cargo.lock lists no packages")?;
    let named =
        packages.iter().find(|p| p.get("name").and_then(toml::Value::as_str) == Some(package));
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
        assert!(
            install(&folder, |partial| Ok(std::fs::write(partial.join("half"), "")?)
                .and_then(|()| bail!("cut")))
            .is_err()
        );
        assert!(!folder.exists());
        install(&folder, |partial| Ok(std::fs::write(partial.join("whole"), "")?)).unwrap();
        assert!(folder.join("whole").is_file() && !folder.join("half").exists());
    }
}
