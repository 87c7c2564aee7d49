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
impl ::oxy::__private::Threads for App where
    for<'__shared> Store: ::oxy::__private::Shared<'__shared>
{
}
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
type the_one_oxy_app_or_default_app = App;
