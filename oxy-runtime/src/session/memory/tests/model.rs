//! Random steps, on the store and on a list.

use super::*;
use crate::session::store::Updated;

struct Dice(u64);

impl Dice {
    /// SplitMix64.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % sides
    }

    fn size(&mut self, sides: u64) -> usize {
        usize::try_from(self.roll(sides)).unwrap()
    }

    /// Few keys of few users, so that they meet; now and then a large one.
    fn record(&mut self, now: Timestamp) -> Record {
        let user = self.roll(12);
        let name = (user < 9).then(|| format!("user {user}"));
        let key = self.key();
        let data = match self.roll(20) {
            0 => self.size(20_000),
            _ => self.size(300),
        };
        Record {
            key,
            secret: self.secret(),
            user: name,
            label: (self.roll(2) == 0).then(|| "x".repeat(self.size(40))),
            created: Timestamp(self.roll(1000)),
            seen: now,
            idle: Duration::from_millis(self.roll(2000)),
            absolute_end: now.after(Duration::from_millis(self.roll(4000))),
            version: 1,
            data: vec![7; data],
        }
    }

    /// One of two, so that every other guess is right.
    fn secret(&mut self) -> SecretHash {
        secret(u8::from(self.roll(2) == 0))
    }

    fn key(&mut self) -> SessionKey {
        let tag = user_tag(&format!("user {}", self.roll(12))).tag();
        SessionKey::new(tag, self.roll(60))
    }
}

fn live<'m>(model: &'m mut [Record], key: &SessionKey, now: Timestamp) -> Option<&'m mut Record> {
    let mut all = model.iter_mut();
    all.find(|record| record.key == *key && record.is_live(now))
}

fn create(model: &mut Vec<Record>, record: &Record, terms: &Terms) -> Created {
    if model.iter().any(|other| other.key == record.key) {
        return Created::Exists;
    }
    let is_replaced =
        |other: &Record| Some(other.key) == terms.replaces && other.key.tag() == record.key.tag();
    let replaced = model
        .iter()
        .any(|it| is_replaced(it) && it.is_live(terms.now));
    model.retain(|other| !is_replaced(other));
    let mut others: Vec<_> = model
        .iter()
        .filter(|other| other.user.is_some() && other.user == record.user)
        .filter(|other| other.key.tag() == record.key.tag() && other.is_live(terms.now))
        .map(|other| (other.created, other.seen, other.key))
        .collect();
    others.sort_by_key(|(created, seen, _)| (*created, *seen));
    let cap = terms.cap.map_or(usize::MAX, |cap| cap as usize);
    let excess = (others.len() + 1).saturating_sub(cap);
    for (_, _, key) in &others[..excess] {
        model.retain(|other| other.key != *key);
    }
    model.push(record.clone());
    let capped = excess as u64;
    Created::Created { replaced, capped }
}

async fn check(store: &MemoryStore, model: &[Record], now: Timestamp) {
    assert_eq!(store.len(), model.len());
    for record in model {
        let loaded = store.load(&record.key, now).await.unwrap();
        assert_eq!(loaded, Loaded::of(record.clone(), now));
    }
    for user in (0..12).map(|user| user_tag(&format!("user {user}"))) {
        let mut expected: Vec<_> = model
            .iter()
            .filter(|record| record.user.as_deref() == Some(user.name()))
            .filter(|record| record.key.tag() == user.tag() && record.is_live(now))
            .map(|record| (record.created, record.seen, record.key))
            .collect();
        expected.sort_unstable();
        let listed = store.by_user(&user, 1000, now).await.unwrap();
        assert!(listed.is_sorted_by_key(|session| session.created));
        let mut found: Vec<_> = listed
            .iter()
            .map(|session| (session.created, session.seen, session.key))
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        for limit in [0, 1, 3] {
            let last = store.by_user(&user, limit, now).await.unwrap();
            assert_eq!(last, listed[listed.len().saturating_sub(limit)..]);
        }
    }
}

async fn play(seed: u64) {
    let store = MemoryStore::with_capacity(4000);
    let (mut dice, mut model) = (Dice(seed), Vec::new());
    let mut now = NOW;
    for step in 0..4000 {
        now.0 += dice.roll(4);
        let key = dice.key();
        match dice.roll(16) {
            0..=6 => {
                // No two with the same times: the order of such is open.
                now.0 += 1;
                let record = dice.record(now);
                let terms = Terms {
                    replaces: (dice.roll(3) == 0).then(|| dice.key()),
                    cap: (dice.roll(3) == 0).then(|| [1, 2, 5, 9][dice.size(4)]),
                    now,
                };
                let created = store.create(&record, &terms).await.unwrap();
                assert_eq!(created, create(&mut model, &record, &terms));
            }
            7..=9 => {
                let (version, size) = (1 + dice.roll(2), dice.size(400));
                let expected = match live(&mut model, &key, now) {
                    None => Updated::Gone,
                    Some(record) if record.version != version => Updated::Conflict,
                    Some(record) => {
                        record.version += 1;
                        record.seen = now;
                        record.data = vec![9; size];
                        Updated::Updated
                    }
                };
                let data = vec![9; size];
                let updated = store.update_if(&key, version, &data, now).await;
                assert_eq!(updated.unwrap(), expected);
            }
            10 => {
                let found = live(&mut model, &key, now);
                let seen = found.map(|record| std::mem::replace(&mut record.seen, now));
                let touched = store.touch(&key, seen.unwrap_or(now), now).await.unwrap();
                assert_eq!(touched, seen.is_some());
            }
            11..=12 => {
                let (from, to) = (dice.secret(), dice.secret());
                let found = live(&mut model, &key, now).filter(|record| record.secret == from);
                let expected = found.map(|record| record.secret = to).is_some();
                let rotated = store.rotate(&key, &from, &to, now).await.unwrap();
                assert_eq!(rotated, expected);
            }
            13 => {
                let deleted = live(&mut model, &key, now).is_some();
                model.retain(|record| record.key != key);
                assert_eq!(store.delete(&key, None, now).await.unwrap(), deleted);
            }
            14 if dice.roll(8) == 0 => {
                let user = user_tag(&format!("user {}", dice.roll(12)));
                let except = (dice.roll(2) == 0).then_some(key);
                let goes = |record: &Record| {
                    record.user.as_deref() == Some(user.name())
                        && record.key.tag() == user.tag()
                        && Some(record.key) != except
                };
                let count = model
                    .iter()
                    .filter(|it| goes(it) && it.is_live(now))
                    .count();
                model.retain(|record| !goes(record));
                let deleted = store.delete_by_user(&user, except.as_ref(), now).await;
                assert_eq!(deleted.unwrap(), count as u64);
            }
            15 if dice.roll(8) == 0 => {
                let ended = model.iter().filter(|it| !it.is_live(now)).count();
                model.retain(|record| record.is_live(now));
                assert_eq!(store.sweep(now, 4000).await.unwrap(), ended);
            }
            _ => (),
        }
        if step % 100 == 0 {
            check(&store, &model, now).await;
        }
    }
    check(&store, &model, now).await;
    let left = model.len();
    assert!(left > 20, "{left}");
    let end = now.after(Duration::from_secs(10));
    assert_eq!(store.sweep(end, 4000).await.unwrap(), left.min(4000));
}

#[tokio::test]
async fn random_steps_do_what_they_do_to_a_list() {
    for seed in 0..8 {
        play(seed).await;
    }
}
