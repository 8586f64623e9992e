//! The official table among the user's files: what [`super::official`] asks for.

use layers::Asked;
use leptos::prelude::{With, WithUntracked};
use territory::{Role, text};
use viewmodel::{EntryId, Session};
use web_sys::Blob;

use super::{
    files::{Step, UserFiles},
    import::{self, in_words},
    input::today,
    official::Takes,
};
use crate::{dataset::id_of, summary::count};

/// Share of the places that the whole table has a line for: fewer of them are a file that was cut.
const WHOLE: f64 = 0.9;

/// Offers what the part of the official zoning needs.
pub(super) fn takes(files: UserFiles) -> Takes {
    Takes {
        files,
        table: |worker, file, answer| {
            Box::pin(async move {
                import::table(worker, file, answer).await.map_err(|why| in_words(&why))
            })
        },
        add: |files, name, day, blob: Blob| {
            let asked = Asked { name, date: day.unwrap_or_else(today), ..Asked::default() };
            files.put(vec![(asked, blob)], Session::add).first().copied()
        },
        trouble,
        remove: UserFiles::remove,
    }
}

/// What is wrong with a file as the table of the whole country, as the end of a sentence; nothing
/// while it is being read.
fn trouble(files: UserFiles, id: EntryId) -> Option<String> {
    let report = match files.session.with(|s| s.get(id).map(|e| e.step.clone()))? {
        Step::Made(report) => report,
        Step::Refused(why) => return Some(why),
        Step::Reading(_) => return None,
    };
    let all = files.data.set.with_untracked(|s| s.gazetteer().len());
    if report.entries.iter().all(|e| e.id != id_of(Role::Zone)) {
        return Some(
            "la classe des médecins n’y est pas reconnue\u{202f}: sa forme a changé".to_owned(),
        );
    }
    (count(report.places) < WHOLE * count(all)).then(|| {
        format!(
            "il ne parle que de {} sur {}\u{202f}: il est sans doute coupé",
            text::counted(count(report.places), "commune", "communes"),
            text::integer(count(all))
        )
    })
}
