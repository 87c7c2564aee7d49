pub(crate) async fn login(form: Form<Login>, store: Context<Store>) -> Result<Redirect, Error> {
    store.check(&form)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
#[allow(private_interfaces, unit_bindings, non_local_definitions)]
pub(crate) static the_route_attribute_of_login: ::oxy::__private::RouteSet<
    crate::the_struct_marked_with_oxy_app_or_named_by_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_struct_marked_with_oxy_app_or_named_by_default_app;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_login));
    impl the_route_attribute_of_login {
        #[doc(hidden)]
        pub(crate) const TARGET: __oxy::Target<()> =
            __oxy::Target::new("login", ::core::option::Option::None, "/login", &[]);
    }
    #[doc(hidden)]
    impl crate::the_struct_marked_with_oxy_app_or_named_by_default_app {
        const two_routes_answer_POST__login: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::MethodSet::POST,
        ::core::option::Option::None,
        "/login",
        ::core::module_path!(),
        "login",
        |__site| {
            let __kind = __oxy::Probe::<__OxyApp, Form<Login>>::ASK.kind();
            let __kind = <Form<Login> as __oxy::Fits<__OxyApp, __oxy::Generic, _>>::fit(__kind);
            let __argument_0 = __site.argument::<Form<Login>, _>(__kind, "form", "Form<Login>");
            let __kind = __oxy::Probe::<__OxyApp, Context<Store>>::ASK.kind();
            let __kind = <Context<Store> as __oxy::Fits<__OxyApp, __oxy::Generic, _>>::fit(__kind);
            let __argument_1 =
                __site.argument::<Context<Store>, _>(__kind, "store", "Context<Store>");
            __site.plan(
                (__argument_0, __argument_1),
                login,
                <__oxy::Parts<Result<Redirect, Error>>>::respond_result::<
                    Redirect,
                    __oxy::Plain,
                    Error,
                    __oxy::Plain,
                >,
            )
        },
    )])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
pub(crate) struct the_route_attribute_of_login {}
