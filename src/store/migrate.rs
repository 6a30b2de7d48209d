//! Brings an older database up to this release; refuses a newer or foreign one.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;

/// In order; the schema number of a database is how many of them it has seen. Add the next at
/// the end, never edit one that was released.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_first.sql")];

/// The schema number of this release.
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Stands in the head of the file (`YANX`), so that another program's database is not taken for
/// ours.
const APPLICATION: i32 = 0x59_41_4E_58;

/// The schema number of the database, 0 for an empty one.
pub(super) fn found(conn: &Connection) -> Result<u32, StoreError> {
    let number: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    let empty = number == 0 && application == 0 && tables == 0;
    if !empty && (application != APPLICATION || number == 0) {
        return Err(StoreError::Foreign);
    }
    if number > KNOWN {
        return Err(StoreError::Newer { found: number, known: KNOWN });
    }
    Ok(number)
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) fn migrate(conn: &Connection) -> Result<(), StoreError> {
    if found(conn)? == KNOWN {
        return Ok(());
    }
    // A migration may rebuild a table that others point at; references are checked at its end.
    conn.pragma_update(None, "foreign_keys", false)?;
    loop {
        // Another process may have been faster: the number is read inside the transaction.
        let step = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        let done = found(conn)?;
        let Some(sql) = MIGRATIONS.get(done as usize) else { break };
        let number = done + 1;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        step.pragma_update(None, "application_id", APPLICATION)?;
        if step.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(StoreError::Damaged(format!(
                "migration {number} would leave a row without its parent"
            )));
        }
        step.commit()?;
        tracing::info!(schema = number, "brought the database to schema {number}");
    }
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_database_gets_every_migration_and_a_second_pass_changes_nothing() {
        let conn = Connection::open_in_memory().unwrap();
        migrate(&conn).unwrap();
        assert_eq!(found(&conn).unwrap(), KNOWN);
        migrate(&conn).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused_with_both_numbers() {
        let conn = Connection::open_in_memory().unwrap();
        migrate(&conn).unwrap();
        conn.pragma_update(None, "user_version", KNOWN + 1).unwrap();
        let message = migrate(&conn).unwrap_err().to_string();
        assert!(
            message.contains("newer release") && message.contains(&(KNOWN + 1).to_string()),
            "{message}"
        );
    }

    #[test]
    fn a_database_of_something_else_is_refused() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(migrate(&conn), Err(StoreError::Foreign)));
    }
}
