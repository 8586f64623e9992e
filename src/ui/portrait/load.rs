//! What comes when: first the small files of the département where they answer, and their figures;
//! then the lists of the page; every column only for a territory that nothing less answers.

use std::sync::Arc;

use atlas::pack::Pack;
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};
use portrait::{Book, NoTerritory, Specialists, Structures, Territory};
use territory::{Dataset, InseeCode};

use super::area::Asked;
use crate::{
    dataset::{Asset, Data, More},
    pause,
    ui::small::Small,
};

/// The files that only this view reads.
pub(super) const LIST: &str = include_str!("../../../assets/data/index-portrait.json");
/// The départements whose small files are kept.
const KEPT: usize = 4;

/// What the figures are made from, or what is still to come for them.
#[derive(Clone)]
pub(super) enum Source {
    /// No territory is asked for, or there is none.
    Nothing,
    /// The small files of the département of this place are to come.
    Departement(InseeCode),
    /// The list of places is to come.
    Places,
    /// The list of places is there; the book and every column are to come.
    Everything,
    /// The small files of a département, and the territory in their rows.
    Small(Arc<Small>, Arc<Territory>),
    /// All that is loaded.
    Whole(Arc<Territory>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing)
            | (Self::Places, Self::Places)
            | (Self::Everything, Self::Everything) => true,
            (Self::Departement(a), Self::Departement(b)) => a.departement() == b.departement(),
            (Self::Small(a, t), Self::Small(b, u)) => Arc::ptr_eq(a, b) && t == u,
            (Self::Whole(t), Self::Whole(u)) => t == u,
            _ => false,
        }
    }
}

impl Source {
    /// The territory, in the rows of what it is made from, once that is there.
    pub(super) fn territory(&self) -> Option<&Arc<Territory>> {
        match self {
            Self::Small(_, territory) | Self::Whole(territory) => Some(territory),
            _ => None,
        }
    }

    /// Reads the dataset that the figures are made from.
    pub(super) fn with<T>(&self, data: Data, read: impl FnOnce(&Dataset) -> T) -> T {
        match self {
            Self::Small(small, _) => read(small.dataset()),
            _ => data.set.with_untracked(read),
        }
    }
}

/// What is asked for, in rows of the small files of a département, where they hold all of it: as found
/// in the list of all places, or before that has come where these files can tell by themselves.
fn within(
    small: &Small,
    asked: &Asked,
    found: Option<&Territory>,
    all: &Dataset,
) -> Option<Territory> {
    match found {
        Some(found) => found.within(all, small.extract()),
        None => Territory::of_departement(small.extract(), &asked.here(small.dataset())?),
    }
}

/// The small files of a département, or that they did not come.
#[derive(Clone)]
struct Came {
    departement: String,
    small: Option<Arc<Small>>,
}

/// What the view reads from files of its own.
#[derive(Clone, Copy)]
pub(super) struct Files {
    /// What every portrait is made with; its series may know some areas alone.
    pub(super) book: RwSignal<Option<Arc<Book>>>,
    /// The same with every area.
    pub(super) whole_book: RwSignal<Option<Arc<Book>>>,
    pub(super) structures: RwSignal<Option<Arc<Structures>>>,
    pub(super) specialists: RwSignal<Option<Arc<Specialists>>>,
    /// The last ones, the newest at the end.
    small: RwSignal<Vec<Came>>,
    data: Data,
}

impl Files {
    pub(super) fn new(data: Data) -> Self {
        let files = Self {
            book: RwSignal::new(None),
            whole_book: RwSignal::new(None),
            structures: RwSignal::new(None),
            specialists: RwSignal::new(None),
            small: RwSignal::new(Vec::new()),
            data,
        };
        data.add(LIST, files.listed());
        files
    }

    /// Number of places, where they are known: a list that names more is damaged.
    fn places(self) -> usize {
        match self.data.set.with_untracked(|s| s.gazetteer().len()) {
            0 => usize::from(u16::MAX),
            known => known,
        }
    }

    /// The files, and what takes them in.
    fn listed(self) -> Vec<More> {
        let take = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            let book = pack.section("book").map_err(|e| e.to_string())?;
            let book: Arc<Book> =
                Arc::new(serde_json::from_slice(book).map_err(|e| e.to_string())?);
            self.has_book(&book);
            self.whole_book.set(Some(book));
            Ok(())
        });
        let structures = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            self.structures.set(Some(Arc::new(
                Structures::decode(|s| pack.get(s), self.places()).map_err(|e| e.to_string())?,
            )));
            Ok(())
        });
        let specialists = Callback::new(move |bytes: Vec<u8>| {
            let pack = Pack::parse(&bytes).map_err(|e| e.to_string())?;
            self.specialists.set(Some(Arc::new(
                Specialists::decode(|s| pack.get(s), self.places()).map_err(|e| e.to_string())?,
            )));
            Ok(())
        });
        vec![
            More {
                name: "portrait",
                what: "les parties du portrait",
                take,
                taken: Signal::derive(move || self.whole_book.with(Option::is_some)),
            },
            More {
                name: "structures",
                what: "la liste des structures",
                take: structures,
                taken: Signal::derive(move || self.structures.with(Option::is_some)),
            },
            More {
                name: "specialists",
                what: "les lieux des spécialistes",
                take: specialists,
                taken: Signal::derive(move || self.specialists.with(Option::is_some)),
            },
        ]
    }

    /// Takes the first book there is: whichever it is, the page says the same with it.
    fn has_book(self, book: &Arc<Book>) {
        if self.book.with_untracked(Option::is_none) {
            self.book.set(Some(book.clone()));
        }
    }

    /// Columns that are there or will not come, and how many there are.
    pub(super) fn progress(self) -> (usize, usize) {
        let data = self.data;
        let all = data.indicators_with(LIST);
        let done = all
            .iter()
            .filter(|c| data.set.with(|s| s.has_column(&c.id)) || data.column_failed(&c.id))
            .count();
        (done, all.len())
    }

    /// What the figures of what is asked for are made from.
    pub(super) fn source(
        self,
        asked: Memo<Option<Asked>>,
        found: Memo<Option<Result<Arc<Territory>, NoTerritory>>>,
    ) -> Memo<Source> {
        let data = self.data;
        let is_whole = Memo::new(move |_| {
            let (done, all) = self.progress();
            done == all && self.whole_book.with(Option::is_some)
        });
        Memo::new(move |_| {
            let Some(asked) = asked.get() else { return Source::Nothing };
            let found = match found.get() {
                Some(Err(_)) => return Source::Nothing,
                Some(Ok(territory)) => Some(territory),
                None => None,
            };
            // The small files know nothing of the user's own.
            let is_shipped = data.brought.with(|b| b.mark.is_empty());
            if is_shipped && asked.may_be_small() {
                let departement = asked.code.departement();
                let came =
                    self.small.with(|s| s.iter().find(|c| c.departement == departement).cloned());
                if came.is_none() && !is_whole.get() {
                    return Source::Departement(asked.code);
                }
                let small = came.and_then(|c| c.small).and_then(|small| {
                    let found = found.as_deref();
                    let here = data.set.with_untracked(|s| within(&small, &asked, found, s))?;
                    Some(Source::Small(small, Arc::new(here)))
                });
                if let Some(small) = small {
                    return small;
                }
            }
            match found {
                None => Source::Places,
                Some(territory) if is_whole.get() => Source::Whole(territory),
                Some(_) => Source::Everything,
            }
        })
    }

    /// Loads what is still to come for the figures; what the rest of the page reads comes once
    /// first figures stand, or when no small file will give them.
    pub(super) fn follow(self, source: Memo<Source>, is_shown: Memo<bool>) {
        let data = self.data;
        Effect::new(move |_| match source.get() {
            Source::Departement(code) => spawn_local(self.fetch_small(code)),
            Source::Everything => {
                spawn_local(data.fetch(Asset::OfView("portrait")));
                data.indicators_with(LIST).iter().for_each(|c| data.load_column(&c.id));
            }
            _ => {}
        });
        let has_line = Memo::new(move |before: Option<&bool>| {
            before == Some(&true)
                || match source.get() {
                    Source::Departement(_) => false,
                    Source::Small(..) => is_shown.get(),
                    _ => true,
                }
        });
        Effect::new(move |_| {
            if has_line.get() {
                spawn_local(self.fetch_rest());
            }
        });
    }

    async fn fetch_small(self, code: InseeCode) {
        let other = self.small.with_untracked(|all| all.iter().find_map(|c| c.small.clone()));
        let small = Small::fetch(self.data, code, other.as_deref()).await.map(Arc::new);
        if let Some(small) = &small {
            self.has_book(small.book());
        }
        let came = Came { departement: code.departement().to_owned(), small };
        self.small.update(|all| {
            all.retain(|c| c.departement != came.departement);
            all.push(came);
            if all.len() > KEPT {
                all.remove(0);
            }
        });
    }

    async fn fetch_rest(self) {
        let data = self.data;
        // The figures are drawn first.
        pause::picture().await;
        data.fetch_common().await;
        join(data.fetch(Asset::OfView("structures")), data.fetch(Asset::OfView("specialists")))
            .await;
        data.fetch_contours().await;
    }
}
