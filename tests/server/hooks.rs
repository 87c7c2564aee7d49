//! What runs before the first request, after the last, and beside them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxy::prelude::*;
use oxy::{LaunchError, Limits, Running, Serve, Stopping};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use crate::wire::{Wire, get};

/// What has happened, in order.
#[derive(Default, Clone)]
struct Diary(Arc<Mutex<Vec<&'static str>>>);

impl Diary {
    fn write(&self, line: &'static str) {
        self.0.lock().unwrap().push(line);
    }

    fn read(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }
}

#[oxy::app(named)]
#[derive(Default)]
struct Hooked {
    diary: Diary,
}

#[get("/", app = Hooked)]
async fn index(diary: Context<Diary>) -> &'static str {
    diary.write("request");
    "index"
}

fn hooked() -> (Serve<Hooked>, Diary) {
    let app = Hooked::default();
    let diary = app.diary.clone();
    let limits = Limits::new().drain(Duration::from_millis(500));
    (oxy::serve(app).port(0).limits(limits), diary)
}

/// How long it takes to stop, which is not for ever.
async fn stops_after(server: Running) -> Duration {
    let begun = std::time::Instant::now();
    let stopped = tokio::time::timeout(Duration::from_secs(20), server.stop());
    stopped.await.expect("it is waited for");
    begun.elapsed()
}

#[tokio::test]
async fn all_run_in_their_order() {
    let (server, diary) = hooked();
    let server = server
        .on_start(async |app: Arc<Hooked>| {
            app.diary.write("first start");
            Ok(())
        })
        .on_start(async |app: Arc<Hooked>| {
            app.diary.write("second start");
            Ok(())
        })
        .background(async |app: Arc<Hooked>, mut stopping: Stopping| {
            stopping.wait().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            app.diary.write("task ended");
        })
        .on_stop(async |app: Arc<Hooked>| app.diary.write("last stop"))
        .on_stop(async |app: Arc<Hooked>| app.diary.write("first stop"));
    let server = server.start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/")).await;
    assert_eq!(wire.receive().await.unwrap().status, 200);
    server.stop().await;
    let expected = [
        "first start",
        "second start",
        "request",
        "task ended",
        "first stop",
        "last stop",
    ];
    assert_eq!(diary.read(), expected);
}

#[tokio::test]
async fn a_start_that_fails_is_the_error_of_the_launch() {
    let (server, diary) = hooked();
    let server = server
        .on_start(async |_: Arc<Hooked>| {
            tokio::fs::read("/no/such/file").await?;
            Ok(())
        })
        .on_start(async |app: Arc<Hooked>| {
            app.diary.write("second start");
            Ok(())
        })
        .background(async |app: Arc<Hooked>, _: Stopping| app.diary.write("task"))
        .on_stop(async |app: Arc<Hooked>| app.diary.write("stop"));
    let error = server.start().await.unwrap_err();
    assert!(matches!(error, LaunchError::OnStart(_)), "{error:?}");
    let whole = error.to_string();
    assert!(
        whole.contains("`on_start` failed") && whole.contains("No such file"),
        "{whole}"
    );
    assert_eq!(diary.read(), Vec::<&str>::new());
}

#[tokio::test]
async fn a_task_that_never_ends_or_panics_keeps_nobody() {
    let (server, diary) = hooked();
    let server = server
        .background(async |_: Arc<Hooked>, _: Stopping| std::future::pending::<()>().await)
        .background(async |_: Arc<Hooked>, _: Stopping| panic!("on purpose"))
        .on_stop(async |app: Arc<Hooked>| app.diary.write("stop"))
        .on_stop(async |_: Arc<Hooked>| panic!("on purpose"));
    let server = server.start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/")).await;
    assert_eq!(wire.receive().await.unwrap().status, 200);
    assert!(stops_after(server).await >= Duration::from_millis(450));
    assert_eq!(diary.read(), ["request", "stop"]);
}

#[tokio::test]
async fn a_port_in_use_is_found_before_anything_runs() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (server, diary) = hooked();
    let server = server.port(taken.local_addr().unwrap().port());
    let server = server.on_start(async |app: Arc<Hooked>| {
        app.diary.write("start");
        Ok(())
    });
    let error = server.start().await.unwrap_err();
    assert!(matches!(error, LaunchError::Bind { .. }), "{error:?}");
    assert_eq!(diary.read(), Vec::<&str>::new());
}

#[tokio::test]
async fn who_comes_while_a_start_runs_waits_and_is_answered() {
    let name = format!("oxy-hooks-{}.sock", std::process::id());
    let path = std::env::temp_dir().join(name);
    let app = Hooked::default();
    let diary = app.diary.clone();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let at = path.clone();
    let server = oxy::serve(app).unix_socket(&path);
    let server = server.on_start(async move |app: Arc<Hooked>| {
        let mut client = UnixStream::connect(at).await?;
        client.write_all(get("/").as_bytes()).await?;
        // Time enough to be answered, if it did not wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.diary.write("start");
        let _ = sender.send(client);
        Ok(())
    });
    let server = server.start().await.unwrap();
    let mut client = receiver.await.unwrap();
    let mut answer = [0; 15];
    let read = client.read_exact(&mut answer);
    let read = tokio::time::timeout(Duration::from_secs(10), read).await;
    read.unwrap().unwrap();
    assert_eq!(answer, *b"HTTP/1.1 200 OK");
    assert_eq!(diary.read(), ["start", "request"]);
    server.stop().await;
}

#[tokio::test]
async fn a_stop_that_never_ends_is_cut_at_the_end_of_the_time_to_drain() {
    let (server, diary) = hooked();
    let server = server
        .on_stop(async |app: Arc<Hooked>| app.diary.write("never"))
        .on_stop(async |_: Arc<Hooked>| std::future::pending::<()>().await)
        .on_stop(async |app: Arc<Hooked>| app.diary.write("first stop"));
    let server = server.start().await.unwrap();
    assert!(stops_after(server).await >= Duration::from_millis(450));
    assert_eq!(diary.read(), ["first stop"]);
}
