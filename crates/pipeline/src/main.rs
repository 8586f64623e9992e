//! `cargo run -p pipeline -- build`: from sources to assets; `-- update`: what is newer at official
//! addresses.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use pipeline::{Options, update};

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
        /// Folder of updates, whose tables are read instead of those of the sources.
        #[arg(long)]
        with: Option<PathBuf>,
        /// Folder to write; its other files are removed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Asks the official address of each source, shows what is newer, and takes what is fit.
    Update(Update),
}

#[derive(Args)]
struct Update {
    /// Only ask and report; nothing is written.
    #[arg(long)]
    check: bool,
    /// Only this source, by its `id` in data/sources.toml.
    #[arg(long, value_name = "ID")]
    only: Option<String>,
    /// Folder of the tables that are taken [default: target/plaque/updates].
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Folder of the official tables that we have; never written.
    #[arg(long, env = "PLAQUE_SOURCES")]
    sources: Option<PathBuf>,
    /// Seconds for each address; what has come by then is kept for the next run.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Megabytes that a file may measure.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=4096))]
    most: u64,
    /// For machines: JSON instead of a table.
    #[arg(long)]
    json: bool,
}

fn main() -> anyhow::Result<()> {
    let mut options = Options::of_repository(pipeline::repository());
    match Cli::parse().command {
        Command::Build { sources, with, out } => {
            options.with = with;
            options.sources = sources.unwrap_or(options.sources);
            options.out = out.unwrap_or(options.out);
            pipeline::build(&options, &mut |line| println!("{line}"))
        }
        Command::Update(asked) => ask(&options, asked),
    }
}

/// What a host does is reported and is no failure of the command.
fn ask(options: &Options, asked: Update) -> anyhow::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is wrong")?;
    let now = i64::try_from(now.as_secs())
        .ok()
        .and_then(|s| chrono::DateTime::from_timestamp(s, 0))
        .context("the clock is wrong")?;
    let source = Duration::from_secs(asked.timeout);
    let pace = update::Pace::default();
    let options = update::Options {
        data: options.data.clone(),
        sources: asked.sources.unwrap_or_else(|| options.sources.clone()),
        into: asked.into.unwrap_or_else(|| update::default_folder(pipeline::repository())),
        check: asked.check,
        only: asked.only,
        most_bytes: asked.most * 1_000_000,
        // Who allows more to each address allows it to the run.
        pace: update::Pace {
            source,
            connect: pace.connect.min(source),
            run: pace.run.max(source * 2),
            ..pace
        },
        now,
        local: false,
    };
    let outcomes = update::run(&options, &mut |line| eprintln!("{line}"))?;
    let out = &mut std::io::stdout();
    if asked.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&outcomes)?)?;
        return Ok(());
    }
    write!(out, "{}", update::table(&outcomes))?;
    if outcomes.iter().any(|o| o.table.is_some()) {
        writeln!(
            out,
            "to build with what was taken: cargo run -p pipeline -- build --with {}",
            options.into.display()
        )?;
    } else {
        writeln!(out, "nothing taken, nothing to build")?;
    }
    Ok(())
}
