//! The aids as a list: granted by payer, to be made precise, for others, closed.

use std::sync::Arc;

use leptos::prelude::*;
use territory::{
    RuleBook,
    rules::{Combination, Outcome},
    text,
};

use super::{
    Judged,
    card::{Card, Group},
    money::{calendar, money},
};
use crate::{
    dataset::use_data,
    ui::{each, folded},
};

/// A card in its list: the number grows when what it shows changes.
#[derive(Clone)]
struct Listed {
    version: u32,
    card: Arc<Card>,
    /// Whether its conditions are open, from one version to the next.
    open: ArcRwSignal<bool>,
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.card, &other.card)
    }
}

impl Listed {
    fn key(&self) -> String {
        format!("{} {}", self.card.outcome.id, self.version)
    }
}

/// The rights that the answers give, or those whose names hold what is sought. A card that an answer
/// does not change stays as it is, with the folds that are open in it; one that changes keeps its conditions open.
#[component]
pub(super) fn Rights(
    /// What the answers give; none while it is not known.
    result: Memo<Option<Arc<Judged>>>,
    /// What is sought; empty for all.
    wanted: RwSignal<String>,
) -> impl IntoView {
    let data = use_data();
    let cards = Memo::new(move |before: Option<&Vec<Listed>>| {
        let Some(result) = result.get() else { return Vec::new() };
        let listed = |book: &RuleBook, o: &Outcome| {
            let card = Card::of(book, &result, o);
            let was = before.and_then(|b| b.iter().find(|l| l.card.outcome.id == o.id));
            match was {
                Some(was) if *was.card == card => was.clone(),
                was => Listed {
                    version: was.map_or(0, |w| w.version + 1),
                    card: Arc::new(card),
                    open: was.map_or_else(ArcRwSignal::default, |w| w.open.clone()),
                },
            }
        };
        data.set.with(|s| result.outcomes.iter().map(|o| listed(s.rules(), o)).collect())
    });
    let seeks = Memo::new(move |_| !text::plain_key(&wanted.get()).is_empty());
    view! {
        {move || if seeks.get() {
            view! { <Found cards=cards wanted=wanted/> }.into_any()
        } else {
            view! { <Groups result=result cards=cards/> }.into_any()
        }}
    }
}

/// The cards of a group, or of one payer in it, in the order of the book.
fn cards_where(
    cards: Memo<Vec<Listed>>,
    group: Group,
    payer: Option<&'static str>,
) -> Memo<Vec<Listed>> {
    let is = move |l: &&Listed| {
        l.card.group == group && payer.is_none_or(|label| l.card.outcome.payer.label() == label)
    };
    Memo::new(move |_| cards.with(|c| c.iter().filter(is).cloned().collect()))
}

fn list(cards: Memo<Vec<Listed>>) -> AnyView {
    let keys = Memo::new(move |_| cards.with(|c| c.iter().map(Listed::key).collect::<Vec<_>>()));
    let card = move |key| {
        let found = cards.with_untracked(|c| c.iter().find(|l| l.key() == key).cloned());
        found.map(|l| l.card.view(l.open.into())).into_any()
    };
    view! { <ul class="offers">{each(keys, card)}</ul> }.into_any()
}

/// Everything, in groups.
#[component]
fn Groups(result: Memo<Option<Arc<Judged>>>, cards: Memo<Vec<Listed>>) -> impl IntoView {
    let data = use_data();
    let of = move |group| cards_where(cards, group, None);
    let counted = of(Group::Counted);
    let payers = Memo::new(move |_| cards.with(|c| payers(c)));
    let payer = move |label: &'static str| {
        let open = cards_where(cards, Group::Open, Some(label));
        let paid = move || {
            let paid =
                result.with(|r| open.with(|open| paid(open, r.as_ref()?.combinations.first())));
            paid.map(
                |paid| view! { {text::euros(paid)}<span class="sr-only">" sur cinq ans"</span> },
            )
        };
        view! { <h4 class="payer">{label}" "<span class="num">{paid}</span></h4>{list(open)} }
    };
    let shown =
        move |show: fn(&Judged) -> AnyView| move || result.with(|r| r.as_ref().map(|r| show(r)));
    let hangs = move || {
        let hangs = |r: &Judged| !r.alternatives.is_empty() && !r.combinations.is_empty();
        result.with(|r| r.as_ref().is_some_and(|r| hangs(r))).then(|| view! { <p class="doubt">"Versements et calendrier ne comptent que ce qui est dû quelle que soit la classe de la commune."</p> })
    };
    let exclusive =
        move || result.with(|r| data.set.with(|s| r.as_ref().map(|r| best(s.rules(), r))));
    // Rebuilt only where a payer comes or goes.
    let open = move || {
        let all = payers.get().into_iter().map(payer).collect_view();
        payers.with(|p| !p.is_empty()).then(|| view! { <h3>"Ouvertes"</h3>{all} }.into_any())
    };
    let has_counted = Memo::new(move |_| counted.with(|c| !c.is_empty()));
    let to_check = move || {
        has_counted.get().then(|| view! { <h3>"À vérifier"</h3>{list(counted)} }.into_any())
    };
    view! {
        {hangs}
        {exclusive}
        {open}
        {shown(|r| money(r).into_any())}
        {shown(|r| calendar(r).into_any())}
        {to_check}
        {fold(true, "À vérifier, sans montant compté", of(Group::Uncounted))}
        {fold(false, "Pour d’autres situations", of(Group::Elsewhere))}
        {fold(false, "Fermées à cette date", of(Group::Closed))}
    }
}

/// A group behind its name and its number; nothing of an empty one. What is printed is made at once,
/// for paper shows it shut or not; the others when they are opened.
fn fold(printed: bool, what: &'static str, cards: Memo<Vec<Listed>>) -> AnyView {
    let count = Memo::new(move |_| cards.with(Vec::len));
    let is_there = Memo::new(move |_| count.get() > 0);
    let all = move || {
        let title = view! { {what}<span class="num">{count}</span> };
        is_there.get().then(|| match printed {
            true => view! { <details class="fold checks"><summary>{title}</summary>{list(cards)}</details> }.into_any(),
            false => folded("fold", false, title, move || list(cards)),
        })
    };
    all.into_any()
}

/// Who pays what is open, in the order of the first aid of each.
fn payers(cards: &[Listed]) -> Vec<&'static str> {
    let mut payers = Vec::new();
    for label in
        cards.iter().filter(|l| l.card.group == Group::Open).map(|l| l.card.outcome.payer.label())
    {
        if !payers.contains(&label) {
            payers.push(label);
        }
    }
    payers
}

/// What is paid over five years, euros: of aids that exclude each other only those that the best
/// combination takes. None where nothing is.
fn paid(open: &[Listed], best: Option<&Combination>) -> Option<f64> {
    let taken = |o: &&Outcome| best.is_some_and(|c| c.aids.contains(&o.id));
    let paid: f64 = open.iter().map(|l| &l.card.outcome).filter(taken).map(|o| o.total).sum();
    (paid > 0.0).then_some(paid)
}

/// Aids whose names, old ones included, hold what is sought.
#[component]
fn Found(cards: Memo<Vec<Listed>>, wanted: RwSignal<String>) -> impl IntoView {
    let data = use_data();
    let found = Memo::new(move |_| {
        data.set.with(|s| {
            let key = |l: &Listed| {
                let o = &l.card.outcome;
                let more = s
                    .rules()
                    .offer(&o.id)
                    .map(|r| format!("{} {}", r.aka.join(" "), r.summary))
                    .unwrap_or_default();
                text::plain_key(&format!("{} {} {more}", o.short, o.name))
            };
            wanted.with(|wanted| {
                let whole = text::plain_key(wanted);
                let words: Vec<String> = wanted.split_whitespace().map(text::plain_key).collect();
                // What is sought as it stands, or else every word of it in any order.
                let by_whole = cards.with(|c| c.iter().any(|l| key(l).contains(&whole)));
                let names = |l: &&Listed| {
                    let key = key(l);
                    if by_whole {
                        key.contains(&whole)
                    } else {
                        words.iter().all(|w| key.contains(w))
                    }
                };
                cards.with(|c| c.iter().filter(names).cloned().collect::<Vec<_>>())
            })
        })
    });
    let none = move || {
        let none = found.with(Vec::is_empty);
        none.then(|| view! { <p>"Aucune aide connue ne porte ce nom."</p> })
    };
    view! {
        {none}
        {list(found)}
    }
}

/// The combination to take, where some aids exclude each other, and the next best.
fn best(book: &RuleBook, result: &Judged) -> impl IntoView + use<> {
    let names = |c: &Combination| {
        let all: Vec<String> =
            c.aids.iter().filter_map(|id| Some(book.offer(id)?.short.clone())).collect();
        format!("{}\u{202f}: {}", all.join(", "), text::euros(c.total))
    };
    let short = |id: &String| book.offer(id).map_or_else(|| id.clone(), |o| o.short.clone());
    let (first, second) = (result.combinations.first()?, result.combinations.get(1)?);
    let (best, next) = if (first.total - second.total).abs() < 0.005 {
        ("À égalité\u{202f}: ", "Ou\u{202f}: ")
    } else {
        ("Le plus avantageux\u{202f}: ", "Sinon\u{202f}: ")
    };
    let gives_up: Vec<String> = first
        .gives_up
        .iter()
        .map(|(a, b)| format!("{} est exclu par {}", short(a), short(b)))
        .collect();
    Some(view! {
        <div class="best">
            <h3>"Certaines aides s’excluent"</h3>
            <p><strong>{best}</strong>{names(first)}". "{text::sentence_case(&gives_up.join("\u{202f}; "))}"."</p>
            <p>{next}{names(second)}"."</p>
        </div>
    })
}
