//! A second process that works on the same store: this very program, started again.

use std::env;
use std::io::{BufRead, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use oxy::session::{SessionKey, SessionStore, Updated};
use oxy::testing::check_store;

use super::any::AnyStore;
use super::processes::{add, now, secret};

/// The address of the store, in a process that is a peer.
const VARIABLE: &str = "OXY_TEST_STORE_OF_THE_PEER";
/// What answers begin with, among what the test harness prints.
const ANSWER: &str = "answer: ";

/// A running peer; killed when dropped.
pub(super) struct Peer {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    pub(super) fn start(url: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "real::peer::a_peer_for_other_tests",
                "--nocapture",
            ])
            .env(VARIABLE, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut peer = Self {
            process,
            input,
            output,
        };
        assert_eq!(peer.answer(), "ready");
        peer
    }

    /// Tells the peer what to do; it begins at once.
    pub(super) fn tell(&mut self, task: &str) {
        writeln!(self.input, "{task}").unwrap();
    }

    /// Waits for what came of it.
    pub(super) fn answer(&mut self) -> String {
        loop {
            let line = self.output.next().expect("the peer answers").unwrap();
            // The harness prints the test's name without ending the line.
            if let Some((_, answer)) = line.split_once(ANSWER) {
                return answer.to_owned();
            }
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Both fail only for a process that is gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Does nothing unless [`Peer::start`] has started it as a process of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_peer_for_other_tests() {
    let Ok(url) = env::var(VARIABLE) else {
        return;
    };
    let store = Arc::new(AnyStore::at(&url));
    store.open().await.unwrap();
    println!("{ANSWER}ready");
    let (sender, mut tasks) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            // Nobody listens any more once the test is over.
            let _ = sender.send(line);
        }
    });
    let mut version = 1;
    while let Some(task) = tasks.recv().await {
        let words: Vec<_> = task.split(' ').collect();
        let key = || SessionKey::new(words[1].parse().unwrap(), words[2].parse().unwrap());
        let answer = match words[0] {
            "add" => {
                add(&store, key(), words[3].parse().unwrap()).await;
                "done".to_owned()
            }
            "load" => match store.load(&key(), now()).await.unwrap().live() {
                Some(record) => {
                    version = record.version;
                    "live".to_owned()
                }
                None => "gone".to_owned(),
            },
            // A request that has loaded the session and takes its time.
            "late" => {
                let mut updates = 0;
                loop {
                    match store
                        .update_if(&key(), version, b"late", now())
                        .await
                        .unwrap()
                    {
                        Updated::Updated => updates += 1,
                        Updated::Conflict => panic!("nobody else changes the data"),
                        Updated::Gone => break updates.to_string(),
                    }
                    version += 1;
                }
            }
            "create" => {
                let record = super::processes::record(key());
                let created = store.create(&record, &super::processes::terms()).await;
                format!("{:?}", created.unwrap())
            }
            "rotate" => {
                let rotated = store.rotate(&key(), &secret(0), &secret(2), now()).await;
                rotated.unwrap().to_string()
            }
            "check" => match check_store(Arc::clone(&store)).await {
                Ok(()) => "passed".to_owned(),
                Err(violations) => violations.to_string().replace('\n', " / "),
            },
            other => panic!("no such task: {other}"),
        };
        println!("{ANSWER}{answer}");
    }
}
