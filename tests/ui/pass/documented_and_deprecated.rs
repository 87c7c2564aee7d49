#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
//! Attributes of handlers stay theirs.

use oxy::prelude::*;

/// An application.
#[oxy::app]
pub struct App {
    /// With a field.
    pub count: u32,
}

/// Documented.
///
/// With more.
#[get("/documented")]
#[must_use]
#[inline]
pub async fn documented() -> String {
    String::new()
}

#[deprecated(note = "use another one")]
#[get("/deprecated")]
/// Old.
pub async fn old(count: Context<u32>) -> String {
    count.to_string()
}

/// Old, with the attributes the other way round.
#[get("/deprecated/too")]
#[deprecated]
pub async fn old_too() {}

/// Old.
#[deprecated]
#[derive(serde::Deserialize)]
pub struct Old {
    /// A number.
    pub number: u32,
}

/// With a type that is deprecated.
#[allow(deprecated)]
#[post("/old")]
pub async fn with_old(old: Form<Old>) -> String {
    old.number.to_string()
}

#[allow(clippy::too_many_lines)]
#[expect(unused_variables)]
#[get("/expected")]
async fn expected(#[allow(unused)] id: Option<u32>, other: Option<u32>) {}

fn main() {
    let table = oxy::serve(App { count: 1 }).check().unwrap();
    assert_eq!(table.routes().len(), 5);
}
