//! An answer to a connection that no request is read from.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Duration, timeout};

use crate::server::socket::Socket;

/// A client that waits for nothing may take as long to read it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What it sends meanwhile is dropped, up to this size.
const MOST: u64 = 64 * 1024;

/// As long is given to those for whom others have to wait.
pub(super) const QUICKLY: Duration = Duration::from_millis(50);

/// Why a connection is refused.
pub(super) enum Refusal {
    /// There are as many as there may be.
    Full,
    /// The client has as many as it may have.
    TooMany,
    /// The client does not encrypt what this server expects encrypted.
    #[cfg(feature = "tls")]
    PlainHttp,
}

impl Refusal {
    /// For the log.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Full => "there are as many as `Limits::connections` allows",
            Self::TooMany => "one address has as many as `Limits::connections_per_address` allows",
            #[cfg(feature = "tls")]
            Self::PlainHttp => "the client does not speak TLS",
        }
    }

    fn response(&self) -> String {
        let (head, text) = match self {
            Self::Full => (
                "503 Service Unavailable\r\nretry-after: 1",
                "the server has no room for another connection",
            ),
            Self::TooMany => (
                "429 Too Many Requests\r\nretry-after: 1",
                "there are too many connections from your address",
            ),
            #[cfg(feature = "tls")]
            Self::PlainHttp => (
                "400 Bad Request",
                "this port speaks https: write https:// before",
            ),
        };
        format!(
            "HTTP/1.1 {head}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\nconnection: \
             close\r\n\r\n{text}",
            text.len()
        )
    }

    /// Says so and closes, such that the client can read it: a connection that is closed with bytes unread is reset.
    pub(super) async fn send(self, mut socket: Socket) {
        let said = async {
            socket.write_all(self.response().as_bytes()).await?;
            socket.shutdown().await?;
            let mut rest = socket.take(MOST);
            tokio::io::copy(&mut rest, &mut tokio::io::sink()).await
        };
        let _ = timeout(PATIENCE, said).await;
    }
}
