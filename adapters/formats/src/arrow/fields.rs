//! The fields of a schema, flattened as a batch has them: a node for each, with so many buffers.

use super::fault::Fault;
use polars_arrow_format::ipc::{FieldRef, MetadataVersion, TypeRef, UnionMode};

/// Fields of a schema at most, nested ones counted each time that they are reached. A schema may refer to one field in several
/// places, so that few bytes could become any number.
const MOST_FIELDS: usize = 2_000_000;

/// A field in the order in which a batch has its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Its buffers.
    pub(super) buffers: usize,
    /// Whether a batch states how many more there are.
    pub(super) views: bool,
}

/// A field and all below it.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    pub(super) nodes: Vec<Node>,
    /// The dictionaries whose keys it holds; the field describes their values.
    pub(super) dictionaries: Vec<(i64, FieldRef<'a>)>,
    pub(super) levels: usize,
}

/// How many fields may still come.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_FIELDS)
    }
}

/// Flattens a field. `values` says that a dictionary's values are meant, not its keys.
pub(super) fn flatten<'a>(
    root: FieldRef<'a>,
    values: bool,
    version: MetadataVersion,
    budget: &mut Budget,
) -> Result<Flat<'a>, Fault> {
    let mut flat = Flat::default();
    let mut waiting = vec![(root, 1)];
    let mut as_values = values;
    while let Some((field, level)) = waiting.pop() {
        budget.0 = budget
            .0
            .checked_sub(1)
            .ok_or_else(|| Fault::broken("its schema has more than two million fields"))?;
        flat.levels = flat.levels.max(level);
        let of_values = std::mem::take(&mut as_values);
        if let (Some(dictionary), false) = (field.dictionary()?, of_values) {
            flat.dictionaries.push((dictionary.id()?, field));
            flat.nodes.push(Node {
                buffers: 2,
                views: false,
            });
            continue;
        }
        let kind = field.type_()?.ok_or_else(|| Fault::broken("a field has no type"))?;
        let (node, nests) = node(&kind, version)?;
        flat.nodes.push(node);
        if nests {
            let children = field.children()?.into_iter().flatten();
            let children = children.collect::<Result<Vec<FieldRef<'a>>, _>>()?;
            waiting.extend(children.into_iter().rev().map(|child| (child, level + 1)));
        }
    }
    Ok(flat)
}

/// The node of a type, and whether others follow for its children.
fn node(kind: &TypeRef<'_>, version: MetadataVersion) -> Result<(Node, bool), Fault> {
    use TypeRef as T;
    let plain = |buffers| Node { buffers, views: false };
    Ok(match kind {
        T::Null(_) => (plain(0), false),
        T::Int(_)
        | T::FloatingPoint(_)
        | T::Bool(_)
        | T::Decimal(_)
        | T::Date(_)
        | T::Time(_)
        | T::Timestamp(_)
        | T::Interval(_)
        | T::Duration(_)
        | T::FixedSizeBinary(_) => (plain(2), false),
        T::Binary(_) | T::Utf8(_) | T::LargeBinary(_) | T::LargeUtf8(_) => (plain(3), false),
        T::BinaryView(_) | T::Utf8View(_) => (
            Node {
                buffers: 2,
                views: true,
            },
            false,
        ),
        T::List(_) | T::LargeList(_) | T::Map(_) => (plain(2), true),
        T::ListView(_) | T::LargeListView(_) => (plain(3), true),
        T::FixedSizeList(_) | T::Struct(_) => (plain(1), true),
        T::RunEndEncoded(_) => (plain(0), true),
        T::Union(union) => {
            let own = match union.mode()? {
                UnionMode::Sparse => 1,
                UnionMode::Dense => 2,
            };
            // Before version 5, unions had their own nulls.
            (plain(own + usize::from(version == MetadataVersion::V4)), true)
        }
    })
}
