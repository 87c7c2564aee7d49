//! Statements that do not depend on who waits for them.

use std::time::Duration;

use sqlx::{Database, Encode, Error, Executor, IntoArguments, Type};
use tracing::Instrument;

use crate::session::sql::pool::{Lease, late};
use crate::session::sql::statement::Statement;

impl<D: Database> Lease<D> {
    /// Does one statement in a task of its own: whoever waits for it may leave, and the connection still comes to a clean
    /// end. It is used again after a success and after an error that `keeps` it.
    pub(in crate::session) async fn fetch(
        mut self,
        statement: Statement,
        patience: Duration,
        keeps: fn(&Error) -> bool,
    ) -> Result<Vec<D::Row>, Error>
    where
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
        D::Arguments: IntoArguments<D>,
        for<'v> Option<i64>: Encode<'v, D> + Type<D>,
        for<'v> Option<String>: Encode<'v, D> + Type<D>,
        for<'v> Vec<u8>: Encode<'v, D> + Type<D>,
    {
        let fetching = async move {
            let rows = statement.query::<D>().fetch_all(&mut self.connection);
            let rows = tokio::time::timeout(patience, rows).await;
            let rows = rows.unwrap_or_else(|_| Err(late("an answer")));
            if rows.as_ref().err().is_none_or(keeps) {
                self.give_back();
            }
            rows
        };
        let fetched = tokio::spawn(fetching.in_current_span());
        fetched.await.map_err(|_| Error::WorkerCrashed)?
    }
}
