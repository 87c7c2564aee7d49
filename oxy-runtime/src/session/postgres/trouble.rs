//! What is wrong with a server, in words for whoever runs it.

use std::io::ErrorKind;

use sqlx::Error;

use crate::session::store::StoreError;

/// Never with values, nor with the user or host of the address, which the server likes to name.
pub(super) fn explain(error: &Error) -> StoreError {
    let reason = match error {
        Error::Database(error) => refused(error.code().as_deref().unwrap_or(""), error.message()),
        Error::PoolTimedOut => "all connections to it were in use for a second".to_owned(),
        Error::Io(error) if error.kind() == ErrorKind::NotFound => {
            format!("its socket, or a file that the address names, is not there ({error})")
        }
        Error::Io(error) => format!("it cannot be reached ({error})"),
        Error::Protocol(problem) => {
            format!("it cannot be reached, or something else answers there ({problem})")
        }
        Error::Tls(error) => {
            // What stands in quotes is the name that the certificate does not have.
            let error = error.to_string();
            let problem = error.split('"').next().unwrap_or_default().trim_end();
            format!("no TLS with it, see sslmode and sslrootcert of the address ({problem})")
        }
        other => other.to_string(),
    };
    StoreError::new(format!("PostgreSQL: {reason}"))
}

/// What a server says, by its SQLSTATE.
fn refused(code: &str, message: &str) -> String {
    match code {
        "42P01" => "its tables are not there: SessionStore::open makes them".to_owned(),
        "42501" | "3F000" => format!(
            "it refuses ({message}): where the tables of oxy are not there yet, GRANT USAGE, CREATE ON SCHEMA to the role; \
             else GRANT SELECT, INSERT, UPDATE, DELETE ON oxy_sessions, and SELECT ON oxy_sessions_schema"
        ),
        "55P03" => "a lock was held for too long".to_owned(),
        "57014" => "it took too long over a statement".to_owned(),
        "25006" => "it can only be read at the moment".to_owned(),
        "28P01" | "28000" => {
            "it refuses the user or the password of the address, or lets nobody in from here (pg_hba.conf)".to_owned()
        }
        "3D000" => "it has no database of the name that the address has: CREATE DATABASE makes one".to_owned(),
        "53300" => {
            "it has no connection left for this program: take a smaller pool_size, or raise the server's \
             max_connections or the role's CONNECTION LIMIT"
                .to_owned()
        }
        _ => format!("{message} (SQLSTATE {code})"),
    }
}
