//! base64url without padding (RFC 4648, 5), as sealed values and session ids are written. What is longer than 64 characters, as
//! sealed values mostly are, is read by SIMD where there is any.

#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
))]
mod engine {
    use std::sync::LazyLock;

    use base64::engine::{Simd, general_purpose::NO_PAD};

    /// The processor is asked once what it can do.
    pub(crate) static BASE64URL: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(NO_PAD));
}

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
)))]
mod engine {
    pub(crate) use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
}

pub(crate) use engine::BASE64URL;
