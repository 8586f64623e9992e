//! A small static server: what any host does for `dist`, on this machine only.
//!
//! `cargo xtask serve` and the journeys use it; the journeys may also ask it to misbehave for some
//! files.

use std::convert::Infallible;
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
};
use hyper::http::response::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Added to every answer: types are taken at their word, and the page is alone in its process.
const HEADERS: [(&str, &str); 4] = [
    ("vary", "accept-encoding"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
];

/// A way to misbehave, for the journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The file is not there (404).
    Missing,
    /// Only the first half of the file arrives.
    Truncated,
    /// This text arrives, whatever the file holds and whether it is there or not.
    Instead(&'static str),
    /// The file, or another fault of the same path, arrives this many milliseconds later.
    Late(u64),
    /// The file is at this address (302).
    Moved(&'static str),
}

/// An answer that was given, for the journeys to look at.
#[derive(Debug, Clone)]
pub struct Served {
    /// Path asked for, without the query.
    pub path: String,
    /// Status code of HTTP.
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
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .context("the server cannot start")?;
        let (stop, stopped) = oneshot::channel();
        let files = ServeDir::new(root).precompressed_br().precompressed_gzip();
        let log = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, files, log) => {}
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
        lock(&self.shared).faults =
            faults.iter().map(|(word, fault)| ((*word).to_owned(), *fault)).collect();
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

async fn accept(listener: TcpListener, files: ServeDir, shared: Arc<Mutex<Shared>>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("the server cannot listen: {error}"),
    };
    loop {
        // A connection that failed before it began is the browser's to try again.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (files, shared) = (files.clone(), Arc::clone(&shared));
        let service =
            service_fn(move |request| answer(request, files.clone(), Arc::clone(&shared)));
        // A browser that leaves before the end of an answer is no error of ours.
        tokio::spawn(async move {
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await)
        });
    }
}

/// Says in words when a port cannot be used; port 0 always can.
pub fn check_port(port: u16) -> Result<()> {
    bind(port).map(drop)
}

fn bind(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(listener) => Ok(listener),
        Err(error) => bail!(
            "port {port} of 127.0.0.1 cannot be used ({error}): stop what holds it, or choose another with --port"
        ),
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    mut request: Request<Incoming>,
    files: ServeDir,
    shared: Arc<Mutex<Shared>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let named = |(word, _): &&(String, Fault)| path.contains(word.as_str());
    let faults: Vec<Fault> = lock(&shared).faults.iter().filter(named).map(|f| f.1).collect();
    let mut fault = None;
    for found in faults {
        match found {
            Fault::Late(wait) => tokio::time::sleep(Duration::from_millis(wait)).await,
            other => fault = fault.or(Some(other)),
        }
    }
    if fault == Some(Fault::Truncated) {
        // Half of a compressed file would be no beginning of the whole.
        drop(request.headers_mut().remove(ACCEPT_ENCODING));
    }
    let (mut head, mut body) = match fault {
        Some(Fault::Missing) => made(StatusCode::NOT_FOUND, ""),
        Some(Fault::Instead(text)) => made(StatusCode::OK, text),
        Some(Fault::Moved(to)) => {
            let (mut head, body) = made(StatusCode::FOUND, "");
            head.headers.insert(LOCATION, HeaderValue::from_static(to));
            (head, body)
        }
        _ => {
            let (head, body) = files.oneshot(request).await?.into_parts();
            match body.collect().await {
                Ok(body) => (head, body.to_bytes()),
                Err(_) => made(StatusCode::INTERNAL_SERVER_ERROR, ""),
            }
        }
    };
    if fault == Some(Fault::Truncated) {
        body.truncate(body.len() / 2);
        head.headers.remove(CONTENT_LENGTH);
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let kept = head.status.is_success() && is_hashed(name);
    let cache = if kept { "public, max-age=31536000, immutable" } else { "no-cache" };
    head.headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    for (name, value) in HEADERS {
        head.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let status = head.status.as_u16();
    lock(&shared).served.push(Served { path, status, bytes: body.len() as u64 });
    Ok(Response::from_parts(head, Full::from(body)))
}

fn made(status: StatusCode, body: &'static str) -> (Parts, Bytes) {
    let (mut head, ()) = Response::new(()).into_parts();
    head.status = status;
    head.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    (head, Bytes::from(body))
}

/// Whether the name carries a hash of its content, so that it may be kept for ever. A table of a day
/// (`zones-20260730.csv`) does not.
#[must_use]
pub fn is_hashed(name: &str) -> bool {
    let is_hash =
        |part: &str| (8..=64).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
    !name.ends_with(".csv") && name.split(['-', '.', '_']).any(is_hash)
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
        assert!(
            plain.ends_with("let a = 1;")
                && plain.contains("text/javascript")
                && plain.contains("immutable"),
            "{plain}"
        );
        let page = get(&site, "/", "br");
        assert!(
            page.contains("<p>page</p>")
                && page.contains("no-cache")
                && page.contains("require-corp"),
            "{page}"
        );
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
        let idle: Vec<_> =
            (0..12).map(|_| TcpStream::connect(("127.0.0.1", site.port)).unwrap()).collect();
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
        site.set_faults(&[("a-0123", Fault::Late(60))]);
        let before = std::time::Instant::now();
        assert!(get(&site, "/a-0123456789abcdef.js", "br").ends_with("BR"));
        assert!(before.elapsed() >= Duration::from_millis(60));
        site.set_faults(&[("a-0123", Fault::Late(60)), ("a-0123", Fault::Instead("other"))]);
        let before = std::time::Instant::now();
        assert!(get(&site, "/a-0123456789abcdef.js", "br").ends_with("\r\n\r\nother"));
        assert!(before.elapsed() >= Duration::from_millis(60));
        site.set_faults(&[("a-0123", Fault::Moved("/there"))]);
        let moved = get(&site, "/a-0123456789abcdef.js", "br");
        assert!(moved.starts_with("HTTP/1.1 302") && moved.contains("location: /there"), "{moved}");
        site.set_faults(&[]);
        assert!(get(&site, "/a-0123456789abcdef.js", "br").ends_with("BR"));
    }

    #[test]
    fn a_taken_port_and_an_empty_folder_are_said_in_words() {
        let dir = folder();
        let site = Site::start(dir.path(), 0).unwrap();
        let taken =
            Site::start(dir.path(), site.port).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(taken.contains("--port"), "{taken}");
        let empty = tempfile::tempdir().unwrap();
        let absent = Site::start(empty.path(), 0).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(absent.contains("cargo xtask dist"), "{absent}");
    }

    #[test]
    fn hashed_names_are_told_apart() {
        for name in [
            "places.0123456789ab.plq",
            "plaque-9f2c3b1a0d4e5f67_bg.wasm",
            "style-9f2c3b1a0d4e5f67.css",
            "shared-6cc03a02.wasm",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "index.json", "plaque-sans-400.woff2", "zones-20260730.csv"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
