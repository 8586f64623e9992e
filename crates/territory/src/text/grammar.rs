//! Words that agree: with a number, with the name of a place.

use super::{NNBSP, plain_key, typeset};

/// A unit of what is counted, for one of them: what comes before « de » loses its mark of plural.
#[must_use]
pub fn singular(unit: &str) -> String {
    if unit.contains(['/', '.']) {
        return unit.to_owned();
    }
    let (counted, rest) = unit.split_at(unit.find(" de ").unwrap_or(unit.len()));
    let one = |word: &str| word.strip_suffix(['s', 'x']).unwrap_or(word).to_owned();
    let words = |words: &str| words.split('-').map(one).collect::<Vec<_>>().join("-");
    counted.split(' ').map(words).collect::<Vec<_>>().join(" ") + rest
}

/// « de Rodez », « d’Ajaccio », « du Mans », « des Ulis »: what belongs to a place. An H is taken for
/// one that is breathed, as most names of communes have it.
#[must_use]
pub fn of_place(name: &str) -> String {
    let contracted = [("Le ", "du "), ("Les ", "des ")]
        .into_iter()
        .find_map(|(article, with)| Some(format!("{with}{}", name.strip_prefix(article)?)));
    contracted.unwrap_or_else(|| {
        let vowel = |c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
        // « d’Yvetot », but « de Yutz ».
        let second = || plain_key(name).chars().nth(1);
        let elides = match initial(name) {
            Some('y') => second().is_some_and(|c| !vowel(c)),
            first => first.is_some_and(vowel),
        };
        format!("{}{name}", if elides { "d’" } else { "de " })
    })
}

/// The licence of a publication: « Licence Ouverte 2.0 », « Licence : ODbL ».
#[must_use]
pub fn licence(name: &str) -> String {
    let name = typeset(name);
    match name.starts_with("Licence") {
        true => name,
        false => format!("Licence{NNBSP}: {name}"),
    }
}

/// A zoning by its vintage: « zonage publié en 2022 » of a « publication de 2022 », « zonage publié le
/// 30 juillet 2026 », « zonage de juillet 2026 ».
#[must_use]
pub fn table_of(vintage: &str) -> String {
    if let Some(year) = vintage.strip_prefix("publication de ") {
        return format!("zonage publié en {year}");
    }
    let of = if vintage.starts_with("publié") { "" } else { "de " };
    format!("zonage {of}{vintage}")
}

/// The letter by which French sorts a name first: small, without accent, the first of a ligature.
#[must_use]
pub fn initial(name: &str) -> Option<char> {
    let first = name.chars().next()?;
    plain_key(first.encode_utf8(&mut [0; 4])).chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_what_is_counted_is_not_in_the_plural() {
        for (many, one) in [
            ("lycées", "lycée"),
            ("maisons de santé", "maison de santé"),
            ("sages-femmes", "sage-femme"),
            ("lieux", "lieu"),
            ("hab.", "hab."),
            ("ETP/100 000 femmes", "ETP/100 000 femmes"),
            ("QPV", "QPV"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn a_name_is_sorted_by_its_first_letter() {
        for (name, letter) in [("Étaples", 'e'), ("Œuilly", 'o'), ("L'Isle", 'l'), ("Ÿ", 'y')] {
            assert_eq!(initial(name), Some(letter));
        }
        assert_eq!(initial(""), None);
    }

    #[test]
    fn a_licence_is_named_once() {
        assert_eq!(licence("Licence Ouverte 2.0"), "Licence Ouverte 2.0");
        assert_eq!(licence("ODbL attendue, non lue"), "Licence\u{202f}: ODbL attendue, non lue");
    }

    #[test]
    fn what_belongs_to_a_place_takes_its_article() {
        for (name, of) in [
            ("Rodez", "de Rodez"),
            ("Ajaccio", "d’Ajaccio"),
            ("Évry-Courcouronnes", "d’Évry-Courcouronnes"),
            ("Œuilly", "d’Œuilly"),
            ("Yvetot", "d’Yvetot"),
            ("Yutz", "de Yutz"),
            ("Y", "de Y"),
            ("Le Mans", "du Mans"),
            ("Les Ulis", "des Ulis"),
            ("La Rochelle", "de La Rochelle"),
            ("L'Isle-Adam", "de L'Isle-Adam"),
            ("Le", "de Le"),
            ("", "de "),
        ] {
            assert_eq!(of_place(name), of);
        }
    }
}
