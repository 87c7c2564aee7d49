async fn list(shelf: u32, r#type: Option<String>, limit: u32, offset: u32) -> String {
    format!("{shelf} {limit} {offset}")
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
#[allow(private_interfaces, unit_bindings, non_local_definitions)]
static the_route_attribute_of_list: ::oxy::__private::RouteSet<
    crate::the_struct_marked_with_oxy_app_or_named_by_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_struct_marked_with_oxy_app_or_named_by_default_app;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_list));
    impl the_route_attribute_of_list {
        #[doc(hidden)]
        const TARGET: __oxy::Target<((u32,),)> = __oxy::Target::new(
            "list",
            ::core::option::Option::None,
            "/shelves/{shelf}",
            &[("shelf", __oxy::Sure::<u32>::IS)],
        );
    }
    #[doc(hidden)]
    impl crate::the_struct_marked_with_oxy_app_or_named_by_default_app {
        const two_routes_answer_GET__shelves_PARAMETER: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::MethodSet::GET,
        ::core::option::Option::None,
        "/shelves/{shelf}",
        ::core::module_path!(),
        "list",
        |__site| {
            {
                let shelf = "";
                let _ = ::core::format_args!("/shelves/{shelf}");
            }
            let __argument_0 = __site.path("shelf", "u32", <u32 as __oxy::InPath<_>>::PARSER);
            let __kind = __oxy::Probe::<__OxyApp, Option<String>>::ASK.kind();
            let __kind = <String as __oxy::Fits<__OxyApp, __oxy::Plain, _>>::fit(__kind);
            let __argument_1 = __site.argument::<Option<String>, _>(__kind, "type", "String");
            let __argument_2 = __site.query_or_default(
                "limit",
                "u32",
                <u32 as __oxy::InQuery>::or(|| -> u32 { 20 }),
            );
            let __argument_3 = __site.query_or_default(
                "offset",
                "u32",
                <u32 as __oxy::InQueryOrDefault>::or_default(),
            );
            __site.plan(
                (__argument_0, __argument_1, __argument_2, __argument_3),
                list,
                <String as __oxy::Respond>::respond,
            )
        },
    )])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_list {}
