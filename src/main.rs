//! Mounts the explorer.

fn main() {
    plaque::app::start(plaque::clock::today());
}
