//! A headless Chromium to test pages in, spoken to over a pair of pipes in its protocol for developers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

/// An answer that takes longer will not come.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Commands of one test are numbered within such a range, which tells whose answer comes.
const COMMANDS_PER_TEST: u64 = 1_000_000;

/// Chromium writes and reads messages on descriptors 3 and 4; the shell puts ours there. It ends
/// when the tests do, and then the shell removes its files.
const WITH_PIPES: &str = r#"
    profile=$(mktemp -d) && "$0" "$@" "--user-data-dir=$profile" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null
    rm -rf "$profile"
"#;

const SWITCHES: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND,EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
];

/// In a page: the elements that a checker of HTML rejects, of the kinds that browsers let pass.
const MARKUP_FAULTS: &str = "(() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const isNothing = (id) => id && !document.getElementById(id);
    const ids = all('[id]').map((element) => element.id);
    const faults = {
        'an empty heading': all('h1, h2, h3, h4, h5, h6').filter((heading) => !heading.textContent.trim()),
        'a caption amid its figure': all('figcaption').filter((caption) => caption.previousElementSibling && caption.nextElementSibling),
        'an id given twice': all('[id]').filter((element) => ids.indexOf(element.id) !== ids.lastIndexOf(element.id)),
        'a label of nothing': all('label').filter((label) => !label.control),
        'a reference to nothing': all('[for], [aria-labelledby], [aria-describedby]').filter((element) =>
            ['for', 'aria-labelledby', 'aria-describedby'].some((name) => isNothing(element.getAttribute(name)))),
        'a control within another': all(':is(a, button, label) :is(a, button, label)'),
        'a block within a line': all(':is(p, span, button, label, h1, h2, h3) :is(p, div, ol, ul, table, section, figure, h1, h2, h3)'),
        'no item of a list': all(':is(ol, ul) > :not(li)'),
    };
    return Object.entries(faults).flatMap(([what, found]) => found.map((element) => `${what}: ${element.outerHTML.slice(0, 90)}`));
})()";

/// The one process, which all tests share.
struct Process {
    to: Mutex<ChildStdin>,
    receivers: Mutex<Receivers>,
}

/// Who gets which messages.
#[derive(Default)]
struct Receivers {
    by_test: HashMap<u64, Sender<Value>>,
    test_of_session: HashMap<String, u64>,
}

/// A browser of one test, with one page open: nothing in it is shared with other tests but the process.
/// It ends with this value.
pub struct Browser {
    process: Arc<Process>,
    from: Receiver<Value>,
    test: u64,
    /// Holds the pages, the cookies and the cache of this test.
    context: String,
    session: String,
    asked: u64,
    /// What the browser said unasked, in order.
    told: Vec<Value>,
}

/// One page of several.
#[derive(Clone)]
pub struct Tab(String);

impl Process {
    /// Starts it; none, with a loud word, where there is no Chromium. With `CI=true` that is an error.
    fn start() -> Option<Arc<Self>> {
        let Some(program) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| is_there(name))
        else {
            let loudly = "NO CHROMIUM: the map was NOT tested in a browser; install chromium to do so";
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{loudly}");
            // Not by a macro: the test harness would keep to itself what it prints.
            std::io::stderr().write_all(format!("\n*** {loudly} ***\n\n").as_bytes()).unwrap();
            return None;
        };
        let mut child = Command::new("sh")
            .args(["-c", WITH_PIPES, program])
            .args(SWITCHES)
            .args(["--window-size=1280,800", "about:blank"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut messages = BufReader::new(child.stdout.take().unwrap());
        let to = Mutex::new(child.stdin.take().unwrap());
        let process = Arc::new(Self { to, receivers: Mutex::default() });
        let distributing = Arc::clone(&process);
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while messages.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                distributing.distribute(value);
                message.clear();
            }
            // Nobody waits for more.
            distributing.receivers.lock().unwrap().by_test.clear();
            let _ = child.wait();
        });
        Some(process)
    }

    /// Passes a message on to the test that it concerns, if there is one.
    fn distribute(&self, message: Value) {
        let receivers = self.receivers.lock().unwrap();
        let test = match message["id"].as_u64() {
            Some(command) => Some(command / COMMANDS_PER_TEST),
            None => message["sessionId"].as_str().and_then(|session| receivers.test_of_session.get(session)).copied(),
        };
        if let Some(receiver) = test.and_then(|test| receivers.by_test.get(&test)) {
            let _ = receiver.send(message); // the test may have ended
        }
    }

    fn send(&self, message: &Value) -> std::io::Result<()> {
        let bytes = [message.to_string().as_bytes(), b"\0"].concat();
        self.to.lock().unwrap().write_all(&bytes)
    }
}

impl Browser {
    /// Opens one; none where there is no Chromium.
    pub fn start() -> Option<Self> {
        static PROCESS: OnceLock<Option<Arc<Process>>> = OnceLock::new();
        static TESTS: AtomicU64 = AtomicU64::new(1);
        let process = Arc::clone(PROCESS.get_or_init(Process::start).as_ref()?);
        let test = TESTS.fetch_add(1, Ordering::Relaxed);
        let (sender, from) = channel();
        process.receivers.lock().unwrap().by_test.insert(test, sender);
        let [context, session] = [String::new(), String::new()];
        let asked = test * COMMANDS_PER_TEST;
        let mut browser = Self { process, from, test, context, session, asked, told: Vec::new() };
        let context = browser.ask("Target.createBrowserContext", &json!({}));
        context["browserContextId"].as_str().unwrap().clone_into(&mut browser.context);
        browser.open_tab();
        browser.size(1280, 800, 1.0, false);
        Some(browser)
    }

    /// Opens an empty page before the others, and speaks to that from now on; returns its name.
    pub fn open_tab(&mut self) -> Tab {
        self.session.clear();
        let page = json!({"url": "about:blank", "browserContextId": self.context});
        let target = self.ask("Target.createTarget", &page)["targetId"].clone();
        let attached = self.ask("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        attached["sessionId"].as_str().unwrap().clone_into(&mut self.session);
        self.process.receivers.lock().unwrap().test_of_session.insert(self.session.clone(), self.test);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.ask(&format!("{domain}.enable"), &json!({}));
        }
        Tab(self.session.clone())
    }

    /// Brings a page before the others, and speaks to that from now on.
    pub fn show_tab(&mut self, tab: &Tab) {
        self.session.clone_from(&tab.0);
        self.ask("Page.bringToFront", &json!({}));
    }

    /// Speaks to a page, which stays where it is.
    pub fn speak_to(&mut self, tab: &Tab) {
        self.session.clone_from(&tab.0);
    }

    /// The page that is spoken to.
    pub fn tab(&self) -> Tab {
        Tab(self.session.clone())
    }

    /// Takes the network away from the page, or gives it back; connections that there are stay.
    pub fn offline(&mut self, is_away: bool) {
        let conditions = json!({"offline": is_away, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.ask("Network.emulateNetworkConditions", &conditions);
    }

    /// Sends a command and waits for its result.
    pub fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        self.asked += 1;
        let mut message = json!({"id": self.asked, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.process.send(&message).unwrap();
        loop {
            let answer = self.next();
            if answer["id"] == json!(self.asked) {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.told.push(answer);
        }
    }

    fn next(&mut self) -> Value {
        self.from.recv_timeout(LONGEST_WAIT).expect("the browser answers, if slowly")
    }

    /// Waits until the browser says something unasked, and returns it.
    pub fn wait_for(&mut self, method: &str) -> Value {
        loop {
            if let Some(place) = self.told.iter().position(|message| message["method"] == method) {
                return self.told.remove(place);
            }
            let message = self.next();
            self.told.push(message);
        }
    }

    /// Opens an address and waits until the page is loaded.
    pub fn open(&mut self, address: &str) {
        self.told.retain(|message| message["method"] != "Page.loadEventFired");
        self.ask("Page.navigate", &json!({"url": address}));
        self.wait_for("Page.loadEventFired");
    }

    /// Makes the window so large; `touch` makes it a phone's.
    pub fn size(&mut self, width: u32, height: u32, ratio: f64, touch: bool) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": touch});
        self.ask("Emulation.setDeviceMetricsOverride", &metrics);
        self.ask("Emulation.setTouchEmulationEnabled", &json!({"enabled": touch}));
    }

    /// The value of an expression in the page, also of a promise.
    #[track_caller]
    pub fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let result = self.ask("Runtime.evaluate", &parameters);
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until a condition holds in the page.
    #[track_caller]
    pub fn until(&mut self, condition: &str) {
        let held = self.value(&format!(
            "new Promise((done) => {{
                const end = performance.now() + 30000;
                const look = () => ({condition}) ? done(true) : performance.now() > end ? done(false) : setTimeout(look, 10);
                look();
            }})"
        ));
        assert_eq!(held, true, "it never came about that {condition}");
    }

    /// Waits until what was changed has been drawn.
    pub fn drawn(&mut self) {
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /// Moves the mouse; `buttons` are pressed on the way.
    pub fn mouse(&mut self, kind: &str, x: f64, y: f64) {
        let pressed = kind != "mouseMoved";
        let button = if pressed { "left" } else { "none" };
        let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": i32::from(pressed)});
        self.ask("Input.dispatchMouseEvent", &event);
    }

    /// Presses and releases the mouse at a place.
    pub fn click(&mut self, x: f64, y: f64) {
        self.mouse("mouseMoved", x, y);
        self.mouse("mousePressed", x, y);
        self.mouse("mouseReleased", x, y);
    }

    /// Clicks in the middle of an element.
    pub fn click_on(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block: 'center'}}); \
             const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; }})()"
        ));
        self.click(place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
    }

    /// Presses a key; `shift` with it.
    pub fn key(&mut self, key: &str, shift: bool) {
        let modifiers = if shift { 8 } else { 0 };
        for kind in ["rawKeyDown", "keyUp"] {
            let code = if key == "Tab" { 9 } else { 0 };
            let event =
                json!({"type": kind, "key": key, "code": key, "modifiers": modifiers, "windowsVirtualKeyCode": code});
            self.ask("Input.dispatchKeyEvent", &event);
        }
    }

    /// A picture of the page as PNG.
    pub fn picture(&mut self) -> Vec<u8> {
        let shot = self.ask("Page.captureScreenshot", &json!({"format": "png"}));
        base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()
    }

    /// Addresses that the page has asked for, but for files and data within it.
    pub fn requests(&mut self) -> Vec<String> {
        self.value("0"); // so that all that was said before has come
        let sent = self.told.iter().filter(|message| message["method"] == "Network.requestWillBeSent");
        let addresses = sent.map(|message| message["params"]["request"]["url"].as_str().unwrap().to_owned());
        addresses.filter(|address| !address.starts_with("file:")).collect()
    }

    /// What the page or the browser complained about: exceptions, errors, violations of the policy.
    pub fn complaints(&mut self) -> Vec<String> {
        self.value("0");
        let kinds = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"];
        // That the tests read many pixels is told, and is theirs to do.
        let is_ours = |message: &Value| message.to_string().contains("willReadFrequently");
        let complaint = |message: &&Value| kinds.iter().any(|kind| message["method"] == *kind) && !is_ours(message);
        self.told.iter().filter(complaint).map(Value::to_string).collect()
    }

    /// Asserts that a checker of HTML would find nothing in the page as it is now.
    #[track_caller]
    pub fn markup_is_valid(&mut self) {
        assert_eq!(self.value(MARKUP_FAULTS), json!([]));
    }

    /// Lets pages that are opened from now on run their scripts, or not.
    pub fn scripts(&mut self, are_run: bool) {
        self.ask("Emulation.setScriptExecutionDisabled", &json!({"value": !are_run}));
    }

    /// Takes what was said unasked under a name.
    pub fn take_told(&mut self, method: &str) -> Vec<Value> {
        self.value("0");
        let (taken, kept) = std::mem::take(&mut self.told).into_iter().partition(|message| message["method"] == method);
        self.told = kept;
        taken
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let parameters = json!({"browserContextId": self.context});
        let message = json!({"id": self.asked + 1, "method": "Target.disposeBrowserContext", "params": parameters});
        let _ = self.process.send(&message); // it may have ended
        let mut receivers = self.process.receivers.lock().unwrap();
        receivers.by_test.remove(&self.test);
        receivers.test_of_session.retain(|_, test| *test != self.test);
    }
}

fn is_there(program: &str) -> bool {
    let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}
