//! Names that a register has in capitals, as one writes them: acronyms, accents, communes by their
//! official spelling.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Context, Result};
use regex::Regex;
use serde::Deserialize;
use territory::text::NNBSP;

use super::fold::fold;
use super::location::departement_of;
use crate::sources::Library;

/// Words of `data/structures.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    acronyms: String,
    small: String,
    common: String,
    proper: String,
    abbreviations: BTreeMap<String, String>,
}

/// The name of a commune: its words without accents, and its spelling.
type Spelling<'a> = (Vec<String>, &'a str);

/// Writes the names of sites, and knows those of communes.
pub(super) struct Naming<'a> {
    acronyms: HashSet<&'a str>,
    small: HashSet<&'a str>,
    /// Words by how they are without accents.
    common: HashMap<String, &'a str>,
    proper: HashMap<String, &'a str>,
    abbreviations: &'a BTreeMap<String, String>,
    /// Communes of a département by the first word of their name, the longest names first.
    communes: HashMap<(String, String), Vec<Spelling<'a>>>,
    high_mark: Regex,
    saint: Regex,
}

/// A name with its quotation marks as one writes them; those around the whole of it, or without a
/// second one, mean nothing.
fn quoted(raw: &str) -> String {
    let pieces: Vec<&str> = raw.split('"').collect();
    match pieces[..] {
        ["", whole, ""] => whole.to_owned(),
        _ if pieces.len().is_multiple_of(2) => pieces.concat(),
        _ => {
            let piece = |(n, piece): (usize, &&str)| match n % 2 {
                1 if piece.trim().is_empty() => String::new(),
                1 => format!("« {} »", piece.trim()),
                _ => (*piece).to_owned(),
            };
            pieces.iter().enumerate().map(piece).collect()
        }
    }
}

impl<'a> Naming<'a> {
    /// Reads the words, and the names of communes, former ones too.
    pub(super) fn new(words: &'a Words, library: &'a Library) -> Result<Self> {
        let folded = |text: &'a str| {
            text.split_whitespace().map(|w| (fold(w), w)).collect::<HashMap<_, _>>()
        };
        let common = folded(&words.common);
        let mut communes: HashMap<_, Vec<Spelling<'_>>> = HashMap::new();
        for source in ["communes", "communes_anciennes"] {
            for [code, name] in library.table(source)?.cells(["code", "nom"])? {
                let parts: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
                let first = parts.first().with_context(|| format!("{code} has no name"))?.clone();
                // A short name, or one that is a common word, is not told from others.
                if parts.len() > 1 || (first.len() >= 5 && !common.contains_key(&first)) {
                    communes
                        .entry((departement_of(code).to_owned(), first))
                        .or_default()
                        .push((parts, name));
                }
            }
        }
        communes
            .values_mut()
            .for_each(|all| all.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len())));
        Ok(Self {
            acronyms: words.acronyms.split_whitespace().collect(),
            small: words.small.split_whitespace().collect(),
            proper: folded(&words.proper),
            abbreviations: &words.abbreviations,
            common,
            communes,
            high_mark: Regex::new(" *([;:?!])")?,
            saint: Regex::new(r"\b(Sainte?) ([A-ZÉÈÀÎÔ])")?,
        })
    }

    /// A name as one writes it; `commune` is the code and name of where it is.
    pub(super) fn write(&self, raw: &str, commune: Option<(&str, &str)>) -> String {
        // U+0092 is what an old code page has for an apostrophe.
        let plain = quoted(raw.trim()).replace(['\'', '\u{92}'], "’");
        let mut parts: Vec<String> = tokens(&plain).into_iter().map(str::to_owned).collect();
        let at: Vec<usize> =
            (0..parts.len()).filter(|i| parts[*i].starts_with(char::is_alphanumeric)).collect();
        let folded: Vec<String> = at.iter().map(|i| fold(&parts[*i])).collect();
        let mut done = vec![false; at.len()];
        if let Some((code, name)) = commune {
            let own: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
            let mut n = 0;
            while n < at.len() {
                let Some((long, spelling)) = self.commune_at(&folded, n, (code, &own, name)) else {
                    n += 1;
                    continue;
                };
                parts[at[n]..=at[n + long - 1]].iter_mut().for_each(String::clear);
                spelling.clone_into(&mut parts[at[n]]);
                done[n..n + long].fill(true);
                n += long;
            }
        }
        for (n, i) in at.iter().copied().enumerate() {
            if !done[n] {
                let elided = parts.get(i + 1).is_some_and(|next| next == "’");
                parts[i] = self.word(&parts[i], &folded[n], n == 0, elided);
            }
        }
        let line = parts.concat().split_whitespace().collect::<Vec<_>>().join(" ");
        let line = self.high_mark.replace_all(&line, format!("{NNBSP}$1"));
        let line = self.saint.replace_all(&line, "$1-$2");
        let quotes = line.replace("« ", &format!("«{NNBSP}")).replace(" »", &format!("{NNBSP}»"));
        territory::text::sentence_case(&quotes)
    }

    /// The commune named from a word on: number of words, and spelling.
    fn commune_at<'s>(
        &'s self,
        words: &[String],
        n: usize,
        own: (&str, &[String], &'s str),
    ) -> Option<(usize, &'s str)> {
        let (code, own, name) = own;
        let hit = if !words[n].is_empty() && words[n..].starts_with(own) {
            Some((own, name))
        } else {
            let key = (departement_of(code).to_owned(), words[n].clone());
            // A single word at the beginning is rather what the place is called.
            let fits =
                |parts: &[String]| words[n..].starts_with(parts) && (parts.len() > 1 || n > 0);
            self.communes
                .get(&key)?
                .iter()
                .find(|(parts, _)| fits(parts))
                .map(|(parts, name)| (parts.as_slice(), *name))
        };
        hit.filter(|(parts, _)| parts.len() > 1 || !self.common.contains_key(&parts[0]))
            .map(|(parts, name)| (parts.len(), name))
    }

    fn word(&self, word: &str, folded: &str, first: bool, elided: bool) -> String {
        let upper = word.to_uppercase();
        if word.contains(|c: char| c.is_numeric()) {
            word.to_owned()
        } else if self.acronyms.contains(folded) {
            upper
        } else if folded == "SAINT" {
            "Saint".to_owned()
        } else if folded == "SAINTE" {
            "Sainte".to_owned()
        } else if let Some(long) = self.abbreviations.get(&upper) {
            long.clone()
        } else if elided && word.chars().count() == 1 {
            word.to_lowercase()
        } else if !first && self.small.contains(folded.to_lowercase().as_str()) {
            if upper == "A" { "à".to_owned() } else { word.to_lowercase() }
        } else if let Some(known) = self.common.get(folded).or_else(|| self.proper.get(folded)) {
            (*known).to_owned()
        } else if word.chars().count() <= 3 && !folded.contains(['A', 'E', 'I', 'O', 'U', 'Y']) {
            upper
        } else {
            territory::text::sentence_case(&word.to_lowercase())
        }
    }
}

/// Words, signs one by one, and white space.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| if c.is_alphanumeric() { 0 } else { 1 + u8::from(c.is_whitespace()) };
    let mut out = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if before.is_some_and(|b| b != now || now == 1) {
            out.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            acronyms: "CH MSP EHPAD".into(),
            small: "de du la les".into(),
            common: "centre hospitalier maison santé médecine".into(),
            proper: "Hélène".into(),
            abbreviations: BTreeMap::from([("DR".to_owned(), "docteur".to_owned())]),
        }
    }

    /// Without a library: the communes of one département.
    fn naming<'a>(words: &'a Words, communes: &[&'a str]) -> Naming<'a> {
        let folded = |text: &'a str| {
            text.split_whitespace().map(|w| (fold(w), w)).collect::<HashMap<_, _>>()
        };
        let parts = |name: &str| fold(name).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut by_first: HashMap<_, Vec<_>> = HashMap::new();
        for name in communes {
            by_first
                .entry(("12".to_owned(), parts(name)[0].clone()))
                .or_default()
                .push((parts(name), *name));
        }
        Naming {
            acronyms: words.acronyms.split_whitespace().collect(),
            small: words.small.split_whitespace().collect(),
            common: folded(&words.common),
            proper: folded(&words.proper),
            abbreviations: &words.abbreviations,
            communes: by_first,
            high_mark: Regex::new(" *([;:?!])").expect("a pattern"),
            saint: Regex::new(r"\b(Sainte?) ([A-ZÉÈÀÎÔ])").expect("a pattern"),
        }
    }

    #[test]
    fn names_get_back_what_capitals_took() {
        let words = words();
        let naming = naming(&words, &["Villefranche-de-Rouergue", "Saint-Côme-d’Olt"]);
        for (raw, written) in [
            ("CENTRE HOSPITALIER DE RODEZ", "Centre hospitalier de Rodez"),
            ("CH VILLEFRANCHE DE ROUERGUE", "CH Villefranche-de-Rouergue"),
            ("MAISON DE SANTE DU DR HELENE MARTIN", "Maison de santé du docteur Hélène Martin"),
            ("EHPAD STE MARTHE", "EHPAD Sainte-Marthe"),
            ("MSP DE ST COME D'OLT", "MSP de Saint-Côme-d’Olt"),
            ("\"SARL L'OUSTAL : SMR\"", "Sarl l’Oustal\u{202f}: SMR"),
            ("EHPAD \"BELLEVUE\"", "EHPAD «\u{202f}Bellevue\u{202f}»"),
            ("EHPAD \"BELLEVUE", "EHPAD Bellevue"),
            ("EHPAD \"\"", "EHPAD"),
            ("\"\"BELLEVUE\"\"", "Bellevue"),
            ("IRM 12", "Irm 12"),
        ] {
            assert_eq!(naming.write(raw, Some(("12202", "Rodez"))), written, "{raw}");
        }
        assert_eq!(
            naming.write("CH VILLEFRANCHE DE ROUERGUE", None),
            "CH Villefranche de Rouergue"
        );
    }
}
