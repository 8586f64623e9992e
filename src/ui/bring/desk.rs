//! The files on the desk: in their order, each with what is asked of it and what came of it; every
//! change can be undone.

use std::{collections::BTreeMap, sync::Arc};

use js_sys::{Array, ArrayBuffer, Uint8Array};
use layers::{Asked, Kind, Told};
use leptos::{prelude::*, task::spawn_local};
use tables::{FileError, Limits};
use territory::{ColumnEntry, text};
use viewmodel::address::Address;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::client::{Answer, Client, Packs};
use crate::{
    dataset::{Brought, Data, Places},
    state::{State, first_indicator},
    turn,
};

/// Where a file stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// It waits for its turn, or is being read: the share that has been, from 0 to 1, where it is
    /// known.
    Reading(Option<f64>),
    /// It is a layer.
    Made(Arc<Told>),
    /// It cannot be used, and why.
    Refused(String),
}

/// A file on the desk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: u32,
    pub(super) asked: Asked,
    pub(super) step: Step,
}

/// Everything on the desk.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) entries: RwSignal<Vec<Entry>>,
    /// What the desk was before each change, the last one last.
    past: RwSignal<Vec<Vec<Entry>>>,
    /// Why no file can be read at all.
    pub(super) trouble: RwSignal<Option<String>>,
    /// The last thing that was done, for those who do not see it.
    pub(super) said: RwSignal<String>,
    client: Client,
    /// Files by number: the browser keeps them where they are, not in our memory.
    files: StoredValue<BTreeMap<u32, Blob>, LocalStorage>,
    packs: StoredValue<BTreeMap<u32, Packs>, LocalStorage>,
    /// One map of several files of contours, and the numbers of these.
    map: StoredValue<(Vec<u32>, Packs), LocalStorage>,
    next: StoredValue<u32>,
    /// The project that is being opened is the one kept on this device.
    reopens: StoredValue<bool>,
    state: State,
    data: Data,
}

/// Files that the page around names one by one.
const NAMED: usize = 3;
/// Steps that can be undone.
const PAST: usize = 50;

impl Desk {
    /// An empty desk.
    pub(super) fn new(state: State, data: Data) -> Self {
        let desk = Self {
            entries: RwSignal::new(Vec::new()),
            past: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            client: Client::new(),
            files: StoredValue::new_local(BTreeMap::new()),
            packs: StoredValue::new_local(BTreeMap::new()),
            map: StoredValue::new_local((Vec::new(), Vec::new())),
            next: StoredValue::new(1),
            reopens: StoredValue::new(false),
            state,
            data,
        };
        desk.client.on_answer(move |answer| desk.hear(answer));
        // The data follow every change, once all that is being read has been.
        Effect::new(move |before: Option<Vec<Entry>>| {
            let entries = desk.entries.get();
            let is_refused = |e: &&Entry| matches!(e.step, Step::Refused(_));
            let refused = |all: &[Entry]| all.iter().filter(is_refused).count();
            if refused(&entries) > before.as_deref().map_or(0, refused) {
                desk.state.open_user_data();
            }
            if before.is_some_and(|b| b != entries)
                && !entries.iter().any(|e| matches!(e.step, Step::Reading(_)))
            {
                desk.hand_over(&entries);
            }
            entries
        });
        desk
    }

    /// Whether a change can be undone.
    pub(super) fn can_undo(self) -> bool {
        !self.past.with(Vec::is_empty)
    }

    /// Undoes the last change.
    pub(super) fn undo(self) {
        let Some(before) = self.past.try_update(Vec::pop).flatten() else { return };
        let now = self.entries.get_untracked();
        // What was made of a file since stays, but under other answers it is made again.
        let same = |e: &Entry| {
            now.iter().find(|n| n.id == e.id && n.asked == e.asked).map(|n| n.step.clone())
        };
        let again: Vec<u32> = before.iter().filter(|e| same(e).is_none()).map(|e| e.id).collect();
        let before = before
            .into_iter()
            .map(|e| Entry { step: same(&e).unwrap_or_else(|| e.step.clone()), ..e })
            .collect();
        self.entries.set(before);
        again.into_iter().for_each(|id| self.read(id));
        self.said.set("Dernier changement annulé.".to_owned());
    }

    /// Changes the desk in a way that can be undone.
    fn change(self, change: impl FnOnce(&mut Vec<Entry>)) {
        let before = self.entries.get_untracked();
        self.past.update(|past| {
            past.push(before);
            if past.len() > PAST {
                past.remove(0);
            }
        });
        self.entries.update(change);
    }

    /// Puts files on the desk; a project among them replaces what is there.
    pub(super) fn add(self, files: Vec<(String, String, Blob)>) {
        for (name, date, blob) in files {
            if name.to_lowercase().ends_with(".zip") {
                self.open(name, blob);
                continue;
            }
            let asked = Asked { name, date, ..Asked::default() };
            self.put(asked, blob);
        }
    }

    fn put(self, asked: Asked, blob: Blob) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        // The browser tells the size before a byte is read.
        let (size, limit) =
            (megabytes(blob.size()), megabytes(crate::summary::count(Limits::default().file)));
        let too_large = size > limit;
        let refused = || FileError::TooLarge { file: asked.name.clone(), size, limit }.to_string();
        let step = if too_large { Step::Refused(refused()) } else { Step::Reading(None) };
        self.files.update_value(|files| drop(files.insert(id, blob)));
        self.change(|all| all.push(Entry { id, asked: Asked { layer: id, ..asked }, step }));
        if !too_large {
            self.read(id);
        }
    }

    /// Reads a file as its answers ask.
    fn read(self, id: u32) {
        let Some(entry) =
            self.entries.with_untracked(|all| all.iter().find(|e| e.id == id).cloned())
        else {
            return;
        };
        let Some(blob) = self.files.with_value(|files| files.get(&id).cloned()) else { return };
        self.client.give_up(id);
        self.step(id, Step::Reading(None));
        spawn_local(async move {
            match JsFuture::from(blob.array_buffer())
                .await
                .ok()
                .and_then(|b| b.dyn_into::<ArrayBuffer>().ok())
            {
                Some(bytes) => self.client.make(id, entry.asked, bytes),
                None => {
                    let why = format!(
                        "Le navigateur ne peut pas lire « {} »\u{202f}: le fichier a été déplacé ou modifié. Choisissez-le à nouveau.",
                        entry.asked.name
                    );
                    self.step(id, Step::Refused(why));
                }
            }
        });
    }

    fn step(self, id: u32, step: Step) {
        self.entries.update(|all| {
            all.iter_mut().filter(|e| e.id == id).for_each(|e| e.step = step.clone())
        });
    }

    /// Takes a file off the desk.
    pub(super) fn remove(self, id: u32) {
        self.client.give_up(id);
        self.change(|all| all.retain(|e| e.id != id));
        self.said.set("Fichier retiré.".to_owned());
    }

    /// Takes all files off the desk.
    pub(super) fn clear(self) {
        if self.entries.with_untracked(Vec::is_empty) {
            return;
        }
        self.entries.get_untracked().iter().for_each(|e| self.client.give_up(e.id));
        self.change(Vec::clear);
        self.said.set("Retour aux données livrées.".to_owned());
    }

    /// Moves a file up (towards the first) or down: of two files that say the same thing, the last
    /// is believed.
    pub(super) fn shift(self, id: u32, down: bool) {
        self.change(|all| {
            let Some(at) = all.iter().position(|e| e.id == id) else { return };
            let to = if down { at + 1 } else { at.wrapping_sub(1) };
            if to < all.len() {
                all.swap(at, to);
            }
        });
    }

    /// Asks something else of a file, which is read again.
    pub(super) fn ask(self, id: u32, ask: impl FnOnce(&mut Asked)) {
        self.change(|all| {
            if let Some(entry) = all.iter_mut().find(|e| e.id == id) {
                ask(&mut entry.asked);
            }
        });
        self.read(id);
    }

    fn hear(self, answer: Answer) {
        match answer {
            Answer::Made { id, told, mapping, packs } => {
                self.said.set(format!("{}\u{202f}: {}", told.name, told.sentence));
                self.packs.update_value(|all| drop(all.insert(id, packs)));
                self.entries.update(|all| {
                    if let Some(entry) = all.iter_mut().find(|e| e.id == id) {
                        // What was recognised is what is shown, and what a project keeps.
                        entry.asked.mapping = entry.asked.mapping.take().or(mapping);
                        entry.step = Step::Made(told.into());
                    }
                });
            }
            Answer::Share { id, done } => self.step(id, Step::Reading(Some(done))),
            Answer::Refused { id: Some(id), why } => self.step(id, Step::Refused(why)),
            Answer::Refused { id: None, why } => {
                self.nothing_comes();
                self.state.open_user_data();
                self.trouble.set(Some(why));
            }
            Answer::Trouble(why) => {
                self.nothing_comes();
                self.state.open_user_data();
                self.trouble.set(Some(format!("Aucun fichier ne peut être lu pour l’instant\u{202f}: {why}. Rechargez la page.")));
            }
            Answer::Composed(packs) => {
                self.map.update_value(|map| map.1 = packs);
                self.hand_over(&self.entries.get_untracked());
            }
            Answer::Opened { view, files } => {
                // What was kept comes back before what came meanwhile; a project takes the place of
                // everything.
                let is_kept = self.reopens.try_update_value(std::mem::take).unwrap_or(false);
                if !is_kept {
                    self.change(Vec::clear);
                }
                let present = self.entries.with_untracked(Vec::len);
                for (asked, bytes) in files {
                    if let Ok(blob) = Blob::new_with_buffer_source_sequence(&Array::of1(&bytes)) {
                        self.put(asked, blob);
                    }
                }
                self.entries.update(|all| all.rotate_left(present));
                if !view.is_empty() {
                    let (query, fragment) = view.split_once('#').unwrap_or((&view, ""));
                    // The files stay in front while they are read.
                    let route = self.state.route.get_untracked();
                    self.state
                        .go_to(&Address { route, ..Address::parse(query).with_fragment(fragment) });
                }
            }
        }
    }

    fn open(self, name: String, blob: Blob) {
        spawn_local(async move {
            if let Some(bytes) = JsFuture::from(blob.array_buffer())
                .await
                .ok()
                .and_then(|b| b.dyn_into::<ArrayBuffer>().ok())
            {
                self.client.open(&name, bytes);
            } else {
                self.nothing_comes();
                self.trouble.set(Some(format!(
                    "Le navigateur ne peut pas lire « {name} »\u{202f}: le fichier a été déplacé ou modifié. Choisissez-le à nouveau."
                )));
            }
        });
    }

    /// Opens the project that was kept on this device.
    pub(super) fn open_kept(self, bytes: ArrayBuffer) {
        self.reopens.set_value(true);
        self.client.open("projet gardé", bytes);
    }

    /// No file of the user's is on its way: answers need not wait.
    pub(super) fn nothing_comes(self) {
        self.data.own_expected.set(false);
    }

    /// The bytes of a file on the desk; none where it was moved or changed since.
    async fn bytes(self, id: u32) -> Option<ArrayBuffer> {
        let blob = self.files.with_value(|files| files.get(&id).cloned())?;
        JsFuture::from(blob.array_buffer()).await.ok()?.dyn_into::<ArrayBuffer>().ok()
    }

    /// Writes all files of the desk and the view into one project, for whoever takes it.
    pub(super) fn write(self, view: String, take: impl FnOnce(ArrayBuffer) + 'static) {
        spawn_local(async move {
            let (mut asked, mut files) = (Vec::new(), Vec::new());
            for entry in self.entries.get_untracked() {
                let Some(bytes) = self.bytes(entry.id).await else {
                    let why = format!(
                        "Le navigateur ne peut plus lire « {} »\u{202f}: rien n’est enregistré. Retirez ce fichier, ou choisissez-le à nouveau.",
                        entry.asked.name
                    );
                    self.trouble.set(Some(why));
                    return;
                };
                asked.push(entry.asked);
                files.push(bytes);
                turn::pause().await;
            }
            self.client.write(view, asked, files, Box::new(take));
        });
    }

    /// Has one map made of several files of contours.
    fn compose(self, drawn: Vec<u32>) {
        self.map.set_value((drawn.clone(), Vec::new()));
        self.said.set("Réunion des contours en une carte…".to_owned());
        spawn_local(async move {
            let (mut names, mut files) = (Vec::new(), Vec::new());
            for id in drawn {
                let name = self.entries.with_untracked(|all| {
                    all.iter().find(|e| e.id == id).map(|e| e.asked.name.clone())
                });
                if let (Some(name), Some(bytes)) = (name, self.bytes(id).await) {
                    names.push(name);
                    files.push(bytes);
                }
            }
            self.client.compose(names, files);
        });
    }

    /// Lays what the files come to over the shipped data.
    fn hand_over(self, entries: &[Entry]) {
        let made: Vec<(u32, &Told)> = entries
            .iter()
            .filter_map(
                |e| if let Step::Made(told) = &e.step { Some((e.id, &**told)) } else { None },
            )
            .collect();
        let drawn: Vec<u32> =
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
        for (id, told) in made {
            listed.extend(told.entries.iter().cloned());
            places.areas.extend(told.areas.iter().cloned());
            places.spots.extend(told.spots.iter().cloned());
            if drawn.len() < 2 || !drawn.contains(&id) {
                self.packs.with_value(|all| all.get(&id).into_iter().flatten().for_each(&mut hand));
            }
        }
        if drawn.len() > 1 {
            self.map.with_value(|map| map.1.iter().for_each(&mut hand));
        }
        let new = listed.iter().find(|e| !self.data.has_indicator(&e.id)).map(|e| e.id.clone());
        let is_known =
            |id: &String| self.data.has_indicator(id) || listed.iter().any(|e| e.id == *id);
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

/// Bytes in Mio, rounded up.
fn megabytes(bytes: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is no negative number, and far below 2^53"
    )]
    let megabytes = (bytes / 1_048_576.0).ceil() as usize;
    megabytes
}

/// A day in words, or as it is written.
fn dated(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), text::date)
}
