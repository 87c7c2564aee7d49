//! Chapters: what to do and in which order, where the pages of the items say what each of them is.
//!
//! - [`sessions`]: sessions from zero to production

pub mod sessions;
