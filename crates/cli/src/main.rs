//! The command `plaque`: the answers of the page without a browser.
//!
//! Exit codes: 0 answered, 1 a case differs from what it expects, 2 not understood or not found, 3
//! assets missing or damaged.

mod arguments;
mod choosing;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::Local;
use clap::{Parser, error::ErrorKind};
use cli::{
    assets::{Assets, AssetsError, search_index},
    cases::{self, CaseError},
    print,
};
use territory::{
    AreaKind, Dataset, InseeCode, Row, Sheet,
    quarters::{AROUND_M, Near},
    text,
};

use crate::{
    arguments::{Arguments, Command, misunderstood},
    choosing::Form,
};

const DIFFERS: u8 = 1;
const NOT_FOUND: u8 = 2;
const BAD_ASSETS: u8 = 3;
/// Suggestions after a code that does not exist.
const SUGGESTIONS: usize = 5;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Assets(#[from] AssetsError),
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("{0} cas diffèrent de ce qui est attendu.")]
    Differs(usize),
    #[error("{0}")]
    NotFound(String),
    #[error("Écriture impossible\u{202f}: {0}")]
    Output(#[from] io::Error),
    #[error("Écriture impossible\u{202f}: {0}")]
    Json(#[from] serde_json::Error),
    #[error("Écriture impossible")]
    Format(#[from] std::fmt::Error),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) if e.kind() == ErrorKind::DisplayHelp => {
            print!("{e}");
            return ExitCode::SUCCESS;
        }
        Err(e) => {
            eprintln!("{}", misunderstood(&e));
            return ExitCode::from(NOT_FOUND);
        }
    };
    match answer(&arguments) {
        // A reader that stops early (« | head ») is no failure.
        Err(Failure::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(match failure {
                Failure::Differs(_) => DIFFERS,
                Failure::NotFound(_) | Failure::Case(_) => NOT_FOUND,
                _ => BAD_ASSETS,
            })
        }
    }
}

fn answer(arguments: &Arguments) -> Result<(), Failure> {
    let assets = Assets::open(&folder(arguments.assets.as_deref()))?;
    let mut dataset = assets.dataset()?;
    if let Some(folder) = &arguments.rules {
        dataset.set_rules(rulebook::read(folder).map_err(|e| Failure::NotFound(e.to_string()))?);
    }
    let mut out = io::stdout().lock();
    match &arguments.command {
        Command::Commune { code, date, json } => {
            let row = find(&dataset, code)?;
            let date = date.unwrap_or_else(|| Local::now().date_naive());
            let sheet = Sheet::build(&dataset, &assets.neighbours(row)?, row, date);
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&sheet)?)?;
            } else {
                let mut text = String::new();
                print::sheet(&sheet, &mut text)?;
                out.write_all(text.as_bytes())?;
            }
        }
        Command::Aids { case, json } => {
            let answers: Vec<_> =
                read_cases(case, &dataset)?.iter().map(|c| c.answer(dataset.rules())).collect();
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&answers)?)?;
            } else {
                let mut text = String::new();
                answers.iter().try_for_each(|a| print::answer(dataset.rules(), a, &mut text))?;
                out.write_all(text.as_bytes())?;
            }
        }
        Command::Flags { code, date, json } => {
            let book = assets.insight(&mut dataset)?;
            let date = date.unwrap_or_else(|| Local::now().date_naive());
            let report = insight::Report::new(&dataset, &book, find(&dataset, code)?, date);
            say(&report, *json, &mut out)?;
        }
        Command::Contacts { code, date, json } => {
            let guide = assets.guide()?;
            let date = date.unwrap_or_else(|| Local::now().date_naive());
            let (departement, region) = departement(&dataset, code)?;
            say(&guide.directory(&departement, &region, date), *json, &mut out)?;
        }
        Command::Quarter { latitude, longitude, json } => {
            let (quarters, areas) = assets.quarters()?;
            let near: Vec<Near> = areas
                .near((*longitude, *latitude), AROUND_M)
                .into_iter()
                .map(|n| Near { quarter: n.area, is_inside: n.is_inside, edge_m: n.edge_m })
                .collect();
            say(&quarters.locate(&near), *json, &mut out)?;
        }
        Command::Steps { date, json } => {
            let guide = assets.guide()?;
            let date = date.unwrap_or_else(|| Local::now().date_naive());
            say(&guide.schedule(date), *json, &mut out)?;
        }
        Command::Access { commune, add, consultations, model, json } => {
            let book = assets.insight(&mut dataset)?;
            let known = |id: &String| book.models.iter().any(|m| m.id == *id);
            if let Some(unknown) = model.as_ref().filter(|id| !known(id)) {
                let all: Vec<&str> = book.models.iter().map(|m| m.id.as_str()).collect();
                return Err(Failure::NotFound(format!(
                    "Aucun modèle ne s’appelle «\u{202f}{unknown}\u{202f}». Les modèles\u{202f}: {}.",
                    all.join(", ")
                )));
            }
            let Some(model) = book.model(model.as_deref()).cloned() else {
                return Err(Failure::NotFound(
                    "Aucun modèle de calcul dans les données.".to_owned(),
                ));
            };
            let insight::Activity { least, most, .. } = book.activity;
            if consultations.is_some_and(|c| !(least..=most).contains(&c)) {
                return Err(Failure::NotFound(format!(
                    "Le nombre de consultations doit être entre {} et {}.",
                    text::integer(least),
                    text::integer(most)
                )));
            }
            if add.len() > commune.len() {
                return Err(Failure::NotFound(
                    "Il y a plus de nombres (--add) que de communes (--commune).".to_owned(),
                ));
            }
            let doctors = add.iter().copied().chain(std::iter::repeat(1.0));
            let wanted: Result<Vec<_>, Failure> = commune
                .iter()
                .zip(doctors)
                .map(|(code, n)| Ok((find(&dataset, code)?, n)))
                .collect();
            let model = model.giving(*consultations, &book.activity);
            let answer = insight::SetUp::new(&dataset, &book, &model, &wanted?)
                .map_err(|why| Failure::NotFound(why.to_string()))?;
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
            } else {
                write!(out, "{answer}")?;
            }
        }
        Command::Find { query, outline, limit, json, csv, geojson } => {
            let form = Form::of(*json, *csv, *geojson);
            let asked = (query.as_str(), outline.as_ref(), *limit);
            write!(out, "{}", choosing::found(&assets, dataset, asked, form)?)?;
        }
        Command::Compare { codes, query, outline, answers, date, json, csv } => {
            let rows = codes.iter().map(|c| find(&dataset, c)).collect::<Result<Vec<_>, _>>()?;
            let date = date.unwrap_or_else(|| Local::now().date_naive());
            let asked = (query.as_deref(), outline.as_ref(), answers.as_str(), date);
            let form = Form::of(*json, *csv, false);
            write!(out, "{}", choosing::compared(&assets, dataset, &rows, asked, form)?)?;
        }
        Command::Portrait { codes, level, around, json, csv, geojson } => {
            let book = assets.portrait(&mut dataset)?;
            let rows = codes.iter().map(|c| find(&dataset, c)).collect::<Result<Vec<_>, _>>()?;
            let territory =
                portrait::Territory::new(&dataset, &chosen(&rows, level.as_deref(), *around)?)
                    .map_err(|why| Failure::NotFound(why.to_string()))?;
            if *geojson {
                writeln!(out, "{}", collection(&assets, &dataset, &book, &territory)?)?;
                return Ok(());
            }
            let portrait = portrait::Portrait::new(&dataset, &book, &territory);
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&portrait)?)?;
            } else if *csv {
                write!(out, "{}", portrait::csv(&portrait, &assets.day()))?;
            } else {
                // They are of a place: its surroundings, and what is there.
                if territory.kind.is_none() && territory.communes.len() == 1 {
                    let mut sums = portrait::WideSums::default();
                    let facts = portrait::facts(&dataset, &book, &territory, &mut sums);
                    writeln!(out, "{}", portrait::title(&facts))?;
                    for fact in &facts {
                        writeln!(out, "  {}. {}", fact.title, fact.detail)?;
                    }
                    writeln!(out)?;
                }
                write!(out, "{portrait}")?;
            }
        }
        Command::Cases { files } => {
            let mut wrong = 0;
            for file in files {
                for case in read_cases(file, &dataset)? {
                    let differences = case.differences(dataset.rules());
                    writeln!(
                        out,
                        "{} {}",
                        if differences.is_empty() { "ok  " } else { "NON " },
                        case.title
                    )?;
                    differences.iter().try_for_each(|d| writeln!(out, "       {d}"))?;
                    wrong += usize::from(!differences.is_empty());
                }
            }
            if wrong > 0 {
                return Err(Failure::Differs(wrong));
            }
        }
        Command::Search { query, limit, json } => {
            let query = query.join(" ");
            let hits: Vec<_> = search_index(&dataset)
                .search(&query, *limit)
                .into_iter()
                .map(|h| print::found(&dataset, h))
                .collect();
            if *json {
                writeln!(out, "{}", serde_json::to_string_pretty(&hits)?)?;
            } else if hits.is_empty() {
                return Err(Failure::NotFound(format!(
                    "Aucune commune ne répond à «\u{202f}{query}\u{202f}»."
                )));
            } else {
                hits.iter().try_for_each(|h| writeln!(out, "{h}"))?;
            }
        }
    }
    Ok(())
}

fn read_cases(file: &Path, dataset: &Dataset) -> Result<Vec<cases::Case>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Failure::NotFound(format!("{}\u{202f}: lecture impossible ({e})", file.display()))
    })?;
    Ok(cases::read(&file.display().to_string(), &text, dataset)?)
}

/// Writes an answer as text or as JSON.
fn say(
    answer: &(impl serde::Serialize + std::fmt::Display),
    json: bool,
    out: &mut impl Write,
) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(answer)?)?;
    } else {
        write!(out, "{answer}")?;
    }
    Ok(())
}

fn find(dataset: &Dataset, code: &str) -> Result<Row, Failure> {
    let known = InseeCode::parse(code).ok().and_then(|c| dataset.gazetteer().row(c));
    known.ok_or_else(|| {
        let near = search_index(dataset).nearest(code, SUGGESTIONS).into_iter().map(|row| {
            let hit = territory::Hit { row, matched: territory::Matched::NameNearly };
            format!("\n  {}", print::found(dataset, hit))
        });
        Failure::NotFound(format!(
            "Aucune commune n’a le code INSEE «\u{202f}{code}\u{202f}». Les plus proches\u{202f}:{}",
            near.collect::<String>()
        ))
    })
}

/// The codes of a département and of its région: by its own code, or by that of one of its communes.
fn departement(dataset: &Dataset, code: &str) -> Result<(String, String), Failure> {
    let g = dataset.gazetteer();
    let row = match InseeCode::parse(code) {
        Ok(_) => find(dataset, code)?,
        Err(_) => {
            let is_it = |row: &Row| {
                g.area(AreaKind::Departement, *row)
                    .is_some_and(|a| a.code.eq_ignore_ascii_case(code))
            };
            g.rows().find(is_it).ok_or_else(|| {
                Failure::NotFound(format!(
                    "Aucun département n’a le code «\u{202f}{code}\u{202f}». Donnez un code de département (12, 2A, 974) ou de commune (12089)."
                ))
            })?
        }
    };
    let code = |kind| g.area(kind, row).map(|a| a.code.clone());
    code(AreaKind::Departement).zip(code(AreaKind::Region)).ok_or_else(|| {
        Failure::NotFound("Cette collectivité n’a ni département ni région.".to_owned())
    })
}

/// The folder asked for, else that of the current directory, else that of the checkout.
fn folder(asked: Option<&Path>) -> PathBuf {
    let here = PathBuf::from("assets/data");
    match asked {
        Some(folder) => folder.to_owned(),
        None if here.join("index.json").exists() => here,
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data"),
    }
}

/// The territory that the arguments of `portrait` mean.
fn chosen(
    rows: &[Row],
    level: Option<&str>,
    around: Option<f64>,
) -> Result<portrait::Chosen, Failure> {
    match (rows, level, around) {
        ([one], Some(portrait::COUNTRY), None) => Ok(portrait::Chosen::Country(*one)),
        ([one], Some(level), None) => match portrait::LEVELS.iter().find(|l| l.0 == level) {
            Some((_, kind)) => Ok(portrait::Chosen::Area(*kind, *one)),
            None => {
                let all: Vec<&str> =
                    portrait::LEVELS.iter().map(|l| l.0).chain([portrait::COUNTRY]).collect();
                Err(Failure::NotFound(format!(
                    "Aucun niveau ne s’appelle «\u{202f}{level}\u{202f}». Les niveaux\u{202f}: {}.",
                    all.join(", ")
                )))
            }
        },
        ([one], None, Some(km)) => Ok(portrait::Chosen::Around(*one, km)),
        (_, None, None) => Ok(portrait::Chosen::Several(rows.to_vec())),
        _ => Err(Failure::NotFound("--level et --around partent d’une seule commune.".to_owned())),
    }
}

/// The communes of a territory as GeoJSON, with their figures.
fn collection(
    assets: &Assets,
    dataset: &Dataset,
    book: &portrait::Book,
    territory: &portrait::Territory,
) -> Result<String, AssetsError> {
    let contours = assets.contours()?;
    let places = territory.communes.iter().map(|row| atlas::Written {
        row: u32::from(row.0),
        parts: dataset.gazetteer().arrondissements(*row).map(|a| u32::from(a.0)).collect(),
        properties: portrait::properties(dataset, book, territory, *row),
    });
    Ok(atlas::write(
        &contours,
        places.collect(),
        portrait::about(dataset, book, territory, &assets.day()),
    ))
}
