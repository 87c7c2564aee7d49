//! For generated code only: nothing here is stable.

pub use crate::extract::probe::{
    AtMostOne, Bodies, BodyUse, Elsewhere, Expected, Extractor, Fits, FitsPattern, Generic, InPath,
    Kind, NoKind, NotOnGet, Optional, Plain, Probe, Question, Repeated, Scalar, Unknown, readers,
};
pub use crate::extract::{
    Argument, Arguments, Call, InQuery, InQueryOrDefault, PathArgument, PreparedArgument,
    QueryDefault, QueryParser,
};
pub use crate::layer::Layer;
pub use crate::link::{At, Building, Linked, NeverEmpty, Outcome, Places, Sure, Target, Value};
pub use crate::response::{Respond, RespondInParts};
pub use crate::route::{Planned, Registration, Route, RouteSet, RouteSite, Source};
pub use crate::routing::MethodSet;
pub use crate::session::{Attachments, Field, PlainField};
pub use inventory;

/// All traits that generated code needs in scope, without names.
pub mod levels {
    pub use crate::extract::probe::{
        ElsewhereLevel as _, ExtractorLevel as _, OptionalLevel as _, ReadsNoBody as _,
        RepeatedLevel as _, ScalarLevel as _, UnknownLevel as _,
    };
    pub use crate::link::Unsure as _;
}
