//! A table as a French spreadsheet opens it: semicolons, decimal commas, a mark that says UTF-8.

/// The mark that says UTF-8.
const MARK: char = '\u{feff}';

/// The same table as one of this crate's CSV files, remarks that begin with `#` included.
#[must_use]
pub fn for_french_spreadsheets(table: &str) -> String {
    let is_remark = |line: &&str| line.starts_with('#');
    let (remarks, lines): (Vec<&str>, Vec<&str>) = table.lines().partition(is_remark);
    let lines = lines.join("\n");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(lines.as_bytes());
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    let mut written = true;
    for remark in &remarks {
        written &= writer.write_record([remark]).is_ok();
    }
    for record in reader.records().flatten() {
        let cell = |text: &str| match text.parse::<f64>() {
            // A code such as 01004 would lose its zero.
            Ok(_) if text.len() > 1 && text.starts_with('0') && !text.contains('.') => {
                format!("=\"{text}\"")
            }
            Ok(_) => text.replace('.', ","),
            _ => text.to_owned(),
        };
        let cells: Vec<String> = record.iter().map(cell).collect();
        written &= writer.write_record(&cells).is_ok();
    }
    debug_assert!(written, "a table in memory takes any text");
    let table = writer.into_inner().ok().and_then(|b| String::from_utf8(b).ok());
    format!("{MARK}{}", table.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::for_french_spreadsheets;

    #[test]
    fn commas_of_figures_and_semicolons_between_cells() {
        let table = "# Plaque, recherche : en ZIP, avec une école\nrang,code,nom,acces\n\
                     1,01004,\"Ambérieu, le Bourg\",2.41\n2,2A004,Ajaccio,-0.5\n3,97411,Saint-Denis,\n";
        assert_eq!(
            for_french_spreadsheets(table),
            "\u{feff}# Plaque, recherche : en ZIP, avec une école\nrang;code;nom;acces\n\
             1;\"=\"\"01004\"\"\";Ambérieu, le Bourg;2,41\n2;2A004;Ajaccio;-0,5\n3;97411;Saint-Denis;\n"
        );
    }
}
