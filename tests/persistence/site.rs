//! The application whose sessions are looked at, and one running instance of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oxy::prelude::*;
use oxy::{ManualClock, Running, Serve};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::client::Client;
use crate::stores::Place;
use crate::support::SECRET;

/// The name of the cookie.
pub(crate) const COOKIE: &str = "__Host-session_id";

#[derive(Serialize, Deserialize, SessionData, Clone, Debug, Default)]
#[session(user = "name")]
pub(crate) struct Account {
    pub(crate) name: Option<String>,
    pub(crate) count: u32,
    pub(crate) note: String,
}

impl Account {
    /// `nobody` is a session without a user.
    fn of(name: &str) -> Self {
        Self {
            name: (name != "nobody").then(|| name.to_owned()),
            ..Self::default()
        }
    }
}

/// Lets a test hold handlers until it says go, each by a name of its own.
#[derive(Default, Clone)]
pub(crate) struct Gates {
    gates: Arc<Mutex<HashMap<String, Arc<Gate>>>>,
}

#[derive(Default)]
pub(crate) struct Gate {
    pub(crate) entered: Notify,
    pub(crate) go: Notify,
}

impl Gates {
    pub(crate) fn named(&self, name: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(name.to_owned()).or_default())
    }
}

#[oxy::app(named)]
pub(crate) struct Site {
    pub(crate) sessions: Sessions<Account>,
    pub(crate) gates: Gates,
}

#[get("/plain", app = Site)]
async fn plain() -> &'static str {
    "plain"
}

#[get("/me", app = Site)]
async fn me(user: Session<Account>) -> String {
    let name = user.name.as_deref().unwrap_or("nobody");
    format!("{name} {}", user.count)
}

#[get("/peek", app = Site)]
async fn peek(user: Option<Session<Account>>) -> &'static str {
    user.map_or("stranger", |_| "in")
}

#[post("/login/{name}", app = Site)]
async fn login(name: String, sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of(&name)).await?;
    Ok("in")
}

#[post("/count", app = Site)]
async fn count(mut user: Session<Account>) -> Result<String, Error> {
    let count = user.update(|user| {
        user.count += 1;
        user.count
    });
    Ok(count.await?.to_string())
}

#[post("/rotate", app = Site)]
async fn rotate(mut user: Session<Account>) -> Result<&'static str, Error> {
    user.rotate().await?;
    Ok("rotated")
}

/// Takes the session, waits, and changes it then.
#[post("/slow/{change}/{gate}", app = Site)]
async fn slow(
    change: String,
    gate: String,
    mut user: Session<Account>,
    gates: Context<Gates>,
) -> Result<&'static str, Error> {
    let gate = gates.named(&gate);
    gate.entered.notify_one();
    gate.go.notified().await;
    match &*change {
        "count" => user.update(|user| user.count += 1).await?,
        "rotate" => user.rotate().await?,
        "rename" => user.update(|user| user.name = Some("cleo".into())).await?,
        _ => return Err(Error::not_found("no such change")),
    }
    Ok("changed")
}

#[post("/logout", app = Site)]
async fn logout(user: Session<Account>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("out")
}

/// The logout of a page that strangers may see, too.
#[post("/leave", app = Site)]
async fn leave(sessions: SessionHandle<Account>) -> Result<String, Error> {
    Ok(sessions.end().await?.to_string())
}

#[post("/end-all", app = Site)]
async fn end_all(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_all().await?.to_string())
}

/// One running instance.
pub(crate) struct Instance {
    pub(crate) server: Running,
    pub(crate) client: Client,
    pub(crate) gates: Gates,
    pub(crate) sessions: Sessions<Account>,
}

/// Instances on one store that share a clock, which stands.
pub(crate) struct Town {
    pub(crate) place: Place,
    pub(crate) clock: Arc<ManualClock>,
}

impl Town {
    pub(crate) fn new(place: Place) -> Self {
        Self {
            place,
            clock: Arc::default(),
        }
    }

    /// An instance with the default sessions.
    pub(crate) async fn instance(&self) -> Instance {
        self.instance_with(|sessions| sessions).await
    }

    /// An instance whose sessions are changed from the default.
    pub(crate) async fn instance_with(
        &self,
        change: impl FnOnce(Sessions<Account>) -> Sessions<Account>,
    ) -> Instance {
        self.launch(change, |serve| serve.secret_key(SECRET)).await
    }

    /// An instance with the default sessions that goes by this ring of keys.
    pub(crate) async fn instance_under(&self, secrets: &[&str]) -> Instance {
        let ring = SecretKey::ring(secrets).unwrap();
        self.launch(|sessions| sessions, |serve| serve.secret_key(ring))
            .await
    }

    /// An instance with these sessions.
    pub(crate) async fn instance_of(&self, sessions: Sessions<Account>) -> Instance {
        self.start(sessions, |serve| serve.secret_key(SECRET)).await
    }

    pub(crate) async fn launch(
        &self,
        change: impl FnOnce(Sessions<Account>) -> Sessions<Account>,
        serve: impl FnOnce(Serve<Site>) -> Serve<Site>,
    ) -> Instance {
        let sessions = self.place.sessions().deadline(PATIENCE);
        self.start(change(sessions), serve).await
    }

    async fn start(
        &self,
        sessions: Sessions<Account>,
        serve: impl FnOnce(Serve<Site>) -> Serve<Site>,
    ) -> Instance {
        let gates = Gates::default();
        let site = Site {
            sessions: sessions.clone(),
            gates: gates.clone(),
        };
        let serve = serve(oxy::serve(site).clock(Arc::clone(&self.clock)));
        let server = serve.port(0).start().await.unwrap();
        Instance {
            client: Client::new(server.address()),
            server,
            gates,
            sessions,
        }
    }

    pub(crate) fn advance(&self, step: Duration) {
        self.clock.advance(step);
    }
}

/// Tests run beside each other on machines of few cores: how soon a store has to answer is looked at elsewhere.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
