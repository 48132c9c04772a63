//! From settings to what is asked of a driver.

use crate::drivers;
use crate::flavour::Flavour;
use crate::found::Found;
use crate::only_read;
use crate::secrets::{self, encoded};
use crate::there;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode, Settings};
use uptake_formats::{BATCH_ROWS, amounts};
use uptake_plugins::Load;
use uptake_plugins::file::is_path;

/// The most rows that a batch may be asked to have.
const MOST_BATCH_ROWS: usize = 1 << 20;

/// What to do.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The driver's file.
    pub(crate) load: Load,
    /// Its entry, if it is known.
    pub(crate) entrypoint: Option<String>,
    pub(crate) flavour: Flavour,
    /// Options of the database.
    pub(crate) options: Vec<(String, String)>,
    pub(crate) sql: String,
    /// The dialect, as it is stated, or what the driver is called.
    pub(crate) dialect: String,
    pub(crate) batch_rows: usize,
    pub(crate) timeout: Duration,
    /// What messages call the database: its driver.
    pub(crate) shown: String,
    /// What rows come from: the driver and the table, or the driver's query.
    pub(crate) part: Arc<str>,
    /// The setting that holds what is asked: `query` or `table`.
    pub(crate) asked: &'static str,
    /// For messages, which may say a secret.
    pub(crate) settings: Settings,
}

impl Plan {
    /// Reads the settings and looks for the driver.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let name = settings.get("driver").unwrap_or_default();
        let (sql, asked, part) = asked(settings, name)?;
        let batch_rows = batch_rows(settings)?;
        let timeout = amounts::limit(settings, "timeout", Duration::from_secs(3600))?;
        let Found { path, entrypoint } = drivers::find(name, settings)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let flavour = Flavour::of(if is_path(name) { &file } else { name });
        Ok(Self {
            options: options(settings, flavour)?,
            load: Load {
                path,
                shown: name.to_owned(),
                sha256: settings.get("sha256").map(str::to_owned),
                ..Load::default()
            },
            entrypoint: settings.get("entrypoint").map(str::to_owned).or(entrypoint),
            flavour,
            sql,
            dialect: settings.get("dialect").unwrap_or(name).to_owned(),
            batch_rows,
            timeout,
            shown: name.to_owned(),
            part,
            asked,
            settings: secrets::guarded(settings),
        })
    }

    /// Where the data is that the settings lead to. A file is told by its path and, where the system has such, by its number, so that
    /// another one in its place is another. What a query calls by a relative path, and an address that is one, starts from a folder.
    pub(crate) fn place(&self) -> String {
        let path = self
            .options
            .iter()
            .find(|(key, _)| key == "path" && self.flavour == Flavour::DuckDb);
        let file = path.map(|(_, path)| Path::new(path)).filter(|path| path.is_file());
        let mut place = match file {
            Some(file) => format!("{:?}", (file.canonicalize().ok(), number(file))),
            None => String::new(),
        };
        let far = self.settings.get("uri").is_some_and(|uri| uri.contains("://"));
        if !far && (file.is_none() || self.asked == "query") {
            place.push_str(&format!(
                "{:?}",
                (self.settings.folder(), std::path::absolute(".").ok())
            ));
        }
        place
    }

    /// A fault as users may see it.
    pub(crate) fn redacted(&self, mut error: AdapterError) -> AdapterError {
        error.message = self.settings.redacted(&error.message);
        error.help = error.help.map(|help| self.settings.redacted(&help));
        error
    }
}

/// The number of a file, and of the device that it is on.
#[cfg(unix)]
fn number(file: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let found = file.metadata().ok()?;
    Some((found.dev(), found.ino()))
}

/// Where files have no numbers.
#[cfg(not(unix))]
fn number(_: &Path) -> Option<(u64, u64)> {
    None
}

fn wrong(key: &str, message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting(key)
}

/// The query, the setting it stands in, and what its rows come from.
fn asked(settings: &Settings, driver: &str) -> Result<(String, &'static str, Arc<str>), AdapterError> {
    match (settings.get("query"), settings.get("table")) {
        (Some(_), Some(_)) => {
            Err(wrong("table", "`query` and `table` can't both be given").help("leave one of them out"))
        }
        (None, None) => Err(wrong("driver", "`adbc` needs a `query` or a `table`")
            .help("as in `table: events`, or `query: SELECT id, at FROM events`")),
        (Some(sql), None) if sql.trim().is_empty() => Err(wrong("query", "the `query` is empty")),
        (Some(sql), None) => {
            only_read::check(sql)?;
            Ok((only_read::statement(sql).to_owned(), "query", format!("{driver}:query").into()))
        }
        (None, Some(table)) if is_table(table) => {
            let part = format!("{driver}:{table}").into();
            Ok((format!("SELECT * FROM {table}"), "table", part))
        }
        (None, Some(table)) => Err(wrong("table", format!("`{table}` isn't a plain table name"))
            .help("letters, digits and `_`, separated by dots; for any other name write a `query`, quoted as the database wants it")),
    }
}

/// Whether a name can stand in a query as it is, whatever quotes the database wants.
fn is_table(name: &str) -> bool {
    name.split('.').all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

fn batch_rows(settings: &Settings) -> Result<usize, AdapterError> {
    let Some(text) = settings.get("batch_rows") else {
        return Ok(BATCH_ROWS);
    };
    let rows = text.parse().ok().filter(|rows| (1..=MOST_BATCH_ROWS).contains(rows));
    rows.ok_or_else(|| {
        let message = format!("`batch_rows` should be a number from 1 to {MOST_BATCH_ROWS}, not `{text}`");
        wrong("batch_rows", message)
    })
}

/// The options of the database.
fn options(settings: &Settings, flavour: Flavour) -> Result<Vec<(String, String)>, AdapterError> {
    let user = match (settings.get("user"), settings.get("username")) {
        (Some(_), Some(_)) => return Err(wrong("username", "`user` and `username` are the same: give one")),
        (user, username) => user.or(username),
    };
    let password = settings.get("password");
    let mut options: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: &str| options.push((key.to_owned(), value.to_owned()));
    match (flavour, settings.get("uri")) {
        (Flavour::Sqlite | Flavour::DuckDb, _) if user.or(password).is_some() => {
            let key = if password.is_some() { "password" } else { "user" };
            return Err(wrong(key, format!("a file has no `{key}`")));
        }
        (Flavour::Sqlite | Flavour::DuckDb, Some(uri)) => {
            for (key, value) in file(uri, settings.folder(), flavour)? {
                add(key, &value);
            }
        }
        (Flavour::PostgreSql, Some(uri)) => add("uri", &with_user(uri, user, password)),
        (Flavour::PostgreSql, None) if user.or(password).is_some() => add("uri", &with_user("", user, password)),
        (_, uri) => {
            let given = [("uri", uri), ("username", user), ("password", password)];
            for (key, value) in given {
                if let Some(value) = value {
                    add(key, value);
                }
            }
        }
    }
    // The user's own last: they have the last word, but for whether a file is written.
    for (key, value) in settings.below("options") {
        options.retain(|(other, _)| other != key);
        options.push((key.to_owned(), value.to_owned()));
    }
    only_for_reading(&mut options, settings.folder(), flavour)?;
    Ok(options)
}

/// Databases in files are opened for reading, whatever the options say.
fn only_for_reading(options: &mut Vec<(String, String)>, folder: &Path, flavour: Flavour) -> Result<(), AdapterError> {
    let writes = |key: &str, value: &str| {
        wrong(
            key,
            format!("`{value}` would let the source be written: a source is only read"),
        )
        .help("remove it: the file is opened for reading")
    };
    match flavour {
        Flavour::Sqlite => {
            for (_, value) in options.iter_mut().filter(|(key, _)| key == "uri") {
                *value = match file(value, folder, flavour)?.into_iter().next() {
                    Some((_, whole)) => whole,
                    None => continue,
                };
            }
        }
        Flavour::DuckDb => {
            let access = options.iter().find(|(key, _)| key == "access_mode");
            if let Some((_, value)) = access.filter(|(_, value)| !value.eq_ignore_ascii_case("read_only")) {
                return Err(writes("options", value));
            }
            let in_file =
                |(key, path): &&(String, String)| key == "path" && !path.is_empty() && !path.starts_with(":memory:");
            if access.is_none() && options.iter().any(|option| in_file(&option)) {
                options.push(("access_mode".to_owned(), "READ_ONLY".to_owned()));
            }
        }
        Flavour::PostgreSql | Flavour::Other => {}
    }
    Ok(())
}

/// An address of SQLite's own form, opened for reading.
fn read_only(uri: &str) -> Result<String, AdapterError> {
    let (_, query) = uri.split_once('?').unwrap_or((uri, ""));
    let query = query.split('#').next().unwrap_or_default();
    let mut modes = query.split('&').filter_map(|pair| pair.strip_prefix("mode="));
    if query.contains('%') || uri.contains('#') {
        return Err(wrong("uri", format!("`{uri}` hides whether the source may be written"))
            .help("give the path of the file as `uri`, without `file:`"));
    }
    match modes.clone().find(|mode| !["ro", "memory"].contains(mode)) {
        Some(mode) => Err(wrong(
            "uri",
            format!("`mode={mode}` would let the source be written: a source is only read"),
        )
        .help("remove it: the file is opened for reading")),
        None if modes.next().is_some() => Ok(uri.to_owned()),
        None => Ok(format!("{uri}{}mode=ro", if uri.contains('?') { '&' } else { '?' })),
    }
}

/// A database in a file, which is required: a driver would make an empty one. It is only read.
fn file(uri: &str, folder: &Path, flavour: Flavour) -> Result<Vec<(&'static str, String)>, AdapterError> {
    let key = if flavour == Flavour::DuckDb { "path" } else { "uri" };
    if flavour == Flavour::Sqlite && uri.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) {
        return Ok(vec![(key, read_only(uri)?)]);
    }
    if uri.is_empty() || uri.starts_with(":memory:") {
        return Ok(vec![(key, uri.to_owned())]);
    }
    let path = folder.join(uri);
    let fault = |message: String| AdapterError::new(ErrorCode::Source, message).setting("uri");
    if !there::is_file(&path).map_err(|what| fault(format!("`{uri}` {what}")))? {
        return Err(fault(format!("the file `{uri}` wasn't found")).help("the path is relative to the project file"));
    }
    let whole = std::path::absolute(&path).unwrap_or(path);
    let whole = whole
        .to_str()
        .ok_or_else(|| wrong("uri", format!("the path of `{uri}` isn't UTF-8")))?;
    Ok(match flavour {
        Flavour::DuckDb => vec![(key, whole.to_owned()), ("access_mode", "READ_ONLY".to_owned())],
        _ => {
            let path: Vec<String> = whole.split('/').map(encoded).collect();
            vec![(key, format!("file:{}?mode=ro", path.join("/")))]
        }
    })
}

/// An address of PostgreSQL with a user and a password, in either of its two forms.
fn with_user(uri: &str, user: Option<&str>, password: Option<&str>) -> String {
    let given = [("user", user), ("password", password)];
    let given = given.iter().filter_map(|(key, value)| value.map(|value| (*key, value)));
    let mut whole = uri.to_owned();
    if uri.contains("://") {
        for (key, value) in given {
            let sign = if whole.contains('?') { '&' } else { '?' };
            whole = format!("{whole}{sign}{key}={}", encoded(value));
        }
    } else {
        for (key, value) in given {
            let value = value.replace('\\', "\\\\").replace('\'', "\\'");
            whole = format!("{whole} {key}='{value}'");
        }
    }
    whole.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_plain_name() {
        for name in ["events", "public.events", "a.b.c_1", "_x"] {
            assert!(is_table(name), "{name}");
        }
        for name in ["", "a b", "a;drop table b", "a..b", "1a", "a.", "\"a\"", "a-b"] {
            assert!(!is_table(name), "{name}");
        }
    }

    #[test]
    fn an_address_of_a_file_is_opened_for_reading_or_refused() {
        for (uri, expected) in [
            ("file:a.db", "file:a.db?mode=ro"),
            ("file:a.db?cache=private", "file:a.db?cache=private&mode=ro"),
            ("file:a.db?mode=ro", "file:a.db?mode=ro"),
            ("file:x?mode=memory", "file:x?mode=memory"),
        ] {
            assert_eq!(read_only(uri).unwrap(), expected);
        }
        for uri in [
            "file:a.db?mode=rwc",
            "file:a.db?mode=rw&mode=ro",
            "file:a.db?mode=ro&mode=rwc",
            "file:a.db?%6dode=rwc",
            "file:a.db#x",
        ] {
            assert_eq!(read_only(uri).unwrap_err().setting.as_deref(), Some("uri"), "{uri}");
        }
    }

    #[test]
    fn no_option_opens_a_file_for_writing() {
        let options = |flavour, values: &[(&str, &str)]| {
            let values = values
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            options(&Settings::new("", values.collect()), flavour)
        };
        assert!(options(Flavour::Sqlite, &[("options.uri", "file:a.db?mode=rwc")]).is_err());
        assert!(options(Flavour::DuckDb, &[("options.access_mode", "READ_WRITE")]).is_err());
        assert!(options(Flavour::DuckDb, &[("options.access_mode", "automatic")]).is_err());
        let found = options(Flavour::DuckDb, &[("options.path", "a.duckdb")]).unwrap();
        assert!(
            found.contains(&("access_mode".to_owned(), "READ_ONLY".to_owned())),
            "{found:?}"
        );
        assert!(options(Flavour::DuckDb, &[]).unwrap().is_empty());
    }

    #[test]
    fn a_user_comes_into_either_form_of_an_address() {
        let whole = |uri: &str| with_user(uri, Some("ana"), Some("a'b&c"));
        assert_eq!(
            whole("postgresql://db/x"),
            "postgresql://db/x?user=ana&password=a%27b%26c"
        );
        assert_eq!(
            whole("postgresql://db/x?sslmode=require"),
            "postgresql://db/x?sslmode=require&user=ana&password=a%27b%26c"
        );
        assert_eq!(whole("host=db"), "host=db user='ana' password='a\\'b&c'");
        assert_eq!(with_user("host=db", None, None), "host=db");
    }
}
