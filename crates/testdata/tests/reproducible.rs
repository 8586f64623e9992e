//! The assets of the checkout are what the manifests and the sources make, to the byte.

use std::collections::BTreeMap;
use std::path::Path;

use pipeline::Options;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let file = |e: std::fs::DirEntry| {
        (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).expect("readable"))
    };
    entries.map(|e| file(e.expect("an entry"))).collect()
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    a.keys().chain(b.keys()).filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "../shared/data is not there")]
fn two_builds_and_the_committed_assets_are_the_same() {
    let options = Options::of_repository(pipeline::repository());
    let build = || {
        let out = tempfile::tempdir().expect("a temporary folder");
        let here = Options { out: out.path().to_path_buf(), ..options.clone() };
        pipeline::build(&here, &mut |line| println!("{line}")).expect("a build");
        files(out.path())
    };
    let (first, second, committed) = (build(), build(), files(&options.out));
    assert!(first.len() > 10, "{:?}", first.keys());
    assert_eq!(differing(&first, &second), Vec::<String>::new(), "two builds differ");
    assert_eq!(
        differing(&first, &committed),
        Vec::<String>::new(),
        "assets/data is not what the sources make: run the build"
    );
}
