#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone> web::SessionData for Step<T>
where
    Self: web::session::Storable + ::core::marker::Send + ::core::marker::Sync + 'static,
{
    fn user(&self) -> ::core::option::Option<::std::borrow::Cow<'_, ::core::primitive::str>> {
        ::core::option::Option::None
    }
}
