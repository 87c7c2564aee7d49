//! "Working with Sessions", built from cookies and context: log in, see the dashboard, log out.
//!
//! ```sh
//! cargo run --example sessions            # --port 0 picks a free port
//! curl -c jar -b jar -X POST localhost:8080/login
//! curl -c jar -b jar localhost:8080/dashboard
//! curl -c jar -b jar -X POST localhost:8080/logout
//! ```

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use oxy::prelude::*;

// 1. Defining the session store

/// What the server knows about a user who is logged in.
pub struct UserData {
    pub email: String,
    pub role: String,
    pub login_time: SystemTime,
}

/// A simple container for active sessions, by session id.
#[derive(Default)]
pub struct SessionStore {
    data: RwLock<HashMap<String, UserData>>,
}

impl SessionStore {
    fn insert(&self, id: String, user: UserData) {
        self.data
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, user);
    }

    fn email(&self, id: &str) -> Option<String> {
        let data = self.data.read().unwrap_or_else(PoisonError::into_inner);
        data.get(id).map(|user| user.email.clone())
    }

    fn remove(&self, id: &str) {
        self.data
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

/// The application context: every field can be injected as `Context<FieldType>`.
#[oxy::app]
#[derive(Default)]
pub struct App {
    store: SessionStore,
}

// 2. Configuring security

/// A strong secret for AES-256 encryption, of at least 32 bytes.
fn secret_key() -> oxy::Result<SecretKey> {
    Ok(SecretKey::from_env_or_random("OXY_SECRET_KEY")?)
}

// 3. Implementing the logic

const HOUR: Duration = Duration::from_secs(3600);

/// Login (create session).
#[post("/login")]
async fn login(store: Context<SessionStore>) -> Response {
    // 1. Logic to validate user credentials (omitted)
    let user_email = "alice@example.com";

    // 2. Generate a secure, random session id
    let session_id = Uuid::new_v4().to_string();

    // 3. Store user data in the server-side store
    store.insert(
        session_id.clone(),
        UserData {
            email: user_email.to_owned(),
            role: "admin".to_owned(),
            login_time: SystemTime::now(),
        },
    );

    // 4. Set the encrypted session cookie
    text("Login Successful").set_cookie(
        Cookie::new("session_id", session_id)
            .encrypted()
            .http_only(true) // Prevent JS access (XSS protection)
            .max_age(HOUR), // Expire in 1 hour
    )
}

/// Protected route (read session).
#[get("/dashboard")]
async fn dashboard(
    cookies: Cookies,
    store: Context<SessionStore>,
) -> Result<String, (StatusCode, &'static str)> {
    // 1. Retrieve the session id from the cookie
    let session_id = cookies.get_encrypted("session_id");

    // 2. Validate: does the cookie exist? Is the session active?
    let email = session_id.and_then(|id| store.email(&id));
    let email = email.ok_or((StatusCode::UNAUTHORIZED, "Unauthorized - Please Login"))?;

    // 3. Use the user data
    Ok(format!("Welcome back, {email}!"))
}

/// Logout (destroy session).
#[post("/logout")]
async fn logout(cookies: Cookies, store: Context<SessionStore>) -> Response {
    // 1. Remove data from the server
    if let Some(session_id) = cookies.get_encrypted("session_id") {
        store.remove(&session_id);
    }

    // 2. Invalidate the cookie immediately
    text("Logged Out").remove_cookie("session_id")
}

// 4. Starting the server

fn main() -> oxy::Result {
    // Initialize the application state
    let app_state = App::default();

    // Start the server with the context
    oxy::serve(app_state)
        .port(port()?)
        .secret_key(secret_key()?)
        .run()
}

/// The value of `--port`, by default 8080.
fn port() -> oxy::Result<u16> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = match arguments.as_slice() {
        [] => Some(8080),
        [option, port] if option == "--port" => port.parse().ok(),
        _ => None,
    };
    port.ok_or_else(|| Error::internal("the only option is --port NUMBER"))
}
