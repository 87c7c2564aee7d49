async fn list(shelf: u32, r#type: Option<String>, limit: u32, offset: u32) -> String {
    format!("{shelf} {limit} {offset}")
}
#[doc(hidden)]
#[allow(
    deprecated,
    non_upper_case_globals,
    private_interfaces,
    unused_imports,
    unused_qualifications
)]
static __route_attribute_on_list: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    fn __oxy_prepare_0(
        __oxy_site: &__oxy::RouteSite<'_, crate::the_one_struct_marked_oxy_app>,
    ) -> ::core::option::Option<__oxy::Plan> {
        #[allow(dead_code)]
        type __OxyApp = crate::the_one_struct_marked_oxy_app;
        #[allow(dead_code, non_snake_case)]
        fn __oxy_path_names() {
            let shelf = "";
            let _ = ::core::format_args!("/shelves/{shelf}");
        }
        let __oxy_0 = __oxy_site
            .path(
                "shelf",
                "u32",
                <u32 as __oxy::InPath<
                    _,
                >>::parser(__oxy::Probe::<__OxyApp, u32>::ASK.kind()),
            );
        let __oxy_1 = __oxy_site
            .argument::<
                Option<String>,
                _,
            >(
                <String as __oxy::Fits<
                    __OxyApp,
                    __oxy::Plain,
                    _,
                >>::fit(__oxy::Probe::<__OxyApp, Option<String>>::ASK.kind()),
                "type",
                "String",
            );
        let __oxy_2 = __oxy_site
            .query_or_default(
                "limit",
                "u32",
                <u32 as __oxy::InQuery>::or(|| -> u32 { 20 }),
            );
        let __oxy_3 = __oxy_site
            .query_or_default(
                "offset",
                "u32",
                <u32 as __oxy::InQueryOrDefault>::or_default(),
            );
        ::core::option::Option::Some(
            __oxy::Plan::new(
                __oxy::Probe::<__OxyApp, Option<String>>::BODIES,
                (__oxy_0?, __oxy_1?, __oxy_2?, __oxy_3?),
                |(__oxy_0, __oxy_1, __oxy_2, __oxy_3), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    let __oxy_0 = __oxy_0.read(__oxy_request)?;
                    let __oxy_1 = (__oxy_1, __oxy_1.before_body(__oxy_request).await?);
                    let __oxy_2 = __oxy_2.read(__oxy_request)?;
                    let __oxy_3 = __oxy_3.read(__oxy_request)?;
                    let __oxy_1 = __oxy_1.0.with_body(__oxy_1.1, __oxy_request).await?;
                    ::core::result::Result::Ok(
                        <String as __oxy::Respond>::respond(
                            list(__oxy_0, __oxy_1, __oxy_2, __oxy_3).await,
                        ),
                    )
                }),
            ),
        )
    }
    __oxy::RouteSet::new(
        &[
            __oxy::Route {
                methods: __oxy::MethodSet::NONE.union(__oxy::MethodSet::GET),
                path: "/shelves/{shelf}",
                name: "list",
                source: __oxy::Source::here(::core::module_path!(), "list"),
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
        (& __route_attribute_on_list)
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__shelves___any: () = ();
    }
};
