/// Documented.
#[cfg(unix)]
fn users(rest: String) {}
#[cfg(unix)]
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, non_local_definitions)]
static __route_attribute_on_users: ::oxy::__private::RouteSet<Admin> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    ::oxy::__private::inventory::submit!(__oxy::Registration::new::<Admin>(
        &__route_attribute_on_users
    ));
    #[doc(hidden)]
    impl api::USERS {
        const duplicate_route_GET___rest: () = ();
        const duplicate_route_POST___rest: () = ();
    }
    impl Admin {}
    __oxy::RouteSet::new(&[__oxy::Route {
        layers: &[one, two],
        name: ::core::option::Option::Some("users"),
        tags: &["a", "b"],
        ..__oxy::Route::new(
            __oxy::Option::Some(<api::USERS>::ROUTER),
            __oxy::MethodSet::GET.union(__oxy::MethodSet::POST),
            "/{*rest}",
            ::core::module_path!(),
            "users",
            |__site| {
                __site.plan_plain(
                    (<String as __oxy::InPath<_>>::path(
                        __site.ask::<String>().kind(),
                        __site,
                        "rest",
                        "String",
                    ),),
                    users,
                    <() as __oxy::Respond>::respond,
                )
            },
        )
    }])
};
