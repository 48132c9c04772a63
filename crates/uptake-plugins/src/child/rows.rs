//! The rows of a scan, as they go to the host: through slots of the memory that both share, or through the pipe.

use super::calls::Free;
use super::own_pipe::OwnPipe;
use super::stop::Stop;
use crate::packed::{Packed, told_field};
use crate::pipe::{self, Kind};
use crate::plugin::PluginSource;
use crate::shared::{Memory, SLOT, SLOTS};
use serde_json::json;
use std::io::{self, Write};
use std::sync::Arc;
use uptake_abi::arrow::{Column, Field, columns};
use uptake_adapter::{ScanRequest, is_asked};

/// How rows leave the process.
pub(super) struct Rows {
    memory: Option<Memory>,
    free: Free,
    /// Slots that were filled so far.
    filled: usize,
    /// Bytes in the slot that is being filled.
    used: usize,
}

impl Rows {
    pub(super) fn new(memory: Option<Memory>, free: Free) -> Self {
        Self {
            memory,
            free,
            filled: 0,
            used: 0,
        }
    }

    /// Gives all rows of a scan, and says how many they were.
    pub(super) fn give<W: Write>(
        &mut self,
        source: &PluginSource,
        request: &ScanRequest,
        pipe: &mut OwnPipe<W>,
    ) -> Result<u64, Stop> {
        let mut scan = source.begun(request)?;
        let (mut told, mut given) = (None::<Arc<Field>>, 0);
        while let Some(arrived) = scan.next() {
            let arrived = arrived?;
            // SAFETY: the stream is the plugin's, which is bound to the Arrow C interface, and told the type just before. A
            // plugin that lies breaks this process, and not its host.
            let (rows, columns) =
                unsafe { columns(&arrived.field, &arrived.array) }.map_err(|error| scan.named(error))?;
            let wanted = |column: &Column<'_>| match &request.columns {
                Some(wanted) => is_asked(wanted, &column.field.name),
                None => true,
            };
            let columns: Vec<Column<'_>> = columns.into_iter().filter(wanted).collect();
            if !told.as_ref().is_some_and(|told| Arc::ptr_eq(told, &arrived.field)) {
                pipe::write(pipe, Kind::Type, told_field(&columns).as_bytes())?;
                told = Some(Arc::clone(&arrived.field));
            }
            let place = json!({
                "part": &*arrived.part, "first_row": arrived.first_row, "rows": rows, "lines": arrived.lines.runs(),
            });
            pipe::write(pipe, Kind::Place, place.to_string().as_bytes())?;
            self.send(&Packed::new(rows, &columns), pipe)?;
            given += rows as u64;
        }
        Ok(given)
    }

    fn send<W: Write>(&mut self, packed: &Packed<'_>, pipe: &mut OwnPipe<W>) -> Result<(), Stop> {
        pipe::write(pipe, Kind::Rows, &packed.lengths())?;
        packed.write(|bytes| match self.memory {
            Some(_) => self.fill(bytes, pipe),
            None => bytes
                .chunks(SLOT)
                .try_for_each(|piece| pipe::write(pipe, Kind::Bytes, piece)),
        })?;
        self.hand_over(pipe)?;
        pipe.flush()?;
        Ok(())
    }

    /// Writes bytes into the slot at hand, and into those that follow.
    fn fill<W: Write>(&mut self, mut bytes: &[u8], pipe: &mut OwnPipe<W>) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.used == 0 && self.filled >= SLOTS {
                self.free.take();
            }
            let (now, rest) = bytes.split_at(bytes.len().min(SLOT - self.used));
            // Another process that goes on with the same code would write into the same memory.
            pipe.look();
            let memory = self.memory.as_ref();
            if !memory.is_some_and(|memory| memory.write(self.filled % SLOTS, self.used, now)) {
                return Err(io::Error::other("beyond the shared memory"));
            }
            self.used += now.len();
            bytes = rest;
            if self.used == SLOT {
                self.hand_over(pipe)?;
                pipe.flush()?;
            }
        }
        Ok(())
    }

    /// Tells the host of the slot at hand, if there is anything in it.
    fn hand_over<W: Write>(&mut self, pipe: &mut OwnPipe<W>) -> io::Result<()> {
        if self.used == 0 {
            return Ok(());
        }
        let place = [(self.filled % SLOTS) as u64, self.used as u64].map(u64::to_le_bytes);
        self.filled += 1;
        self.used = 0;
        pipe::write(pipe, Kind::Slot, &place.concat())
    }
}
