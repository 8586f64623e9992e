//! `cargo run -p pipeline -- build`: from sources to assets.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use pipeline::Options;

/// From published sources to the packed assets of the page.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads and checks every source, then writes the assets and their report.
    Build {
        /// Folder of the official tables.
        #[arg(long, env = "PLAQUE_SOURCES")]
        sources: Option<PathBuf>,
        /// Folder to write; its other files are removed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    let Command::Build { sources, out } = Cli::parse().command;
    let mut options = Options::of_repository(pipeline::repository());
    if let Some(sources) = sources {
        options.sources = sources;
    }
    if let Some(out) = out {
        options.out = out;
    }
    pipeline::build(&options, &mut |line| println!("{line}"))
}
