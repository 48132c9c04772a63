//! Rows → columns of a shape that is known.

use super::column::{Column, Object};
use super::fault::{Fault, Why, syntax};
use super::limits::Limits;
use super::number::Number;
use super::plain::{Plain, plain};
use super::shape::{Fields, Shape};
use super::walk::{Scratch, Walk};
use jiter::Peek;
use polars::prelude::{DataFrame, IntoColumn, PlSmallStr, PolarsResult, Series};

/// Fields of a table per byte that was read, and those that are granted in any case. A field takes some five bytes in a text
/// that has them all; this allows tables of which only one place in twenty has a value.
const FIELDS_PER_BYTE: usize = 4;
const FIELDS_GRANTED: usize = 1 << 22;

/// Why rows don't become columns.
pub(super) enum Stop {
    /// Something is wrong with a row.
    Fault(Fault),
    /// The shape doesn't hold a value: it has to be found anew.
    Outgrown,
    /// Columns don't become a frame.
    Frame(String),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

/// Columns that are being filled with rows.
pub(super) struct Build<'a> {
    fields: &'a Fields,
    limits: Limits,
    /// Whether all rows are left to the parser.
    pub(super) parser_alone: bool,
    top: Object,
    scratch: Scratch,
    values: Vec<Plain>,
    /// How many fields the tables have by now, and may have for what was read.
    size: usize,
    granted: usize,
}

impl<'a> Build<'a> {
    pub(super) fn new(fields: &'a Fields, limits: Limits) -> Self {
        Self {
            fields,
            limits,
            parser_alone: false,
            top: Object::new(fields),
            scratch: Scratch::default(),
            values: Vec::new(),
            size: 0,
            granted: FIELDS_GRANTED,
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, text: &[u8]) -> Result<(), Stop> {
        self.granted += text.len().saturating_mul(FIELDS_PER_BYTE);
        if !self.parser_alone && plain(text, self.fields, &mut self.values) {
            return self.plain(text);
        }
        let mut walk = Walk::new(text, self.limits, &mut self.scratch);
        let (fields, top, size, granted) = (self.fields, &mut self.top, &mut self.size, self.granted);
        walk.object_alone(|walk, left| walk.fill_object(fields, top, left, &mut Size { size, granted }))?;
        walk.leave(&mut self.scratch);
        Ok(())
    }

    /// Adds a row whose values were found by their places. Each of its fields takes more bytes than a field may have.
    fn plain(&mut self, text: &[u8]) -> Result<(), Stop> {
        self.size += self.fields.len();
        let row = self.top.known.len();
        for (value, column) in self.values.iter().zip(&mut self.top.children) {
            column.fill(row);
            match (*value, column) {
                (Plain::Text(start, end), Column::Text(values)) => {
                    let text = text.get(start..end).map(std::str::from_utf8);
                    let Some(Ok(text)) = text else {
                        return Err(Stop::Frame("a text isn't UTF-8".to_owned()));
                    };
                    values.push_value(text);
                }
                (Plain::Text(start, end), Column::Mixed(mixed)) => {
                    let text = text.get(start..end).map(std::str::from_utf8);
                    let Some(Ok(text)) = text else {
                        return Err(Stop::Frame("a text isn't UTF-8".to_owned()));
                    };
                    mixed.push(text, false);
                }
                (Plain::Truth(truth), Column::Bool(values)) => values.push_value(truth),
                (Plain::Number(number, start, end), column) => {
                    let digits = text.get(start..end).and_then(|digits| std::str::from_utf8(digits).ok());
                    fill_number(number, digits.unwrap_or_default(), column).ok_or(Stop::Outgrown)?;
                }
                (Plain::Nothing, column) => column.fill(row + 1),
                (Plain::Text(..) | Plain::Truth(_), _) => return Err(Stop::Outgrown),
            }
        }
        self.top.known.push(true);
        Ok(())
    }

    /// The rows so far; the next ones begin anew.
    pub(super) fn frame(&mut self) -> PolarsResult<DataFrame> {
        let top = std::mem::replace(&mut self.top, Object::new(self.fields));
        (self.size, self.granted) = (0, FIELDS_GRANTED);
        let height = top.known.len();
        let mut columns = Vec::with_capacity(top.children.len());
        for (mut column, (name, shape)) in top.children.into_iter().zip(self.fields.iter()) {
            if *shape != Shape::Unread {
                column.fill(height);
                let (values, numbers) = column.finish(shape);
                columns.push(Series::try_from((PlSmallStr::from(name), vec![values]))?.into_column());
                if let (Some(numbers), Some((mark, _))) = (numbers, self.fields.mark(name, shape)) {
                    columns.push(Series::try_from((PlSmallStr::from(mark), vec![numbers]))?.into_column());
                }
            }
        }
        DataFrame::new(height, columns)
    }
}

/// How large the tables have become.
struct Size<'a> {
    size: &'a mut usize,
    granted: usize,
}

impl Walk<'_> {
    fn fill_object(
        &mut self,
        fields: &Fields,
        object: &mut Object,
        left: usize,
        size: &mut Size<'_>,
    ) -> Result<(), Stop> {
        let row = object.known.len();
        *size.size += fields.len();
        if *size.size > size.granted {
            return Err(self.fault(Why::Sparse).into());
        }
        let mut guess = 0;
        let mut next = self.jiter.next_object_bytes().map_err(syntax)?;
        while let Some(key) = next {
            let place = fields.find(key, guess).map_err(|_| Stop::Outgrown)?;
            guess = place + 1;
            let (Some(column), Some(shape)) = (object.children.get_mut(place), fields.shape(place)) else {
                return Err(Stop::Outgrown);
            };
            if column.len() > row {
                return Err(self.fault(Why::Twice(fields.name(place).to_owned())).into());
            }
            column.fill(row);
            let peek = self.peek()?;
            self.fill(peek, shape, column, left, size)?;
            next = self.jiter.next_key_bytes().map_err(syntax)?;
        }
        object.known.push(true);
        Ok(())
    }

    /// Adds a value to a column.
    fn fill(
        &mut self,
        peek: Peek,
        shape: &Shape,
        column: &mut Column,
        left: usize,
        size: &mut Size<'_>,
    ) -> Result<(), Stop> {
        if matches!(shape, Shape::Unread) {
            self.skip(peek, left)?;
            column.fill(column.len() + 1);
            return Ok(());
        }
        match (peek, column) {
            (Peek::Null, column) => {
                self.jiter.known_null().map_err(syntax)?;
                column.fill(column.len() + 1);
            }
            (Peek::String, Column::Text(values)) => values.push_value(self.jiter.known_str().map_err(syntax)?),
            (Peek::String, Column::Mixed(mixed)) => mixed.push(self.jiter.known_str().map_err(syntax)?, false),
            (Peek::True | Peek::False, Column::Bool(values)) => {
                values.push_value(self.jiter.known_bool(peek).map_err(syntax)?);
            }
            (Peek::True | Peek::False, Column::Text(values)) => {
                let value = self.jiter.known_bool(peek).map_err(syntax)?;
                values.push_value(if value { "true" } else { "false" });
            }
            (Peek::True | Peek::False, Column::Mixed(mixed)) => {
                let value = self.jiter.known_bool(peek).map_err(syntax)?;
                mixed.push(if value { "true" } else { "false" }, false);
            }
            (Peek::Array, Column::List(list)) => {
                let (left, Shape::List(inner)) = (self.below(left)?, shape) else {
                    return Err(Stop::Outgrown);
                };
                let before = list.inner.len();
                let mut next = self.jiter.known_array().map_err(syntax)?;
                while let Some(peek) = next {
                    self.fill(peek, inner, &mut list.inner, left, size)?;
                    next = self.jiter.array_step().map_err(syntax)?;
                }
                list.known.push(true);
                let pushed = list.offsets.try_push(list.inner.len() - before);
                return pushed.map_err(|_| self.fault(Why::Sparse).into());
            }
            (Peek::Object, Column::Object(object)) => {
                let (left, Shape::Object(fields)) = (self.below(left)?, shape) else {
                    return Err(Stop::Outgrown);
                };
                return self.fill_object(fields, object, left, size);
            }
            (peek, column) if peek.is_num() => {
                let (number, digits) = self.number(peek)?;
                return fill_number(number, digits, column).ok_or(Stop::Outgrown);
            }
            (Peek::String | Peek::True | Peek::False | Peek::Array | Peek::Object, _) => return Err(Stop::Outgrown),
            (peek, _) => self.skip(peek, left)?,
        }
        Ok(())
    }
}

/// `None` where the column doesn't hold it.
fn fill_number(number: Number, digits: &str, column: &mut Column) -> Option<()> {
    match (column, number) {
        (Column::Whole(values), Number::Negative(number)) => values.push_value(number),
        (Column::Whole(values), Number::Whole(number)) => values.push_value(i64::try_from(number).ok()?),
        (Column::Unsigned(values), Number::Whole(number)) => values.push_value(number),
        (Column::Float(values), number) => values.push_value(number.exact()?),
        (Column::Text(_), Number::Float(_)) => return None,
        (Column::Text(values), _) => values.push_value(digits),
        (Column::Mixed(mixed), _) => mixed.push(digits, true),
        _ => return None,
    }
    Some(())
}
