//! Layers of the user's own files and projects of them, made in the worker.

use std::{cell::RefCell, rc::Rc};

use js_sys::ArrayBuffer;
use layers::{Asked, Kept, Layer, Project, Published, Reference, Report};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tables::Mapping;
use territory::AssetIndex;

use crate::{
    dataset::{id_of, roles},
    net,
    worker::{Answer, Call, Failure, Task, Worker, Working, to_buffer, to_vec},
};

/// Lists of files: everybody's, and those of one view that layers may replace.
const LISTS: [&str; 3] = [
    include_str!("../../../assets/data/index.json"),
    include_str!("../../../assets/data/index-insight.json"),
    include_str!("../../../assets/data/index-own.json"),
];

/// Packed files: names and bytes.
pub(super) type Packs = Vec<(String, ArrayBuffer)>;

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
enum Question {
    /// A layer of a file. Bytes: the file.
    Layer { asked: Asked },
    /// One map of several files of contours, by their names. Bytes: the files.
    Compose { names: Vec<String> },
    /// A project of files, with the view in front. Bytes: the files.
    Write { view: String, asked: Vec<Asked> },
    /// The files of a project. Bytes: the project.
    Open { name: String },
    /// Where a table is by a catalogue, by what its address contains. Bytes: the catalogue.
    Table { file: String },
}

/// A layer: what is reported of it, and its packed files.
#[derive(Serialize, Deserialize)]
pub(super) struct Prepared {
    pub(super) report: Box<Report>,
    /// What was understood of its columns.
    pub(super) mapping: Option<Mapping>,
    /// Names of the packed files, whose bytes come beside.
    names: Vec<String>,
    #[serde(skip)]
    pub(super) packs: Packs,
}

/// The files of a project, and the view in front of them.
pub(super) struct Opened {
    pub(super) view: String,
    pub(super) files: Vec<(Asked, ArrayBuffer)>,
}

async fn ask<T: DeserializeOwned>(
    worker: Worker,
    question: Question,
    bytes: Vec<ArrayBuffer>,
    share: impl Fn(f64) + 'static,
) -> Result<(T, Vec<ArrayBuffer>), Failure> {
    let said = serde_json::to_string(&question).map_err(|e| Failure::Refused(e.to_string()))?;
    let answer = worker.ask(Task::Import, said, bytes, share).await?;
    let read = serde_json::from_str(&answer.said).map_err(|_| Failure::Damaged)?;
    Ok((read, answer.bytes))
}

/// Makes a layer of a file; `share` hears how much of it has been read, from 0 to 1.
///
/// # Errors
/// See [`Failure`]; what is refused names the file and says what to do.
pub(super) async fn layer(
    worker: Worker,
    asked: Asked,
    file: ArrayBuffer,
    share: impl Fn(f64) + 'static,
) -> Result<Prepared, Failure> {
    let (mut made, bytes): (Prepared, _) =
        ask(worker, Question::Layer { asked }, vec![file], share).await?;
    made.packs = std::mem::take(&mut made.names).into_iter().zip(bytes).collect();
    Ok(made)
}

/// Makes one map of several files of contours.
///
/// # Errors
/// See [`Failure`].
pub(super) async fn compose(
    worker: Worker,
    names: Vec<String>,
    files: Vec<ArrayBuffer>,
) -> Result<Packs, Failure> {
    let (names, bytes): (Vec<String>, _) =
        ask(worker, Question::Compose { names }, files, |_| ()).await?;
    Ok(names.into_iter().zip(bytes).collect())
}

/// Writes files and a view into one project.
///
/// # Errors
/// See [`Failure`].
pub(super) async fn write(
    worker: Worker,
    view: String,
    asked: Vec<Asked>,
    files: Vec<ArrayBuffer>,
) -> Result<ArrayBuffer, Failure> {
    let ((), bytes) = ask(worker, Question::Write { view, asked }, files, |_| ()).await?;
    bytes.into_iter().next().ok_or(Failure::Damaged)
}

/// Reads a project; `name` is that of its file, for the sentences.
///
/// # Errors
/// See [`Failure`].
pub(super) async fn open(
    worker: Worker,
    name: String,
    project: ArrayBuffer,
) -> Result<Opened, Failure> {
    let ((view, asked), bytes): ((String, Vec<Asked>), _) =
        ask(worker, Question::Open { name }, vec![project], |_| ()).await?;
    Ok(Opened { view, files: asked.into_iter().zip(bytes).collect() })
}

/// Where a catalogue says that a table is, by what its address contains.
///
/// # Errors
/// See [`Failure`]; what is refused says why, in French.
pub(super) async fn table(
    worker: Worker,
    file: String,
    catalogue: ArrayBuffer,
) -> Result<Published, Failure> {
    let (found, _) = ask(worker, Question::Table { file }, vec![catalogue], |_| ()).await?;
    Ok(found)
}

/// Why a file could not be read, and what to do.
pub(super) fn in_words(why: &Failure) -> String {
    match why {
        Failure::Broke => "La lecture s’est arrêtée\u{202f}: le fichier demande sans doute plus de mémoire que le navigateur n’en donne. Découpez-le, par exemple par département.".to_owned(),
        Failure::PartMissing => "Aucun fichier ne peut être lu pour l’instant\u{202f}: le programme de lecture n’est pas venu. Vérifiez la connexion, puis recommencez.".to_owned(),
        Failure::Refused(why) => why.clone(),
        Failure::Damaged => "La lecture a échoué\u{202f}: recommencez, ou rechargez la page.".to_owned(),
    }
}

thread_local! {
    /// What layers stand on, once it has been loaded.
    static REFERENCE: RefCell<Option<Rc<Reference>>> = const { RefCell::new(None) };
}

/// Does what this module asks.
pub fn work(call: Call) -> Working {
    Box::pin(async move {
        let question = serde_json::from_str(&call.said).map_err(|e| e.to_string())?;
        match question {
            Question::Layer { asked } => make(&*reference(&call.folder).await?, &asked, call),
            Question::Compose { names } => {
                let files = names.into_iter().zip(call.bytes.iter().map(to_vec)).collect();
                let packs = layers::compose(files, &*reference(&call.folder).await?)?;
                let (names, bytes): (Vec<String>, Vec<_>) = packs.into_iter().unzip();
                answered(&names, &bytes)
            }
            Question::Write { view, asked } => {
                let kept = |(asked, bytes)| Kept { asked, bytes: to_vec(bytes) };
                let files = asked.into_iter().zip(&call.bytes).map(kept).collect();
                answered(&(), &[Project { view, files }.write()?])
            }
            Question::Table { file } => {
                answered(&layers::official_table(&call.only()?, &file)?, &[])
            }
            Question::Open { name } => {
                let project = Project::read(&name, &call.only()?).map_err(|e| e.to_string())?;
                let (asked, bytes): (Vec<Asked>, Vec<_>) =
                    project.files.into_iter().map(|f| (f.asked, f.bytes)).unzip();
                answered(&(project.view, asked), &bytes)
            }
        }
    })
}

fn answered(said: &impl Serialize, bytes: &[Vec<u8>]) -> Result<Answer, String> {
    let said = serde_json::to_string(said).map_err(|e| e.to_string())?;
    Ok(Answer { said, bytes: bytes.iter().map(|b| to_buffer(b)).collect() })
}

fn make(reference: &Reference, asked: &Asked, call: Call) -> Result<Answer, String> {
    let file = call.only()?;
    let Call { bytes, share, .. } = call;
    // The browser's own copy may go while the file is read.
    drop(bytes);
    let Layer { report, mapping, packs } =
        layers::make(file, asked, reference, &mut |done| share(done))?;
    let (names, bytes): (Vec<String>, Vec<_>) = packs.into_iter().unzip();
    answered(&Prepared { report: Box::new(report), mapping, names, packs: Vec::new() }, &bytes)
}

/// What layers stand on: loaded once.
async fn reference(folder: &str) -> Result<Rc<Reference>, String> {
    if let Some(reference) = REFERENCE.with_borrow(Clone::clone) {
        return Ok(reference);
    }
    let reference = Rc::new(load(folder).await?);
    REFERENCE.set(Some(reference.clone()));
    Ok(reference)
}

async fn load(folder: &str) -> Result<Reference, String> {
    let failed =
        |why: String| format!("Aucun fichier ne peut être lu pour l’instant\u{202f}: {why}.");
    let mut reference = Reference::new(roles().clone());
    let indexes = LISTS
        .iter()
        .map(|list| AssetIndex::parse(list))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| failed(e.to_string()))?;
    let file = |name: &str| {
        indexes.iter().find_map(|i| i.files.get(name)).map(|f| format!("data/{}", f.file))
    };
    let columns = Reference::ROLES.map(|role| format!("column-{}", id_of(role)));
    for name in ["places".to_owned(), "passage".to_owned()].into_iter().chain(columns) {
        let path =
            file(&name).ok_or_else(|| failed(format!("« {name} » n’est dans aucune liste")))?;
        let bytes = net::fetch_from(folder, &path, |_| ())
            .await
            .map_err(|e| failed(format!("{e}. Réessayez dans un moment")))?;
        let taken = match name.as_str() {
            "places" => reference.take_places(&bytes),
            "passage" => reference.take_passage(&bytes),
            _ => reference.take_column(&bytes),
        };
        taken.map_err(|_| failed("un fichier reçu est endommagé".to_owned()))?;
    }
    Ok(reference)
}
