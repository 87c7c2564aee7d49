//! E: forms that are none, or not the one that the login asks for.

use super::SUBJECT;
use super::cases::harness::{Request, Response, server};
use crate::subject::FORM;

#[track_caller]
fn is_no_login(label: &str, request: &Request, statuses: &[u16]) -> Response {
    let response = server().exchange(request).has_one_of(label, statuses);
    response.sets_no_cookie(label);
    response.greets_nobody(label);
    response
}

#[test]
fn e13_malformed_forms() {
    let bodies: [&[u8]; 32] = [
        b"",
        b"&",
        b"&&&",
        b"=",
        b"=&=",
        b"user",
        b"pass",
        b"user&pass",
        b"user=admin",
        b"pass=1234",
        b"=admin&=1234",
        b"user=admin&pass=1234&pass=1234",
        b"user=admin&user=admin&pass=1234",
        b"user=admin&pass=1234&user=",
        b"user=nobody&pass=1234&user=admin",
        b"user=admin&pass=4321&pass=1234",
        b"user[]=admin&pass[]=1234",
        b"user[0]=admin&pass[0]=1234",
        b"user.name=admin&user.pass=1234",
        b"user=admin;pass=1234",
        b"user=admin\r\npass=1234\r\n",
        b"user=admin%26pass=1234",
        b"user:admin&pass:1234",
        b"?user=admin&pass=1234",
        b" user=admin&pass=1234",
        b"user =admin&pass=1234",
        b"USER=admin&PASS=1234",
        b"user=admin&pass=%zz1234",
        b"user=admin&pass=1234%",
        b"user=%ff&pass=1234",
        b"user=\xff\xfe&pass=1234",
        b"{\"user\":\"admin\",\"pass\":\"1234\"}",
    ];
    for body in bodies {
        let label = format!("E13 {}", body.escape_ascii());
        let request = Request::post("/login").body(FORM, body);
        is_no_login(&label, &request, &[400, 401, 422]);
    }
    server().is_alive("E13");
}

#[test]
fn e14_other_media_types() {
    const JSON: &str = "{\"user\":\"admin\",\"pass\":\"1234\"}";
    const PARTS: &str = "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nadmin\r\n\
                         --b\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\n1234\r\n--b--\r\n";
    let form = SUBJECT.login_body();
    let rows = [
        ("application/json", JSON),
        ("application/json", form),
        ("multipart/form-data; boundary=b", PARTS),
        ("multipart/form-data; boundary=b", form),
        // What a page of another site can send without asking first.
        ("text/plain", form),
        ("text/plain;application/x-www-form-urlencoded", form),
        ("text/plain, application/x-www-form-urlencoded", form),
        ("application/x-www-form-urlencoded, text/plain", form),
        ("application/x-www-form-urlencodedx", form),
        ("xapplication/x-www-form-urlencoded", form),
        ("application/x-www-form", form),
        ("application/octet-stream", form),
        ("application/*", form),
        ("*/*", form),
        ("x-www-form-urlencoded", form),
        ("\"application/x-www-form-urlencoded\"", form),
        ("", form),
    ];
    for (media_type, body) in rows {
        let label = format!("E14 {media_type:?} with {body:?}");
        let request = Request::post("/login").body(media_type, body);
        is_no_login(&label, &request, &[400, 415]);
    }
    for (first, second) in [(FORM, "text/plain"), ("text/plain", FORM)] {
        let label = format!("E14 {first} and {second}");
        let request = Request::post("/login").header("Content-Type", first);
        is_no_login(&label, &request.body(second, form), &[400, 415]);
    }
    for media_type in [
        "application/x-www-form-urlencoded; charset=utf-8",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "Application/X-WWW-Form-URLEncoded",
    ] {
        let request = Request::post("/login").body(media_type, form);
        server()
            .exchange(&request)
            .logs_in(&format!("E14 {media_type:?}"));
    }
}

#[test]
fn e22_no_media_type() {
    let form = SUBJECT.login_body();
    let length = form.len().to_string();
    let chunks = format!("{:x}\r\n{form}\r\n0\r\n\r\n", form.len());
    let login = || Request::post("/login");
    for (row, request) in [
        ("no body", login()),
        (
            "by length",
            login().header("Content-Length", length).payload(form),
        ),
        ("chunked", login().chunked(chunks)),
        ("in the query", Request::post(&format!("/login?{form}"))),
        (
            "in the query of a form",
            Request::post(&format!("/login?{form}")).body(FORM, ""),
        ),
    ] {
        is_no_login(&format!("E22 {row}"), &request, &[400, 415, 422]);
    }
}
