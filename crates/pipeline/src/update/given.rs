//! What addresses give in a run, each asked once.

use std::rc::Rc;

use anyhow::Result;

use super::Run;
use super::ask::{Answer, How};
use super::memory::{Seen, sha256};
use crate::manifest::Source;

/// What an address gave in this run.
pub(super) enum Given {
    Nothing(String),
    Unchanged,
    There { etag: Option<String>, last_modified: Option<String> },
    File { bytes: Vec<u8>, content_type: String, seen: Seen, before: Option<Seen> },
}

impl Run<'_> {
    /// Asks an address for the table of a source.
    pub(super) fn given(
        &mut self,
        source: &Source,
        address: &str,
        say: &mut dyn FnMut(&str),
    ) -> Result<Rc<Given>> {
        let before = self.memory.addresses.get(address).cloned();
        let check = self.options.check;
        // A file that was judged by other rules, or whose table is gone, is wanted again even if it
        // is the same.
        let wanted = |seen: &&Seen| check || self.is_settled(source, seen);
        let known = before.as_ref().filter(wanted).cloned();
        let how = if check { How::Check } else { How::Fetch };
        self.asked(address, before, known.as_ref(), how, say)
    }

    /// Asks an address for what it has now, whatever was seen of it.
    pub(super) fn given_now(
        &mut self,
        address: &str,
        say: &mut dyn FnMut(&str),
    ) -> Result<Rc<Given>> {
        self.asked(address, None, None, How::Fetch, say)
    }

    /// Asks an address, once in a run: the first source that wants it decides how.
    fn asked(
        &mut self,
        address: &str,
        before: Option<Seen>,
        known: Option<&Seen>,
        how: How,
        say: &mut dyn FnMut(&str),
    ) -> Result<Rc<Given>> {
        if let Some(given) = self.given.get(address) {
            return Ok(Rc::clone(given));
        }
        say(&format!("asking {address}"));
        let part = self
            .options
            .into
            .join("partial")
            .join(format!("{}.part", &sha256(address.as_bytes())[..16]));
        let given = match self.asker.ask(address, known, how, &part)? {
            Err(why) => Given::Nothing(why),
            Ok(Answer::Unchanged) => Given::Unchanged,
            Ok(Answer::There { etag, last_modified }) => Given::There { etag, last_modified },
            Ok(Answer::File { bytes, content_type, etag, last_modified }) => {
                let seen =
                    Seen { etag, last_modified, sha256: sha256(&bytes), bytes: bytes.len() as u64 };
                Given::File { bytes, content_type, seen, before }
            }
        };
        let given = Rc::new(given);
        self.given.insert(address.to_owned(), Rc::clone(&given));
        Ok(given)
    }

    /// Whether every source that one gets its table with was judged on this file, by the rules of
    /// today.
    fn is_settled(&self, source: &Source, seen: &Seen) -> bool {
        let place = |s: &Source| {
            let of_catalogue = s.successor.as_ref().map(|s| (s.catalogue.clone(), s.file.clone()));
            (s.official.clone(), of_catalogue)
        };
        self.wanted
            .iter()
            .filter(|s| place(s) == place(source))
            .all(|s| self.settled(s, &seen.sha256).is_some())
    }
}
