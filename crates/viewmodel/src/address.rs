//! The address of the page: what is looked at, as a query; what the doctor answers and tries, as a
//! fragment, which browsers never send to a server.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use territory::{
    InseeCode,
    text::{self, iso_date},
};

use crate::{
    camera::View,
    codec::{decode, encode, pieces},
    scenario::Scenario,
};

/// What is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Route {
    /// The map, its legend and the sheet of a place.
    #[default]
    Map,
    /// « Mes aides »: questions and what they give.
    Aids,
    /// « Accès et voisins »: access to care, and what a doctor would change.
    Access,
    /// The portrait of a territory.
    Portrait,
    /// « Trouver »: ways to a place that one does not know yet.
    Find,
    /// « Mon projet »: what the doctor wants to do.
    Project,
    /// « Comparer »: the places that the doctor keeps in mind, side by side.
    Compare,
    /// « Vos données »: the user's own files.
    UserData,
}

impl Route {
    /// Every route, with its name in the address.
    pub const ALL: [(Self, &str); 8] = [
        (Self::Map, "carte"),
        (Self::Aids, "aides"),
        (Self::Access, "acces"),
        (Self::Portrait, "portrait"),
        (Self::Find, "trouver"),
        (Self::Project, "projet"),
        (Self::Compare, "comparer"),
        (Self::UserData, "donnees"),
    ];

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|r| r.1 == name).map(|r| r.0)
    }

    /// Whether it is a reading of a place, beside the map or over it.
    #[must_use]
    pub fn is_facet(self) -> bool {
        matches!(self, Self::Aids | Self::Access | Self::Portrait)
    }

    /// Whether places are opened from it, and it says nothing of one itself.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::Find | Self::Project | Self::Compare)
    }

    /// Its name in the address; none for the map, which an address without a name shows.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Self::ALL.iter().find(|r| r.0 == self && self != Self::Map).map(|r| r.1)
    }
}

/// What the address says. What it does not say is the default; what is wrong in it is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    /// `vue`: what is in front.
    pub route: Route,
    /// `c`: the place on the sheet.
    pub code: Option<InseeCode>,
    /// `i`: the indicator on the map.
    pub indicator: Option<String>,
    /// `d`: the date of installation.
    pub date: Option<NaiveDate>,
    /// `b`: the place that is compared with the first.
    pub other_code: Option<InseeCode>,
    /// `bd`: the date of installation there.
    pub other_date: Option<NaiveDate>,
    /// `v`: the part of the map, `lon,lat,zoom`.
    pub view: Option<View>,
    /// Pieces with a known key and a value that is not one: reported, and not written again.
    pub wrong: Vec<String>,
    /// Other pieces of the query, such as `bench=1`: kept as they came.
    pub rest: Vec<String>,
    /// `#question=answer`: what the doctor answers, as written.
    pub answers: BTreeMap<String, String>,
    /// What the user tries, in the fragment beside the answers.
    pub scenario: Scenario,
}

impl Address {
    /// Reads a query, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut out = Self::default();
        for piece in pieces(query, '?') {
            let (key, value) = decode(piece);
            let understood = match key.as_str() {
                "vue" => {
                    let route = Route::parse(&value);
                    out.route = route.unwrap_or_default();
                    route.is_some()
                }
                "c" => keep(&mut out.code, InseeCode::parse(&value).ok()),
                "i" => keep(&mut out.indicator, Some(value).filter(|v| is_identifier(v))),
                "d" => keep(&mut out.date, iso_date(&value)),
                "b" => keep(&mut out.other_code, InseeCode::parse(&value).ok()),
                "bd" => keep(&mut out.other_date, iso_date(&value)),
                "v" => keep(&mut out.view, parse_view(&value)),
                _ => {
                    out.rest.push(piece.to_owned());
                    true
                }
            };
            if !understood {
                out.wrong.push(piece.to_owned());
            }
        }
        out
    }

    /// Reads a fragment as well, with or without its `#`. A fragment that names an element of the
    /// page is none of ours: what is neither a scenario nor an answer is passed over.
    #[must_use]
    pub fn with_fragment(mut self, fragment: &str) -> Self {
        for piece in pieces(fragment, '#') {
            let (key, value) = decode(piece);
            match self.scenario.set(&key, &value) {
                Some(Ok(())) => {}
                Some(Err(_)) => self.wrong.push(piece.to_owned()),
                None if is_identifier(&key) && is_answer(&value) => {
                    self.answers.insert(key, value);
                }
                None => {}
            }
        }
        self
    }

    /// Reads query and fragment of a link, with or without the page before them.
    #[must_use]
    pub fn of_link(link: &str) -> Self {
        let (page, fragment) = link.split_once('#').unwrap_or((link, ""));
        // With its mark: a second one is not the query's.
        let query = page.find('?').map_or("", |at| &page[at..]);
        Self::parse(query).with_fragment(fragment)
    }

    /// Query and fragment, as [`Self::of_link`] reads them.
    #[must_use]
    pub fn to_link(&self) -> String {
        self.to_query() + &self.to_fragment()
    }

    /// The fragment, with its `#`; empty where there is nothing to say.
    #[must_use]
    pub fn to_fragment(&self) -> String {
        let answers = self.answers.iter().map(|(question, answer)| encode(question, answer));
        let tried = self.scenario.pieces();
        let pieces: Vec<String> =
            answers.chain(tried.iter().map(|(key, value)| encode(key, value))).collect();
        if pieces.is_empty() { String::new() } else { format!("#{}", pieces.join("&")) }
    }

    /// The query, with its `?`; empty where everything is the default.
    #[must_use]
    pub fn to_query(&self) -> String {
        let shared = |v: View| format!("{:.4},{:.4},{:.2}", v.lon, v.lat, v.zoom);
        let said = [
            ("vue", self.route.name().map(str::to_owned)),
            ("c", self.code.map(|c| c.to_string())),
            ("i", self.indicator.clone()),
            ("d", self.date.map(|d| d.to_string())),
            ("b", self.other_code.map(|c| c.to_string())),
            ("bd", self.other_date.map(|d| d.to_string())),
            ("v", self.view.map(shared)),
        ];
        let ours = said.iter().filter_map(|(key, value)| Some(encode(key, value.as_deref()?)));
        let pieces: Vec<String> = ours.chain(self.rest.iter().cloned()).collect();
        if pieces.is_empty() { String::new() } else { format!("?{}", pieces.join("&")) }
    }

    /// Whether going from one to the other is a step that « back » should undo: anything but a move
    /// of the map.
    #[must_use]
    pub fn is_step_from(&self, other: &Self) -> bool {
        let places = |a: &Self| (a.route, a.code, a.date, a.other_code, a.other_date);
        places(self) != places(other)
            || self.indicator != other.indicator
            || self.answers != other.answers
            || self.scenario.is_step_from(&other.scenario)
    }

    /// Whether the query has this piece, such as `bench=1`.
    #[must_use]
    pub fn has(&self, piece: &str) -> bool {
        self.rest.iter().any(|p| p == piece)
    }

    /// Decoded values of the other pieces of the query with this key, such as `geojson`.
    pub fn others<'a>(&'a self, key: &'a str) -> impl Iterator<Item = String> + 'a {
        self.rest.iter().map(|piece| decode(piece)).filter(move |p| p.0 == key).map(|p| p.1)
    }
}

/// Sets a part of the address; whether there is one.
fn keep<T>(part: &mut Option<T>, read: Option<T>) -> bool {
    *part = read;
    part.is_some()
}

/// How questions and indicators are named.
fn is_identifier(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !text.is_empty() && text.bytes().all(fits)
}

fn is_answer(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    !text.is_empty() && text.len() <= 24 && text.bytes().all(fits)
}

fn parse_view(text: &str) -> Option<View> {
    let mut numbers = text.split(',').map(text::decimal);
    let (lon, lat, zoom) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let plausible = lon.abs() <= 180.0 && lat.abs() <= 85.0 && (0.0..=24.0).contains(&zoom);
    (plausible && numbers.next().is_none()).then_some(View { lon, lat, zoom })
}
