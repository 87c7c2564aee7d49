//! Names that generated code needs are written in full there.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use ::oxy::session::UserKey as Key;

struct Option;
struct Some;
struct None;
struct Cow;
struct String;
struct Send;
struct Sync;
struct Sized;
struct SessionData;
struct UserKey;
struct Storable;
mod core {}
mod std {}
mod serde {}
mod session {}

#[derive(::serde::Serialize, ::serde::Deserialize, ::oxy::SessionData)]
#[session(user = "email")]
struct User {
    email: ::std::option::Option<::std::string::String>,
}

#[derive(::serde::Serialize, ::serde::Deserialize, ::oxy::SessionData)]
struct Cart<T> {
    items: ::std::vec::Vec<T>,
}

impl User {
    /// A method of the same name is not what is called.
    fn user_key(&self) -> u8 {
        0
    }

    fn user(&self) -> u8 {
        self.user_key()
    }
}

fn main() {
    let email = ::std::option::Option::Some(::std::convert::Into::into("ann"));
    let user = User { email };
    let found = ::oxy::SessionData::user(&user);
    ::std::assert!(found == Key::user_key(&user.email));
    ::std::assert!(found.is_some());
    ::std::assert!(user.user() == 0);
    let cart = Cart {
        items: ::std::vec![1_u8],
    };
    ::std::assert!(::oxy::SessionData::user(&cart).is_none());
}
