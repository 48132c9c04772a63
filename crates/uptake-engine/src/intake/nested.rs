//! Paths of a mapping through objects and lists: each becomes a column.

use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_adapter::typed_mark;
use uptake_rules::path::{self, Element};
use uptake_rules::policy::mapping::{Mapping, THE_ROW};

/// The top-level columns that a mapping reads, besides plain ones.
pub(super) fn top_level(mapping: &Mapping, paths: &[&str]) -> Vec<String> {
    let lists = mapping.explode.iter().map(|list| list.text.as_str());
    let lists = lists.filter(|list| *list != THE_ROW);
    let mut names = BTreeSet::new();
    for path in mapping
        .rows
        .as_deref()
        .into_iter()
        .chain(lists)
        .chain(paths.iter().copied())
    {
        // A name may hold dots itself: whichever the source has, it delivers.
        names.extend(path::keys(path).map(|(key, _)| key.to_owned()));
    }
    names.into_iter().collect()
}

/// Adds the column of a path by walking down structs and lists, if it isn't there already. A field that isn't there stays
/// absent: the contract decides.
pub(super) fn reach(frame: DataFrame, path: &str) -> Result<DataFrame, Error> {
    if frame.column(path).is_ok() {
        return Ok(frame);
    }
    for (key, rest) in path::keys(path) {
        if let Ok(column) = frame.column(key)
            && let Some((found, typed)) = walk((column.as_materialized_series(), mark(&frame, key)), rest)?
        {
            let mut frame = frame;
            frame.with_column(found.with_name(path.into()).into_column())?;
            if let Some(typed) = typed {
                frame.with_column(typed.with_name(typed_mark(path).into()).into_column())?;
            }
            return Ok(frame);
        }
    }
    Ok(frame)
}

/// What says of a column which of its values aren't texts.
pub(super) fn mark<'a>(frame: &'a DataFrame, name: &str) -> Option<&'a Series> {
    frame.column(&typed_mark(name)).ok().map(Column::as_materialized_series)
}

/// Values, and which of them aren't texts, where that has to be said.
type Values = (Series, Option<Series>);

/// What stands at `path` in each value; `None` if no value has such a field.
fn walk((values, typed): (&Series, Option<&Series>), path: &str) -> Result<Option<Values>, Error> {
    if path.is_empty() {
        return Ok(Some((values.clone(), typed.cloned())));
    }
    match values.dtype() {
        DataType::Struct(_) => {
            let structs = values.struct_()?;
            for (key, rest) in path::keys(path) {
                let typed = structs.field_by_name(&typed_mark(key)).ok();
                if let Ok(field) = structs.field_by_name(key)
                    && let Some(found) = walk((&field, typed.as_ref()), rest)?
                {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        }
        DataType::List(_) => match path::element(path) {
            Some((element, rest)) => match pick(values, element)? {
                Some(picked) => {
                    // Only plain values have marks, and of these an element is picked by its number.
                    let typed = typed.map(|typed| pick(typed, element)).transpose()?.flatten();
                    walk((&picked, typed.as_ref()), rest)
                }
                None => Ok(None),
            },
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// One element of each list; unknown where a list has none such.
fn pick(lists: &Series, element: Element<'_>) -> Result<Option<Series>, Error> {
    let lists = lists.list()?.rechunk();
    let inner = lists.get_inner();
    let says = match element {
        Element::At(_) => None,
        Element::Where { key, .. } => match inner.struct_().and_then(|structs| structs.field_by_name(key)) {
            Ok(field) => Some(field.cast(&DataType::String)?),
            Err(_) => return Ok(None),
        },
    };
    let says = says.as_ref().map(|says| says.str()).transpose()?;
    let array = lists.downcast_as_array();
    let known = |row: usize| array.validity().is_none_or(|known| known.get(row) == Some(true));
    let ends = array.offsets().as_slice().windows(2);
    let places: IdxCa = ends
        .enumerate()
        .map(|(row, ends)| {
            let [start, end] = *ends else { return None };
            if !known(row) {
                return None;
            }
            let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
            let place = match element {
                Element::At(index) => start.checked_add(index).filter(|place| *place < end),
                Element::Where { value, .. } => {
                    (start..end).find(|place| says.is_some_and(|says| says.get(*place) == Some(value)))
                }
            };
            IdxSize::try_from(place?).ok()
        })
        .collect();
    Ok(Some(inner.take(&places)?))
}
