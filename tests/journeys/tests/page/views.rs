//! One document: from view to view without loading another, and back; parts that do not come.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use journeys::{Fault, Key, PHONE, Page, Setup, journey};

use crate::{CLASSES, INDICATOR, SEARCH, SHEET, TABLE};

/// Marks this document: another one would not have the mark.
async fn mark(page: &Page) -> Result<()> {
    let _marked: bool = page.script("return window.same = true").await?;
    Ok(())
}

async fn is_same(page: &Page) -> Result<()> {
    let same: bool = page.script("return window.same === true").await?;
    ensure!(same, "another document was loaded");
    Ok(())
}

/// Follows a link to a view and waits for its heading; milliseconds from the click, as the page
/// measures them.
async fn open(page: &Page, link: &str, heading: &str) -> Result<f64> {
    let script = "const [link, heading] = arguments, done = arguments[arguments.length - 1];
        const tidy = text => text.replace(/[\\s\\u00a0\\u202f]+/g, ' ').trim();
        const a = [...document.querySelectorAll('a')].find(a => a.checkVisibility() && tidy(a.textContent) === link);
        if (!a) { done(-1); return; }
        const began = performance.now();
        a.click();
        const look = () => {
          const found = [...document.querySelectorAll('h2')].some(h => h.checkVisibility() && tidy(h.textContent).startsWith(heading));
          if (found) requestAnimationFrame(() => done(performance.now() - began)); else requestAnimationFrame(look);
        };
        look();";
    let took: f64 = page.wait_script(script, vec![link.into(), heading.into()]).await?;
    ensure!(took >= 0.0, "no link « {link} »");
    Ok(took)
}

#[tokio::test]
async fn all_views_are_one_document() -> Result<()> {
    journey("views", Setup::at("c=12089&v=2.2500,44.5600,9.00"), async |page| {
        page.reads(&page.get("region", SHEET).await?, "Decazeville était en").await?;
        mark(page).await?;
        open(page, "Accès et voisins", "Accès et voisins : Decazeville").await?;
        ensure!(page.title().await?.starts_with("Accès et voisins"), "{}", page.title().await?);
        page.query_becomes("vue", Some("acces")).await?;
        page.shows("Decazeville : 1 médecin de plus").await?;
        open(page, "Portrait", "Portrait : Decazeville").await?;
        page.shows("Decazeville (commune, Aveyron), 5 020 habitants.").await?;
        open(page, "Mes aides", "Mes aides : Decazeville").await?;
        page.get("combobox", "Votre projet ici").await?.send_keys("Première").await?;
        page.shows("Mes aides : Decazeville").await?;
        open(page, "L’essentiel", "Decazeville").await?;
        page.settled().await?;
        // Everything is there already: nothing more is asked for, and at once.
        let before = page.site.served().len();
        for (link, heading) in [
            ("Accès et voisins", "Accès et voisins : Decazeville"),
            ("Portrait", "Portrait : Decazeville"),
            ("Mes aides", "Mes aides : Decazeville"),
            ("L’essentiel", "Decazeville"),
        ] {
            // Printed and not judged: beside other journeys on the same cores a wall clock says
            // little.
            println!("{heading}: {:.0} ms", open(page, link, heading).await?);
        }
        let asked = page.site.served()[before..].iter().map(|s| s.path.clone()).collect::<Vec<_>>();
        ensure!(asked.is_empty(), "asked for again: {asked:?}");
        // « Back » walks through the views; answers, place and camera are where they were.
        page.back().await?;
        page.get("heading", "Mes aides : Decazeville").await?;
        page.query_becomes("vue", Some("aides")).await?;
        page.back().await?;
        page.get("heading", "Portrait : Decazeville").await?;
        page.forward().await?;
        page.get("heading", "Mes aides : Decazeville").await?;
        let hash: String = page.script("return location.hash").await?;
        ensure!(hash.contains("project="), "the answer is lost: {hash}");
        page.query_becomes("c", Some("12089")).await?;
        let view = page.query("v").await?.unwrap_or_default();
        ensure!(view.starts_with("2.25") && view.contains(",44.56"), "the camera moved to {view}");
        is_same(page).await
    })
    .await
}

#[tokio::test]
async fn a_view_keeps_its_place_while_another_is_in_front() -> Result<()> {
    const SCROLLED: &str = "return [...document.querySelectorAll('.simulator')].find(e => e.checkVisibility())?.scrollTop ?? -1";
    journey("views_scroll", Setup::at("vue=aides&c=12089").sized(PHONE), async |page| {
        page.get("heading", "Mes aides : Decazeville").await?;
        page.get("button", "Montrer sur la carte").await?.scroll_into_view().await?;
        page.settled().await?;
        let before: f64 = page.script(SCROLLED).await?;
        ensure!(before > 300.0, "scrolled to {before}");
        let _went: bool = page
            .script(
                "return [...document.querySelectorAll('a')].find(a => a.checkVisibility() && a.textContent === 'Portrait').click() ?? true",
            )
            .await?;
        page.get("heading", "Portrait : Decazeville").await?;
        page.back().await?;
        page.get("heading", "Mes aides : Decazeville").await?;
        let after = page.until(async || Ok(Some(page.script::<f64>(SCROLLED).await?).filter(|now| (now - before).abs() < 2.0))).await?;
        ensure!(after.is_some(), "was at {before}, is at {}", page.script::<f64>(SCROLLED).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn old_addresses_lead_on() -> Result<()> {
    journey(
        "views_old",
        Setup::at("pourquoi.html?c=12004&d=2026-02-01#project=first&plan_doctors=2"),
        async |page| {
            page.shows("Almont-les-Junies : 2 médecins de plus").await?;
            page.query_becomes("vue", Some("acces")).await?;
            page.query_becomes("d", Some("2026-02-01")).await?;
            page.go("portrait.html?c=12089#plan_area=region").await?;
            page.shows("Occitanie (région) : 4 446 communes").await?;
            page.go("donnees.html").await?;
            page.get("file", "Choisir des fichiers").await?;
            // The files lie over the map: closed, they leave it.
            page.get("button", "Fermer").await?.click().await?;
            page.query_becomes("vue", None).await?;
            page.get("select", crate::INDICATOR).await.map(drop)
        },
    )
    .await
}

#[tokio::test]
async fn a_part_that_does_not_come_can_be_asked_for_again() -> Result<()> {
    let setup = Setup { faults: vec![("/aids", Fault::Missing)], ..Setup::at("c=12089") };
    journey("views_missing", setup, async |page| {
        page.reads(&page.get("region", SHEET).await?, "Decazeville était en").await?;
        mark(page).await?;
        page.get("tab", "Mes aides").await?.click().await?;
        page.shows("Impossible de charger « Mes aides »").await?;
        page.site.set_faults(&[]);
        page.get("button", "Réessayer").await?.click().await?;
        page.get("heading", "Mes aides : Decazeville").await?;
        page.shows("ur cinq ans").await?;
        // The map is as it was.
        page.get("tab", "L’essentiel").await?.click().await?;
        page.reads(&page.get("region", SHEET).await?, "Decazeville était en").await?;
        is_same(page).await
    })
    .await
}

/// What the worker computes needs parts too: where they do not come, nothing waits for ever.
#[tokio::test]
async fn a_computation_that_does_not_come_can_be_asked_for_again() -> Result<()> {
    let faults = vec![("/catchment", Fault::Missing), ("/survey", Fault::Missing)];
    let at = "vue=acces&c=12004&d=2026-02-01#project=first&sector=1&aided_before=non";
    let setup = Setup { faults, ..Setup::at(at) };
    journey("views_uncomputed", setup, async |page| {
        page.shows("L’accès aux soins n’a pas pu être calculé").await?;
        page.shows("Les droits n’ont pas pu être calculés pour toutes les communes").await?;
        ensure!(!page.text().await?.contains("Calcul de l’accès"), "it is still waited for");
        page.site.set_faults(&[]);
        // One for access, one for rights.
        page.get("button", "Réessayer").await?.click().await?;
        page.shows("Almont-les-Junies : 1 médecin de plus").await?;
        page.get("button", "Réessayer").await?.click().await?;
        page.shows("Almont-les-Junies : vos réponses donnent 10 000 € sur cinq ans").await?;
        ensure!(!page.text().await?.contains("n’ont pas pu être"), "it is still said");
        Ok(())
    })
    .await
}

/// A worker that rests gives its place up. Where it does not come again, that is said, and does not
/// hold for ever.
#[tokio::test]
async fn a_worker_that_does_not_come_again_can_be_asked_for_again() -> Result<()> {
    let watched = "window.working = 0; window.Worker = class extends Worker { \
        constructor(script, options) { \
          super(window.broken ? URL.createObjectURL(new Blob(['throw 1'])) : script, options); \
          this.counts = options?.type === 'module'; if (this.counts) window.working++; } \
        terminate() { if (this.counts) window.working--; super.terminate(); } };";
    let at = "counts=1&c=12004&d=2026-02-01#project=first&sector=1&aided_before=non";
    let faults = vec![("/none", Fault::Missing)];
    let setup = Setup { before: Some(watched), faults, ..Setup::at(at) };
    journey("views_worker_again", setup, async |page| {
        page.reads(&page.get("region", SHEET).await?, "Almont-les-Junies était en").await?;
        let ended = "const answer = arguments[0], look = () => \
            window.plaque_counts?.().at_rest && working === 0 ? answer(true) : setTimeout(look, 100); look();";
        // Fails after the patience of the driver where the worker stays.
        let _ended: bool = page.wait_script(ended, Vec::new()).await?;
        let _done: Option<()> = page.script("window.broken = true; return null").await?;
        page.get("tab", "Accès et voisins").await?.click().await?;
        page.shows("L’accès aux soins n’a pas pu être calculé").await?;
        ensure!(
            !page.text().await?.contains("Votre navigateur ne laisse pas"),
            "it is said of the browser"
        );
        let _done: Option<()> = page.script("window.broken = false; return null").await?;
        page.get("button", "Réessayer").await?.click().await?;
        page.shows("Almont-les-Junies : 1 médecin de plus").await
    })
    .await
}

#[tokio::test]
async fn a_part_of_an_older_version_leads_to_the_new_one() -> Result<()> {
    journey(
        "views_renewed",
        Setup { faults: vec![("/none", Fault::Missing)], ..Setup::at("c=12089") },
        async |page| {
            page.reads(&page.get("region", SHEET).await?, "Decazeville était en").await?;
            // A new version is online: its page names another program, and the parts of the old one
            // are gone.
            page.site.set_faults(&[
                ("/portrait", Fault::Missing),
                ("index.html", Fault::Instead("<!doctype html><p>another")),
            ]);
            page.get("tab", "Portrait").await?.click().await?;
            page.shows("Une nouvelle version de Plaque est en ligne").await?;
            page.site.set_faults(&[]);
            page.get("button", "Recharger").await?.click().await?;
            // At the same place.
            page.get("heading", "Portrait : Decazeville").await.map(drop)
        },
    )
    .await
}

/// Going back to the shipped data while a file is being read leaves the shipped data, whenever it
/// is asked for.
#[tokio::test]
async fn the_shipped_data_come_back_whatever_is_being_read() -> Result<()> {
    let data = crate::own::dataset()?;
    let g = data.gazetteer();
    let folder = tempfile::tempdir()?;
    let all = g.rows().filter(|r| g.is_commune(*r));
    let table = all
        .fold("code;Zonage\n".to_owned(), |text, r| text + g.code(r).as_str() + ";Hors zonage\n");
    let path = crate::own::file(folder.path(), "toutes.csv", table)?;
    journey("own_back", Setup::at("c=12089"), async |page| {
        page.reads(&page.get("region", SHEET).await?, "Decazeville était en").await?;
        crate::own::open(page).await?;
        let began = Instant::now();
        for turn in 0..100u64 {
            page.choose(crate::own::FIELD, std::slice::from_ref(&path)).await?;
            // From before the file is read until after its figures are in place.
            tokio::time::sleep(std::time::Duration::from_millis(turn * 7)).await;
            let _back: bool = page
                .script("[...document.querySelectorAll('button')].filter(b => b.textContent === 'Revenir aux données de Plaque' && !b.disabled).forEach(b => b.click()); return true")
                .await?;
        }
        println!("100 times in {:.0} s", began.elapsed().as_secs_f64());
        page.get("button", "Fermer").await?.click().await?;
        page.settled().await?;
        let text = page.text().await?;
        ensure!(!text.contains("toutes.csv"), "a mark is left");
        page.reads(&page.get("region", SHEET).await?, "Decazeville était en zone d’intervention prioritaire").await.map(drop)
    })
    .await
}

/// Answers wait for files of the user's own, and not for an import that does not come.
#[tokio::test]
async fn answers_do_not_wait_for_a_part_that_does_not_come() -> Result<()> {
    let setup = Setup {
        faults: vec![("/user_data", Fault::Missing)],
        ..Setup::at("c=12089&table=lits.csv")
    };
    journey("views_no_reader", setup, async |page| {
        page.shows("Impossible de charger la lecture de vos fichiers").await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", "Vos données").await?;
        page.reads(
            &page.get("region", SHEET).await?,
            "Decazeville était en zone d’intervention prioritaire",
        )
        .await
        .map(drop)
    })
    .await
}

/// What one can do is one press away, whatever is in front; what is chosen there is kept.
#[tokio::test]
async fn finding_and_the_project_are_a_press_away() -> Result<()> {
    journey("modes", Setup::default(), async |page| {
        page.painted(CLASSES).await?;
        page.get("link", "Trouver").await?.click().await?;
        page.get("heading", "Trouver un lieu").await?;
        page.shows("parmi 34 917 communes et arrondissements").await?;
        page.query_becomes("vue", Some("trouver")).await?;
        page.no_barrier().await?;
        page.get("button", "Sans les généralistes de plus de 65 ans").await?.click().await?;
        page.query_becomes("vue", Some("acces")).await?;
        page.shows("Part de l’accès due aux généralistes de 65 ans au plus").await?;
        let shown = page.get("combobox", INDICATOR).await?.value().await?;
        ensure!(shown.as_deref() == Some("apl_part_65_2023"), "the legend says {shown:?}");
        page.back().await?;
        page.get("heading", "Trouver un lieu").await?;
        page.shows("parmi 34 917 communes et arrondissements").await?;
        page.get("button", "Toutes les communes, en tableau").await?.click().await?;
        page.get("table", TABLE).await?;
        // The project, by keyboard: an answer given here is one of « Mes aides ».
        let project = page.get("link", "Mon projet").await?;
        project.focus().await?;
        page.press(Key::Enter).await?;
        page.get("heading", "Mon projet").await?;
        page.get("radio", "Première installation").await?.focus().await?;
        page.press(Key::Space).await?;
        page.get("radio", "Secteur 1").await?.click().await?;
        page.no_barrier().await?;
        page.until(async || {
            let fragment: String = page.script("return location.hash").await?;
            Ok((fragment.contains("project=first") && fragment.contains("sector=1")).then_some(()))
        })
        .await?
        .context("the answers are not in the address")?;
        page.get("link", "Mes aides").await?.click().await?;
        page.get("heading", "Mes aides").await?;
        let asked = page.get("combobox", "Votre projet ici").await?;
        ensure!(asked.value().await?.as_deref() == Some("first"), "the answer was not kept");
        // The menu says what else there is, and closes by itself.
        page.get("button", "Menu").await?.click().await?;
        page.get("button", "Vos données").await?.click().await?;
        page.get("dialog", "Vos données").await?;
        page.press(Key::Escape).await?;
        page.gone("dialog", "Vos données").await?;
        ensure!(page.all("button", "Vos données").await?.is_empty(), "the menu stays open");
        let focused: String =
            page.script("return document.activeElement.getAttribute('aria-label') ?? ''").await?;
        ensure!(focused == "Menu", "the focus is on « {focused} »");
        // A place that is chosen is shown, whatever was in front.
        page.get("link", "Mon projet").await?.click().await?;
        page.get("combobox", SEARCH).await?.click().await?;
        page.keys("decazeville").await?;
        page.get("option", "Decazeville").await?;
        page.press(Key::Enter).await?;
        page.reads(&page.get("region", SHEET).await?, "Decazeville").await?;
        page.query_becomes("vue", None).await?;
        // A menu is closed before what stands behind it.
        page.get("button", "Menu").await?.click().await?;
        page.press(Key::Escape).await?;
        page.get("region", SHEET).await?;
        Ok(())
    })
    .await
}

/// On a wide window the map stays beside what is read of a place, and chooses the next one for it.
#[tokio::test]
async fn the_map_stays_beside_what_is_read_of_a_place() -> Result<()> {
    journey("beside", Setup::at("aides.html?c=12089"), async |page| {
        page.get("heading", "Mes aides : Decazeville").await?;
        page.painted(3).await?;
        ensure!(page.all("region", SHEET).await?.is_empty(), "a sheet behind the view");
        let facet = page.get("tab", "Mes aides").await?;
        ensure!(
            facet.attr("aria-current").await?.as_deref() == Some("page"),
            "not said to be here"
        );
        page.click_map(0, 120).await?;
        page.query_becomes_other("c", "12089").await?;
        page.gone("heading", "Mes aides : Decazeville").await?;
        page.get("heading", "Mes aides : ").await?;
        page.get("button", "Agrandir le panneau").await?.click().await?;
        page.get("button", "Réduire le panneau").await?;
        page.nothing_overflows().await?;
        page.no_barrier().await?;
        page.get("tab", "L’essentiel").await?.click().await?;
        page.get("region", SHEET).await?;
        Ok(())
    })
    .await
}
