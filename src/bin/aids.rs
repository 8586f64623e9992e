//! Mounts the page of aids.

fn main() {
    plaque::app::start_aids(plaque::clock::today());
}
