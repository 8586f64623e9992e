//! A chart to take away: the drawing between its title and its source, on white.

/// Room around and between, pixels.
const MARGIN: usize = 16;
const LINE: usize = 20;
/// Letters on a line of text, for a drawing of this width.
const LETTERS_PER_100: usize = 13;

/// The chart as a file of its own: the title above it, the source below, each in lines that fit.
#[must_use]
pub fn framed(svg: &str, title: &str, source: &str) -> String {
    let (width, height) =
        (attribute(svg, "width").unwrap_or(340), attribute(svg, "height").unwrap_or(200));
    let letters = (width * LETTERS_PER_100 / 100).max(20);
    let (title, source) = (wrapped(title, letters), wrapped(source, letters * 5 / 4));
    let top = MARGIN + LINE * title.len();
    let below = top + height + MARGIN;
    let whole = (width + 2 * MARGIN, below + LINE * source.len());
    let text = |lines: &[String], first: usize, size: usize, weight: &str| {
        let line = |(i, words): (usize, &String)| {
            format!(
                "<text x=\"{MARGIN}\" y=\"{}\" font-family=\"sans-serif\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"#1b1f24\">{}</text>",
                first + LINE * (i + 1) - 5,
                escaped(words)
            )
        };
        lines.iter().enumerate().map(line).collect::<String>()
    };
    // Nested where the title ends; its own size stays.
    let nested = svg.replacen("<svg ", &format!("<svg x=\"{MARGIN}\" y=\"{top}\" "), 1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\"><rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>{2}{nested}{3}</svg>",
        whole.0,
        whole.1,
        text(&title, MARGIN / 2, 14, "600"),
        text(&source, below - MARGIN / 2, 11, "400"),
    )
}

/// A number among the attributes of the outer element.
fn attribute(svg: &str, name: &str) -> Option<usize> {
    let head = svg.split('>').next()?;
    let after = head.split_once(&format!(" {name}=\""))?.1;
    after.split('"').next()?.parse().ok()
}

/// Words in lines of so many letters at most; a longer word has a line of its own.
fn wrapped(words: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
