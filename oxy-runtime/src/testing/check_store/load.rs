//! What is stored comes back as it was.

use std::time::Duration;

use crate::session::{Record, Timestamp, Updated, UserTag};
use crate::testing::check_store::bench::{Bench, IDLE, KIND, Outcome, number};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "open/twice" => open_twice,
    "load/unknown" => unknown,
    "load/other-tag" => other_tag,
    "load/exact" => exact,
    "load/without-user" => without_user,
    "load/text" => text,
    "load/long-text" => long_text,
    "load/data" => data,
    "load/times" => times,
    "load/version" => version,
    "load/changes-nothing" => changes_nothing,
};

/// One store can be shared by several applications, each of which opens it; so can one database.
async fn open_twice(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    bench.open().await?;
    bench.expect_record(&record, bench.start).await
}

async fn unknown(bench: Bench) -> Outcome {
    let key = bench.anonymous_key("a");
    bench.expect_unknown(&key, bench.start).await
}

/// The number alone is not the key.
async fn other_tag(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let number = record.key.number();
    for tag in [record.key.tag() ^ 1, 0, u64::MAX] {
        let key = bench.numbered_key("one of another tag", tag, number);
        bench.expect_unknown(&key, bench.start).await?;
    }
    Ok(())
}

async fn exact(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    bench.expect_record(&record, bench.start).await
}

async fn without_user(bench: Bench) -> Outcome {
    let record = Record {
        label: None,
        ..bench.anonymous("a")
    };
    bench.add(&record).await?;
    bench.expect_record(&record, bench.start).await
}

/// Also what a store might take for a separator, a pattern, a quotation, or nothing.
async fn text(bench: Bench) -> Outcome {
    let odd = [
        "",
        " ",
        "Zoë 木 🦀 e\u{301}",
        "it's \"x\"; -- \\ ",
        "{a}:*%_?[b]/$1",
        "null",
        "0",
    ];
    for text in odd {
        bench.note(format!("a user and a label with {text:?}"));
        let user = UserTag::new(KIND, format!("{:016x}{text}", number()));
        let record = Record {
            label: Some(text.to_owned()),
            ..bench.session("a", &user)
        };
        bench.add(&record).await?;
        bench.expect_record(&record, bench.start).await?;
        bench.expect_list(&user, [&record.key], bench.start).await?;
    }
    Ok(())
}

/// The longest name and the longest label, of characters of four bytes each.
async fn long_text(bench: Bench) -> Outcome {
    let user = UserTag::new(
        KIND,
        format!("{:016x}{}", number(), "\u{1f980}".repeat(124)),
    );
    let record = Record {
        label: Some("\u{1f980}".repeat(200)),
        ..bench.session("a", &user)
    };
    bench.add(&record).await?;
    bench.expect_record(&record, bench.start).await?;
    bench.expect_list(&user, [&record.key], bench.start).await?;
    let got = bench.delete_by_user(&user, None, bench.start).await?;
    equal("the number of sessions deleted", got, 1)
}

async fn data(bench: Bench) -> Outcome {
    let every_byte: Vec<u8> = (0..=u8::MAX).cycle().take(64 * 1024).collect();
    for (name, data) in [("empty", vec![]), ("full", every_byte)] {
        let record = Record {
            data: data.clone(),
            ..bench.session(name, &bench.user("ann"))
        };
        bench.add(&record).await?;
        bench.expect_record(&record, bench.start).await?;
        // The other way round, too.
        let other = Record {
            version: 2,
            data: if data.is_empty() {
                vec![0; 64 * 1024]
            } else {
                vec![]
            },
            ..record
        };
        let got = bench.update_if(&other.key, 1, &other.data, bench.start);
        equal("the answer", got.await?, Updated::Updated)?;
        bench.expect_record(&other, bench.start).await?;
    }
    Ok(())
}

/// Times that are more than a floating-point number can hold, and the last one possible.
async fn times(bench: Bench) -> Outcome {
    let century = Duration::from_millis(100 * 365 * 86_400_000 + 1);
    let odd = Record {
        created: Timestamp(1),
        idle: century,
        absolute_end: Timestamp((1 << 53) + 1),
        ..bench.session("odd", &bench.user("ann"))
    };
    let endless = Record {
        absolute_end: Timestamp(0).after(Duration::MAX),
        ..bench.session("endless", &bench.user("bob"))
    };
    for record in [odd, endless] {
        bench.add(&record).await?;
        bench.expect_record(&record, bench.start).await?;
        let later = bench.after(Duration::from_millis(7));
        let touched = bench.touch(&record.key, record.seen, later).await?;
        equal("the answer to touch", touched, true)?;
        let touched = Record {
            seen: later,
            ..record
        };
        bench.expect_record(&touched, later).await?;
    }
    Ok(())
}

/// The version is the caller's: a store does not count from the moment it got the session.
async fn version(bench: Bench) -> Outcome {
    let mut record = Record {
        version: 7,
        ..bench.session("a", &bench.user("ann"))
    };
    bench.add(&record).await?;
    bench.expect_record(&record, bench.start).await?;
    let got = bench.update_if(&record.key, 7, b"new", bench.start).await?;
    equal("the answer", got, Updated::Updated)?;
    record.version = 8;
    record.data = b"new".to_vec();
    bench.expect_record(&record, bench.start).await
}

/// Only a touch and a change move the idle clock.
async fn changes_nothing(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    let last = Timestamp(bench.after(IDLE).0 - 1);
    bench.expect_record(&record, last).await?;
    bench.expect_list(&user, [&record.key], last).await?;
    bench.expect_record(&record, last).await?;
    bench.expect_ended(&record.key, bench.after(IDLE)).await
}
