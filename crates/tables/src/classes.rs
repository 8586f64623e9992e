//! Words that are no figure: classes of the zonings, blanks and secrets.

use territory::text::{plain_key, plain_words};

/// The class of the zoning of doctors that some words name: ZIP, ZAC, ZAR, ZV (vigilance) or HZ.
/// None if they name none, or two.
#[must_use]
pub fn doctor_zone(text: &str) -> Option<&'static str> {
    let words = plain_words(text);
    let all = words.join(" ");
    let outside = [
        "hors zonage",
        "hors vivier",
        "hors zone",
        "horszonage",
        "horsvivier",
        "sans zonage",
        "non zone",
        "non zonee",
    ];
    let said = |word: &str| {
        words.iter().any(|w| {
            w.strip_prefix(word).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    let named = [
        ("ZIP", said("zip") || all.contains("intervention prioritaire")),
        ("ZAC", said("zac") || all.contains("action complementaire")),
        ("ZAR", said("zar") || all.contains("accompagnement regional")),
        ("ZV", said("zv") || all.contains("vigilance")),
        ("HZ", said("hz") || said("hv") || outside.iter().any(|o| all.contains(o))),
    ];
    let denied = words.iter().any(|w| w == "non") && !outside.iter().any(|o| all.contains(o));
    let mut found = named.iter().filter(|(_, is)| *is).map(|(class, _)| *class);
    match (found.next(), found.next(), denied) {
        (Some(one), None, false) => Some(one),
        _ => None,
    }
}

/// The class of the zoning of nurses that some words name, written in full.
#[must_use]
pub fn nurse_zone(text: &str) -> Option<&'static str> {
    let is_class = |w: &String| {
        !matches!(w.as_str(), "zone" | "zones" | "niveau") && !w.bytes().all(|b| b.is_ascii_digit())
    };
    let key: String = plain_words(text).into_iter().filter(is_class).collect();
    match key.trim_end_matches('s') {
        "tressousdotee" | "tressousdote" => Some("Très sous-dotée"),
        "sousdotee" | "sousdote" => Some("Sous-dotée"),
        "intermediaire" => Some("Intermédiaire"),
        "tresdotee" | "tresdote" => Some("Très dotée"),
        "surdotee" | "surdote" => Some("Sur-dotée"),
        _ => None,
    }
}

/// Whether the words say that there is nothing.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    if text.chars().all(|c| !c.is_alphanumeric() && "-–—−._…/ \u{a0}\u{202f}".contains(c)) {
        return true;
    }
    let words = plain_words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["na" | "null" | "none" | "vide"]
            | ["n", "a", ..]
            | ["non", "disponible" | "renseigne" | "renseignee"]
            | ["na", "resultat", ..]
    )
}

/// Whether the words say that the producer hides the figure, or does not have it.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    let key = plain_key(text);
    matches!(key.as_str(), "s" | "nd" | "nc" | "ns" | "sec" | "confidentiel")
        || key.starts_with("secret")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_doctors_are_recognised() {
        for (text, wanted) in [
            ("ZIP", Some("ZIP")),
            ("1_ZIP", Some("ZIP")),
            ("zip2", Some("ZIP")),
            ("Zone d’intervention prioritaire (ZIP)", Some("ZIP")),
            ("2 - Z.A.C".replace('.', "").as_str(), Some("ZAC")),
            ("zone d'action complémentaire", Some("ZAC")),
            ("ZAR", Some("ZAR")),
            ("Zone de vigilance", Some("ZV")),
            ("Hors zonage", Some("HZ")),
            ("4_Hors_vivier", Some("HZ")),
            ("HZ", Some("HZ")),
            ("ZIP/ZAC", None),
            ("non ZIP", None),
            ("zippé", None),
            ("", None),
        ] {
            assert_eq!(doctor_zone(text), wanted, "{text}");
        }
    }

    #[test]
    fn zones_of_nurses_blanks_and_secrets_are_recognised() {
        for (text, wanted) in [
            ("4_Tres_dotee", Some("Très dotée")),
            ("1_Tres_sous_dotee", Some("Très sous-dotée")),
            ("Zone sous-dotée", Some("Sous-dotée")),
            ("3_intermediaire", Some("Intermédiaire")),
            ("ZONES SURDOTÉES", Some("Sur-dotée")),
            ("dotée", None),
        ] {
            assert_eq!(nurse_zone(text), wanted, "{text}");
        }
        for text in ["", "-", "…", "NA", "N/A - résultat non disponible", "#N/A", "n/a"] {
            assert!(is_blank(text) && !is_secret(text), "{text}");
        }
        for text in ["s", "n.d.", "NC", "Secret statistique", "« secret »", "ns"] {
            assert!(is_secret(text) && !is_blank(text), "{text}");
        }
        assert!(!is_blank("12") && !is_blank("?") && !is_secret("12"));
    }
}
