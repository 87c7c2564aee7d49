async fn books(genre: Option<String>) -> Json<Vec<Book>> {
    find(genre)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
static the_route_attribute_of_books: ::oxy::__private::RouteSet<
    crate::the_one_oxy_app_or_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_oxy_app_or_default_app;
    __oxy::RouteSet::new(&[
        __oxy::Route {
            methods: __oxy::MethodSet::GET,
            path: "/books",
            source: __oxy::Source::here(::core::module_path!(), "books"),
            prepare: |__site| {
                const USES: &[__oxy::Numbered] =
                    &[(1, __oxy::Probe::<__OxyApp, Option<String>>::BODY)];
                let () = <__oxy::Expected<{ USES[0].1.expects }> as __oxy::NotOnGet>::CHECKED;
                let __argument_0 = __site.ask::<Option<String>>().kind();
                let __argument_0 =
                    <String as __oxy::Fits<__OxyApp, __oxy::Plain, _>>::fit(__argument_0);
                let __argument_0 =
                    __site.argument::<Option<String>, _>(__argument_0, "genre", "String");
                __site.plan(
                    (__argument_0?,),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
            ..__oxy::Route::BARE
        },
        __oxy::Route {
            methods: __oxy::MethodSet::GET,
            path: "/books/{genre}",
            source: __oxy::Source::here(::core::module_path!(), "books"),
            prepare: |__site| {
                fn __oxy_path_names() {
                    let genre = "";
                    let _ = ::core::format_args!("/books/{genre}");
                }
                let __argument_0 = __site.ask::<Option<String>>().kind();
                let __argument_0 = __site.path(
                    "genre",
                    "String",
                    <Option<String> as __oxy::InPath<_>>::parser(__argument_0),
                );
                __site.plan(
                    (__argument_0?,),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
            ..__oxy::Route::BARE
        },
    ])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_books {}
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(non_local_definitions, private_interfaces)]
const _: () = {
    use ::oxy::__private::{self as __oxy, levels::*};
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_books));
    impl the_route_attribute_of_books {
        #[doc(hidden)]
        const TARGET: __oxy::Target<()> =
            __oxy::Target::new("books", ::core::option::Option::None, "/books", &[]);
    }
    #[doc(hidden)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_GET__books: () = ();
    }
    #[doc(hidden)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_GET__books_PARAMETER: () = ();
    }
};
const _: () = {
    #[allow(unused_imports)]
    use get as _;
};
