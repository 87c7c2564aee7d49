async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
#[allow(private_interfaces, unit_bindings, non_local_definitions)]
static the_route_attribute_of_index: ::oxy::__private::RouteSet<
    crate::the_struct_marked_with_oxy_app_or_named_by_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_struct_marked_with_oxy_app_or_named_by_default_app;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_index));
    impl the_route_attribute_of_index {
        #[doc(hidden)]
        const TARGET: __oxy::Target<()> =
            __oxy::Target::new("index", ::core::option::Option::None, "/", &[]);
    }
    #[doc(hidden)]
    impl crate::the_struct_marked_with_oxy_app_or_named_by_default_app {
        const two_routes_answer_GET__: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::MethodSet::GET,
        ::core::option::Option::None,
        "/",
        ::core::module_path!(),
        "index",
        |__site| __site.plan((), index, <&'static str as __oxy::Respond>::respond),
    )])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_index {}
