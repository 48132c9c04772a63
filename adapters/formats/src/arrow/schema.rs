//! A schema: which columns are read, and where in a batch everything is.

use super::fault::Fault;
use super::fields::{Budget, Flat, Node, flatten};
use super::message::{self, HEADER};
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{
    Endianness, Field, FieldRef, Message, MessageHeader, MessageHeaderRef, MessageRef, MetadataVersion, Schema,
    SchemaRef,
};
use std::collections::{BTreeMap, BTreeSet};

/// A column of the schema.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    pub(super) name: String,
    /// What it is, if it is read.
    pub(super) field: Option<Field>,
    pub(super) nodes: Vec<Node>,
}

/// A schema, as far as it is needed.
#[derive(Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) parts: Vec<Part>,
    /// The dictionaries that are needed, with the nodes of their values.
    pub(super) dictionaries: BTreeMap<i64, Vec<Node>>,
    pub(super) version: MetadataVersion,
}

impl Columns {
    /// Reads a schema. Columns that aren't asked for are only measured.
    pub(super) fn read(
        schema: SchemaRef<'_>,
        version: MetadataVersion,
        asked: Option<&[String]>,
        most_levels: usize,
    ) -> Result<Self, Fault> {
        match version {
            MetadataVersion::V4 | MetadataVersion::V5 => {}
            MetadataVersion::V1 | MetadataVersion::V2 | MetadataVersion::V3 => {
                return Err(Fault::Unknown(
                    "it is written in a version of Arrow before 1.0".to_owned(),
                ));
            }
        }
        if schema.endianness()? != Endianness::Little {
            return Err(Fault::Unknown("its numbers are big-endian".to_owned()));
        }
        let (mut parts, mut dictionaries, mut budget) = (Vec::new(), BTreeMap::new(), Budget::default());
        let mut names = BTreeSet::new();
        for field in schema.fields()?.into_iter().flatten() {
            let field = field?;
            let name = field.name()?.unwrap_or_default().to_owned();
            let flat = flatten(field, false, version, &mut budget)?;
            let kept = asked.is_none_or(|asked| asked.contains(&name));
            if kept {
                if !names.insert(name.clone()) {
                    return Err(Fault::Twice(name));
                }
                if flat.levels > most_levels {
                    return Err(Fault::Deep(name));
                }
                gather(&flat, version, most_levels, &name, &mut dictionaries, &mut budget)?;
            }
            let field = kept.then(|| stored(field)).transpose()?;
            parts.push(Part {
                name,
                field,
                nodes: flat.nodes,
            });
        }
        Ok(Self {
            parts,
            dictionaries,
            version,
        })
    }

    /// The fields that are read.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Field> {
        self.parts.iter().filter_map(|part| part.field.as_ref())
    }

    /// A schema of the fields that are read alone, as a message.
    pub(super) fn message(&self) -> Vec<u8> {
        of_fields(self.kept().cloned().collect(), self.version)
    }
}

/// A field as it is stored: what a program means by it beyond that isn't known to Polars.
fn stored(field: FieldRef<'_>) -> Result<Field, Fault> {
    let mut field = Field::try_from(field)?;
    without_extensions(&mut field);
    Ok(field)
}

fn without_extensions(field: &mut Field) {
    if let Some(pairs) = &mut field.custom_metadata {
        let is_extension = |key: &str| key.starts_with("ARROW:extension:");
        pairs.retain(|pair| !pair.key.as_deref().is_some_and(is_extension));
    }
    for child in field.children.iter_mut().flatten() {
        without_extensions(child);
    }
}

/// The dictionaries of a column, and those of their values.
fn gather(
    flat: &Flat<'_>,
    version: MetadataVersion,
    most_levels: usize,
    name: &str,
    known: &mut BTreeMap<i64, Vec<Node>>,
    budget: &mut Budget,
) -> Result<(), Fault> {
    let mut waiting: Vec<(i64, FieldRef<'_>, usize)> =
        flat.dictionaries.iter().map(|(id, field)| (*id, *field, 1)).collect();
    while let Some((id, field, level)) = waiting.pop() {
        let values = flatten(field, true, version, budget)?;
        if level + values.levels > most_levels {
            return Err(Fault::Deep(name.to_owned()));
        }
        waiting.extend(
            values
                .dictionaries
                .iter()
                .map(|(id, field)| (*id, *field, level + values.levels)),
        );
        match known.get(&id) {
            Some(nodes) if *nodes != values.nodes => {
                return Err(Fault::broken("two dictionaries of one number have different types"));
            }
            Some(_) => {}
            None => {
                known.insert(id, values.nodes);
            }
        }
    }
    Ok(())
}

/// A schema of these fields, as a message.
pub(super) fn of_fields(fields: Vec<Field>, version: MetadataVersion) -> Vec<u8> {
    let schema = Schema {
        endianness: Endianness::Little,
        fields: Some(fields),
        custom_metadata: None,
        features: None,
    };
    message::written(&Message {
        version,
        header: Some(MessageHeader::Schema(Box::new(schema))),
        body_length: 0,
        custom_metadata: None,
    })
}

/// Of a schema message, as Parquet files hold it: the same with the one field of a name. `None` if there isn't exactly one,
/// or it nests deeper than `most_levels`.
///
/// # Errors
/// When it isn't a schema.
pub fn one_field(schema: &[u8], name: &str, most_levels: usize) -> Result<Option<Vec<u8>>, String> {
    let read = || -> Result<Option<Vec<u8>>, Fault> {
        let bare = match schema.get(..4) {
            Some(mark) if *mark == message::CONTINUATION => schema.get(HEADER..).unwrap_or_default(),
            _ => schema,
        };
        let message = MessageRef::read_as_root(bare)?;
        let Some(MessageHeaderRef::Schema(schema)) = message.header()? else {
            return Err(Fault::broken("it is something else"));
        };
        let mut found = None;
        for field in schema.fields()?.into_iter().flatten() {
            let field = field?;
            if field.name()?.unwrap_or_default() == name && found.replace(field).is_some() {
                return Ok(None);
            }
        }
        let Some(field) = found else { return Ok(None) };
        let version = message.version()?;
        let flat = flatten(field, false, version, &mut Budget::default())?;
        if flat.levels > most_levels {
            return Ok(None);
        }
        Ok(Some(of_fields(vec![stored(field)?], version)))
    };
    read().map_err(|fault| match fault {
        Fault::Broken(said) => said,
        other => format!("{other:?}"),
    })
}
