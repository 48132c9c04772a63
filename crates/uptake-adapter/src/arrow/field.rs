//! Schemas: names and types.

use crate::abi::ArrowSchema;
use crate::{AdapterError, ErrorCode};
use std::ffi::c_char;

/// How deep types may be nested.
const DEEPEST: usize = 32;
/// How many children a type may have.
const MOST_CHILDREN: i64 = 1 << 16;
/// The longest name or format, in bytes.
const LONGEST: usize = 1 << 16;

/// A name and a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// The column's name.
    pub(crate) name: String,
    /// The type as Arrow writes it.
    pub(crate) format: String,
    /// The type as we read it; of a dictionary, that of its indices.
    pub(crate) kind: Kind,
    /// The fields inside.
    pub(crate) children: Vec<Field>,
    /// The type of a dictionary's values.
    pub(crate) dictionary: Option<Box<Field>>,
}

/// How values lie in memory, and what they mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing but nulls.
    Null,
    /// Bits.
    Bool,
    /// Values of a fixed width.
    Primitive(Primitive),
    /// UTF-8.
    Text(Offsets),
    /// Bytes.
    Bytes(Offsets),
    /// Bytes, as many in each row.
    FixedBytes(usize),
    /// Lists; maps are lists of key and value.
    List(Offsets),
    /// Lists, as long in each row.
    FixedList(usize),
    /// Fields side by side.
    Struct,
}

/// How the ends of values of different lengths are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offsets {
    /// 32 bits.
    Small,
    /// 64 bits.
    Large,
    /// Views: short values in place, long ones in buffers.
    View,
}

/// The unit of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Milli,
    Micro,
    Nano,
}

/// A value of a fixed width.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Primitive {
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float32,
    Float64,
    /// Days since 1970.
    Date32,
    /// Milliseconds since 1970.
    Date64,
    /// Time of day.
    Time(Unit),
    /// Time since 1970, with a zone or without.
    Timestamp(Unit, Option<String>),
    Duration(Unit),
    /// An integer of `width` bytes, to be divided by ten to the power of `scale`.
    Decimal {
        precision: usize,
        scale: usize,
        width: usize,
    },
}

impl Primitive {
    /// Bytes of a value.
    pub(crate) fn width(&self) -> usize {
        match self {
            Primitive::Int8 | Primitive::UInt8 => 1,
            Primitive::Int16 | Primitive::UInt16 => 2,
            Primitive::Int32 | Primitive::UInt32 | Primitive::Float32 | Primitive::Date32 => 4,
            Primitive::Time(Unit::Second | Unit::Milli) => 4,
            Primitive::Int64 | Primitive::UInt64 | Primitive::Float64 | Primitive::Date64 => 8,
            Primitive::Time(Unit::Micro | Unit::Nano) | Primitive::Timestamp(..) | Primitive::Duration(_) => 8,
            Primitive::Decimal { width, .. } => *width,
        }
    }
}

/// Reads a schema.
///
/// # Safety
/// The schema and all it points at obey the Arrow C data interface.
///
/// # Errors
/// When it breaks the interface in a way that can be seen, or has a type that isn't carried.
pub(crate) unsafe fn read_schema(schema: &ArrowSchema) -> Result<Field, AdapterError> {
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
        let message = format!("{} is a dictionary whose indices are no integers", shown(&name));
        return Err(broken(message));
    }
    Ok(Field {
        name,
        format,
        kind,
        children,
        dictionary,
    })
}

fn is_index(kind: &Kind) -> bool {
    use Primitive::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
    matches!(
        kind,
        Kind::Primitive(Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64)
    )
}

/// What a format string means. `Err` says why a known one isn't carried, or nothing for an unknown one.
pub(crate) fn kind(format: &str) -> Result<Kind, String> {
    use Primitive as P;
    let unit = |letter: &str| match letter {
        "s" => Some(Unit::Second),
        "m" => Some(Unit::Milli),
        "u" => Some(Unit::Micro),
        "n" => Some(Unit::Nano),
        _ => None,
    };
    let size = |text: &str| text.parse::<usize>().ok().filter(|size| *size <= 1 << 30);
    Ok(match format {
        "n" => Kind::Null,
        "b" => Kind::Bool,
        "c" => Kind::Primitive(P::Int8),
        "C" => Kind::Primitive(P::UInt8),
        "s" => Kind::Primitive(P::Int16),
        "S" => Kind::Primitive(P::UInt16),
        "i" => Kind::Primitive(P::Int32),
        "I" => Kind::Primitive(P::UInt32),
        "l" => Kind::Primitive(P::Int64),
        "L" => Kind::Primitive(P::UInt64),
        "f" => Kind::Primitive(P::Float32),
        "g" => Kind::Primitive(P::Float64),
        "u" => Kind::Text(Offsets::Small),
        "U" => Kind::Text(Offsets::Large),
        "vu" => Kind::Text(Offsets::View),
        "z" => Kind::Bytes(Offsets::Small),
        "Z" => Kind::Bytes(Offsets::Large),
        "vz" => Kind::Bytes(Offsets::View),
        "tdD" => Kind::Primitive(P::Date32),
        "tdm" => Kind::Primitive(P::Date64),
        "+l" | "+m" => Kind::List(Offsets::Small),
        "+L" => Kind::List(Offsets::Large),
        "+s" => Kind::Struct,
        "e" => return Err("half-precision numbers aren't carried".to_owned()),
        "tiM" | "tiD" | "tin" => return Err("intervals aren't carried".to_owned()),
        "+vl" | "+vL" => return Err("list views aren't carried".to_owned()),
        "+r" => return Err("run-end encoding isn't carried".to_owned()),
        _ if format.starts_with("+u") => return Err("unions aren't carried".to_owned()),
        _ => {
            let unknown = || String::new();
            if let Some(zoned) = format.strip_prefix("ts") {
                let (letter, zone) = zoned.split_once(':').ok_or_else(unknown)?;
                let zone = Some(zone.to_owned()).filter(|zone| !zone.is_empty());
                return Ok(Kind::Primitive(P::Timestamp(unit(letter).ok_or_else(unknown)?, zone)));
            }
            if let Some(letter) = format.strip_prefix("tt") {
                return Ok(Kind::Primitive(P::Time(unit(letter).ok_or_else(unknown)?)));
            }
            if let Some(letter) = format.strip_prefix("tD") {
                return Ok(Kind::Primitive(P::Duration(unit(letter).ok_or_else(unknown)?)));
            }
            if let Some(bytes) = format.strip_prefix("w:") {
                return Ok(Kind::FixedBytes(size(bytes).ok_or_else(unknown)?));
            }
            if let Some(items) = format.strip_prefix("+w:") {
                return Ok(Kind::FixedList(size(items).ok_or_else(unknown)?));
            }
            if let Some(numbers) = format.strip_prefix("d:") {
                return decimal(numbers);
            }
            return Err(unknown());
        }
    })
}

fn decimal(numbers: &str) -> Result<Kind, String> {
    let numbers: Vec<Option<i64>> = numbers.split(',').map(|number| number.parse().ok()).collect();
    let (precision, scale, bits) = match *numbers.as_slice() {
        [Some(precision), Some(scale)] => (precision, scale, 128),
        [Some(precision), Some(scale), Some(bits)] => (precision, scale, bits),
        _ => return Err(String::new()),
    };
    let width = match bits {
        32 => 4,
        64 => 8,
        128 => 16,
        _ => return Err(format!("decimals of {bits} bits aren't carried")),
    };
    match (usize::try_from(precision), usize::try_from(scale)) {
        (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => Ok(Kind::Primitive(Primitive::Decimal {
            precision,
            scale,
            width,
        })),
        _ => Err("this precision and scale of a decimal aren't carried".to_owned()),
    }
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
    String::from_utf8(bytes).map(Some).map_err(|_| "is no UTF-8".to_owned())
}

/// A column in a message.
pub(super) fn shown(name: &str) -> String {
    match name {
        "" => "a column without a name".to_owned(),
        name => format!("`{name}`"),
    }
}

/// A breach of the Arrow C interface.
pub(super) fn broken(message: String) -> AdapterError {
    AdapterError::new(ErrorCode::PluginAnswer, message)
        .help("the plugin breaks the Arrow C interface: report it to whoever made it")
}

fn unsupported(name: &str, format: &str, why: &str) -> AdapterError {
    let why = match why {
        "" => "no such type is known",
        why => why,
    };
    let message = format!("{} has the Arrow type `{format}`: {why}", shown(name));
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("cast the column to text or to a plain number at the source, or leave it out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_arrow_writes_them() {
        assert_eq!(kind("l"), Ok(Kind::Primitive(Primitive::Int64)));
        let berlin = Some("Europe/Berlin".to_owned());
        assert_eq!(
            kind("tsu:Europe/Berlin"),
            Ok(Kind::Primitive(Primitive::Timestamp(Unit::Micro, berlin)))
        );
        assert_eq!(
            kind("tsn:"),
            Ok(Kind::Primitive(Primitive::Timestamp(Unit::Nano, None)))
        );
        assert_eq!(kind("w:16"), Ok(Kind::FixedBytes(16)));
        assert_eq!(kind("+w:3"), Ok(Kind::FixedList(3)));
        let decimal = |precision, scale, width| {
            Ok(Kind::Primitive(Primitive::Decimal {
                precision,
                scale,
                width,
            }))
        };
        assert_eq!(kind("d:38,0"), decimal(38, 0, 16));
        assert_eq!(kind("d:9,2,32"), decimal(9, 2, 4));
    }

    #[test]
    fn formats_that_are_unknown_or_lie_are_refused() {
        for format in [
            "", "x", "ts", "tsq:", "d:", "d:40,2", "d:5,9", "d:5,-2", "w:", "w:-1", "+w:x", "tt",
        ] {
            assert!(kind(format).is_err(), "{format}");
        }
        for format in ["e", "tiM", "+ud:0,1", "+r", "+vl", "d:50,2,256"] {
            assert!(kind(format).is_err_and(|why| why.contains("carried")), "{format}");
        }
    }
}
