//! The user's files: in their order, each with what is asked of it and what came of it; every
//! change can be undone.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::{AbortHandle, abortable};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use layers::{Asked, Kind, Report};
use leptos::{prelude::*, task::spawn_local};
use territory::{ColumnEntry, text};
use viewmodel::{EntryId, Session, address::Address};
use web_sys::Blob;

use super::{
    blob::{bytes_of, moved, too_large},
    import::{self, Opened, Packs, in_words},
};
use crate::{
    dataset::{Brought, Data, Places},
    state::{State, first_indicator},
    worker::{Failure, Latest},
};

/// Where a file stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// It waits, or is being read: the share that has been, from 0 to 1, where it is known.
    Reading(Option<f64>),
    /// It is a layer.
    Made(Arc<Report>),
    /// It cannot be used, and why.
    Refused(String),
}

/// A file, what is asked of it and where it stands.
type Entry = viewmodel::Entry<Asked, Step>;

/// All files of the user's.
#[derive(Clone, Copy)]
pub(super) struct UserFiles {
    pub(super) session: RwSignal<Session<Asked, Step>>,
    /// What went wrong with a project, or with all files together.
    pub(super) trouble: RwSignal<Option<String>>,
    /// The last thing that was done, for those who do not see it.
    pub(super) said: RwSignal<String>,
    /// Files by number: the browser keeps them where they are, not in our memory.
    blobs: StoredValue<BTreeMap<EntryId, Blob>, LocalStorage>,
    packs: StoredValue<BTreeMap<EntryId, Packs>, LocalStorage>,
    /// What is being read, by number.
    reading: StoredValue<BTreeMap<EntryId, AbortHandle>>,
    /// One map of several files of contours, and the numbers of these.
    map: StoredValue<(Vec<EntryId>, Packs), LocalStorage>,
    composing: Latest<()>,
    /// The project that is being opened.
    opening: Latest<()>,
    state: State,
    pub(super) data: Data,
}

/// Files to come: what is asked of each, made with the number that it gets, and where it stands.
pub(super) type New = Vec<(Box<dyn FnOnce(EntryId) -> Asked>, Step)>;
/// Puts new files among those that are there, and says their numbers.
pub(super) type Put = fn(&mut Session<Asked, Step>, New) -> Vec<EntryId>;

/// Files named in a sentence.
const NAMED: usize = 3;

impl UserFiles {
    /// No file yet.
    pub(super) fn new(state: State, data: Data) -> Self {
        let files = Self {
            session: RwSignal::new(Session::default()),
            trouble: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            blobs: StoredValue::new_local(BTreeMap::new()),
            packs: StoredValue::new_local(BTreeMap::new()),
            reading: StoredValue::new(BTreeMap::new()),
            map: StoredValue::new_local((Vec::new(), Vec::new())),
            composing: Latest::new(),
            opening: Latest::new(),
            state,
            data,
        };
        // The data follow every change, once all that is being read has been.
        Effect::new(move |before: Option<Vec<Entry>>| {
            let entries = files.session.with(|s| s.entries().to_vec());
            let is_refused = |e: &&Entry| matches!(e.step, Step::Refused(_));
            let refused = |all: &[Entry]| all.iter().filter(is_refused).count();
            if refused(&entries) > before.as_deref().map_or(0, refused) {
                files.state.open_user_data();
            }
            if before.is_some_and(|b| b != entries)
                && !entries.iter().any(|e| matches!(e.step, Step::Reading(_)))
            {
                files.lay(&entries);
            }
            entries
        });
        files
    }

    /// Undoes the last change.
    pub(super) fn undo(self) {
        if let Some(again) = self.session.try_update(Session::undo).flatten() {
            again.into_iter().for_each(|id| self.read(id));
            self.said.set("Dernier changement annulé.".to_owned());
        }
    }

    /// Adds files, as one change; a project among them replaces what is there.
    pub(super) fn add(self, files: Vec<(String, String, Blob)>) {
        let (projects, files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(name, ..)| name.to_ascii_lowercase().ends_with(".zip"));
        let files = files
            .into_iter()
            .map(|(name, date, blob)| (Asked { name, date, ..Asked::default() }, blob));
        self.put(files.collect(), Session::add);
        for (name, _, blob) in projects {
            self.opening.ask(async move {
                match bytes_of(&blob).await {
                    Some(bytes) => self.open(name, bytes, Session::replace).await,
                    None => self.fail(moved(&name)),
                }
                Ok(())
            });
        }
    }

    /// Puts files into the session, reads them, and says their numbers.
    pub(super) fn put(self, files: Vec<(Asked, Blob)>, put: Put) -> Vec<EntryId> {
        let (asked, blobs): (Vec<Asked>, Vec<Blob>) = files.into_iter().unzip();
        let new = asked.into_iter().zip(&blobs).map(|(asked, blob)| {
            let step = too_large(&asked.name, blob)
                .map_or(Step::Reading(None), |e| Step::Refused(e.to_string()));
            let numbered = move |id: EntryId| Asked { layer: id.0, ..asked };
            (Box::new(numbered) as Box<dyn FnOnce(EntryId) -> Asked>, step)
        });
        let new = new.collect();
        let ids = self.session.try_update(|session| put(session, new)).unwrap_or_default();
        self.blobs.update_value(|all| all.extend(ids.iter().copied().zip(blobs)));
        // What was replaced is read no further.
        let is_there = |id: &EntryId| self.session.with_untracked(|s| s.get(*id).is_some());
        self.reading.update_value(|all| {
            all.retain(|id, handle| {
                let kept = is_there(id);
                if !kept {
                    handle.abort();
                }
                kept
            });
        });
        for id in ids.iter().copied() {
            if !self.session.with_untracked(|s| s.get(id).is_some_and(|e| is_refused(&e.step))) {
                self.read(id);
            }
        }
        ids
    }

    /// Reads a file as its answers ask.
    fn read(self, id: EntryId) {
        let asked = self.session.with_untracked(|s| s.get(id).map(|e| e.asked.clone()));
        let blob = self.blobs.with_value(|all| all.get(&id).cloned());
        let (Some(asked), Some(blob)) = (asked, blob) else { return };
        self.step(id, Step::Reading(None));
        let (reads, handle) = abortable(async move {
            let share = move |done| self.step(id, Step::Reading(Some(done)));
            let made = match bytes_of(&blob).await {
                Some(bytes) => import::layer(self.data.worker, asked, bytes, share).await,
                None => Err(Failure::Refused(moved(&asked.name))),
            };
            let import::Prepared { report, mapping, packs, .. } = match made {
                Ok(made) => made,
                Err(why) => {
                    let why = in_words(&why);
                    self.said.set(why.clone());
                    return self.step(id, Step::Refused(why));
                }
            };
            self.said.set(format!("{}\u{202f}: {}", report.name, report.sentence));
            self.packs.update_value(|all| drop(all.insert(id, packs)));
            self.session.update(|session| {
                // What was recognised is what is shown, and what a project keeps.
                session.learn(id, |asked| asked.mapping = asked.mapping.take().or(mapping));
                session.step(id, Step::Made(report.into()));
            });
        });
        self.give_up(id);
        self.reading.update_value(|all| drop(all.insert(id, handle)));
        spawn_local(async move {
            let _given_up = reads.await;
        });
    }

    fn give_up(self, id: EntryId) {
        let handle = self.reading.try_update_value(|all| all.remove(&id)).flatten();
        handle.iter().for_each(AbortHandle::abort);
    }

    fn step(self, id: EntryId, step: Step) {
        self.session.update(|session| {
            session.step(id, step);
        });
    }

    /// Takes a file away.
    pub(super) fn remove(self, id: EntryId) {
        self.give_up(id);
        self.session.update(|session| {
            session.remove(id);
        });
        self.said.set("Fichier retiré.".to_owned());
    }

    /// Takes all files away.
    pub(super) fn clear(self) {
        self.opening.give_up();
        let gone = self.session.try_update(Session::clear).unwrap_or_default();
        if !gone.is_empty() {
            gone.into_iter().for_each(|id| self.give_up(id));
            self.said.set("Retour aux données de Plaque.".to_owned());
        }
    }

    /// Moves a file up (towards the first) or down: of two files that say the same thing, the last
    /// is believed.
    pub(super) fn shift(self, id: EntryId, down: bool) {
        self.session.update(|session| {
            session.shift(id, down);
        });
        self.said.set("Ordre changé.".to_owned());
    }

    /// Asks something else of a file, which is read again.
    pub(super) fn ask(self, id: EntryId, ask: impl FnOnce(&mut Asked)) {
        if self.session.try_update(|session| session.ask(id, ask)) == Some(true) {
            self.read(id);
        }
    }

    /// Opens the project that was kept on this device: its files come before what came meanwhile.
    pub(super) fn open_kept(self, bytes: ArrayBuffer) {
        self.opening.ask(async move {
            self.open("projet gardé".to_owned(), bytes, Session::restore).await;
            Ok(())
        });
    }

    async fn open(self, name: String, project: ArrayBuffer, put: Put) {
        let Opened { view, files } = match import::open(self.data.worker, name, project).await {
            Ok(opened) => opened,
            Err(why) => return self.fail(in_words(&why)),
        };
        let blob = |(asked, bytes): (Asked, ArrayBuffer)| {
            Blob::new_with_buffer_source_sequence(&Array::of1(&bytes)).map(|blob| (asked, blob))
        };
        let Ok(files) = files.into_iter().map(blob).collect::<Result<Vec<_>, _>>() else {
            return self.fail("Le navigateur n’a plus de place pour ces fichiers.".to_owned());
        };
        self.put(files, put);
        if !view.is_empty() {
            let (query, fragment) = view.split_once('#').unwrap_or((&view, ""));
            // The files stay in front while they are read.
            let route = self.state.route.get_untracked();
            self.state.go_to(&Address { route, ..Address::parse(query).with_fragment(fragment) });
        }
    }

    /// Says what went wrong with files as a whole, where the user sees it.
    fn fail(self, why: String) {
        self.nothing_comes();
        self.state.open_user_data();
        self.trouble.set(Some(why));
    }

    /// No file of the user's is on its way: answers need not wait.
    pub(super) fn nothing_comes(self) {
        self.data.own_expected.set(false);
    }

    /// The bytes of a file; none where it was moved or changed since.
    async fn bytes(self, id: EntryId) -> Option<ArrayBuffer> {
        bytes_of(&self.blobs.with_value(|all| all.get(&id).cloned())?).await
    }

    /// All files and the view in one project.
    ///
    /// # Errors
    /// Why nothing is written, for the user.
    pub(super) async fn write(self, view: String) -> Result<ArrayBuffer, String> {
        let (mut asked, mut files) = (Vec::new(), Vec::new());
        for entry in self.session.with_untracked(|s| s.entries().to_vec()) {
            files.push(self.bytes(entry.id).await.ok_or_else(|| {
                format!(
                    "Le navigateur ne peut plus lire « {} »\u{202f}: rien n’est enregistré. Retirez ce fichier, ou choisissez-le à nouveau.",
                    entry.asked.name
                )
            })?);
            asked.push(entry.asked);
        }
        import::write(self.data.worker, view, asked, files).await.map_err(|why| in_words(&why))
    }

    /// Has one map made of several files of contours, and lays it.
    fn compose(self, drawn: Vec<EntryId>) {
        self.map.set_value((drawn.clone(), Vec::new()));
        self.said.set("Réunion des contours en une carte…".to_owned());
        self.composing.ask(async move {
            let (mut names, mut files) = (Vec::new(), Vec::new());
            for id in drawn {
                let name = self.session.with_untracked(|s| s.get(id).map(|e| e.asked.name.clone()));
                if let (Some(name), Some(bytes)) = (name, self.bytes(id).await) {
                    names.push(name);
                    files.push(bytes);
                }
            }
            match import::compose(self.data.worker, names, files).await {
                Ok(packs) => {
                    self.map.update_value(|map| map.1 = packs);
                    self.lay(&self.session.with_untracked(|s| s.entries().to_vec()));
                }
                Err(why) => {
                    // The rest is laid; another change asks for the map again.
                    self.map.set_value((Vec::new(), Vec::new()));
                    self.fail(in_words(&why));
                }
            }
            Ok(())
        });
    }

    /// Lays what the files come to over the shipped data.
    fn lay(self, entries: &[Entry]) {
        let made: Vec<(EntryId, &Report)> = entries
            .iter()
            .filter_map(|e| {
                if let Step::Made(report) = &e.step { Some((e.id, &**report)) } else { None }
            })
            .collect();
        let drawn: Vec<EntryId> =
            made.iter().filter(|(_, t)| t.kind == Kind::Communes).map(|(id, _)| *id).collect();
        if drawn.len() > 1 && self.map.with_value(|map| map.0 != drawn) {
            // Several files draw one map together.
            return self.compose(drawn);
        }
        let mut mark: Vec<String> =
            made.iter().map(|(_, t)| format!("{} ({})", t.name, dated(&t.date))).collect();
        let rest = mark.len().saturating_sub(NAMED);
        if rest > 1 {
            mark.truncate(NAMED);
            mark.push(format!("{rest} autres fichiers"));
        }
        let mut files = Vec::new();
        let mut hand = |(name, bytes): &(String, ArrayBuffer)| {
            files.push((name.clone(), Uint8Array::new(bytes).to_vec()))
        };
        let mut listed: Vec<ColumnEntry> = Vec::new();
        let mut places = Places::default();
        for (id, report) in made {
            listed.extend(report.entries.iter().cloned());
            places.areas.extend(report.areas.iter().cloned());
            places.spots.extend(report.spots.iter().cloned());
            if !report.parts.is_empty() {
                let file = format!("{} ({})", report.name, dated(&report.date));
                places.parts.push((file, report.parts.clone()));
            }
            if drawn.len() < 2 || !drawn.contains(&id) {
                self.packs.with_value(|all| all.get(&id).into_iter().flatten().for_each(&mut hand));
            }
        }
        if drawn.len() > 1 {
            self.map.with_value(|map| map.1.iter().for_each(&mut hand));
        }
        // A file that replaces what the map shows is seen at once; another one brings what is new.
        let is_replaced = |id: &String| listed.iter().any(|e| e.id == *id);
        let new = listed.iter().find(|e| !self.data.has_indicator(&e.id)).map(|e| e.id.clone());
        let new = new.filter(|_| !self.state.indicator.with_untracked(is_replaced));
        let is_known = |id: &String| self.data.has_indicator(id) || is_replaced(id);
        if !self.state.indicator.with_untracked(is_known) {
            self.state.indicator.set(first_indicator().to_owned());
        }
        self.data.bring(
            Brought { mark: text::listed(&mark), entries: listed, places: Arc::new(places) },
            files,
        );
        if let Some(id) = new {
            self.state.indicator.set(id);
        }
    }
}

fn is_refused(step: &Step) -> bool {
    matches!(step, Step::Refused(_))
}

/// A day in words, or as it is written.
fn dated(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), text::date)
}
