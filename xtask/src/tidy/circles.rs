//! Circles of imports between the modules of a crate: modules that use each other can only be read,
//! tested and moved together.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Item, UseTree};

/// The modules of a crate that stand in its root, and which of them each uses.
#[derive(Debug, Default)]
pub(super) struct Modules {
    uses: BTreeMap<String, BTreeSet<String>>,
    /// Names that the root gives to the whole crate, by the module that they are from.
    from_root: BTreeMap<String, String>,
    /// First names of the paths of each module, before it is known which of them are modules.
    named: BTreeMap<String, BTreeSet<String>>,
}

impl Modules {
    /// Takes in a file; `path` is its name below `src/`.
    ///
    /// # Errors
    /// The text is not Rust.
    pub(super) fn add(&mut self, path: &str, text: &str) -> Result<(), syn::Error> {
        let path = path.trim_end_matches(".rs");
        let mut parts = path.split('/');
        let module = parts.next().unwrap_or_default();
        if matches!(path, "lib" | "main") {
            for item in syn::parse_file(text)?.items {
                if let Item::Use(one) = item {
                    self.exports(&one.tree, None);
                }
            }
            return Ok(());
        }
        let below = matches!((parts.next(), parts.next()), (None, _) | (Some("mod"), None));
        let tokens: TokenStream = text.parse()?;
        let named = self.named.entry(module.to_owned()).or_default();
        names(tokens, below, named);
        Ok(())
    }

    fn exports(&mut self, tree: &UseTree, module: Option<&str>) {
        let mut name = |name: &syn::Ident| {
            if let Some(module) = module {
                self.from_root.insert(name.to_string(), module.to_owned());
            }
        };
        match tree {
            UseTree::Path(path) => {
                let first = path.ident.to_string();
                let here = matches!(first.as_str(), "crate" | "self");
                let module = module.map(str::to_owned).or_else(|| (!here).then_some(first));
                self.exports(&path.tree, module.as_deref());
            }
            UseTree::Name(one) => name(&one.ident),
            UseTree::Rename(one) => name(&one.rename),
            UseTree::Group(group) => group.items.iter().for_each(|t| self.exports(t, module)),
            UseTree::Glob(_) => {}
        }
    }

    /// The circles: sets of modules each of which uses all others, directly or through others.
    pub(super) fn circles(mut self) -> BTreeSet<BTreeSet<String>> {
        for (module, named) in &self.named {
            let known = |name: &String| match self.named.contains_key(name) {
                true => Some(name.clone()),
                false => self.from_root.get(name).filter(|m| self.named.contains_key(*m)).cloned(),
            };
            let used = named.iter().filter_map(known).filter(|other| other != module).collect();
            self.uses.insert(module.clone(), used);
        }
        let of = |module: &String| -> BTreeSet<String> {
            let mut circle = self.reached(module);
            circle.retain(|other| self.reached(other).contains(module));
            circle
        };
        self.uses.keys().map(of).filter(|circle| !circle.is_empty()).collect()
    }

    /// All modules that one uses, however far.
    fn reached(&self, module: &str) -> BTreeSet<String> {
        let mut waiting: Vec<&str> = vec![module];
        let mut seen = BTreeSet::new();
        while let Some(one) = waiting.pop() {
            for other in self.uses.get(one).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    waiting.push(other);
                }
            }
        }
        seen
    }
}

/// First names after `crate::` and, in a module of the root, after `super::`; what is only compiled
/// for tests is left aside. Works on tokens, so that the inside of a macro is read as well.
fn names(tokens: TokenStream, below_root: bool, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == mark);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Punct(_) if is(at, '#') && is_for_tests(tokens.get(at + 1)) => {
                at += 2;
                let ends = |t: &TokenTree| match t {
                    TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                    TokenTree::Punct(mark) => mark.as_char() == ';',
                    _ => false,
                };
                while tokens.get(at).is_some_and(|t| !ends(t)) {
                    at += 1;
                }
            }
            TokenTree::Ident(word)
                if (word == "crate" || (below_root && word == "super"))
                    && is(at + 1, ':')
                    && is(at + 2, ':') =>
            {
                match tokens.get(at + 3) {
                    Some(TokenTree::Ident(name)) => drop(found.insert(name.to_string())),
                    Some(TokenTree::Group(group)) => firsts(group.stream(), found),
                    _ => {}
                }
                at += 3;
            }
            TokenTree::Group(group) => names(group.stream(), below_root, found),
            _ => {}
        }
        at += 1;
    }
}

fn is_for_tests(attribute: Option<&TokenTree>) -> bool {
    matches!(attribute, Some(TokenTree::Group(group)) if group.to_string().replace(' ', "") == "[cfg(test)]")
}

/// The first name of each path of a braced list.
fn firsts(list: TokenStream, found: &mut BTreeSet<String>) {
    let mut first = true;
    for token in list {
        match token {
            TokenTree::Ident(name) if first => {
                found.insert(name.to_string());
                first = false;
            }
            TokenTree::Punct(mark) if mark.as_char() == ',' => first = true,
            _ => first = false,
        }
    }
}

/// What is wrong with the circles of a crate.
pub(super) fn breaches(name: &str, circles: &BTreeSet<BTreeSet<String>>) -> Vec<String> {
    let breach = |circle: &BTreeSet<String>| {
        let all: Vec<&str> = circle.iter().map(String::as_str).collect();
        format!(
            "{name}: the modules {} use each other in a circle: what they share belongs in a module of its own",
            all.join(", ")
        )
    };
    circles.iter().map(breach).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let mut modules = Modules::default();
        files.iter().for_each(|(path, text)| modules.add(path, text).unwrap());
        modules.circles().into_iter().map(|c| c.into_iter().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn modules_that_use_each_other_are_found_however_they_say_it() {
        let root =
            ("lib.rs", "mod a;\nmod b;\npub use a::{One as Two, Three};\npub use self::b::B;");
        let a = "use crate::{c::C, b::{B, D}};";
        for b in [
            "use crate::a::One;",
            "use super::a::One;",
            "fn f() -> crate::Two { todo!() }",
            "fn f() { view! { <p>{crate::Three}</p> } }",
        ] {
            assert_eq!(circles(&[root, ("a.rs", a), ("b.rs", b)]), ["a b"], "{b}");
        }
        assert_eq!(
            circles(&[root, ("a/deep/mod.rs", a), ("b/mod.rs", "use super::Two;")]),
            ["a b"]
        );
        // Through a third.
        let c = ("c.rs", "use crate::a::One;");
        assert_eq!(
            circles(&[root, ("a.rs", "use crate::B;"), ("b.rs", "use crate::c::C;"), c]),
            ["a b c"]
        );
    }

    #[test]
    fn a_line_of_imports_is_no_circle_and_tests_may_use_anything() {
        let root = ("lib.rs", "mod a;\nmod b;\npub use b::B;");
        let tests = "fn f() {}\n#[cfg(test)]\nmod tests { use crate::a::One; }\n#[cfg(test)]\nuse crate::a::Two;";
        for b in
            ["// crate::a::One", "use crate::b::B;", "use a::One;", "pub(crate) fn a() {}", tests]
        {
            let none: [&str; 0] = [];
            assert_eq!(circles(&[root, ("a.rs", "use crate::B;"), ("b.rs", b)]), none, "{b}");
        }
        // `super` of a deeper module is not the root.
        let none: [&str; 0] = [];
        assert_eq!(
            circles(&[root, ("a.rs", "use crate::B;"), ("b/deep.rs", "use super::a;")]),
            none
        );
    }

    #[test]
    fn a_circle_is_a_breach_that_names_its_modules() {
        let circle = ["cells", "joined"].map(str::to_owned).into();
        let found = breaches("tables", &[circle].into());
        assert!(found[0].starts_with("tables: the modules cells, joined use each other"));
        assert!(breaches("tables", &BTreeSet::new()).is_empty());
    }
}
