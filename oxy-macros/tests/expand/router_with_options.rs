/// Documented.
#[cfg(unix)]
fn users(rest: String) {}
#[cfg(unix)]
#[doc(hidden)]
#[allow(
    deprecated,
    non_upper_case_globals,
    private_interfaces,
    unused_imports,
    unused_qualifications
)]
static __route_attribute_on_users: ::oxy::__private::RouteSet<Admin> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    fn __oxy_prepare_0(
        __oxy_site: &__oxy::RouteSite<'_, Admin>,
    ) -> ::core::option::Option<__oxy::Plan> {
        #[allow(dead_code)]
        type __OxyApp = Admin;
        let __oxy_0 = __oxy_site
            .path(
                "rest",
                "String",
                <String as __oxy::InPath<
                    _,
                >>::parser(__oxy::Probe::<__OxyApp, String>::ASK.kind()),
            );
        ::core::option::Option::Some(
            __oxy::Plan::new(
                0,
                (__oxy_0?,),
                |(__oxy_0,), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    let __oxy_0 = __oxy_0.read(__oxy_request)?;
                    ::core::result::Result::Ok(
                        <() as __oxy::Respond>::respond(users(__oxy_0)),
                    )
                }),
            ),
        )
    }
    __oxy::RouteSet::new(
        &[
            __oxy::Route {
                methods: __oxy::MethodSet::NONE
                    .union(__oxy::MethodSet::GET)
                    .union(__oxy::MethodSet::POST),
                path: "/{*rest}",
                router: ::core::option::Option::Some(<api::USERS>::ROUTER),
                layers: &[one, two],
                name: "users",
                tags: &["a", "b"],
                source: __oxy::Source::here(::core::module_path!(), "users"),
                prepare: __oxy_prepare_0,
                ..__oxy::Route::BARE
            },
        ],
    )
};
#[cfg(unix)]
#[allow(unused_qualifications)]
const _: () = {
    ::oxy::__private::inventory::submit! {
        ::oxy::__private::Registration::new:: < Admin > (& __route_attribute_on_users)
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl api::USERS {
        const duplicate_route_GET___rest: () = ();
        const duplicate_route_POST___rest: () = ();
    }
};
