//! Says whether the shared tables are there.

#[path = "src/lib.rs"]
mod testdata;

fn main() {
    testdata::say_to_cargo();
}
