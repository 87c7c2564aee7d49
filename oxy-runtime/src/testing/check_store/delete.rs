//! A deletion is final.

use std::time::Duration;

use crate::session::Updated;
use crate::testing::check_store::bench::{Bench, Outcome};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "delete/only-that" => only_that,
    "delete/twice" => twice,
    "delete/version" => version,
    "delete/update_if-after" => update_if_after,
    "delete/touch-after" => touch_after,
    "delete/rotate-after" => rotate_after,
    "delete/key-again" => key_again,
};

async fn only_that(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let (gone, kept) = (bench.session("gone", &user), bench.session("kept", &user));
    for record in [&gone, &kept] {
        bench.add(record).await?;
    }
    let got = bench.delete(&gone.key, None, bench.start).await?;
    equal("the answer", got, true)?;
    bench.expect_unknown(&gone.key, bench.start).await?;
    bench.expect_record(&kept, bench.start).await?;
    bench.expect_list(&user, [&kept.key], bench.start).await
}

async fn twice(bench: Bench) -> Outcome {
    let record = bench.anonymous("a");
    let got = bench.delete(&record.key, None, bench.start).await?;
    equal("the answer before it is stored", got, false)?;
    bench.add(&record).await?;
    let got = bench.delete(&record.key, None, bench.start).await?;
    equal("the answer", got, true)?;
    let got = bench.delete(&record.key, None, bench.start).await?;
    equal("the second answer", got, false)
}

async fn version(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    for version in [0, 2] {
        let got = bench.delete(&record.key, Some(version), bench.start);
        equal("the answer for another version", got.await?, false)?;
        bench.expect_record(&record, bench.start).await?;
    }
    let got = bench.delete(&record.key, Some(1), bench.start).await?;
    equal("the answer for its version", got, true)?;
    bench.expect_unknown(&record.key, bench.start).await
}

async fn update_if_after(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    bench.delete(&record.key, None, bench.start).await?;
    let got = bench
        .update_if(&record.key, 1, b"late", bench.start)
        .await?;
    equal("the answer", got, Updated::Gone)?;
    bench.expect_unknown(&record.key, bench.start).await?;
    bench.expect_list(&user, [], bench.start).await
}

async fn touch_after(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    bench.delete(&record.key, None, bench.start).await?;
    let now = bench.after(Duration::from_secs(30));
    let got = bench.touch(&record.key, record.seen, now).await?;
    equal("the answer", got, false)?;
    bench.expect_unknown(&record.key, now).await?;
    bench.expect_list(&user, [], now).await
}

async fn rotate_after(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    bench.delete(&record.key, None, bench.start).await?;
    let (key, new) = (&record.key, bench.secret("new"));
    let got = bench.rotate(key, &record.secret, &new, bench.start).await?;
    equal("the answer", got, false)?;
    bench.expect_unknown(key, bench.start).await?;
    bench.expect_list(&user, [], bench.start).await
}

/// No session has the key, so that it is as good as any; nothing of the first may be left.
async fn key_again(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let mut record = bench.session("a", &user);
    bench.add(&record).await?;
    bench
        .update_if(&record.key, 1, b"first", bench.start)
        .await?;
    bench.delete(&record.key, None, bench.start).await?;
    record.label = None;
    record.secret = bench.secret("of another session");
    bench.add(&record).await?;
    bench.expect_record(&record, bench.start).await?;
    bench.expect_list(&user, [&record.key], bench.start).await
}
