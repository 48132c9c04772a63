//! A plugin as an adapter like the built-in ones.

use crate::bounded::{PATIENCE, within};
use crate::calls::{self, Handle};
use crate::library::{self, Functions};
use crate::said::Said;
use crate::scan::Scan;
use crate::{Limits, Load, file, import};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uptake_adapter::{
    Adapter, AdapterError, Batch, Batches, Codes, Confinement, Description, ErrorCode, Fingerprint, ScanRequest,
    Settings, Source, Step, until_end,
};

/// An adapter from a shared library.
#[derive(Clone, Debug)]
pub struct Plugin {
    functions: Functions,
    shown: String,
    said: Said,
    limits: Limits,
}

impl Plugin {
    /// Loads a plugin and asks it what it is.
    ///
    /// # Errors
    /// When the file isn't there, isn't safe, isn't the pinned one, is no library for this machine or no adapter of this
    /// contract; each with its own code.
    pub fn load(load: &Load) -> Result<Self, AdapterError> {
        let file = file::check(load)?;
        let shown = file.shown.clone();
        let longest = load.limits.to_describe().time;
        let functions = library::load(&file, longest)?;
        let asked = within(longest, (&shown, "`describe`"), move || {
            let about = calls::describe(&functions, &file.shown)?;
            Ok::<_, AdapterError>((file, about))
        });
        let (file, about) = asked??;
        Ok(Self {
            functions,
            said: Said::keep(file.path, &about),
            shown: file.shown,
            limits: load.limits,
        })
    }
}

impl Adapter for Plugin {
    fn describe(&self) -> Description {
        self.said.description.clone()
    }

    fn secrets(&self) -> &'static [&'static str] {
        self.said.secrets
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        Ok(Box::new(self.opened(settings)?))
    }
}

impl Plugin {
    /// Opens a source.
    pub(super) fn opened(&self, settings: &Settings) -> Result<PluginSource, AdapterError> {
        let about = &self.said.description;
        settings.check(about.name, about.settings)?;
        let settings = self.said.guarded(settings);
        let (functions, shown) = (self.functions, self.shown.clone());
        let opened = within(self.limits.time, (&self.shown, "`open`"), move || {
            Handle::open(functions, &shown, settings)
        });
        Ok(PluginSource {
            handle: Some(Arc::new(opened??)),
            shown: self.shown.clone(),
            limits: self.limits,
        })
    }
}

/// An open source of a plugin.
pub(super) struct PluginSource {
    /// Nothing only while it is dropped.
    handle: Option<Arc<Handle>>,
    shown: String,
    limits: Limits,
}

impl PluginSource {
    fn handle(&self) -> Result<Arc<Handle>, AdapterError> {
        let gone = || AdapterError::new(ErrorCode::Panic, format!("internal error: `{}` is closed", self.shown));
        self.handle.clone().ok_or_else(gone)
    }

    /// Starts to read rows.
    pub(super) fn begun(&self, request: &ScanRequest) -> Result<Scan, AdapterError> {
        let (handle, asked, limits) = (self.handle()?, request.clone(), self.limits);
        within(limits.time, (&self.shown, "`scan`"), move || {
            Scan::begin(Arc::clone(&handle), &asked, limits).map_err(|error| handle.redacted(error))
        })?
    }
}

impl Drop for PluginSource {
    fn drop(&mut self) {
        let handle = self.handle.take();
        // One that hangs is left behind.
        let longest = self.limits.time.map(|_| PATIENCE);
        let _ = within(longest, (&self.shown, "`close`"), move || drop(handle));
    }
}

impl Source for PluginSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let deadline = self.limits.time.and_then(|time| Instant::now().checked_add(time));
        let mut reading = Reading {
            scan: Some(self.begun(request)?),
            shown: self.shown.clone(),
            deadline,
            wanted: request.columns.clone(),
        };
        Ok(until_end(move || reading.step()))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let handle = self.handle()?;
        within(self.limits.time, (&self.shown, "`discover`"), move || handle.discover())?
    }

    /// A plugin is asked after its rows are read: calls on its handle don't overlap, so the two would wait in turn anyway.
    fn rereadable(&self) -> bool {
        false
    }

    fn confinement(&self) -> Option<Confinement> {
        Some(Confinement::loaded())
    }
}

/// A scan under way, batch by batch.
struct Reading {
    /// Nothing at the end, or where it was left behind with a plugin that hangs.
    scan: Option<Scan>,
    shown: String,
    /// When the time is over; the scan itself tells the plugin so.
    deadline: Option<Instant>,
    wanted: Option<Vec<String>>,
}

impl Reading {
    /// How long the next call may take: a little longer than the scan, which ends by itself if the plugin listens.
    fn longest(&self) -> Option<Duration> {
        let left = self.deadline?.saturating_duration_since(Instant::now());
        Some(left.saturating_add(PATIENCE))
    }

    /// The next batch, or the end, which the plugin states by an array that is released.
    fn step(&mut self) -> Result<Step, AdapterError> {
        let gone = || AdapterError::new(ErrorCode::Panic, "internal error: a scan goes on after its end");
        let mut scan = self.scan.take().ok_or_else(gone)?;
        let (scan, arrived) = within(self.longest(), (&self.shown, "`get_next`"), move || {
            let arrived = scan.next();
            (scan, arrived)
        })?;
        let scan = self.scan.insert(scan);
        let Some(arrived) = arrived.transpose()? else {
            return Ok(Step::End);
        };
        let (part, first_row, lines) = (Arc::clone(&arrived.part), arrived.first_row, arrived.lines);
        // SAFETY: the stream is the plugin's, which is bound to the Arrow C interface, and told the type just before.
        let frame = match unsafe { import::frame_of(&arrived.field, arrived.array, self.wanted.as_deref()) } {
            Ok(frame) => scan.add_up(frame.height(), frame.estimated_size()).map(|()| frame),
            Err(error) => Err(scan.named(error)),
        };
        if frame.is_err() {
            scan.stop();
        }
        frame.map(|frame| {
            Step::Batch(Batch {
                frame,
                part,
                first_row,
                codes: Codes::default(),
                lines,
            })
        })
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let scan = self.scan.take();
        let _ = within(self.deadline.map(|_| PATIENCE), (&self.shown, "`release`"), move || {
            drop(scan)
        });
    }
}
