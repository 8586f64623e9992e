//! The small files of a département: enough for the figures of what lies in it, before the list of
//! places and without a single column.

use std::sync::Arc;

use atlas::pack::Pack;
use futures_util::future::join3;
use portrait::{Book, Chosen, Fact, First, Portrait, Territory, WideSums};
use territory::{Dataset, Extract, InseeCode, SHEETS};

use crate::dataset::Data;

/// The files that these are among; a list of their own, for more than the portrait reads them.
const LIST: &str = include_str!("../../assets/data/index-facts.json");
/// Name of the file that all portraits share.
const FIRST: &str = "portrait-first";
/// Kind of the files of single départements that hold the rest of a portrait.
const PARTS: &str = "portrait";

fn parse(bytes: &[u8]) -> Result<Pack<'_>, String> {
    Pack::parse(bytes).map_err(|e| e.to_string())
}

fn first(bytes: &[u8]) -> Result<Arc<First>, String> {
    let pack = parse(bytes)?;
    First::decode(|s| pack.get(s)).map(Arc::new).map_err(|e| e.to_string())
}

/// What the figures of a département's territories are made from.
pub(super) struct Small {
    /// What those of all départements share.
    first: Arc<First>,
    extract: Extract,
    book: Arc<Book>,
    known: WideSums,
}

impl Small {
    /// Fetches the files of the département of a place, beside those of another one if there are
    /// any; nothing where one does not come or is damaged, since the whole dataset answers then.
    pub(super) async fn fetch(data: Data, code: InseeCode, other: Option<&Self>) -> Option<Self> {
        if data.with_index(|i| !i.files.contains_key(FIRST)) {
            data.add(LIST, Vec::new());
        }
        let file = |kind| data.with_index(|i| i.extract(kind, code));
        let (sheets, part) = (file(SHEETS)?, file(PARTS)?);
        let first = async {
            match other {
                Some(other) => Some(Ok(other.first.clone())),
                None => {
                    let file = data.with_index(|i| i.files.get(FIRST).map(|f| f.file.clone()))?;
                    Some(first(&data.fetch_quietly(&file).await?))
                }
            }
        };
        let (first, sheets, part) =
            join3(first, data.fetch_quietly(&sheets), data.fetch_quietly(&part)).await;
        let read = Self::read(data, first?, &sheets?, &part?);
        if let Err(why) = &read {
            leptos::logging::log!("{PARTS}-{}: {why}", code.departement());
        }
        read.ok()
    }

    fn read(
        data: Data,
        first: Result<Arc<First>, String>,
        sheets: &[u8],
        part: &[u8],
    ) -> Result<Self, String> {
        let (first, sheets, part) = (first?, parse(sheets)?, parse(part)?);
        let (listed, roles) = data.with_index(|i| (i.columns.clone(), i.roles.clone()));
        let mut extract =
            Extract::decode(|s| sheets.get(s), listed, roles).map_err(|e| e.to_string())?;
        let (book, known) =
            first.decode_part(|s| part.get(s), &mut extract).map_err(|e| e.to_string())?;
        Ok(Self { first, extract, book: Arc::new(book), known })
    }

    /// Its places and all their columns.
    pub(super) fn dataset(&self) -> &Dataset {
        self.extract.dataset()
    }

    /// What its portraits are made with; its series know the areas of the département alone.
    pub(super) fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// The places themselves.
    pub(super) fn extract(&self) -> &Extract {
        &self.extract
    }

    /// What to know of a place first; none for a place that these files do not have.
    pub(super) fn facts(&self, code: InseeCode) -> Option<Vec<Fact>> {
        let set = self.dataset();
        let place = Chosen::Place(set.gazetteer().row(code)?);
        let territory = Territory::of_departement(&self.extract, &place)?;
        Some(portrait::facts(set, &self.book, &territory, &mut self.known.clone()))
    }

    /// The portrait of a territory.
    pub(super) fn portrait(&self, territory: &Territory) -> Portrait {
        let set = self.dataset();
        Portrait::with(set, &self.book, territory, &mut self.known.clone())
    }
}
