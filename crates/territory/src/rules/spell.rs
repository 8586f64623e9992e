//! A formula with its values, as one would write it on paper (« 25 % × 30 000 € »).

use super::formula::{Datum, Formula, Operator, Scope, show, yes_or_no};
use crate::text;

/// How tightly what is written holds together, the loosest first: what is looser than its
/// surroundings needs brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    /// « le moindre de a et b », « a parmi b et c ».
    Listed,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    /// A number, a word.
    Single,
    /// Nothing is this tight by itself.
    Bracketed,
}

/// What is written, and how tightly it holds together.
struct Written {
    text: String,
    bond: Bond,
}

impl Written {
    fn single(text: String) -> Self {
        Self { text, bond: Bond::Single }
    }

    /// Between brackets if it is looser than what is wanted.
    fn at_least(self, wanted: Bond) -> String {
        if self.bond < wanted { format!("({})", self.text) } else { self.text }
    }

    /// The same behind a sign, where what begins with a minus needs brackets too.
    fn behind_sign(self, wanted: Bond) -> String {
        let wanted = if self.text.starts_with('−') { Bond::Bracketed } else { wanted };
        self.at_least(wanted)
    }
}

impl Scope<'_> {
    /// The formula with its values; only the branches taken. Who reads it by the rules of school
    /// finds what [`Scope::eval`] finds, up to the last decimal written.
    pub(super) fn spell(&self, formula: &Formula) -> String {
        self.written(formula).text
    }

    fn written(&self, formula: &Formula) -> Written {
        match formula {
            Formula::Number(n) => Written::single(text::number(*n, 4)),
            Formula::Word(w) => Written::single(w.clone()),
            Formula::Flag(f) => Written::single(yes_or_no(*f).to_owned()),
            Formula::Not(inner) => Written::single(format!("non ({})", self.spell(inner))),
            Formula::If(condition, then, otherwise) => match self.flag(condition) {
                Ok(true) => self.written(then),
                Ok(false) => self.written(otherwise),
                Err(_) => Written::single("?".to_owned()),
            },
            Formula::Binary(operator, a, b) => {
                let bond = operator.bond();
                let [left, right] = operator.wanted();
                let (a, b) = (self.written(a).at_least(left), self.written(b).behind_sign(right));
                Written { text: format!("{a} {} {b}", operator.sign()), bond }
            }
            Formula::Min(all) => self.list("le moindre de ", all),
            Formula::Max(all) => self.list("le plus grand de ", all),
            Formula::OneOf(all) => match all.split_first() {
                Some((first, others)) if !others.is_empty() => {
                    let first = self.written(first).at_least(Bond::Sum);
                    self.list(&format!("{first} parmi "), others)
                }
                _ => Written::single(yes_or_no(false).to_owned()),
            },
            named => Written::single(match (self.eval(named), self.unit(named)) {
                (Ok(Datum::Number(n)), Some(unit)) => unit.exact(n),
                (Ok(Datum::Number(n)), None) => text::number(n, 4),
                (Ok(datum), _) => show(&datum, None),
                (Err(_), _) => "?".to_owned(),
            }),
        }
    }

    fn list(&self, before: &str, all: &[Formula]) -> Written {
        let items: Vec<String> =
            all.iter().map(|f| self.written(f).at_least(Bond::Comparison)).collect();
        Written { text: format!("{before}{}", items.join(" et ")), bond: Bond::Listed }
    }
}

impl Operator {
    /// Whether it compares its two sides.
    pub(super) fn compares(self) -> bool {
        self.bond() == Bond::Comparison
    }

    fn bond(self) -> Bond {
        match self {
            Self::Or => Bond::Or,
            Self::And => Bond::And,
            Self::Equal
            | Self::Different
            | Self::Less
            | Self::AtMost
            | Self::More
            | Self::AtLeast => Bond::Comparison,
            Self::Add | Self::Subtract => Bond::Sum,
            Self::Multiply | Self::Divide => Bond::Product,
        }
    }

    /// How tight its left and its right side must be to stand without brackets.
    fn wanted(self) -> [Bond; 2] {
        match self {
            Self::Or => [Bond::Or, Bond::Or],
            Self::And => [Bond::And, Bond::And],
            // « 1 < 2 = oui » says nothing to anyone.
            Self::Equal
            | Self::Different
            | Self::Less
            | Self::AtMost
            | Self::More
            | Self::AtLeast => [Bond::Sum, Bond::Sum],
            Self::Add => [Bond::Sum, Bond::Sum],
            // One reads from the left: 1 − (2 − 3) is not 1 − 2 − 3.
            Self::Subtract => [Bond::Sum, Bond::Product],
            Self::Multiply => [Bond::Product, Bond::Product],
            Self::Divide => [Bond::Product, Bond::Single],
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "−",
            Self::Multiply => "×",
            Self::Divide => "÷",
            Self::Equal => "=",
            Self::Different => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
            Self::And => "et",
            Self::Or => "ou",
        }
    }
}

#[cfg(test)]
mod tests;
