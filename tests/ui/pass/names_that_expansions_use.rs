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
struct Bodies;
struct Field;
struct Fits;
struct FitsPattern;
struct HasArgument;
struct InPath;
struct InQuery;
struct Layer;
struct MethodSet;
struct Number(u32);
struct Placeholder;
struct Plan;
struct PlainField;
struct Probe;
struct Provides;
struct Registration;
struct Respond;
struct RespondInParts;
struct Route;
struct RouteSet;
struct Source;
static site: u8 = 0;
static argument_0: u8 = 0;
static launch: u8 = 0;
const BODIES: u8 = 0;
fn __oxy_path_names() {}
fn __oxy_prepare_0() {}
fn boxed() {}

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
    #[default(1)] page: u32,
    form: Form<Vec<(String, String)>>,
) -> String {
    format!("{id} {} {page} {}", number.0, form.len())
}

fn main() {
    let app = App { number: Number(7) };
    assert_eq!(oxy::serve(app).check().unwrap().routes().len(), 2);
}
