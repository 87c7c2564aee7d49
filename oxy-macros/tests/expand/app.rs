/// The application.
pub struct App {
    store: Store,
    #[cfg(unix)]
    mailer: Mailer,
}
impl ::oxy::App for App {
    fn attach(&self, __launch: &mut ::oxy::__private::Attachments) {
        #[allow(unused_imports)]
        use ::oxy::__private::PlainField as _;
        let _ = &__launch;
        ::oxy::__private::Field(&self.store).attach(__launch);
        #[cfg(unix)]
        ::oxy::__private::Field(&self.mailer).attach(__launch);
    }
}
impl ::oxy::Provides<App> for App {
    fn provide(&self) -> &App {
        self
    }
}
#[doc(hidden)]
impl ::oxy::__private::Threads for App {}
impl ::oxy::Provides<Store> for App {
    fn provide(&self) -> &Store {
        &self.store
    }
}
#[cfg(unix)]
impl ::oxy::Provides<Mailer> for App {
    fn provide(&self) -> &Mailer {
        &self.mailer
    }
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type the_struct_marked_with_oxy_app_or_named_by_default_app = App;
