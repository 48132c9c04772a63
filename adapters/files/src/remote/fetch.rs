//! Asking a store: which objects there are, and what they hold.

use super::address::{Address, Kind};
use super::faults::{self, Asked};
use super::settings::SECRETS;
use super::store;
use futures_util::StreamExt;
use glob::{MatchOptions, Pattern};
use object_store::path::Path;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt};
use std::future::Future;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::runtime::{Builder, Runtime};
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, Settings};
use uptake_formats::{Digest, amounts};

/// How long a store may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// A store, and what is needed to wait for its answers.
pub(super) struct Store {
    store: Arc<dyn ObjectStore>,
    runtime: Runtime,
    silence: Duration,
    settings: Settings,
}

/// An object that was found.
#[derive(Clone, Debug)]
pub(super) struct Object {
    key: Path,
    /// What messages call it.
    pub(super) shown: Arc<str>,
    size: u64,
    /// What tells one state of it from another.
    tag: Option<String>,
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
    file: NamedTempFile,
    digest: Digest,
}

impl Fetched {
    pub(super) fn path(&self) -> &std::path::Path {
        self.file.path()
    }

    pub(super) fn fingerprint(&self, object: &Object) -> Fingerprint {
        self.digest.fingerprint(&object.shown)
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
        let answer = self.wait(&shown, Asked::Object, self.store.get(&key))?;
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

    /// Brings an object into a temporary file, piece by piece.
    pub(super) fn fetch(&self, object: &Object) -> Result<Fetched, AdapterError> {
        let kept = |error: std::io::Error| {
            let message = format!("`{}` can't be stored in the temporary folder: {error}", object.shown);
            AdapterError::new(ErrorCode::Retryable, message)
                .help("it needs space for the largest object; `TMPDIR` sets another folder")
        };
        let mut file = tempfile::Builder::new().prefix("uptake-").tempfile().map_err(kept)?;
        let options = GetOptions {
            if_match: object.tag.clone(),
            ..GetOptions::default()
        };
        let answer = self.wait(&object.shown, Asked::Object, self.store.get_opts(&object.key, options))?;
        // Some stores don't heed the condition.
        let other = object.tag.is_some() && answer.meta.e_tag.is_some() && object.tag != answer.meta.e_tag;
        if other || answer.meta.size != object.size {
            return Err(faults::changed(&object.shown));
        }
        let mut pieces = answer.into_stream();
        let mut digest = Digest::default();
        while let Some(piece) = self.wait(&object.shown, Asked::Object, async { pieces.next().await.transpose() })? {
            digest.update(&piece);
            file.write_all(&piece).map_err(kept)?;
        }
        file.flush().map_err(kept)?;
        if digest.bytes() != object.size {
            return Err(faults::changed(&object.shown));
        }
        Ok(Fetched { file, digest })
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

fn object(meta: &ObjectMeta, key: Path, shown: Arc<str>, name: &str) -> Object {
    Object {
        key,
        shown,
        size: meta.size,
        tag: meta.e_tag.clone(),
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
