//! Each way of being wrong is found, under the name of the rule that it breaks.

use oxy::testing::{Violations, check_store};

use crate::reference::{Defect, Reference};

async fn violations(defect: Defect) -> Violations {
    let checked = check_store(Reference::wrong(defect)).await;
    checked.expect_err("a store that is wrong must not pass")
}

/// A test for each defect: the rules that must be among those it breaks.
macro_rules! found {
    ($($test:ident: $defect:ident => [$($rule:literal),+];)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            let violations = violations(Defect::$defect).await;
            for rule in [$($rule),+] {
                assert!(violations.rules().contains(&rule), "{rule}: {violations}");
            }
        }
    )*};
}

found! {
    create_overwrites: CreateOverwrites
        => ["create/new-only", "create/exists-deletes-nothing", "race/create"];
    cap_counts_ended: CapCountsEnded => ["cap/counts-live-only"];
    cap_takes_newest: CapTakesNewest => ["cap/oldest-go"];
    cap_in_two_steps: CapInTwoSteps => ["race/cap"];
    loads_ended: LoadsEnded
        => ["expiry/idle", "expiry/absolute", "expiry/update_if", "expiry/touch", "expiry/rotate"];
    ends_one_millisecond_late: EndsOneMillisecondLate
        => ["expiry/idle", "expiry/absolute", "expiry/by_user", "expiry/delete_by_user"];
    touch_rewrites_the_row: TouchRewritesTheRow
        => ["race/touch-keeps-changes", "race/one-touch", "race/delete-is-final",
            "race/rotate-and-writers"];
    touch_ignores_seen: TouchIgnoresSeen => ["touch/other-seen", "race/one-touch"];
    touch_goes_beyond_absolute: TouchGoesBeyondAbsolute => ["touch/never-beyond-absolute"];
    last_write_wins: LastWriteWins
        => ["update_if/other-version", "race/lost-update", "race/one-version"];
    update_forgets_seen: UpdateForgetsSeen => ["update_if/replaces-data", "update_if/extends-idle"];
    update_in_two_steps: UpdateInTwoSteps
        => ["race/lost-update", "race/one-version", "race/delete-is-final",
            "race/rotate-and-writers"];
    delete_ignores_version: DeleteIgnoresVersion => ["delete/version"];
    rotate_ignores_from: RotateIgnoresFrom => ["rotate/other-secret", "race/rotate-twice"];
    rotate_copies: RotateCopies => ["rotate/list", "rotate/delete_by_user"];
    rotate_moves: RotateMoves
        => ["rotate/keeps-all", "rotate/steps-after", "rotate/list", "race/rotate-twice", "watch/rotate"];
    rotate_by_tag: RotateByTag => ["rotate/only-that"];
    rotate_counts_as_a_change: RotateCountsAsAChange => ["rotate/keeps-all", "rotate/steps-after"];
    rotate_touches: RotateTouches => ["rotate/keeps-all", "rotate/list"];
    rotate_rewrites_the_row: RotateRewritesTheRow
        => ["race/rotate-twice", "race/rotate-and-delete", "race/rotate-and-writers",
            "race/rotate-and-delete_by_user"];
    rotate_in_two_steps: RotateInTwoSteps
        => ["race/rotate-and-delete", "race/rotate-and-writers", "race/rotate-and-delete_by_user",
            "cancel/rotate"];
    rotate_is_an_end: RotateIsAnEnd => ["watch/rotate"];
    numbers_alone: NumbersAlone => ["load/other-tag", "create/same-number"];
    users_by_tag_alone: UsersByTagAlone => ["by_user/same-tag"];
    users_by_name_alone: UsersByNameAlone => ["by_user/other-kind"];
    users_by_prefix: UsersByPrefix => ["by_user/exact-name"];
    list_unsorted: ListUnsorted => ["by_user/oldest-first"];
    list_ignores_limit: ListIgnoresLimit => ["by_user/limit"];
    list_takes_the_oldest: ListTakesTheOldest => ["by_user/limit"];
    list_limits_before_it_looks: ListLimitsBeforeItLooks => ["by_user/limit"];
    delete_by_user_deletes_all: DeleteByUserDeletesAll => ["delete_by_user/other-users"];
    delete_by_user_ignores_except: DeleteByUserIgnoresExcept => ["delete_by_user/except"];
    delete_by_user_one_by_one: DeleteByUserOneByOne
        => ["race/replaces-and-delete_by_user", "cancel/delete_by_user"];
    sweeps_live: SweepsLive => ["sweep/spares-live"];
    sweeps_nothing: SweepsNothing => ["sweep/removes-ended"];
    sweep_ignores_limit: SweepIgnoresLimit => ["sweep/limit"];
    never_wakes: NeverWakes
        => ["watch/delete", "watch/delete_by_user", "watch/cap", "watch/replaces"];
    wakes_at_once: WakesAtOnce => ["watch/waits-while-live"];
    misses_an_end_at_once: MissesAnEndAtOnce => ["watch/at-once"];
    cuts_times: CutsTimes => ["load/times"];
    loses_empty_text: LosesEmptyText => ["load/text"];
}

#[tokio::test(start_paused = true)]
async fn an_error_is_a_violation_with_its_text() {
    let violations = violations(Defect::Fails).await;
    let mut all = violations.iter();
    let exact = all.find(|it| it.rule() == "load/exact").unwrap();
    assert_eq!(
        exact.happened(),
        "the error: the row cannot be read: connection reset"
    );
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_a_violation_of_each_rule_that_asks_it() {
    let violations = violations(Defect::Hangs).await;
    let mut all = violations.iter();
    let list = all.find(|it| it.rule() == "by_user/oldest-first").unwrap();
    assert_eq!(list.happened(), "none within 10s");
    let last = list.did().last().unwrap();
    assert!(last.starts_with("by_user("), "{last}");
    assert!(last.ends_with("now start)"), "{last}");
    assert!(!violations.rules().contains(&"load/exact"));
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_violation_of_each_rule_that_meets_it() {
    let violations = violations(Defect::Panics).await;
    for rule in ["touch/moves-seen", "race/one-touch", "cancel/touch"] {
        let found = violations.iter().find(|it| it.rule() == rule);
        assert_eq!(found.unwrap().happened(), "a panic: a bug in touch");
    }
    assert!(!violations.rules().contains(&"update_if/absent"));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_open_is_checked_no_further() {
    let violations = violations(Defect::DoesNotOpen).await;
    assert_eq!(violations.rules(), ["open/ready"]);
}
