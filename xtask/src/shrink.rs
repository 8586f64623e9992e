//! Shrinks the modules of the program by binaryen, and keeps what it made of each.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{run::output, scratch, stamp::hex};

/// What runs binaryen over a list of modules.
const SCRIPT: &str = include_str!("shrink.js");
/// Processes at work at once.
const AT_ONCE: usize = 2;

/// A module, and where what is made of it is kept.
struct Job {
    from: PathBuf,
    to: PathBuf,
    bytes: usize,
}

/// The modules by name, each as small as it gets; one that was shrunk before is taken from the
/// scratch folder.
///
/// # Errors
/// When a module cannot be read, or binaryen refuses it.
pub fn all(binaryen: &Path, inputs: &[(String, PathBuf)]) -> Result<BTreeMap<String, Vec<u8>>> {
    let folder = scratch().join("shrunk");
    std::fs::create_dir_all(&folder)?;
    // Another binaryen, or the same one asked otherwise, would make something else of a module.
    let lock = std::fs::read_to_string(crate::root().join("xtask/npm/package-lock.json"))?;
    let (mut kept, mut jobs) = (Vec::new(), Vec::new());
    for (name, from) in inputs {
        let bytes =
            std::fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?;
        let mut sum = Sha256::new();
        sum.update(SCRIPT);
        sum.update(&lock);
        sum.update(&bytes);
        let to = folder.join(format!("{}.wasm", hex(&sum.finalize())));
        if !to.is_file() && !jobs.iter().any(|job: &Job| job.to == to) {
            jobs.push(Job { from: from.clone(), to: to.clone(), bytes: bytes.len() });
        }
        kept.push((name, to));
    }
    let script = folder.join("shrink.mjs");
    std::fs::write(&script, SCRIPT)?;
    std::thread::scope(|scope| {
        let shares = shared(jobs).into_iter().enumerate().filter(|(_, jobs)| !jobs.is_empty());
        let workers: Vec<_> = shares
            .map(|(n, jobs)| {
                let (script, list) = (&script, folder.join(format!("list-{n}.txt")));
                scope.spawn(move || work(binaryen, script, &list, &jobs))
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked")))
        })
    })?;
    let read = |(name, file): (&String, PathBuf)| {
        let small = std::fs::read(&file);
        Ok((name.clone(), small.with_context(|| format!("{name} was not shrunk"))?))
    };
    kept.into_iter().map(read).collect()
}

/// The modules in as many lists as processes work at once, the largest first, each to the list that
/// has least: what a module takes goes with its bytes.
fn shared(mut jobs: Vec<Job>) -> [Vec<Job>; AT_ONCE] {
    jobs.sort_by_key(|job| std::cmp::Reverse(job.bytes));
    let mut lists = [const { Vec::new() }; AT_ONCE];
    for job in jobs {
        let load = |list: &&mut Vec<Job>| list.iter().map(|j: &Job| j.bytes).sum::<usize>();
        if let Some(least) = lists.iter_mut().min_by_key(load) {
            least.push(job);
        }
    }
    lists
}

/// Shrinks a list, each module to where it is kept.
fn work(binaryen: &Path, script: &Path, list: &Path, jobs: &[Job]) -> Result<()> {
    let line = |job: &Job| format!("{}\t{}\n", job.from.display(), job.to.display());
    std::fs::write(list, jobs.iter().map(line).collect::<String>())?;
    // It warns of a kind of names that it does not know and drops; said only if it fails.
    output(Command::new("node").arg(script).arg(binaryen).arg(list)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 9 and 5 on one side would leave 4 and 3 on the other: the largest goes alone with what fits.
    #[test]
    fn the_work_is_shared_by_bytes() {
        let job = |bytes| Job { from: PathBuf::new(), to: PathBuf::new(), bytes };
        let lists = shared(vec![job(3), job(9), job(5), job(4)]);
        let bytes = lists.map(|list| list.iter().map(|j| j.bytes).collect::<Vec<_>>());
        assert_eq!(bytes, [vec![9, 3], vec![5, 4]]);
    }
}
