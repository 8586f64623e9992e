//! The last touches to the page Trunk wrote: security policy, early loading of the first data, list of what it loads.

use anyhow::{Context, Result};
use base64::Engine;
use sha2::{Digest, Sha256};

/// Adds the policy and the preloads at the head of the page. `open`: its reader may agree to ask another host for a file.
pub fn finish(html: &str, preloads: &[String], open: bool) -> Result<String> {
    let head = html.find("<head").context("the page has no <head>")?;
    let at = head + html[head..].find('>').context("the <head> of the page is not closed")? + 1;
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", policy(html, open));
    let links: String = preloads.iter().map(|url| format!("<link rel=\"preload\" as=\"fetch\" crossorigin href=\"{url}\">")).collect();
    Ok(format!("{}{policy}{links}{}", &html[..at], &html[at..]))
}

/// Only this host, and only the inline scripts that Trunk itself wrote, named by their hash.
fn policy(html: &str, open: bool) -> String {
    // Its worker is the program itself, imported from this host.
    let (hosts, program) = if open { (" https:", " 'self'") } else { ("", "") };
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; img-src 'self' data: blob:; \
         style-src 'self' 'unsafe-inline'; connect-src 'self'{hosts}; worker-src{program} blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
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
    let mut found: Vec<String> = ["href=\"", "src=\""]
        .iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|url| !url.is_empty() && !url.contains(':') && !url.starts_with('#'))
        .map(|url| url.trim_start_matches("./").to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
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
        "<link rel=\"stylesheet\" href=\"./style-1.css\" integrity=\"x\"><link href=\"https://else.where/\">",
        "<script type=\"module\">go()</script><script src=\"./a.js\"></script></head><body><a href=\"#b\">b</a></body></html>",
    );

    #[test]
    fn the_policy_names_the_inline_script_and_nothing_else() {
        let page = finish(PAGE, &["data/a.plq".into()], false).unwrap();
        // echo -n 'go()' | openssl dgst -sha256 -binary | base64
        assert!(page.contains("'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"), "{page}");
        assert_eq!(page.matches("sha256-").count(), 1);
        let policy = page.find("Content-Security-Policy").unwrap();
        assert!(policy < page.find("<script").unwrap() && policy > page.find("<head").unwrap());
        assert!(page.contains("<link rel=\"preload\" as=\"fetch\" crossorigin href=\"data/a.plq\">"));
    }

    #[test]
    fn only_a_page_that_asks_for_it_may_speak_to_another_host() {
        assert!(finish(PAGE, &[], false).unwrap().contains("connect-src 'self';"));
        let open = finish(PAGE, &[], true).unwrap();
        assert!(open.contains("connect-src 'self' https:; worker-src 'self' blob:;"), "{open}");
    }

    #[test]
    fn a_page_without_a_head_is_refused() {
        assert!(finish("<p>", &[], false).is_err());
    }

    #[test]
    fn files_of_this_host_are_listed() {
        assert_eq!(local_files(PAGE), ["a.js", "style-1.css"]);
        assert_eq!(fonts_of("@font-face{src:url(\"./fonts/a.woff2\") format('woff2')} a{background:url(b.png)}"), ["fonts/a.woff2"]);
    }
}
