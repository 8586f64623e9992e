//! What is looked for: communes, or territories of one kind.

use territory::{AreaKind, Gazetteer, NO_AREA, Row, text};

/// A kind of what is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Communes, and arrondissements in place of the three cities that have them.
    #[default]
    Communes,
    /// Territories.
    Areas(AreaKind),
}

/// All that is looked among, each with its place in the vectors of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Their kind.
    pub unit: Unit,
    /// The row of each; of a territory its most populous commune.
    rows: Vec<Row>,
    /// Of territories, the communes of each.
    members: Vec<Vec<Row>>,
    /// Order in which equals stand: the most people first, then the order of codes.
    ties: Vec<u32>,
    /// Whether others are around that are not among them.
    is_part: bool,
}

impl Unit {
    /// Every kind that may be looked for, with its name in addresses.
    pub const ALL: [(Self, &str); 4] = [
        (Self::Communes, "commune"),
        (Self::Areas(AreaKind::BassinDeVie), "bassin"),
        (Self::Areas(AreaKind::Tvs), "tvs"),
        (Self::Areas(AreaKind::Epci), "epci"),
    ];

    /// Its name in addresses; none of a kind that is not looked for.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Self::ALL.iter().find(|u| u.0 == self).map(|u| u.1)
    }

    /// One and several of them, in words.
    #[must_use]
    pub fn in_words(self) -> (&'static str, &'static str) {
        match self {
            Self::Communes => ("commune", "communes"),
            Self::Areas(AreaKind::BassinDeVie) => ("bassin de vie", "bassins de vie"),
            Self::Areas(AreaKind::Tvs) => ("territoire de vie-santé", "territoires de vie-santé"),
            Self::Areas(AreaKind::Epci) => ("intercommunalité", "intercommunalités"),
            Self::Areas(_) => ("territoire", "territoires"),
        }
    }

    /// How many of them, in words; « aucune commune ».
    #[must_use]
    pub fn counted(self, n: usize) -> String {
        let (one, many) = self.in_words();
        let is_feminine = matches!(self, Self::Communes | Self::Areas(AreaKind::Epci));
        #[expect(clippy::cast_precision_loss, reason = "fewer places than 2^52")]
        match n {
            0 if is_feminine => format!("aucune {one}"),
            0 => format!("aucun {one}"),
            n => text::counted(n as f64, one, many),
        }
    }
}

impl Units {
    /// Everything of a kind; `people` are the inhabitants of a row, where they are known.
    #[must_use]
    pub fn of(unit: Unit, g: &Gazetteer, people: impl Fn(Row) -> Option<f64>) -> Self {
        match unit {
            Unit::Communes => Self::communes(g, people),
            Unit::Areas(kind) => Self::areas(g, kind, people),
        }
    }

    /// Every commune; `people` are the inhabitants of a row, where they are known.
    #[must_use]
    pub fn communes(g: &Gazetteer, people: impl Fn(Row) -> Option<f64>) -> Self {
        let rows: Vec<Row> = looked_at(g).collect();
        let ties = ties(&rows.iter().map(|r| people(*r)).collect::<Vec<_>>());
        Self { unit: Unit::Communes, rows, members: Vec::new(), ties, is_part: false }
    }

    /// Some places alone, in this order.
    #[must_use]
    pub fn some(rows: Vec<Row>) -> Self {
        let ties = (0..).take(rows.len()).collect();
        Self { unit: Unit::Communes, rows, members: Vec::new(), ties, is_part: true }
    }

    /// The rows of all that figures of what is around are computed from.
    pub(crate) fn around(&self, g: &Gazetteer) -> Vec<Row> {
        match self.unit {
            Unit::Communes if self.is_part => looked_at(g).collect(),
            Unit::Communes => self.rows.clone(),
            // By the rows of all communes.
            Unit::Areas(_) => g.rows().collect(),
        }
    }

    /// Every territory of a kind.
    #[must_use]
    pub fn areas(g: &Gazetteer, kind: AreaKind, people: impl Fn(Row) -> Option<f64>) -> Self {
        let Some(membership) = g.membership(kind) else { return Self::default() };
        let mut members = vec![Vec::new(); membership.areas.len()];
        let area_of = |row: Row| membership.of_row.get(row.index()).copied();
        // An arrondissement where its city is in none: it is a territory of its own then.
        let counts = |r: &Row| g.parent(*r).is_none_or(|city| area_of(city) == Some(NO_AREA));
        for row in g.rows().filter(counts) {
            let area = area_of(row).map(usize::from);
            if let Some(all) = area.and_then(|a| members.get_mut(a)) {
                all.push(row);
            }
        }
        members.retain(|all| !all.is_empty());
        let count = |r: &Row| people(*r).unwrap_or(0.0);
        let largest = |all: &Vec<Row>| {
            let more = |a: &&Row, b: &&Row| count(a).total_cmp(&count(b)).then(b.0.cmp(&a.0));
            all.iter().max_by(more).copied().unwrap_or(Row(0))
        };
        let rows = members.iter().map(largest).collect();
        let sums: Vec<Option<f64>> =
            members.iter().map(|all| Some(all.iter().map(count).sum())).collect();
        Self { unit: Unit::Areas(kind), rows, members, ties: ties(&sums), is_part: false }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of each.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The communes of one: itself, or those of the territory.
    #[must_use]
    pub fn members(&self, at: usize) -> &[Row] {
        match self.members.get(at) {
            Some(all) => all,
            None => self.rows.get(at).map_or(&[], std::slice::from_ref),
        }
    }

    /// The place of one among equals, from 0.
    #[must_use]
    pub fn tie(&self, at: usize) -> u32 {
        self.ties.get(at).copied().unwrap_or(u32::MAX)
    }

    /// Its name: that of the commune, or of the territory.
    #[must_use]
    pub fn name<'a>(&self, g: &'a Gazetteer, at: usize) -> &'a str {
        let Some(row) = self.rows.get(at).copied() else { return "" };
        match self.unit {
            Unit::Communes => g.name(row),
            Unit::Areas(kind) => g.area(kind, row).map_or("", |a| a.name.as_str()),
        }
    }

    /// Its code: that of the commune, or of the territory.
    #[must_use]
    pub fn code(&self, g: &Gazetteer, at: usize) -> String {
        let Some(row) = self.rows.get(at).copied() else { return String::new() };
        match self.unit {
            Unit::Communes => g.code(row).to_string(),
            Unit::Areas(kind) => g.area(kind, row).map_or_else(String::new, |a| a.code.clone()),
        }
    }
}

/// Communes, with the arrondissements of those that have some in their stead.
fn looked_at(g: &Gazetteer) -> impl Iterator<Item = Row> + '_ {
    g.rows().filter(|r| g.arrondissements(*r).next().is_none())
}

/// More than there are places.
const ROWS: f64 = 65_536.0;

/// Places among equals: the most people first; those of whom it is not known last; then in order.
fn ties(people: &[Option<f64>]) -> Vec<u32> {
    // Each as one number, so that the sort is the one that the map's classes use.
    let key = |(i, p): (u32, &Option<f64>)| f64::from(i) - p.map_or(-1.0, f64::floor) * ROWS;
    let mut order: Vec<f64> = (0..).zip(people).map(key).collect();
    order.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the position that was added above"
    )]
    let order = order.into_iter().map(|key| key.rem_euclid(ROWS) as usize);
    let mut out = vec![0; people.len()];
    for (place, at) in (0..).zip(order) {
        out[at] = place;
    }
    out
}
