//! Reading schemas.

use super::breach::{broken, shown};
use super::field::{Field, Kind, Primitive};
use super::format::kind;
use super::structs::ArrowSchema;
use std::ffi::c_char;
use uptake_adapter::{AdapterError, ErrorCode};

/// How deep types may be nested.
const DEEPEST: usize = 32;
/// How many children a type may have.
const MOST_CHILDREN: i64 = 1 << 16;
/// The longest name or format, in bytes.
const LONGEST: usize = 1 << 16;

/// Reads a schema.
///
/// # Safety
/// The schema and all it points at obey the Arrow C data interface.
///
/// # Errors
/// When it breaks the interface in a way that can be seen, or has a type that isn't supported.
pub unsafe fn read_schema(schema: &ArrowSchema) -> Result<Field, AdapterError> {
    // SAFETY: the caller's.
    unsafe { read(schema, 0) }
}

unsafe fn read(schema: &ArrowSchema, depth: usize) -> Result<Field, AdapterError> {
    // SAFETY: by the interface zero-terminated text or null, here and below.
    let name = unsafe { text_at(schema.name) }.map_err(|why| broken(format!("a column's name {why}")))?;
    let name = name.unwrap_or_default();
    if schema.release.is_none() {
        return Err(broken(format!("the type of {} was freed already", shown(&name))));
    }
    if depth > DEEPEST {
        return Err(broken(format!(
            "{} is nested deeper than {DEEPEST} types",
            shown(&name)
        )));
    }
    // SAFETY: as above.
    let format = unsafe { text_at(schema.format) }.map_err(|why| broken(format!("a column's format {why}")))?;
    let format = format.ok_or_else(|| broken(format!("{} has no format", shown(&name))))?;
    if !(0..=MOST_CHILDREN).contains(&schema.n_children) {
        let message = format!("{} claims {} children", shown(&name), schema.n_children);
        return Err(broken(message));
    }
    let mut children = Vec::new();
    for index in 0..usize::try_from(schema.n_children).unwrap_or(0) {
        if schema.children.is_null() {
            return Err(broken(format!("the children of {} have no address", shown(&name))));
        }
        // SAFETY: by the interface an array of `n_children` pointers, each null or a schema.
        let child = unsafe { (*schema.children.add(index)).as_ref() };
        let child = child.ok_or_else(|| broken(format!("child {index} of {} has no address", shown(&name))))?;
        // SAFETY: part of the same schema.
        children.push(unsafe { read(child, depth + 1) }?);
    }
    // SAFETY: by the interface null or a schema.
    let dictionary = match unsafe { schema.dictionary.as_ref() } {
        // SAFETY: part of the same schema.
        Some(values) => Some(Box::new(unsafe { read(values, depth + 1) }?)),
        None => None,
    };
    Field::of(name, format, children, dictionary)
}

impl Field {
    /// A field of a name, a format as Arrow writes it, and the fields inside.
    ///
    /// # Errors
    /// When the type isn't supported, or the fields inside don't fit it.
    pub fn of(
        name: String,
        format: String,
        children: Vec<Field>,
        dictionary: Option<Box<Field>>,
    ) -> Result<Self, AdapterError> {
        let kind = kind(&format).map_err(|why| unsupported(&name, &format, &why))?;
        let wanted = match &kind {
            Kind::List(_) | Kind::FixedList(_) => Some(1),
            Kind::Struct => None,
            _ => Some(0),
        };
        if let Some(wanted) = wanted
            && children.len() != wanted
        {
            let message = format!("{} has {} children instead of {wanted}", shown(&name), children.len());
            return Err(broken(message));
        }
        if dictionary.is_some() && !is_index(&kind) {
            let message = format!("{} is a dictionary whose indices aren't integers", shown(&name));
            return Err(broken(message));
        }
        Ok(Self {
            name,
            format,
            kind,
            children,
            dictionary,
        })
    }
}

fn is_index(kind: &Kind) -> bool {
    use Primitive::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
    matches!(
        kind,
        Kind::Primitive(Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64)
    )
}

/// Zero-terminated text; none at null.
///
/// # Safety
/// Null, or text that ends with a zero byte.
unsafe fn text_at(text: *const c_char) -> Result<Option<String>, String> {
    if text.is_null() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    loop {
        // SAFETY: no zero byte was met before, so this one is part of the text.
        #[expect(clippy::cast_sign_loss, reason = "the bits of a byte")]
        let byte = unsafe { *text.add(bytes.len()) } as u8;
        match byte {
            0 => break,
            _ if bytes.len() == LONGEST => return Err("has no end".to_owned()),
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map(Some).map_err(|_| "isn't UTF-8".to_owned())
}

fn unsupported(name: &str, format: &str, why: &str) -> AdapterError {
    let why = match why {
        "" => "the type is unknown",
        why => why,
    };
    let message = format!("{} has the Arrow type `{format}`: {why}", shown(name));
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("cast the column to text or to a plain number at the source, or leave it out")
}
