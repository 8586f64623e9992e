//! Dialogs that are open while the state of the page says so.

use leptos::{html, prelude::*};

/// Opens and closes a dialog as `wanted` says, and gives what is to be called when the browser says
/// that it was closed: that leads to `closed` only where the user closed it, by Escape or the
/// gesture of the device.
///
/// The browser says late that a dialog was closed, up to 100 ms on a busy machine, and by then the
/// page may want it open again: so the closings of the page itself are counted.
pub(super) fn modal(
    dialog: NodeRef<html::Dialog>,
    wanted: impl Fn() -> bool + 'static,
    opens: impl Fn() + 'static,
    closed: impl Fn() + 'static,
) -> impl Fn(web_sys::Event) {
    let own_closings = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (wanted(), dialog.open()) {
            (true, false) => {
                opens();
                let _shown = dialog.show_modal();
            }
            (false, true) => {
                own_closings.update_value(|n| *n += 1);
                dialog.close();
            }
            _ => {}
        }
    });
    move |_| match own_closings.get_value() {
        // Asked for again since the user closed it.
        0 if dialog.get_untracked().is_some_and(|d| d.open()) => {}
        0 => closed(),
        n => own_closings.set_value(n - 1),
    }
}
