//! A database and a connection to it.

use crate::driver::{Driver, Functions};
use crate::fault::Fault;
use crate::held::Held;

/// An open connection.
#[derive(Debug)]
pub struct Session {
    pub(super) functions: Functions,
    /// Before the database: fields are dropped in order.
    pub(super) connection: Held,
    _database: Held,
}

impl Session {
    /// Connects, with the options of the database.
    ///
    /// # Errors
    /// When the driver takes an option for wrong, or can't connect.
    pub fn open(driver: &Driver, options: &[(String, String)]) -> Result<Self, Fault> {
        let functions = driver.functions;
        let database = Held::make(functions.database_release, |object, error| {
            // SAFETY: an empty object and an empty error of ours.
            unsafe { (functions.database_new)(object, error) }
        })?;
        for (key, value) in options {
            database.set(functions.database_set_option, key, value)?;
        }
        // SAFETY: an object that was made and not initialised.
        database.call(|object, error| unsafe { (functions.database_init)(object, error) })?;
        let connection = Held::make(functions.connection_release, |object, error| {
            // SAFETY: an empty object and an empty error of ours.
            unsafe { (functions.connection_new)(object, error) }
        })?;
        // SAFETY: a connection that was made and not initialised, and a database that outlives it.
        connection.call(|object, error| unsafe { (functions.connection_init)(object, database.as_ptr(), error) })?;
        Ok(Self {
            functions,
            connection,
            _database: database,
        })
    }
}
