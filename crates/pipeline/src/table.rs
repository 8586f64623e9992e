//! A table in memory: text cells by named columns. What a cell means is decided by whoever reads
//! it.

use anyhow::{Context, Result, bail, ensure};

/// A table of text.
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Column of a GeoJSON table that holds the geometry as JSON.
pub(crate) const GEOMETRY: &str = "geometry";

impl Table {
    /// Position of a column.
    pub(crate) fn column(&self, name: &str) -> Result<usize> {
        self.columns
            .iter()
            .position(|c| c == name)
            .with_context(|| format!("no column « {name} » among {:?}", self.columns))
    }

    /// Rows as the cells of the wanted columns.
    pub(crate) fn cells<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<impl Iterator<Item = [&str; N]> + '_> {
        let mut at = [0; N];
        for (to, name) in at.iter_mut().zip(names) {
            *to = self.column(name)?;
        }
        Ok(self.rows.iter().map(move |r| at.map(|i| r[i].as_str())))
    }

    /// Reads CSV with a header; the null of PostgreSQL (`\N`) is an empty cell.
    pub(crate) fn from_csv(bytes: &[u8]) -> Result<Self> {
        Self::from_separated(bytes, b',')
    }

    /// The same with another mark between cells.
    pub(crate) fn from_separated(bytes: &[u8], mark: u8) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().delimiter(mark).from_reader(bytes);
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|record| {
                Ok(record?
                    .iter()
                    .map(|cell| if cell == r"\N" { String::new() } else { cell.to_owned() })
                    .collect())
            })
            .collect::<Result<_>>()?;
        Ok(Self { columns, rows })
    }

    /// Reads a JSON array of objects, keeping the wanted members; a list becomes its items between
    /// commas, an object of a list its `code`.
    pub(crate) fn from_json(bytes: &[u8], columns: &[String]) -> Result<Self> {
        let objects: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(bytes)?;
        Self::from_objects(objects.iter(), columns)
    }

    /// Reads the features of GeoJSON: wanted properties, and the geometry as JSON in a last column.
    pub(crate) fn from_geojson(bytes: &[u8], columns: &[String]) -> Result<Self> {
        let collection: geojson::FeatureCollection = serde_json::from_slice(bytes)?;
        let properties: Vec<_> =
            collection.features.iter().map(|f| f.properties.clone().unwrap_or_default()).collect();
        let mut table = Self::from_objects(properties.iter(), columns)?;
        table.columns.push(GEOMETRY.to_owned());
        for (row, feature) in table.rows.iter_mut().zip(&collection.features) {
            row.push(
                feature
                    .geometry
                    .as_ref()
                    .map(serde_json::to_string)
                    .transpose()?
                    .unwrap_or_default(),
            );
        }
        Ok(table)
    }

    fn from_objects<'a>(
        objects: impl Iterator<Item = &'a serde_json::Map<String, serde_json::Value>> + Clone,
        columns: &[String],
    ) -> Result<Self> {
        for column in columns {
            ensure!(
                objects.clone().any(|o| o.contains_key(column)),
                "no member « {column} » in any object"
            );
        }
        let rows = objects
            .map(|o| columns.iter().map(|c| o.get(c).map_or(Ok(String::new()), text)).collect())
            .collect::<Result<_>>()?;
        Ok(Self { columns: columns.to_vec(), rows })
    }
}

fn text(value: &serde_json::Value) -> Result<String> {
    use serde_json::Value;
    Ok(match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Array(items) => items.iter().map(text).collect::<Result<Vec<_>>>()?.join(","),
        Value::Object(o) => o.get("code").map_or(Ok(String::new()), text)?,
        Value::Bool(_) => bail!("a truth value is not a cell"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_keeps_quoted_commas_and_empties_nulls() {
        let table = Table::from_csv(b"code,nom\n01001,\"a, b\"\n01002,\\N\n").expect("good");
        let cells: Vec<_> = table.cells(["nom", "code"]).expect("columns").collect();
        assert_eq!(cells, [["a, b", "01001"], ["", "01002"]]);
        assert!(table.cells(["population"]).is_err());
    }

    #[test]
    fn a_ragged_csv_is_refused() {
        assert!(Table::from_csv(b"code,nom\n01001\n").is_err());
    }

    #[test]
    fn json_lists_become_cells() {
        let columns = ["code".to_owned(), "cp".to_owned(), "membres".to_owned()];
        let json = br#"[{"code":"1","cp":["a","b"]},{"code":"2","membres":[{"code":"x","n":1},{"code":"y"}]}]"#;
        let table = Table::from_json(json, &columns).expect("good");
        assert_eq!(table.rows, [["1", "a,b", ""], ["2", "", "x,y"]]);
        assert!(Table::from_json(json, &["population".to_owned()]).is_err());
    }
}
