//! How much fits into a cookie, to the byte.

use oxy::prelude::*;

use super::{set, shop};
use crate::shop::{Account, COOKIE, Shop};
use crate::support::only_line;

#[post("/note/{length}", app = Shop)]
async fn note(length: usize, mut user: Session<Account>) -> Result<String, Error> {
    let note = "n".repeat(length);
    let noted = user.update(|user| user.note.clone_from(&note)).await;
    Ok(match noted {
        Ok(()) => format!("{} letters", user.note.len()),
        Err(error) => format!("{} {}", error.status().as_u16(), error),
    })
}

#[tokio::test]
async fn what_does_not_fit_is_said_with_its_size_and_nothing_is_lost() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let mut largest = 0;
    for length in (0..4_000).step_by(50) {
        let response = shop.post(&format!("/note/{length}"), &cookie).await;
        let text = response.text();
        if text == format!("{length} letters") {
            let line = only_line(&response);
            assert!(line.len() <= 4096, "{}", line.len());
            largest = length;
        } else {
            assert!(text.starts_with("500 "), "{text}");
            assert!(text.contains("expected at most 4096"), "{text}");
            assert!(text.contains(COOKIE), "{text}");
            assert!(response.set_cookies().is_empty());
            assert_eq!(shop.get("/me", &cookie).await.text(), "ann 0 0");
        }
    }
    assert!((2_500..3_500).contains(&largest), "{largest}");
}

/// The tenth change needs one more digit for its number.
#[tokio::test]
async fn what_fits_to_the_byte_is_kept() {
    let shop = shop();
    let mut cookie = shop.login("ann").await;
    for _ in 0..8 {
        cookie = set(&shop.post("/count", &cookie).await);
    }
    let (mut fits, mut too_long) = (0, 0);
    for length in 2_500..3_100 {
        let response = shop.post(&format!("/note/{length}"), &cookie).await;
        assert_eq!(response.status(), 200, "{length}");
        if response.set_cookies().is_empty() {
            too_long += 1;
        } else {
            assert_eq!(response.text(), format!("{length} letters"));
            fits += 1;
        }
    }
    assert!(fits > 0 && too_long > 0, "{fits} fit, {too_long} do not");
}

#[tokio::test]
async fn a_login_that_does_not_fit_is_refused() {
    let shop = shop();
    let name = "a".repeat(513);
    assert_eq!(shop.post(&format!("/login/{name}"), "").await.status(), 500);
    let login = shop.client.login_as(Account {
        note: "n".repeat(3_500),
        ..Account::of("ann")
    });
    let error = login.await.unwrap_err().to_string();
    assert!(error.contains("4096"), "{error}");
}
