//! Reads `data/rules` (or the folder named) and says what is wrong first, or what is there.

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/rules");
    match rulebook::read(&std::env::args().nth(1).map_or(own, PathBuf::from)) {
        Ok(book) => {
            println!(
                "{} aids, {} parameters, {} questions",
                book.offers.len(),
                book.parameters.len(),
                book.questions.len()
            );
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
