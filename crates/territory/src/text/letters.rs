//! Letters of the Latin alphabet: their case and, for a search, their plain form.

/// A letter of the Latin alphabet (to U+017F: all of French, and the names of its neighbours) in
/// lower case; any other character as it is. The tables of the standard library for every script
/// would be a fortieth of what each visitor loads.
#[must_use]
pub fn lower(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Ö' | 'Ø'..='Þ' => shifted(c, 32),
        'Ÿ' => 'ÿ',
        _ if is_first_of_pair(c) => shifted(c, 1),
        _ => c,
    }
}

/// The same in upper case.
#[must_use]
pub fn upper(c: char) -> char {
    let before = |n| char::from_u32(u32::from(c) - n).unwrap_or(c);
    match c {
        'a'..='z' => c.to_ascii_uppercase(),
        'à'..='ö' | 'ø'..='þ' => before(32),
        'ÿ' => 'Ÿ',
        'ā'..='ž' if is_first_of_pair(before(1)) => before(1),
        _ => c,
    }
}

fn shifted(c: char, n: u32) -> char {
    char::from_u32(u32::from(c) + n).unwrap_or(c)
}

/// Whether a letter of Latin Extended-A is a capital that its small letter follows.
fn is_first_of_pair(c: char) -> bool {
    let even = u32::from(c).is_multiple_of(2);
    match c {
        // Capitals with two dots or without them, the small letter with an apostrophe, and the long
        // s have no pair of this kind.
        'İ' | 'ı' | 'ĸ' | 'ŉ' | 'ſ' => false,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' => even,
        'Ĺ'..='ň' | 'Ź'..='ž' => !even,
        _ => false,
    }
}

/// Lower case without accents; a space for everything that is neither a letter nor a digit.
pub(crate) fn fold(text: &str, folded: &mut String) {
    folded.clear();
    let mut chars = text.chars().map(lower).peekable();
    while let Some(c) = chars.next() {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            // Accents written as marks of their own.
            '\u{300}'..='\u{36f}' => {}
            's' if chars.peek() == Some(&'/') && !folded.ends_with(char::is_alphanumeric) => {
                folded.push_str("sur")
            }
            c if c.is_alphanumeric() => folded.push(c),
            _ => folded.push(' '),
        }
    }
}
