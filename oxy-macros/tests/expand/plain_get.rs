async fn index() -> &'static str {
    "hello"
}
#[doc(hidden)]
#[allow(
    deprecated,
    non_upper_case_globals,
    private_interfaces,
    unused_imports,
    unused_qualifications
)]
static __route_attribute_on_index: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    fn __oxy_prepare_0(
        __oxy_site: &__oxy::RouteSite<'_, crate::the_one_struct_marked_oxy_app>,
    ) -> ::core::option::Option<__oxy::Plan> {
        ::core::option::Option::Some(
            __oxy::Plan::new(
                0,
                (),
                |(), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    ::core::result::Result::Ok(
                        <&'static str as __oxy::Respond>::respond(index().await),
                    )
                }),
            ),
        )
    }
    __oxy::RouteSet::new(
        &[
            __oxy::Route {
                methods: __oxy::MethodSet::NONE.union(__oxy::MethodSet::GET),
                path: "/",
                name: "index",
                source: __oxy::Source::here(::core::module_path!(), "index"),
                prepare: __oxy_prepare_0,
                ..__oxy::Route::BARE
            },
        ],
    )
};
#[allow(unused_qualifications)]
const _: () = {
    ::oxy::__private::inventory::submit! {
        ::oxy::__private::Registration::new:: < crate ::the_one_struct_marked_oxy_app >
        (& __route_attribute_on_index)
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__: () = ();
    }
};
