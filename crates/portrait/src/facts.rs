//! What to know of a place first: of each theme the figure that differs most from France, in the order
//! of the themes of `data/portrait.toml`.

use insight::Series;
use serde::Serialize;
use territory::{Dataset, text};

use crate::{
    Book, FactRule, Figure, Listed, Outline, Present, PresentKind, Territory, WideSums, briefly,
    chapter::MARKED,
};

/// From this ratio on two figures are not called near each other.
const FELT: f64 = 1.05;

/// Things that are said of a place.
pub const FACTS: usize = 5;

/// Something to know of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// Theme that it is of.
    pub theme: String,
    /// What is so, in a line without its full stop.
    pub title: String,
    /// What it is compared with, of whom and of when; sentences.
    pub detail: String,
    /// How far it is from France: 0 as there, towards 1 much more or much less.
    pub differs: f64,
}

/// How far two figures are from each other: their difference as a part of the greater one.
fn apart(here: f64, there: f64) -> f64 {
    let most = here.abs().max(there.abs());
    if most > 0.0 { (here - there).abs() / most } else { 0.0 }
}

/// The mark of plural, which French writes from two on.
fn plural(count: f64) -> &'static str {
    if count < 2.0 { "" } else { "s" }
}

impl FactRule {
    /// Which of the sentences holds.
    fn sentence(&self, here: f64, there: f64) -> &str {
        let other = match here {
            _ if here > there * MARKED => &self.more,
            _ if here * MARKED < there => &self.less,
            _ if here > there * FELT => &self.rather_more,
            _ if here * FELT < there => &self.rather_less,
            _ => &None,
        };
        other.as_ref().unwrap_or(&self.near)
    }

    fn of_figure(&self, theme: &str, figure: &Figure) -> Option<Fact> {
        let france = figure.beside.iter().find(|b| b.level == "france");
        let (here, there) = (figure.value?, france.and_then(|b| b.value)?);
        let left = |v: f64| if self.is_rest { 100.0 - v } else { v };
        let rest = |v: f64| format!("{}\u{202f}%", text::number(left(v), 0));
        let shown = |v: f64, said: &str| if self.is_rest { rest(v) } else { said.to_owned() };
        // A unit that is long stands in the sentence.
        let is_brief = briefly(figure).1.is_none();
        let beside: Vec<String> = (figure.beside.iter())
            .filter(|b| b.level != "region")
            .filter_map(|b| {
                let said = if is_brief { &b.text } else { &b.number };
                Some(format!("{} {}", b.name, shown(b.value?, said)))
            })
            .collect();
        let of = match figure.of.as_str() {
            "" => String::new(),
            of => format!("{of}. "),
        };
        let said = self.sentence(left(here), left(there));
        Some(Fact {
            theme: theme.to_owned(),
            title: text::typeset(
                &said
                    .replace("{value}", &shown(here, briefly(figure).0))
                    .replace("{s}", plural(left(here))),
            ),
            detail: format!(
                "{of}{}. {}, {}.",
                beside.join(" · "),
                text::typeset(&figure.origin.producer),
                figure.vintage
            ),
            differs: apart(left(here), left(there)),
        })
    }

    fn of_trend(
        &self,
        theme: &str,
        series: &Series,
        dataset: &Dataset,
        territory: &Territory,
    ) -> Option<Fact> {
        let (area, values) = series.of(dataset, territory.lead)?;
        let mut known =
            series.years.iter().zip(values).filter_map(|(year, value)| Some((*year, (*value)?)));
        let (from, first) = known.next()?;
        let (to, last) = known.next_back()?;
        let number = |v: f64| text::number(v, usize::from(series.decimals));
        let said = self
            .sentence(last, first)
            .replace("{s}", plural(first))
            .replace("{first}", &number(first))
            .replace("{from}", &from.to_string())
            .replace("{last}", &number(last))
            .replace("{to}", &to.to_string());
        Some(Fact {
            theme: theme.to_owned(),
            title: text::typeset(&said),
            detail: text::typeset(&format!(
                "{}, {} {area}. {}.",
                series.label,
                series.level.in_words(),
                series.origin.producer
            )),
            differs: apart(last, first),
        })
    }
}

impl Present {
    fn of(&self, theme: &str, figure: &mut impl FnMut(&str) -> Option<Figure>) -> Option<Fact> {
        let figures: Vec<(&PresentKind, Figure)> =
            self.kinds.iter().filter_map(|k| Some((k, figure(&k.id)?))).collect();
        let named = |(kind, found): &(&PresentKind, Figure)| match found.value? {
            n if n <= 0.0 => None,
            n if n < 2.0 => Some(kind.one.clone()),
            n => Some(format!("{} {}", text::integer(n), kind.many)),
        };
        let all: Vec<String> = figures.iter().filter_map(named).collect();
        let first = &figures.first()?.1;
        let said = match all.is_empty() {
            true => self.none.clone(),
            false => self.some.replace("{all}", &text::listed(&all)),
        };
        let also = figure(&self.also).filter(|f| f.value.is_some());
        let also = also.map_or_else(String::new, |f| {
            format!(
                "{} ({}, {}). ",
                self.also_said.replace("{value}", &f.text),
                f.origin.producer,
                f.vintage
            )
        });
        Some(Fact {
            theme: theme.to_owned(),
            title: text::typeset(&said),
            detail: text::typeset(&format!("{also}{}, {}.", first.origin.producer, first.vintage)),
            differs: 0.0,
        })
    }
}

/// What to know of a territory: of each theme what differs most, in the order of the themes; then, up to
/// [`FACTS`], what differs most of the rest. `known` is what former ones found of wide areas.
#[must_use]
pub fn facts(
    dataset: &Dataset,
    book: &Book,
    territory: &Territory,
    known: &mut WideSums,
) -> Vec<Fact> {
    let outline = Outline::new(dataset, territory);
    let mut figure = |id: &str| {
        let listed = Listed { id: id.to_owned(), group: String::new() };
        let series = || book.series.iter().find(|s| s.id == id);
        outline
            .figure(dataset, known, &listed)
            .or_else(|| Some(outline.of_series(dataset, book, series()?)))
    };
    let (mut said, mut rest) = (Vec::new(), Vec::new());
    let people = territory.people(dataset);
    for theme in &book.themes {
        let mut of = |rule: &FactRule| {
            if people < f64::from(rule.least_people) {
                return None;
            }
            if rule.is_trend {
                let series = book.series.iter().find(|s| s.id == rule.id)?;
                return rule.of_trend(&theme.id, series, dataset, territory);
            }
            rule.of_figure(&theme.id, &figure(&rule.id)?)
        };
        let mut all: Vec<Fact> = theme.facts.iter().filter_map(&mut of).collect();
        // Stable: of two that differ as much the first of the book.
        all.sort_by(|a, b| b.differs.total_cmp(&a.differs));
        all.extend(theme.present.as_ref().and_then(|p| p.of(&theme.id, &mut figure)));
        let mut all = all.into_iter();
        said.extend(all.next());
        rest.extend(all);
    }
    rest.sort_by(|a, b| b.differs.total_cmp(&a.differs));
    let lacking = FACTS.saturating_sub(said.len());
    said.extend(rest.into_iter().take(lacking));
    said.truncate(FACTS);
    said
}

/// « Cinq choses à savoir », for as many as there are.
#[must_use]
pub fn title(facts: &[Fact]) -> String {
    let number = match facts.len() {
        0 => return "Rien n’est publié pour ce lieu".to_owned(),
        1 => "Une chose",
        2 => "Deux choses",
        3 => "Trois choses",
        4 => "Quatre choses",
        // No more are said.
        _ => "Cinq choses",
    };
    format!("{number} à savoir")
}

impl Book {
    /// Whether each fact names a figure that is known, and something is said of every theme.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check_facts(&self) -> Result<(), String> {
        for theme in &self.themes {
            if theme.facts.is_empty() == theme.present.is_none() {
                return Err(format!("theme `{}` has either facts or what is counted", theme.id));
            }
            let present = theme.present.iter();
            let counted = present.flat_map(|p| p.kinds.iter().map(|k| &k.id).chain([&p.also]));
            let named = theme.facts.iter().map(|f| &f.id).chain(counted);
            for id in named {
                self.knows(id).then_some(()).ok_or(format!("no figure is called `{id}`"))?;
            }
            let is_series = |id: &String| self.series.iter().any(|s| s.id == *id);
            if let Some(rule) = theme.facts.iter().find(|f| f.is_trend && !is_series(&f.id)) {
                return Err(format!("`{}` has no years to be told over", rule.id));
            }
        }
        Ok(())
    }
}
