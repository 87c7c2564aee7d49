//! Servers that race for one Unix socket: one of them serves, and the others say why they do not.

use std::os::unix::net::UnixListener;

use tokio::task::JoinSet;

use crate::app::{App, served};
use crate::client::patiently;
use crate::listeners::{Folder, ask};

/// Many, since each is won by luck.
const ROUNDS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_that_start_at_once_one_serves_and_the_others_say_why() {
    let folder = Folder::new();
    let path = folder.socket();
    for round in 0..ROUNDS {
        // Left behind by a server that was killed.
        drop(UnixListener::bind(&path).unwrap());
        let mut starting = JoinSet::new();
        for _ in 0..4 {
            let server = served(App::default()).unix_socket(&path);
            starting.spawn(server.start());
        }
        let mut serving = Vec::new();
        for outcome in patiently(starting.join_all()).await {
            match outcome {
                Ok(server) => serving.push(server),
                Err(error) => {
                    let text = error.to_string();
                    let path = path.display().to_string();
                    assert!(text.contains(&path) && text.contains("in use"), "{text}");
                    assert!(text.contains(".unix_socket(..)"), "{text}");
                }
            }
        }
        assert_eq!(serving.len(), 1, "in round {round}");
        assert_eq!(ask(&path, "/").await.text, "index");
        patiently(serving.remove(0).stop()).await;
        assert!(!path.exists());
    }
}
