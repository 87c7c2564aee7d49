//! Connections that nobody has used for a while, or for very long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use super::{Site, add, is_live, now, session, store, user};
use crate::servers::shared_postgres;

/// Stands between a store and its server, and can forget the connections that there are without a word to either side.
struct Firewall {
    port: u16,
    forgotten: Arc<AtomicU64>,
    made: Arc<AtomicU64>,
}

impl Firewall {
    async fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (forgotten, made) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let firewall = Self {
            port,
            forgotten: Arc::clone(&forgotten),
            made: Arc::clone(&made),
        };
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let number = made.fetch_add(1, SeqCst) + 1;
                let forgotten = Arc::clone(&forgotten);
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                    let forwarding = copy_bidirectional(&mut client, &mut server);
                    let forgetting = async {
                        while forgotten.load(SeqCst) < number {
                            tokio::time::sleep(Duration::from_millis(1)).await;
                        }
                    };
                    tokio::select! {
                        _ = forwarding => {}
                        // Both sides stay open, and hear nothing.
                        () = forgetting => std::future::pending().await,
                    }
                });
            }
        });
        firewall
    }

    async fn forget(&self) {
        self.forgotten.store(self.made.load(SeqCst), SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Lets time pass for all that goes by the clock of tokio.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn connections_that_a_firewall_has_forgotten_hold_nobody_up() {
    let site = Site::on(shared_postgres());
    let firewall = Firewall::before(site.server.port()).await;
    let direct = format!(":{}/", site.server.port());
    let url = site.url().replace(&direct, &format!(":{}/", firewall.port));
    let (store, ann) = (store(&url), session(&user("ann"), now()));
    site.store(1).await;
    add(&store, &ann).await;
    assert!(is_live(&store, &ann).await);
    let made = firewall.made.load(SeqCst);
    firewall.forget().await;
    pass(Duration::from_secs(31)).await;
    let begin = Instant::now();
    assert!(is_live(&store, &ann).await);
    let took = begin.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert!(firewall.made.load(SeqCst) > made, "over a new one");
}

#[tokio::test]
async fn connections_are_made_anew_after_some_minutes() {
    let site = Site::on(shared_postgres());
    let (store, ann) = (site.store(1).await, session(&user("ann"), now()));
    add(&store, &ann).await;
    let before = site.connections();
    pass(Duration::from_secs(7 * 60)).await;
    assert!(is_live(&store, &ann).await);
    assert_eq!(site.connections(), before);
    pass(Duration::from_secs(6 * 60)).await;
    // The step that finds it too old is its last.
    for _ in 0..2 {
        assert!(is_live(&store, &ann).await);
    }
    let after = site.connections();
    assert_ne!(after, before);
    assert_eq!(after.len(), 1);
}
