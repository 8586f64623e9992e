//! Tables as text: the same cells for a program, and for a spreadsheet in French.

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Commas between cells, decimal points (RFC 4180).
    Plain,
    /// As a French spreadsheet opens it: semicolons, decimal commas, a mark that says UTF-8, codes whose
    /// zeros stay.
    French,
}

/// Writes remarks, a line each that begins with `#`, and the lines of a table below them.
pub(crate) fn csv(remarks: &[String], lines: &[Vec<String>], dialect: Dialect) -> String {
    let (mark, delimiter) = match dialect {
        Dialect::Plain => ("", b','),
        Dialect::French => ("\u{feff}", b';'),
    };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let mut written = true;
    for line in lines {
        let cells = line.iter().map(|cell| match dialect {
            Dialect::Plain => cell.clone(),
            Dialect::French => french(cell),
        });
        written &= writer.write_record(cells).is_ok();
    }
    debug_assert!(written, "a table in memory takes any text");
    let table = writer.into_inner().ok().and_then(|b| String::from_utf8(b).ok());
    let remarks: String = remarks.iter().map(|r| format!("# {r}\n")).collect();
    format!("{mark}{remarks}{}", table.unwrap_or_default())
}

fn french(cell: &str) -> String {
    let is_code = cell.len() > 1 && cell.starts_with('0') && !cell.contains('.');
    match cell.parse::<f64>() {
        Ok(_) if is_code => format!("=\"{cell}\""),
        Ok(_) => cell.replace('.', ","),
        Err(_) => cell.to_owned(),
    }
}

/// A figure to so many parts of one.
pub(crate) fn rounded(n: f64, to: f64) -> f64 {
    (n * to).round() / to
}

#[cfg(test)]
mod tests {
    use super::{Dialect, csv};

    #[test]
    fn a_table_for_programs_and_for_spreadsheets() {
        let remarks = ["Plaque, recherche : en ZIP, avec une école".to_owned()];
        let line = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let lines = [
            line(["rang", "code", "nom", "acces"]),
            line(["1", "01004", "Ambérieu, le Bourg", "2.41"]),
            line(["2", "2A004", "Ajaccio", "-0.5"]),
            line(["3", "97411", "Saint-Denis", ""]),
        ];
        assert_eq!(
            csv(&remarks, &lines, Dialect::Plain),
            "# Plaque, recherche : en ZIP, avec une école\nrang,code,nom,acces\n\
             1,01004,\"Ambérieu, le Bourg\",2.41\n2,2A004,Ajaccio,-0.5\n3,97411,Saint-Denis,\n"
        );
        assert_eq!(
            csv(&remarks, &lines, Dialect::French),
            "\u{feff}# Plaque, recherche : en ZIP, avec une école\nrang;code;nom;acces\n\
             1;\"=\"\"01004\"\"\";Ambérieu, le Bourg;2,41\n2;2A004;Ajaccio;-0,5\n3;97411;Saint-Denis;\n"
        );
    }
}
