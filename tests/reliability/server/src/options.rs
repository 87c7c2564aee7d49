//! What the command line says.

use std::time::Duration;

use oxy::{Error, Limits};

pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) store: Option<String>,
    pub(crate) session_idle: Duration,
    pub(crate) limits: Limits,
    /// A certificate and its key.
    pub(crate) tls: Option<(String, String)>,
}

impl Options {
    pub(crate) fn of_the_command_line() -> oxy::Result<Self> {
        let wrong = || {
            Error::internal(
                "the options are --store URL, --tls CERTIFICATE,KEY, and with a number --port, --keep-alive-ms, --session-idle-s",
            )
        };
        let mut options = Self {
            port: 0,
            store: None,
            session_idle: Duration::from_secs(3600),
            limits: Limits::new(),
            tls: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(option) = arguments.next() {
            let value = arguments.next().ok_or_else(wrong)?;
            if option == "--store" {
                options.store = Some(value);
                continue;
            }
            if option == "--tls" {
                let (certificate, key) = value.split_once(',').ok_or_else(wrong)?;
                options.tls = Some((certificate.to_owned(), key.to_owned()));
                continue;
            }
            let number: u64 = value.parse().map_err(|_| wrong())?;
            match option.as_str() {
                "--port" => options.port = u16::try_from(number).map_err(|_| wrong())?,
                "--keep-alive-ms" => {
                    options.limits = options.limits.keep_alive(Duration::from_millis(number));
                }
                "--session-idle-s" => options.session_idle = Duration::from_secs(number),
                _ => return Err(wrong()),
            }
        }
        Ok(options)
    }
}
