//! Places kept in mind, and those of them that are compared.

use proptest::prelude::*;
use territory::InseeCode;
use viewmodel::{
    Address, Scenario,
    scenario::{MOST_COMPARED, MOST_KEPT},
};

fn code(n: u32) -> InseeCode {
    InseeCode::parse(&format!("{n:05}")).expect("a code")
}

/// What a user does to the list.
#[derive(Clone, Copy, Debug)]
enum Act {
    Keep(u32),
    LetGo(u32),
    Compare(u32, bool),
}

fn any_act() -> impl Strategy<Value = Act> {
    let place = 1_001_u32..1_040;
    prop_oneof![
        3 => place.clone().prop_map(Act::Keep),
        1 => place.clone().prop_map(Act::LetGo),
        2 => (place, any::<bool>()).prop_map(|(p, is)| Act::Compare(p, is)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_done_the_list_holds(acts in prop::collection::vec(any_act(), 0..120)) {
        let mut s = Scenario::default();
        for act in acts {
            let before = s.clone();
            match act {
                Act::Keep(p) => {
                    let room = before.shortlist.len() < MOST_KEPT;
                    prop_assert_eq!(s.keep(code(p)), room);
                    prop_assert_eq!(s.shortlist.contains(&code(p)), room || before.shortlist.contains(&code(p)));
                }
                Act::LetGo(p) => {
                    s.let_go(code(p));
                    prop_assert!(!s.side_by_side().contains(&code(p)));
                }
                Act::Compare(p, is_in) => {
                    let done = s.compare(code(p), is_in);
                    let is_kept = s.shortlist.contains(&code(p));
                    if done && is_kept {
                        prop_assert_eq!(s.side_by_side().contains(&code(p)), is_in);
                    }
                    if !done {
                        prop_assert_eq!(&s, &before);
                    }
                }
            }
            let beside = s.side_by_side();
            prop_assert!(s.shortlist.len() <= MOST_KEPT && beside.len() <= MOST_COMPARED);
            prop_assert_eq!(beside.is_empty(), s.shortlist.is_empty());
            // In the order in which they were kept, each once.
            let order: Vec<_> = beside.iter().map(|p| s.shortlist.iter().position(|k| k == p)).collect();
            prop_assert!(order.iter().all(Option::is_some) && order.windows(2).all(|w| w[0] < w[1]));
            // A link of it is read back.
            let link = Address { scenario: s.clone(), ..Address::default() }.to_link();
            prop_assert_eq!(Address::of_link(&link).scenario, s.clone());
        }
    }
}

#[test]
fn the_first_four_are_compared_until_the_user_chooses() {
    let mut s = Scenario::default();
    (1_001..=1_006).for_each(|n| assert!(s.keep(code(n))));
    let codes = |all: &[u32]| all.iter().map(|n| code(*n)).collect::<Vec<_>>();
    assert_eq!(s.side_by_side(), codes(&[1_001, 1_002, 1_003, 1_004]));
    assert!(!s.compare(code(1_006), true), "a fifth has no room");
    assert!(s.compare(code(1_002), false) && s.compare(code(1_006), true));
    assert_eq!(s.side_by_side(), codes(&[1_001, 1_003, 1_004, 1_006]));
    // A place that is kept now stands beside those that were chosen, where there is room.
    s.let_go(code(1_006));
    assert!(s.keep(code(1_007)));
    assert_eq!(s.side_by_side(), codes(&[1_001, 1_003, 1_004, 1_007]));
    s.let_go(code(1_007));
    assert_eq!(s.side_by_side(), codes(&[1_001, 1_003, 1_004]));
}

/// A code twice counts once; of too many the first ones are taken, and it is told, as what is no code is.
#[test]
fn a_written_list_is_read_with_care() {
    let read = |text: &str| Address::default().with_fragment(text);
    let a = read("#projet.lieux=12089,31028,12089&projet.compares=31028");
    assert_eq!(a.scenario.shortlist, [code(12_089), code(31_028)]);
    assert_eq!(a.scenario.side_by_side(), [code(31_028)]);
    let many: Vec<String> = (1_001..1_050).map(|n| format!("{n:05}")).collect();
    let a = read(&format!("#projet.lieux={}", many.join(",")));
    assert_eq!((a.scenario.shortlist.len(), a.wrong.len()), (MOST_KEPT, 1));
    let a = read("#projet.lieux=12089,ici");
    assert_eq!((a.scenario.shortlist.len(), a.wrong.len()), (0, 1));
}
