//! The sessions of one user: listed, ended, and limited in number.

mod cap;
mod end;
mod list;
mod shared;

use std::time::{SystemTime, UNIX_EPOCH};

use oxy::prelude::*;
use oxy::testing::TestResponse;
use serde::{Deserialize, Serialize};

use crate::people::cookies_of;
use crate::shop::{Account, COOKIE, Shop, Visitors};
use crate::support::{only_line, pair};

#[oxy::router("/devices")]
static DEVICES: Router;

/// A session as a page of the user's devices has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Device {
    reference: String,
    label: Option<String>,
    created: u64,
    last_seen: u64,
    current: bool,
}

impl From<oxy::SessionInfo> for Device {
    fn from(info: oxy::SessionInfo) -> Self {
        Self {
            reference: info.reference,
            label: info.label,
            created: milliseconds(info.created),
            last_seen: milliseconds(info.last_seen),
            current: info.current,
        }
    }
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

#[post(DEVICES, "/login/{name}", app = Shop)]
async fn login_with_label(
    name: String,
    label: Bytes,
    sessions: SessionHandle<Account>,
) -> Result<&'static str, Error> {
    let label = String::from_utf8_lossy(&label);
    sessions.begin(Account::of(&name)).label(label).await?;
    Ok("in")
}

#[get(DEVICES, "/list", app = Shop)]
async fn list(user: Session<Account>) -> Result<Json<Vec<Device>>, Error> {
    let list = user.list().await?;
    Ok(Json(list.into_iter().map(Device::from).collect()))
}

#[post(DEVICES, "/end/{reference}", app = Shop)]
async fn end_one(reference: String, user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_one(&reference).await?.to_string())
}

#[post(DEVICES, "/end-others", app = Shop)]
async fn end_others(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_others().await?.to_string())
}

#[get(DEVICES, "/of/{name}", app = Shop)]
async fn list_of(
    name: String,
    sessions: Context<Sessions<Account>>,
) -> Result<Json<Vec<Device>>, Error> {
    let list = sessions.list(&name).await?;
    Ok(Json(list.into_iter().map(Device::from).collect()))
}

#[post(DEVICES, "/end-of/{name}", app = Shop)]
async fn end_of(name: String, sessions: Context<Sessions<Account>>) -> Result<String, Error> {
    Ok(sessions.end_all(&name).await?.to_string())
}

/// The devices on the page of a user.
async fn devices(shop: &Visitors, cookie: &str) -> Vec<Device> {
    let response = shop.get("/devices/list", cookie).await;
    response
        .json()
        .unwrap_or_else(|_| panic!("{}", response.text()))
}

/// Logs in from a device with a label.
async fn login_from(shop: &Visitors, name: &str, label: &str) -> String {
    shop.client.clear_cookies();
    let request = shop.client.post(&format!("/devices/login/{name}"));
    let response = request.body(label.to_owned()).send().await;
    pair(&only_line(&response)).to_owned()
}

/// Which of these cookies still have a session.
async fn live(shop: &Visitors, cookies: &[&String]) -> Vec<bool> {
    let mut live = Vec::new();
    for cookie in cookies {
        live.push(shop.me(cookie).await == 200);
    }
    live
}

fn removes_the_cookie(response: &TestResponse) -> bool {
    cookies_of(response) == [format!("-{COOKIE}")]
}
