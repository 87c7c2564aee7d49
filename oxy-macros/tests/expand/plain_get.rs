async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
static the_route_attribute_of_index: ::oxy::__private::RouteSet<
    crate::the_one_oxy_app_or_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_oxy_app_or_default_app;
    __oxy::RouteSet::new(&[__oxy::Route {
        methods: __oxy::MethodSet::GET,
        path: "/",
        source: __oxy::Source::here(::core::module_path!(), "index"),
        prepare: |__site| __site.plan((), index, <&'static str as __oxy::Respond>::respond),
        ..__oxy::Route::BARE
    }])
};
#[allow(nonstandard_style, unused_qualifications, non_local_definitions)]
const _: () = {
    use ::oxy::__private as __oxy;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_index));
    #[doc(hidden)]
    #[allow(dead_code)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_GET__: () = ();
    }
};
