//! Models of access to care on the real data: how alike they and the published figures are.

use std::{path::Path, sync::OnceLock};

use cli::assets::Assets;
use insight::{Book, Country};
use territory::Dataset;

fn data() -> &'static (Dataset, Book) {
    static DATA: OnceLock<(Dataset, Book)> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
        let assets = Assets::open(&folder).unwrap_or_else(|e| panic!("{e}"));
        let mut dataset = assets.dataset().unwrap_or_else(|e| panic!("{e}"));
        // The other professions are on the lists of the portrait.
        let _portrait = assets.portrait(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
        let book = assets.insight(&mut dataset).unwrap_or_else(|e| panic!("{e}"));
        (dataset, book)
    })
}

#[test]
fn our_access_ranks_communes_as_the_published_one_does() {
    let (dataset, book) = data();
    let judged = insight::compare(dataset, book);
    let first = judged.first().expect("a model");
    // Parameters were chosen on the other half of the départements.
    assert!(first.proved_on.communes > 2_500 && first.proved_on.spearman >= 0.80, "{first:?}");
    let simple = judged.iter().find(|j| j.what == "model simple").expect("the simple model");
    assert!(simple.proved_on.spearman < first.proved_on.spearman, "{simple:?}");
    // Nothing was chosen on these: the year before, and two other professions.
    for (what, least) in [
        ("ajuste, GPs, 2022", 0.79),
        ("ajuste, nurses, 2023", 0.85),
        ("ajuste, physiotherapists, 2023", 0.87),
    ] {
        let other = judged.iter().find(|j| j.what == what).expect(what);
        assert!(other.proved_on.spearman >= least, "{other:?}");
        assert!(other.proved_on.communes > 2_500, "{other:?}");
    }
}

/// « Chosen so that the national mean is that of the DREES » (3.74 in 2023), each place weighing by
/// its inhabitants.
#[test]
fn doctors_of_each_model_give_the_published_mean() {
    let (dataset, book) = data();
    let mean = |model: &insight::Model| {
        let country = Country::new(dataset, book, model);
        let catchment = country.compute();
        let (sum, people) = catchment
            .access()
            .iter()
            .zip(&country.people)
            .fold((0.0, 0.0), |(sum, people), (a, p)| (sum + a * p, people + p));
        sum / people
    };
    let off: Vec<(&str, f64)> = book
        .models
        .iter()
        .map(|m| (m.id.as_str(), mean(m)))
        .filter(|(_, mean)| (mean - 3.74).abs() >= 0.005)
        .collect();
    assert!(off.is_empty(), "{off:?}");
}
