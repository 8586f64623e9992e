//! Any bytes as a table, a workbook or a gzip of these: refused, or every line matched or listed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (gazetteer, passage) = fuzz::france();
    let limits = tables::Limits { inflated: 8 << 20, lines: 5_000, ..tables::Limits::default() };
    let Ok(opened) = tables::open("essai.csv", data.to_vec(), &limits) else { return };
    let Ok(table) = tables::read("essai.csv", &opened, &limits) else { return };
    let mapping = tables::recognise(&table, &gazetteer);
    assert_eq!(mapping.roles.len(), table.headers.len());
    let Ok(joined) = tables::join("essai.csv", &table, &mapping, &gazetteer, &passage) else { return };
    let lost = joined.losses.iter().filter(|l| l.is_whole_line()).count();
    assert_eq!(joined.matched + lost, table.lines.len());
    for column in &joined.columns {
        assert_eq!(column.values.len(), gazetteer.len());
    }
});
