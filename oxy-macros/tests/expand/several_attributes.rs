async fn books(genre: Option<String>) -> Json<Vec<Book>> {
    find(genre)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
#[allow(private_interfaces, unit_bindings, non_local_definitions)]
static the_route_attribute_of_books: ::oxy::__private::RouteSet<
    crate::the_struct_marked_with_oxy_app_or_named_by_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_struct_marked_with_oxy_app_or_named_by_default_app;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_books));
    impl the_route_attribute_of_books {
        #[doc(hidden)]
        const TARGET: __oxy::Target<()> =
            __oxy::Target::new("books", ::core::option::Option::None, "/books", &[]);
    }
    #[doc(hidden)]
    impl crate::the_struct_marked_with_oxy_app_or_named_by_default_app {
        const two_routes_answer_GET__books: () = ();
    }
    #[doc(hidden)]
    impl crate::the_struct_marked_with_oxy_app_or_named_by_default_app {
        const two_routes_answer_GET__books_PARAMETER: () = ();
    }
    __oxy::RouteSet::new(&[
        __oxy::Route::new(
            __oxy::MethodSet::GET,
            ::core::option::Option::None,
            "/books",
            ::core::module_path!(),
            "books",
            |__site| {
                let __kind = __oxy::Probe::<__OxyApp, Option<String>>::ASK.kind();
                let __kind = <String as __oxy::Fits<__OxyApp, __oxy::Plain, _>>::fit(__kind);
                let __argument_0 = __site.argument::<Option<String>, _>(__kind, "genre", "String");
                __site.plan(
                    (__argument_0,),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
        ),
        __oxy::Route::new(
            __oxy::MethodSet::GET,
            ::core::option::Option::None,
            "/books/{genre}",
            ::core::module_path!(),
            "books",
            |__site| {
                {
                    let genre = "";
                    let _ = ::core::format_args!("/books/{genre}");
                }
                let __argument_0 = __site.path(
                    "genre",
                    "String",
                    <Option<String> as __oxy::InPath<_>>::PARSER,
                );
                __site.plan(
                    (__argument_0,),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
        ),
    ])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_books {}
const _: () = {
    #[allow(unused_imports)]
    use get as _;
};
