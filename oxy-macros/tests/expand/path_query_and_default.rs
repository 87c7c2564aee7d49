async fn list(shelf: u32, r#type: Option<String>, limit: u32, offset: u32) -> String {
    format!("{shelf} {limit} {offset}")
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
static the_route_attribute_of_list: ::oxy::__private::RouteSet<
    crate::the_one_oxy_app_or_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_oxy_app_or_default_app;
    __oxy::RouteSet::new(&[__oxy::Route {
        methods: __oxy::MethodSet::GET,
        path: "/shelves/{shelf}",
        source: __oxy::Source::here(::core::module_path!(), "list"),
        prepare: |__site| {
            const USES: &[__oxy::Numbered] = &[(2, __oxy::Probe::<__OxyApp, Option<String>>::BODY)];
            let () = <__oxy::Expected<{ USES[0].1.expects }> as __oxy::NotOnGet>::CHECKED;
            fn __oxy_path_names() {
                let shelf = "";
                let _ = ::core::format_args!("/shelves/{shelf}");
            }
            let __argument_0 = __site.ask::<u32>().kind();
            let __argument_0 = __site.path(
                "shelf",
                "u32",
                <u32 as __oxy::InPath<_>>::parser(__argument_0),
            );
            let __argument_1 = __site.ask::<Option<String>>().kind();
            let __argument_1 =
                <String as __oxy::Fits<__OxyApp, __oxy::Plain, _>>::fit(__argument_1);
            let __argument_1 = __site.argument::<Option<String>, _>(__argument_1, "type", "String");
            let __argument_2 = <u32 as __oxy::InQuery>::or(|| -> u32 { 20 });
            let __argument_2 = __site.query_or_default("limit", "u32", __argument_2);
            let __argument_3 = <u32 as __oxy::InQueryOrDefault>::or_default();
            let __argument_3 = __site.query_or_default("offset", "u32", __argument_3);
            __site.plan(
                (__argument_0?, __argument_1?, __argument_2?, __argument_3?),
                list,
                <String as __oxy::Respond>::respond,
            )
        },
        ..__oxy::Route::BARE
    }])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_list {}
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(non_local_definitions, private_interfaces)]
const _: () = {
    use ::oxy::__private::{self as __oxy, levels::*};
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
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_GET__shelves_PARAMETER: () = ();
    }
};
