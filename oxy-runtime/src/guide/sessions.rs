#![doc = include_str!("sessions/start.md")]

#[doc = include_str!("sessions/stores.md")]
pub mod stores {}

#[doc = include_str!("sessions/keys.md")]
pub mod keys {}

#[doc = include_str!("sessions/ends.md")]
pub mod ends {}

#[doc = include_str!("sessions/shape.md")]
pub mod shape {}

#[doc = include_str!("sessions/outages.md")]
pub mod outages {}

#[doc = include_str!("sessions/operation.md")]
pub mod operation {}

#[doc = include_str!("sessions/testing.md")]
pub mod testing {}

#[doc = include_str!("sessions/custom_stores.md")]
pub mod custom_stores {}

#[doc = include_str!("sessions/security.md")]
pub mod security {}

#[doc = include_str!("sessions/moving.md")]
pub mod moving {}
