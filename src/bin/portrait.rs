//! Mounts the portrait of a territory.

fn main() {
    plaque::app::start_portrait(plaque::clock::today());
}
