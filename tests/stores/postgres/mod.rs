//! What is special to sessions in PostgreSQL.

mod cancelled;
mod ending;
mod killed;
mod limits;
mod many;
mod refused;
mod resting;
mod secrets;
mod starting;
mod stopped;

use std::time::Duration;

use oxy::session::{PostgresStore, SessionStore as _};

use crate::alone;
use crate::records::{add, at, is_live, now, session, user};
use crate::servers::{PASSWORD, Postgres};

fn store(url: &str) -> PostgresStore {
    PostgresStore::from_url(url).unwrap()
}

/// A database of its own, on a server that may have others.
struct Site<'s> {
    server: &'s Postgres,
    database: String,
}

impl<'s> Site<'s> {
    fn on(server: &'s Postgres) -> Self {
        let database = server.create_database();
        Self { server, database }
    }

    fn url(&self) -> String {
        self.server.url_of(&self.database)
    }

    /// A store of at most so many connections, with its tables.
    async fn store(&self, connections: u16) -> PostgresStore {
        let store = store(&format!("{}?pool_size={connections}", self.url()));
        store.open().await.unwrap();
        store
    }

    fn psql(&self, sql: &str) -> String {
        self.server.psql_in(&self.database, sql)
    }

    /// The address for a new role, who may log in and has those `attributes`.
    fn url_of_role(&self, attributes: &str) -> String {
        let role = self.role();
        self.psql(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}' {attributes}"
        ));
        let (port, database) = (self.server.port(), &self.database);
        format!("postgres://{role}:{PASSWORD}@127.0.0.1:{port}/{database}")
    }

    fn role(&self) -> String {
        format!("guest_of_{}", self.database)
    }

    /// What a role needs that makes no tables.
    fn grant(&self) {
        let role = self.role();
        self.psql(&format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON oxy_sessions TO {role}; \
             GRANT SELECT ON oxy_sessions_schema TO {role}"
        ));
    }

    /// The connections of stores, by the numbers of their processes on the server.
    fn connections(&self) -> Vec<String> {
        let list = self.psql(&format!(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'oxy' AND datname = '{}' ORDER BY 1",
            self.database
        ));
        list.lines().map(str::to_owned).collect()
    }

    /// From now on every load takes so long, and nothing can be written.
    fn slow_down(&self, load: Duration) {
        self.psql(&format!(
            "BEGIN; ALTER TABLE oxy_sessions RENAME TO oxy_sessions_fast; \
             CREATE VIEW oxy_sessions AS SELECT row.* FROM (SELECT pg_sleep({})) AS sleep, oxy_sessions_fast AS row; COMMIT",
            load.as_secs_f64()
        ));
    }

    fn speed_up(&self) {
        self.psql("BEGIN; DROP VIEW oxy_sessions; ALTER TABLE oxy_sessions_fast RENAME TO oxy_sessions; COMMIT");
    }
}
