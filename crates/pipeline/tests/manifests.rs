//! The texts and colours that users see, as authored in `data/*.toml`.

use toml::{Table, Value};

fn entries(file: &str, of: &str) -> Vec<Table> {
    let path = pipeline::repository().join("data").join(file);
    let text = std::fs::read_to_string(path).expect("the manifest");
    let manifest: Table = toml::from_str(&text).expect("TOML");
    manifest[of]
        .as_array()
        .expect("entries")
        .iter()
        .map(|i| i.as_table().expect("a table").clone())
        .collect()
}

/// Every text below a value but what no user sees as prose: identifiers, colours, addresses, and
/// how figures are found.
fn prose(value: &Value, out: &mut Vec<String>) {
    let hidden = [
        "derive",
        "id",
        "colours",
        "colour",
        "url",
        "official",
        "official_sha256",
        "official_columns",
        "catalogue",
        "file",
        "values",
        "published",
        "act",
        "obtained",
        "from",
    ];
    match value {
        Value::String(s) => out.push(s.clone()),
        Value::Array(a) => a.iter().for_each(|v| prose(v, out)),
        Value::Table(t) => t
            .iter()
            .filter(|(k, _)| {
                !hidden.contains(&k.as_str()) && !["columns", "keep"].contains(&k.as_str())
            })
            .for_each(|(_, v)| prose(v, out)),
        _ => {}
    }
}

#[test]
fn french_is_set_as_french() {
    let files = [
        ("indicators.toml", "indicator"),
        ("sources.toml", "source"),
        ("structures.toml", "kind"),
        ("structures.toml", "source"),
        ("structures.toml", "missing"),
        ("specialties.toml", "specialty"),
        ("portrait.toml", "part"),
        ("portrait.toml", "gap"),
        ("portrait.toml", "mission"),
    ];
    for entry in files.into_iter().flat_map(|(file, of)| entries(file, of)) {
        let mut texts = Vec::new();
        prose(&Value::Table(entry), &mut texts);
        for text in texts {
            assert!(!text.contains('!'), "an exclamation mark: {text}");
            let characters: Vec<char> = text.chars().collect();
            for (i, c) in characters.iter().enumerate().skip(1) {
                let before = characters[i - 1];
                if ";:?%€".contains(*c) {
                    assert_eq!(before, '\u{202f}', "« {c} » without its space in: {text}");
                }
                let thousands = characters[i..].iter().take_while(|d| d.is_ascii_digit()).count()
                    == 3
                    && before.is_whitespace();
                if thousands && i >= 2 && characters[i - 2].is_ascii_digit() {
                    assert_eq!(before, '\u{202f}', "thousands in: {text}");
                }
            }
            assert!(!text.contains("  "), "two spaces in: {text}");
        }
    }
}

/// Relative luminance of `#rrggbb` (WCAG 2).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let v = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour")) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn ramps_can_be_read_in_grey() {
    let mut seen = 0;
    for indicator in entries("indicators.toml", "indicator") {
        let Some(colours) = indicator["kind"].get("measure").and_then(|m| m.get("colours")) else {
            continue;
        };
        let l: Vec<f64> = colours
            .as_array()
            .expect("colours")
            .iter()
            .map(|c| luminance(c.as_str().expect("a colour")))
            .collect();
        // Dark at both ends of a diverging ramp, at the end of a sequential one.
        let brightest = l.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |m| m.0);
        let steps = l.windows(2).enumerate();
        for (i, w) in steps {
            let (light, dark) = if i < brightest { (w[1], w[0]) } else { (w[0], w[1]) };
            assert!(
                (light + 0.05) / (dark + 0.05) > 1.15,
                "{}: classes {i} and {} look alike",
                indicator["id"],
                i + 1
            );
        }
        seen += 1;
    }
    assert!(seen > 0);
}
