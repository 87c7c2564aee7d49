pub(crate) async fn login(form: Form<Login>, store: Context<Store>) -> Result<Redirect, Error> {
    store.check(&form)
}
#[doc(hidden)]
#[allow(nonstandard_style, unused, unused_qualifications)]
#[allow(deprecated, private_interfaces, non_local_definitions)]
pub(crate) static __route_attribute_on_login: ::oxy::__private::RouteSet<
    crate::the_one_struct_marked_oxy_app,
> = {
    use ::oxy::__private::{self as __oxy, levels::*};
    ::oxy::__private::inventory::submit!(__oxy::Registration::new(&__route_attribute_on_login));
    #[doc(hidden)]
    impl crate::the_one_struct_marked_oxy_app {
        const duplicate_route_POST__login: () = ();
    }
    __oxy::RouteSet::new(&[__oxy::Route::new(
        __oxy::Option::None,
        __oxy::MethodSet::POST,
        "/login",
        ::core::module_path!(),
        "login",
        |__site| {
            <__oxy::Bodies<
                {
                    __oxy::readers(
                        &[__oxy::Probe::<crate::the_one_struct_marked_oxy_app, Form<Login>>::BODY],
                        __oxy::Probe::<crate::the_one_struct_marked_oxy_app, Context<Store>>::BODY,
                    )
                },
            > as __oxy::AtMostOne>::CHECKED;
            __site.plan(
                (
                    <Form<Login> as __oxy::Fits<
                        crate::the_one_struct_marked_oxy_app,
                        __oxy::Generic,
                        _,
                    >>::fit::<Form<Login>>(
                        __site.ask::<Form<Login>>().kind(),
                        __site,
                        "form",
                        "Form<Login>",
                    ),
                    <Context<Store> as __oxy::Fits<
                        crate::the_one_struct_marked_oxy_app,
                        __oxy::Generic,
                        _,
                    >>::fit::<Context<Store>>(
                        __site.ask::<Context<Store>>().kind(),
                        __site,
                        "store",
                        "Context<Store>",
                    ),
                ),
                login,
                <Result<Redirect, Error> as __oxy::RespondInParts>::respond,
            )
        },
    )])
};
