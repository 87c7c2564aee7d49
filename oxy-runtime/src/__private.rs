//! For generated code only: nothing here is stable.

pub use crate::app::{Mountable, ProvidedBy, Shared, Threads};
pub use crate::extract::misplaced::{
    SetByARequest, TakenAsData, TakenAsItIs, TakenInArc, TakenInContext,
};
pub use crate::extract::probe::{
    AtMostOne, BodyUse, Counted, Elsewhere, Expected, Extractor, Fits, FitsPattern, Held, InPath,
    Kind, NoKind, NotOnGet, Numbered, Optional, Probe, Provided, Question, Repeated, RequestBody,
    Scalar, Unknown, Unsent, Wrapped, reader,
};
pub use crate::extract::{
    Argument, Arguments, Call, InQuery, InQueryOrDefault, PathArgument, Prepared, PreparedArgument,
    QueryDefault, QueryParser,
};
pub use crate::layer::{Layer, LayerProbe, MakeLayer, Maker, NoMaker};
pub use crate::link::{
    At, Building, Linked, NeverEmpty, NoArgument, Outcome, Places, Sure, Target, Value,
};
pub use crate::response::{Page, Parts, Respond, RespondInParts, ResponsePart};
pub use crate::route::{Planned, Registration, Route, RouteSet, RouteSite, Source};
pub use crate::routing::MethodSet;
pub use crate::session::{Attachments, Field, PlainField};
pub use crate::wording::{Generic, Part, Plain};
pub use inventory;

/// All traits that generated code needs in scope, without names.
pub mod levels {
    pub use crate::extract::probe::{Level as _, NoExtractor as _};
    pub use crate::layer::{MakerLevel as _, NoMakerLevel as _};
    pub use crate::link::Unsure as _;
    pub use crate::response::{WholeOption as _, WholeResult as _};
}
