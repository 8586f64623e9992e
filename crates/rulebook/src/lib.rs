//! `data/rules/*.toml`, as a jurist reads and writes them, compiled to the rule book that the page
//! carries.
//!
//! Every error names the file and the line.

mod acts;
mod formula;
mod words;
mod written;

use std::{collections::BTreeMap, path::Path};

use territory::rules::{
    Datum, OfferRule, Parameter, Question, QuestionKind, RuleBook, placeholders,
};
use toml::Spanned;

use formula::{Kind, Names};
use written::{Document, Source};

/// Why a rule book is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {why}")]
pub struct RuleError {
    /// Name of the file below `data/rules`.
    pub file: String,
    /// Line of the file, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub why: String,
}

/// File of the acts of zoning, beside the folder of rules.
const ACTS: &str = "zoning-acts.toml";

/// Reads every file of rules of a folder, and the acts of zoning beside it.
///
/// # Errors
/// See [`compile`]; a file or folder that cannot be read is named too.
pub fn read(folder: &Path) -> Result<RuleBook, RuleError> {
    let unreadable = |path: &Path, e: &dyn std::fmt::Display| RuleError {
        file: path.display().to_string(),
        line: 0,
        why: e.to_string(),
    };
    let entries = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
    let mut paths: Vec<_> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(unreadable(folder, &"no file of rules"));
    }
    let mut files = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
        files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
    }
    let acts = folder.with_file_name(ACTS);
    let text = std::fs::read_to_string(&acts).map_err(|e| unreadable(&acts, &e))?;
    files.push((ACTS.to_owned(), text));
    compile(&files)
}

/// Puts files of rules (name and text) together.
///
/// # Errors
/// A file of another form, periods that overlap, a formula that is none or names something unknown,
/// a sentence that names an unknown parameter, an aid open on days for which one of its parameters
/// has no value, an exclusion of nothing.
pub fn compile(files: &[(String, String)]) -> Result<RuleBook, RuleError> {
    let mut book = RuleBook::default();
    let mut shared = BTreeMap::new();
    let mut documents = Vec::new();
    for (name, text) in files {
        let at = At { file: name, text };
        let document: Document = toml::from_str(text)
            .map_err(|e| at.error(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
        let stem = name.trim_end_matches(".toml");
        for (key, written) in &document.parameters {
            let start = written.span().start;
            let parameter = written
                .get_ref()
                .compile(&document)
                .map_err(|why| at.error(start, format!("{key}: {why}")))?;
            parameter.check().map_err(|why| at.error(start, format!("{key}: {why}")))?;
            book.parameters.insert(format!("{stem}.{key}"), parameter);
        }
        for question in &document.questions {
            let start = question.span().start;
            let question = question.get_ref();
            if book.question(&question.id).is_some() {
                return Err(at.error(start, format!("question {} is there twice", question.id)));
            }
            let supposed = question.suppose.iter().flat_map(|s| &s.values);
            if !question
                .assume
                .iter()
                .cloned()
                .chain(supposed.map(|n| Datum::Number(*n)))
                .all(|a| question.allows(&a))
                || question.divides && question.kind == QuestionKind::Number
            {
                return Err(at.error(
                    start,
                    format!(
                        "question {} does not allow what it assumes, supposes or divides by",
                        question.id
                    ),
                ));
            }
            book.questions.push(question.clone());
        }
        documents.push((at, stem, document));
    }
    for (at, stem, document) in &documents {
        for written in &document.names {
            let scope = Scope { stem, book: &book, shared: &shared, steps: BTreeMap::new() };
            let name = &written.get_ref().name;
            let compiled = formula::compile_any(&written.get_ref().formula, &scope)
                .map_err(|why| at.error(written.span().start, format!("{name}: {why}")))?;
            if shared.insert(name.clone(), compiled).is_some() {
                return Err(at.error(written.span().start, format!("name {name} is there twice")));
            }
        }
    }
    for (at, stem, document) in &documents {
        for written in &document.offers {
            let start = written.span().start;
            let written = written.get_ref();
            if book.offer(&written.id).is_some() {
                return Err(at.error(start, format!("aid {} is there twice", written.id)));
            }
            let offer =
                written.compile(document, stem, &book, &shared).map_err(|(line, why)| {
                    at.error(line.unwrap_or(start), format!("{}: {why}", written.id))
                })?;
            check(&offer, &book).map_err(|why| at.error(start, format!("{}: {why}", offer.id)))?;
            book.offers.push(offer);
        }
        if let Some(zoning) = &document.zoning
            && book.zoning.replace(zoning.get_ref().clone()).is_some()
        {
            return Err(at.error(zoning.span().start, "a second table of zones".to_owned()));
        }
    }
    for (at, _, document) in &documents {
        for region in &document.regions {
            let wrong = |why: String| at.error(region.span().start, why);
            let zoning =
                book.zoning.as_mut().ok_or_else(|| wrong("no table of zones".to_owned()))?;
            acts::check(region.get_ref(), zoning).map_err(wrong)?;
            zoning.regions.push(region.get_ref().clone());
        }
    }
    book.offers.sort_by_key(|o| o.order);
    for (at, _, document) in &documents {
        for written in &document.offers {
            if let Some(unknown) =
                written.get_ref().excludes.iter().find(|e| book.offer(e).is_none())
            {
                return Err(at.error(
                    written.span().start,
                    format!("{}: {unknown} is not an aid", written.get_ref().id),
                ));
            }
        }
    }
    Ok(book)
}

/// What an aid must have beyond its form.
fn check(offer: &OfferRule, book: &RuleBook) -> Result<(), String> {
    if offer.to.is_some_and(|to| to < offer.from) || offer.references.is_empty() {
        return Err("an aid has a period and a reference".to_owned());
    }
    if offer.to.is_some() && offer.replaced_by.is_none() {
        return Err("an aid that ends says what replaced it".to_owned());
    }
    let mut named: Vec<String> =
        offer.sentences().flat_map(|s| placeholders(s)).map(str::to_owned).collect();
    let answers = offer.sheet.iter().flat_map(|case| case.answers.values());
    for formula in offer.formulas().chain(answers) {
        formula.names(&mut |f| {
            if let territory::rules::Formula::Parameter(name) = f {
                named.push(name.clone());
            }
            false
        });
    }
    for name in named {
        let parameter =
            book.parameter(&name).ok_or_else(|| format!("{name} is not a parameter"))?;
        if !parameter.fills(offer.from, offer.to) {
            return Err(format!("{name} has no value on some days on which the aid is open"));
        }
    }
    Ok(())
}

/// A place in a file.
struct At<'a> {
    file: &'a str,
    text: &'a str,
}

impl At<'_> {
    fn error(&self, offset: usize, why: String) -> RuleError {
        let line = 1 + self.text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count();
        RuleError { file: self.file.to_owned(), line, why }
    }
}

/// Formulas that all files may name.
type Shared = BTreeMap<String, (territory::rules::Formula, Kind)>;

/// What the names of an aid's formulas stand for.
struct Scope<'a> {
    stem: &'a str,
    book: &'a RuleBook,
    shared: &'a Shared,
    steps: BTreeMap<String, Kind>,
}

impl Names for Scope<'_> {
    fn step(&self, name: &str) -> Option<Kind> {
        self.steps.get(name).copied()
    }
    fn parameter(&self, name: &str) -> Option<String> {
        let full =
            if name.contains('.') { name.to_owned() } else { format!("{}.{name}", self.stem) };
        self.book.parameter(&full).map(|_: &Parameter| full)
    }
    fn shared(&self, name: &str) -> Option<(territory::rules::Formula, Kind)> {
        self.shared.get(name).cloned()
    }
    fn question(&self, name: &str) -> Option<Kind> {
        self.book.question(name).map(|q: &Question| q.kind.into())
    }
    fn has_option(&self, question: &str, word: &str) -> bool {
        self.book.question(question).is_some_and(|q| q.option(word).is_some())
    }
}

type WrittenFormula = Spanned<String>;

/// Where in the file, if not at the aid itself, and what is wrong.
type Trouble = (Option<usize>, String);

fn in_formula(formula: &WrittenFormula) -> impl Fn(String) -> Trouble + use<'_> {
    move |why| (Some(formula.span().start), why)
}

fn sources(
    document: &Document,
    named: &[Source],
) -> Result<Vec<territory::LegalReference>, String> {
    let one = |source: &Source| match source {
        Source::Whole(reference) => Ok(reference.clone()),
        Source::Named(name) => document
            .sources
            .get(name)
            .cloned()
            .ok_or_else(|| format!("{name} is not among the sources of the file")),
    };
    named.iter().map(one).collect()
}

/// The result of arithmetic as a jurist writes it: `12 500 × 4`, `25 % × 30 000`, `50 000 × 24 ÷
/// 60`.
///
/// # Errors
/// What is not arithmetic.
pub fn arithmetic(text: &str) -> Result<f64, String> {
    struct Nothing;
    impl Names for Nothing {
        fn step(&self, _: &str) -> Option<Kind> {
            None
        }
        fn parameter(&self, _: &str) -> Option<String> {
            None
        }
        fn shared(&self, _: &str) -> Option<(territory::rules::Formula, Kind)> {
            None
        }
        fn question(&self, _: &str) -> Option<Kind> {
            None
        }
        fn has_option(&self, _: &str, _: &str) -> bool {
            false
        }
    }
    let mut plain = String::new();
    for c in text.replace('%', "/100").chars() {
        match c {
            '×' => plain.push('*'),
            '÷' => plain.push('/'),
            '−' => plain.push('-'),
            ',' => plain.push('.'),
            c if c.is_whitespace() || c == '\u{202f}' => {}
            c => plain.push(c),
        }
    }
    let formula = formula::compile(&plain, Kind::Number, &Nothing)?;
    formula.constant().ok_or_else(|| format!("« {text} » is not arithmetic"))
}
