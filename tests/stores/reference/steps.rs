//! The steps of the reference store.

use oxy::session::{
    Created, Listed, Loaded, Record, SecretHash, SessionKey, SessionStore, StoreError, Terms,
    Timestamp, Updated, UserTag,
};
use tokio::task::yield_now;

use super::{Defect, Reference, Rows};

impl SessionStore for Reference {
    async fn open(&self) -> Result<(), StoreError> {
        if self.has(Defect::DoesNotOpen) {
            return Err(StoreError::new("there is no database of that name"));
        }
        Ok(())
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let _place = self.arrive().await;
        let earlier = self.others(&self.rows(), record, terms.now);
        if self.has(Defect::CapInTwoSteps) {
            yield_now().await;
        }
        let place = self.place(&record.key);
        let mut rows = self.rows();
        if rows.contains_key(&place) && !self.has(Defect::CreateOverwrites) {
            return Ok(Created::Exists);
        }
        let replaced = terms
            .replaces
            .and_then(|key| rows.remove(&self.place(&key)));
        let replaced = replaced.is_some_and(|row| row.is_live(terms.now));
        let others = match self.has(Defect::CapInTwoSteps) {
            true => earlier,
            false => self.others(&rows, record, terms.now),
        };
        let room = terms.cap.map_or(others.len(), |cap| cap as usize - 1);
        let capped = &others[..others.len().saturating_sub(room)];
        for row in capped {
            rows.remove(&self.place(&row.key));
        }
        rows.insert(place, self.stored(record));
        self.changed();
        let capped = capped.len() as u64;
        Ok(Created::Created { replaced, capped })
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        let _place = self.arrive().await;
        if self.has(Defect::Fails) {
            let cause = std::io::Error::other("connection reset");
            return Err(StoreError::new("the row cannot be read").with_source(cause));
        }
        let rows = self.rows();
        let Some(row) = rows.get(&self.place(key)) else {
            return Ok(Loaded::Unknown);
        };
        if self.is_live(row, now) {
            return Ok(Loaded::Live(row.clone()));
        }
        Ok(Loaded::of(row.clone(), now))
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let _place = self.arrive().await;
        let found = self.rows().get(&self.place(key)).cloned();
        if self.has(Defect::UpdateInTwoSteps) {
            yield_now().await;
        }
        let mut rows = self.rows();
        let two_steps = found.filter(|_| self.has(Defect::UpdateInTwoSteps));
        let found = two_steps.or_else(|| rows.get(&self.place(key)).cloned());
        let Some(mut row) = found.filter(|row| self.is_live(row, now)) else {
            return Ok(Updated::Gone);
        };
        if row.version != version && !self.has(Defect::LastWriteWins) {
            return Ok(Updated::Conflict);
        }
        row.version += 1;
        row.data = data.to_vec();
        if !self.has(Defect::UpdateForgetsSeen) {
            row.seen = row.seen.max(now);
        }
        rows.insert(self.place(key), row);
        Ok(Updated::Updated)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let _place = self.arrive().await;
        assert!(!self.has(Defect::Panics), "a bug in touch");
        let found = self.rows().get(&self.place(key)).cloned();
        if self.has(Defect::TouchRewritesTheRow) {
            yield_now().await;
        }
        let mut rows = self.rows();
        let rewritten = found.filter(|_| self.has(Defect::TouchRewritesTheRow));
        let found = rewritten.or_else(|| rows.get(&self.place(key)).cloned());
        let matches = |row: &Record| row.seen == seen || self.has(Defect::TouchIgnoresSeen);
        let Some(mut row) = found.filter(|row| self.is_live(row, now) && matches(row)) else {
            return Ok(false);
        };
        row.seen = now;
        rows.insert(self.place(key), row);
        Ok(true)
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let _place = self.arrive().await;
        let any = self.has(Defect::RotateIgnoresFrom);
        let is_meant = |row: &&Record| self.is_live(row, now) && (any || row.secret == *from);
        if self.has(Defect::RotateInTwoSteps) || self.has(Defect::RotateRewritesTheRow) {
            let found = self.rows().get(&self.place(key)).filter(is_meant).cloned();
            let Some(row) = found else {
                return Ok(false);
            };
            if self.has(Defect::RotateInTwoSteps) {
                self.rows().remove(&self.place(key));
            }
            for _ in 0..3 {
                yield_now().await;
            }
            self.put(Record { secret: *to, ..row });
            return Ok(true);
        }
        let mut rows = self.rows();
        let found = rows.get(&self.place(key)).filter(is_meant).cloned();
        let Some(row) = found else {
            return Ok(false);
        };
        self.put_rotated(&mut rows, row, to, now);
        self.changed();
        Ok(true)
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let _place = self.arrive().await;
        let mut rows = self.rows();
        let live = rows
            .get(&self.place(key))
            .filter(|row| self.is_live(row, now));
        let any = self.has(Defect::DeleteIgnoresVersion);
        let meant = live.is_some_and(|row| any || version.is_none_or(|it| it == row.version));
        if meant {
            rows.remove(&self.place(key));
            self.changed();
        }
        Ok(meant)
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let _place = self.arrive().await;
        if self.has(Defect::Hangs) {
            std::future::pending::<()>().await;
        }
        // Before anything began, all sessions are live.
        let limits_first = self.has(Defect::ListLimitsBeforeItLooks);
        let time = if limits_first { Timestamp(0) } else { now };
        let mut found = self.of(&self.rows(), &user.into(), time);
        if self.has(Defect::DeleteByUserDeletesAll) {
            found.retain(|row| row.user.as_deref() == Some(user.name()));
        }
        match self.defect {
            Some(Defect::ListIgnoresLimit) => {}
            Some(Defect::ListTakesTheOldest) => found.truncate(limit),
            _ => drop(found.drain(..found.len().saturating_sub(limit))),
        }
        found.retain(|row| !limits_first || self.is_live(row, now));
        if self.has(Defect::ListUnsorted) {
            found.reverse();
        }
        let list = found.into_iter().map(|row| Listed {
            key: row.key,
            label: row.label,
            created: row.created,
            seen: row.seen,
        });
        Ok(list.collect())
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let _place = self.arrive().await;
        let except = except.filter(|_| !self.has(Defect::DeleteByUserIgnoresExcept));
        let meant = |rows: &Rows<'_>| {
            let mut found = self.of(rows, &user.into(), now);
            found.retain(|row| Some(&row.key) != except);
            found
        };
        let earlier = meant(&self.rows());
        if self.has(Defect::DeleteByUserOneByOne) {
            for row in &earlier {
                self.rows().remove(&self.place(&row.key));
                yield_now().await;
            }
            return Ok(earlier.len() as u64);
        }
        let mut rows = self.rows();
        let found = meant(&rows);
        for row in &found {
            rows.remove(&self.place(&row.key));
        }
        self.changed();
        Ok(found.len() as u64)
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let _place = self.arrive().await;
        let mut rows = self.rows();
        let mut ended: Vec<_> = rows
            .values()
            .filter(|row| !row.is_live(now) || self.has(Defect::SweepsLive))
            .map(|row| self.place(&row.key))
            .collect();
        match self.defect {
            Some(Defect::SweepsNothing) => ended.clear(),
            Some(Defect::SweepIgnoresLimit) => {}
            _ => ended.truncate(limit),
        }
        for key in &ended {
            rows.remove(key);
        }
        Ok(ended.len())
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        let mut changes = self.changes.subscribe();
        if self.has(Defect::WakesAtOnce) {
            return Ok(());
        }
        let first = self.rows().get(&self.place(key)).map(|row| row.secret);
        let is_there = || {
            let rows = self.rows();
            let found = rows.get(&self.place(key));
            found.is_some_and(|row| !self.has(Defect::RotateIsAnEnd) || Some(row.secret) == first)
        };
        let mut there = is_there();
        if self.has(Defect::MissesAnEndAtOnce) && there {
            yield_now().await;
            if !is_there() {
                std::future::pending::<()>().await;
            }
        }
        while there {
            // The sender lives as long as the store.
            let _ = changes.changed().await;
            there = is_there();
        }
        Ok(())
    }
}

impl Reference {
    /// Writes a session that was read with its new secret.
    fn put_rotated(&self, rows: &mut Rows<'_>, read: Record, to: &SecretHash, now: Timestamp) {
        let place = self.place(&read.key);
        let other = SessionKey::new(read.key.tag(), read.key.number() ^ 1);
        let new = Record {
            secret: *to,
            ..read.clone()
        };
        match self.defect {
            Some(Defect::RotateCopies) => {
                rows.insert(other, Record { key: other, ..read });
                rows.insert(place, new);
            }
            Some(Defect::RotateMoves) => {
                rows.remove(&place);
                rows.insert(other, Record { key: other, ..new });
            }
            Some(Defect::RotateByTag) => {
                let all = rows.values_mut();
                all.filter(|row| row.key.tag() == place.tag())
                    .for_each(|row| row.secret = *to);
            }
            Some(Defect::RotateCountsAsAChange) => {
                let version = new.version + 1;
                rows.insert(place, Record { version, ..new });
            }
            Some(Defect::RotateTouches) => {
                rows.insert(place, Record { seen: now, ..new });
            }
            _ => {
                rows.insert(place, new);
            }
        }
    }
}
