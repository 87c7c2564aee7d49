use super::*;
use crate::session::store::Updated;

#[tokio::test]
async fn what_is_created_is_loaded() {
    let store = MemoryStore::new();
    let whole = Record {
        label: Some("Firefox on Linux".to_owned()),
        idle: Duration::from_millis(1_999),
        ..of("ann", 1)
    };
    let empty = Record {
        user: Some(String::new()),
        label: Some(String::new()),
        idle: Duration::from_millis(i64::MAX as u64),
        data: Vec::new(),
        ..of("", 2)
    };
    for record in [whole, empty, anonymous(3)] {
        add(&store, &record).await;
        let loaded = store.load(&record.key, at(0)).await.unwrap();
        assert_eq!(loaded, Loaded::Live(record));
    }
    assert_eq!(
        store.load(&of("ann", 9).key, at(0)).await.unwrap(),
        Loaded::Unknown
    );
    assert_eq!(store.len(), 3);
    let text = format!("{store:?}");
    assert_eq!(text, "MemoryStore { len: 3, capacity: 1000000, .. }");
}

#[tokio::test]
async fn a_session_ends_to_the_millisecond() {
    let store = MemoryStore::new();
    let (idle, absolute) = (of("ann", 1), of("ann", 2));
    add(&store, &idle).await;
    add(&store, &absolute).await;
    assert!(store.touch(&absolute.key, NOW, at(900)).await.unwrap());
    assert!(
        store
            .load(&idle.key, at(999))
            .await
            .unwrap()
            .live()
            .is_some()
    );
    assert_eq!(store.load(&idle.key, at(1000)).await.unwrap(), Loaded::Idle);
    assert_eq!(
        store.load(&absolute.key, at(5000)).await.unwrap(),
        Loaded::Absolute
    );
}

#[tokio::test]
async fn what_has_ended_is_absent_for_every_step() {
    let store = MemoryStore::new();
    let (ann, record) = (user_tag("ann"), of("ann", 1));
    add(&store, &record).await;
    let (key, late) = (record.key, at(1000));
    assert_eq!(
        store.create(&record, &terms(1000)).await.unwrap(),
        Created::Exists
    );
    let updated = store.update_if(&key, 1, b"", late).await.unwrap();
    assert_eq!(updated, Updated::Gone);
    assert!(!store.touch(&key, NOW, late).await.unwrap());
    let rotated = store.rotate(&key, &secret(0), &secret(1), late).await;
    assert!(!rotated.unwrap());
    assert!(store.by_user(&ann, 1000, late).await.unwrap().is_empty());
    let capped = Terms {
        cap: Some(1),
        now: late,
        ..Terms::default()
    };
    let newer = Record {
        seen: late,
        ..of("ann", 3)
    };
    assert_eq!(store.create(&newer, &capped).await.unwrap(), NEW);
    assert_eq!(store.len(), 2);
    assert_eq!(
        store
            .delete_by_user(&ann, Some(&newer.key), late)
            .await
            .unwrap(),
        0
    );
    assert_eq!(store.len(), 1);
    add(&store, &record).await;
    assert!(!store.delete(&key, None, late).await.unwrap());
    assert_eq!(store.load(&key, late).await.unwrap(), Loaded::Unknown);
}

#[tokio::test]
async fn nothing_is_deleted_where_the_key_exists() {
    let store = MemoryStore::new();
    let (old, taken) = (of("ann", 1), of("ann", 2));
    add(&store, &old).await;
    add(&store, &taken).await;
    let all = Terms {
        replaces: Some(old.key),
        cap: Some(1),
        now: NOW,
    };
    assert_eq!(store.create(&taken, &all).await.unwrap(), Created::Exists);
    assert_eq!(store.len(), 2);
}

#[tokio::test]
async fn a_new_session_replaces_one_and_caps_the_oldest() {
    let store = MemoryStore::new();
    for number in 1..=4 {
        let created = at(10 - number);
        add(
            &store,
            &Record {
                created,
                ..of("ann", number)
            },
        )
        .await;
    }
    let bob = of("bob", 9);
    add(&store, &bob).await;
    let all = Terms {
        replaces: Some(of("ann", 2).key),
        cap: Some(2),
        now: NOW,
    };
    // The oldest of all, and yet it stays.
    let new = Record {
        created: Timestamp(0),
        ..of("ann", 5)
    };
    assert_eq!(
        store.create(&new, &all).await.unwrap(),
        Created::Created {
            replaced: true,
            capped: 2
        }
    );
    let left = store.by_user(&user_tag("ann"), 1000, NOW).await.unwrap();
    let left: Vec<_> = left.iter().map(|session| session.key).collect();
    assert_eq!(left, [new.key, of("ann", 1).key]);
    assert!(is_there(&store, &bob).await);
    let foreign = Terms {
        replaces: Some(bob.key),
        ..terms(0)
    };
    assert_eq!(store.create(&of("ann", 6), &foreign).await.unwrap(), NEW);
    assert!(is_there(&store, &bob).await);
}

#[tokio::test]
async fn an_update_needs_the_version_and_any_size_fits() {
    let store = MemoryStore::new();
    let record = Record {
        label: Some("a phone".to_owned()),
        ..of("ann", 1)
    };
    add(&store, &record).await;
    add(&store, &of("ann", 2)).await;
    let key = record.key;
    let mut version = 1;
    for size in [101, 100, 0, 3000, 65_536, 1, 60, 61] {
        let data = vec![7; size];
        let wrong = store.update_if(&key, version + 1, b"", NOW).await.unwrap();
        assert_eq!(wrong, Updated::Conflict);
        let updated = store.update_if(&key, version, &data, at(5)).await.unwrap();
        assert_eq!(updated, Updated::Updated);
        version += 1;
        let expected = Record {
            data,
            version,
            seen: at(5),
            ..record.clone()
        };
        assert_eq!(store.load(&key, NOW).await.unwrap(), Loaded::Live(expected));
    }
    // The clock of the idle time is not set back.
    store.update_if(&key, version, b"", at(2)).await.unwrap();
    let loaded = store.load(&key, NOW).await.unwrap().live().unwrap();
    assert_eq!(loaded.seen, at(5));
    assert!(is_there(&store, &of("ann", 2)).await);
}

#[tokio::test]
async fn a_touch_needs_the_time_of_the_last() {
    let store = MemoryStore::new();
    let record = anonymous(1);
    add(&store, &record).await;
    assert!(!store.touch(&record.key, at(1), at(9)).await.unwrap());
    assert!(store.touch(&record.key, NOW, at(9)).await.unwrap());
    assert!(!store.touch(&record.key, NOW, at(9)).await.unwrap());
    let loaded = store.load(&record.key, at(1008)).await.unwrap();
    assert_eq!(loaded.live().unwrap().seen, at(9));
}

#[tokio::test]
async fn a_rotation_replaces_the_secret_and_nothing_else() {
    let store = MemoryStore::new();
    let record = Record {
        label: Some("a phone".to_owned()),
        version: 3,
        ..of("ann", 1)
    };
    let (key, [old, new, other]) = (record.key, [0, 1, 2].map(secret));
    add(&store, &record).await;
    add(&store, &of("ann", 2)).await;
    assert!(!store.rotate(&key, &other, &new, at(5)).await.unwrap());
    let absent = of("ann", 3).key;
    assert!(!store.rotate(&absent, &old, &new, at(5)).await.unwrap());
    assert!(store.rotate(&key, &old, &new, at(5)).await.unwrap());
    assert!(!store.rotate(&key, &old, &other, at(5)).await.unwrap());
    let rotated = Record {
        secret: new,
        ..record
    };
    let loaded = store.load(&key, at(999)).await.unwrap();
    assert_eq!(loaded, Loaded::Live(rotated));
    let second = store.load(&of("ann", 2).key, NOW).await.unwrap();
    assert_eq!(second, Loaded::Live(of("ann", 2)));
    assert_eq!(store.len(), 2);
    assert!(store.delete(&key, Some(3), NOW).await.unwrap());
    assert!(!store.rotate(&key, &new, &other, NOW).await.unwrap());
}

/// A number of one tag says nothing about another tag.
#[tokio::test]
async fn a_key_is_both_numbers() {
    let store = MemoryStore::new();
    let (hers, his) = (of("ann", 7), of("bob", 7));
    add(&store, &hers).await;
    add(&store, &his).await;
    assert!(store.delete(&hers.key, None, NOW).await.unwrap());
    assert!(!is_there(&store, &hers).await);
    assert!(is_there(&store, &his).await);
}

#[tokio::test]
async fn a_list_has_the_newest_of_too_many() {
    let store = MemoryStore::new();
    for number in 1..=4 {
        let created = at(10 - number);
        let record = Record {
            created,
            ..of("ann", number)
        };
        add(&store, &record).await;
    }
    let ann = user_tag("ann");
    for (limit, expected) in [
        (0, &[][..]),
        (1, &[1]),
        (3, &[3, 2, 1]),
        (4, &[4, 3, 2, 1]),
        (usize::MAX, &[4, 3, 2, 1]),
    ] {
        let listed = store.by_user(&ann, limit, NOW).await.unwrap();
        let numbers: Vec<_> = listed.iter().map(|line| line.key.number()).collect();
        assert_eq!(numbers, expected);
    }
}

#[tokio::test]
async fn a_deletion_may_need_a_version() {
    let store = MemoryStore::new();
    let record = anonymous(1);
    add(&store, &record).await;
    assert!(!store.delete(&record.key, Some(2), NOW).await.unwrap());
    assert!(store.delete(&record.key, Some(1), NOW).await.unwrap());
    assert!(!store.delete(&record.key, None, NOW).await.unwrap());
    assert!(store.is_empty());
    add(&store, &record).await;
    assert!(store.delete(&record.key, None, NOW).await.unwrap());
}

#[tokio::test]
async fn users_of_one_tag_are_two_users() {
    let store = MemoryStore::new();
    let (ann, bob) = (user_tag("ann"), user_tag("bob"));
    add(&store, &of("ann", 1)).await;
    let disguised = Record {
        user: Some("bob".to_owned()),
        ..of("ann", 2)
    };
    add(&store, &disguised).await;
    let nobody = Record {
        user: None,
        ..of("ann", 3)
    };
    add(&store, &nobody).await;
    assert_eq!(store.by_user(&ann, 1000, NOW).await.unwrap().len(), 1);
    assert!(store.by_user(&bob, 1000, NOW).await.unwrap().is_empty());
    let capped = Terms {
        cap: Some(1),
        ..terms(0)
    };
    let created = store.create(&of("ann", 4), &capped).await.unwrap();
    assert!(matches!(created, Created::Created { capped: 1, .. }));
    assert_eq!(store.delete_by_user(&ann, None, NOW).await.unwrap(), 1);
    assert!(is_there(&store, &disguised).await);
    assert!(is_there(&store, &nobody).await);
}

#[tokio::test]
async fn a_user_can_keep_one_session() {
    let store = MemoryStore::new();
    for number in 0..500 {
        add(&store, &of("ann", number)).await;
        add(&store, &of("bob", number + 500)).await;
    }
    let (ann, kept) = (user_tag("ann"), of("ann", 250).key);
    let deleted = store.delete_by_user(&ann, Some(&kept), NOW).await.unwrap();
    assert_eq!(deleted, 499);
    assert_eq!(store.by_user(&ann, 1000, NOW).await.unwrap()[0].key, kept);
    let bob = user_tag("bob");
    assert_eq!(store.by_user(&bob, 1000, NOW).await.unwrap().len(), 500);
}
