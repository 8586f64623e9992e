//! Screenshots of the main states, at both sizes, into `look/`: for the eye of whoever works on the
//! page.

use anyhow::{Result, bail};
use journeys::{DESKTOP, Fault, Key, PHONE, Page, Setup};

/// A state: its name, the query that leads there, and what is done once there.
const STATES: [(&str, &str, Then); 10] = [
    ("start", "", Then::Wait),
    ("zip", "c=12089", Then::Wait),
    ("zip-2025", "c=12089&d=2025-06-15", Then::Wait),
    ("out-of-zone", "c=12202", Then::Wait),
    ("apl", "i=apl_mg_2023", Then::Wait),
    ("close", "i=apl_mg_2023&v=2.2500,44.5600,9.50", Then::Wait),
    ("no-contour", "c=15031", Then::Wait),
    ("search", "", Then::Search),
    ("table", "c=12089", Then::Table),
    ("error", "", Then::WithoutMap),
];

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Wait,
    Search,
    Table,
    WithoutMap,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut missed = Vec::new();
    for (size, suffix) in [(DESKTOP, "desktop"), (PHONE, "phone")] {
        for (name, query, then) in STATES {
            let file = xtask::root().join("look").join(format!("{name}-{suffix}.png"));
            let faults = if then == Then::WithoutMap {
                vec![("contours-coarse", Fault::Truncated)]
            } else {
                Vec::new()
            };
            let page =
                Page::open(&Setup { size, query: query.to_owned(), faults, ..Setup::default() })
                    .await?;
            // A state that is not reached is photographed as it is: that picture is the one worth
            // looking at.
            if let Err(error) = reach(&page, query, then).await {
                missed.push(format!("{name}-{suffix}: {error:#}"));
            }
            page.save(&file).await?;
            page.close().await?;
            println!("  {}", file.display());
        }
    }
    if !missed.is_empty() {
        bail!("states not reached:\n{}", missed.join("\n"));
    }
    Ok(())
}

async fn reach(page: &Page, query: &str, then: Then) -> Result<()> {
    if then != Then::WithoutMap {
        page.painted(3).await?;
    }
    if query.contains("c=") {
        page.get("region", "Fiche de la commune").await?;
    }
    match then {
        Then::Wait => {}
        Then::Search => {
            page.keys("/").await?;
            page.keys("st mar").await?;
            page.get("option", "Saint-Mar").await?;
            page.press(Key::Down).await?;
        }
        Then::Table => {
            // A phone has no room for the button: there it is one of the ways to find a place.
            if page.size() == PHONE {
                page.get("link", "Trouver").await?.click().await?;
                page.get("button", "Toutes les communes, en tableau").await?.click().await?;
            } else {
                page.get("button", "Voir le tableau").await?.click().await?;
            }
            page.get("table", "Tableau des communes").await?;
        }
        Then::WithoutMap => page.shows("Impossible de charger").await?,
    }
    // Fine contours and figures of the sheet arrive after the first picture.
    page.settled().await
}
