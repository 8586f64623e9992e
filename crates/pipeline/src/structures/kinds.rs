//! The kind of a site: by its category and, where that is too wide, by its name.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result, ensure};
use regex::Regex;

use super::fold::fold;
use super::lists::{NameRule, StructuresFile};

/// The kinds of `data/structures.toml` by category, and the rules that look at names.
pub(super) struct Sorter<'a> {
    by_category: HashMap<&'a str, usize>,
    rules: Vec<(Regex, BTreeSet<&'a str>, usize)>,
}

impl<'a> Sorter<'a> {
    pub(super) fn new(file: &'a StructuresFile) -> Result<Self> {
        let mut by_category = HashMap::new();
        for (at, kind) in file.kinds.iter().enumerate() {
            for category in kind.codes.iter().chain(&kind.labels) {
                ensure!(
                    by_category.insert(category.as_str(), at).is_none(),
                    "category {category} is of two kinds"
                );
            }
        }
        let rule = |r: &'a NameRule| -> Result<_> {
            let mut among: BTreeSet<&str> =
                r.codes.iter().chain(&r.labels).map(String::as_str).collect();
            for id in &r.kinds {
                let kind = &file.kinds[kind_at(file, id)?];
                among.extend(kind.codes.iter().chain(&kind.labels).map(String::as_str));
            }
            Ok((Regex::new(&r.pattern)?, among, kind_at(file, &r.kind)?))
        };
        let rules = file
            .rules
            .iter()
            .map(|r| rule(r).with_context(|| format!("name rule {}", r.pattern)))
            .collect::<Result<_>>()?;
        Ok(Self { by_category, rules })
    }

    pub(super) fn kind(&self, category: &str, name: &str) -> Result<usize> {
        let name = fold(name);
        let by_name = self
            .rules
            .iter()
            .find(|(pattern, among, _)| among.contains(category) && pattern.is_match(&name));
        let known = by_name.map(|r| r.2).or_else(|| self.by_category.get(category).copied());
        known.with_context(|| format!("category « {category} » is of no kind"))
    }
}

/// The position of a kind in `data/structures.toml`.
pub(super) fn kind_at(file: &StructuresFile, id: &str) -> Result<usize> {
    file.kinds.iter().position(|k| k.id == id).with_context(|| format!("no kind « {id} »"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> StructuresFile {
        crate::manifest::read(&crate::repository().join("data/structures.toml"))
            .expect("a manifest")
    }

    #[test]
    fn annexes_of_a_hospital_are_told_by_their_name() {
        let file = file();
        let sorter = Sorter::new(&file).expect("rules");
        let kind = |category: &str, name: &str| {
            file.kinds[sorter.kind(category, name).expect("a kind")].id.as_str()
        };
        for (category, name, expected) in [
            ("355", "CH JACQUES PUEL RODEZ", "hopital"),
            ("355", "CMP DE RODEZ", "psychiatrie"),
            ("355", "CENTRE DE PLANIFICATION", "autres-soins"),
            ("355", "HÔPITAL DE JOUR", "autres-soins"),
            ("355", "USLD LES PEYRIÈRES", "ehpad"),
            ("109", "CLINIQUE PSYCHIATRIQUE", "psychiatrie"),
            ("109", "CENTRE DE READAPTATION", "readaptation"),
            ("Centre Hospitalier (C.H.)", "HAD DU CH DE LAON", "domicile"),
            ("698", "SELARL RADIOLOGIE DU LAC", "imagerie"),
            ("698", "GIE DU LAC", "autres-soins"),
            ("620", "PHARMACIE PSYCHE", "pharmacie"),
        ] {
            assert_eq!(kind(category, name), expected, "{category} {name}");
        }
        assert!(sorter.kind("999", "CH").is_err());
    }
}
