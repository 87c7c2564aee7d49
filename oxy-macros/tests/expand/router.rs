/// Version 1.
pub static V1: Router = ::oxy::Router::new(
    ::core::option::Option::Some(<API>::ROUTER),
    "/v1",
    &["v1"],
    &[|| {
        use ::oxy::__private::levels::*;
        ::oxy::__private::MakeLayer::make(stamped, (&&::oxy::__private::LayerProbe(stamped)).kind())
    }],
);
#[doc(hidden)]
#[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
pub struct V1 {}
#[allow(dead_code)]
impl V1 {
    #[doc(hidden)]
    pub const ROUTER: &'static Router = &V1;
}
