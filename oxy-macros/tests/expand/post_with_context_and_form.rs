pub(crate) async fn login(form: Form<Login>, store: Context<Store>) -> Result<Redirect, Error> {
    store.check(&form)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, unit_bindings)]
pub(crate) static the_route_attribute_of_login: ::oxy::__private::RouteSet<
    crate::the_one_oxy_app_or_default_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    type __OxyApp = crate::the_one_oxy_app_or_default_app;
    __oxy::RouteSet::new(&[__oxy::Route {
        methods: __oxy::MethodSet::POST,
        path: "/login",
        source: __oxy::Source::here(::core::module_path!(), "login"),
        prepare: |__site| {
            const BODIES: &[__oxy::BodyUse] = &[
                __oxy::Probe::<__OxyApp, Form<Login>>::BODY,
                __oxy::Probe::<__OxyApp, Context<Store>>::BODY,
            ];
            let () = <__oxy::Bodies<{ __oxy::readers(BODIES, 1) }> as __oxy::AtMostOne>::CHECKED;
            let __argument_0 = __site.ask::<Form<Login>>().kind();
            let __argument_0 =
                <Form<Login> as __oxy::Fits<__OxyApp, __oxy::Generic, _>>::fit(__argument_0);
            let __argument_0 =
                __site.argument::<Form<Login>, _>(__argument_0, "form", "Form<Login>");
            let __argument_1 = __site.ask::<Context<Store>>().kind();
            let __argument_1 =
                <Context<Store> as __oxy::Fits<__OxyApp, __oxy::Generic, _>>::fit(__argument_1);
            let __argument_1 =
                __site.argument::<Context<Store>, _>(__argument_1, "store", "Context<Store>");
            __site.plan(
                (__argument_0?, __argument_1?),
                login,
                <Result<Redirect, Error> as __oxy::RespondInParts>::respond,
            )
        },
        ..__oxy::Route::BARE
    }])
};
#[allow(nonstandard_style, unused_qualifications, non_local_definitions)]
const _: () = {
    use ::oxy::__private as __oxy;
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_login));
    #[doc(hidden)]
    #[allow(dead_code)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_POST__login: () = ();
    }
};
