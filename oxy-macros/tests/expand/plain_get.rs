async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, non_local_definitions)]
static __route_attribute_on_index: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    ::oxy::__private::inventory::submit!(__oxy::Registration::new(&__route_attribute_on_index));
    #[doc(hidden)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::Option::None,
        __oxy::MethodSet::GET,
        "/",
        ::core::module_path!(),
        "index",
        |__site| __site.plan((), index, <&'static str as __oxy::Respond>::respond),
    )])
};
