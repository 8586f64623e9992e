//! The period of a figure where one département has another than the rest.

use crate::{area::AreaKind, code::Row, column::ColumnSpec, dataset::Dataset, text};

impl Dataset {
    /// The period of a column for these places: « 2024, population 2023 (Mayotte : 2017) » is « 2024,
    /// population 2017 » in Mayotte, « 2024, population 2023 » elsewhere, and itself where both are.
    #[must_use]
    pub fn vintage(&self, spec: &ColumnSpec, places: &[Row]) -> String {
        let exception = spec.vintage.strip_suffix(')').and_then(|v| {
            let (usual, rest) = v.split_once(" (")?;
            let (departement, period) = rest.split_once(':')?;
            let (departement, period) = (departement.trim(), period.trim());
            let is_year = period.len() == 4 && period.bytes().all(|b| b.is_ascii_digit());
            let is_place = departement.starts_with(|c: char| c.is_ascii_uppercase());
            (is_year && is_place).then_some((usual, departement, period))
        });
        let Some((usual, departement, period)) = exception else {
            return text::typeset(&spec.vintage);
        };
        let is_there = |row: &Row| {
            self.gazetteer()
                .area(AreaKind::Departement, *row)
                .is_some_and(|a| a.name == departement)
        };
        let apart = places.iter().filter(|row| is_there(row)).count();
        if apart == 0 {
            usual.to_owned()
        } else if apart < places.len() {
            text::typeset(&spec.vintage)
        } else {
            // The exception is of the last year that is named.
            let before = usual.get(..usual.len().saturating_sub(period.len()));
            [before.unwrap_or_default(), period].concat()
        }
    }
}
