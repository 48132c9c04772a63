//! From the setting `path` to a store and what is wanted of it.

use uptake_adapter::{AdapterError, ErrorCode};
use url::Url;

/// The kind of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Amazon S3, and everything that speaks like it.
    S3,
    /// Google Cloud Storage.
    Google,
    /// Azure Blob Storage.
    Azure,
    /// A web server.
    Web,
}

/// An object, or a pattern of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) kind: Kind,
    /// The bucket or container; of a web server the whole address, query and all.
    pub(crate) bucket: String,
    /// The storage account, where an Azure address names it.
    pub(crate) account: Option<String>,
    /// The object's key, or a pattern of keys; of a web server the path.
    pub(crate) key: String,
    /// What messages call the store: what stands before the key.
    pub(crate) root: String,
}

impl Address {
    /// The address that a path is; none where it is a path of this machine.
    pub(crate) fn of(path: &str) -> Option<Result<Self, AdapterError>> {
        let (scheme, rest) = path.split_once("://")?;
        let letters = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        letters.then(|| Self::new(&scheme.to_ascii_lowercase(), rest, path))
    }

    fn new(scheme: &str, rest: &str, path: &str) -> Result<Self, AdapterError> {
        let kind = match scheme {
            "s3" | "s3a" => Kind::S3,
            "gs" | "gcs" => Kind::Google,
            "az" | "abfs" | "abfss" => Kind::Azure,
            "http" | "https" => return Self::web(path),
            _ => {
                return Err(fault(format!("unknown kind of store `{scheme}://`"))
                    .help("available: `s3://`, `gs://`, `az://`, `abfss://` and `https://`"));
            }
        };
        let (place, key) = rest.split_once('/').unwrap_or((rest, ""));
        let (bucket, host) = match place.split_once('@') {
            Some((bucket, host)) if kind == Kind::Azure => (bucket, Some(host)),
            _ => (place, None),
        };
        if bucket.is_empty() || bucket.contains(['*', '?', '[', '@', ':']) {
            return Err(
                fault(format!("`{path}` names no bucket")).help(format!("as in `{scheme}://bucket/folder/*.parquet`"))
            );
        }
        if key.is_empty() || key.ends_with('/') {
            return Err(fault(format!("`{path}` names no object"))
                .help(format!("as in `{}/*.parquet`", path.trim_end_matches('/'))));
        }
        Ok(Self {
            kind,
            bucket: bucket.to_owned(),
            account: host.map(|host| host.split('.').next().unwrap_or(host).to_owned()),
            key: key.to_owned(),
            root: format!("{scheme}://{place}/"),
        })
    }

    /// What a web server has. Its query may be a signature, so no message shows it.
    fn web(path: &str) -> Result<Self, AdapterError> {
        let url = Url::parse(path).map_err(|error| fault(format!("`path` isn't a valid address: {error}")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fault("`path` contains a user or a password").help("the adapter `http` supports credentials"));
        }
        if url.path().contains(['*', '[']) {
            let message = "a web server can't list the objects that match a pattern";
            return Err(fault(message).help("name one object, or use the store's own scheme, such as `s3://`"));
        }
        Ok(Self {
            kind: Kind::Web,
            account: None,
            key: url.path().to_owned(),
            root: url.origin().ascii_serialization(),
            bucket: url.into(),
        })
    }

    /// Whether it is a pattern.
    pub(crate) fn is_pattern(&self) -> bool {
        self.kind != Kind::Web && self.key.contains(['*', '?', '['])
    }

    /// What messages call an object of the store.
    pub(crate) fn shown(&self, key: &str) -> String {
        format!("{}{key}", self.root)
    }
}

fn fault(message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting("path")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(path: &str) -> (Kind, String, String, String) {
        let address = Address::of(path).unwrap().unwrap();
        let shown = address.shown(&address.key);
        (address.kind, address.bucket, address.key, shown)
    }

    #[test]
    fn every_store_has_its_address() {
        let own = |text: &str| text.to_owned();
        let path = "s3://my-bucket/a/b c/*.csv";
        assert_eq!(parts(path), (Kind::S3, own("my-bucket"), own("a/b c/*.csv"), own(path)));
        assert_eq!(parts("gs://b/k.csv").0, Kind::Google);
        let lake = Address::of("abfss://raw@acme.dfs.core.windows.net/x.parquet")
            .unwrap()
            .unwrap();
        assert_eq!((lake.bucket.as_str(), lake.account.as_deref()), ("raw", Some("acme")));
        let (kind, whole, _, shown) = parts("https://example.com/a/b.csv?sig=secret");
        assert_eq!((kind, whole.contains("sig=secret")), (Kind::Web, true));
        assert_eq!(shown, "https://example.com/a/b.csv");
    }

    #[test]
    fn a_path_of_this_machine_is_no_address() {
        for path in ["rows.csv", "/x/y.csv", "a:b.csv", "C:/x.csv", "://x"] {
            assert_eq!(Address::of(path), None, "{path}");
        }
    }

    #[test]
    fn an_address_that_can_mean_nothing_is_refused() {
        for (path, said) in [
            ("ftp://x/y", "unknown kind of store `ftp://`"),
            ("s3://", "names no bucket"),
            ("s3:///key.csv", "names no bucket"),
            ("s3://*/key.csv", "names no bucket"),
            ("s3://bucket", "names no object"),
            ("s3://bucket/folder/", "names no object"),
            ("https://u:p@example.com/x.csv", "contains a user or a password"),
            ("https://example.com/*.csv", "can't list the objects"),
        ] {
            let error = Address::of(path).unwrap().unwrap_err();
            assert!(error.message.contains(said), "{path}: {error}");
            assert!(error.help.is_some(), "{path}");
        }
    }
}
