//! The application below the server of hyper-util, which speaks both versions of HTTP.

use bytes::Bytes;
use http::header::{COOKIE, HOST, SET_COOKIE};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use crate::app::served;

/// What sends requests over one connection.
enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    async fn send(&mut self, request: Request<Full<Bytes>>) -> Response<Incoming> {
        let answer = async {
            match self {
                Self::Http1(sender) => sender.send_request(request).await,
                Self::Http2(sender) => sender.send_request(request).await,
            }
        };
        let patience = std::time::Duration::from_secs(10);
        let answer = tokio::time::timeout(patience, answer).await;
        answer.expect("it is not answered").unwrap()
    }
}

async fn text(answer: Response<Incoming>) -> String {
    let body = answer.into_body().collect().await.unwrap();
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn a_person_logs_in_over_both_versions() {
    let service = TowerToHyperService::new(served().into_service().await.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = service.clone();
            tokio::spawn(async move {
                let builder = Builder::new(TokioExecutor::new());
                let _ = builder
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    for is_http2 in [false, true] {
        let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let mut sender = if is_http2 {
            let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
            tokio::spawn(connection);
            Sender::Http2(sender)
        } else {
            let (sender, connection) = http1::handshake(io).await.unwrap();
            tokio::spawn(connection);
            Sender::Http1(sender)
        };
        let request = |method: &str, path: &str, body: &str| {
            let uri = format!("http://{address}{path}");
            let request = Request::builder().method(method).uri(uri);
            let request = request.header(HOST, address.to_string());
            request.body(Full::from(body.to_owned())).unwrap()
        };
        let answer = sender.send(request("POST", "/login", "")).await;
        let line = answer.headers()[SET_COOKIE].to_str().unwrap();
        let pair = line.split(';').next().unwrap().to_owned();
        assert_eq!(text(answer).await, "welcome");
        let mut page = request("GET", "/dashboard", "");
        page.headers_mut().insert(COOKIE, pair.parse().unwrap());
        assert_eq!(text(sender.send(page).await).await, "hello Ann");
        let stranger = sender.send(request("GET", "/dashboard", "")).await;
        assert_eq!(stranger.status(), 401, "HTTP/2: {is_http2}");
        // A body goes both ways, and a handler that failed is an answer.
        let long = "word ".repeat(20_000);
        let echoed = sender.send(request("POST", "/echo", &long)).await;
        assert_eq!(text(echoed).await, long, "HTTP/2: {is_http2}");
        let failed = sender.send(request("GET", "/panics", "")).await;
        assert_eq!(failed.status(), 500, "HTTP/2: {is_http2}");
    }
}
