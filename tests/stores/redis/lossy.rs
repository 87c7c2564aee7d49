//! A connection that breaks between a step and its answer, when a test wants it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server sees of the step whose connection breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    Before,
    After,
}

/// Stands between a store and a server. One script at a time meets with an accident.
#[derive(Clone)]
pub(super) struct Lossy {
    port: u16,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    before: AtomicBool,
    after: AtomicBool,
    has_run: Notify,
    may_break: Notify,
}

impl Lossy {
    pub(super) async fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner::default());
        let shared = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let inner = Arc::clone(&shared);
                tokio::spawn(async move {
                    // Whichever side has gone away, it is over.
                    if let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await {
                        let _ = inner.connection(client, server).await;
                    }
                });
            }
        });
        Self { port, inner }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The answer of a call whose first attempt meets with the accident; others do `meanwhile` before the caller can know.
    pub(super) async fn breaks<T>(
        &self,
        breaks: Breaks,
        call: impl Future<Output = T>,
        meanwhile: impl Future<Output = ()>,
    ) -> T {
        let when = match breaks {
            Breaks::Before => &self.inner.before,
            Breaks::After => &self.inner.after,
        };
        when.store(true, Ordering::Relaxed);
        let others = async {
            self.inner.has_run.notified().await;
            meanwhile.await;
            self.inner.may_break.notify_one();
        };
        let (answer, ()) = tokio::join!(call, others);
        answer
    }
}

impl Inner {
    async fn connection(
        &self,
        mut client: TcpStream,
        mut server: TcpStream,
    ) -> std::io::Result<()> {
        let (mut sent, mut answered) = ([0; 65_536], [0; 65_536]);
        loop {
            tokio::select! {
                read = client.read(&mut sent) => {
                    let sent = &sent[..read?];
                    let is_script = sent.windows(4).any(|word| word == b"EVAL");
                    let before = is_script && self.before.swap(false, Ordering::Relaxed);
                    if !before {
                        server.write_all(sent).await?;
                    }
                    let after = is_script && self.after.swap(false, Ordering::Relaxed);
                    if after {
                        assert!(server.read(&mut answered).await? > 0, "no answer");
                    }
                    if before || after || sent.is_empty() {
                        if !sent.is_empty() {
                            self.has_run.notify_one();
                            self.may_break.notified().await;
                        }
                        return Ok(());
                    }
                }
                read = server.read(&mut answered) => {
                    let answered = &answered[..read?];
                    if answered.is_empty() {
                        return Ok(());
                    }
                    client.write_all(answered).await?;
                }
            }
        }
    }
}
