//! Steps that are carried to their end although the request that asked for them does not wait any more.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::session::erased::ErasedStore;
use crate::session::record::Record;
use crate::session::store::{Created, StoreError, Terms};

/// How long a step goes on when nobody waits for it.
const FINISH: Duration = Duration::from_secs(60);

/// Does a step whether or not its request waits for it: whoever logs out and leaves wants to be logged out.
pub(super) async fn finish<T: Send + 'static>(
    step: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::spawn(tokio::time::timeout(FINISH, step)).await;
    done.ok()
        .and_then(Result::ok)
        .unwrap_or_else(|| Err(broken()))
}

/// Creates a session, and takes it back when the request has gone on without it: a store may be late.
pub(super) async fn create_or_undo(
    store: Arc<dyn ErasedStore>,
    record: Record,
    terms: Terms,
) -> Result<Created, StoreError> {
    let (tell, told) = oneshot::channel();
    tokio::spawn(tokio::time::timeout(FINISH, async move {
        if tell.is_closed() {
            return;
        }
        let created = store.create(&record, &terms).await;
        let is_created = matches!(created, Ok(Created::Created { .. }));
        if tell.send(created).is_err()
            && is_created
            && let Err(error) = store.delete(&record.key, None, terms.now).await
        {
            tracing::warn!(cause = %error, "a session that began too late could not be taken back");
        }
    }));
    told.await.unwrap_or_else(|_| Err(broken()))
}

fn broken() -> StoreError {
    StoreError::new("the session store panicked, or never answered")
}
