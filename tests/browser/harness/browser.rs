//! A headless Chromium with a profile of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::driver::Driver;
use super::scratch::Scratch;

/// For the start of the browser, on a slow machine that is shared.
const START: Duration = Duration::from_secs(60);
/// For a page to load; the driver says so itself when it takes longer.
const PAGE: Duration = Duration::from_secs(30);
/// For an answer of the driver; longer than it waits itself, so that it can say what went wrong.
const ANSWER: Duration = Duration::from_secs(90);
const QUIT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// The name under which WebDriver passes elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser without cookies and without history; ended when dropped.
///
/// Every method fails the test with the browser's own message. A test that fails leaves a picture
/// of the last page in the folder of [`screenshot`](Self::screenshot).
pub(crate) struct Browser {
    session: String,
    process: Option<u64>,
    driver: Driver,
    // After the driver, so that nobody uses the folder any more when it is removed.
    _scratch: Scratch,
}

/// A cookie as the browser keeps it.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) domain: String,
    pub(crate) path: String,
    pub(crate) secure: bool,
    pub(crate) http_only: bool,
    pub(crate) same_site: Option<String>,
    /// Seconds since 1970; nothing when it lasts as long as the browser.
    pub(crate) expiry: Option<u64>,
}

impl Browser {
    #[track_caller]
    pub(crate) fn start() -> Self {
        Self::start_with(&capabilities(false))
    }

    /// One that takes certificates that nobody has signed, as a person may after a warning.
    #[track_caller]
    pub(crate) fn start_trusting() -> Self {
        Self::start_with(&capabilities(true))
    }

    #[track_caller]
    fn start_with(capabilities: &Value) -> Self {
        let help =
            "the browser; `tests/run` or `apt-get install chromium chromium-driver` installs it";
        let scratch = Scratch::new();
        let driver = succeed(Driver::start(&scratch.0, START), help);
        let answer = driver.call("POST", "/session", Some(capabilities), ANSWER);
        let answer = succeed(answer, help);
        let session = answer["sessionId"].as_str().expect("a session id");
        Self {
            session: format!("/session/{session}"),
            process: answer["capabilities"]["goog:processID"].as_u64(),
            driver,
            _scratch: scratch,
        }
    }

    /// Opens a page and waits until it is loaded, after all redirects.
    #[track_caller]
    pub(crate) fn goto(&self, url: &str) {
        self.post(url, "/url", &json!({ "url": url }));
    }

    /// Types into a field, in the place of what it has.
    #[track_caller]
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let field = self.element(selector);
        self.post(selector, &format!("{field}/clear"), &json!({}));
        self.post(
            selector,
            &format!("{field}/value"),
            &json!({ "text": text }),
        );
    }

    /// Clicks on what leads to another page, and waits until that is loaded, after all redirects.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        // WebDriver does not promise that a click waits for the page that it leads to: a mark on
        // the old page tells it from the new one, even where both have the same address.
        self.script("window.oxyOldPage = true");
        let element = self.element(selector);
        self.post(selector, &format!("{element}/click"), &json!({}));
        let deadline = Instant::now() + PAGE;
        loop {
            let loaded = self.call(
                "POST",
                "/execute/sync",
                Some(&script(
                    "return !window.oxyOldPage && document.readyState === 'complete'",
                )),
            );
            // In the middle of a navigation there may be no page to ask.
            if loaded == Ok(Value::Bool(true)) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "a click on `{selector}` led to no other page within {PAGE:?}: {loaded:?}"
            );
            thread::sleep(POLL);
        }
    }

    /// The text of an element as a person sees it.
    #[track_caller]
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        string(self.get(selector, &format!("{element}/text")))
    }

    /// The address of the page, after all redirects.
    #[track_caller]
    pub(crate) fn url(&self) -> String {
        string(self.get("the address", "/url"))
    }

    /// The cookies that the browser would send with the page, with those that are closed to scripts; by name.
    #[track_caller]
    pub(crate) fn cookies(&self) -> Vec<Cookie> {
        let cookies = self.get("the cookies", "/cookie");
        let mut cookies: Vec<Cookie> = serde_json::from_value(cookies).expect("cookies");
        cookies.sort_by(|a, b| a.name.cmp(&b.name));
        cookies
    }

    /// Runs a script on the page, for what a person cannot see; `return` gives a value back.
    #[track_caller]
    pub(crate) fn script(&self, text: &str) -> Value {
        self.post(text, "/execute/sync", &script(text))
    }

    /// Sets the size of the page, as on a screen of so many pixels.
    ///
    /// WebDriver itself sets the window with its bars, which is never narrower than 500 pixels.
    #[track_caller]
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let screen = json!({
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": { "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false },
        });
        self.post("the size", "/goog/cdp/execute", &screen);
    }

    /// Writes a picture of the window to `browser/{name}.png` in cargo's folder for the files of tests.
    #[track_caller]
    pub(crate) fn screenshot(&self, name: &str) -> PathBuf {
        succeed(self.picture(name), name)
    }

    fn picture(&self, name: &str) -> Result<PathBuf, String> {
        let text = string(self.call("GET", "/screenshot", None)?);
        let picture = STANDARD.decode(text).map_err(|error| error.to_string())?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let path = folder.join(name).with_extension("png");
        fs::write(&path, picture).map_err(|error| error.to_string())?;
        Ok(path)
    }

    #[track_caller]
    fn element(&self, selector: &str) -> String {
        let query = json!({ "using": "css selector", "value": selector });
        let element = self.post(selector, "/element", &query);
        format!(
            "/element/{}",
            element[ELEMENT].as_str().expect("an element")
        )
    }

    #[track_caller]
    fn get(&self, what: &str, path: &str) -> Value {
        succeed(self.call("GET", path, None), what)
    }

    #[track_caller]
    fn post(&self, what: &str, path: &str, body: &Value) -> Value {
        succeed(self.call("POST", path, Some(body)), what)
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let path = format!("{}{path}", self.session);
        self.driver.call(method, &path, body, ANSWER)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            let thread = thread::current();
            let name = thread.name().unwrap_or("test").replace("::", "-");
            // The failure of the test is what matters, not a failure to show it.
            let picture = self.picture(&format!("failed-{name}"));
            let url = self.call("GET", "/url", None);
            eprintln!("the last page of the browser: {url:?}, {picture:?}");
        }
        let quit = self.driver.call("DELETE", &self.session, None, QUIT);
        if let (Err(_), Some(process)) = (quit, self.process) {
            // It would outlive its driver.
            let mut kill = Command::new("kill");
            let _ = kill
                .args(["-KILL", &process.to_string()])
                .stderr(Stdio::null())
                .status();
        }
    }
}

fn capabilities(trusts_all: bool) -> Value {
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "acceptInsecureCerts": trusts_all,
        "timeouts": { "pageLoad": PAGE.as_millis() as u64, "implicit": 0 },
        "goog:chromeOptions": { "browserStartupTimeout": START.as_millis() as u64, "args": [
            "--headless=new",
            // Chromium refuses to run as root with its sandbox; it sees pages of our own only.
            "--no-sandbox",
            "--disable-gpu",
            // Containers have a /dev/shm of 64 MiB.
            "--disable-dev-shm-usage",
        ] },
    } } })
}

/// A closure would hide from the panic who called.
#[track_caller]
fn succeed<T>(result: Result<T, String>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(problem) => panic!("{what}: {problem}"),
    }
}

fn script(text: &str) -> Value {
    json!({ "script": text, "args": [] })
}

fn string(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
