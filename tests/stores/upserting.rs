//! A store as they are often written: to save is to insert or to replace.

use oxy::session::{
    Created, Listed, Loaded, Record, SecretHash, SessionKey, SessionStore, StoreError, Terms,
    Timestamp, Updated, UserTag,
};
use oxy::testing::check_store;

use crate::reference::Reference;

/// The reference, but for `INSERT .. ON CONFLICT DO UPDATE` in the place of `UPDATE`.
struct Upserting {
    inner: Reference,
}

impl Upserting {
    fn insert(&self, key: &SessionKey, version: u64, data: &[u8], now: Timestamp) {
        self.insert_with(key, SecretHash::new([0; 32]), version, data, now);
    }

    fn insert_with(
        &self,
        key: &SessionKey,
        secret: SecretHash,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) {
        let hour = std::time::Duration::from_secs(3600);
        self.inner.put(Record {
            key: *key,
            secret,
            user: None,
            label: None,
            created: now,
            seen: now,
            idle: hour,
            absolute_end: now.after(hour),
            version,
            data: data.to_vec(),
        });
    }
}

impl SessionStore for Upserting {
    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let answer = self.inner.update_if(key, version, data, now).await?;
        if answer == Updated::Gone {
            self.insert(key, version + 1, data, now);
            return Ok(Updated::Updated);
        }
        Ok(answer)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if self.inner.load(key, now).await?.live().is_none() {
            self.insert(key, 1, b"", now);
            return Ok(true);
        }
        self.inner.touch(key, seen, now).await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        self.inner.create(record, terms).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.inner.load(key, now).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if self.inner.load(key, now).await?.live().is_none() {
            self.insert_with(key, *to, 1, b"", now);
            return Ok(true);
        }
        self.inner.rotate(key, from, to, now).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.inner.delete(key, version, now).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        self.inner.by_user(user, limit, now).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.inner.delete_by_user(user, except, now).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.inner.sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.inner.watch_ended(key).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_upserts_is_found_out() {
    let store = Upserting {
        inner: Reference::right(),
    };
    let violations = check_store(store).await.unwrap_err();
    let (races, steps): (Vec<_>, Vec<_>) = violations
        .rules()
        .into_iter()
        .partition(|rule| rule.starts_with("race/"));
    let expected = [
        "expiry/update_if",
        "expiry/touch",
        "expiry/rotate",
        "touch/absent",
        "update_if/absent",
        "delete/update_if-after",
        "delete/touch-after",
        "delete/rotate-after",
        "rotate/delete_by_user",
        "rotate/absent",
    ];
    assert_eq!(steps, expected, "{violations}");
    // Which of the other races show it depends on the scheduler.
    assert!(races.contains(&"race/delete-is-final"), "{violations}");
}

#[tokio::test(start_paused = true)]
async fn the_report_says_what_was_done() {
    let store = Upserting {
        inner: Reference::right(),
    };
    let violations = check_store(store).await.unwrap_err();
    let mut all = violations.iter();
    let late = all.find(|it| it.rule() == "delete/update_if-after");
    let text = late.unwrap().to_string();
    assert_eq!(
        text,
        "delete/update_if-after
  did:      create(a, now start) = Created { replaced: false, capped: 0 }
            delete(a, now start) = true
            update_if(a, version 1, 4 bytes, now start) = Updated
  expected: the answer is Gone
  happened: Updated"
    );
    assert!(violations.to_string().contains(&text));
    assert_eq!(format!("{violations:?}"), violations.to_string());
}
