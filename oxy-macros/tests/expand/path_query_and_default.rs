async fn list(shelf: u32, r#type: Option<String>, limit: u32, offset: u32) -> String {
    format!("{shelf} {limit} {offset}")
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, non_local_definitions)]
static __route_attribute_on_list: ::oxy::__private::RouteSet<crate::the_one_struct_marked_oxy_app> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    ::oxy::__private::inventory::submit!(__oxy::Registration::new(&__route_attribute_on_list));
    #[doc(hidden)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_GET__shelves___any: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::Option::None,
        __oxy::MethodSet::GET,
        "/shelves/{shelf}",
        ::core::module_path!(),
        "list",
        |__site| {
            <__oxy::Expected<
                {
                    __oxy::Probe::<crate::the_one_struct_marked_oxy_app, Option<String>>::BODY
                        .expects
                },
            > as __oxy::NotOnGet>::CHECKED;
            {
                let shelf = "";
                let _ = ::core::format_args!("/shelves/{shelf}");
            }
            __site.plan(
                (
                    <u32 as __oxy::InPath<_>>::path(
                        __site.ask::<u32>().kind(),
                        __site,
                        "shelf",
                        "u32",
                    ),
                    <String as __oxy::Fits<
                        crate::the_one_struct_marked_oxy_app,
                        __oxy::Plain,
                        _,
                    >>::fit::<Option<String>>(
                        __site.ask::<Option<String>>().kind(),
                        __site,
                        "type",
                        "String",
                    ),
                    __site.query_or_default(
                        "limit",
                        "u32",
                        <u32 as __oxy::InQuery>::or(|| -> u32 { 20 }),
                    ),
                    __site.query_or_default(
                        "offset",
                        "u32",
                        <u32 as __oxy::InQueryOrDefault>::or_default(),
                    ),
                ),
                list,
                <String as __oxy::Respond>::respond,
            )
        },
    )])
};
