//! Handlers that panic, each in another place.

use oxy::prelude::*;
use oxy::{Extract, LaunchProblem, Rejection, Request, Site};

use crate::App;

/// An argument that panics when it is read.
struct Bad;

impl Extract<App> for Bad {
    type State = ();

    fn prepare(_: &Site<'_, App>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract(_: &(), _: &mut Request) -> Result<Self, Rejection> {
        panic!("on purpose, in an extractor")
    }
}

/// A value that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("on purpose, in Drop")
    }
}

#[get("/panic")]
async fn in_handler() -> &'static str {
    panic!("on purpose, in a handler")
}

#[get("/panic/extractor")]
async fn in_extractor(_bad: Bad) -> &'static str {
    "never"
}

#[get("/panic/drop")]
async fn in_drop() -> &'static str {
    let _bomb = Bomb;
    "never"
}

/// Panics when its client has gone.
#[get("/panic/cancelled")]
async fn when_cancelled() -> &'static str {
    let _bomb = Bomb;
    std::future::pending::<()>().await;
    "never"
}
