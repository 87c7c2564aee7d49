//! Stores that are down for a while, right and wrong.

mod store;

use oxy::testing::{StoreOutage, Violations, check_store_outage};

use store::{Defect, Failing};

async fn check(defect: Option<Defect>, reads_work: bool) -> Result<(), Violations> {
    let store = Failing::new(defect, reads_work);
    check_store_outage(store.clone(), store).await
}

/// A test for each defect: the rules that must be among those it breaks.
macro_rules! found {
    ($($test:ident: $defect:ident => [$($rule:literal),+];)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            let violations = check(Some(Defect::$defect), false).await.unwrap_err();
            for rule in [$($rule),+] {
                assert!(violations.rules().contains(&rule), "{rule}: {violations}");
            }
        }
    )*};
}

found! {
    loads_nothing_while_it_is_down: LoadsNothing => ["outage/load"];
    lists_nothing_while_it_is_down: ListsNothing => ["outage/by_user"];
    pretends_to_have_done_what_it_is_asked: Pretends
        => ["outage/create", "outage/update_if", "outage/touch", "outage/rotate", "outage/delete",
            "outage/delete_by_user"];
    finds_nothing_to_change: FindsNothing
        => ["outage/create", "outage/update_if", "outage/touch", "outage/rotate", "outage/delete",
            "outage/delete_by_user"];
    deletes_before_it_fails_to_create: DoesHalf => ["outage/create"];
    loses_logins_that_it_has_told: LosesLogins => ["outage/keeps-creates"];
    loses_updates_that_it_has_told: LosesUpdates => ["outage/keeps-updates"];
    loses_logouts_that_it_has_told: LosesLogouts => ["outage/keeps-deletes"];
    wakes_watchers_when_it_goes_down: WakesWatchers => ["outage/watch"];
    forgets_watchers_when_it_goes_down: ForgetsWatchers => ["outage/watch"];
    waits_for_ever_while_it_is_down: Waits
        => ["outage/load", "outage/by_user", "outage/create", "outage/update_if", "outage/touch",
            "outage/rotate", "outage/delete", "outage/delete_by_user", "outage/sweep"];
    never_works_again: StaysDown => ["outage/back"];
}

#[tokio::test(start_paused = true)]
async fn a_store_that_says_it_is_down_passes() {
    check(None, false).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_store_that_refuses_to_write_passes() {
    check(None, true).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_while_it_should_is_found_out() {
    /// Says that loads work meanwhile.
    struct Reading(Failing);

    impl StoreOutage for Reading {
        async fn begin(&mut self) {
            self.0.begin().await;
        }

        async fn end(&mut self) {
            self.0.end().await;
        }

        fn reads_work(&self) -> bool {
            true
        }
    }

    let store = Failing::new(None, false);
    let checked = check_store_outage(store.clone(), Reading(store)).await;
    let rules = checked.unwrap_err().rules();
    assert_eq!(rules, ["outage/load", "outage/by_user"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_refuses_to_write_and_pretends_is_found_out() {
    let violations = check(Some(Defect::Pretends), true).await.unwrap_err();
    for rule in [
        "outage/update_if",
        "outage/touch",
        "outage/rotate",
        "outage/delete",
    ] {
        assert!(violations.rules().contains(&rule), "{rule}: {violations}");
    }
}
