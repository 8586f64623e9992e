//! What is typed, understood word by word: the sentences of the book, the words that people use for its
//! criteria, figures, names of places. The same words have the same meaning each time.

use territory::{Dataset, InseeCode, Row};

use crate::{
    NEAR_KM,
    book::{Book, Criterion, Kind},
    pattern::{Meaning, Pattern, Word, patterns},
    query::{Condition, Query, Test},
    token::{self, Named, Token, place_at},
    units::Unit,
};

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words, as typed.
    pub text: String,
    /// Whether it was understood.
    pub is_understood: bool,
}

/// What was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// The conditions.
    pub query: Query,
    /// What was typed, in pieces; words that say nothing by themselves are in none.
    pub pieces: Vec<Piece>,
    /// Towns that were taken though others have their name, each with the others, the most populous
    /// first.
    pub homonyms: Vec<(InseeCode, Vec<InseeCode>)>,
}

/// Words that say nothing by themselves.
const SILENT: &str = "a au aux avec bien ce ces chercher cherche communes commune d dans de des du en et \
    est il j je l la le les lieu lieux m me moi par place places pour pres proche qui que se s si sur trouver \
    un une veux voudrais y";
/// Words that turn what follows them round, which no criterion can be: it is not understood with them.
const TURNING: &str = "aucun aucune hors jamais ni non pas sans sauf";
/// Units, which say nothing without what they are of.
const UNITS: [&str; 5] = ["km", "min", "mn", "minutes", "%"];
/// Words before what is looked for.
const BEFORE_UNIT: [&str; 10] =
    ["je", "cherche", "chercher", "trouver", "un", "une", "des", "les", "le", "la"];
/// « Or », understood between classes or areas of one criterion alone.
const OR: &str = "ou";

/// What a pattern found: how many words, the figure, the place.
struct Match {
    used: usize,
    number: Option<f64>,
    place: Option<Named>,
}

struct Reader<'a> {
    words: Vec<&'a str>,
    dataset: &'a Dataset,
    /// Words before this one are understood.
    taken: usize,
    /// Places that were looked for already, by where they begin.
    places: Vec<(usize, Option<Named>)>,
}

impl Reader<'_> {
    fn place(&mut self, at: usize) -> Option<Named> {
        if let Some((_, found)) = self.places.iter().find(|p| p.0 == at) {
            return found.clone();
        }
        let people = |row| self.dataset.population(row);
        let words = self.words.get(at..).unwrap_or_default();
        let found = place_at(words, self.dataset.gazetteer(), &people);
        self.places.push((at, found.clone()));
        found
    }

    fn matches(&mut self, pattern: &[Word], at: usize) -> Option<Match> {
        let mut found = Match { used: 0, number: None, place: None };
        for word in pattern {
            let here = self.words.get(at + found.used).copied()?;
            found.used += match word {
                Word::Is(word, plural) => {
                    let is = here == word || (*plural && here.strip_suffix('s') == Some(word));
                    is.then_some(1)?
                }
                Word::Number => {
                    found.number = Some(here.parse::<f64>().ok().filter(|n| n.is_finite())?);
                    1
                }
                Word::Place => {
                    let named = self.place(at + found.used)?;
                    let used = named.used;
                    found.place = Some(named);
                    used
                }
            };
        }
        (found.used > 0).then_some(found)
    }

    /// Whether what stands before makes another thing of what a pattern finds: « plus de 30 km de
    /// Toulouse » is not near it, and of « entre 500 et 1 000 habitants » no figure is the one asked.
    fn is_of_another(&self, pattern: &Pattern<'_>, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).and_then(|i| self.words.get(i)).copied();
        let is_number = |w: Option<&str>| w.is_some_and(|w| w.parse::<f64>().is_ok());
        match pattern.meaning {
            Meaning::Near(_) if self.words.get(at).is_some_and(|w| w.parse::<f64>().is_err()) => {
                // « autour de Rodez » after a figure of its own.
                UNITS.contains(&before(1).unwrap_or_default()) && is_number(before(2))
            }
            Meaning::Near(_) => {
                matches!(before(1), Some("plus" | ">" | "≥" | "loin"))
                    || (before(1) == Some("de") && matches!(before(2), Some("plus" | "loin")))
            }
            // A figure that was not understood would be asked as another one.
            Meaning::First | Meaning::Has => {
                let left = self.words.get(self.taken..at).unwrap_or_default();
                let is_between =
                    |w: &&&str| SILENT.split_ascii_whitespace().chain(UNITS).any(|s| s == **w);
                let next = left.iter().rev().find(|w| !is_between(w));
                is_number(next.copied())
            }
            _ => false,
        }
    }

    /// A town after what was read: what stands before it is then its distance.
    fn is_of_place(&mut self, at: usize) -> bool {
        let is_link = self.words.get(at).is_some_and(|w| ["de", "d", "du", "des"].contains(w));
        is_link && self.place(at).is_some()
    }

    /// Codes or names of areas, between « ou » and « et ».
    fn areas(&self, criterion: &Criterion, mut at: usize) -> (Vec<String>, usize) {
        let Kind::Area { level, .. } = &criterion.kind else { return (Vec::new(), at) };
        let areas = self.dataset.gazetteer().membership(*level);
        let areas = areas.map(|m| m.areas.as_slice()).unwrap_or_default();
        let named = |at: usize| {
            let fits = |a: &&territory::Area| {
                let words = token::words(&a.name);
                let here = self.words.get(at..at + words.len());
                here.is_some_and(|h| h.iter().zip(&words).all(|(a, b)| a == b))
            };
            let longest = areas.iter().filter(fits).max_by_key(|a| token::words(&a.name).len())?;
            Some((longest, token::words(&longest.name).len()))
        };
        let coded = |at: usize| {
            let word = self.words.get(at)?;
            // « 2A » is a number and a letter.
            let two = self.words.get(at + 1).map(|next| format!("{word}{next}"));
            let by = |code: &str| areas.iter().find(|a| a.code.eq_ignore_ascii_case(code));
            match two.as_deref().and_then(by).filter(|_| word.len() == 1) {
                Some(area) => Some((area, 2)),
                None => Some((by(word)?, 1)),
            }
        };
        let mut codes = Vec::new();
        loop {
            let from = at;
            if let Some((area, used)) = coded(at) {
                codes.push(area.code.clone());
                at += used;
                if let Some((_, used)) = named(at).filter(|n| n.0.code == area.code) {
                    at += used;
                }
            } else if let Some((area, used)) = named(at) {
                codes.push(area.code.clone());
                at += used;
            }
            let is_link = self.words.get(at).is_some_and(|w| ["ou", "et"].contains(w));
            let follows = is_link && (coded(at + 1).is_some() || named(at + 1).is_some());
            if at == from || !follows {
                return (codes, at);
            }
            at += 1;
        }
    }
}

/// Reads what is typed. At each word the longest of what the book understands is taken; a condition
/// that is said twice is asked as it is said last, classes and areas add up.
#[must_use]
pub fn understand(text: &str, book: &Book, dataset: &Dataset) -> Understood {
    let tokens = token::tokens(text);
    let patterns = patterns(book, dataset);
    let mut reader = Reader {
        words: tokens.iter().map(|t| t.word.as_str()).collect(),
        dataset,
        taken: 0,
        places: Vec::new(),
    };
    let mut out = Understood::default();
    let (unit, begun) = unit_at(&reader.words);
    out.query.unit = unit;
    if unit != Unit::Communes {
        out.pieces.push(piece(text, &tokens, 0, begun, true));
        reader.taken = begun;
    }
    // Words that were not understood one after the other are one piece.
    let mut lost: Option<(usize, usize)> = None;
    // An « or » after a class or an area, and whose.
    let mut or: Option<(usize, String)> = None;
    let mut last: Option<String> = None;
    let (mut at, mut is_turned) = (begun, false);
    while at < tokens.len() {
        let mut best: Option<(Match, &Pattern<'_>)> = None;
        for p in &patterns {
            if let Some(found) = reader.matches(&p.words, at) {
                let longer = best.as_ref().is_none_or(|(b, _)| found.used > b.used);
                // « une maternité à moins de 40 km de Rodez » is near Rodez, and has a maternity.
                let end = at + found.used;
                let of_place = p.meaning == Meaning::HasWithin && reader.is_of_place(end);
                // « dans le » says nothing without an area after it.
                let no_area = p.of_areas().is_some_and(|c| reader.areas(c, end).0.is_empty());
                if longer && !of_place && !no_area && !reader.is_of_another(p, at) {
                    best = Some((found, p));
                }
            }
        }
        let end = best.as_ref().map(|(found, p)| match p.of_areas() {
            Some(criterion) => reader.areas(criterion, at + found.used).1,
            None => at + found.used,
        });
        let criterion = best.as_ref().and_then(|(_, p)| Some(p.criterion?.id.clone()));
        let is_one_of = best.as_ref().is_some_and(|(_, p)| p.meaning.is_one_of());
        if let Some(end) = end.filter(|_| is_turned) {
            lost = Some((lost.map_or(at, |l| l.0), end));
            (at, is_turned) = (end, false);
            continue;
        }
        if let Some((or_at, of)) = or.take()
            && end.is_some()
            && !(is_one_of && criterion.as_ref() == Some(&of))
        {
            // Both are asked, and not one or the other.
            out.pieces.push(piece(text, &tokens, or_at, or_at + 1, false));
        }
        let taken = best.and_then(|(found, p)| take(&mut out, &mut reader, &found, p, at, dataset));
        if let Some(end) = taken {
            close(&mut out.pieces, &mut lost, text, &tokens);
            out.pieces.push(piece(text, &tokens, at, end, true));
            last = criterion;
            (at, reader.taken) = (end, end);
            continue;
        }
        let word = tokens[at].word.as_str();
        let is_among = |all: &str| all.split_ascii_whitespace().any(|s| s == word);
        // « Où » begins what is asked of a place.
        let is_where = text[tokens[at].at.clone()].ends_with(['ù', 'Ù']);
        if is_where {
            close(&mut out.pieces, &mut lost, text, &tokens);
        } else if word == OR && lost.is_none() && last.is_some() {
            or = last.clone().map(|of| (at, of));
        } else if is_among(SILENT) {
            // What is turned round may stand after an article.
            if !is_turned {
                close(&mut out.pieces, &mut lost, text, &tokens);
            }
        } else {
            is_turned = is_among(TURNING);
            lost = Some((lost.map_or(at, |l| l.0), at + 1));
        }
        at += 1;
    }
    close(&mut out.pieces, &mut lost, text, &tokens);
    out
}

/// What is looked for, where the first words say that it is territories; and where the words go on.
fn unit_at(words: &[&str]) -> (Unit, usize) {
    // Not « dans un bassin de vie », which is asked of a commune.
    let from = words.iter().take_while(|w| BEFORE_UNIT.contains(w)).count();
    for (unit, name) in Unit::ALL.into_iter().filter(|u| u.0 != Unit::Communes) {
        let (one, many) = unit.in_words();
        for said in [many, one, name] {
            let said = token::words(said);
            let here = words.get(from..from + said.len()).unwrap_or_default();
            if here.len() == said.len() && here.iter().zip(&said).all(|(a, b)| a == b) {
                return (unit, from + said.len());
            }
        }
    }
    (Unit::Communes, 0)
}

fn piece(text: &str, tokens: &[Token], from: usize, to: usize, is_understood: bool) -> Piece {
    let start = tokens.get(from).map_or(0, |t| t.at.start);
    let end = tokens.get(to.saturating_sub(1)).map_or(start, |t| t.at.end);
    Piece { text: text.get(start..end).unwrap_or_default().to_owned(), is_understood }
}

fn close(pieces: &mut Vec<Piece>, lost: &mut Option<(usize, usize)>, text: &str, tokens: &[Token]) {
    if let Some((from, to)) = lost.take() {
        pieces.push(piece(text, tokens, from, to, false));
    }
}

/// Adds what was understood to a query; where the words go on. None where it says nothing after all.
fn take(
    out: &mut Understood,
    reader: &mut Reader<'_>,
    found: &Match,
    pattern: &Pattern<'_>,
    at: usize,
    dataset: &Dataset,
) -> Option<usize> {
    let (query, end) = (&mut out.query, at + found.used);
    let Some(criterion) = pattern.criterion else {
        if pattern.meaning == Meaning::KeepsUnknown {
            query.conditions.last_mut()?.keeps_unknown = true;
        }
        return Some(end);
    };
    let code = |row: Row| -> InseeCode { dataset.gazetteer().code(row) };
    let mut homonyms = None;
    let (test, end) = match &pattern.meaning {
        Meaning::Near(travel) => {
            let (most, named) = (found.number.unwrap_or(NEAR_KM), found.place.as_ref()?);
            let place = code(named.row);
            let others: Vec<InseeCode> = named.others.iter().map(|r| code(*r)).collect();
            let is_told = out.homonyms.iter().any(|h| h.0 == place);
            homonyms = Some((place, others)).filter(|h| !h.1.is_empty() && !is_told);
            (Test::Near { place, most, travel: *travel }, end)
        }
        Meaning::Has => match criterion.first_test()? {
            // Named alone it is asked where it is; far from a village what is far from most is asked
            // within reach, and of a territory in it.
            Test::Has { within_km }
                if query.unit == Unit::Communes && is_bare(criterion, reader, at, end) =>
            {
                (Test::Has { within_km }, end)
            }
            _ => (Test::Has { within_km: 0.0 }, end),
        },
        Meaning::HasWithin => (Test::Has { within_km: found.number? }, end),
        Meaning::Least => (Test::Least(found.number?), end),
        Meaning::Most => (Test::Most(found.number?), end),
        Meaning::First => (criterion.first_test()?, end),
        Meaning::Option(id) => (Test::Among(vec![id.clone()]), end),
        Meaning::Area(code) => (Test::Among(vec![code.clone()]), end),
        Meaning::Areas => {
            let (codes, end) = reader.areas(criterion, end);
            (Test::Among(codes), end)
        }
        Meaning::Nothing | Meaning::KeepsUnknown => return Some(end),
    };
    if !criterion.allows(&test) {
        return None;
    }
    query.add(Condition { criterion: criterion.id.clone(), test, keeps_unknown: false });
    out.homonyms.extend(homonyms);
    Some(end)
}

/// Whether a thing is named by a word of people, and not by the words of the sentence.
fn is_bare(criterion: &Criterion, reader: &Reader<'_>, at: usize, end: usize) -> bool {
    let Kind::Equipment { one, .. } = &criterion.kind else { return false };
    let own = token::words(one);
    let is_of_sentence =
        reader.words.get(at..end).is_some_and(|w| w.iter().zip(&own).all(|(a, b)| a == b))
            && own.len() == end - at;
    !is_of_sentence
}
