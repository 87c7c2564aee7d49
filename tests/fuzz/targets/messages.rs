//! Messages of HTTP/1 as they arrive: of what hyper would serve, the follower beside it takes away what a strict reader
//! divides in another way, and changes nothing else.
//!
//! No public name leads to it without a socket, so this takes in its modules.
#![no_main]

#[path = "../../../oxy-runtime/src/server/arriving.rs"]
mod arriving;
#[path = "../../../oxy-runtime/src/server/messages.rs"]
mod messages;
mod server {
    pub(crate) use crate::arriving;
}

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming};
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use libfuzzer_sys::fuzz_target;
use messages::{END, Messages};
use tokio::io::{AsyncRead, ReadBuf, join, sink};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().build().unwrap());

/// Bytes that arrive in pieces of these sizes, over and over, and then the end of the connection.
struct Wire<'b> {
    bytes: &'b [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'b, usize>>,
    follower: Option<Messages>,
}

impl AsyncRead for Wire<'_> {
    /// As the stream of a connection does.
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        if let Some(follower) = &mut wire.follower
            && buffer.remaining() >= END.len()
            && follower.takes_end()
        {
            buffer.put_slice(END);
            return Poll::Ready(Ok(()));
        }
        let size = *wire.sizes.next().unwrap();
        let size = size.min(wire.bytes.len()).min(buffer.remaining());
        let before = buffer.filled().len();
        buffer.put_slice(taken(&mut wire.bytes, size).unwrap());
        if let Some(follower) = &mut wire.follower {
            follower.follow(&mut buffer.filled_mut()[before..]);
        }
        Poll::Ready(Ok(()))
    }
}

#[derive(Debug, PartialEq)]
struct Served {
    method: Method,
    target: Uri,
    fields: HeaderMap,
    body: Vec<u8>,
    trailers: Option<HeaderMap>,
}

impl Served {
    fn is(&self, message: &Divided) -> bool {
        let target = Uri::try_from(&*message.target);
        self.method.as_str().as_bytes() == message.method
            && target.is_ok_and(|target| self.target == target)
            && self.body == message.body
    }
}

/// What hyper serves whole.
fn served(bytes: &[u8], sizes: &[usize], follower: Option<Messages>) -> Vec<Served> {
    let served = RefCell::new(Vec::new());
    let answer = service_fn(|request: Request<Incoming>| async {
        let (head, mut body) = request.into_parts();
        let mut message = Served {
            method: head.method,
            target: head.uri,
            fields: head.headers,
            body: Vec::new(),
            trailers: None,
        };
        let is_whole = loop {
            match body.frame().await.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => message.body.extend_from_slice(&data),
                Some(Ok(Err(frame))) => message.trailers = frame.into_trailers().ok(),
                Some(Err(_)) => break false,
                None => break true,
            }
        };
        if is_whole {
            served.borrow_mut().push(message);
        }
        Ok::<_, Infallible>(Response::new(String::new()))
    });
    let wire = Wire {
        bytes,
        sizes: sizes.iter().cycle(),
        follower,
    };
    let connection = http1::Builder::new()
        .half_close(true)
        .serve_connection(TokioIo::new(join(wire, sink())), answer);
    // Its error is that of a request, for the client.
    let _ = RUNTIME.block_on(connection);
    served.into_inner()
}

/// A message as a reader divides it who has all bytes at hand and forgives nothing.
struct Divided {
    method: Vec<u8>,
    target: Vec<u8>,
    body: Vec<u8>,
}

fn divided(mut rest: &[u8]) -> Vec<Divided> {
    std::iter::from_fn(|| next(&mut rest)).collect()
}

fn next(rest: &mut &[u8]) -> Option<Divided> {
    let mut first = line(rest)?;
    while first.is_empty() {
        first = line(rest)?;
    }
    let (mut lengths, mut is_chunked) = (Vec::new(), false);
    loop {
        let field = String::from_utf8_lossy(line(rest)?).to_ascii_lowercase();
        match field.split_once(':') {
            // A longer one is refused, although hyper reads it.
            Some(("content-length", value)) if value.len() <= 49 => {
                lengths.push(value.trim().parse().ok()?);
            }
            Some(("content-length", _)) => return None,
            Some(("transfer-encoding", _)) => is_chunked = true,
            _ if field.is_empty() => break,
            _ => {}
        }
    }
    let body = match (&*lengths, is_chunked) {
        ([], false) => Vec::new(),
        ([], true) => chunks(rest)?,
        ([length, others @ ..], false) if others.iter().all(|other| other == length) => {
            taken(rest, *length)?.to_vec()
        }
        _ => return None,
    };
    let mut words = first.split(|byte| *byte == b' ');
    Some(Divided {
        method: words.next()?.to_vec(),
        target: words.next()?.to_vec(),
        body,
    })
}

fn line<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    taken(rest, end + 1)?.strip_suffix(b"\r\n")
}

fn taken<'b>(rest: &mut &'b [u8], size: usize) -> Option<&'b [u8]> {
    let (taken, behind) = rest.split_at_checked(size)?;
    *rest = behind;
    Some(taken)
}

fn chunks(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = String::from_utf8_lossy(line(rest)?);
        let digits = size.split(|letter: char| !letter.is_ascii_hexdigit());
        let size = usize::from_str_radix(digits.into_iter().next()?, 16).ok()?;
        if size == 0 {
            while !line(rest)?.is_empty() {}
            return Some(body);
        }
        body.extend_from_slice(taken(rest, size)?);
        line(rest)?.is_empty().then_some(())?;
    }
}

/// What the follower makes of bytes that arrive in pieces, and whether hyper is given the end then.
fn followed(bytes: &[u8], sizes: &[usize]) -> (Vec<u8>, bool) {
    let mut follower = Messages::new();
    let mut bytes = bytes.to_vec();
    let mut rest = &mut *bytes;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let size = *sizes.next().unwrap();
        let (piece, behind) = rest.split_at_mut(size.min(rest.len()));
        follower.follow(piece);
        rest = behind;
    }
    let ends = follower.takes_end();
    (bytes, ends)
}

fn judge(bytes: &[u8], sizes: &[usize]) {
    let whole = [usize::MAX];
    let text = bytes.escape_ascii();
    let (passed, ends) = followed(bytes, &whole);
    let mut changed = bytes.to_vec();
    if ends {
        let at = std::iter::zip(bytes, &passed).position(|(before, after)| before != after);
        assert_eq!(changed[at.unwrap()], b'\n', "{text}");
        changed[at.unwrap()] = 0;
    }
    assert!(passed == changed, "{} of {text}", passed.escape_ascii());

    for sizes in [&[1], sizes] {
        assert!(followed(bytes, sizes) == (passed.clone(), ends), "{text}");
    }
    let served_whole = served(bytes, &whole, Some(Messages::new()));
    let in_pieces = served(bytes, sizes, Some(Messages::new()));
    assert_eq!(in_pieces, served_whole, "{sizes:?} of {text}");

    // All that both readers see, and no more.
    let mut expected = served(bytes, &whole, None);
    let both = std::iter::zip(&expected, divided(bytes))
        .take_while(|(served, as_divided)| served.is(as_divided));
    expected.truncate(both.count());
    assert_eq!(served_whole, expected, "{text}");
}

/// Each letter in either case.
fn cased(text: &str, style: usize) -> String {
    let mut text = text.to_owned();
    for at in 0..text.len() {
        if style >> (at % 8) & 1 == 1 {
            text[at..=at].make_ascii_uppercase();
        }
    }
    text
}

/// Plainly valid requests, with their methods and bodies.
fn requests(data: &[u8]) -> (Vec<u8>, Vec<Divided>) {
    let (mut bytes, mut all) = (Vec::new(), Vec::new());
    for [kind, size, style] in data.as_chunks().0.iter().take(5) {
        let (size, style) = (usize::from(*size), usize::from(*style));
        let mut add = |text: String| bytes.extend_from_slice(text.as_bytes());
        add(["", "\r\n"][style / 16 % 2].to_owned());
        let method = ["GET", "POST", "PUT"][usize::from(*kind) % 3];
        let target = format!("/{kind}");
        let long = "a".repeat(size % 128);
        add(format!("{method} {target} HTTP/1.1\r\nX-Long:{long}\r\n"));
        let blank = ["", " ", "\t ", "  "][style % 4];
        let zeros = style / 4 % 4 + 1;
        let mut body = &data[..data.len().min(size % 64)];
        match method {
            "GET" => {
                body = &[];
                add("\r\n".to_owned());
            }
            "POST" => {
                let name = cased("content-length", style);
                let length = format!("{:0zeros$}", body.len());
                add(format!("{name}:{blank}{length}{blank}\r\n\r\n"));
                bytes.extend_from_slice(body);
            }
            _ => {
                let (name, coding) = (cased("transfer-encoding", style), cased("chunked", style));
                add(format!("{name}:{blank}{coding}\r\n\r\n"));
                let extension = ["", ";a", " ;a=\"b;c\"", ";0\t"][style % 4];
                for chunk in body.chunks(size % 16 + 1) {
                    let size = cased(&format!("{:0zeros$x}", chunk.len()), style);
                    bytes.extend_from_slice(format!("{size}{extension}\r\n").as_bytes());
                    bytes.extend_from_slice(chunk);
                    bytes.extend_from_slice(b"\r\n");
                }
                let trailers = ["", "X:\r\n", "X: y\r\nExpires: 0\r\n"][style % 3];
                bytes.extend_from_slice(format!("0{extension}\r\n{trailers}\r\n").as_bytes());
            }
        }
        all.push(Divided {
            method: method.into(),
            target: target.into(),
            body: body.to_vec(),
        });
    }
    (bytes, all)
}

const WRONG: [&str; 7] = [
    "",
    "\n",
    "\r",
    "0",
    "\r\n",
    "\r\nContent-Length: 3",
    "\r\ntransfer-encoding:chunked",
];

/// Puts something at one place, or instead of the byte that is there.
fn spoil(bytes: &mut Vec<u8>, [high, low, how]: [u8; 3]) {
    let at = usize::from(u16::from_be_bytes([high, low])) % (bytes.len() + 1);
    let until = bytes.len().min(at + usize::from(how % 2));
    let wrong = WRONG[usize::from(how / 2 % 7)];
    bytes.splice(at..until, wrong.bytes());
}

fuzz_target!(|data: &[u8]| {
    let sizes: Vec<_> = data.iter().map(|byte| usize::from(byte % 32) + 1).collect();
    let sizes = if sizes.is_empty() { &[1] } else { &*sizes };
    judge(data, sizes);

    let (mut bytes, all) = requests(data);
    let text = bytes.escape_ascii();
    assert!(followed(&bytes, sizes) == (bytes.clone(), false), "{text}");
    let found = served(&bytes, sizes, Some(Messages::new()));
    let same = std::iter::zip(&found, &all).all(|(served, sent)| served.is(sent));
    assert!(same && found.len() == all.len(), "{found:?} of {text}");

    if let Some(how) = data.last_chunk() {
        spoil(&mut bytes, *how);
        judge(&bytes, sizes);
    }
});
