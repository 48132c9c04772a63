//! Objects in stores: S3, Google Cloud Storage, Azure Blob Storage, and single ones behind `https://`.
//!
//! An object is fetched to a temporary file, one at a time, and read like any other file: no more memory is needed than
//! for a file, and no more room on the disk than the largest object takes. With `fetch: needed` only those stretches of it are fetched that
//! its reader is going to read; the file has holes in place of the others.

mod address;
mod faults;
mod fetch;
mod partial;
mod settings;
mod store;

pub(crate) use address::Address;
pub(crate) use settings::{SECRETS, SETTINGS};

use crate::file::File;
use crate::readers::{Chosen, Readers};
use crate::spared::Spared;
use fetch::{Fetched, Object, Store};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, Fingerprint, Remark, ScanRequest, Settings, Source};
use uptake_formats::{LastScan, Remarks};

/// Finds the objects that an address means.
pub(crate) fn open(address: Address, settings: &Settings, readers: &Readers) -> Result<Box<dyn Source>, AdapterError> {
    let store = Store::new(&address, settings)?;
    let objects = store
        .find(&address)?
        .into_iter()
        .map(|object| {
            let chosen = readers.choose(object.name().as_ref(), &object.shown)?;
            Ok((object, chosen))
        })
        .collect::<Result<Vec<(Object, Chosen)>, AdapterError>>()?;
    Readers::fit(settings, objects.iter().map(|(_, chosen)| chosen))?;
    Ok(Box::new(Objects {
        store: Arc::new(store),
        objects,
        spared: Spared::default(),
        last: LastScan::default(),
        remarks: Remarks::default(),
    }))
}

struct Objects {
    store: Arc<Store>,
    objects: Vec<(Object, Chosen)>,
    spared: Spared,
    last: LastScan,
    remarks: Remarks,
}

impl Source for Objects {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        self.remarks.begin();
        self.spared.begin();
        let (remarks, spared) = (self.remarks.clone(), self.spared.clone());
        let (store, last) = (Arc::clone(&self.store), self.last.clone());
        let request = request.clone();
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
                let Some((object, chosen)) = objects.next() else {
                    ended = true;
                    last.end(std::mem::take(&mut parts));
                    return None;
                };
                // Its room is free before the next one is fetched.
                current = None;
                let opened = store.fetch(&object, &chosen, &request).and_then(|fetched| {
                    let file = File::new(fetched.path().to_owned(), Arc::clone(&object.shown), remarks.clone());
                    Ok((chosen.scan(&file.sparing(spared.clone()), &request)?, fetched))
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
        Ok(self.last.fingerprints())
    }

    /// Fetching everything a second time for its digest would cost as much as the run.
    fn rereadable(&self) -> bool {
        false
    }

    fn remarks(&self) -> Vec<Remark> {
        self.remarks.all()
    }

    fn spared(&self) -> Vec<u64> {
        self.spared.all()
    }
}
