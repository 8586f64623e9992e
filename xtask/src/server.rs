//! A small static server: what any host does for `dist`, on this machine only.
//!
//! `cargo xtask serve` and the journeys use it; the journeys may also ask it to misbehave for some files.

use std::convert::Infallible;
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Context, Result, bail};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::ACCEPT_ENCODING;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

/// A way to misbehave, for the journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The file is not there (404).
    Missing,
    /// Only the first half of the file arrives.
    Truncated,
    /// This text arrives, whatever the file holds and whether it is there or not.
    Instead(&'static str),
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
    shared: Arc<Mutex<Shared>>,
    port: u16,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Site {
    /// Serves `root` on 127.0.0.1; port 0 takes a free one.
    pub fn start(root: &Path, port: u16) -> Result<Self> {
        if !root.join("index.html").is_file() {
            bail!("{} holds no index.html: run `cargo xtask dist` first", root.display());
        }
        let listener = bind(port)?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().context("the server cannot start")?;
        let (stop, stopped) = oneshot::channel();
        let (root, log) = (root.to_path_buf(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, root, log) => {}
                    // Also when the other end is dropped: either way it is time to stop.
                    _ = stopped => {}
                }
            });
        });
        Ok(Self { shared, port, running: Some((stop, thread)) })
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
        if let Some((stop, thread)) = self.running.take() {
            // A thread that panicked has already said so.
            let _ = thread.join();
            drop(stop);
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, root: PathBuf, shared: Arc<Mutex<Shared>>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("the server cannot listen: {error}"),
    };
    loop {
        // A connection that failed before it began is the browser's to try again.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (root, shared) = (root.clone(), Arc::clone(&shared));
        let service = service_fn(move |request| std::future::ready(Ok::<_, Infallible>(answer(&request, &root, &shared))));
        // A browser that leaves before the end of an answer is no error of ours.
        tokio::spawn(async move { drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await) });
    }
}

/// Says in words when a port cannot be used; port 0 always can.
pub fn check_port(port: u16) -> Result<()> {
    bind(port).map(drop)
}

fn bind(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(listener) => Ok(listener),
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

fn answer(request: &Request<Incoming>, root: &Path, shared: &Mutex<Shared>) -> Response<Full<Bytes>> {
    let path = request.uri().path().to_owned();
    let fault = lock(shared).faults.iter().find(|(word, _)| path.contains(word.as_str())).map(|(_, fault)| *fault);
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let reply = match *request.method() {
        Method::GET | Method::HEAD => reply(root, &path, accepted, fault),
        _ => Reply::plain(405, "Only GET and HEAD."),
    };
    lock(shared).served.push(Served { path, status: reply.status, bytes: reply.body.len() as u64 });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    // Names and values are all ours and valid; an empty answer would show in the first test.
    response.body(Full::from(reply.body)).unwrap_or_default()
}

fn reply(root: &Path, path: &str, accepted: &str, fault: Option<Fault>) -> Reply {
    if let Some(Fault::Instead(text)) = fault {
        return Reply { headers: vec![("Content-Type", mime(path).to_owned())], ..Reply::plain(200, text) };
    }
    let Some(file) = file_of(root, path).filter(|_| fault != Some(Fault::Missing)) else {
        return Reply::plain(404, "No such file.");
    };
    let truncated = fault == Some(Fault::Truncated);
    let (encoding, stored) = if truncated { (None, file.clone()) } else { negotiate(&file, accepted) };
    let Ok(mut body) = std::fs::read(&stored) else {
        return Reply::plain(404, "No such file.");
    };
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
    use std::io::{Read, Write};
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
    fn idle_connections_keep_nobody_waiting() {
        let dir = folder();
        let site = Site::start(dir.path(), 0).unwrap();
        let idle: Vec<_> = (0..12).map(|_| TcpStream::connect(("127.0.0.1", site.port)).unwrap()).collect();
        assert!(get(&site, "/", "br").contains("<p>page</p>"));
        drop(idle);
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
