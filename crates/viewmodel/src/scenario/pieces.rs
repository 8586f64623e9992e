//! Pieces of an address: how values are read from them and written in them.

use std::{collections::BTreeMap, str::FromStr};

use territory::InseeCode;

use super::Misread;

pub(super) fn put<T: FromStr>(part: &mut Option<T>, text: &str) -> Result<(), Misread> {
    *part = Some(text.parse().map_err(|_| Misread)?);
    Ok(())
}

pub(super) fn code(text: &str) -> Result<InseeCode, Misread> {
    InseeCode::parse(text).map_err(|_| Misread)
}

pub(super) fn list<T, C: FromIterator<T>>(
    text: &str,
    read: impl Fn(&str) -> Result<T, Misread>,
) -> Result<C, Misread> {
    text.split(',').map(read).collect()
}

/// `key:value`, between commas.
pub(super) fn pairs<K: Ord, V: FromStr<Err = Misread>>(
    text: &str,
    read: impl Fn(&str) -> Result<K, Misread>,
) -> Result<BTreeMap<K, V>, Misread> {
    list(text, |pair| {
        let (key, value) = pair.split_once(':').ok_or(Misread)?;
        Ok((read(key)?, value.parse()?))
    })
}

pub(super) fn named<T: Copy>(all: &[(T, &str)], name: &str) -> Result<T, Misread> {
    all.iter().find(|a| a.1 == name).map(|a| a.0).ok_or(Misread)
}

pub(super) fn name_of<T: Copy + PartialEq>(all: &[(T, &'static str)], value: T) -> &'static str {
    all.iter().find(|a| a.0 == value).map_or("", |a| a.1)
}

pub(super) fn said(part: Option<&impl ToString>) -> Option<String> {
    part.map(ToString::to_string)
}

pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn joined<T: ToString>(all: impl Iterator<Item = T>) -> Option<String> {
    let all: Vec<String> = all.map(|one| one.to_string()).collect();
    (!all.is_empty()).then(|| all.join(","))
}
