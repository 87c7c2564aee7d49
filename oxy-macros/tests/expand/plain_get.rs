async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
static __route_attribute_on_index: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_struct_marked_oxy_app;
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
struct __route_attribute_on_index {}
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(non_local_definitions, private_interfaces)]
const _: () = {
    use ::oxy::__private::{self as __oxy, levels::*};
    __oxy::inventory::submit!(__oxy::Registration::new(&__route_attribute_on_index));
    impl __route_attribute_on_index {
        #[doc(hidden)]
        const TARGET: __oxy::Target<()> =
            __oxy::Target::new("index", ::core::option::Option::None, "/", &[]);
    }
    #[doc(hidden)]
    #[allow(dead_code)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__: () = ();
    }
};
