use std::ffi::OsStr;

use super::{OLD, SAME_ID, SECRET, opened, secret_key};
use crate::crypto::{KeyError, SecretKey, random};

const PAGE: &str = "my-super-secret-key-must-be-32-bytes";

#[test]
fn s07_c_u3_short_and_empty_secrets_are_refused() {
    let short = |found| Some(KeyError::TooShort { position: 1, found });
    assert_eq!(SecretKey::new("").err(), short(0));
    assert_eq!(SecretKey::new([7; 31]).err(), short(31));
    assert!(SecretKey::new([7; 32]).is_ok());
    // The limit is in bytes.
    assert!(SecretKey::new("é".repeat(16)).is_ok());

    let second = KeyError::TooShort {
        position: 2,
        found: 5,
    };
    assert_eq!(SecretKey::ring([SECRET, "short"]).err(), Some(second));
    assert_eq!(
        SecretKey::ring::<[&str; 0]>([]).err(),
        Some(KeyError::Empty)
    );
    let many = |count: u8| SecretKey::ring((0..count).map(|byte| [byte; 32]));
    assert!(many(4).is_ok());
    assert_eq!(many(5).err(), Some(KeyError::TooMany { found: 5 }));
}

#[test]
fn c_u3_secrets_that_cannot_be_told_apart_are_refused() {
    let repeated = |first, second| Some(KeyError::Repeated { first, second });
    assert_eq!(SecretKey::ring([SECRET, OLD, SECRET]).err(), repeated(1, 3));
    assert_eq!(
        SecretKey::ring([OLD, SAME_ID[0], SAME_ID[1]]).err(),
        repeated(2, 3)
    );
}

#[test]
fn c_u3_published_examples_are_known() {
    assert!(SecretKey::new(PAGE).unwrap().is_published_example());
    assert!(
        SecretKey::new("k3y-must-be-32-bytes-long-!!!!!!!!")
            .unwrap()
            .is_published_example()
    );
    assert!(
        SecretKey::ring([SECRET, PAGE])
            .unwrap()
            .is_published_example()
    );
    assert!(
        !SecretKey::ring([SECRET, OLD])
            .unwrap()
            .is_published_example()
    );
    assert!(
        !SecretKey::new(format!("{PAGE}!"))
            .unwrap()
            .is_published_example()
    );
    assert!(!SecretKey::random().is_published_example());
}

#[test]
fn every_way_to_give_a_secret_makes_the_same_key() {
    let token = secret_key().seal("n", b"v");
    let keys = [
        SecretKey::try_from(SECRET),
        SecretKey::try_from(SECRET.to_owned()),
        SecretKey::try_from(SECRET.as_bytes()),
        SecretKey::try_from(SECRET.as_bytes().to_vec()),
        SecretKey::from_variable("KEY", OsStr::new(SECRET)),
        Ok(secret_key().clone()),
    ];
    for key in keys {
        assert!(opened(&key.unwrap(), "n", &token).is_ok());
    }
    // A comma separates secrets in a variable only.
    assert!(SecretKey::new(format!("{},", &SECRET[1..])).is_ok());
}

#[test]
fn the_variable_holds_a_ring_and_is_never_empty() {
    let from = |value: &str| SecretKey::from_variable("KEY", OsStr::new(value));
    let ring = from(&format!("{SECRET},{OLD}")).unwrap();
    assert!(
        ring.open("n", SecretKey::new(OLD).unwrap().seal("n", b"v").as_bytes())
            .unwrap()
            .stale
    );

    let reason = |value: &str| match from(value) {
        Err(KeyError::Variable { variable, reason }) if variable == "KEY" => *reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(""), KeyError::Empty);
    assert_eq!(
        reason("short"),
        KeyError::TooShort {
            position: 1,
            found: 5
        }
    );
    assert_eq!(
        reason(&format!("{SECRET},")),
        KeyError::TooShort {
            position: 2,
            found: 0
        }
    );

    let unset = "OXY_TEST_VARIABLE_THAT_NOBODY_SETS";
    let not_set = KeyError::NotSet {
        variable: unset.to_owned(),
    };
    assert_eq!(SecretKey::from_env(unset).err(), Some(not_set));
    assert!(SecretKey::from_env_or_random(unset).is_ok());
    // `PATH` is set, and its value is no ring of secrets of which this test knows the length.
    assert!(!matches!(
        SecretKey::from_env("PATH"),
        Err(KeyError::NotSet { .. })
    ));
}

#[test]
fn c_u3_nothing_prints_a_secret() {
    assert_eq!(format!("{:?}", secret_key()), "SecretKey(1 key)");
    assert_eq!(
        format!("{:#?}", SecretKey::ring([SECRET, OLD]).unwrap()),
        "SecretKey(2 keys)"
    );

    let errors = [
        SecretKey::new("swordfish").unwrap_err(),
        SecretKey::ring([SECRET, SECRET]).unwrap_err(),
        SecretKey::from_variable("KEY", OsStr::new("swordfish")).unwrap_err(),
    ];
    for error in errors {
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("swordfish") && !text.contains(SECRET),
            "{text}"
        );
    }
}

#[test]
fn keys_cross_threads() {
    fn check<T: Send + Sync + Clone>(_: &T) {}
    check(&secret_key());
    assert_ne!(random::<32>(), random::<32>());
}
