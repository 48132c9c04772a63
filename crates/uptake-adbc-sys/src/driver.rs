//! A driver: a library that was checked, loaded, and asked for its functions.

use crate::fault::{Fault, Status};
use crate::table::{
    DriverTable, Entry, ErrorOfStream, Execute, OnObject, OnTwo, RawError, SetOption, SetQuery, VERSION_1_0,
    VERSION_1_1,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_plugins::{Limits, Load, ending, file};

/// The functions that are called, all there but for the last three, which came with version 1.1.0 or may be left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Functions {
    pub(super) database_new: OnObject,
    pub(super) database_set_option: SetOption,
    pub(super) database_init: OnObject,
    pub(super) database_release: OnObject,
    pub(super) connection_new: OnObject,
    pub(super) connection_init: OnTwo,
    pub(super) connection_release: OnObject,
    pub(super) statement_new: OnTwo,
    pub(super) statement_set_query: SetQuery,
    pub(super) statement_execute: Execute,
    pub(super) statement_release: OnObject,
    pub(super) statement_set_option: Option<SetOption>,
    pub(super) statement_cancel: Option<OnObject>,
    pub(super) connection_cancel: Option<OnObject>,
    pub(super) error_of_stream: Option<ErrorOfStream>,
}

/// Drivers that are loaded, by path and entry. They stay for the life of the process: a driver written in Go starts
/// threads that don't outlive its code.
static LOADED: Mutex<BTreeMap<(PathBuf, String), Functions>> = Mutex::new(BTreeMap::new());

/// A driver that is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Driver {
    pub(super) functions: Functions,
}

impl Driver {
    /// Loads a driver, once. Without an `entrypoint` the names that ADBC derives from the file's are tried.
    ///
    /// # Errors
    /// When the file may not or can't be loaded, with the codes of a plugin's file; when it has no such entry, or lacks a
    /// function that a query needs.
    pub fn load(load: &Load, entrypoint: Option<&str>) -> Result<Self, AdapterError> {
        let file = file::check(load).map_err(|mut error| {
            // The checks are those of plugins, and so are their words.
            error.message = error.message.replacen("the plugin `", "the driver `", 1);
            error
        })?;
        let names = match entrypoint {
            Some(name) => vec![name.to_owned()],
            None => entry_names(&file.path),
        };
        let key = (file.path.clone(), names.concat());
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(functions) = loaded.get(&key) {
            return Ok(Self { functions: *functions });
        }
        let library = ending::loading(Some(Limits::DESCRIBE), &file.shown, || {
            // SAFETY: loading runs the library's own initialisers, which nothing can vouch for: it is the operator's
            // decision to name this driver, and what could be checked of its file was.
            unsafe { libloading::Library::new(&file.path) }
        });
        let library = library.map_err(|error| {
            let said = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            let message = format!("the driver `{}` can't be loaded: {said}", file.shown);
            AdapterError::new(ErrorCode::PluginUnloadable, message)
                .help("a library that it needs may be missing: `ldd` shows which")
        })?;
        // SAFETY: the symbol is only called below, as the type that ADBC gives a driver's entry.
        let entry = names
            .iter()
            .find_map(|name| unsafe { library.get::<Entry>(name.as_str()) }.ok().map(|found| *found));
        // Kept whatever comes: what has run once may have left threads or exit handlers behind.
        std::mem::forget(library);
        let Some(entry) = entry else {
            let message = format!("the driver `{}` has no entry `{}`", file.shown, names.join("` or `"));
            return Err(AdapterError::new(ErrorCode::PluginNoEntry, message)
                .help("set `entrypoint` to the function that its documentation names")
                .setting("entrypoint"));
        };
        let functions = functions(entry, &file.shown)?;
        loaded.insert(key, functions);
        Ok(Self { functions })
    }

    /// A driver of the tests.
    #[cfg(test)]
    pub(super) fn of(entry: Entry) -> Result<Self, AdapterError> {
        functions(entry, "a test's").map(|functions| Self { functions })
    }
}

/// The names that an entry may have: that of the file in ADBC's way, the common one, and that of the one library that is a
/// database first.
fn entry_names(path: &Path) -> Vec<String> {
    let stem = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = stem.split('.').next().unwrap_or_default();
    let stem = stem.strip_prefix("lib").unwrap_or(stem);
    let mut name = String::from("Adbc");
    for word in stem.strip_prefix("adbc_").unwrap_or(stem).split(['_', '-']) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name.push_str("Init");
    vec![name, "AdbcDriverInit".to_owned(), format!("{stem}_adbc_init")]
}

/// Asks an entry for the functions: those of version 1.1.0, or else those of 1.0.0.
fn functions(entry: Entry, shown: &str) -> Result<Functions, AdapterError> {
    let fault = |code, what: String| {
        AdapterError::new(code, format!("the driver `{shown}` {what}")).help("use another version of the driver")
    };
    let ask = |version| -> Result<DriverTable, Fault> {
        let mut table = DriverTable::EMPTY;
        let mut error = RawError::empty();
        // SAFETY: an entry of ADBC, a table large enough for either version, and an empty error of ours.
        let code = unsafe { entry(version, (&raw mut table).cast(), &raw mut error) };
        // SAFETY: filled by the call just made.
        unsafe { Fault::check(code, &error) }?;
        Ok(table)
    };
    let table = match ask(VERSION_1_1) {
        // A driver that knows the older version only says so in one of these ways.
        Err(Fault {
            status: Status::NotImplemented | Status::Invalid | Status::Unknown,
            ..
        }) => ask(VERSION_1_0),
        answer => answer,
    };
    let table = table.map_err(|said| {
        fault(
            ErrorCode::PluginVersion,
            format!("speaks no known version of ADBC: {}", said.message),
        )
    })?;
    let missing = |name: &str| fault(ErrorCode::PluginFunction, format!("lacks the function `{name}`"));
    Ok(Functions {
        database_new: table.database_new.ok_or_else(|| missing("DatabaseNew"))?,
        database_set_option: table.database_set_option.ok_or_else(|| missing("DatabaseSetOption"))?,
        database_init: table.database_init.ok_or_else(|| missing("DatabaseInit"))?,
        database_release: table.database_release.ok_or_else(|| missing("DatabaseRelease"))?,
        connection_new: table.connection_new.ok_or_else(|| missing("ConnectionNew"))?,
        connection_init: table.connection_init.ok_or_else(|| missing("ConnectionInit"))?,
        connection_release: table.connection_release.ok_or_else(|| missing("ConnectionRelease"))?,
        statement_new: table.statement_new.ok_or_else(|| missing("StatementNew"))?,
        statement_set_query: table
            .statement_set_query
            .ok_or_else(|| missing("StatementSetSqlQuery"))?,
        statement_execute: table
            .statement_execute
            .ok_or_else(|| missing("StatementExecuteQuery"))?,
        statement_release: table.statement_release.ok_or_else(|| missing("StatementRelease"))?,
        statement_set_option: table.statement_set_option,
        statement_cancel: table.statement_cancel,
        connection_cancel: table.connection_cancel,
        error_of_stream: table.error_of_stream,
    })
}

#[cfg(test)]
mod names {
    use super::*;

    #[test]
    fn an_entry_is_looked_for_under_the_names_that_its_file_suggests() {
        let first = |path: &str| entry_names(Path::new(path));
        assert_eq!(first("/x/libadbc_driver_sqlite.so.1")[0], "AdbcDriverSqliteInit");
        assert_eq!(first("adbc_driver_flight-sql.dll")[0], "AdbcDriverFlightSqlInit");
        assert_eq!(
            first("libduckdb.so"),
            ["AdbcDuckdbInit", "AdbcDriverInit", "duckdb_adbc_init"]
        );
    }
}
