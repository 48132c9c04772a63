//! The shape of rows: fields by name, and of each a type that holds all its values.

use super::fault::Why;
use super::number::{EXACT, Number};
use polars::prelude::PlSmallStr;
use polars_arrow::datatypes::{ArrowDataType, Field};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use uptake_adapter::typed_mark;

/// A type that holds all values of a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// No value but null was seen.
    Null,
    /// True and false.
    Bool,
    /// Whole numbers between these two; zero is always among them.
    Whole {
        /// The least, or zero.
        least: i64,
        /// The greatest, or zero.
        most: u64,
    },
    /// Numbers, the whole ones of which are exact as floats.
    Float,
    /// Text, and what has no other type in common, but for numbers with a fraction or an exponent: text is all that is known of it.
    Text,
    /// The same with such numbers, which nobody has typed by the marks of his country: which values are numbers is kept.
    Mixed,
    /// Lists of such values.
    List(Box<Shape>),
    /// Objects.
    Object(Fields),
    /// Whatever it is, nobody reads it.
    Unread,
}

impl Shape {
    pub(super) fn of(number: Number) -> Self {
        match number {
            Number::Negative(least) => Shape::Whole { least, most: 0 },
            Number::Whole(most) => Shape::Whole { least: 0, most },
            Number::Beyond => Shape::Text,
            Number::Float(_) => Shape::Float,
        }
    }

    /// Whether it holds a number as it is.
    pub(super) fn holds(&self, number: Number) -> bool {
        match (self, number) {
            (Shape::Text, number) => !matches!(number, Number::Float(_)),
            (Shape::Mixed, _) => true,
            (Shape::Whole { least, .. }, Number::Negative(number)) => *least <= number,
            (Shape::Whole { most, .. }, Number::Whole(number)) => number <= *most,
            (Shape::Float, number) => number.exact().is_some(),
            (Shape::Whole { .. }, Number::Beyond | Number::Float(_)) => false,
            (Shape::Null | Shape::Bool | Shape::List(_) | Shape::Object(_) | Shape::Unread, _) => false,
        }
    }

    /// Widens it by the values of another. Which comes first doesn't matter, but for the order of fields.
    ///
    /// # Errors
    /// Where one is nested and the other plain.
    pub(super) fn meet(&mut self, other: Shape) -> Result<(), Why> {
        let met = match (&mut *self, other) {
            (_, Shape::Null) | (Shape::Unread, _) => return Ok(()),
            (Shape::List(left), Shape::List(right)) => return left.meet(*right),
            (Shape::Object(left), Shape::Object(right)) => return left.meet(right),
            (Shape::Null, other) | (_, other @ Shape::Unread) => other,
            (Shape::List(_) | Shape::Object(_), _) | (_, Shape::List(_) | Shape::Object(_)) => {
                return Err(Why::Nested(None));
            }
            (left, right) => left.plain(&right),
        };
        *self = met;
        Ok(())
    }

    /// A type for two plain ones.
    fn plain(&self, other: &Shape) -> Shape {
        match (self, other) {
            (Shape::Bool, Shape::Bool) => Shape::Bool,
            (Shape::Float, Shape::Float) => Shape::Float,
            (Shape::Whole { least, most }, Shape::Whole { least: l, most: m }) => {
                let (least, most) = (*least.min(l), *most.max(m));
                match least < 0 && i64::try_from(most).is_err() {
                    true => Shape::Text,
                    false => Shape::Whole { least, most },
                }
            }
            (Shape::Float, Shape::Whole { least, most }) | (Shape::Whole { least, most }, Shape::Float)
                if least.unsigned_abs() <= EXACT && *most <= EXACT =>
            {
                Shape::Float
            }
            (Shape::Mixed | Shape::Float, _) | (_, Shape::Mixed | Shape::Float) => Shape::Mixed,
            _ => Shape::Text,
        }
    }

    /// The shape of the elements, which makes this a list if nothing is known of it yet.
    pub(super) fn elements(&mut self) -> Result<&mut Shape, Why> {
        if matches!(self, Shape::Null) {
            *self = Shape::List(Box::new(Shape::Null));
        }
        match self {
            Shape::List(inner) => Ok(inner),
            _ => Err(Why::Nested(None)),
        }
    }

    /// The fields, which makes this an object if nothing is known of it yet.
    pub(super) fn fields(&mut self) -> Result<&mut Fields, Why> {
        if matches!(self, Shape::Null) {
            *self = Shape::Object(Fields::default());
        }
        match self {
            Shape::Object(fields) => Ok(fields),
            _ => Err(Why::Nested(None)),
        }
    }

    /// The type of a column; of a place that nobody reads, that of nulls.
    pub(super) fn data_type(&self) -> ArrowDataType {
        match self {
            Shape::Null | Shape::Unread => ArrowDataType::Null,
            Shape::Bool => ArrowDataType::Boolean,
            Shape::Whole { most, .. } if i64::try_from(*most).is_err() => ArrowDataType::UInt64,
            Shape::Whole { .. } => ArrowDataType::Int64,
            Shape::Float => ArrowDataType::Float64,
            Shape::Text | Shape::Mixed => ArrowDataType::Utf8View,
            Shape::List(inner) => {
                ArrowDataType::LargeList(Box::new(Field::new("item".into(), inner.data_type(), true)))
            }
            Shape::Object(fields) => {
                let marked = fields.iter().flat_map(|(name, shape)| {
                    let mark = fields.mark(name, shape);
                    let mark = mark.map(|(name, ty)| Field::new(name.into(), ty, true));
                    std::iter::once(field((name, shape))).chain(mark)
                });
                ArrowDataType::Struct(marked.collect())
            }
        }
    }

    /// The type of what says which of its values are numbers, where that isn't plain from its own.
    pub(super) fn mark_type(&self) -> Option<ArrowDataType> {
        match self {
            Shape::Mixed => Some(ArrowDataType::Boolean),
            Shape::List(inner) => {
                let inner = inner.mark_type()?;
                Some(ArrowDataType::LargeList(Box::new(Field::new(
                    "item".into(),
                    inner,
                    true,
                ))))
            }
            _ => None,
        }
    }

    /// Fields in it, at every level.
    pub(super) fn count(&self) -> usize {
        match self {
            Shape::List(inner) => inner.count(),
            Shape::Object(fields) => fields.count(),
            Shape::Null
            | Shape::Bool
            | Shape::Whole { .. }
            | Shape::Float
            | Shape::Text
            | Shape::Mixed
            | Shape::Unread => 0,
        }
    }
}

fn field((name, shape): (&str, &Shape)) -> Field {
    Field::new(PlSmallStr::from(name), shape.data_type(), true)
}

/// Fields by name, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    names: Vec<Box<str>>,
    shapes: Vec<Shape>,
    places: FxHashMap<Box<str>, usize>,
    /// Whether a name can't be written without an escape.
    odd: bool,
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names && self.shapes == other.shapes
    }
}

impl Fields {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The place of a key as it is written between its quotes, or what it says if there is no such field.
    pub(super) fn find<'k>(&self, written: &'k [u8], guess: usize) -> Result<usize, Cow<'k, str>> {
        if let Some(known) = self.names.get(guess)
            && known.as_bytes() == written
            && !written.contains(&b'\\')
        {
            return Ok(guess);
        }
        let name = unescaped(written);
        self.place(&name, guess).ok_or(name)
    }

    /// The place of a name. `guess` is where it is expected: objects mostly have their keys in the same order.
    pub(super) fn place(&self, name: &str, guess: usize) -> Option<usize> {
        match self.names.get(guess) {
            Some(known) if **known == *name => Some(guess),
            _ => self.places.get(name).copied(),
        }
    }

    /// Whether some name can't be written without an escape.
    pub(super) fn is_odd(&self) -> bool {
        self.odd
    }

    /// A new field, and its place.
    pub(super) fn add(&mut self, name: &str, shape: Shape) -> usize {
        self.odd |= name.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..b' '));
        let place = self.names.len();
        self.names.push(name.into());
        self.shapes.push(shape);
        self.places.insert(name.into(), place);
        place
    }

    pub(super) fn shape(&self, place: usize) -> Option<&Shape> {
        self.shapes.get(place)
    }

    pub(super) fn shape_mut(&mut self, place: usize) -> Option<&mut Shape> {
        self.shapes.get_mut(place)
    }

    pub(super) fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", |name| name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Shape)> {
        self.names.iter().map(|name| &**name).zip(&self.shapes)
    }

    /// The name and type of the field beside one of these that says which of its values are numbers, where that is needed. A field that
    /// is called so already stays what it is.
    pub(super) fn mark(&self, name: &str, shape: &Shape) -> Option<(String, ArrowDataType)> {
        let ty = shape.mark_type()?;
        let mark = typed_mark(name);
        self.place(&mark, 0).is_none().then_some((mark, ty))
    }

    /// Widens it by the fields of another.
    pub(super) fn meet(&mut self, other: Fields) -> Result<(), Why> {
        for (guess, (name, shape)) in other.names.into_iter().zip(other.shapes).enumerate() {
            match self.place(&name, guess).and_then(|place| self.shapes.get_mut(place)) {
                Some(known) => known.meet(shape).map_err(|why| named(why, &name))?,
                None => {
                    self.add(&name, shape);
                }
            }
        }
        Ok(())
    }

    /// Fields at every level.
    pub(super) fn count(&self) -> usize {
        self.len() + self.shapes.iter().map(Shape::count).sum::<usize>()
    }
}

/// What a key says that is written like this; the parser has found it to be sound, and the text to be UTF-8.
pub(super) fn unescaped(written: &[u8]) -> Cow<'_, str> {
    if !written.contains(&b'\\') {
        return String::from_utf8_lossy(written);
    }
    let quoted = [b"\"", written, b"\""].concat();
    let read = jiter::Jiter::new(&quoted).next_str().map(str::to_owned);
    read.map_or_else(|_| String::from_utf8_lossy(written), Cow::Owned)
}

/// The innermost name is the one that is told.
pub(super) fn named(why: Why, name: &str) -> Why {
    match why {
        Why::Nested(None) => Why::Nested(Some(name.to_owned())),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(least: i64, most: u64) -> Shape {
        Shape::Whole { least, most }
    }

    fn met(shapes: &[Shape]) -> Shape {
        shapes.iter().fold(Shape::Null, |mut all, shape| {
            all.meet(shape.clone()).unwrap();
            all
        })
    }

    #[test]
    fn no_whole_number_is_rounded_to_fit_beside_others() {
        let big = EXACT + 1;
        for (shapes, expected) in [
            (vec![whole(-1, 0), whole(0, 7)], whole(-1, 7)),
            (vec![whole(0, 7), Shape::Float], Shape::Float),
            (vec![whole(0, big), Shape::Float], Shape::Mixed),
            (vec![whole(0, 7), Shape::Float, whole(0, big)], Shape::Mixed),
            (vec![whole(0, 7), Shape::Text, Shape::Float], Shape::Mixed),
            (vec![whole(0, 7), Shape::Text], Shape::Text),
            (vec![whole(0, u64::MAX), whole(0, 1)], whole(0, u64::MAX)),
            (vec![whole(0, u64::MAX), whole(-1, 0)], Shape::Text),
            (vec![Shape::Bool, whole(0, 1)], Shape::Text),
        ] {
            assert_eq!(met(&shapes), expected, "{shapes:?}");
            let turned: Vec<Shape> = shapes.into_iter().rev().collect();
            assert_eq!(met(&turned), expected, "{turned:?}");
        }
    }

    #[test]
    fn a_nested_value_beside_a_plain_one_is_an_error_that_has_the_innermost_name() {
        let object = |shape: Shape| {
            let mut fields = Fields::default();
            fields.add("inner", shape);
            Shape::Object(fields)
        };
        let mut left = object(Shape::List(Box::new(Shape::Null)));
        assert_eq!(
            left.meet(object(Shape::Text)),
            Err(Why::Nested(Some("inner".to_owned())))
        );
        assert_eq!(object(Shape::Text).meet(object(Shape::Null)), Ok(()));
    }
}
