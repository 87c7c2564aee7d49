//! A change is made to the version that it was made from, and never makes a session.

use std::time::Duration;

use crate::session::{Record, Timestamp, Updated};
use crate::testing::check_store::bench::{ABSOLUTE, Bench, IDLE, Outcome};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "update_if/replaces-data" => replaces_data,
    "update_if/seen-never-back" => seen_never_back,
    "update_if/extends-idle" => extends_idle,
    "update_if/never-beyond-absolute" => never_beyond_absolute,
    "update_if/other-version" => other_version,
    "update_if/absent" => absent,
};

const STEP: Duration = Duration::from_secs(30);

async fn replaces_data(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let mut record = bench.session("a", &user);
    bench.add(&record).await?;
    for version in 1..4 {
        let now = record.seen.after(STEP);
        let data = format!("change {version}").into_bytes();
        let got = bench.update_if(&record.key, version, &data, now).await?;
        equal("the answer", got, Updated::Updated)?;
        record = Record {
            seen: now,
            version: version + 1,
            data,
            ..record
        };
        bench.expect_record(&record, now).await?;
    }
    bench.expect_list(&user, [&record.key], record.seen).await
}

/// Clocks of several machines differ.
async fn seen_never_back(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let got = bench.update_if(&record.key, 1, b"new", bench.ago(5)).await;
    equal("the answer", got?, Updated::Updated)?;
    let changed = Record {
        version: 2,
        data: b"new".to_vec(),
        ..record
    };
    bench.expect_record(&changed, bench.start).await
}

async fn extends_idle(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let now = bench.after(STEP);
    bench.update_if(&record.key, 1, b"new", now).await?;
    bench.expect_live(&record.key, bench.after(IDLE)).await?;
    let end = now.after(IDLE);
    bench.expect_live(&record.key, Timestamp(end.0 - 1)).await?;
    bench.expect_ended(&record.key, end).await
}

async fn never_beyond_absolute(bench: Bench) -> Outcome {
    let end = bench.after(ABSOLUTE);
    let record = Record {
        idle: ABSOLUTE,
        absolute_end: end,
        ..bench.session("a", &bench.user("ann"))
    };
    bench.add(&record).await?;
    let now = bench.after(ABSOLUTE / 2);
    let got = bench.update_if(&record.key, 1, b"new", now).await?;
    equal("the answer", got, Updated::Updated)?;
    bench.expect_live(&record.key, Timestamp(end.0 - 1)).await?;
    bench.expect_ended(&record.key, end).await
}

async fn other_version(bench: Bench) -> Outcome {
    let first = bench.session("a", &bench.user("ann"));
    bench.add(&first).await?;
    let got = bench.update_if(&first.key, 1, b"second", first.seen).await;
    equal("the answer", got?, Updated::Updated)?;
    let second = Record {
        version: 2,
        data: b"second".to_vec(),
        ..first
    };
    let now = bench.after(STEP);
    for version in [0, 1, 3, i64::MAX as u64] {
        let got = bench.update_if(&second.key, version, b"wrong", now).await?;
        equal("the answer", got, Updated::Conflict)?;
    }
    bench.expect_record(&second, now).await
}

/// The wound of stores that save by inserting or replacing: a request that ends after the logout brings the session back.
async fn absent(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let key = bench.key("never stored", user.tag());
    for version in [0, 1, 2] {
        let got = bench.update_if(&key, version, b"new", bench.start).await?;
        equal("the answer", got, Updated::Gone)?;
    }
    bench.expect_unknown(&key, bench.start).await?;
    bench.expect_list(&user, [], bench.start).await
}
