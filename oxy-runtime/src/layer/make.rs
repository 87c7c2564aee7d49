//! What can be named as a layer, and how an attribute finds out whether it is one.

use crate::layer::Layer;

/// What can stand around handlers: a [`Layer`], or with the feature `tower` any layer of tower.
///
/// What a layer of tower makes has to be a service from `http::Request<oxy::Body>` to an `http::Response` that can be cloned
/// and sent; an error of it is a 500 with the cause in the log.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "no `oxy::Layer`, and no layer of tower whose service answers `http::Request<oxy::Body>`",
    note = "write `oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)`; a function that makes a \
            layer is called: `.layer(stamped())`",
    note = "layers of tower need the feature `tower` of oxy, and a service that can be cloned"
)]
pub trait IntoLayer {
    /// Makes the layer.
    fn into_layer(self) -> Layer;
}

impl IntoLayer for Layer {
    fn into_layer(self) -> Layer {
        self
    }
}

/// What an attribute names as a layer, which may be something else: generated code asks [`LayerProbe`] first, or rustc
/// would tell about arguments of closures.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "what this names is not a layer",
    label = "no function that makes a `Layer`",
    note = "a layer is a function without arguments: `fn name() -> oxy::Layer {{ oxy::Layer::new(async |request: Request, \
            next: oxy::Next| next.run(request).await) }}`"
)]
pub trait MakeLayer<K> {
    /// Makes the layer.
    fn make(self, kind: K) -> Layer;
}

/// The kind of a function that makes a layer.
#[doc(hidden)]
#[derive(Debug)]
pub struct Maker;

/// The kind of anything else.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoMaker;

#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> L, L: IntoLayer> MakeLayer<Maker> for F {
    fn make(self, _: Maker) -> Layer {
        self().into_layer()
    }
}

/// Of no kind. That it would do as well, and so would a reference to it, keeps rustc from guessing a kind before it is asked.
#[doc(hidden)]
#[derive(Debug)]
pub enum NeitherMaker {}

impl<F> MakeLayer<NeitherMaker> for F {
    fn make(self, kind: NeitherMaker) -> Layer {
        match kind {}
    }
}

impl<F> MakeLayer<&NeitherMaker> for F {
    fn make(self, kind: &NeitherMaker) -> Layer {
        match *kind {}
    }
}

/// Asks of what kind it is.
#[doc(hidden)]
#[derive(Debug)]
pub struct LayerProbe<F>(pub F);

/// The level of functions that make layers, which method lookup takes first.
#[doc(hidden)]
pub trait MakerLevel {
    /// The kind.
    fn kind(&self) -> Maker {
        Maker
    }
}

impl<F: FnOnce() -> L, L: IntoLayer> MakerLevel for &LayerProbe<F> {}

/// The level of anything else.
#[doc(hidden)]
pub trait NoMakerLevel {
    /// The kind.
    fn kind(&self) -> NoMaker {
        NoMaker
    }
}

impl<F> NoMakerLevel for LayerProbe<F> {}
