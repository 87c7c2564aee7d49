//! What a handler does to sessions: begins, changes, renews and ends them.

use std::sync::Arc;

use crate::error::Error;
use crate::session::event::SessionEvent;
use crate::session::id::{SecretHash, SessionId, SessionKey, UserTag};
use crate::session::lifetime::Lifetime;
use crate::session::record::Record;
use crate::session::store::Updated;
use crate::session::visit::Visit;

/// A session to begin.
pub(super) struct Draft {
    pub(super) user: Option<String>,
    pub(super) label: Option<String>,
    pub(super) data: Vec<u8>,
    pub(super) lifetime: Lifetime,
}

/// What came of writing a session.
pub(super) enum Written {
    Done,
    /// Another request has changed it; this is what it is now.
    Changed(Arc<Record>),
    /// It has ended.
    Gone,
}

impl Visit {
    /// Begins a session under a new id; the one that the request was in ends.
    pub(super) async fn begin(&self, draft: Draft) -> Result<Arc<Record>, Error> {
        let now = self.core.now();
        let record = Arc::new(Record {
            // Both are replaced by those of a new id.
            key: SessionKey::new(0, 0),
            secret: SecretHash::new([0; 32]),
            user: draft.user,
            label: draft.label,
            created: now,
            seen: now,
            idle: draft.lifetime.stored_idle(),
            absolute_end: now.after(draft.lifetime.absolute),
            version: 1,
            data: draft.data,
        });
        let persistent = !draft.lifetime.browser_session;
        let _turn = self.turn.lock().await;
        self.begin_record(record, persistent).await
    }

    async fn begin_record(
        &self,
        mut record: Arc<Record>,
        persistent: bool,
    ) -> Result<Arc<Record>, Error> {
        let user = record.user.as_deref().map(|user| self.core.user(user));
        // That a key is taken has never happened, but is not adopted if it does.
        for _ in 0..3 {
            let id = SessionId::new(user.as_ref());
            let draft = Arc::make_mut(&mut record);
            (draft.key, draft.secret) = (id.key(), id.secret_hash());
            self.check_cookie(&record, persistent)?;
            self.announce(record.key)?;
            let created = self.core.create(&record, self.key()).await;
            if created.is_err() {
                // Whether the older session is still there is not known.
                self.forget();
            }
            if created? {
                self.enter(&id, &record, persistent).await?;
                return Ok(record);
            }
            self.retract(record.key);
        }
        Err(Error::internal("no session key is free"))
    }

    /// Ends the session that the request is in.
    pub(super) async fn end(&self) -> Result<bool, Error> {
        let _turn = self.turn.lock().await;
        let mut ended = false;
        for key in self.keys() {
            ended |= self.core.delete(&key, None, SessionEvent::Ended).await?;
        }
        self.leave();
        Ok(ended)
    }

    /// Ends this session, whether the request is still in it or not.
    pub(super) async fn end_key(
        &self,
        key: &SessionKey,
        reason: SessionEvent,
    ) -> Result<bool, Error> {
        let _turn = self.turn.lock().await;
        let ended = self.core.delete(key, None, reason).await?;
        if ended && self.is_in(key) {
            self.leave();
        }
        Ok(ended)
    }

    /// Ends all sessions of a user, the request's own included.
    pub(super) async fn end_user(&self, user: &UserTag) -> Result<u64, Error> {
        let _turn = self.turn.lock().await;
        let ended = self.core.delete_by_user(user, None).await?;
        // Another user may have logged in with this very request.
        if self.key().is_none_or(|key| key.tag() == user.tag()) {
            self.leave();
        }
        Ok(ended)
    }

    /// Gives the session a new id; `false` when it has ended, or got one from another request.
    pub(super) async fn rotate(&self, record: &mut Arc<Record>) -> Result<bool, Error> {
        let id = SessionId::of(record.key);
        let secret = id.secret_hash();
        let _turn = self.turn.lock().await;
        let before = self.announce_renewal(record.key)?;
        let rotated = self.core.rotate(record, &secret).await;
        if !matches!(rotated, Ok(true)) {
            self.restore(record.key, before);
            return rotated;
        }
        Arc::make_mut(record).secret = secret;
        self.enter(&id, record, self.is_persistent()).await?;
        Ok(true)
    }

    /// Writes data that was made from `record`, which then is the session as it is stored.
    pub(super) async fn write(
        &self,
        record: &mut Arc<Record>,
        data: Vec<u8>,
        user: Option<String>,
    ) -> Result<Written, Error> {
        if user != record.user {
            return self.change_user(record, data, user).await;
        }
        if self.lives_in_cookie() {
            let changed = Record {
                data: data.clone(),
                version: record.version + 1,
                ..Record::clone(record)
            };
            self.check_cookie(&changed, self.is_persistent())?;
        }
        match self.core.update_if(record, &data).await? {
            Updated::Updated => {
                let written = Arc::make_mut(record);
                written.data = data;
                written.version += 1;
                written.seen = written.seen.max(self.core.now());
                self.know(record.key, Some(record));
                Ok(Written::Done)
            }
            Updated::Gone => Ok(Written::Gone),
            Updated::Conflict => self.reload(record).await,
        }
    }

    /// Another user has another tag: the old session is taken away first, and only as it was read.
    async fn change_user(
        &self,
        record: &mut Arc<Record>,
        data: Vec<u8>,
        user: Option<String>,
    ) -> Result<Written, Error> {
        let _turn = self.turn.lock().await;
        self.refuse_after_response()?;
        let (key, version) = (&record.key, Some(record.version));
        let taken = self.core.delete(key, version, SessionEvent::Ended);
        if !taken.await? {
            return self.reload(record).await;
        }
        self.know(record.key, None);
        let changed = Record {
            user,
            data,
            version: 1,
            seen: self.core.now(),
            ..Record::clone(record)
        };
        let begun = self.begin_record(Arc::new(changed), self.is_persistent());
        *record = begun.await?;
        Ok(Written::Done)
    }

    /// The session as it is now. The request has proved that it was in it, and knows no other secret than the one it came with.
    async fn reload(&self, record: &Record) -> Result<Written, Error> {
        let found = self.core.reload(&record.key).await?;
        let secret = record.secret;
        Ok(found.map_or(Written::Gone, |found| {
            Written::Changed(Arc::new(Record { secret, ..found }))
        }))
    }
}
