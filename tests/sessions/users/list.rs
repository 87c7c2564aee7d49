//! A user's list of sessions.

use std::time::Duration;

use oxy::Clock;

use super::{devices, live, login_from, milliseconds};
use crate::shop::{COOKIE, shop, shop_with};
use crate::support::{only_line, pair};

#[tokio::test]
async fn the_list_shows_each_session_the_oldest_first() {
    let shop = shop();
    let start = milliseconds(shop.client.clock().now());
    let phone = login_from(&shop, "ann", "Phone").await;
    shop.advance(90_000);
    let laptop = shop.login("ann").await;
    login_from(&shop, "bob", "somebody else's").await;
    shop.advance(10_000);
    let tablet = login_from(&shop, "ann", "Tablet").await;
    // The idle clock of the phone moves, those of the others were moved within the window.
    assert_eq!(shop.me(&phone).await, 200);

    let found = devices(&shop, &laptop).await;
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            let label = row.label.as_deref();
            (
                label,
                row.created - start,
                row.last_seen - start,
                row.current,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (Some("Phone"), 0, 100_000, false),
            (None, 90_000, 90_000, true),
            (Some("Tablet"), 100_000, 100_000, false),
        ]
    );
    let others = devices(&shop, &tablet).await;
    assert_eq!(
        others.iter().map(|row| row.current).collect::<Vec<_>>(),
        [false, false, true]
    );

    // The reference names a session for as long as it lasts, and nobody can log in with it.
    for row in &found {
        assert!(others.iter().any(|other| other.reference == row.reference));
        assert_eq!(row.reference.len(), 16);
        assert_eq!(shop.me(&format!("{COOKIE}={}", row.reference)).await, 401);
    }
}

#[tokio::test]
async fn a_rotation_keeps_the_place_in_the_list() {
    let shop = shop();
    let first = login_from(&shop, "ann", "Phone").await;
    shop.advance(1_000);
    let second = shop.login("ann").await;
    let before = devices(&shop, &second).await;
    shop.advance(1_000);
    let rotated = pair(&only_line(&shop.post("/rotate", &first).await)).to_owned();
    let after = devices(&shop, &second).await;
    assert_eq!(after.len(), 2);
    assert_eq!(after[0].reference, before[0].reference);
    assert_eq!(
        (&after[0].label, after[0].created),
        (&before[0].label, before[0].created)
    );
    assert_eq!(after[1], before[1]);
    assert_eq!(live(&shop, &[&first, &rotated]).await, [false, true]);
}

#[tokio::test]
async fn what_has_ended_is_in_no_list() {
    let shop = shop_with(|sessions| sessions.idle(Duration::from_secs(600)));
    login_from(&shop, "ann", "forgotten").await;
    shop.advance(600_000);
    let own = login_from(&shop, "ann", "own").await;
    assert_eq!(
        devices(&shop, &own).await.len(),
        2,
        "the window is not over"
    );
    shop.advance(60_000);
    let list = devices(&shop, &own).await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].label.as_deref(), Some("own"));
}

#[tokio::test]
async fn a_label_is_short_and_without_control_characters() {
    for (given, kept) in [
        ("Firefox on Linux".to_owned(), "Firefox on Linux".to_owned()),
        (String::new(), String::new()),
        ("a".repeat(201), "a".repeat(200)),
        ("ä".repeat(250), "ä".repeat(200)),
        (
            format!("{}🦀🦀", "x".repeat(199)),
            format!("{}🦀", "x".repeat(199)),
        ),
        (
            "Fire\r\nfox\0 \u{1b}[31mred\u{7f}\u{85}".to_owned(),
            "Firefox [31mred".to_owned(),
        ),
        (format!("{}b", "\n".repeat(500)), "b".to_owned()),
        (
            "<script>alert(1)</script>".to_owned(),
            "<script>alert(1)</script>".to_owned(),
        ),
    ] {
        let shop = shop();
        let cookie = login_from(&shop, "ann", &given).await;
        let list = devices(&shop, &cookie).await;
        assert_eq!(list[0].label.as_deref(), Some(kept.as_str()), "{given:?}");
    }
}
