async fn books(genre: Option<String>) -> Json<Vec<Book>> {
    find(genre)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, non_local_definitions)]
static __route_attribute_on_books: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    ::oxy::__private::inventory::submit!(__oxy::Registration::new(&__route_attribute_on_books));
    #[doc(hidden)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__books: () = ();
    }
    #[doc(hidden)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__books___any: () = ();
    }
    __oxy::RouteSet::new(&[
        __oxy::Route::new(
            __oxy::Option::None,
            __oxy::MethodSet::GET,
            "/books",
            ::core::module_path!(),
            "books",
            |__site| {
                <__oxy::Expected<
                    {
                        __oxy::Probe::<crate::the_one_struct_marked_oxy_app, Option<String>>::BODY
                            .expects
                    },
                > as __oxy::NotOnGet>::CHECKED;
                __site.plan(
                    (<String as __oxy::Fits<
                        crate::the_one_struct_marked_oxy_app,
                        __oxy::Plain,
                        _,
                    >>::fit::<Option<String>>(
                        __site.ask::<Option<String>>().kind(),
                        __site,
                        "genre",
                        "String",
                    ),),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
        ),
        __oxy::Route::new(
            __oxy::Option::None,
            __oxy::MethodSet::GET,
            "/books/{genre}",
            ::core::module_path!(),
            "books",
            |__site| {
                {
                    let genre = "";
                    let _ = ::core::format_args!("/books/{genre}");
                }
                __site.plan(
                    (<Option<String> as __oxy::InPath<_>>::path(
                        __site.ask::<Option<String>>().kind(),
                        __site,
                        "genre",
                        "String",
                    ),),
                    books,
                    <Json<Vec<Book>> as __oxy::RespondInParts>::respond,
                )
            },
        ),
    ])
};
const _: () = {
    #[allow(unused_imports)]
    use get as _;
};
