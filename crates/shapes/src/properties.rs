//! Properties of a feature as text, and which of them are its code and its name.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use territory::InseeCode;

/// Most properties kept of a feature.
pub(crate) const MOST: usize = 30;
/// Most characters kept of a value or of the name of a property.
pub(crate) const LONGEST: usize = 200;

/// Names of codes of areas that are no communes though their files also tell the commune: they come
/// first.
const AREA_CODES: [&str; 5] = ["codeqp", "codeqpv", "codeiris", "dcomiris", "codecpts"];
/// Names of the code of a commune, lower case without separators, best first; then those of any
/// code.
const CODES: [&str; 17] = [
    "inseecom",
    "codeinsee",
    "codgeo",
    "depcom",
    "insee",
    "codeinseecommune",
    "codecommune",
    "inseecode",
    "inseecommune",
    "code",
    "codecom",
    "cog",
    "com",
    "commune",
    "identifiant",
    "ref",
    "id",
];
/// Names of names, in the same way.
const NAMES: [&str; 20] = [
    "nom",
    "nomcom",
    "nomofficiel",
    "nomcommune",
    "libgeo",
    "libelle",
    "libcom",
    "libqp",
    "nomqp",
    "nomqpv",
    "nomcpts",
    "nomiris",
    "name",
    "nomm",
    "label",
    "titre",
    "title",
    "raisonsociale",
    "designation",
    "intitule",
];

/// Properties of a feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Properties {
    /// Name and value of the first thirty scalars.
    pub(crate) list: Vec<(String, String)>,
    /// The code, with how good it is (least is best).
    code: Option<(usize, String)>,
    /// The name, in the same way.
    name: Option<(usize, String)>,
}

impl Properties {
    fn add(&mut self, key: &str, value: &str) {
        let plain: String =
            key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let text = value.trim();
        if !text.is_empty() {
            better(&mut self.code, code_rank(&plain, text), text);
            better(&mut self.name, NAMES.iter().position(|n| *n == plain), text);
        }
        if self.list.len() < MOST {
            self.list.push((cut(key), cut(value)));
        }
    }

    /// The code among the properties, else the identifier of the feature.
    pub(crate) fn code(&mut self, id: Option<String>) -> Option<String> {
        let id = id.filter(|id| !id.trim().is_empty());
        match self.code.take() {
            // A mere number of order is worth less than an identifier that is a code of a commune.
            Some((rank, _))
                if rank >= AREA_CODES.len() + CODES.len()
                    && id.as_deref().is_some_and(looks_like_insee) =>
            {
                id
            }
            Some((_, code)) => Some(code),
            None => id,
        }
    }

    /// The name among the properties.
    pub(crate) fn name(&mut self) -> Option<String> {
        self.name.take().map(|(_, name)| name)
    }
}

fn better(best: &mut Option<(usize, String)>, rank: Option<usize>, value: &str) {
    if let Some(rank) = rank
        && best.as_ref().is_none_or(|(known, _)| rank < *known)
    {
        *best = Some((rank, cut(value)));
    }
}

/// How good a property is as a code: areas' own codes, then what looks like a code of a commune,
/// then the rest.
fn code_rank(plain: &str, value: &str) -> Option<usize> {
    if let Some(rank) = AREA_CODES.iter().position(|n| *n == plain) {
        return Some(rank);
    }
    let rank = AREA_CODES.len() + CODES.iter().position(|n| *n == plain)?;
    Some(if looks_like_insee(value) { rank } else { rank + CODES.len() })
}

fn looks_like_insee(value: &str) -> bool {
    insee(value).is_some()
}

/// The code of a commune in a text, and whether its zero in front had been lost.
pub(crate) fn insee(text: &str) -> Option<(InseeCode, bool)> {
    let text = text.trim();
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return InseeCode::parse(&format!("0{text}")).ok().map(|code| (code, true));
    }
    InseeCode::parse(text).ok().map(|code| (code, false))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text.to_owned(),
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Lenient).map(|any| any.properties)
    }
}

/// A value of which only the text is wanted: text, number or truth value; `None` for everything
/// else.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scalar(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Shallow)
    }
}

struct Shallow;

impl<'de> Visitor<'de> for Shallow {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, v: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(cut(v))))
    }
    fn visit_bool<E>(self, v: bool) -> Result<Scalar, E> {
        Ok(Scalar(Some(if v { "oui" } else { "non" }.to_owned())))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(v.to_string())))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(v.to_string())))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(cut(&v.to_string()))))
    }
    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

/// Properties that may well be no object: then there are none.
#[derive(Default)]
struct Any {
    properties: Properties,
}

struct Lenient;

impl<'de> Visitor<'de> for Lenient {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        let mut any = Any::default();
        while let Some((key, Scalar(value))) = map.next_entry::<String, Scalar>()? {
            if let Some(value) = value {
                any.properties.add(&key, &value);
            }
        }
        any.properties.list.shrink_to_fit();
        Ok(any)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Any, A::Error> {
        Shallow.visit_seq(seq).map(|_| Any::default())
    }
    fn visit_str<E>(self, _: &str) -> Result<Any, E> {
        Ok(Any::default())
    }
    fn visit_bool<E>(self, _: bool) -> Result<Any, E> {
        Ok(Any::default())
    }
    fn visit_i64<E>(self, _: i64) -> Result<Any, E> {
        Ok(Any::default())
    }
    fn visit_u64<E>(self, _: u64) -> Result<Any, E> {
        Ok(Any::default())
    }
    fn visit_f64<E>(self, _: f64) -> Result<Any, E> {
        Ok(Any::default())
    }
    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Properties {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn the_best_code_and_name_are_taken() {
        for (text, code) in [
            (r#"{"id":"7","INSEE_COM":"12089"}"#, Some("12089")),
            (r#"{"code":"FR-12","com":"12089"}"#, Some("12089")),
            (r#"{"insee_com":"12089","code_qp":"QP012001"}"#, Some("QP012001")),
            (r#"{"code":1001}"#, Some("1001")),
            (r#"{"code":" ","id":3}"#, Some("3")),
            (r#"{"x":[1],"y":{"code":"12089"}}"#, None),
            ("null", None),
            ("[1]", None),
        ] {
            assert_eq!(read(text).code(None).as_deref(), code, "{text}");
        }
        assert_eq!(read(r#"{"id":3}"#).code(Some("12089".to_owned())).as_deref(), Some("12089"));
        assert_eq!(read(r#"{"name":"a","NOM":"b"}"#).name().as_deref(), Some("b"));
        assert_eq!(
            insee("1001").map(|(c, lost)| (c.to_string(), lost)),
            Some(("01001".to_owned(), true))
        );
    }

    #[test]
    fn long_and_many_values_are_cut() {
        let many: Vec<String> =
            (0..40).map(|i| format!("\"p{i}\":\"{}\"", "é".repeat(300))).collect();
        let read = read(&format!("{{{},\"code\":\"12089\"}}", many.join(",")));
        assert_eq!(read.list.len(), MOST);
        assert!(read.list.iter().all(|(_, v)| v.chars().count() == LONGEST));
        assert!(read.code.is_some(), "beyond the thirtieth");
    }
}
