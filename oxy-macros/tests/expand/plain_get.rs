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
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_index {}
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(non_local_definitions, private_interfaces)]
const _: () = {
    use ::oxy::__private::{self as __oxy, levels::*};
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_index));
    impl the_route_attribute_of_index {
        #[doc(hidden)]
        const TARGET: __oxy::Target<()> =
            __oxy::Target::new("index", ::core::option::Option::None, "/", &[]);
    }
    #[doc(hidden)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_GET__: () = ();
    }
};
