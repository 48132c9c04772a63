//! Asking a store: which objects there are, and what they hold.

use super::address::{Address, Kind};
use super::faults::{self, Asked};
use super::settings::{SECRETS, whole};
use super::store;
use crate::readers::Chosen;
use futures_util::StreamExt;
use glob::{MatchOptions, Pattern};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};
use std::future::Future;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::runtime::{Builder, Runtime};
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, ScanRequest, Settings};
use uptake_formats::{Digest, amounts};

/// How long a store may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// A store, and what is needed to wait for its answers.
pub(super) struct Store {
    store: Arc<dyn ObjectStore>,
    runtime: Runtime,
    silence: Duration,
    /// Whether all of an object is fetched, whatever is read of it.
    whole: bool,
    settings: Settings,
}

/// An object that was found.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) key: Path,
    /// What messages call it.
    pub(super) shown: Arc<str>,
    pub(super) size: u64,
    /// What tells one state of it from another, byte by byte.
    pub(super) tag: Option<String>,
    name: Arc<str>,
}

impl Object {
    /// Its name, which tells the format.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// An object as a file. The file goes when this does.
pub(super) struct Fetched {
    pub(super) file: NamedTempFile,
    /// Of what was fetched.
    pub(super) digest: Digest,
    /// How large the object is.
    pub(super) size: u64,
}

impl Fetched {
    pub(super) fn path(&self) -> &std::path::Path {
        self.file.path()
    }

    pub(super) fn fingerprint(&self, object: &Object) -> Fingerprint {
        let read = self.digest.bytes();
        Fingerprint {
            bytes: self.size,
            read: (read != self.size).then_some(read),
            ..self.digest.fingerprint(&object.shown)
        }
    }
}

impl Store {
    pub(super) fn new(address: &Address, settings: &Settings) -> Result<Self, AdapterError> {
        let secrets = SECRETS.iter().filter_map(|key| settings.get(key));
        let settings = settings.clone().with_secrets(secrets.map(str::to_owned));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
            let message = format!("`{}` can't be reached: {error}", address.root);
            AdapterError::new(ErrorCode::Retryable, message).help("too many files may be open on this machine")
        })?;
        Ok(Self {
            store: store::build(address, &settings)?,
            runtime,
            silence: amounts::limit(&settings, "timeout", SILENCE)?,
            whole: whole(&settings)?,
            settings,
        })
    }

    /// The objects that an address means, in the order of their keys.
    pub(super) fn find(&self, address: &Address) -> Result<Vec<Object>, AdapterError> {
        match address.is_pattern() {
            true => self.matching(address),
            false => self.single(address).map(|object| vec![object]),
        }
    }

    fn single(&self, address: &Address) -> Result<Object, AdapterError> {
        let shown: Arc<str> = address.shown(&address.key).into();
        let key = match address.kind {
            // The whole address is the store's, with its query.
            Kind::Web => Path::default(),
            _ => key(&address.key)?,
        };
        // Not a HEAD: its answer has no words about what is wrong, and a signed address is good for GET alone.
        let first = GetOptions {
            range: Some(GetRange::Bounded(0..1)),
            ..GetOptions::default()
        };
        let looked = match self.whole {
            true => None,
            // An empty object has no first byte, and what else is wrong is told where all of it is asked for.
            false => self.wait(&shown, Asked::Object, self.store.get_opts(&key, first)).ok(),
        };
        let answer = match looked {
            Some(answer) => answer,
            None => self.wait(&shown, Asked::Object, self.store.get(&key))?,
        };
        Ok(object(&answer.meta, key, shown, &address.key))
    }

    fn matching(&self, address: &Address) -> Result<Vec<Object>, AdapterError> {
        let shown = address.shown(&address.key);
        let pattern = Pattern::new(&address.key).map_err(|error| {
            AdapterError::new(
                ErrorCode::Config,
                format!("`{shown}` isn't a valid pattern: {}", error.msg),
            )
            .help("`*`, `?`, `[a-z]` and `**` match parts of a key")
            .setting("path")
        })?;
        let wild = address.key.find(['*', '?', '[']).unwrap_or(0);
        let folder = address
            .key
            .get(..wild)
            .and_then(|start| start.rsplit_once('/'))
            .map_or("", |(folder, _)| folder);
        let prefix = key(folder)?;
        // A pattern in the last part alone needs no look into folders.
        let flat = !address.key.get(wild..).unwrap_or_default().contains('/') && !address.key.contains("**");
        let listed = match flat {
            true => {
                self.wait(&shown, Asked::List, self.store.list_with_delimiter(Some(&prefix)))?
                    .objects
            }
            false => {
                let mut listed = Vec::new();
                let mut pages = self.store.list(Some(&prefix));
                while let Some(meta) = self.wait(&shown, Asked::List, async { pages.next().await.transpose() })? {
                    listed.push(meta);
                }
                listed
            }
        };
        let options = MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let named = listed.iter().any(|meta| meta.location.as_ref() == address.key);
        let mut found: Vec<Object> = listed
            .iter()
            .filter(|meta| pattern.matches_with(meta.location.as_ref(), options))
            .map(|meta| {
                let name = meta.location.as_ref();
                object(meta, meta.location.clone(), address.shown(name).into(), name)
            })
            .collect();
        found.sort_by(|left, right| left.key.cmp(&right.key));
        if named {
            // Its key has brackets or stars itself.
            if let Some(other) = found.iter().find(|object| object.key.as_ref() != address.key) {
                let message = format!(
                    "`{shown}` is an object, and a pattern that matches `{}` too",
                    other.shown
                );
                return Err(AdapterError::new(ErrorCode::Source, message)
                    .help("write `[[]` for a bracket, `[*]` for a star and `[?]` for a question mark")
                    .setting("path"));
            }
            return self.single(address).map(|object| vec![object]);
        }
        if found.is_empty() {
            return Err(
                AdapterError::new(ErrorCode::Source, format!("no object matches `{shown}`"))
                    .help("`*` matches within one part of a key, `**` any number of parts")
                    .setting("path"),
            );
        }
        Ok(found)
    }

    /// Brings into a temporary file what is read of an object, or all of it.
    pub(super) fn fetch(
        &self,
        object: &Object,
        chosen: &Chosen,
        request: &ScanRequest,
    ) -> Result<Fetched, AdapterError> {
        match self.whole {
            true => self.fetch_whole(object),
            false => self.fetch_needed(object, chosen, request),
        }
    }

    /// Brings an object into a temporary file, piece by piece.
    pub(super) fn fetch_whole(&self, object: &Object) -> Result<Fetched, AdapterError> {
        let mut file = temporary(object)?;
        let mut digest = Digest::default();
        self.bring(object, None, |piece| {
            digest.update(piece);
            file.write_all(piece)
        })?;
        file.flush().map_err(|error| unkept(object, &error))?;
        let size = object.size;
        Ok(Fetched { file, digest, size })
    }

    /// Gives the bytes of an object, or of a stretch of it, piece by piece. It is the very object that was found, or an error.
    pub(super) fn bring(
        &self,
        object: &Object,
        stretch: Option<Range<u64>>,
        mut keep: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<(), AdapterError> {
        let asked = stretch
            .as_ref()
            .map_or(object.size, |stretch| stretch.end - stretch.start);
        let of_what = match stretch {
            Some(_) => Asked::Part,
            None => Asked::Object,
        };
        let options = GetOptions {
            if_match: object.tag.clone(),
            range: stretch.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let answer = self.wait(&object.shown, of_what, self.store.get_opts(&object.key, options))?;
        // Some stores don't heed the condition.
        let other = object.tag.is_some() && answer.meta.e_tag.is_some() && object.tag != answer.meta.e_tag;
        if other || answer.meta.size != object.size {
            return Err(faults::changed(&object.shown));
        }
        let mut pieces = answer.into_stream();
        let mut came = 0;
        while let Some(piece) = self.wait(&object.shown, of_what, async { pieces.next().await.transpose() })? {
            came += piece.len() as u64;
            keep(&piece).map_err(|error| unkept(object, &error))?;
        }
        match came == asked {
            true => Ok(()),
            false => Err(faults::changed(&object.shown)),
        }
    }

    /// Waits for the store, but not for ever.
    fn wait<T>(
        &self,
        shown: &str,
        asked: Asked,
        answer: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, AdapterError> {
        let silence = self.silence;
        match self
            .runtime
            .block_on(async { tokio::time::timeout(silence, answer).await })
        {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(faults::fault(&error, shown, asked, &self.settings)),
            Err(_) => Err(faults::silent(shown, silence.as_secs_f64())),
        }
    }
}

/// A file for an object.
pub(super) fn temporary(object: &Object) -> Result<NamedTempFile, AdapterError> {
    let file = tempfile::Builder::new().prefix("uptake-").tempfile();
    file.map_err(|error| unkept(object, &error))
}

/// There is no room for an object.
pub(super) fn unkept(object: &Object, error: &std::io::Error) -> AdapterError {
    let message = format!("`{}` can't be stored in the temporary folder: {error}", object.shown);
    AdapterError::new(ErrorCode::Retryable, message)
        .help("it needs space for the largest object; `TMPDIR` sets another folder")
}

fn object(meta: &ObjectMeta, key: Path, shown: Arc<str>, name: &str) -> Object {
    Object {
        key,
        shown,
        size: meta.size,
        // A weak one may stay the same over other bytes, and no condition holds for it.
        tag: meta.e_tag.clone().filter(|tag| !tag.starts_with("W/")),
        name: name.into(),
    }
}

fn key(text: &str) -> Result<Path, AdapterError> {
    Path::parse(text).map_err(|error| {
        AdapterError::new(
            ErrorCode::Config,
            format!("`{text}` can't be the key of an object: {error}"),
        )
        .help("a key has no empty parts and no `..`")
        .setting("path")
    })
}
