//! The clock, read once when a page begins and nowhere else.

use chrono::NaiveDate;

/// Today in the user's own time zone; a clock out of all reason gives another day instead.
#[must_use]
pub fn today(instead: NaiveDate) -> NaiveDate {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, now.get_month() + 1, now.get_date()).unwrap_or(instead)
}
