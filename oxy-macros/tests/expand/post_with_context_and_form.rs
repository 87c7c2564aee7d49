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
            const USES: &[__oxy::Numbered] = &[
                (1, __oxy::Probe::<__OxyApp, Form<Login>>::BODY),
                (2, __oxy::Probe::<__OxyApp, Context<Store>>::BODY),
            ];
            let () = <__oxy::RequestBody as __oxy::AtMostOne<{ __oxy::reader(USES, 1) }>>::CHECKED;
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
                <__oxy::Parts<Result<Redirect, Error>>>::respond_result::<
                    Redirect,
                    __oxy::Plain,
                    Error,
                    __oxy::Plain,
                >,
            )
        },
        ..__oxy::Route::BARE
    }])
};
#[doc(hidden)]
#[allow(nonstandard_style, dead_code)]
pub(crate) struct the_route_attribute_of_login {}
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(non_local_definitions, private_interfaces)]
const _: () = {
    use ::oxy::__private::{self as __oxy, levels::*};
    __oxy::inventory::submit!(__oxy::Registration::new(&the_route_attribute_of_login));
    impl the_route_attribute_of_login {
        #[doc(hidden)]
        pub(crate) const TARGET: __oxy::Target<()> =
            __oxy::Target::new("login", ::core::option::Option::None, "/login", &[]);
    }
    #[doc(hidden)]
    impl crate::the_one_oxy_app_or_default_app {
        const two_routes_answer_POST__login: () = ();
    }
};
