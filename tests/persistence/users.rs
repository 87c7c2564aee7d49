//! The sessions of one user, whichever instance they began on: listed, ended, and limited in number.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxy::prelude::*;
use oxy::{Clock as _, SessionInfo};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::site::{Account, Instance, Site, Town};
use crate::stores::{Place, in_every_store};

in_every_store!(
    devices_are_listed_in_order_with_label_and_times_and_the_own_is_marked,
    one_is_ended_on_the_instance_of_another,
    others_and_all_are_ended_on_every_instance,
    an_administrator_lists_and_ends_sessions_of_any_user,
    beyond_the_cap_the_oldest_end_whichever_instance_they_began_on,
    parallel_logins_on_two_instances_never_leave_more_than_the_cap,
);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Device {
    reference: String,
    label: Option<String>,
    created: u64,
    last_seen: u64,
    current: bool,
}

impl From<SessionInfo> for Device {
    fn from(info: SessionInfo) -> Self {
        Self {
            reference: info.reference,
            label: info.label,
            created: seconds(info.created),
            last_seen: seconds(info.last_seen),
            current: info.current,
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[post("/login/{name}/from/{label}", app = Site)]
async fn login_from(
    name: String,
    label: String,
    sessions: SessionHandle<Account>,
) -> Result<&'static str, Error> {
    let account = Account {
        name: Some(name),
        ..Account::default()
    };
    sessions.begin(account).label(label).await?;
    Ok("in")
}

#[post("/remember/{name}/{days}", app = Site)]
async fn remember(
    name: String,
    days: u64,
    sessions: SessionHandle<Account>,
) -> Result<&'static str, Error> {
    let account = Account {
        name: Some(name),
        ..Account::default()
    };
    let time = Duration::from_secs(days * 24 * 60 * 60);
    sessions.begin(account).remember_for(time).await?;
    Ok("in")
}

#[get("/devices", app = Site)]
async fn devices(user: Session<Account>) -> Result<Json<Vec<Device>>, Error> {
    let list = user.list().await?;
    Ok(Json(list.into_iter().map(Device::from).collect()))
}

#[post("/devices/end/{reference}", app = Site)]
async fn end_one(reference: String, user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_one(&reference).await?.to_string())
}

#[post("/devices/end-others", app = Site)]
async fn end_others(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_others().await?.to_string())
}

async fn login(client: &Client, name: &str, label: &str) -> String {
    let path = format!("/login/{name}/from/{label}");
    client.post(&path, "").await.new_cookie()
}

async fn devices_of(client: &Client, cookie: &str) -> Vec<Device> {
    let reply = client.get("/devices", cookie).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

const MINUTE: Duration = Duration::from_secs(60);

/// Two instances, the cookies of three devices of one user that began in turn, and that of somebody else.
async fn at_home(town: &Town) -> (Instance, Instance, [String; 3], String) {
    let (here, there) = (town.instance().await, town.instance().await);
    let phone = login(&here.client, "ann", "phone").await;
    town.advance(MINUTE);
    let laptop = login(&there.client, "ann", "laptop").await;
    town.advance(MINUTE);
    let tablet = login(&here.client, "ann", "tablet").await;
    let bob = login(&there.client, "bob", "phone").await;
    (here, there, [phone, laptop, tablet], bob)
}

async fn devices_are_listed_in_order_with_label_and_times_and_the_own_is_marked(place: Place) {
    let town = Town::new(place);
    let start = seconds(town.clock.now());
    let (here, there, [phone, laptop, _], bob) = at_home(&town).await;
    town.advance(MINUTE);
    assert_eq!(here.client.me(&phone).await, 200);
    let listed = devices_of(&there.client, &laptop).await;
    let expected = [
        ("phone", 0, 180, false),
        // The list itself is a request.
        ("laptop", 60, 180, true),
        ("tablet", 120, 120, false),
    ];
    assert_eq!(listed.len(), expected.len(), "{listed:?}");
    for (device, (label, created, last_seen, current)) in listed.iter().zip(expected) {
        assert_eq!(device.label.as_deref(), Some(label));
        assert_eq!(device.created - start, created, "{label}");
        assert_eq!(device.last_seen - start, last_seen, "{label}");
        assert_eq!(device.current, current, "{label}");
    }
    assert_eq!(devices_of(&here.client, &bob).await.len(), 1);
    let unnamed = here.client.login("cleo").await;
    assert_eq!(devices_of(&here.client, &unnamed).await[0].label, None);
    let nobody = here.client.login("nobody").await;
    let other = here.client.login("nobody").await;
    let listed = devices_of(&here.client, &nobody).await;
    assert_eq!(listed.len(), 1, "who has no name has no other devices");
    assert_eq!(here.client.me(&other).await, 200);
}

async fn one_is_ended_on_the_instance_of_another(place: Place) {
    let town = Town::new(place);
    let (here, there, [phone, laptop, tablet], bob) = at_home(&town).await;
    let listed = devices_of(&here.client, &phone).await;
    let end = |index: usize| format!("/devices/end/{}", listed[index].reference);
    // Nobody ends what is another's.
    assert_eq!(there.client.post(&end(1), &bob).await.body, "false");
    assert_eq!(here.client.post(&end(1), &phone).await.body, "true");
    assert_eq!(here.client.post(&end(1), &phone).await.body, "false");
    for site in [&here, &there] {
        let live = site.client.live(&[&phone, &laptop, &tablet, &bob]).await;
        assert_eq!(live, [true, false, true, true]);
    }
    let own = there.client.post(&end(0), &phone).await;
    assert_eq!(own.body, "true");
    assert!(own.removes_the_cookie(), "{:?}", own.cookie_lines());
    assert_eq!(here.client.me(&phone).await, 401);
    assert_eq!(devices_of(&there.client, &tablet).await.len(), 1);
}

async fn others_and_all_are_ended_on_every_instance(place: Place) {
    let town = Town::new(place);
    let (here, there, [phone, laptop, tablet], bob) = at_home(&town).await;
    let others = there.client.post("/devices/end-others", &laptop).await;
    assert_eq!(others.body, "2");
    assert!(others.cookie_lines().is_empty());
    for site in [&here, &there] {
        let live = site.client.live(&[&phone, &laptop, &tablet, &bob]).await;
        assert_eq!(live, [false, true, false, true]);
    }
    let second = here.client.login("ann").await;
    let all = here.client.post("/end-all", &second).await;
    assert_eq!(all.body, "2");
    assert!(all.removes_the_cookie(), "{:?}", all.cookie_lines());
    for site in [&here, &there] {
        let live = site.client.live(&[&laptop, &second, &bob]).await;
        assert_eq!(live, [false, false, true]);
    }
}

async fn an_administrator_lists_and_ends_sessions_of_any_user(place: Place) {
    let town = Town::new(place);
    let (here, there, [phone, laptop, tablet], bob) = at_home(&town).await;
    let listed = here.sessions.list("ann").await.unwrap();
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|info| !info.current));
    let reference = &listed[2].reference;
    assert!(!there.sessions.end_one("bob", reference).await.unwrap());
    assert!(there.sessions.end_one("ann", reference).await.unwrap());
    assert_eq!(here.sessions.end_all("ann").await.unwrap(), 2);
    assert_eq!(here.sessions.end_all("ann").await.unwrap(), 0);
    let live = there.client.live(&[&phone, &laptop, &tablet, &bob]).await;
    assert_eq!(live, [false, false, false, true]);
}

async fn beyond_the_cap_the_oldest_end_whichever_instance_they_began_on(place: Place) {
    let town = Town::new(place);
    let here = town.instance_with(|sessions| sessions.per_user(2)).await;
    let there = town.instance_with(|sessions| sessions.per_user(2)).await;
    let bob = here.client.login("bob").await;
    let mut cookies = Vec::new();
    for turn in 0..6 {
        let site = [&here, &there][turn % 2];
        cookies.push(site.client.login("ann").await);
        // The oldest is the one that began first, and not the one that was seen last.
        assert_eq!(there.client.me(&cookies[turn.saturating_sub(1)]).await, 200);
        town.advance(Duration::from_millis(1));
    }
    let all: Vec<_> = cookies.iter().collect();
    for site in [&here, &there] {
        let live = site.client.live(&all).await;
        assert_eq!(live, [false, false, false, false, true, true]);
        assert_eq!(site.client.me(&bob).await, 200);
    }
    let revoked = here.sessions.counts().revoked + there.sessions.counts().revoked;
    assert_eq!(revoked, 4);
}

async fn parallel_logins_on_two_instances_never_leave_more_than_the_cap(place: Place) {
    let town = Town::new(place);
    let here = town.instance_with(|sessions| sessions.per_user(3)).await;
    let there = town.instance_with(|sessions| sessions.per_user(3)).await;
    let mut live = 0;
    let mut logins = tokio::task::JoinSet::new();
    let clients = [&here, &there].map(|site| site.client.address);
    for number in 0..40 {
        let client = Client::new(clients[number % 2]);
        logins.spawn(async move { client.login("ann").await });
    }
    let cookies = logins.join_all().await;
    for cookie in &cookies {
        live += usize::from(here.client.me(cookie).await == 200);
    }
    assert_eq!(live, 3);
    assert_eq!(there.sessions.list("ann").await.unwrap().len(), 3);
}
