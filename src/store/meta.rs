//! Single values about the whole data directory, by name.

use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError};

const GET: &str = "SELECT value FROM meta WHERE name = $1";
const SET: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

impl Store {
    /// The value of `name`.
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(GET)?.query_row([name], |row| row.get(0)).optional()?))
    }

    /// Sets the value of `name`.
    pub fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |conn| {
            conn.prepare_cached(SET)?.execute(params![name, value])?;
            Ok(())
        })
    }
}
