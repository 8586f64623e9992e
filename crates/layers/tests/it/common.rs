//! The shipped places and columns that layers stand on.

use std::{path::Path, sync::OnceLock};

use atlas::pack::Pack;
use layers::{Layer, Reference};
use territory::{AssetIndex, Column, ColumnSpec, InseeCode, Row};

pub(crate) fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data")
}

/// The bytes of a shipped file, by its name in any list.
pub(crate) fn shipped(name: &str) -> Vec<u8> {
    ["index.json", "index-insight.json", "index-own.json"]
        .iter()
        .find_map(|list| {
            let index =
                AssetIndex::parse(&std::fs::read_to_string(folder().join(list)).ok()?).ok()?;
            std::fs::read(folder().join(&index.files.get(name)?.file)).ok()
        })
        .unwrap_or_else(|| panic!("{name} is on no list"))
}

pub(crate) fn reference() -> &'static Reference {
    static REFERENCE: OnceLock<Reference> = OnceLock::new();
    REFERENCE.get_or_init(|| {
        let index = std::fs::read_to_string(folder().join("index.json")).expect("index");
        let roles = AssetIndex::parse(&index).expect("a list").roles;
        let mut reference = Reference::new(roles.clone());
        reference.take_places(&shipped("places")).expect("places");
        reference.take_passage(&shipped("passage")).expect("passage");
        for role in Reference::ROLES {
            let id = roles.id(role).expect("a column");
            reference.take_column(&shipped(&format!("column-{id}"))).expect(id);
        }
        reference
    })
}

pub(crate) fn row(code: &str) -> Row {
    reference().gazetteer.row(InseeCode::parse(code).expect("a code")).expect("a place")
}

pub(crate) fn decoded(bytes: &[u8]) -> Column {
    let pack = Pack::parse(bytes).expect("a pack");
    let spec: ColumnSpec =
        serde_json::from_slice(pack.section("spec").expect("spec")).expect("a description");
    Column::decode(spec, pack.section("data").expect("data"), reference().gazetteer.len())
        .expect("a column")
}

pub(crate) fn column(layer: &Layer, id: &str) -> Column {
    let (_, bytes) = layer
        .packs
        .iter()
        .find(|p| p.0 == format!("column-{id}"))
        .unwrap_or_else(|| panic!("no {id}: {:?}", layer.report));
    decoded(bytes)
}
