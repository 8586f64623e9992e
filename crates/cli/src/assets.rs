//! Reads the packed files of a folder of assets into a [`Dataset`].

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use atlas::{Areas, codec, pack::Pack};
use territory::{
    AssetIndex, Column, ColumnSpec, Dataset, Extract, Gazetteer, InseeCode, Row, RuleBook, SHEETS,
    SearchIndex, quarters::Quarters,
};

/// The assets cannot be used: which file, and why, in French.
#[derive(Debug, thiserror::Error)]
#[error("Les données ne sont pas utilisables\u{202f}: {}\u{202f}: {why}.\nRétablissez ce fichier (git checkout) ou reconstruisez les données (cargo run -p pipeline -- build).", file.display())]
pub struct AssetsError {
    file: PathBuf,
    why: String,
}

/// A folder of assets whose index has been read.
#[derive(Debug)]
pub struct Assets {
    folder: PathBuf,
    index: AssetIndex,
}

impl Assets {
    /// Opens a folder.
    ///
    /// # Errors
    /// A missing or damaged index.
    pub fn open(folder: &Path) -> Result<Self, AssetsError> {
        Self::listed_in(folder, "index.json")
    }

    fn listed_in(folder: &Path, list: &str) -> Result<Self, AssetsError> {
        let file = folder.join(list);
        let error = |why: String| AssetsError { file: file.clone(), why };
        let json = fs::read_to_string(&file).map_err(|e| error(unreadable(&e)))?;
        let index = AssetIndex::parse(&json)
            .map_err(|e| error(format!("liste de fichiers endommagée ({e})")))?;
        Ok(Self { folder: folder.to_owned(), index })
    }

    /// Reads everything but the contours.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn dataset(&self) -> Result<Dataset, AssetsError> {
        let gazetteer = self
            .read("places", |pack| Gazetteer::decode(|s| pack.get(s)).map_err(|e| e.to_string()))?;
        let mut dataset =
            Dataset::new(gazetteer, self.index.columns.clone(), self.index.roles.clone());
        dataset.set_rules(self.rules()?);
        self.columns(&mut dataset)?;
        Ok(dataset)
    }

    /// Adds the columns that only « Accès et voisins » shows, and reads its models and flags.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn insight(&self, dataset: &mut Dataset) -> Result<insight::Book, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-insight.json")?;
        more.columns(dataset)?;
        more.read("insight", |pack| {
            serde_json::from_slice(pack.section("book").map_err(|e| e.to_string())?)
                .map_err(|e| e.to_string())
        })
    }

    /// Reads what a portrait is made with, and its columns into the dataset.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn portrait(&self, dataset: &mut Dataset) -> Result<portrait::Book, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-portrait.json")?;
        more.columns(dataset)?;
        more.read("portrait", |pack| {
            serde_json::from_slice(pack.section("book").map_err(|e| e.to_string())?)
                .map_err(|e| e.to_string())
        })
    }

    /// Reads what may be asked of a place, and its columns into the dataset.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn criteria(&self, dataset: &mut Dataset) -> Result<finder::Book, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-find.json")?;
        more.columns(dataset)?;
        more.read("criteria", |pack| {
            let bytes = pack.section("book").map_err(|e| e.to_string())?;
            finder::Book::decode(bytes).ok_or_else(|| "critères illisibles".to_owned())
        })
    }

    /// What the portraits of a département are made with, from its small files alone; nothing where
    /// no département has such places.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn first_portraits(
        &self,
        code: InseeCode,
    ) -> Result<Option<(Extract, portrait::Book, portrait::WideSums)>, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-facts.json")?;
        let (Some(mut extract), Some(file)) =
            (self.extract(code)?, more.index.extract("portrait", code))
        else {
            return Ok(None);
        };
        let first = more.read("portrait-first", |pack| {
            portrait::First::decode(|s| pack.get(s)).map_err(|e| e.to_string())
        })?;
        let (book, known) = self.read_file(&file, |pack| {
            first.decode_part(|s| pack.get(s), &mut extract).map_err(|e| e.to_string())
        })?;
        Ok(Some((extract, book, known)))
    }

    /// What a doctor does to set up, and whom to ask.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn guide(&self) -> Result<guide::Guide, AssetsError> {
        Self::listed_in(&self.folder, "index-guide.json")?.read("guide", |pack| {
            serde_json::from_slice(pack.section("guide").map_err(|e| e.to_string())?)
                .map_err(|e| e.to_string())
        })
    }

    /// The priority districts with their contours.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn quarters(&self) -> Result<(Quarters, Areas), AssetsError> {
        Self::listed_in(&self.folder, "index-guide.json")?.read("quarters", |pack| {
            let section = |name| pack.section(name).map_err(|e| e.to_string());
            let list = serde_json::from_slice(section("list")?).map_err(|e| e.to_string())?;
            Ok((list, Areas::decode(section("areas")?).map_err(|e| e.to_string())?))
        })
    }

    /// The health structures.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn structures(&self, gazetteer: &Gazetteer) -> Result<portrait::Structures, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-portrait.json")?;
        more.read("structures", |pack| {
            portrait::Structures::decode(|s| pack.get(s), gazetteer.len())
                .map_err(|e| e.to_string())
        })
    }

    /// Where each specialty is practised.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn specialists(&self, gazetteer: &Gazetteer) -> Result<portrait::Specialists, AssetsError> {
        let more = Self::listed_in(&self.folder, "index-portrait.json")?;
        more.read("specialists", |pack| {
            portrait::Specialists::decode(|s| pack.get(s), gazetteer.len())
                .map_err(|e| e.to_string())
        })
    }

    /// Reads every column of the index.
    fn columns(&self, dataset: &mut Dataset) -> Result<(), AssetsError> {
        let rows = dataset.gazetteer().len();
        for entry in &self.index.columns {
            let column = self.read(&format!("column-{}", entry.id), |pack| column(pack, rows))?;
            if column.spec.id != entry.id {
                return Err(self.refuse(
                    "index.json",
                    format!("le fichier de {} contient {}", entry.id, column.spec.id),
                ));
            }
            dataset
                .insert_shipped(Arc::new(column))
                .map_err(|e| self.refuse("index.json", e.to_string()))?;
        }
        Ok(())
    }

    /// The places around each place; none where the map has no contour.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn neighbours(&self, row: Row) -> Result<Vec<Row>, AssetsError> {
        let contours = self.read("contours-fine", |pack| {
            codec::decode(|s| pack.get(s)).map_err(|e| e.to_string())
        })?;
        let around = contours.neighbours().into_iter().nth(row.index()).unwrap_or_default();
        Ok(around.into_iter().filter_map(|r| u16::try_from(r).ok()).map(Row).collect())
    }

    /// The département of a place by itself, with the rules; nothing where no département has such
    /// places.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn extract(&self, code: InseeCode) -> Result<Option<Extract>, AssetsError> {
        let Some(file) = self.index.extract(SHEETS, code) else { return Ok(None) };
        let (listed, roles) = (self.index.columns.clone(), self.index.roles.clone());
        let mut extract = self.read_file(&file, |pack| {
            Extract::decode(|s| pack.get(s), listed, roles).map_err(|e| e.to_string())
        })?;
        extract.set_rules(self.rules()?);
        Ok(Some(extract))
    }

    fn rules(&self) -> Result<RuleBook, AssetsError> {
        self.read("rules", |pack| {
            serde_json::from_slice(pack.section("rules").map_err(|e| e.to_string())?)
                .map_err(|e| e.to_string())
        })
    }

    /// Contours as precisely as they are known.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn contours(&self) -> Result<atlas::Contours, AssetsError> {
        let fine = self.read("contours-fine", |pack| {
            codec::decode(|s| pack.get(s)).map_err(|e| e.to_string())
        })?;
        self.read("contours-digits", |pack| {
            let digits = pack.section("digits").map_err(|e| e.to_string())?;
            atlas::digits::apply(&fine, digits).map_err(|e| e.to_string())
        })
    }

    /// Day of the data.
    #[must_use]
    pub fn day(&self) -> String {
        self.index.dataset.to_string()
    }

    fn read<T>(
        &self,
        name: &str,
        decode: impl FnOnce(&Pack<'_>) -> Result<T, String>,
    ) -> Result<T, AssetsError> {
        let entry = self.index.files.get(name);
        let file = &entry
            .ok_or_else(|| {
                self.refuse("index.json", format!("le fichier « {name} » n’y figure pas"))
            })?
            .file;
        self.read_file(file, decode)
    }

    fn read_file<T>(
        &self,
        file: &str,
        decode: impl FnOnce(&Pack<'_>) -> Result<T, String>,
    ) -> Result<T, AssetsError> {
        let bytes =
            fs::read(self.folder.join(file)).map_err(|e| self.refuse(file, unreadable(&e)))?;
        let pack = Pack::parse(&bytes)
            .map_err(|e| self.refuse(file, format!("fichier endommagé ({e})")))?;
        decode(&pack).map_err(|why| self.refuse(file, format!("contenu endommagé ({why})")))
    }

    fn refuse(&self, file: &str, why: String) -> AssetsError {
        AssetsError { file: self.folder.join(file), why }
    }
}

/// The search over a dataset, the most populated places first.
#[must_use]
pub fn search_index(dataset: &Dataset) -> SearchIndex {
    SearchIndex::new(dataset.gazetteer(), |row| dataset.population(row))
}

fn column(pack: &Pack<'_>, rows: usize) -> Result<Column, String> {
    let section = |name| pack.section(name).map_err(|e| e.to_string());
    let spec: ColumnSpec = serde_json::from_slice(section("spec")?).map_err(|e| e.to_string())?;
    Column::decode(spec, section("data")?, rows).map_err(|e| e.to_string())
}

fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "fichier introuvable".to_owned(),
        _ => format!("lecture impossible ({error})"),
    }
}
