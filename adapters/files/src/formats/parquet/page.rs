//! The heads of pages.

use super::thrift::{Fields, Writer};

/// The head of a page.
#[derive(Debug)]
pub(super) struct Head {
    /// Bytes of its content as it lies there.
    pub(super) packed: usize,
    /// Bytes of its content, unpacked.
    pub(super) unpacked: usize,
    pub(super) checksum: Option<u32>,
    pub(super) page: Page,
}

/// What a page holds.
#[derive(Debug)]
pub(super) enum Page {
    Data {
        count: u64,
        encoding: i64,
        definition: i64,
        repetition: i64,
    },
    Index,
    Dictionary {
        count: u64,
        encoding: i64,
    },
    DataV2 {
        count: u64,
        nulls: u64,
        rows: u64,
        encoding: i64,
        definition: usize,
        repetition: usize,
        /// Bytes of the levels, which are never packed.
        levels: usize,
        is_packed: bool,
    },
}

impl Head {
    /// The head at the beginning of bytes, and its length.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let (fields, length) = Fields::read(bytes)?;
        let natural = |fields: &Fields<'_>, id: i16| i32::try_from(fields.integer(id)?).ok()?.try_into().ok();
        let size = |fields: &Fields<'_>, id: i16| natural(fields, id).and_then(|size: u64| usize::try_from(size).ok());
        let page = match fields.integer(1)? {
            0 => {
                let data = fields.structure(5)?;
                Page::Data {
                    count: natural(&data, 1)?,
                    encoding: data.integer(2)?,
                    definition: data.integer(3)?,
                    repetition: data.integer(4)?,
                }
            }
            1 => Page::Index,
            2 => {
                let dictionary = fields.structure(7)?;
                Page::Dictionary {
                    count: natural(&dictionary, 1)?,
                    encoding: dictionary.integer(2)?,
                }
            }
            3 => {
                let data = fields.structure(8)?;
                let (definition, repetition) = (size(&data, 5)?, size(&data, 6)?);
                Page::DataV2 {
                    count: natural(&data, 1)?,
                    nulls: natural(&data, 2)?,
                    rows: natural(&data, 3)?,
                    encoding: data.integer(4)?,
                    definition,
                    repetition,
                    levels: definition.checked_add(repetition)?,
                    is_packed: match data.get(7) {
                        Some(raw) => raw.truth()?,
                        None => true,
                    },
                }
            }
            _ => return None,
        };
        let checksum = match fields.get(4) {
            Some(raw) => Some(i32::try_from(raw.integer()?).ok()?.cast_unsigned()),
            None => None,
        };
        let head = Self {
            packed: size(&fields, 3)?,
            unpacked: size(&fields, 2)?,
            checksum,
            page,
        };
        Some((head, length))
    }

    /// The head of the same page, unpacked, without statistics and checksum.
    pub(super) fn again(&self) -> Vec<u8> {
        let size = self.unpacked as i64;
        let head = |number: i64| Writer::default().i32(1, number).i32(2, size).i32(3, size);
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        match &self.page {
            Page::Data {
                count,
                encoding,
                definition,
                repetition,
            } => {
                let data = Writer::default().i32(1, signed(*count)).i32(2, *encoding);
                let data = data.i32(3, *definition).i32(4, *repetition).end();
                head(0).structure(5, &data).end()
            }
            Page::Index => head(1).end(),
            Page::Dictionary { count, encoding } => {
                let dictionary = Writer::default().i32(1, signed(*count)).i32(2, *encoding).end();
                head(2).structure(7, &dictionary).end()
            }
            Page::DataV2 {
                count,
                nulls,
                rows,
                encoding,
                definition,
                repetition,
                ..
            } => {
                let data = Writer::default().i32(1, signed(*count)).i32(2, signed(*nulls));
                let data = data.i32(3, signed(*rows)).i32(4, *encoding);
                let data = data.i32(5, *definition as i64).i32(6, *repetition as i64).no(7).end();
                head(3).structure(8, &data).end()
            }
        }
    }
}
