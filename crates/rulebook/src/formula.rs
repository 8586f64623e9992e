//! Formulas as written (in French words, see [`words`], then read by `syn`) and as compiled.
//!
//! `si days >= full_days alors base sinon 0`, `min(rate * fees, cap)`, `parmi(sector, "1",
//! "2-optam")`, `zone == "ZIP" et non pdsa`, `cotram.cap`: numbers, words, yes and no; names of this
//! aid's steps, of parameters of this file (of another file with its name and a dot), of questions
//! and of facts about the place.

use crate::words;
use syn::{BinOp, Expr, Lit, UnOp};
use territory::rules::{Fact, Formula, Operator, QuestionKind, Variable};

/// What a formula gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Word,
    Flag,
}

impl From<QuestionKind> for Kind {
    fn from(kind: QuestionKind) -> Self {
        match kind {
            QuestionKind::YesNo => Self::Flag,
            QuestionKind::Choice => Self::Word,
            QuestionKind::Number => Self::Number,
        }
    }
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Word => "a word",
            Self::Flag => "yes or no",
        }
    }
}

/// Above it a parameter of 1 or 0 is on: so near to 1 that a test that lowers it by a quarter sees it.
const SWITCH: f64 = 0.9;

/// What names stand for.
pub(crate) trait Names {
    /// Kind of a step of the same aid, defined before.
    fn step(&self, name: &str) -> Option<Kind>;
    /// Full name of a parameter.
    fn parameter(&self, name: &str) -> Option<String>;
    /// What a name shared by all files stands for.
    fn shared(&self, name: &str) -> Option<(Formula, Kind)>;
    /// Kind of a question.
    fn question(&self, name: &str) -> Option<Kind>;
    /// Whether a question has this option.
    fn has_option(&self, question: &str, word: &str) -> bool;
}

/// Compiles a formula that must give `wanted`.
pub(crate) fn compile(text: &str, wanted: Kind, names: &dyn Names) -> Result<Formula, String> {
    let (formula, kind) = compile_any(text, names)?;
    if kind == wanted {
        Ok(formula)
    } else {
        Err(format!("« {text} » gives {}, not {}", kind.words(), wanted.words()))
    }
}

/// The kind of a formula that may give anything.
pub(crate) fn compile_any(text: &str, names: &dyn Names) -> Result<(Formula, Kind), String> {
    let no_formula = |why: &dyn std::fmt::Display| format!("« {text} » is not a formula: {why}");
    let written = words::expression(text).map_err(|why| no_formula(&why))?;
    let expression: Expr = syn::parse_str(&written).map_err(|e| no_formula(&e))?;
    Compiler { names }.any(&expression).map_err(|e| format!("« {text} »: {e}"))
}

struct Compiler<'a> {
    names: &'a dyn Names,
}

impl Compiler<'_> {
    fn any(&self, expression: &Expr) -> Result<(Formula, Kind), String> {
        match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(n) => n.base10_parse().map(|n| (Formula::Number(n), Kind::Number)).map_err(|e| e.to_string()),
                Lit::Float(n) => n.base10_parse().map(|n| (Formula::Number(n), Kind::Number)).map_err(|e| e.to_string()),
                Lit::Str(s) => Ok((Formula::Word(s.value()), Kind::Word)),
                Lit::Bool(b) => Ok((Formula::Flag(b.value), Kind::Flag)),
                _ => Err("a literal is a number, a word, true or false".to_owned()),
            },
            Expr::Paren(inner) => self.any(&inner.expr),
            Expr::Group(inner) => self.any(&inner.expr),
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.name(&name.to_string()),
                None => Err("a name is one word".to_owned()),
            },
            Expr::Field(field) => match (&*field.base, &field.member) {
                (Expr::Path(file), syn::Member::Named(name)) => {
                    let file = file.path.get_ident().map(|i| i.to_string().replace('_', "-")).unwrap_or_default();
                    let full = format!("{file}.{name}");
                    let known = self.names.parameter(&full).ok_or_else(|| format!("{full} is not a parameter"))?;
                    Ok((Formula::Parameter(known), Kind::Number))
                }
                _ => Err("a parameter of another file is its name, a dot, its own".to_owned()),
            },
            Expr::Unary(unary) => match unary.op {
                UnOp::Not(_) => Ok((Formula::Not(Box::new(self.of(&unary.expr, Kind::Flag)?)), Kind::Flag)),
                _ => Err("of one side there is only « ! »".to_owned()),
            },
            Expr::Binary(binary) => self.binary(binary),
            Expr::If(choice) => {
                let otherwise = choice.else_branch.as_ref().ok_or("an « if » has its « else »")?;
                let condition = self.of(&choice.cond, Kind::Flag)?;
                let (then, kind) = self.block(&choice.then_branch)?;
                let otherwise = match &*otherwise.1 {
                    Expr::Block(block) => self.block(&block.block)?,
                    other => self.any(other)?,
                };
                if otherwise.1 != kind {
                    return Err(format!("one branch gives {}, the other {}", kind.words(), otherwise.1.words()));
                }
                Ok((Formula::If(Box::new(condition), Box::new(then), Box::new(otherwise.0)), kind))
            }
            Expr::Call(call) => self.call(call),
            _ => Err("only names, numbers, words, + - * /, comparisons, et, ou, non, si … alors … sinon, min, max and parmi".to_owned()),
        }
    }

    fn of(&self, expression: &Expr, wanted: Kind) -> Result<Formula, String> {
        match self.any(expression)? {
            (formula, kind) if kind == wanted => Ok(formula),
            (_, kind) => Err(format!("{} where {} is wanted", kind.words(), wanted.words())),
        }
    }

    fn block(&self, block: &syn::Block) -> Result<(Formula, Kind), String> {
        match &block.stmts[..] {
            [syn::Stmt::Expr(expression, None)] => self.any(expression),
            _ => Err("a branch is one formula".to_owned()),
        }
    }

    fn name(&self, name: &str) -> Result<(Formula, Kind), String> {
        if let Some(kind) = self.names.step(name) {
            return Ok((Formula::Step(name.to_owned()), kind));
        }
        let variable = match name {
            "year" => Some(Variable::Year),
            "paid" => Some(Variable::Paid),
            "elapsed" => Some(Variable::Elapsed),
            _ => None,
        };
        if let Some(variable) = variable {
            return Ok((Formula::Variable(variable), Kind::Number));
        }
        if let Some(full) = self.names.parameter(name) {
            return Ok((Formula::Parameter(full), Kind::Number));
        }
        if let Some(shared) = self.names.shared(name) {
            return Ok(shared);
        }
        if let Some(kind) = self.names.question(name) {
            return Ok((Formula::Answer(name.to_owned()), kind));
        }
        let kind = |fact: Fact| if fact.is_number() { Kind::Number } else { Kind::Word };
        Fact::parse(name)
            .map(|fact| (Formula::Fact(fact), kind(fact)))
            .ok_or_else(|| format!("{name} is neither a step, a parameter, a question nor a fact"))
    }

    fn binary(&self, binary: &syn::ExprBinary) -> Result<(Formula, Kind), String> {
        let (operator, sides, kind) = match binary.op {
            BinOp::Add(_) => (Operator::Add, Some(Kind::Number), Kind::Number),
            BinOp::Sub(_) => (Operator::Subtract, Some(Kind::Number), Kind::Number),
            BinOp::Mul(_) => (Operator::Multiply, Some(Kind::Number), Kind::Number),
            BinOp::Div(_) => (Operator::Divide, Some(Kind::Number), Kind::Number),
            BinOp::And(_) => (Operator::And, Some(Kind::Flag), Kind::Flag),
            BinOp::Or(_) => (Operator::Or, Some(Kind::Flag), Kind::Flag),
            BinOp::Eq(_) => (Operator::Equal, None, Kind::Flag),
            BinOp::Ne(_) => (Operator::Different, None, Kind::Flag),
            BinOp::Lt(_) => (Operator::Less, Some(Kind::Number), Kind::Flag),
            BinOp::Le(_) => (Operator::AtMost, Some(Kind::Number), Kind::Flag),
            BinOp::Gt(_) => (Operator::More, Some(Kind::Number), Kind::Flag),
            BinOp::Ge(_) => (Operator::AtLeast, Some(Kind::Number), Kind::Flag),
            _ => return Err("this operator is none of a formula".to_owned()),
        };
        let (a, b) = (self.any(&binary.left)?, self.any(&binary.right)?);
        let wanted = sides.unwrap_or(a.1);
        if let Some((_, other)) = [&a, &b].into_iter().find(|s| s.1 != wanted) {
            return Err(format!("{} where {} is wanted", other.words(), wanted.words()));
        }
        self.has_option(&a.0, &b.0)?;
        Ok((Formula::Binary(operator, Box::new(a.0), Box::new(b.0)), kind))
    }

    fn call(&self, call: &syn::ExprCall) -> Result<(Formula, Kind), String> {
        let name = match &*call.func {
            Expr::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        };
        if call.args.is_empty() {
            return Err(format!("{name} has something between its parentheses"));
        }
        match name.as_str() {
            "min" | "max" => {
                let all = call
                    .args
                    .iter()
                    .map(|a| self.of(a, Kind::Number))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok((
                    if name == "min" { Formula::Min(all) } else { Formula::Max(all) },
                    Kind::Number,
                ))
            }
            "parmi" => {
                let all = call
                    .args
                    .iter()
                    .map(|a| self.of(a, Kind::Word))
                    .collect::<Result<Vec<_>, _>>()?;
                for word in &all[1..] {
                    self.has_option(&all[0], word)?;
                }
                Ok((Formula::OneOf(all), Kind::Flag))
            }
            _ => self.helper(&name, &call.args),
        }
    }

    /// What is said in years and months, by its parts.
    fn helper(
        &self,
        name: &str,
        written: &syn::punctuated::Punctuated<Expr, syn::Token![,]>,
    ) -> Result<(Formula, Kind), String> {
        let all: Vec<Formula> =
            written.iter().map(|a| self.of(a, Kind::Number)).collect::<Result<_, _>>()?;
        let year = || Formula::Variable(Variable::Year);
        let formula = match (name, &all[..]) {
            ("selon_annee", [_, _, ..]) => by_year(&Formula::Number(0.0), &all),
            ("selon_annee_apres", [before, values @ ..]) if values.len() > 1 => {
                by_year(before, values)
            }
            ("en_annees", [months]) => binary(Operator::Divide, months.clone(), number(12.0)),
            ("mois_avant", [years]) => binary(
                Operator::Multiply,
                number(12.0),
                binary(Operator::Subtract, years.clone(), number(1.0)),
            ),
            ("part_de_l_annee", [months]) => {
                let years = binary(Operator::Divide, months.clone(), number(12.0));
                let left = binary(
                    Operator::Subtract,
                    years,
                    binary(Operator::Subtract, year(), number(1.0)),
                );
                Formula::Max(vec![number(0.0), Formula::Min(vec![number(1.0), left])])
            }
            ("oui", [switch @ Formula::Parameter(_)]) => {
                return Ok((binary(Operator::More, switch.clone(), number(SWITCH)), Kind::Flag));
            }
            _ => {
                return Err(format!(
                    "{name} with {} between its parentheses is not among min, max, parmi, selon_annee, selon_annee_apres, en_annees, mois_avant, part_de_l_annee and oui",
                    all.len()
                ));
            }
        };
        Ok((formula, Kind::Number))
    }

    /// A word beside a question is one of its options.
    fn has_option(&self, a: &Formula, b: &Formula) -> Result<(), String> {
        match (a, b) {
            (Formula::Answer(q), Formula::Word(w)) | (Formula::Word(w), Formula::Answer(q))
                if !self.names.has_option(q, w) =>
            {
                Err(format!("{q} has no option {w}"))
            }
            _ => Ok(()),
        }
    }
}

fn number(n: f64) -> Formula {
    Formula::Number(n)
}

fn binary(operator: Operator, a: Formula, b: Formula) -> Formula {
    Formula::Binary(operator, Box::new(a), Box::new(b))
}

/// The first value in the first year after `before` years and earlier, and so on; the last from then
/// on.
fn by_year(before: &Formula, values: &[Formula]) -> Formula {
    let year = |nth: f64| match before {
        Formula::Number(n) => number(n + nth),
        other => binary(Operator::Add, other.clone(), number(nth)),
    };
    let mut nth = values.len();
    let mut later = values.iter().rev();
    let mut out = later.next().cloned().unwrap_or(Formula::Number(0.0));
    for value in later {
        nth -= 1;
        let end = year(u32::try_from(nth).map_or(0.0, f64::from));
        let is_reached = binary(Operator::AtMost, Formula::Variable(Variable::Year), end);
        out = Formula::If(Box::new(is_reached), Box::new(value.clone()), Box::new(out));
    }
    out
}
