//! `cargo xtask dev`: the page while it is written. Debug program, rebuilt when a file is saved;
//! the browser follows.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Result;

use crate::server::{self, Site};
use crate::stamp::{files, inputs};
use crate::{dist, program, root, scratch, tools};

/// How often saved files are looked for.
const PAUSE: Duration = Duration::from_millis(300);
/// In the folder that is served: changes with each build.
const VERSION: &str = "dev-version.txt";
/// Added to the page: it loads again once another build is there.
const FOLLOW: &str = "<script>
let built;
setInterval(async () => {
  const answer = await fetch('dev-version.txt').catch(() => null);
  const now = answer?.ok ? await answer.text() : built;
  if (built !== undefined && now !== built) location.reload();
  built = now;
}, 500);
</script>";

/// Builds, serves and rebuilds until the process is ended.
///
/// # Errors
/// When the port is taken or the first build fails.
pub fn run(port: u16) -> Result<()> {
    server::check_port(port)?;
    tools::wasm_target()?;
    let folder = scratch().join("dev");
    build(&folder)?;
    let site = Site::start(&folder, port)?;
    println!("Plaque is at {} and follows what is saved (Ctrl+C to stop)", site.address());
    let mut watched = inputs(&root())?;
    let mut built = saved(&watched)?;
    loop {
        std::thread::sleep(PAUSE);
        let now = saved(&watched)?;
        if now == built {
            continue;
        }
        // Looked at before the build: what is saved meanwhile is built next.
        built = now;
        match build(&folder).and_then(|()| inputs(&root())) {
            Ok(inputs) => watched = inputs,
            Err(error) => println!("  not built: {error:#}"),
        }
    }
}

fn build(folder: &Path) -> Result<()> {
    let start = Instant::now();
    let program = program::debug()?;
    dist::lay_out(folder, &program, FOLLOW)?;
    std::fs::write(folder.join(VERSION), format!("{:?}", SystemTime::now()))?;
    println!("→ built in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// A number that changes when one of these files is saved, comes or goes.
fn saved(watched: &[String]) -> Result<u64> {
    let mut sum = DefaultHasher::new();
    for input in watched {
        for file in files(&root().join(input))? {
            // A file that went away between two looks is seen at the next.
            if let Ok(saved) = std::fs::metadata(&file).and_then(|m| m.modified()) {
                (file, saved).hash(&mut sum);
            }
        }
    }
    Ok(sum.finish())
}
