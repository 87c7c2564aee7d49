//! For generated code only: nothing here is stable.

pub use crate::app::{Shared, Threads};
pub use crate::extract::misplaced::{
    SetByARequest, TakenAsData, TakenAsItIs, TakenInArc, TakenInContext,
};
pub use crate::extract::probe::{
    AtMostOne, Bodies, BodyUse, Counted, Elsewhere, Expected, Extractor, Fits, FitsPattern, Held,
    InPath, Kind, NoKind, NotOnGet, Optional, Probe, Provided, Question, Repeated, Scalar, Unknown,
    Unsent, Wrapped, levels, readers,
};
pub use crate::extract::{
    Argument, Arguments, Call, InQuery, InQueryOrDefault, PathArgument, PreparedArgument,
    QueryDefault, QueryParser,
};
pub use crate::layer::Layer;
pub use crate::response::{Page, Parts, Respond, RespondInParts, ResponsePart};
pub use crate::route::{Planned, Registration, Route, RouteSet, RouteSite, Source};
pub use crate::routing::MethodSet;
pub use crate::session::{Attachments, Field, PlainField};
pub use crate::wording::{Generic, Part, Plain};
pub use inventory;
