//! A list of entries in their order, each with what is asked of it and what came of it; every
//! change that the user makes can be undone. The same for files of any kind: `A` is what is asked,
//! `S` how far it is.

/// Changes that can be undone.
const PAST: usize = 50;

/// The number of an entry, never given twice in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// An entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<A, S> {
    /// Its number, the same after an undo.
    pub id: EntryId,
    /// What is asked of it.
    pub asked: A,
    /// How far it is, or what came of it.
    pub step: S,
}

/// The list and what it was before each change.
#[derive(Clone, Debug, PartialEq)]
pub struct Session<A, S> {
    entries: Vec<Entry<A, S>>,
    /// The last one last.
    past: Vec<Vec<Entry<A, S>>>,
    next: u32,
}

impl<A, S> Default for Session<A, S> {
    fn default() -> Self {
        Self { entries: Vec::new(), past: Vec::new(), next: 1 }
    }
}

impl<A: Clone + PartialEq, S: Clone> Session<A, S> {
    /// In their order: of two that say the same thing, the last is believed.
    #[must_use]
    pub fn entries(&self) -> &[Entry<A, S>] {
        &self.entries
    }

    /// None once it was taken away.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<&Entry<A, S>> {
        self.entries.iter().find(|e| e.id == id)
    }

    /// Whether there is a change to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Adds entries at the end, as one change. `asked` is made with the number that it gets.
    pub fn add(
        &mut self,
        all: impl IntoIterator<Item = (impl FnOnce(EntryId) -> A, S)>,
    ) -> Vec<EntryId> {
        self.put(all, false)
    }

    /// Puts entries in place of all that are there, as one change.
    pub fn replace(
        &mut self,
        all: impl IntoIterator<Item = (impl FnOnce(EntryId) -> A, S)>,
    ) -> Vec<EntryId> {
        self.put(all, true)
    }

    /// Puts entries before all that are there, and were: what was kept from another day is no change
    /// of the user's, and is not undone.
    pub fn restore(
        &mut self,
        all: impl IntoIterator<Item = (impl FnOnce(EntryId) -> A, S)>,
    ) -> Vec<EntryId> {
        let new = self.numbered(all);
        for entries in self.past.iter_mut().chain(std::iter::once(&mut self.entries)) {
            entries.splice(0..0, new.iter().cloned());
        }
        new.iter().map(|e| e.id).collect()
    }

    fn numbered(
        &mut self,
        all: impl IntoIterator<Item = (impl FnOnce(EntryId) -> A, S)>,
    ) -> Vec<Entry<A, S>> {
        let numbers = (self.next..).map(EntryId);
        let new: Vec<Entry<A, S>> = numbers
            .zip(all)
            .map(|(id, (asked, step))| Entry { id, asked: asked(id), step })
            .collect();
        self.next = new.last().map_or(self.next, |e| e.id.0 + 1);
        new
    }

    fn put(
        &mut self,
        all: impl IntoIterator<Item = (impl FnOnce(EntryId) -> A, S)>,
        alone: bool,
    ) -> Vec<EntryId> {
        let new = self.numbered(all);
        let ids = new.iter().map(|e| e.id).collect();
        if !new.is_empty() || (alone && !self.entries.is_empty()) {
            self.change(|entries| {
                if alone {
                    entries.clear();
                }
                entries.extend(new);
            });
        }
        ids
    }

    /// Takes an entry away; whether it was there.
    pub fn remove(&mut self, id: EntryId) -> bool {
        let is_there = self.get(id).is_some();
        if is_there {
            self.change(|entries| entries.retain(|e| e.id != id));
        }
        is_there
    }

    /// Takes all away; the numbers of what was there.
    pub fn clear(&mut self) -> Vec<EntryId> {
        let ids: Vec<EntryId> = self.entries.iter().map(|e| e.id).collect();
        if !ids.is_empty() {
            self.change(Vec::clear);
        }
        ids
    }

    /// Moves an entry one place towards the last (`down`) or the first; whether it moved.
    pub fn shift(&mut self, id: EntryId, down: bool) -> bool {
        let at = self.entries.iter().position(|e| e.id == id);
        let to = at.and_then(|at| if down { at.checked_add(1) } else { at.checked_sub(1) });
        match (at, to.filter(|to| *to < self.entries.len())) {
            (Some(at), Some(to)) => {
                self.change(|entries| entries.swap(at, to));
                true
            }
            _ => false,
        }
    }

    /// Asks something else of an entry, which has to be read again; whether it is there and is
    /// asked something else.
    pub fn ask(&mut self, id: EntryId, ask: impl FnOnce(&mut A)) -> bool {
        let Some(entry) = self.get(id) else { return false };
        let mut asked = entry.asked.clone();
        ask(&mut asked);
        if asked == entry.asked {
            return false;
        }
        self.change(|entries| {
            entries.iter_mut().filter(|e| e.id == id).for_each(|e| e.asked = asked.clone())
        });
        true
    }

    /// Says how far an entry is: no change of the user's, and not undone. Whether it is there.
    pub fn step(&mut self, id: EntryId, step: S) -> bool {
        let entry = self.entries.iter_mut().find(|e| e.id == id);
        entry.map(|e| e.step = step).is_some()
    }

    /// Completes what is asked of an entry with what was found in it: no change of the user's. The
    /// past learns it too, so that undoing another change does not ask for it again.
    pub fn learn(&mut self, id: EntryId, learn: impl FnOnce(&mut A)) -> bool {
        let Some(before) = self.get(id).map(|e| e.asked.clone()) else { return false };
        let mut asked = before.clone();
        learn(&mut asked);
        let all = self.past.iter_mut().chain(std::iter::once(&mut self.entries));
        for entry in all.flatten().filter(|e| e.id == id && e.asked == before) {
            entry.asked = asked.clone();
        }
        true
    }

    /// Undoes the last change; the entries that have to be read again, none where there is nothing
    /// to undo. What came of an entry since stays where the same is asked of it.
    pub fn undo(&mut self) -> Option<Vec<EntryId>> {
        let mut before = self.past.pop()?;
        let mut again = Vec::new();
        for entry in &mut before {
            match self.entries.iter().find(|n| n.id == entry.id && n.asked == entry.asked) {
                Some(now) => entry.step = now.step.clone(),
                None => again.push(entry.id),
            }
        }
        self.entries = before;
        Some(again)
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<Entry<A, S>>)) {
        if self.past.len() == PAST {
            self.past.remove(0);
        }
        self.past.push(self.entries.clone());
        change(&mut self.entries);
    }
}
