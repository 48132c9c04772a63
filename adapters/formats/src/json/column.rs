//! Columns that are being filled, of the shape that was found.

use super::shape::{Fields, Shape};
use polars_arrow::array::{
    Array, BooleanArray, ListArray, MutableArray, MutableBinaryViewArray, MutableBooleanArray, MutablePrimitiveArray,
    NullArray, StructArray,
};
use polars_arrow::bitmap::MutableBitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::offset::{Offsets, OffsetsBuffer};

/// A column that is being filled. Fields that an object lacks are filled up only when the next value comes, or at the end:
/// that is also how a key is found out that comes twice.
pub(super) enum Column {
    /// Nulls, or values that nobody reads.
    Nothing(usize),
    Bool(MutableBooleanArray),
    Whole(MutablePrimitiveArray<i64>),
    Unsigned(MutablePrimitiveArray<u64>),
    Float(MutablePrimitiveArray<f64>),
    Text(MutableBinaryViewArray<str>),
    Mixed(Mixed),
    List(List),
    Object(Object),
}

/// Texts, and numbers among them.
pub(super) struct Mixed {
    values: MutableBinaryViewArray<str>,
    /// Which of them are numbers.
    numbers: MutableBitmap,
}

impl Mixed {
    pub(super) fn push(&mut self, text: &str, is_number: bool) {
        self.values.push_value(text);
        self.numbers.push(is_number);
    }
}

pub(super) struct List {
    pub(super) offsets: Offsets<i64>,
    pub(super) known: MutableBitmap,
    pub(super) inner: Box<Column>,
}

pub(super) struct Object {
    pub(super) known: MutableBitmap,
    pub(super) children: Vec<Column>,
}

impl Column {
    pub(super) fn new(shape: &Shape) -> Self {
        match shape {
            Shape::Null | Shape::Unread => Column::Nothing(0),
            Shape::Bool => Column::Bool(MutableBooleanArray::new()),
            Shape::Whole { .. } if shape.data_type() == ArrowDataType::UInt64 => {
                Column::Unsigned(MutablePrimitiveArray::new())
            }
            Shape::Whole { .. } => Column::Whole(MutablePrimitiveArray::new()),
            Shape::Float => Column::Float(MutablePrimitiveArray::new()),
            Shape::Text => Column::Text(MutableBinaryViewArray::new()),
            Shape::Mixed => Column::Mixed(Mixed {
                values: MutableBinaryViewArray::new(),
                numbers: MutableBitmap::new(),
            }),
            Shape::List(inner) => Column::List(List {
                offsets: Offsets::default(),
                known: MutableBitmap::new(),
                inner: Box::new(Column::new(inner)),
            }),
            Shape::Object(fields) => Column::Object(Object::new(fields)),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Column::Nothing(len) => *len,
            Column::Bool(values) => values.len(),
            Column::Whole(values) => values.len(),
            Column::Unsigned(values) => values.len(),
            Column::Float(values) => values.len(),
            Column::Text(values) => values.len(),
            Column::Mixed(mixed) => mixed.numbers.len(),
            Column::List(list) => list.known.len(),
            Column::Object(object) => object.known.len(),
        }
    }

    /// Fills up with nulls to a length.
    pub(super) fn fill(&mut self, len: usize) {
        let missing = len.saturating_sub(self.len());
        if missing == 0 {
            return;
        }
        match self {
            Column::Nothing(own) => *own += missing,
            Column::Bool(values) => values.extend_null(missing),
            Column::Whole(values) => values.extend_null(missing),
            Column::Unsigned(values) => values.extend_null(missing),
            Column::Float(values) => values.extend_null(missing),
            Column::Text(values) => values.extend_null(missing),
            Column::Mixed(mixed) => {
                mixed.values.extend_null(missing);
                mixed.numbers.extend_constant(missing, false);
            }
            Column::List(list) => {
                list.known.extend_constant(missing, false);
                list.offsets.extend_constant(missing);
            }
            Column::Object(object) => object.known.extend_constant(missing, false),
        }
    }

    /// The column as an array of the shape's type, and one that says which of its values are numbers, where that is needed.
    pub(super) fn finish(self, shape: &Shape) -> (Box<dyn Array>, Option<Box<dyn Array>>) {
        let data_type = shape.data_type();
        let array = match (self, shape) {
            (Column::Bool(values), _) => values.freeze().boxed(),
            (Column::Whole(values), _) => values.freeze().boxed(),
            (Column::Unsigned(values), _) => values.freeze().boxed(),
            (Column::Float(values), _) => values.freeze().boxed(),
            (Column::Text(values), _) => values.freeze().boxed(),
            (Column::Mixed(mixed), _) => {
                let numbers = BooleanArray::new(ArrowDataType::Boolean, mixed.numbers.into(), None);
                return (mixed.values.freeze().boxed(), Some(numbers.boxed()));
            }
            (Column::List(list), Shape::List(inner)) => {
                let (values, numbers) = list.inner.finish(inner);
                let (offsets, known) = (OffsetsBuffer::from(list.offsets), some_unknown(list.known));
                let listed = |values: Box<dyn Array>, data_type| {
                    ListArray::new(data_type, offsets.clone(), values, known.clone()).boxed()
                };
                let numbers = numbers.zip(shape.mark_type()).map(|(numbers, ty)| listed(numbers, ty));
                return (listed(values, data_type), numbers);
            }
            (Column::Object(object), Shape::Object(fields)) => {
                let len = object.known.len();
                let known = some_unknown(object.known);
                let filled = object.children.into_iter().zip(fields.iter());
                let values = filled.flat_map(|(mut column, (name, shape))| {
                    column.fill(len);
                    let (values, numbers) = column.finish(shape);
                    let numbers = numbers.filter(|_| fields.mark(name, shape).is_some());
                    std::iter::once(values).chain(numbers)
                });
                StructArray::new(data_type, len, values.collect(), known).boxed()
            }
            (column, _) => NullArray::new(data_type, column.len()).boxed(),
        };
        (array, None)
    }
}

fn some_unknown(known: MutableBitmap) -> Option<polars_arrow::bitmap::Bitmap> {
    (known.unset_bits() > 0).then(|| known.into())
}

impl Object {
    pub(super) fn new(fields: &Fields) -> Self {
        Self {
            known: MutableBitmap::new(),
            children: fields.iter().map(|(_, shape)| Column::new(shape)).collect(),
        }
    }
}
