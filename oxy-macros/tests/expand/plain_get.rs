async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
const __route_attribute_on_index: ::oxy::__private::Declared<
    crate::the_one_struct_marked_oxy_app,
    (),
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_struct_marked_oxy_app;
    static ROUTES: __oxy::RouteSet<crate::the_one_struct_marked_oxy_app> =
        __oxy::RouteSet::new(&[__oxy::Route {
            methods: __oxy::MethodSet::GET,
            path: "/",
            source: __oxy::Source::here(::core::module_path!(), "index"),
            prepare: |__site| __site.plan((), index, <&'static str as __oxy::Respond>::respond),
            ..__oxy::Route::BARE
        }]);
    __oxy::Declared {
        routes: &ROUTES,
        target: __oxy::Target::new("index", ::core::option::Option::None, "/", &[]),
    }
};
#[allow(nonstandard_style, unused_qualifications, non_local_definitions)]
const _: () = {
    use ::oxy::__private as __oxy;
    __oxy::inventory::submit!(__oxy::Registration::new(__route_attribute_on_index.routes));
    #[doc(hidden)]
    #[allow(dead_code)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__: () = ();
    }
};
