//! Objects in stores: S3, Google Cloud Storage, Azure Blob Storage, and single ones behind `https://`.
//!
//! An object is fetched to a temporary file, one at a time, and read like any other file: no more memory is needed than
//! for a file, and no more room on the disk than the largest object takes.

mod address;
mod faults;
mod fetch;
mod store;

pub(crate) use address::Address;

use crate::sheets::Place;
use crate::{File, Format, read};
use fetch::{Fetched, Object, Store};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_adapter::{AdapterError, Batches, Fingerprint, ScanRequest, Settings, Source};

/// How the objects are to be read, whatever they are called.
#[derive(Clone)]
pub(crate) struct Reading {
    /// The stated format.
    pub(crate) format: Option<Format>,
    /// Between the fields of a CSV row.
    pub(crate) separator: u8,
    /// Where in a workbook the rows are.
    pub(crate) place: Place,
}

/// Finds the objects that an address means.
pub(crate) fn open(address: Address, settings: &Settings, reading: &Reading) -> Result<Box<dyn Source>, AdapterError> {
    let store = Store::new(&address, settings)?;
    let objects = store
        .find(&address)?
        .into_iter()
        .map(|object| {
            let format = match reading.format {
                Some(format) => format,
                None => Format::of(object.name().as_ref(), &object.shown)?,
            };
            Ok((object, format))
        })
        .collect::<Result<Vec<(Object, Format)>, AdapterError>>()?;
    crate::settings::fit(settings, objects.iter().map(|(_, format)| *format))?;
    Ok(Box::new(Objects {
        store: Arc::new(store),
        objects,
        reading: reading.clone(),
        last: Arc::default(),
    }))
}

struct Objects {
    store: Arc<Store>,
    objects: Vec<(Object, Format)>,
    reading: Reading,
    /// What the last scan fetched, once it has come to its end.
    last: Arc<Mutex<Vec<Fingerprint>>>,
}

impl Source for Objects {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        set(&self.last, Vec::new());
        let (store, reading, last) = (Arc::clone(&self.store), self.reading.clone(), Arc::clone(&self.last));
        let columns = request.columns.clone();
        let mut objects = self.objects.clone().into_iter();
        let mut parts = Vec::new();
        // The file lies there until its last batch is read.
        let mut current: Option<(Batches, Fetched)> = None;
        let mut ended = false;
        Ok(Box::new(std::iter::from_fn(move || {
            while !ended {
                if let Some(batch) = current.as_mut().and_then(|(batches, _)| batches.next()) {
                    ended = batch.is_err();
                    return Some(batch);
                }
                let Some((object, format)) = objects.next() else {
                    ended = true;
                    set(&last, std::mem::take(&mut parts));
                    return None;
                };
                // Its room is free before the next one is fetched.
                current = None;
                let opened = store.fetch(&object).and_then(|fetched| {
                    let file = File {
                        path: fetched.path().to_owned(),
                        shown: Arc::clone(&object.shown),
                        format,
                        separator: reading.separator,
                        place: reading.place.clone(),
                    };
                    Ok((read(&file, columns.as_deref())?, fetched))
                });
                match opened {
                    Ok((batches, fetched)) => {
                        parts.push(fetched.fingerprint(&object));
                        current = Some((batches, fetched));
                    }
                    Err(error) => {
                        ended = true;
                        return Some(Err(error));
                    }
                }
            }
            None
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Fetching everything a second time for its digest would cost as much as the run.
    fn rereadable(&self) -> bool {
        false
    }
}

fn set(last: &Mutex<Vec<Fingerprint>>, parts: Vec<Fingerprint>) {
    *last.lock().unwrap_or_else(PoisonError::into_inner) = parts;
}
