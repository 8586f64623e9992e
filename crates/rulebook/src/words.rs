//! Formulas as a jurist writes them, in French words, made into the expressions that `syn` reads.
//!
//! « si jours >= plein alors base sinon 0 », « zone == "ZIP" et non gardes », « parmi(zone, "ZIP",
//! "ZAC") ». A « sinon » goes as far as its parenthesis or comma.

/// The same formula as an expression of Rust.
///
/// # Errors
/// A « si » without its « alors » or « sinon », a parenthesis that is not closed, a sign of
/// programmers where there is a word.
pub(crate) fn expression(text: &str) -> Result<String, String> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let mut out = String::new();
    reader.until(&[], &mut out)?;
    match reader.next() {
        None => Ok(out),
        Some(token) => Err(format!("« {token} » has nothing before it that it would end")),
    }
}

/// Words, numbers, texts between quotes and signs.
fn tokens(text: &str) -> Result<Vec<&str>, String> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').map(|end| end + 2).ok_or("a text is not closed")?,
            c if is_word(c) => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            _ => match rest.get(..2) {
                Some(">=" | "<=" | "==" | "!=") => 2,
                Some("&&" | "||") => return Err("write « et », « ou »".to_owned()),
                _ if "{}!".contains(first) => {
                    return Err("write « non », « si … alors … sinon … »".to_owned());
                }
                _ => first.len_utf8(),
            },
        };
        let (token, after) = rest.split_at(length);
        all.push(token);
        rest = after.trim_start();
    }
    Ok(all)
}

/// A name, or a number; a parameter of another file has a full stop.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

struct Reader<'a> {
    tokens: &'a [&'a str],
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    /// Writes tokens until one of `ends`, which is left; or until what ends any part of a formula.
    fn until(&mut self, ends: &[&str], out: &mut String) -> Result<(), String> {
        while let Some(token) = self.tokens.get(self.at).copied() {
            if ends.contains(&token) || [")", ",", "alors", "sinon"].contains(&token) {
                return Ok(());
            }
            self.at += 1;
            match token {
                "(" => {
                    out.push('(');
                    loop {
                        self.until(&[], out)?;
                        match self.next() {
                            Some(",") => out.push_str(", "),
                            Some(")") => break out.push(')'),
                            _ => return Err("a parenthesis is not closed".to_owned()),
                        }
                    }
                }
                "si" => self.choice(out)?,
                "et" => out.push_str(" && "),
                "ou" => out.push_str(" || "),
                "non" => out.push('!'),
                "vrai" => out.push_str("true"),
                "faux" => out.push_str("false"),
                other => {
                    // Two words beside each other stay two.
                    if out.ends_with(is_word) && other.starts_with(is_word) {
                        out.push(' ');
                    }
                    out.push_str(other);
                }
            }
        }
        Ok(())
    }

    fn choice(&mut self, out: &mut String) -> Result<(), String> {
        out.push_str("(if ");
        self.until(&["alors"], out)?;
        self.expect("alors")?;
        out.push_str(" { ");
        self.until(&["sinon"], out)?;
        self.expect("sinon")?;
        out.push_str(" } else { ");
        self.until(&[], out)?;
        out.push_str(" })");
        Ok(())
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        match self.next() {
            Some(token) if token == word => Ok(()),
            _ => {
                Err(format!("a « si » has its « alors » and its « sinon »; « {word} » is missing"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_signs() {
        for (french, rust) in [
            ("taux * max(0, honoraires - 1)", "taux*max(0, honoraires-1)"),
            ("a et non b ou c", "a && !b || c"),
            ("si a alors 1 sinon 2", "(if a { 1 } else { 2 })"),
            (
                "si a alors 1 sinon si b alors 2 sinon 3",
                "(if a { 1 } else { (if b { 2 } else { 3 }) })",
            ),
            ("x * (si a alors 1 sinon 2)", "x*((if a { 1 } else { 2 }))"),
            ("min(si a alors 1 sinon 2, caim.cap)", "min((if a { 1 } else { 2 }), caim.cap)"),
            (
                r#"parmi(zone, "si alors", "ZAC") et vrai"#,
                r#"parmi(zone, "si alors", "ZAC") && true"#,
            ),
        ] {
            assert_eq!(expression(french).as_deref(), Ok(rust), "{french}");
        }
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for (french, why) in [
            ("si a alors 1", "« sinon » is missing"),
            ("si a sinon 1", "« alors » is missing"),
            ("max(1, 2", "not closed"),
            ("a)", "nothing before it"),
            ("\"ZIP", "not closed"),
            ("a && b", "« et »"),
            ("if a { 1 } else { 2 }", "sinon"),
            ("!a", "« non »"),
        ] {
            let said = expression(french).expect_err(french);
            assert!(said.contains(why), "{french}: {said}");
        }
    }
}
