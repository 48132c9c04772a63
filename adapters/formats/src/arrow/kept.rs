//! Of a batch what is asked for: its nodes and buffers, looked at, in a message of their own.

use super::fault::Fault;
use super::fields::Node;
use super::message::{Counted, written};
use polars_arrow_format::ipc::{
    BodyCompression, Buffer, CompressionType, DictionaryBatch, FieldNode, Message, MessageHeader, MetadataVersion,
    RecordBatch, RecordBatchRef,
};
use std::io::Read;

/// No byte that is packed so becomes more than so many.
const LZ4: u64 = 256;
const ZSTD: u64 = 1 << 16;

/// What is kept of a batch.
#[derive(Debug)]
pub(super) struct Kept {
    length: i64,
    nodes: Vec<FieldNode>,
    buffers: Vec<Buffer>,
    views: Vec<i64>,
    compression: Option<BodyCompression>,
}

impl Kept {
    /// Goes through a batch column by column; each comes with its nodes and whether it is kept.
    pub(super) fn choose<'a>(
        batch: &RecordBatchRef<'_>,
        columns: impl Iterator<Item = (&'a [Node], bool)>,
        largest: u64,
    ) -> Result<Self, Fault> {
        let length = batch.length()?;
        let compression = batch.compression()?.map(BodyCompression::try_from).transpose()?;
        let mut kept = Self {
            length,
            nodes: Vec::new(),
            buffers: Vec::new(),
            views: Vec::new(),
            compression,
        };
        if !(0..=i64::from(u32::MAX / 2)).contains(&length) {
            return Err(Fault::broken("a batch has an impossible number of rows"));
        }
        let mut nodes = batch.nodes()?.into_iter().flatten();
        let mut buffers = batch.buffers()?.into_iter().flatten();
        let mut views = batch.variadic_buffer_counts()?.into_iter().flatten();
        let few = || Fault::broken("a batch has fewer parts than its schema");
        for (column, wanted) in columns {
            for (index, node) in column.iter().enumerate() {
                let stated = nodes.next().ok_or_else(few)?;
                let more = if node.views { views.next().ok_or_else(few)? } else { 0 };
                let count = usize::try_from(more)
                    .ok()
                    .and_then(|more| more.checked_add(node.buffers));
                let count = count.ok_or_else(|| Fault::broken("a column has an impossible number of buffers"))?;
                if !wanted {
                    if count > 0 {
                        buffers.nth(count - 1).ok_or_else(few)?;
                    }
                    continue;
                }
                if index == 0 && stated.length() != length {
                    return Err(Fault::broken("a column has another number of rows than its batch"));
                }
                if stated.length() < 0 || !(0..=stated.length()).contains(&stated.null_count()) {
                    return Err(Fault::broken("a column has an impossible number of values"));
                }
                if stated.length().unsigned_abs() > largest.saturating_mul(8) {
                    return Err(Fault::Large);
                }
                kept.nodes.push(FieldNode {
                    length: stated.length(),
                    null_count: stated.null_count(),
                });
                if node.views {
                    kept.views.push(more);
                }
                for _ in 0..count {
                    let buffer = buffers.next().ok_or_else(few)?;
                    kept.buffers.push(Buffer {
                        offset: buffer.offset(),
                        length: buffer.length(),
                    });
                }
            }
        }
        if nodes.next().is_some() || buffers.next().is_some() {
            return Err(Fault::broken("a batch has more parts than its schema"));
        }
        Ok(kept)
    }

    /// Rows of the batch.
    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.length).unwrap_or(usize::MAX)
    }

    /// Reads what is kept of the batch's body, and passes over the rest.
    pub(super) fn body<R: Read>(
        &mut self,
        bytes: &mut Counted<R>,
        length: u64,
        largest: u64,
    ) -> Result<Vec<u8>, Fault> {
        let mut order: Vec<usize> = (0..self.buffers.len()).collect();
        order.sort_by_key(|index| self.buffers.get(*index).map(|buffer| (buffer.offset, buffer.length)));
        let ratio = match self.compression.as_ref().map(|compression| compression.codec) {
            Some(CompressionType::Lz4Frame) => LZ4,
            Some(CompressionType::Zstd) | None => ZSTD,
        };
        let (mut body, mut at, mut unpacked) = (Vec::new(), 0_u64, 0_u64);
        for index in order {
            let Some(buffer) = self.buffers.get_mut(index) else {
                continue;
            };
            let (Ok(start), Ok(size)) = (u64::try_from(buffer.offset), u64::try_from(buffer.length)) else {
                return Err(Fault::broken("a buffer has a negative place"));
            };
            let end = start.checked_add(size).filter(|end| *end <= length);
            let end = end.ok_or_else(|| Fault::broken("a buffer is outside of its message"))?;
            if size == 0 {
                buffer.offset = 0;
                continue;
            }
            let gap = start.checked_sub(at);
            let gap = gap.ok_or_else(|| Fault::broken("two buffers are in the same place"))?;
            bytes.skip(gap)?;
            if body.len() as u64 + size > largest {
                return Err(Fault::Large);
            }
            body.resize(body.len().next_multiple_of(8), 0);
            let place = body.len();
            buffer.offset = i64::try_from(place).unwrap_or(i64::MAX);
            bytes.append(&mut body, size)?;
            at = end;
            if self.compression.is_some() {
                let stated = size_of_packed(body.get(place..).unwrap_or_default(), ratio)?;
                unpacked = unpacked.saturating_add(stated.unwrap_or(size));
                if unpacked > largest {
                    return Err(Fault::Large);
                }
            }
        }
        bytes.skip(length - at)?;
        Ok(body)
    }

    /// The message with this body, of rows or of the dictionary with a number.
    pub(super) fn message(self, version: MetadataVersion, dictionary: Option<(i64, bool)>, body: Vec<u8>) -> Vec<u8> {
        let batch = Box::new(RecordBatch {
            length: self.length,
            nodes: Some(self.nodes),
            buffers: Some(self.buffers),
            compression: self.compression.map(Box::new),
            variadic_buffer_counts: (!self.views.is_empty()).then_some(self.views),
        });
        let header = match dictionary {
            None => MessageHeader::RecordBatch(batch),
            Some((id, is_delta)) => MessageHeader::DictionaryBatch(Box::new(DictionaryBatch {
                id,
                data: Some(batch),
                is_delta,
            })),
        };
        let mut message = written(&Message {
            version,
            header: Some(header),
            body_length: i64::try_from(body.len()).unwrap_or(i64::MAX),
            custom_metadata: None,
        });
        message.extend(body);
        message
    }
}

/// How large a packed buffer says that it is, unpacked; `None` if it isn't packed after all. Memory is taken by what it says,
/// so that it may not say more than so many bytes can become.
fn size_of_packed(bytes: &[u8], ratio: u64) -> Result<Option<u64>, Fault> {
    let stated = bytes.split_first_chunk::<8>();
    let (stated, packed) = stated.ok_or_else(|| Fault::broken("a packed buffer has no size"))?;
    match i64::from_le_bytes(*stated) {
        -1 => Ok(None),
        size => match u64::try_from(size) {
            Ok(size) if size <= (packed.len() as u64).saturating_mul(ratio) => Ok(Some(size)),
            _ => Err(Fault::broken("a packed buffer states an impossible size")),
        },
    }
}
