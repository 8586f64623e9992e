//! Says whether the shared tables are there, which some journeys give to the page.

fn main() {
    testdata::say_to_cargo();
}
