//! For generated code only: nothing here is stable.

pub use crate::extract::probe::{
    AtMostOne, Bodies, BodyUse, Elsewhere, Expected, Extractor, Fits, FitsPattern, Generic, InPath,
    NoKind, NotOnGet, Optional, Plain, Probe, Repeated, Scalar, Unknown, levels, readers,
};
pub use crate::extract::{
    Argument, ArgumentSite, Arguments, Call, InQuery, InQueryOrDefault, Prepared,
};
pub use crate::layer::Layer;
pub use crate::response::{Respond, RespondInParts};
pub use crate::route::{Planned, Registration, Route, RouteSet, RouteSite, Source};
pub use crate::routing::MethodSet;
pub use crate::session::{Attachments, Field, PlainField};
pub use inventory;
pub use std::option::Option;
