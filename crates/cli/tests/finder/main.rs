//! « Trouver » over the shipped data: against a twin written from the definitions, properties, and
//! sentences of people.

mod compare;
mod own;
mod rank;
mod twin;
mod words;

use std::sync::Arc;

use cli::assets::Assets;
use finder::{
    Book, Computed, Condition, Fields, Found, Kind, Need, Query, Ranking, Test, Travel, Units,
};
use oorandom::Rand64;
use territory::{Dataset, InseeCode, Row};

struct Shipped {
    dataset: Dataset,
    book: Book,
    units: Arc<Units>,
}

fn shipped() -> Shipped {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let assets = Assets::open(&folder).expect("assets");
    let mut dataset = assets.dataset().expect("a dataset");
    let book = assets.criteria(&mut dataset).expect("criteria");
    let units = Units::communes(dataset.gazetteer(), |r| dataset.population(r));
    Shipped { dataset, book, units: Arc::new(units) }
}

impl Shipped {
    fn code(&self, code: &str) -> InseeCode {
        InseeCode::parse(code).expect("a code")
    }

    /// What is left of criteria without « mes aides », which a page computes.
    fn asked(&self) -> Vec<&finder::Criterion> {
        self.book.criteria.iter().filter(|c| c.id != "aides").collect()
    }

    fn fill(&self, fields: &mut Fields, query: &Query) {
        for need in fields.fill(&self.dataset, &self.book, query) {
            match need {
                Need::Computed(key, computed) => fields.put_computed(key, Computed::run(&computed)),
                Need::Column(id) => panic!("{id} is not shipped"),
            }
        }
    }

    /// What an address asks, found and put in order.
    fn ranked(&self, text: &str, limit: usize) -> (Query, Ranking) {
        let (query, misread) = Query::read(text, &self.book);
        assert!(misread.is_empty(), "{misread:?}");
        let mut fields = Fields::new(self.units.clone());
        let found = self.find(&mut fields, &query);
        let ranking = Ranking::new(&query, &self.book, &fields, &found, limit);
        (query, ranking.expect("all is there"))
    }

    fn find(&self, fields: &mut Fields, query: &Query) -> Found {
        self.fill(fields, query);
        Found::new(query, &self.book, &self.dataset, fields).expect("all is there")
    }
}

/// A query of one to `most` conditions, as likely as any other.
fn random(s: &Shipped, random: &mut Rand64, most: u64) -> Query {
    let g = s.dataset.gazetteer();
    let mut below = |n: usize| random.rand_range(0..n as u64) as usize;
    let mut query = Query::default();
    let asked = s.asked();
    for _ in 0..=below(most as usize) {
        let c = asked[below(asked.len())];
        let test = match &c.kind {
            Kind::Near { km, minutes } => {
                let rows: Vec<Row> = g.rows().filter(|r| g.is_commune(*r)).collect();
                let place = g.code(rows[below(rows.len())]);
                match below(2) {
                    0 => Test::Near { place, most: km[below(km.len())], travel: Travel::Km },
                    _ => Test::Near {
                        place,
                        most: minutes[below(minutes.len())],
                        travel: Travel::Minutes,
                    },
                }
            }
            Kind::Equipment { .. } => {
                Test::Has { within_km: [0.0, 0.0, 5.0, 10.0, 30.0][below(5)] }
            }
            Kind::Measure(m) => {
                let n = m.steps[below(m.steps.len())];
                if below(2) == 0 { Test::Least(n) } else { Test::Most(n) }
            }
            Kind::Options { options } => {
                let all = options.iter().filter(|_| below(3) == 0).map(|o| o.id.clone());
                let mut all: Vec<String> = all.collect();
                if all.is_empty() {
                    all.push(options[0].id.clone());
                }
                Test::Among(all)
            }
            Kind::Area { level, .. } => {
                let areas = &g.membership(*level).expect("areas").areas;
                let all = (0..=below(2)).map(|_| areas[below(areas.len())].code.clone());
                let mut all: Vec<String> = all.collect();
                all.dedup();
                Test::Among(all)
            }
        };
        query.put(Condition { criterion: c.id.clone(), test, keeps_unknown: below(4) == 0 });
    }
    query
}
