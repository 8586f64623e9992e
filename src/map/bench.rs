//! Behind `?bench=1`: what the map contest asks of a page, so that the map is measured beside other
//! engines with the same runner. Behind `?counts=1`: the work that the map did, for the budgets.
//! Nothing of it runs otherwise.

use std::cell::RefCell;

use leptos::prelude::*;
use territory::{InseeCode, Row};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::control::Control;
use super::engine::Frame;
use crate::url;

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

struct Bench {
    control: Control,
    /// Code of the commune of each row: an arrondissement answers with its city.
    codes: Vec<InseeCode>,
    painted_once: bool,
    recolouring: bool,
}

/// Whether the contest is on.
#[must_use]
pub fn is_on() -> bool {
    url::has("bench=1")
}

/// Called when the map has its engine; `is_whole` says whether all that it draws has come.
pub fn attach(control: Control, is_whole: impl Fn() -> bool + 'static) {
    if url::has("counts=1") {
        offer(
            "plaque_counts",
            &Closure::<dyn Fn() -> JsValue>::new(move || {
                let c = control.counts();
                let all = [
                    ("frames", c.frames),
                    ("draw_calls_last_frame", c.draw_calls_last_frame),
                    ("triangles_last_frame", c.triangles_last_frame),
                    ("geometry_bytes", c.geometry_bytes),
                    ("recolours", c.recolours),
                    ("texture_bytes_last_recolour", c.texture_bytes_last_recolour),
                ];
                let out = js_sys::Object::new();
                for (name, n) in all {
                    let _ = js_sys::Reflect::set(&out, &name.into(), &n.into());
                }
                for (name, is) in [
                    ("at_rest", is_whole() && control.is_at_rest()),
                    ("precise", control.is_precise()),
                ] {
                    let _ = js_sys::Reflect::set(&out, &name.into(), &is.into());
                }
                out.into()
            })
            .into_js_value(),
        );
    }
    if is_on() {
        control.with(|e| e.plain = true);
        BENCH.with_borrow_mut(|b| {
            *b = Some(Bench { control, codes: Vec::new(), painted_once: false, recolouring: false })
        });
        offer("bench", &functions(control));
        control.show_box([-5.15, 41.33, 9.56, 51.09]);
    }
}

/// Called when the places are there: `code` of each row, the city's for an arrondissement.
pub fn set_codes(codes: Vec<InseeCode>) {
    BENCH.with_borrow_mut(|b| {
        if let Some(b) = b {
            b.codes = codes;
        }
    });
}

/// Called when the user asks for another indicator.
pub fn recolour_starts() {
    BENCH.with_borrow_mut(|b| {
        if let Some(b) = b {
            b.recolouring = true;
            mark("map:recolour:start", &JsValue::UNDEFINED);
        }
    });
}

/// Called after each frame.
pub fn drawn(frame: Frame) {
    let complete = matches!(frame, Frame::Complete | Frame::Sharp);
    let due = BENCH.with_borrow_mut(|b| {
        let b = b.as_mut().filter(|_| complete)?;
        let first = !std::mem::replace(&mut b.painted_once, true);
        Some((b.control, first, std::mem::take(&mut b.recolouring)))
    });
    let Some((control, first, recoloured)) = due else { return };
    request_animation_frame(move || {
        control.finish();
        if first {
            mark("map:first-render", &JsValue::UNDEFINED);
        }
        if recoloured {
            mark("map:recolour:end", &JsValue::UNDEFINED);
        }
        mark("map:settled", &JsValue::UNDEFINED);
    });
}

/// Called after each pointer move over the map.
pub fn picked(row: Option<Row>) {
    BENCH.with_borrow(|b| {
        let Some(b) = b else { return };
        let code = row.and_then(|r| b.codes.get(r.index())).map(ToString::to_string);
        if let Some(box_) = document().query_selector("[data-bench=picked]").ok().flatten() {
            box_.set_text_content(Some(code.as_deref().unwrap_or_default()));
        }
        let detail = js_sys::Object::new();
        let _ =
            js_sys::Reflect::set(&detail, &"code".into(), &code.map_or(JsValue::NULL, Into::into));
        mark("map:pick", &detail);
    });
}

fn functions(control: Control) -> JsValue {
    let out = js_sys::Object::new();
    let set = |name: &str, f: JsValue| {
        let _ = js_sys::Reflect::set(&out, &name.into(), &f);
    };
    let pair = |[x, y]: [f64; 2]| -> JsValue { js_sys::Array::of2(&x.into(), &y.into()).into() };
    set(
        "setView",
        Closure::<dyn Fn(js_sys::Array)>::new(move |a: js_sys::Array| {
            let at = |i| a.get(i).as_f64().unwrap_or(0.0);
            control.show_box([at(0), at(1), at(2), at(3)]);
        })
        .into_js_value(),
    );
    set(
        "project",
        Closure::<dyn Fn(f64, f64) -> JsValue>::new(move |lon, lat| {
            pair(
                control
                    .camera()
                    .map_or([f64::NAN; 2], |c| c.pixel(atlas::plane::to_plane_unbounded(lon, lat))),
            )
        })
        .into_js_value(),
    );
    set(
        "unproject",
        Closure::<dyn Fn(f64, f64) -> JsValue>::new(move |x, y| {
            pair(
                control
                    .camera()
                    .map_or([f64::NAN; 2], |c| atlas::plane::to_degrees(c.cell([x, y]))),
            )
        })
        .into_js_value(),
    );
    set(
        "colourOf",
        Closure::<dyn Fn(JsValue) -> JsValue>::new(move |code: JsValue| {
            code.as_string().map_or(JsValue::NULL, |c| colour_of(&c))
        })
        .into_js_value(),
    );
    out.into()
}

/// Fill of a commune; a city drawn by arrondissements shows their common colour.
fn colour_of(code: &str) -> JsValue {
    BENCH.with_borrow(|b| {
        let rgba = b.as_ref().and_then(|b| {
            let code = InseeCode::parse(code).ok()?;
            let row = b.codes.iter().rposition(|c| *c == code)?;
            b.control.colour(Row(u16::try_from(row).ok()?))
        });
        match rgba {
            Some([r, g, b, 255]) => format!("#{r:02x}{g:02x}{b:02x}").into(),
            Some(_) => "#f1efe9".into(),
            None => JsValue::NULL,
        }
    })
}

fn offer(name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(&window(), &name.into(), value);
}

fn mark(name: &str, detail: &JsValue) {
    let Some(performance) = window().performance() else { return };
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"detail".into(), detail);
    let Ok(f) = js_sys::Reflect::get(&performance, &"mark".into()) else { return };
    if let Some(f) = f.dyn_ref::<js_sys::Function>() {
        let _ = f.call2(&performance, &name.into(), &options);
    }
}
