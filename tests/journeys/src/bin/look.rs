//! Screenshots of the main states, at three sizes, into `look/`, and a page that shows them beside
//! those of a mock, if there is one: for the eye of whoever works on the page.

use std::{fmt::Write, path::PathBuf};

use anyhow::{Result, bail};
use journeys::{DESKTOP, Fault, Key, PHONE, Page, Setup};

/// A state that is looked at.
struct State {
    name: &'static str,
    /// The address that leads there, after that of the page.
    at: &'static str,
    /// Its screen in the mock, without size.
    mock: Option<&'static str>,
    then: Then,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Wait,
    Search,
    Table,
    Dark,
    WithoutMap,
}

/// Sizes, each with the suffix of its files; the mock has the first two.
const SIZES: [((u32, u32), &str); 3] =
    [(DESKTOP, "desktop"), (PHONE, "phone"), ((320, 568), "narrow")];

const fn state(name: &'static str, at: &'static str, then: Then) -> State {
    State { name, at, mock: None, then }
}

/// One that the mock has: its place, on its day.
const fn drawn(name: &'static str, at: &'static str, mock: &'static str, then: Then) -> State {
    State { name, at, mock: Some(mock), then }
}

const STATES: [State; 17] = [
    drawn("place", "c=12089&d=2027-03-01", "1-carte", Then::Wait),
    drawn(
        "aids",
        "vue=aides&c=12089&d=2027-03-01#project=first&sector=1&aided_before=non&aides.classe=12089:ZIP",
        "2-aides",
        Then::Wait,
    ),
    drawn("access", "vue=acces&c=12089&d=2027-03-01", "3-acces", Then::Wait),
    drawn("portrait", "vue=portrait&c=12089&d=2027-03-01", "4-portrait", Then::Wait),
    drawn("dark", "c=12089&d=2027-03-01", "8-carte-sombre", Then::Dark),
    drawn("find", "vue=trouver", "9-vide-trouver", Then::Wait),
    drawn("project", "vue=projet", "9-vide-projet", Then::Wait),
    state("aids-empty", "vue=aides&c=12089", Then::Wait),
    state("start", "", Then::Wait),
    state("zip-2025", "c=12089&d=2025-06-15", Then::Wait),
    state("out-of-zone", "c=12202", Then::Wait),
    state("apl", "i=apl_mg_2023", Then::Wait),
    state("close", "i=apl_mg_2023&v=2.2500,44.5600,9.50", Then::Wait),
    state("no-contour", "c=15031", Then::Wait),
    state("search", "", Then::Search),
    state("table", "c=12089", Then::Table),
    state("error", "", Then::WithoutMap),
];

#[tokio::main]
async fn main() -> Result<()> {
    let mock = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = xtask::root().join("look");
    let (mut missed, mut sheet) = (Vec::new(), String::from(HEAD));
    for state in STATES {
        writeln!(sheet, "<h2>{}</h2><div>", state.name)?;
        for (size, suffix) in SIZES {
            let file = format!("{}-{suffix}.png", state.name);
            let faults = match state.then {
                Then::WithoutMap => vec![("contours-coarse", Fault::Truncated)],
                _ => Vec::new(),
            };
            let setup = Setup { faults, ..Setup::at(state.at).sized(size) };
            let page = Page::open(&setup).await?;
            // A state that is not reached is photographed as it is: that picture is the one worth
            // looking at.
            if let Err(error) = reach(&page, &state).await {
                missed.push(format!("{file}: {error:#}"));
            }
            page.save(&folder.join(&file)).await?;
            page.close().await?;
            writeln!(sheet, "<img src=\"{file}\" alt=\"{file}\">")?;
            let drawn =
                mock.as_ref().zip(state.mock).map(|(m, s)| m.join(format!("{s}-{suffix}.png")));
            if let Some(drawn) = drawn.filter(|d| d.exists()) {
                let drawn = drawn.display();
                writeln!(sheet, "<img class=\"mock\" src=\"file://{drawn}\" alt=\"mock\">")?;
            }
            println!("  {file}");
        }
        sheet.push_str("</div>\n");
    }
    std::fs::write(folder.join("index.html"), sheet)?;
    if !missed.is_empty() {
        bail!("states not reached:\n{}", missed.join("\n"));
    }
    Ok(())
}

/// The head of the page of all pictures; those of the mock are framed.
const HEAD: &str = "<!doctype html><meta charset=utf-8><title>look</title><style>\
    img { height: 600px; margin: 4px; border: 1px solid #999 } .mock { border: 3px dashed #c40 }</style>\n";

async fn reach(page: &Page, state: &State) -> Result<()> {
    if state.then == Then::Dark {
        page.in_theme("dark").await?;
    }
    // The project has no map, nor has finding a place on a narrow window.
    let has_map = match state.name {
        "project" => false,
        "find" => page.size() == DESKTOP,
        _ => true,
    };
    if state.then != Then::WithoutMap && has_map {
        page.painted(3).await?;
    }
    if state.at.starts_with("c=") {
        page.get("region", "Fiche de la commune").await?;
    }
    match state.then {
        Then::Wait | Then::Dark => {}
        Then::Search => {
            page.keys("/").await?;
            page.keys("st mar").await?;
            page.get("option", "Saint-Mar").await?;
            page.press(Key::Down).await?;
        }
        Then::Table => {
            // A phone has no room for the button: there it is one of the ways to find a place.
            if page.size() == DESKTOP {
                page.get("button", "Voir le tableau").await?.click().await?;
            } else {
                page.get("link", "Trouver").await?.click().await?;
                page.get("button", "Toutes les communes, en tableau").await?.click().await?;
            }
            page.get("table", "Tableau des communes").await?;
        }
        Then::WithoutMap => page.shows("Impossible de charger").await?,
    }
    // Fine contours and figures of the sheet arrive after the first picture.
    page.settled().await
}
