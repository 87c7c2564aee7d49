//! A rotation replaces the secret of a session, and nothing else.

use std::time::Duration;

use crate::session::{Record, Timestamp, Updated};
use crate::testing::check_store::bench::{Bench, IDLE, Outcome};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "rotate/keeps-all" => keeps_all,
    "rotate/other-secret" => other_secret,
    "rotate/only-that" => only_that,
    "rotate/steps-after" => steps_after,
    "rotate/list" => list,
    "rotate/delete_by_user" => delete_by_user,
    "rotate/anonymous" => anonymous,
    "rotate/absent" => absent,
    "rotate/onto-itself" => onto_itself,
};

const STEP: Duration = Duration::from_secs(30);

async fn keeps_all(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = Record {
        created: bench.ago(60),
        seen: bench.ago(30),
        version: 5,
        ..bench.session("a", &user)
    };
    bench.add(&record).await?;
    let rotated = Record {
        secret: bench.secret("new"),
        ..record.clone()
    };
    let (key, now) = (&record.key, bench.after(STEP));
    let got = bench.rotate(key, &record.secret, &rotated.secret, now);
    equal("the answer", got.await?, true)?;
    let end = record.seen.after(IDLE);
    bench.expect_record(&rotated, now).await?;
    bench.expect_record(&rotated, Timestamp(end.0 - 1)).await?;
    bench.expect_ended(key, end).await
}

/// Whoever knows an old secret, or none, changes nothing.
async fn other_secret(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let (key, now) = (&record.key, bench.after(STEP));
    let [wrong, new, other] = ["wrong", "new", "other"].map(|name| bench.secret(name));
    for to in [new, record.secret] {
        let got = bench.rotate(key, &wrong, &to, now).await?;
        equal("the answer for a wrong secret", got, false)?;
    }
    bench.expect_record(&record, now).await?;
    let got = bench.rotate(key, &record.secret, &new, now).await?;
    equal("the answer", got, true)?;
    for to in [other, new] {
        let got = bench.rotate(key, &record.secret, &to, now).await?;
        equal("the answer for the old secret", got, false)?;
    }
    let rotated = Record {
        secret: new,
        ..record
    };
    bench.expect_record(&rotated, now).await
}

async fn only_that(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let sessions = ["a", "b", "c"].map(|name| bench.session(name, &user));
    for record in &sessions {
        bench.add(record).await?;
    }
    let [a, b, c] = &sessions;
    let rotated = Record {
        secret: bench.secret("new"),
        ..b.clone()
    };
    let got = bench.rotate(&b.key, &b.secret, &rotated.secret, bench.start);
    equal("the answer", got.await?, true)?;
    for record in [a, &rotated, c] {
        bench.expect_record(record, bench.start).await?;
    }
    Ok(())
}

/// The key has stayed, and so has the version.
async fn steps_after(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let (key, now) = (&record.key, bench.after(STEP));
    let secret = bench.secret("new");
    let got = bench.rotate(key, &record.secret, &secret, bench.start);
    equal("the answer", got.await?, true)?;
    let got = bench.update_if(key, 1, b"changed", bench.start).await?;
    equal("the answer to a change", got, Updated::Updated)?;
    let got = bench.touch(key, bench.start, now).await?;
    equal("the answer to a touch", got, true)?;
    let changed = Record {
        secret,
        seen: now,
        version: 2,
        data: b"changed".to_vec(),
        ..record.clone()
    };
    bench.expect_record(&changed, now).await?;
    let got = bench.delete(key, Some(2), now).await?;
    equal("the answer to a deletion", got, true)?;
    bench.expect_unknown(key, now).await
}

async fn list(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let mut first = Record {
        created: bench.ago(10),
        ..bench.session("first", &user)
    };
    let other = bench.session("other", &user);
    for record in [&first, &other] {
        bench.add(record).await?;
    }
    for name in ["new", "newer"] {
        let (now, new) = (bench.after(STEP), bench.secret(name));
        let got = bench.rotate(&first.key, &first.secret, &new, now).await?;
        equal("the answer", got, true)?;
        first.secret = new;
        let list = bench.by_user(&user, now).await?;
        bench.same_list(&list, [&first.key, &other.key])?;
        for line in list {
            equal("the list's `seen`", line.seen, bench.start)?;
        }
    }
    Ok(())
}

/// A session with a new secret is still the user's, when all of them are ended.
async fn delete_by_user(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    let (key, new) = (&record.key, bench.secret("new"));
    bench.rotate(key, &record.secret, &new, bench.start).await?;
    let got = bench.delete_by_user(&user, None, bench.start).await?;
    equal("the number of sessions deleted", got, 1)?;
    bench.expect_unknown(key, bench.start).await?;
    let other = bench.secret("other");
    let got = bench.rotate(key, &new, &other, bench.start).await?;
    equal("the answer after it", got, false)?;
    bench.expect_unknown(key, bench.start).await
}

async fn anonymous(bench: Bench) -> Outcome {
    let record = bench.anonymous("a");
    bench.add(&record).await?;
    let rotated = Record {
        secret: bench.secret("new"),
        ..record.clone()
    };
    let (key, from) = (&record.key, &record.secret);
    let got = bench.rotate(key, from, &rotated.secret, bench.start);
    equal("the answer", got.await?, true)?;
    bench.expect_record(&rotated, bench.start).await
}

async fn absent(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let key = bench.key("never stored", user.tag());
    let (from, to) = (bench.secret("old"), bench.secret("new"));
    let got = bench.rotate(&key, &from, &to, bench.start).await?;
    equal("the answer", got, false)?;
    bench.expect_unknown(&key, bench.start).await?;
    bench.expect_list(&user, [], bench.start).await
}

/// Either answer will do: some databases do not count a row that stays as it is.
async fn onto_itself(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let (key, secret) = (&record.key, &record.secret);
    bench.rotate(key, secret, secret, bench.start).await?;
    bench.expect_record(&record, bench.start).await
}
