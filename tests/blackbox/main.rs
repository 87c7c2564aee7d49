//! Black-box behaviour of two example servers, over raw sockets.
//!
//! The tests share no code with the framework: they start a program, speak bytes to it and judge what comes back. A case
//! is written once and runs against each subject, `sessions` and `session_demo`. The name of a test begins with the id
//! of its case, so that `cargo test --test blackbox c01` runs a case alone, `c0` the cases C01 to C09, and
//! `session_demo::` all cases of one subject.
//!
//! `OXY_BLACKBOX_EXAMPLES=/path/to/examples` judges programs in that folder, which are built already.
//!
//! | group | module | about |
//! |---|---|---|
//! | A | `issue` | the cookie that a login sets |
//! | B | `present`, `pairs`, `names` | how a request presents it, and what must not pass for it |
//! | C | `forge`, `hostile` | forged values; hostile `Cookie` headers |
//! | D | `end` | logout |
//! | E | `semantics`, `targets`, `bodies` | methods, hosts, request lines, targets, bodies |
//! | F | `smuggling`, `chunks`, `leftovers` | two requests where a proxy sees one |
//! | G | `connection`, `endurance` | pipelines, keep-alive and ends; clients that never finish, stay, or vanish |
//! | H | `errors` | what an error tells |
//! | L | `load` | many clients at once |
//! | X | `cross_site` | requests that pages of other sites cause |
//!
//! Only `session_demo` has these, in `session_demo/`:
//!
//! | case | why not `sessions` |
//! |---|---|
//! | A09 | it names its cookie itself, without a prefix |
//! | A14 E13 E14 E22, C14 in fields | its login reads no form, and its pages repeat nothing |
//! | A17 | it limits nobody |
//! | D07 | its login keeps no account of other sessions |
//! | N01 N02 | it has no list of devices |
//!
//! `stores` runs `session_demo` on each store that outlives it, for the cases in which a store has a say: D and N, its
//! own logins, and S, which `stores/cases.rs` tells of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
// The cases are compiled once per subject.
#![allow(clippy::duplicate_mod)]

mod session_demo;
mod sessions;
mod stores;
mod subject;

#[path = "../support/servers/mod.rs"]
mod servers;
