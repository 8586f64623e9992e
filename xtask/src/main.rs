//! Developer automation; see `cargo xtask help`.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::scope::Scope;
use xtask::server::{self, Site};
use xtask::{dev, dist, dist_dir, root, stages, tasks, tidy};

const HELP: &str = "\
cargo xtask serve [--port N]   set up, build in release and serve the page on 127.0.0.1:8080
cargo xtask dev [--port N]     the page while it is written: debug program, rebuilt and loaded again when a file is saved
cargo xtask test               set up and run every test: fmt, tidy, clippy, clippy-wasm, native, wasm, dist, budget, journeys
cargo xtask test --only STAGE  one stage of them
cargo xtask test --changed     what a change since HEAD can break; --changed REF: since another commit
cargo xtask tasks [JOURNEY...] what keeps the page from answering for more than 50 ms
cargo xtask look [MOCK]        screenshots of the main states, three sizes, into look/, beside those of a folder if given
cargo xtask dist               the folder dist/, for any static host
cargo xtask tidy               the rules of ARCHITECTURE.md that a program can check
cargo xtask help               this text

Needs rustup with a Rust toolchain, Node.js with npm, and git; test and look also Chromium with its driver. What else is
needed is installed once, outside of the clone ($PLAQUE_TOOLS, or ~/.cache/plaque/tools). The first time takes up to 15
minutes on two cores; after that nothing touches the network.";

const PORT: u16 = 8080;

fn main() -> ExitCode {
    match dispatch(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => serve(PORT),
        ["serve", "--port", port] => serve(number(port)?),
        ["dev"] => dev::run(PORT),
        ["dev", "--port", port] => dev::run(number(port)?),
        ["test"] => stages::test(None, &Scope::all()),
        ["test", "--only", stage] => stages::test(Some(stage), &Scope::all()),
        ["test", "--changed"] => stages::test(None, &Scope::since("HEAD")?),
        ["test", "--changed", base] => stages::test(None, &Scope::since(base)?),
        ["look"] => stages::look(None),
        ["look", mock] => stages::look(Some(mock)),
        ["tasks", names @ ..] => tasks::report(names),
        ["dist"] => {
            dist::build()?;
            println!("{} is ready for any static host", dist_dir().display());
            Ok(())
        }
        ["tidy"] => tidy::check(&root()),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("`{}` is not understood\n\n{HELP}", words.join(" ")),
    }
}

fn number(port: &str) -> Result<u16> {
    port.parse().with_context(|| format!("`{port}` is no port number"))
}

fn serve(port: u16) -> Result<()> {
    // Said now rather than after minutes of building.
    server::check_port(port)?;
    dist::build()?;
    let site = Site::start(&dist_dir(), port)?;
    println!("Plaque is at {} (Ctrl+C to stop)", site.address());
    site.wait();
    Ok(())
}
