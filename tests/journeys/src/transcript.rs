//! What a screen reader would say of a page: roles, names, values and states in reading order, as a text
//! that a person can read, compared with the one that is kept.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::Page;

/// Set to `write`, this keeps what is said now: what changed shows in the review of the files.
const KEEP: &str = "PLAQUE_TRANSCRIPTS";

/// Roles of which only what is inside matters.
const PASSED_OVER: [&str; 12] = [
    "generic",
    "none",
    "InlineTextBox",
    "LineBreak",
    "ListMarker",
    "MarkerText",
    "strong",
    "emphasis",
    "mark",
    "superscript",
    "LabelText",
    "rowgroup",
];

/// Roles that are said with their name and nothing inside.
const BY_NAME: [&str; 15] = [
    // Its parts are in the order of the browser's language.
    "Date",
    "button",
    "link",
    "tab",
    "combobox",
    "searchbox",
    "textbox",
    "spinbutton",
    "slider",
    "radio",
    "checkbox",
    "option",
    "image",
    "img",
    "DisclosureTriangle",
];

/// States that are said where they are not the usual ones.
const STATES: [&str; 9] = [
    "checked", "expanded", "selected", "pressed", "disabled", "invalid", "level", "live",
    "required",
];

#[derive(Deserialize)]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    node_id: String,
    #[serde(default)]
    ignored: bool,
    role: Option<Said>,
    name: Option<Said>,
    value: Option<Said>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    child_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    value: serde_json::Value,
}

#[derive(Deserialize)]
struct Property {
    name: String,
    value: Said,
}

impl Said {
    fn text(said: Option<&Self>) -> String {
        match said.map(|s| &s.value) {
            // Narrow spaces are kept: they are part of what is written.
            Some(serde_json::Value::String(s)) => {
                s.split([' ', '\n', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
            }
            Some(serde_json::Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        }
    }
}

struct Reader<'a> {
    nodes: BTreeMap<&'a str, &'a Node>,
    said: String,
}

impl<'a> Reader<'a> {
    fn inside(&self, node: &'a Node) -> impl Iterator<Item = &'a Node> {
        node.child_ids.iter().filter_map(|id| self.nodes.get(id.as_str()).copied())
    }

    /// The text of a node that holds nothing but text; none where it holds more.
    fn text(&self, node: &'a Node) -> Option<String> {
        let role = Said::text(node.role.as_ref());
        if role == "StaticText" {
            return Some(Said::text(node.name.as_ref()));
        }
        if !(node.ignored || PASSED_OVER.contains(&role.as_str())) {
            return None;
        }
        self.texts(node)
    }

    fn texts(&self, node: &'a Node) -> Option<String> {
        let all: Vec<String> = self.inside(node).map(|n| self.text(n)).collect::<Option<_>>()?;
        let mut whole = String::new();
        for piece in all.iter().filter(|t| !t.is_empty()) {
            // Pieces of one sentence: a full stop belongs to the word before it.
            if !(whole.is_empty() || piece.starts_with(['.', ',', ')'])) {
                whole.push(' ');
            }
            whole.push_str(piece);
        }
        Some(whole)
    }

    fn line(&mut self, depth: usize, words: &str) {
        let _written = writeln!(self.said, "{}{words}", "  ".repeat(depth));
    }

    fn read(&mut self, node: &'a Node, depth: usize) {
        let role = Said::text(node.role.as_ref());
        let name = Said::text(node.name.as_ref());
        if role == "StaticText" {
            if !name.is_empty() {
                self.line(depth, &name);
            }
            return;
        }
        if node.ignored || PASSED_OVER.contains(&role.as_str()) {
            // Text in pieces is read in one breath.
            match self.texts(node) {
                Some(text) if !text.is_empty() => self.line(depth, &text),
                Some(_) => {}
                None => self.each(node, depth),
            }
            return;
        }
        let mut line = role.clone();
        if !name.is_empty() {
            let _written = write!(line, " « {name} »");
        }
        let value = Said::text(node.value.as_ref());
        if !value.is_empty() && value != name {
            let _written = write!(line, " = {value}");
        }
        // The level of a list is seen by its place here.
        let is_told = |p: &&Property| {
            STATES.contains(&p.name.as_str()) && (p.name != "level" || role == "heading")
        };
        for property in node.properties.iter().filter(is_told) {
            let state = Said::text(Some(&property.value));
            if !matches!(state.as_str(), "false" | "off" | "") {
                let _written = write!(line, ", {} {state}", property.name);
            }
        }
        let by_name = BY_NAME.contains(&role.as_str());
        match self.texts(node).filter(|_| !by_name) {
            Some(text) if text.is_empty() || text == name => self.line(depth, &line),
            Some(text) => self.line(depth, &format!("{line}: {text}")),
            None => {
                self.line(depth, &line);
                if !by_name {
                    self.each(node, depth + 1);
                }
            }
        }
    }

    fn each(&mut self, node: &'a Node, depth: usize) {
        let all: Vec<&Node> = self.inside(node).collect();
        all.into_iter().for_each(|inside| self.read(inside, depth));
    }
}

impl Page {
    /// What a screen reader would say, a line for each thing, in reading order.
    pub async fn transcript(&self) -> Result<String> {
        let tree = self.driver.cdp().send_raw("Accessibility.getFullAXTree", json!({})).await?;
        let tree: Tree = serde_json::from_value(tree)?;
        let nodes = tree.nodes.iter().map(|n| (n.node_id.as_str(), n)).collect();
        let mut reader = Reader { nodes, said: String::new() };
        let root = tree.nodes.first().context("an empty page")?;
        reader.line(0, &format!("page « {} »", Said::text(root.name.as_ref())));
        reader.each(root, 0);
        Ok(reader.said)
    }

    /// Compares what is said with what is kept under a name.
    pub async fn is_said(&self, name: &str) -> Result<()> {
        let said = self.transcript().await?;
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("transcripts")
            .join(format!("{name}.txt"));
        if std::env::var(KEEP).is_ok_and(|how| how == "write") {
            return Ok(std::fs::write(&file, said)?);
        }
        let kept = std::fs::read_to_string(&file)
            .with_context(|| format!("no transcript is kept as {name}"))?;
        if kept == said {
            return Ok(());
        }
        let now = xtask::scratch().join("transcripts").join(format!("{name}.txt"));
        std::fs::create_dir_all(now.parent().context("no folder")?)?;
        std::fs::write(&now, &said)?;
        let other = kept.lines().zip(said.lines()).position(|(a, b)| a != b);
        let at = other.unwrap_or_else(|| kept.lines().count().min(said.lines().count()));
        let line = |text: &str| text.lines().nth(at).unwrap_or("nothing more").trim().to_owned();
        bail!(
            "{name}, line {}: « {} » is kept, « {} » is said; the whole is in {}. Where that is better, \
             run with {KEEP}=write and commit what changes",
            at + 1,
            line(&kept),
            line(&said),
            now.display()
        )
    }
}
