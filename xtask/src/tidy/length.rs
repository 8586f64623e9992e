//! No file of Rust is longer than one reads in one go.

/// Lines of a file, at most.
const MOST: usize = 400;

/// What is wrong with the length of a file of Rust.
pub(super) fn breach(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST).then(|| format!("{name}: {lines} lines, more than {MOST}: split it by meaning"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_long_is_named() {
        assert_eq!(breach("src/a.rs", &"//! Fits.\n".repeat(MOST)), None);
        let long = breach("src/a.rs", &"//! Long.\n".repeat(MOST + 1)).unwrap();
        assert_eq!(long, "src/a.rs: 401 lines, more than 400: split it by meaning");
    }
}
