//! No change of parallel requests is lost, whichever process they come to.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::client::Client;
use crate::process::Process;
use crate::stores::{Place, in_every_shared_store};

in_every_shared_store!(
    a_hundred_parallel_changes_by_two_processes_are_a_hundred_in_each_of_twenty_rounds
);

const ROUNDS: usize = 20;
const CHANGES: u32 = 100;

async fn a_hundred_parallel_changes_by_two_processes_are_a_hundred_in_each_of_twenty_rounds(
    place: Place,
) {
    let processes = [(); 2].map(|()| Process::start_patient(place.url()));
    let clients = processes
        .each_ref()
        .map(|process| Arc::new(Client::new(process.address())));
    for round in 0..ROUNDS {
        let cookie = clients[round % 2].login("ann").await;
        let mut changes = JoinSet::new();
        for change in 0..CHANGES {
            let client = Arc::clone(&clients[change as usize % 2]);
            let cookie = cookie.clone();
            changes.spawn(async move { client.post("/count", &cookie).await });
        }
        let mut counts = Vec::new();
        while let Some(reply) = changes.join_next().await {
            let reply = reply.unwrap();
            assert_eq!(reply.status, 200, "round {round}: {}", reply.body);
            counts.push(reply.body.parse::<u32>().unwrap());
        }
        // Each was told another number: what a handler saw is what was stored.
        counts.sort_unstable();
        assert!(counts.into_iter().eq(1..=CHANGES), "round {round}");
        for client in &clients {
            let kept = client.get("/me", &cookie).await.body;
            assert_eq!(kept, format!("ann {CHANGES}"), "round {round}");
        }
    }
    for process in processes {
        process.stop();
    }
}
