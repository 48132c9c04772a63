//! Rows → their shape.

use super::fault::{Fault, Why, syntax};
use super::limits::Limits;
use super::plain::{Plain, plain};
use super::shape::{Fields, Shape, named};
use super::walk::{Scratch, Walk};
use jiter::Peek;
use std::collections::BTreeSet;

/// Finds out which fields rows have.
pub(super) struct Infer<'a> {
    /// The fields that are read; all if `None`.
    pub(super) asked: Option<&'a BTreeSet<String>>,
    pub(super) limits: Limits,
    /// Whether all rows are left to the parser.
    pub(super) parser_alone: bool,
    scratch: Scratch,
    values: Vec<Plain>,
    /// How many fields there are by now, at every level.
    count: usize,
}

impl<'a> Infer<'a> {
    pub(super) fn new(asked: Option<&'a BTreeSet<String>>, limits: Limits, known: &Fields) -> Self {
        Self {
            asked,
            limits,
            parser_alone: false,
            scratch: Scratch::default(),
            values: Vec::new(),
            count: known.count(),
        }
    }

    /// Widens `fields` by those of one more row.
    pub(super) fn row(&mut self, text: &[u8], fields: &mut Fields) -> Result<(), Fault> {
        match !self.parser_alone && plain(text, fields, &mut self.values) {
            true => Ok(()),
            false => self.by_parser(text, fields),
        }
    }

    /// The same, whatever the row.
    pub(super) fn by_parser(&mut self, text: &[u8], fields: &mut Fields) -> Result<(), Fault> {
        let mut walk = Walk::new(text, self.limits, &mut self.scratch);
        let asked = self.asked;
        let count = &mut self.count;
        walk.object_alone(|walk, left| walk.shape_of_object(fields, asked, left, count))?;
        walk.leave(&mut self.scratch);
        Ok(())
    }
}

impl Walk<'_> {
    /// The fields of an object. At the top only those that are asked for are read.
    fn shape_of_object(
        &mut self,
        fields: &mut Fields,
        asked: Option<&BTreeSet<String>>,
        left: usize,
        count: &mut usize,
    ) -> Result<(), Fault> {
        let mut seen = Seen::default();
        let mut guess = 0;
        let mut next = self.jiter.next_object_bytes().map_err(syntax)?;
        while let Some(key) = next {
            let place = match fields.find(key, guess) {
                Ok(place) => place,
                Err(key) => {
                    *count += 1;
                    let read = asked.is_none_or(|asked| asked.contains(&*key));
                    fields.add(&key, if read { Shape::Null } else { Shape::Unread })
                }
            };
            if *count > self.limits.columns {
                return Err(self.fault(Why::Columns(self.limits.columns)));
            }
            if !seen.first(place) {
                return Err(self.fault(Why::Twice(fields.name(place).to_owned())));
            }
            guess = place + 1;
            let peek = self.peek()?;
            if let Some(shape) = fields.shape_mut(place) {
                let read = self.shape_of(peek, shape, left, count);
                read.map_err(|fault| Fault::new(fault.at, named(fault.why, fields.name(place))))?;
            }
            next = self.jiter.next_key_bytes().map_err(syntax)?;
        }
        Ok(())
    }

    /// Widens a shape by one value.
    fn shape_of(&mut self, peek: Peek, shape: &mut Shape, left: usize, count: &mut usize) -> Result<(), Fault> {
        let at = self.jiter.current_index();
        let misfit = |why| Fault::new(at, why);
        if matches!(shape, Shape::Unread) {
            return self.skip(peek, left);
        }
        let found = match peek {
            Peek::Null => {
                self.jiter.known_null().map_err(syntax)?;
                return Ok(());
            }
            Peek::True | Peek::False => {
                self.jiter.known_bool(peek).map_err(syntax)?;
                Shape::Bool
            }
            Peek::String => {
                self.jiter.known_bytes().map_err(syntax)?;
                if matches!(shape, Shape::Text | Shape::Mixed) {
                    return Ok(());
                }
                Shape::Text
            }
            Peek::Array => {
                let left = self.below(left)?;
                let inner = shape.elements().map_err(misfit)?;
                let mut next = self.jiter.known_array().map_err(syntax)?;
                while let Some(peek) = next {
                    self.shape_of(peek, inner, left, count)?;
                    next = self.jiter.array_step().map_err(syntax)?;
                }
                return Ok(());
            }
            Peek::Object => {
                let left = self.below(left)?;
                let fields = shape.fields().map_err(misfit)?;
                return self.shape_of_object(fields, None, left, count);
            }
            number => {
                let number = self.number(number)?.0;
                if shape.holds(number) {
                    return Ok(());
                }
                Shape::of(number)
            }
        };
        shape.meet(found).map_err(misfit)
    }
}

/// Which fields an object has had already.
#[derive(Default)]
struct Seen {
    first: u64,
    others: BTreeSet<usize>,
}

impl Seen {
    /// Whether a field comes for the first time.
    fn first(&mut self, place: usize) -> bool {
        if place >= 64 {
            return self.others.insert(place);
        }
        let bit = 1 << place;
        let new = self.first & bit == 0;
        self.first |= bit;
        new
    }
}
