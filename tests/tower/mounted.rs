//! Services of tower below a path of the application.

use std::path::PathBuf;

use http_body_util::BodyExt;
use oxy::testing::TestClient;
use tower_http::services::ServeDir;

use crate::app::served;

/// A folder of files that is removed with this.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("oxy-tower-{}-{}", std::process::id(), rand::random::<u64>());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(folder.join("public/deep")).unwrap();
        let files = [
            ("secret.txt", "secret"),
            ("public/index.html", "<p>start</p>"),
            ("public/style.css", "body {}"),
            ("public/deep/a b.txt", "deep"),
        ];
        for (path, text) in files {
            std::fs::write(folder.join(path), text).unwrap();
        }
        Self(folder)
    }

    fn public(&self) -> ServeDir {
        ServeDir::new(self.0.join("public"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn files_are_served_below_their_prefix() {
    let folder = Folder::new();
    let client = TestClient::new(served().mount_service("/static", folder.public())).unwrap();
    let rows = [
        ("/static/style.css", 200, "body {}"),
        ("/static/style.css?v=2", 200, "body {}"),
        ("/static/deep/a%20b.txt", 200, "deep"),
        ("/static/", 200, "<p>start</p>"),
        ("/static", 200, "<p>start</p>"),
        ("/static/none.css", 404, ""),
        ("/", 200, "index"),
    ];
    for (path, status, text) in rows {
        let answer = client.get(path).send().await;
        assert_eq!(
            (answer.status().as_u16(), answer.text().as_str()),
            (status, text),
            "{path}"
        );
    }
    let answer = client.get("/static/style.css").send().await;
    assert_eq!(answer.headers()["content-type"], "text/css");
    let head = client.head("/static/style.css").send().await;
    assert_eq!((head.status().as_u16(), head.text().as_str()), (200, ""));
    assert_eq!(head.headers()["content-length"], "7");
    assert_eq!(client.post("/static/style.css").send().await.status(), 405);
}

#[tokio::test]
async fn nothing_leads_out_of_the_folder() {
    let folder = Folder::new();
    let client = TestClient::new(served().mount_service("/static", folder.public())).unwrap();
    let paths = [
        "/static/../secret.txt",
        "/static/%2e%2e/secret.txt",
        "/static/..%2fsecret.txt",
        "/static/deep/../../secret.txt",
        "/static//../secret.txt",
        "/static/%2fetc/passwd",
        "/static/..%5csecret.txt",
        "/static/%00",
    ];
    for path in paths {
        let answer = client.get(path).send().await;
        assert!(
            answer.status().is_client_error(),
            "{path}: {}",
            answer.status()
        );
        assert!(!answer.text().contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn a_service_takes_what_no_route_answers() {
    let folder = Folder::new();
    let client = TestClient::new(served().mount_service("/", folder.public())).unwrap();
    assert_eq!(client.get("/style.css").send().await.text(), "body {}");
    assert_eq!(client.get("/long").send().await.text().len(), 5_000);
}

#[tokio::test]
async fn other_sites_change_nothing_through_a_service() {
    let service = tower::service_fn(async |_: http::Request<oxy::Body>| {
        Ok::<_, std::convert::Infallible>(http::Response::new(oxy::Body::from("changed")))
    });
    let client = TestClient::new(served().mount_service("/hook", service)).unwrap();
    let request = client
        .post("/hook/a")
        .header("sec-fetch-site", "cross-site");
    assert_eq!(request.send().await.status(), 403);
    assert_eq!(client.post("/hook/a").send().await.text(), "changed");
}

#[test]
fn prefixes_that_are_none_are_problems() {
    let folder = Folder::new();
    for prefix in ["static", "/{name}", "/a//b"] {
        let server = served().mount_service(prefix, folder.public());
        let report = server.check().unwrap_err().to_string();
        assert!(
            report.contains("mounted.rs:") && report.contains("mount"),
            "{report}"
        );
    }
}

#[tokio::test]
async fn a_route_of_ones_own_goes_before_a_service() {
    let service = tower::service_fn(async |request: http::Request<oxy::Body>| {
        let said = format!("service {}", request.method());
        Ok::<_, std::convert::Infallible>(http::Response::new(oxy::Body::from(said)))
    });
    let server = served()
        .mount_service("/who", service)
        .mount_service("/", service);
    let client = TestClient::new(server).unwrap();
    assert_eq!(client.get("/").send().await.text(), "index");
    assert_eq!(client.post("/").send().await.text(), "service POST");
    assert_eq!(client.get("/who/Ann").send().await.text(), "Ann from None");
    assert_eq!(client.get("/who/a/b").send().await.text(), "service GET");
}

#[tokio::test]
async fn a_folder_leads_to_its_slash_below_the_prefix() {
    let folder = Folder::new();
    let service = folder.public().redirect_path_prefix("/static");
    let client = TestClient::new(served().mount_service("/static", service)).unwrap();
    let answer = client.get("/static/deep").send().await;
    assert!(answer.status().is_redirection(), "{}", answer.status());
    assert_eq!(answer.headers()["location"], "/static/deep/");
}

#[tokio::test]
async fn a_service_has_the_whole_body_and_hides_nothing_by_mistake() {
    let service = tower::service_fn(async |request: http::Request<oxy::Body>| {
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let size = oxy::Body::from(body.len().to_string());
        Ok::<_, std::convert::Infallible>(http::Response::new(size))
    });
    // Beside a route whose parameter would have taken the name.
    let server = || served().mount_service("/who/files", service);
    assert_eq!(server().check().unwrap().warnings(), []);
    let client = TestClient::new(server()).unwrap();
    let large = "x".repeat(3 * 1024 * 1024);
    let answer = client.post("/who/files/a").body(large).send().await;
    assert_eq!(answer.text(), "3145728");
}

#[tokio::test]
async fn a_page_of_a_service_is_one_however_its_type_is_written() {
    for (kind, is_page) in [
        ("Text/HTML", true),
        ("TEXT/HTML; charset=utf-8", true),
        ("text/html", true),
        ("text/plain", false),
        ("text", false),
    ] {
        let service = tower::service_fn(move |_: http::Request<oxy::Body>| {
            let answer = http::Response::builder().header("content-type", kind);
            let answer = answer.body(oxy::Body::from("<h1>page</h1>")).unwrap();
            async { Ok::<_, std::convert::Infallible>(answer) }
        });
        let client = TestClient::new(served().mount_service("/pages", service)).unwrap();
        let answer = client.get("/pages/a").send().await;
        for field in ["content-security-policy", "referrer-policy"] {
            let is_there = answer.headers().contains_key(field);
            assert_eq!(is_there, is_page, "{kind}: {field}");
        }
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
}

/// As README.md proposes it.
#[tokio::test]
async fn a_service_can_limit_bodies_by_itself() {
    let service = tower::service_fn(async |request: http::Request<oxy::Body>| {
        let body = http_body_util::Limited::new(request.into_body(), 1_000);
        let (status, text) = match body.collect().await {
            Ok(body) => (200, body.to_bytes().len().to_string()),
            Err(error) => (413, error.to_string()),
        };
        let answer = http::Response::builder().status(status);
        let answer = answer.body(oxy::Body::from(text)).unwrap();
        Ok::<_, std::convert::Infallible>(answer)
    });
    let client = TestClient::new(served().mount_service("/files", service)).unwrap();
    for (size, status, said) in [(1_000, 200, "1000"), (1_001, 413, "length limit exceeded")] {
        let answer = client.post("/files/a").body("x".repeat(size)).send().await;
        assert_eq!(
            (answer.status().as_u16(), answer.text().as_str()),
            (status, said)
        );
    }
}

#[tokio::test]
async fn a_service_has_the_time_of_any_handler() {
    let service = tower::service_fn(async |_: http::Request<oxy::Body>| {
        std::future::pending::<Result<http::Response<oxy::Body>, std::convert::Infallible>>().await
    });
    let limits = oxy::Limits::new().request_timeout(std::time::Duration::from_millis(50));
    let server = served().limits(limits).mount_service("/never", service);
    let client = TestClient::new(server).unwrap();
    let asked = client.get("/never/a").send();
    let answer = tokio::time::timeout(std::time::Duration::from_secs(60), asked);
    assert_eq!(answer.await.unwrap().status(), 503);
}
