//! Mounts the page of the reader's own files; in a worker, reads them.

fn main() {
    plaque::app::start_bring();
}
