//! The address of the page: what is looked at, as a query string; what the doctor answers, as a fragment, which browsers
//! never send to a server. The codec is pure; the functions below it are the
//! only ones that touch the location and the history.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use leptos::{ev, prelude::window_event_listener};
use territory::InseeCode;
use wasm_bindgen::JsValue;

use crate::map::View;

/// What the address says. What it does not say is the default; what is wrong in it is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
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
    /// Pieces with a known key and a value that is not one: said to the reader, and not written again.
    pub wrong: Vec<String>,
    /// Anything else, kept as it came.
    pub rest: Vec<String>,
    /// `#question=answer`: what the doctor answers, as written.
    pub answers: BTreeMap<String, String>,
}

impl Address {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut out = Self::default();
        for pair in query.strip_prefix('?').unwrap_or(query).split('&').filter(|p| !p.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = value.replace("%2C", ",").replace("%2c", ",");
            let understood = match key {
                "c" => keep(&mut out.code, InseeCode::parse(&value).ok()),
                "i" => keep(&mut out.indicator, Some(value).filter(|v| is_identifier(v))),
                "d" => keep(&mut out.date, value.parse().ok()),
                "b" => keep(&mut out.other_code, InseeCode::parse(&value).ok()),
                "bd" => keep(&mut out.other_date, value.parse().ok()),
                "v" => keep(&mut out.view, parse_view(&value)),
                _ => {
                    out.rest.push(pair.to_owned());
                    true
                }
            };
            if !understood {
                out.wrong.push(pair.to_owned());
            }
        }
        out
    }

    /// Reads a fragment as well, with or without its `#`.
    #[must_use]
    pub fn with_fragment(mut self, fragment: &str) -> Self {
        for piece in fragment.strip_prefix('#').unwrap_or(fragment).split('&').filter(|p| !p.is_empty()) {
            if let Some((question, answer)) = piece.split_once('=').filter(|(q, a)| is_identifier(q) && is_answer(a)) {
                self.answers.insert(question.to_owned(), answer.to_owned());
            }
        }
        self
    }

    /// The fragment, with its `#`; empty where there is nothing to say.
    #[must_use]
    pub fn to_fragment(&self) -> String {
        let pieces: Vec<String> = self.answers.iter().map(|(question, answer)| format!("{question}={answer}")).collect();
        if pieces.is_empty() { String::new() } else { format!("#{}", pieces.join("&")) }
    }

    /// The query string, with its `?`; empty where everything is the default.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        pairs.extend(self.code.map(|c| format!("c={c}")));
        pairs.extend(self.indicator.as_ref().map(|i| format!("i={i}")));
        pairs.extend(self.date.map(|d| format!("d={d}")));
        pairs.extend(self.other_code.map(|c| format!("b={c}")));
        pairs.extend(self.other_date.map(|d| format!("bd={d}")));
        pairs.extend(self.view.map(|v| format!("v={:.4},{:.4},{:.2}", v.lon, v.lat, v.zoom)));
        pairs.extend(self.rest.iter().cloned());
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Whether going from one to the other is a step that « back » should undo: anything but a move of the map.
    #[must_use]
    pub fn is_step_from(&self, other: &Self) -> bool {
        let seen = |a: &Self| (a.code, a.indicator.clone(), a.date, a.other_code, a.other_date, a.answers.clone());
        seen(self) != seen(other)
    }
}

/// Sets a part of the address; whether there is one.
fn keep<T>(part: &mut Option<T>, read: Option<T>) -> bool {
    *part = read;
    part.is_some()
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_answer(text: &str) -> bool {
    !text.is_empty() && text.len() <= 24 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn parse_view(text: &str) -> Option<View> {
    let mut numbers = text.split(',').map(|n| n.parse::<f64>().ok());
    let (lon, lat, zoom) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let plausible = lon.abs() <= 180.0 && lat.abs() <= 85.0 && (0.0..=24.0).contains(&zoom);
    (plausible && numbers.next().is_none()).then_some(View { lon, lat, zoom })
}

/// Whether the address has this piece, such as `bench=1`.
#[must_use]
pub fn has(piece: &str) -> bool {
    current().rest.iter().any(|p| p == piece)
}

/// The address at this moment.
#[must_use]
pub fn current() -> Address {
    let fragment = window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    Address::parse(&search()).with_fragment(&fragment)
}

/// The address of the page alone, without what is looked at and answered.
#[must_use]
pub fn page() -> String {
    let all = href();
    all.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Query and fragment of the page that shows this one in a frame; nothing where there is none.
#[must_use]
pub fn around() -> String {
    let page = window().and_then(|w| w.parent().ok().flatten().filter(|p| *p != w));
    let place = page.map(|p| p.location());
    place.and_then(|l| Some(l.search().ok()? + &l.hash().ok()?)).unwrap_or_default()
}

/// The whole address, to be shared.
#[must_use]
pub fn href() -> String {
    window().and_then(|w| w.location().href().ok()).unwrap_or_default()
}

/// Writes the address: a new step of the history, or the same step corrected. Nothing happens if it is already there.
pub fn write(address: &Address, new_step: bool) {
    let wanted = address.to_query() + &address.to_fragment();
    let Some(window) = window() else { return };
    if wanted == search() + &window.location().hash().unwrap_or_default() {
        return;
    }
    let path = window.location().pathname().unwrap_or_default() + &wanted;
    if let Ok(history) = window.history() {
        // A browser may refuse (too many changes in a short time): the page goes on with an older address.
        let _refused = if new_step {
            history.push_state_with_url(&JsValue::NULL, "", Some(&path))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path))
        };
    }
}

/// Calls back with the address whenever the reader goes back or forward.
pub fn on_travel(then: impl Fn(Address) + 'static) {
    let handle = window_event_listener(ev::popstate, move |_| then(current()));
    leptos::prelude::on_cleanup(move || handle.remove());
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The query string as it stands, with its `?`.
#[must_use]
pub fn search() -> String {
    window().and_then(|w| w.location().search().ok()).unwrap_or_default()
}
