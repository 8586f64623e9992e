//! A small static server: what any host does for `dist`, on this machine only.
//!
//! `cargo xtask serve` and the journeys use it; the journeys may also ask it to misbehave for some files.

use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server};

const WORKERS: usize = 4;

/// A way to misbehave, for the journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The file is not there (404).
    Missing,
    /// Only the first half of the file arrives.
    Truncated,
}

/// One answer given.
#[derive(Debug, Clone)]
pub struct Served {
    /// Path asked for, without the query.
    pub path: String,
    /// Status code.
    pub status: u16,
    /// Bytes of the body as sent.
    pub bytes: u64,
}

#[derive(Default)]
struct Shared {
    served: Vec<Served>,
    faults: Vec<(String, Fault)>,
}

/// A running server; it stops when dropped.
pub struct Site {
    server: Arc<Server>,
    shared: Arc<Mutex<Shared>>,
    workers: Vec<JoinHandle<()>>,
    port: u16,
}

impl Site {
    /// Serves `root` on 127.0.0.1; port 0 takes a free one.
    pub fn start(root: &Path, port: u16) -> Result<Self> {
        if !root.join("index.html").is_file() {
            bail!("{} holds no index.html: run `cargo xtask dist` first", root.display());
        }
        check_port(port)?;
        let server = Server::http(("127.0.0.1", port)).map_err(|error| anyhow!("the server cannot start: {error}"))?;
        let server = Arc::new(server);
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let shared = Arc::new(Mutex::new(Shared::default()));
        let workers = (0..WORKERS)
            .map(|_| {
                let (server, shared, root) = (Arc::clone(&server), Arc::clone(&shared), root.to_path_buf());
                std::thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        answer(request, &root, &shared);
                    }
                })
            })
            .collect();
        Ok(Self { server, shared, workers, port })
    }

    /// The address of the page, with a closing slash.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Every answer so far, oldest first.
    #[must_use]
    pub fn served(&self) -> Vec<Served> {
        lock(&self.shared).served.clone()
    }

    /// From now on, paths that contain one of these words misbehave; an empty list ends that.
    pub fn set_faults(&self, faults: &[(&str, Fault)]) {
        lock(&self.shared).faults = faults.iter().map(|(word, fault)| ((*word).to_owned(), *fault)).collect();
    }

    /// Waits for ever: the server answers until the process is ended.
    pub fn wait(mut self) {
        for worker in self.workers.drain(..) {
            // A worker that panicked has already said so; the others go on.
            let _ = worker.join();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

/// Says in words when a port cannot be used; port 0 always can.
pub fn check_port(port: u16) -> Result<()> {
    match std::net::TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!("port {port} of 127.0.0.1 cannot be used ({error}): stop what holds it, or choose another with --port"),
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What to send, before it becomes an HTTP answer.
struct Reply {
    status: u16,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl Reply {
    fn plain(status: u16, text: &str) -> Self {
        Self { status, body: text.as_bytes().to_vec(), headers: vec![("Content-Type", "text/plain; charset=utf-8".into())] }
    }
}

fn answer(request: Request, root: &Path, shared: &Mutex<Shared>) {
    let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
    let fault = lock(shared).faults.iter().find(|(word, _)| path.contains(word.as_str())).map(|(_, fault)| *fault);
    let accepted = request.headers().iter().find(|h| h.field.equiv("Accept-Encoding")).map_or("", |h| h.value.as_str());
    let reply = match request.method() {
        Method::Get | Method::Head => reply(root, &path, accepted, fault),
        _ => Reply::plain(405, "Only GET and HEAD."),
    };
    lock(shared).served.push(Served { path, status: reply.status, bytes: reply.body.len() as u64 });
    // Chunked coding would hide the length, and with it the progress of loading.
    let mut response = Response::from_data(reply.body).with_status_code(reply.status).with_chunked_threshold(usize::MAX);
    for (name, value) in reply.headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that left before the end of an answer is no error of ours.
    let _ = request.respond(response);
}

fn reply(root: &Path, path: &str, accepted: &str, fault: Option<Fault>) -> Reply {
    let Some(file) = file_of(root, path).filter(|_| fault != Some(Fault::Missing)) else {
        return Reply::plain(404, "No such file.");
    };
    let truncated = fault == Some(Fault::Truncated);
    let (encoding, stored) = if truncated { (None, file.clone()) } else { negotiate(&file, accepted) };
    let mut body = Vec::new();
    if std::fs::File::open(&stored).and_then(|mut f| f.read_to_end(&mut body)).is_err() {
        return Reply::plain(404, "No such file.");
    }
    if truncated {
        body.truncate(body.len() / 2);
    }
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let cache = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = vec![
        ("Content-Type", mime(name).to_owned()),
        ("Cache-Control", cache.to_owned()),
        ("Vary", "Accept-Encoding".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
    ];
    if let Some(encoding) = encoding {
        headers.push(("Content-Encoding", encoding.to_owned()));
    }
    Reply { status: 200, body, headers }
}

/// The file behind a path of the page, never outside of `root`.
fn file_of(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = path.strip_prefix('/')?;
    let relative = if relative.is_empty() { "index.html" } else { relative };
    let inside = Path::new(relative).components().all(|part| matches!(part, Component::Normal(_)));
    let file = root.join(relative);
    (inside && file.is_file()).then_some(file)
}

/// The smallest stored form the browser accepts.
fn negotiate(file: &Path, accepted: &str) -> (Option<&'static str>, PathBuf) {
    let accepts = |name: &str| {
        accepted.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(name) && !words.any(|w| matches!(w, "q=0" | "q=0.0"))
        })
    };
    for (name, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        let mut stored = file.as_os_str().to_owned();
        stored.push(suffix);
        let stored = PathBuf::from(stored);
        if accepts(name) && stored.is_file() {
            return (Some(name), stored);
        }
    }
    (None, file.to_path_buf())
}

/// Whether the name carries a hash of its content, so that it may be kept for ever.
#[must_use]
pub fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_']).any(|part| (12..=64).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::TcpStream;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("index.html"), "<p>page</p>").unwrap();
        std::fs::write(dir.path().join("a-0123456789abcdef.js"), "let a = 1;").unwrap();
        std::fs::write(dir.path().join("a-0123456789abcdef.js.br"), "BR").unwrap();
        std::fs::write(dir.path().join("a-0123456789abcdef.js.gz"), "GZIP").unwrap();
        dir
    }

    fn get(site: &Site, path: &str, encoding: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", site.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: {encoding}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn it_serves_the_smallest_form_the_browser_accepts() {
        let dir = folder();
        let site = Site::start(dir.path(), 0).unwrap();
        let js = "/a-0123456789abcdef.js?x=1";
        assert!(get(&site, js, "gzip, br").ends_with("\r\n\r\nBR"));
        assert!(get(&site, js, "gzip, br;q=0").ends_with("\r\n\r\nGZIP"));
        let plain = get(&site, js, "identity");
        assert!(plain.ends_with("let a = 1;") && plain.contains("text/javascript") && plain.contains("immutable"), "{plain}");
        let page = get(&site, "/", "br");
        assert!(page.contains("<p>page</p>") && page.contains("no-cache") && page.contains("require-corp"), "{page}");
        assert_eq!(site.served().len(), 4);
        assert_eq!(site.served()[0].bytes, 2);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let dir = folder();
        std::fs::create_dir(dir.path().join("in")).unwrap();
        std::fs::write(dir.path().join("in/index.html"), "inner").unwrap();
        std::fs::write(dir.path().join("secret"), "secret").unwrap();
        let site = Site::start(&dir.path().join("in"), 0).unwrap();
        for path in ["/../secret", "/./index.html/../../secret", "//secret", "/in"] {
            assert!(get(&site, path, "").starts_with("HTTP/1.1 404"), "{path}");
        }
    }

    #[test]
    fn faults_come_and_go() {
        let dir = folder();
        let site = Site::start(dir.path(), 0).unwrap();
        site.set_faults(&[("a-0123", Fault::Truncated)]);
        assert!(get(&site, "/a-0123456789abcdef.js", "br").ends_with("\r\n\r\nlet a"));
        site.set_faults(&[("a-0123", Fault::Missing)]);
        assert!(get(&site, "/a-0123456789abcdef.js", "br").starts_with("HTTP/1.1 404"));
        site.set_faults(&[]);
        assert!(get(&site, "/a-0123456789abcdef.js", "br").ends_with("BR"));
    }

    #[test]
    fn a_taken_port_and_an_empty_folder_are_said_in_words() {
        let dir = folder();
        let site = Site::start(dir.path(), 0).unwrap();
        let taken = Site::start(dir.path(), site.port).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(taken.contains("--port"), "{taken}");
        let empty = tempfile::tempdir().unwrap();
        let absent = Site::start(empty.path(), 0).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(absent.contains("cargo xtask dist"), "{absent}");
    }

    #[test]
    fn hashed_names_are_told_apart() {
        for name in ["places.0123456789ab.plq", "plaque-9f2c3b1a0d4e5f67_bg.wasm", "style-9f2c3b1a0d4e5f67.css"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "index.json", "atkinson-hyperlegible-next-latin-400-normal.woff2"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
