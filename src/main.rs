//! Mounts the page. The clock is read here and nowhere else.

use jiff::civil::Date;

fn main() {
    plaque::app::start(today());
}

/// Today in the reader's own time zone; a clock out of all reason gives the day of the dataset.
fn today() -> Date {
    let now = js_sys::Date::new_0();
    let part = |n: u32| i8::try_from(n).unwrap_or_default();
    let year = i16::try_from(now.get_full_year()).unwrap_or_default();
    Date::new(year, part(now.get_month() + 1), part(now.get_date())).unwrap_or_else(|_| plaque::dataset::date_of_dataset())
}
