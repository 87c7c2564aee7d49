//! Great numbers of rows, made by the database itself.

use oxy::Clock as _;
use oxy::session::Timestamp;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::site::Town;
use crate::stores::Kind;

/// A connection to the database of a store.
pub(super) enum Rows {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Rows {
    pub(super) async fn of(town: &Town) -> Self {
        let url = town.place.url();
        match town.place.kind() {
            Kind::Sqlite => {
                let mut rows = Self::Sqlite(SqliteConnection::connect(url).await.unwrap());
                // To be quick in filling it; the instances have connections of their own.
                let quick = "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000";
                rows.run(quick.to_owned()).await;
                rows
            }
            Kind::Postgres => Self::Postgres(PgConnection::connect(url).await.unwrap()),
            other => panic!("{other:?} has no rows"),
        }
    }

    /// Adds sessions of as many users that end in this millisecond.
    pub(super) async fn add(&mut self, count: u32, ends: Timestamp) {
        let columns = "tag, number, secret, user_name, label, created, seen, idle, absolute_end, ends, version, data";
        let Timestamp(ends) = ends;
        // They began an hour before their end, and nobody has come since.
        let hour = 3_600_000;
        let begun = ends - hour;
        let rest = format!("{begun}, {begun}, {hour}, {ends}, {ends}, 1");
        let sql = match self {
            Self::Sqlite(_) => format!(
                "WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {count}) \
                 INSERT INTO oxy_sessions ({columns}) \
                 SELECT random(), random(), randomblob(32), 'user' || i, 'Firefox', {rest}, zeroblob(100) FROM many"
            ),
            Self::Postgres(_) => format!(
                "INSERT INTO oxy_sessions ({columns}) \
                 SELECT (random() * 9e18)::bigint, i, sha256(i::text::bytea), 'user' || i, 'Firefox', {rest}, \
                        decode(repeat('00', 100), 'hex') \
                 FROM generate_series(1, {count}) i"
            ),
        };
        self.run(sql).await;
    }

    /// How many rows there are that have ended at this time, and that have not.
    pub(super) async fn count(&mut self, now: Timestamp) -> (i64, i64) {
        let Timestamp(now) = now;
        let sql = AssertSqlSafe(format!(
            "SELECT coalesce(sum(CASE WHEN ends <= {now} THEN 1 ELSE 0 END), 0), \
                    coalesce(sum(CASE WHEN ends > {now} THEN 1 ELSE 0 END), 0) FROM oxy_sessions"
        ));
        match self {
            Self::Sqlite(connection) => sqlx::query_as(sql).fetch_one(connection).await,
            Self::Postgres(connection) => sqlx::query_as(sql).fetch_one(connection).await,
        }
        .unwrap()
    }

    async fn run(&mut self, sql: String) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::Sqlite(connection) => drop(sql.execute(connection).await.unwrap()),
            Self::Postgres(connection) => drop(sql.execute(connection).await.unwrap()),
        }
    }
}

/// The time of a town, in milliseconds.
pub(super) fn now(town: &Town) -> Timestamp {
    town.clock.now().into()
}
