async fn books(genre: Option<String>) -> Json<Vec<Book>> {
    find(genre)
}
#[doc(hidden)]
#[allow(
    deprecated,
    non_upper_case_globals,
    private_interfaces,
    unused_imports,
    unused_qualifications
)]
static __route_attribute_on_books: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    fn __oxy_prepare_0(
        __oxy_site: &__oxy::RouteSite<'_, crate::the_one_struct_marked_oxy_app>,
    ) -> ::core::option::Option<__oxy::Plan> {
        #[allow(dead_code)]
        type __OxyApp = crate::the_one_struct_marked_oxy_app;
        let __oxy_0 = __oxy_site
            .argument::<
                Option<String>,
                _,
            >(
                <String as __oxy::Fits<
                    __OxyApp,
                    __oxy::Plain,
                    _,
                >>::fit(__oxy::Probe::<__OxyApp, Option<String>>::ASK.kind()),
                "genre",
                "String",
            );
        ::core::option::Option::Some(
            __oxy::Plan::new(
                __oxy::Probe::<__OxyApp, Option<String>>::BODIES,
                (__oxy_0?,),
                |(__oxy_0,), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    let __oxy_0 = __oxy_0
                        .with_body(::core::option::Option::None, __oxy_request)
                        .await?;
                    ::core::result::Result::Ok(
                        <Json<
                            Vec<Book>,
                        > as __oxy::RespondInParts>::respond(books(__oxy_0).await),
                    )
                }),
            ),
        )
    }
    fn __oxy_prepare_1(
        __oxy_site: &__oxy::RouteSite<'_, crate::the_one_struct_marked_oxy_app>,
    ) -> ::core::option::Option<__oxy::Plan> {
        #[allow(dead_code)]
        type __OxyApp = crate::the_one_struct_marked_oxy_app;
        #[allow(dead_code, non_snake_case)]
        fn __oxy_path_names() {
            let genre = "";
            let _ = ::core::format_args!("/books/{genre}");
        }
        let __oxy_0 = __oxy_site
            .path(
                "genre",
                "String",
                <Option<
                    String,
                > as __oxy::InPath<
                    _,
                >>::parser(__oxy::Probe::<__OxyApp, Option<String>>::ASK.kind()),
            );
        ::core::option::Option::Some(
            __oxy::Plan::new(
                0,
                (__oxy_0?,),
                |(__oxy_0,), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    let __oxy_0 = __oxy_0.read(__oxy_request)?;
                    ::core::result::Result::Ok(
                        <Json<
                            Vec<Book>,
                        > as __oxy::RespondInParts>::respond(books(__oxy_0).await),
                    )
                }),
            ),
        )
    }
    __oxy::RouteSet::new(
        &[
            __oxy::Route {
                methods: __oxy::MethodSet::NONE.union(__oxy::MethodSet::GET),
                path: "/books",
                name: "books",
                source: __oxy::Source::here(::core::module_path!(), "books"),
                prepare: __oxy_prepare_0,
                ..__oxy::Route::BARE
            },
            __oxy::Route {
                methods: __oxy::MethodSet::NONE.union(__oxy::MethodSet::GET),
                path: "/books/{genre}",
                name: "books",
                source: __oxy::Source::here(::core::module_path!(), "books"),
                prepare: __oxy_prepare_1,
                ..__oxy::Route::BARE
            },
        ],
    )
};
#[allow(unused_qualifications)]
const _: () = {
    ::oxy::__private::inventory::submit! {
        ::oxy::__private::Registration::new:: < crate ::the_one_struct_marked_oxy_app >
        (& __route_attribute_on_books)
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__books: () = ();
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__books___any: () = ();
    }
};
