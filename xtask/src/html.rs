//! The one document, as it is published: files by their final names, security policy, early
//! loading; and the stubs that lead from the addresses of old pages to the views of this one.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use sha2::{Digest, Sha256};

/// Old pages, and the view that each has become.
const MOVED: [(&str, &str); 4] = [
    ("aides.html", "aides"),
    ("pourquoi.html", "acces"),
    ("portrait.html", "portrait"),
    ("donnees.html", "donnees"),
];

/// What the document asks for while it is still being read.
pub struct Early<'a> {
    /// The module of the program.
    pub script: &'a str,
    /// Published name of the main part of the program.
    pub wasm: &'a str,
}

/// The document with `names` (as the source has it, as published) put in place, its policy and its
/// early loading.
///
/// # Errors
/// When the source does not have one of the names, has no head, or names a file by an absolute
/// path.
pub fn page(source: &str, names: &[(&str, &str)], early: &Early) -> Result<String> {
    let mut html = source.to_owned();
    for (from, to) in names {
        ensure!(html.contains(from), "index.html does not name {from}");
        html = html.replace(from, to);
    }
    html = bare_scripts(&html);
    if let Some(absolute) = local_files(&html).iter().find(|url| url.starts_with('/')) {
        anyhow::bail!(
            "index.html names {absolute}: paths must be relative, so that the page runs from any folder"
        );
    }
    let head = format!(
        "{}<link rel=\"modulepreload\" href=\"./{}\"><link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"./{}\">",
        policy(&html, "'self' https:", "'self' blob:"),
        early.script,
        early.wasm,
    );
    at_head(&html, &head)
}

/// Old pages by file name: each leads to its view, with the query and the fragment it was asked
/// with.
#[must_use]
pub fn stubs() -> Vec<(&'static str, String)> {
    MOVED.iter().map(|(file, view)| (*file, stub(view))).collect()
}

fn stub(view: &str) -> String {
    let script = format!(
        "location.replace('./?vue={view}' + location.search.replace('?', '&') + location.hash)"
    );
    let html = format!(
        "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Plaque</title>\
         <script>{script}</script></head>\n\
         <body><p>Cette page de Plaque a changé d’adresse : <a href=\"./?vue={view}\">continuer</a>.</p></body></html>\n"
    );
    let policy = policy(&html, "'none'", "'none'");
    html.replace("<script>", &format!("{policy}<script>"))
}

fn at_head(html: &str, more: &str) -> Result<String> {
    let head = html.find("<head").context("the page has no <head>")?;
    let end = html[head..].find('>').context("the <head> of the page is not closed")?;
    let (before, after) = html.split_at(head + end + 1);
    Ok(format!("{before}{more}{after}"))
}

/// Only this host and what is written in the page itself, by its hash; `connect` and `workers`: who
/// else may be asked.
fn policy(html: &str, connect: &str, workers: &str) -> String {
    let base64 = base64::engine::general_purpose::STANDARD;
    let hashes = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", base64.encode(Sha256::digest(script))));
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; \
         script-src 'self' 'wasm-unsafe-eval'{}; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
         connect-src {connect}; worker-src {workers}; object-src 'none'; base-uri 'self'; form-action 'self'\">",
        hashes.collect::<String>()
    )
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (tag, body) = rest.split_once('>')?;
        let (body, _) = body.split_once("</script>")?;
        (!tag.contains("src=") && !body.is_empty()).then_some(body)
    })
}

/// Every file of this host that the page names, without repetition.
#[must_use]
pub fn local_files(html: &str) -> Vec<String> {
    named_after(html, &["href=\"", "src=\""])
}

/// Every file of this host that a script of the page asks for by a link, once the page is made.
#[must_use]
pub fn later_files(html: &str) -> Vec<String> {
    named_after(html, &["href: \""])
}

/// Files of this host whose names stand after some words, without repetition.
fn named_after(html: &str, words: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = words
        .iter()
        .flat_map(|word| html.split(word).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|url| !url.is_empty() && !url.contains(':') && !url.starts_with('#'))
        .map(|url| url.trim_start_matches("./").to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The document without the lines of its scripts that are comments.
fn bare_scripts(html: &str) -> String {
    let is_comment = |line: &&str| line.trim_start().starts_with("// ");
    html.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n") + "\n"
}

/// A style sheet without comments and without the spaces between its words: what every visit would
/// carry for nobody.
///
/// # Errors
/// When a comment does not end, or a text between quotes looks like one.
pub fn bare_style(css: &str) -> Result<String> {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        ensure!(before.matches('"').count() % 2 == 0, "a text of the style sheet holds a comment");
        out.push_str(before);
        rest = comment.split_once("*/").context("a comment of the style sheet does not end")?.1;
    }
    out.push_str(rest);
    Ok(out.lines().map(str::trim).filter(|l| !l.is_empty()).map(narrow).collect())
}

/// A line as it can be followed by another: a declaration without the space after its name, what
/// opens a rule without that before its brace; a line end only where a value goes on.
fn narrow(line: &str) -> String {
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    match line.split_once(": ") {
        Some((name, value)) if is_name(name) && line.ends_with(';') => format!("{name}:{value}"),
        _ if line.ends_with([';', '{', '}', ',']) => line.replace(" {", "{"),
        _ => format!("{line}\n"),
    }
}

/// Fonts a style sheet names.
#[must_use]
pub fn fonts_of(css: &str) -> Vec<String> {
    css.split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|url| url.trim_matches(['"', '\'', ' ']).trim_start_matches("./").to_owned())
        .filter(|url| url.ends_with(".woff2"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(
        "<!doctype html><html lang=\"fr\"><head data-x=\"1\"><meta charset=\"utf-8\">",
        "<link rel=\"stylesheet\" href=\"src/style.css\"><link href=\"https://else.where/\">",
        "<script type=\"module\">go()</script></head><body><a href=\"#b\">b</a></body></html>",
    );
    const EARLY: Early = Early { script: "a-1.js", wasm: "a-2.wasm" };

    #[test]
    fn names_are_put_in_place_and_asked_for_early() {
        let html = page(PAGE, &[("src/style.css", "style-1.css")], &EARLY).unwrap();
        assert_eq!(local_files(&html), ["a-1.js", "a-2.wasm", "style-1.css"]);
        let asked = "dress({ rel: \"stylesheet\", href: \"views-1.css\" })";
        assert_eq!(
            (local_files(asked), later_files(asked)),
            (vec![], vec!["views-1.css".to_owned()])
        );
        assert!(html.contains("<link rel=\"modulepreload\" href=\"./a-1.js\">"));
        let missing = page(PAGE, &[("src/other.css", "")], &EARLY).unwrap_err().to_string();
        assert!(missing.contains("src/other.css"), "{missing}");
    }

    #[test]
    fn comments_stay_at_home() {
        let css = "/* Ink. */\na {\n  color: red; /* as\n  blood */\n}\n";
        assert_eq!(bare_style(css).unwrap(), "a{color:red;}");
        let css = "a:hover,\nb {\n  --x-1: 2px;\n  font:\n    600 1rem serif;\n}\n";
        assert_eq!(bare_style(css).unwrap(), "a:hover,b{--x-1: 2px;font:\n600 1rem serif;}");
        assert!(bare_style("a { content: \"/*\"; }").is_err());
        assert!(bare_style("a /* b").is_err());
        assert_eq!(bare_scripts("<p>\n  // why\n  a(); // kept\n"), "<p>\n  a(); // kept\n");
    }

    #[test]
    fn the_policy_names_the_inline_script_and_nothing_else() {
        let html = page(PAGE, &[], &EARLY).unwrap();
        // echo -n 'go()' | openssl dgst -sha256 -binary | base64
        assert!(html.contains("'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"), "{html}");
        assert_eq!(html.matches("sha256-").count(), 1);
        let policy = html.find("Content-Security-Policy").unwrap();
        assert!(policy < html.find("<script").unwrap() && policy > html.find("<head").unwrap());
        // What the script is changed to is what is hashed.
        let other = page(PAGE, &[("go()", "start()")], &EARLY).unwrap();
        assert!(!other.contains("5KYv+PUboo5h"), "{other}");
    }

    #[test]
    fn absolute_paths_and_headless_pages_are_refused() {
        let absolute = page(PAGE, &[("src/style.css", "/style.css")], &EARLY).unwrap_err();
        assert!(absolute.to_string().contains("relative"));
        assert!(page("<p>", &[], &EARLY).is_err());
    }

    #[test]
    fn old_pages_lead_on_and_may_ask_nobody() {
        let stubs = stubs();
        let (name, html) = &stubs[1];
        assert_eq!(*name, "pourquoi.html");
        assert!(
            html.contains("location.replace('./?vue=acces'") && html.contains("connect-src 'none'"),
            "{html}"
        );
        assert!(html.contains("href=\"./?vue=acces\""));
        assert_eq!(html.matches("sha256-").count(), 1);
    }

    #[test]
    fn fonts_of_a_style_sheet_are_listed() {
        let css =
            "@font-face{src:url(\"./fonts/a.woff2\") format('woff2')} a{background:url(b.png)}";
        assert_eq!(fonts_of(css), ["fonts/a.woff2"]);
    }
}
