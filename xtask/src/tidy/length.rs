//! No file of Rust is longer than one reads in one go.

/// Lines of a file, at most.
const MOST: usize = 400;

/// Files that are longer still. The list may only shrink.
const KNOWN: [&str; 3] = ["crates/territory/src/search.rs"];

/// What is wrong with the length of a file of Rust.
pub(super) fn breach(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    match (lines > MOST, KNOWN.contains(&name)) {
        (true, false) => {
            Some(format!("{name}: {lines} lines, more than {MOST}: split it by meaning"))
        }
        (false, true) => Some(not_long(name)),
        _ => None,
    }
}

/// Files of the list that are not there any more.
pub(super) fn gone(tree: &[String]) -> Vec<String> {
    let gone = KNOWN.iter().filter(|name| !tree.iter().any(|n| n == *name));
    gone.map(|name| not_long(name)).collect()
}

fn not_long(name: &str) -> String {
    format!("xtask/src/tidy/length.rs: {name} is not too long any more: take it off the list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_named_unless_it_is_known_and_a_known_one_must_be_long() {
        let long = "//! Long.\n".repeat(MOST + 1);
        let fits = "//! Fits.\n".repeat(MOST);
        assert!(breach("src/a.rs", &long).unwrap().contains("401 lines"));
        assert_eq!(breach("src/a.rs", &fits), None);
        assert_eq!(breach(KNOWN[0], &long), None);
        assert!(breach(KNOWN[0], &fits).unwrap().contains("take it off the list"));
    }

    #[test]
    fn a_known_file_that_is_no_more_must_leave_the_list() {
        let tree: Vec<String> = KNOWN[1..].iter().map(|n| (*n).to_owned()).collect();
        assert_eq!(gone(&tree), [not_long(KNOWN[0])]);
    }
}
