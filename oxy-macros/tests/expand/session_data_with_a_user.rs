#[automatically_derived]
#[allow(deprecated)]
impl ::oxy::SessionData for User {
    fn user(&self) -> ::core::option::Option<::std::borrow::Cow<'_, ::core::primitive::str>> {
        <Option<String> as ::oxy::session::UserKey>::user_key(&self.email)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::oxy::session::HasUser for User {}
