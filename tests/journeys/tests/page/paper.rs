//! What is printed of a place: on few sheets, whole, with the way back to it.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Setup, journey};

/// Large and small, mainland, Corsica and overseas, arrondissements: code and name.
const PLACES: [(&str, &str); 20] = [
    ("12089", "Decazeville"),
    ("75108", "Paris 8e Arrondissement"),
    ("13215", "Marseille 15e Arrondissement"),
    ("69388", "Lyon 8e Arrondissement"),
    ("2A004", "Ajaccio"),
    ("97411", "Saint-Denis"),
    ("97302", "Cayenne"),
    ("97611", "Mamoudzou"),
    ("01004", "Ambérieu-en-Bugey"),
    ("35238", "Rennes"),
    ("59350", "Lille"),
    ("23096", "Guéret"),
    ("48095", "Mende"),
    ("31555", "Toulouse"),
    ("67482", "Strasbourg"),
    ("46102", "Figeac"),
    ("08105", "Charleville-Mézières"),
    ("58194", "Nevers"),
    ("15014", "Aurillac"),
    ("38185", "Grenoble"),
];
/// Doctors, by what the address says of them.
const DOCTORS: [&str; 5] = [
    "",
    "#project=first&sector=1&aided_before=non&fmt_socle=20000&employees=0&tax_regime=real&taxable_profit=80000",
    "#project=installed&sector=1&specialty=gp&age=62",
    "#project=replacing",
    "#project=visiting&sector=2&specialty=other",
];

/// Prints every place for each of these doctors: as many sheets at the most, nothing wider than the
/// sheet; from the first of them a square code leads back.
async fn on_few_sheets(
    page: &Page,
    (view, title): (&str, &str),
    doctors: &[&str],
    most: usize,
) -> Result<()> {
    let mut found = Vec::new();
    for (code, name) in PLACES {
        for (n, doctor) in doctors.iter().enumerate() {
            let address = format!("?{view}c={code}{doctor}");
            page.travel(&address).await?;
            page.get("heading", &format!("{title}{name}")).await?;
            if n == 0 {
                page.settled().await?;
            }
            let pages = page.printed_pages().await?;
            found.push((pages, address));
            if n > 0 {
                continue;
            }
            page.on_paper(true).await?;
            let wide: Vec<String> = page
                .script("return [...document.querySelectorAll('.app *')].filter(e => e.checkVisibility() && !e.closest('svg') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className + ': ' + e.textContent.slice(0, 60))")
                .await?;
            let read =
                if code == PLACES[0].0 { page.square_code(".qr").await? } else { String::new() };
            let head: String = page
                .script("return [...document.querySelectorAll('.print-head, .paper-head')].map(e => e.textContent).join()")
                .await?;
            page.on_paper(false).await?;
            ensure!(wide.is_empty(), "{code}: wider than the sheet: {wide:?}");
            ensure!(head.contains(&format!("{name} (")), "{head}");
            ensure!(code != PLACES[0].0 || read.ends_with(&format!("?{view}c={code}")), "{read}");
        }
    }
    found.sort();
    let (largest, address) = found.last().context("nothing was printed")?;
    println!("{view}: at most {largest} sheets, of {address}");
    let over: Vec<_> = found.iter().filter(|(pages, _)| *pages > most || *pages == 0).collect();
    ensure!(over.is_empty(), "more than {most} sheets: {over:?}");
    Ok(())
}

#[tokio::test]
async fn a_place_is_printed_on_one_sheet() -> Result<()> {
    journey("paper_sheet", Setup::at("c=12089"), async |page| {
        page.shows("Cinq choses à savoir").await?;
        page.settled().await?;
        on_few_sheets(page, ("", ""), &DOCTORS, 1).await
    })
    .await
}

#[tokio::test]
async fn its_aids_are_printed_on_two_sheets() -> Result<()> {
    journey("paper_aids", Setup::at("vue=aides&c=12089"), async |page| {
        page.get("heading", "Mes aides : Decazeville").await?;
        page.settled().await?;
        on_few_sheets(page, ("vue=aides&", "Mes aides : "), &DOCTORS, 2).await
    })
    .await
}

/// What a doctor answers is no part of a portrait.
#[tokio::test]
async fn its_portrait_is_printed_on_two_sheets() -> Result<()> {
    journey("paper_portrait", Setup::at("vue=portrait&c=12089"), async |page| {
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        page.settled().await?;
        on_few_sheets(page, ("vue=portrait&", "Portrait : "), &DOCTORS[..1], 2).await
    })
    .await
}
