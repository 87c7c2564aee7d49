//! A user may have an item of each name that expansions have within them.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]

use oxy::prelude::{Context, Form, Router, get, post};

mod __oxy {}
mod __private {}
mod inventory {}
mod levels {}
struct Argument;
struct AtMostOne;
struct Expected;
struct Field;
struct Fits;
struct FitsPattern;
struct HasArgument;
struct InPath;
struct InQuery;
struct Layer;
struct Level;
struct MethodSet;
struct NoExtractor;
struct Number(u32);
struct Placeholder;
struct Plan;
struct PlainField;
struct Prepared;
struct Probe;
struct Provides;
struct Registration;
struct RequestBody;
struct Respond;
struct RespondInParts;
struct Route;
struct RouteSet;
struct Source;
static site: u8 = 0;
static argument_0: u8 = 0;
static launch: u8 = 0;
const TARGET: u8 = 0;
const USES: u32 = 1;
const __USES: u8 = 0;
type __OxyApp = u8;
fn boxed() {}

struct Sizes<const N: u32>;

impl<const N: u32> std::str::FromStr for Sizes<N> {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u32>().map(|_| Self)
    }
}

#[oxy::app]
struct App {
    number: Number,
}

#[oxy::router("/api", tag = "api")]
static API: Router;

#[post(API, "/{id}")]
#[get("/{id}", allow(get_body))]
async fn show(
    id: u64,
    number: Context<Number>,
    #[default(USES)] page: u32,
    form: Form<Vec<(String, String)>>,
    name: Option<Sizes<{ USES }>>,
) -> String {
    let _ = name;
    format!("{id} {} {page} {}", number.0, form.len())
}

fn main() {
    let app = App { number: Number(7) };
    assert_eq!(oxy::serve(app).check().unwrap().routes().len(), 2);
}
