//! An adapter with Polars frames as a plugin.

use super::plugin::{Piece, Pieces, Plugin, PluginSource};
use crate::arrow::read_schema;
use crate::{ArrowArray, ArrowSchema, OwnedArray, OwnedSchema};
use polars::prelude::{CompatLevel, PlSmallStr};
use polars_arrow::array::StructArray;
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi;
use std::sync::Arc;
use uptake_adapter::{Adapter, AdapterError, Batch, Description, Fingerprint, ScanRequest, Settings, Source};

impl<A: Adapter + Default + 'static> Plugin for A {
    fn describe(&self) -> Description {
        Adapter::describe(self)
    }

    fn secrets(&self) -> &'static [&'static str] {
        Adapter::secrets(self)
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn PluginSource>, AdapterError> {
        Ok(Box::new(Frames(Adapter::open(self, settings)?)))
    }
}

struct Frames(Box<dyn Source>);

impl PluginSource for Frames {
    fn scan(&mut self, request: &ScanRequest) -> Result<Pieces, AdapterError> {
        let batches = self.0.scan(request)?;
        Ok(Box::new(batches.flat_map(|batch| {
            let pieces = match batch {
                Ok(batch) => pieces(batch),
                Err(error) => vec![Err(error)],
            };
            pieces.into_iter()
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        self.0.fingerprints()
    }
}

/// A batch's pieces: one for each chunk of its columns. Nothing is copied, unless the columns' chunks differ.
fn pieces(batch: Batch) -> Vec<Result<Piece, AdapterError>> {
    let Batch {
        mut frame,
        part,
        mut first_row,
        lines,
        codes: _,
    } = batch;
    let began = first_row;
    frame.align_chunks();
    frame
        .iter_chunks(CompatLevel::newest(), false)
        .map(|chunk| {
            let rows = chunk.len();
            let (schema, arrays) = chunk.into_schema_and_arrays();
            let dtype = ArrowDataType::Struct(schema.iter_values().cloned().collect());
            let field = Field::new(PlSmallStr::EMPTY, dtype.clone(), false);
            let schema = schema_of(ffi::export_field_to_c(&field));
            let array = StructArray::new(dtype, rows, arrays, None);
            let array = array_of(ffi::export_array_to_c(Box::new(array)));
            let start = first_row;
            let lines = lines.behind(start - began);
            first_row += rows as u64;
            Ok(Piece {
                // SAFETY: Polars wrote it by the Arrow interface.
                field: unsafe { read_schema(schema.raw()) }?,
                array,
                part: Arc::clone(&part),
                first_row: start,
                lines,
            })
        })
        .collect()
}

const _: () = assert!(
    size_of::<ffi::ArrowArray>() == size_of::<ArrowArray>()
        && align_of::<ffi::ArrowArray>() == align_of::<ArrowArray>()
        && size_of::<ffi::ArrowSchema>() == size_of::<ArrowSchema>()
        && align_of::<ffi::ArrowSchema>() == align_of::<ArrowSchema>()
);

/// Polars' mirror of the struct as ours.
fn array_of(array: ffi::ArrowArray) -> OwnedArray {
    // SAFETY: both are `repr(C)` mirrors of the struct that Arrow specifies. The value moves: it is dropped once, as ours.
    unsafe { OwnedArray::new(std::mem::transmute::<ffi::ArrowArray, ArrowArray>(array)) }
}

/// Polars' mirror of the struct as ours.
fn schema_of(schema: ffi::ArrowSchema) -> OwnedSchema {
    // SAFETY: as above.
    unsafe { OwnedSchema::new(std::mem::transmute::<ffi::ArrowSchema, ArrowSchema>(schema)) }
}
