//! Where the table of the day is, by the catalogue that a source names.

use anyhow::Result;
use reqwest::Url;

use super::{Given, Run};
use crate::manifest::{Source, Successor};

impl Run<'_> {
    /// Where the table of a source is: as the manifest says, or by its catalogue, which is asked once
    /// in a run and always in full. None for a source that has neither; the inner error tells why the
    /// catalogue gives no address.
    pub(super) fn address(
        &mut self,
        source: &Source,
        say: &mut dyn FnMut(&str),
    ) -> Result<Option<Result<String, String>>> {
        let Some(successor) = &source.successor else { return Ok(source.official.clone().map(Ok)) };
        let given = self.given_now(&successor.catalogue, say)?;
        let found = match &*given {
            Given::File { bytes, .. } => named(bytes, successor),
            Given::Nothing(why) => Err(why.clone()),
            Given::Unchanged | Given::There { .. } => Err("no answer in full".to_owned()),
        };
        Ok(Some(found.map_err(|why| format!("catalogue {}: {why}", successor.catalogue))))
    }
}

/// The address of the table that a catalogue names.
fn named(answer: &[u8], successor: &Successor) -> Result<String, String> {
    let found = layers::official_table(answer, &successor.file)
        .map_err(|_| format!("its answer names no table like « {} »", successor.file))?;
    Url::parse(&successor.catalogue)
        .and_then(|base| base.join(&found.address))
        .map(String::from)
        .map_err(|_| format!("« {} » is no address", found.address))
}
