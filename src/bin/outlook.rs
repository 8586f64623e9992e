//! Mounts « Pourquoi ici ? ».

fn main() {
    plaque::app::start_outlook(plaque::clock::today());
}
