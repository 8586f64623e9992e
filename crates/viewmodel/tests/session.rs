//! Undo gives back the list as it was, and reads again only what is asked otherwise.

use proptest::prelude::*;
use viewmodel::{EntryId, Session};

/// What is asked is a word; a step is what came of it.
type Words = Session<String, &'static str>;

fn add(session: &mut Words, word: &str) -> EntryId {
    session.add([(|_| word.to_owned(), "waits")])[0]
}

fn words(session: &Words) -> Vec<&str> {
    session.entries().iter().map(|e| e.asked.as_str()).collect()
}

#[test]
fn what_was_read_since_stays_and_other_questions_are_asked_again() {
    let mut session = Words::default();
    assert!(!session.can_undo() && session.undo().is_none());
    let (a, b) = (add(&mut session, "a"), add(&mut session, "b"));
    assert!(session.ask(a, |asked| asked.push('2')));
    assert!(session.step(b, "read"));
    // The other answer is taken back: `a` is read again, `b` is not.
    assert_eq!(session.undo(), Some(vec![a]));
    assert_eq!(words(&session), ["a", "b"]);
    assert_eq!(session.get(b).map(|e| e.step), Some("read"));
    assert!(session.remove(b) && !session.remove(b) && !session.step(b, "late"));
    // It is no longer there with what came of it.
    assert_eq!(session.undo(), Some(vec![b]));
}

#[test]
fn nothing_that_changes_nothing_is_undone() {
    let mut session = Words::default();
    let (a, b) = (add(&mut session, "a"), add(&mut session, "b"));
    assert!(
        !session.shift(a, false) && !session.shift(b, true) && !session.shift(EntryId(9), true)
    );
    assert!(!session.ask(a, |_| {}) && !session.ask(EntryId(9), |asked| asked.clear()));
    assert!(session.shift(a, true));
    assert_eq!(words(&session), ["b", "a"]);
    session.undo();
    assert_eq!(words(&session), ["a", "b"]);
    session.undo();
    session.undo();
    assert!(!session.can_undo() && session.clear().is_empty() && !session.can_undo());
}

#[test]
fn a_project_takes_the_place_of_all_in_one_change() {
    let mut session = Words::default();
    let a = add(&mut session, "a");
    let new =
        session.replace(["x", "y"].map(|w| (move |id: EntryId| format!("{w}{}", id.0), "waits")));
    assert_eq!(words(&session), [format!("x{}", new[0].0), format!("y{}", new[1].0)]);
    assert!(!new.contains(&a));
    session.undo();
    assert_eq!(words(&session), ["a"]);
    assert!(!add(&mut session, "b").eq(&new[1]), "a number is given once");
}

#[test]
fn what_was_kept_from_another_day_comes_before_everything_and_is_not_undone() {
    let mut session = Words::default();
    add(&mut session, "a");
    let kept = session.restore(["x", "y"].map(|w| (move |_: EntryId| w.to_owned(), "waits")));
    assert_eq!(words(&session), ["x", "y", "a"]);
    session.shift(kept[0], true);
    session.undo();
    session.undo();
    assert_eq!(words(&session), ["x", "y"]);
    assert!(!session.can_undo());
}

/// An older list asked for a file again after undoing something else, when what was recognised
/// in it came after the change.
#[test]
fn what_is_learned_of_an_entry_is_no_change() {
    let mut session = Words::default();
    let (a, b) = (add(&mut session, "a"), add(&mut session, "b"));
    session.shift(a, true);
    assert!(session.learn(a, |asked| asked.push_str(" as recognised")));
    session.step(a, "read");
    assert_eq!(session.undo(), Some(vec![]));
    assert_eq!(words(&session), ["a as recognised", "b"]);
    assert_eq!(session.clear(), [a, b]);
}

#[derive(Clone, Debug)]
enum Act {
    Add,
    Remove(usize),
    Clear,
    Shift(usize, bool),
    Ask(usize),
    Replace(usize),
    Step(usize),
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Add),
        2 => any::<usize>().prop_map(Act::Remove),
        1 => Just(Act::Clear),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(i, down)| Act::Shift(i, down)),
        3 => any::<usize>().prop_map(Act::Ask),
        1 => (0usize..3).prop_map(Act::Replace),
        3 => any::<usize>().prop_map(Act::Step),
    ]
}

proptest! {
    /// Undone step by step, the list is at each step what it was before the change.
    #[test]
    fn each_change_is_undone(acts in prop::collection::vec(any_act(), 0..40)) {
        let mut session = Words::default();
        let mut snapshots: Vec<Vec<(EntryId, String)>> = Vec::new();
        let list = |s: &Words| s.entries().iter().map(|e| (e.id, e.asked.clone())).collect();
        for act in acts {
            let before: Vec<(EntryId, String)> = list(&session);
            let at = |i: usize| before.get(i % before.len().max(1)).map_or(EntryId(0), |e| e.0);
            match act {
                Act::Add => drop(add(&mut session, "w")),
                Act::Remove(i) => drop(session.remove(at(i))),
                Act::Clear => drop(session.clear()),
                Act::Shift(i, down) => drop(session.shift(at(i), down)),
                Act::Ask(i) => drop(session.ask(at(i), |asked| asked.push('+'))),
                Act::Replace(n) => {
                    session.replace((0..n).map(|_| (|_| "p".to_owned(), "waits")));
                }
                Act::Step(i) => drop(session.step(at(i), "read")),
            }
            let after: Vec<(EntryId, String)> = list(&session);
            if after != before {
                snapshots.push(before);
            }
        }
        for before in snapshots.into_iter().rev() {
            let now = session.entries().to_vec();
            let again = session.undo().expect("a change");
            prop_assert_eq!(list(&session), before);
            for entry in session.entries() {
                let same = now.iter().find(|n| n.id == entry.id && n.asked == entry.asked);
                prop_assert_eq!(again.contains(&entry.id), same.is_none());
                prop_assert!(same.is_none_or(|s| s.step == entry.step));
            }
        }
        prop_assert!(!session.can_undo());
    }
}
