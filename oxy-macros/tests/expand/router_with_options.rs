/// Documented.
#[cfg(unix)]
fn users(rest: String) {}
#[cfg(unix)]
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
#[allow(private_interfaces, unit_bindings, non_local_definitions)]
static the_route_attribute_of_users: ::oxy::__private::RouteSet<Admin> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = Admin;
    __oxy::inventory::submit!(__oxy::Registration::new::<Admin>(
        &the_route_attribute_of_users
    ));
    impl the_route_attribute_of_users {
        #[doc(hidden)]
        const TARGET: __oxy::Target<((String,),)> = __oxy::Target::new(
            "users",
            ::core::option::Option::Some(<api::USERS>::ROUTER),
            "/{*rest}",
            &[("rest", __oxy::Sure::<String>::IS)],
        );
    }
    #[doc(hidden)]
    impl api::USERS {
        const two_routes_answer_GET_REST: () = ();
        const two_routes_answer_POST_REST: () = ();
    }
    impl Admin {}
    __oxy::RouteSet::new(&[__oxy::Route {
        layers: &[
            || __oxy::MakeLayer::make(one, (&&__oxy::LayerProbe(one)).kind()),
            || __oxy::MakeLayer::make(two, (&&__oxy::LayerProbe(two)).kind()),
        ],
        name: ::core::option::Option::Some("users"),
        tags: &["a", "b"],
        ..__oxy::Route::new(
            __oxy::MethodSet::GET.union(__oxy::MethodSet::POST),
            ::core::option::Option::Some(<api::USERS>::ROUTER),
            "/{*rest}",
            ::core::module_path!(),
            "users",
            |__site| {
                let __argument_0 =
                    __site.path("rest", "String", <String as __oxy::InPath<_>>::PARSER);
                __site.plan_plain((__argument_0,), users, <() as __oxy::Respond>::respond)
            },
        )
    }])
};
#[cfg(unix)]
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
struct the_route_attribute_of_users {}
