//! A server on this machine that answers as a script says, and a folder with a source that asks it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pipeline::update::{Options, Outcome, Pace, run};
use sha2::{Digest, Sha256};

/// A request as it came: its first line and its headers, names in small letters.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub line: String,
    pub headers: BTreeMap<String, String>,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What to do with one connection: the request, and where to write.
pub type Answer = Box<dyn FnMut(&Request, &mut TcpStream) + Send>;

/// A server whose n-th request gets the n-th answer, and the last one for ever after.
pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub fn new(mut answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/table.csv", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        // Ends with the process; each test has its own.
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().enumerate() {
                let mut stream = stream.expect("a connection");
                let request = read(&mut stream);
                seen.lock().expect("a lock").push(request.clone());
                let at = n.min(answers.len() - 1);
                answers[at](&request, &mut stream);
            }
        });
        Self { address, requests }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("a lock").clone()
    }
}

fn read(stream: &mut TcpStream) -> Request {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).expect("a request") == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("text");
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default().to_owned();
    let pair = |l: &str| l.split_once(": ").map(|(k, v)| (k.to_lowercase(), v.to_owned()));
    Request { line, headers: lines.filter_map(pair).collect() }
}

/// Writes an answer; who hangs up early (a bound, a HEAD) is none of the server's business.
pub fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
    let _ = stream.write_all(body);
}

/// An answer with its headers and a body of the right length.
pub fn answer(head: &str, body: impl Into<Vec<u8>>) -> Answer {
    let (head, body) = (head.to_owned(), body.into());
    Box::new(move |request, stream| {
        let body: &[u8] = if request.line.starts_with("HEAD") { &[] } else { &body };
        send(stream, &format!("{head}\r\nContent-Length: {}", body.len()), body);
    })
}

/// `200` with a CSV of an edition.
pub fn csv(body: &str, edition: &str) -> Answer {
    answer(
        &format!(
            "200 OK\r\nContent-Type: text/csv\r\nETag: \"{edition}\"\r\nLast-Modified: Tue, 01 Dec 2026 08:00:00 GMT"
        ),
        body,
    )
}

/// A table of communes with a figure each.
pub fn communes(rows: usize, figure: &str) -> String {
    let rows: String = (0..rows).map(|n| format!("{:05},{figure}\n", 1000 + n)).collect();
    format!("code,apl\n{rows}")
}

/// A checkout of one source of 20 rows, « apl », that asks a server.
pub struct Ground {
    folder: tempfile::TempDir,
    pub ours: String,
    pub options: Options,
}

thread_local! {
    static WAITS: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

/// Notes a wait instead of waiting.
fn note(wait: Duration) {
    WAITS.with_borrow_mut(|waits| waits.push(wait));
}

/// The waits of this test so far.
pub fn waits() -> Vec<Duration> {
    WAITS.with_borrow(Clone::clone)
}

impl Ground {
    pub fn new(address: &str) -> Self {
        Self::with(address, "")
    }

    /// `more`: lines added to the manifest of the source.
    pub fn with(address: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ours = communes(20, "2.5");
        let root = folder.path();
        for name in ["data", "sources"] {
            std::fs::create_dir(root.join(name)).expect("made");
        }
        std::fs::write(root.join("sources/apl.csv"), &ours).expect("written");
        let manifest = format!(
            "dataset = \"2026-11-22\"\n[[source]]\nid = \"apl\"\nproducer = \"DREES\"\ntitle = \"APL\"\nvintage = \"2023\"\nlicence = \"LO\"\n\
             url = \"https://example.org/page\"\nofficial = \"{address}\"\nobtained = \"a test\"\n\
             from = {{ path = \"apl.csv\", sha256 = \"{}\" }}\nrows = 20\ncolumns = [\"code\", \"apl\"]\ncode = \"code\"\n{more}\n",
            hex::encode(Sha256::digest(&ours))
        );
        std::fs::write(root.join("data/sources.toml"), manifest).expect("written");
        let pace = Pace {
            connect: Duration::from_millis(400),
            source: Duration::from_secs(5),
            run: Duration::from_secs(10),
            between: Duration::ZERO,
            tries: 3,
            first_wait: Duration::from_millis(8),
            longest_wait: Duration::from_secs(3),
            sleep: note,
        };
        let options = Options {
            data: root.join("data"),
            sources: root.join("sources"),
            into: root.join("updates"),
            check: false,
            only: None,
            most_bytes: 100_000,
            pace,
            now: "2026-12-02T10:00:00Z".parse().expect("a time"),
            local: true,
        };
        Self { folder, ours, options }
    }

    pub fn run(&self) -> Outcome {
        let mut outcomes = run(&self.options, &mut |_| ()).expect("nothing unexpected");
        assert_eq!(outcomes.len(), 1);
        outcomes.remove(0)
    }

    /// The one table taken, and its text.
    pub fn taken(&self) -> Option<(PathBuf, String)> {
        let files = std::fs::read_dir(&self.options.into).ok()?;
        let mut tables = files
            .map(|f| f.expect("an entry").path())
            .filter(|p| p.extension().is_some_and(|e| e == "csv"));
        let path = tables.next()?;
        assert!(tables.next().is_none(), "two tables for one source");
        let text = std::fs::read_to_string(&path).expect("readable");
        Some((path, text))
    }

    /// The table that the user has is as it was, byte for byte, and nothing stands in for it.
    pub fn assert_untouched(&self) {
        let now = std::fs::read(self.root().join("sources/apl.csv")).expect("still there");
        assert!(now == self.ours.as_bytes(), "the source of the user was touched");
        let files: Vec<_> =
            std::fs::read_dir(self.root().join("sources")).expect("a folder").collect();
        assert_eq!(files.len(), 1, "something was added to the sources");
        assert!(self.taken().is_none(), "a bad table was taken: {:?}", self.taken());
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }
}
