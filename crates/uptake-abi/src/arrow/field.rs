//! Fields: names and types.

/// A name and a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The column's name.
    pub name: String,
    /// The type as Arrow writes it.
    pub format: String,
    /// The type as we read it; of a dictionary, that of its indices.
    pub kind: Kind,
    /// The fields inside.
    pub children: Vec<Field>,
    /// The type of a dictionary's values.
    pub dictionary: Option<Box<Field>>,
}

/// How values lie in memory, and what they mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
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
pub enum Offsets {
    /// 32 bits.
    Small,
    /// 64 bits.
    Large,
    /// Views: short values in place, long ones in buffers.
    View,
}

/// The unit of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Milliseconds.
    Milli,
    /// Microseconds.
    Micro,
    /// Nanoseconds.
    Nano,
}

/// A value of a fixed width.
#[derive(Clone, Debug, PartialEq)]
pub enum Primitive {
    /// A signed integer of 8 bits.
    Int8,
    /// A signed integer of 16 bits.
    Int16,
    /// A signed integer of 32 bits.
    Int32,
    /// A signed integer of 64 bits.
    Int64,
    /// An unsigned integer of 8 bits.
    UInt8,
    /// An unsigned integer of 16 bits.
    UInt16,
    /// An unsigned integer of 32 bits.
    UInt32,
    /// An unsigned integer of 64 bits.
    UInt64,
    /// A floating-point number of 32 bits.
    Float32,
    /// A floating-point number of 64 bits.
    Float64,
    /// Days since 1970.
    Date32,
    /// Milliseconds since 1970.
    Date64,
    /// Time of day.
    Time(Unit),
    /// Time since 1970, with a zone or without.
    Timestamp(Unit, Option<String>),
    /// A length of time.
    Duration(Unit),
    /// An integer of `width` bytes, to be divided by ten to the power of `scale`.
    Decimal {
        /// Digits at most.
        precision: usize,
        /// Digits behind the point.
        scale: usize,
        /// Bytes of a value.
        width: usize,
    },
}

impl Primitive {
    /// Bytes of a value.
    #[must_use]
    pub fn width(&self) -> usize {
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
