pub(crate) async fn login(
    form: Form<Login>,
    store: Context<Store>,
) -> Result<Redirect, Error> {
    store.check(&form)
}
#[doc(hidden)]
#[allow(
    deprecated,
    non_upper_case_globals,
    private_interfaces,
    unused_imports,
    unused_qualifications
)]
pub(crate) static __route_attribute_on_login: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    fn __oxy_prepare_0(
        __oxy_site: &__oxy::RouteSite<'_, crate::the_one_struct_marked_oxy_app>,
    ) -> ::core::option::Option<__oxy::Plan> {
        #[allow(dead_code)]
        type __OxyApp = crate::the_one_struct_marked_oxy_app;
        let () = <__oxy::Bodies<
            {
                __oxy::Probe::<__OxyApp, Context<Store>>::BODIES
                    * (__oxy::Probe::<__OxyApp, Context<Store>>::BODIES
                        + __oxy::Probe::<__OxyApp, Form<Login>>::BODIES)
            },
        > as __oxy::AtMostOne>::CHECKED;
        let __oxy_0 = __oxy_site
            .argument::<
                Form<Login>,
                _,
            >(
                <Form<
                    Login,
                > as __oxy::Fits<
                    __OxyApp,
                    __oxy::Generic,
                    _,
                >>::fit(__oxy::Probe::<__OxyApp, Form<Login>>::ASK.kind()),
                "form",
                "Form<Login>",
            );
        let __oxy_1 = __oxy_site
            .argument::<
                Context<Store>,
                _,
            >(
                <Context<
                    Store,
                > as __oxy::Fits<
                    __OxyApp,
                    __oxy::Generic,
                    _,
                >>::fit(__oxy::Probe::<__OxyApp, Context<Store>>::ASK.kind()),
                "store",
                "Context<Store>",
            );
        ::core::option::Option::Some(
            __oxy::Plan::new(
                __oxy::Probe::<__OxyApp, Form<Login>>::BODIES
                    + __oxy::Probe::<__OxyApp, Context<Store>>::BODIES,
                (__oxy_0?, __oxy_1?),
                |(__oxy_0, __oxy_1), __oxy_request| __oxy::boxed(async move {
                    let _ = &__oxy_request;
                    let __oxy_0 = (__oxy_0, __oxy_0.before_body(__oxy_request).await?);
                    let __oxy_1 = __oxy_1
                        .with_body(::core::option::Option::None, __oxy_request)
                        .await?;
                    let __oxy_0 = __oxy_0.0.with_body(__oxy_0.1, __oxy_request).await?;
                    ::core::result::Result::Ok(
                        <Result<
                            Redirect,
                            Error,
                        > as __oxy::RespondInParts>::respond(
                            login(__oxy_0, __oxy_1).await,
                        ),
                    )
                }),
            ),
        )
    }
    __oxy::RouteSet::new(
        &[
            __oxy::Route {
                methods: __oxy::MethodSet::NONE.union(__oxy::MethodSet::POST),
                path: "/login",
                name: "login",
                source: __oxy::Source::here(::core::module_path!(), "login"),
                prepare: __oxy_prepare_0,
                ..__oxy::Route::BARE
            },
        ],
    )
};
#[allow(unused_qualifications)]
const _: () = {
    ::oxy::__private::inventory::submit! {
        ::oxy::__private::Registration::new:: < crate ::the_one_struct_marked_oxy_app >
        (& __route_attribute_on_login)
    }
    #[doc(hidden)]
    #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_POST__login: () = ();
    }
};
