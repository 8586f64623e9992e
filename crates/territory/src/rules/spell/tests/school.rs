//! Reads a computation written in French by the rules of school. It shares nothing with what writes
//! it.

/// A number, between two bounds where it was rounded when it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) least: f64,
    pub(super) most: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Read {
    Number(Number),
    Flag(bool),
    Word(String),
}

/// Two numbers that differ by no more than their rounding.
pub(super) const TOO_CLOSE: &str = "too close to tell";

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Number),
    Word(String),
    Sign(char),
    Least,
    Greatest,
    Among,
    And,
    Or,
}

/// What may stand behind a number; the longest that fits is taken.
const UNITS: [&str; 28] = [
    "€ par patient et par an",
    "€ par trimestre",
    "€ par mois",
    "€ par jour",
    "€ par an",
    "€",
    "jours par trimestre",
    "jour par trimestre",
    "jours par semaine",
    "jour par semaine",
    "jours par mois",
    "jour par mois",
    "jours par an",
    "jour par an",
    "demi-journées par semaine",
    "demi-journée par semaine",
    "actes par mois",
    "acte par mois",
    "personnes",
    "personne",
    "points",
    "point",
    "mois",
    "ans",
    "an",
    "km",
    "ETP",
    "%",
];

fn tokens(text: &str, rounding: bool) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\u{202f}']);
        let Some(first) = rest.chars().next() else { return Ok(out) };
        let word =
            |c: char| c.is_alphanumeric() || "-_+".contains(c) || c == ',' || c == '\u{202f}';
        let phrases = [("le moindre de ", Token::Least), ("le plus grand de ", Token::Greatest)];
        if let Some((phrase, token)) = phrases.into_iter().find(|(p, _)| rest.starts_with(p)) {
            out.push(token);
            rest = &rest[phrase.len()..];
        } else if first.is_alphanumeric() {
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            let (mut whole, after) = rest.split_at(end);
            rest = after;
            // The thin space before a unit belongs to neither.
            whole = whole.trim_end_matches('\u{202f}');
            let digits: String = whole.chars().filter(|c| *c != '\u{202f}').collect();
            let is_number = digits.chars().all(|c| c.is_ascii_digit() || c == ',');
            out.push(if is_number {
                let unit = UNITS.iter().find(|u| {
                    let behind = rest.trim_start_matches([' ', '\u{202f}']).strip_prefix(**u);
                    behind.is_some_and(|b| !b.starts_with(char::is_alphanumeric))
                });
                if let Some(unit) = unit {
                    rest = &rest.trim_start_matches([' ', '\u{202f}'])[unit.len()..];
                }
                let n: f64 =
                    digits.replace(',', ".").parse().map_err(|e| format!("{whole}: {e}"))?;
                let (scale, last) = match unit {
                    Some(u) if u.starts_with('%') => (0.01, 1e-4),
                    Some(u) if u.starts_with('€') => (1.0, 1e-2),
                    _ => (1.0, 1e-4),
                };
                let slack = if rounding { last / 2.0 } else { 0.0 };
                Token::Number(Number { least: (n - slack) * scale, most: (n + slack) * scale })
            } else {
                match whole {
                    "et" => Token::And,
                    "ou" => Token::Or,
                    "parmi" => Token::Among,
                    _ => Token::Word(whole.to_owned()),
                }
            });
        } else if "+−×÷=≠<≤>≥()".contains(first) {
            out.push(Token::Sign(first));
            rest = &rest[first.len_utf8()..];
        } else {
            return Err(format!("{first:?} is no sign"));
        }
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    /// Whether numbers are exact, so that equal ones are equal.
    exact: bool,
}

/// The value of what is written. With `rounding`, each number stands for all that are written like
/// it.
pub(super) fn read(text: &str, rounding: bool) -> Result<Read, String> {
    let exact = !rounding && !text.contains('÷');
    let mut reader = Reader { tokens: tokens(text, rounding)?, at: 0, exact };
    let value = reader.whole()?;
    match reader.tokens.get(reader.at) {
        None => Ok(value),
        Some(token) => Err(format!("{token:?} is left over")),
    }
}

impl Reader {
    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, among: &str) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(c)) if among.contains(*c) => {
                self.at += 1;
                Some(*c)
            }
            _ => None,
        }
    }

    fn whole(&mut self) -> Result<Read, String> {
        if self.take(&Token::Least) {
            return self.extreme(f64::min);
        }
        if self.take(&Token::Greatest) {
            return self.extreme(f64::max);
        }
        let first = self.alternative()?;
        if !self.take(&Token::Among) {
            return Ok(first);
        }
        let mut found = self.same(&first)?;
        while self.take(&Token::And) {
            found |= self.same(&first)?;
        }
        Ok(Read::Flag(found))
    }

    fn same(&mut self, first: &Read) -> Result<bool, String> {
        Ok(self.comparison()? == *first)
    }

    fn extreme(&mut self, of: fn(f64, f64) -> f64) -> Result<Read, String> {
        let mut best = number(self.comparison()?)?;
        while self.take(&Token::And) {
            let next = number(self.comparison()?)?;
            best = Number { least: of(best.least, next.least), most: of(best.most, next.most) };
        }
        Ok(Read::Number(best))
    }

    fn alternative(&mut self) -> Result<Read, String> {
        let mut all = self.conjunction()?;
        while self.take(&Token::Or) {
            let (a, b) = (flag(all)?, flag(self.conjunction()?)?);
            all = Read::Flag(a || b);
        }
        Ok(all)
    }

    fn conjunction(&mut self) -> Result<Read, String> {
        let mut all = self.comparison()?;
        while self.take(&Token::And) {
            let (a, b) = (flag(all)?, flag(self.comparison()?)?);
            all = Read::Flag(a && b);
        }
        Ok(all)
    }

    fn comparison(&mut self) -> Result<Read, String> {
        let left = self.sum()?;
        let Some(sign) = self.sign("=≠<≤>≥") else { return Ok(left) };
        let right = self.sum()?;
        if self.sign("=≠<≤>≥").is_some() {
            return Err("a comparison of comparisons without brackets".to_owned());
        }
        let (Read::Number(a), Read::Number(b)) = (&left, &right) else {
            return match sign {
                '=' => Ok(Read::Flag(left == right)),
                '≠' => Ok(Read::Flag(left != right)),
                _ => Err(format!("{left:?} {sign} {right:?}")),
            };
        };
        if a == b && "=≠".contains(sign) {
            return Ok(Read::Flag(sign == '='));
        }
        let slack = if self.exact { 0.0 } else { 1e-9 * (1.0 + a.most.abs() + b.most.abs()) };
        if !self.exact && a.least <= b.most + slack && b.least <= a.most + slack {
            return Err(TOO_CLOSE.to_owned());
        }
        Ok(Read::Flag(match sign {
            '=' => a == b,
            '≠' => a != b,
            '<' => a.most < b.least,
            '≤' => a.most <= b.least,
            '>' => a.least > b.most,
            _ => a.least >= b.most,
        }))
    }

    fn sum(&mut self) -> Result<Read, String> {
        // A minus may stand before everything; behind another sign it needs brackets.
        let negative = self.sign("−").is_some();
        let mut all = self.product()?;
        if negative {
            let Number { least, most } = number(all)?;
            all = Read::Number(Number { least: -most, most: -least });
        }
        while let Some(sign) = self.sign("+−") {
            let (a, b) = (number(all)?, number(self.product()?)?);
            all = Read::Number(match sign {
                '+' => Number { least: a.least + b.least, most: a.most + b.most },
                _ => Number { least: a.least - b.most, most: a.most - b.least },
            });
        }
        Ok(all)
    }

    fn product(&mut self) -> Result<Read, String> {
        let mut all = self.single()?;
        while let Some(sign) = self.sign("×÷") {
            let (a, b) = (number(all)?, number(self.single()?)?);
            let b = match sign {
                '×' => b,
                _ if b.least <= 0.0 && b.most >= 0.0 => return Err(TOO_CLOSE.to_owned()),
                _ => Number { least: 1.0 / b.most, most: 1.0 / b.least },
            };
            let ends = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most];
            all = Read::Number(Number {
                least: ends.into_iter().fold(f64::INFINITY, f64::min),
                most: ends.into_iter().fold(f64::NEG_INFINITY, f64::max),
            });
        }
        Ok(all)
    }

    fn single(&mut self) -> Result<Read, String> {
        let token = self.tokens.get(self.at).cloned().ok_or("nothing where a value is wanted")?;
        self.at += 1;
        match token {
            Token::Number(n) => Ok(Read::Number(n)),
            Token::Sign('(') => {
                let inner = self.whole()?;
                if self.take(&Token::Sign(')')) { Ok(inner) } else { Err("no « ) »".to_owned()) }
            }
            Token::Word(w) if w == "oui" => Ok(Read::Flag(true)),
            Token::Word(w) if w == "non" => {
                if self.tokens.get(self.at) != Some(&Token::Sign('(')) {
                    return Ok(Read::Flag(false));
                }
                Ok(Read::Flag(!flag(self.single()?)?))
            }
            Token::Word(w) => Ok(Read::Word(w)),
            other => Err(format!("{other:?} where a value is wanted")),
        }
    }
}

fn number(value: Read) -> Result<Number, String> {
    match value {
        Read::Number(n) => Ok(n),
        other => Err(format!("{other:?} is no number")),
    }
}

fn flag(value: Read) -> Result<bool, String> {
    match value {
        Read::Flag(f) => Ok(f),
        other => Err(format!("{other:?} is neither yes nor no")),
    }
}
