//! Any bytes as a project: refused, or the same when written and read again.
#![no_main]

use layers::Project;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(project) = Project::read("essai.zip", data) else { return };
    let written = project.write().expect("what was read can be written");
    assert_eq!(Project::read("essai.zip", &written).expect("what was written can be read"), project);
});
