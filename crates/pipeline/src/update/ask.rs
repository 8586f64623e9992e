//! One address, asked politely: conditions, tries with growing waits, redirects, resumption, and
//! bounds on all of it.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Utc};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::{StatusCode, Url, redirect};

use super::memory::Seen;
use super::pace::{Pace, roll};
use super::partial::Partial;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// Who asks, for the logs of those who are asked.
const AGENT: &str = concat!(
    "plaque-pipeline/",
    env!("CARGO_PKG_VERSION"),
    " (Plaque, update of open data; one request at a time)"
);

/// What an address answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// The host says that the file is the one we have (304).
    Unchanged,
    /// There is a file; it was not asked for.
    There { etag: Option<String>, last_modified: Option<String> },
    /// The file, in full.
    File {
        bytes: Vec<u8>,
        content_type: String,
        etag: Option<String>,
        last_modified: Option<String>,
    },
}

/// What a request wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Only whether there is something new.
    Check,
    /// The whole file, or the rest of one that broke off.
    Fetch,
}

/// Why there is no answer.
pub(super) enum Fault {
    /// Perhaps later, and perhaps not before the time that the host named.
    Again(String, Option<Duration>),
    /// Not by asking again.
    Final(String),
    /// Nothing that the other side did: a folder that cannot be written.
    Ours(anyhow::Error),
}

/// Asks one address at a time.
pub(super) struct Asker<'a> {
    client: Client,
    pace: &'a Pace,
    /// Whether this machine may be asked without encryption, which only tests do.
    local: bool,
    most: u64,
    now: DateTime<Utc>,
    end: Instant,
    /// When each host was last asked.
    last: HashMap<String, Instant>,
    /// Hosts that could not be reached at all in this run: they are not tried again for each of
    /// their files.
    lost: HashMap<String, String>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(pace: &'a Pace, local: bool, most: u64, now: DateTime<Utc>) -> Result<Self> {
        // The only provider among the allowed licences; a second call is refused, and changes
        // nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let policy = redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > MOST_REDIRECTS {
                attempt.error(format!("more than {MOST_REDIRECTS} redirects"))
            } else if is_allowed(attempt.url(), local) {
                attempt.follow()
            } else {
                let to = format!("redirected to {}, which is not encrypted", attempt.url());
                attempt.error(to)
            }
        });
        let mut client =
            Client::builder().user_agent(AGENT).connect_timeout(pace.connect).redirect(policy);
        if local {
            client = client.no_proxy();
        }
        let client = client.build().context("no client for the network")?;
        Ok(Self {
            client,
            pace,
            local,
            most,
            now,
            end: Instant::now() + pace.run,
            last: HashMap::new(),
            lost: HashMap::new(),
        })
    }

    /// Asks for a file unless it is the one already `seen`. The outer error is ours, the inner one
    /// tells why there is no answer.
    pub(super) fn ask(
        &mut self,
        address: &str,
        seen: Option<&Seen>,
        how: How,
        part: &Path,
    ) -> Result<Result<Answer, String>> {
        let url = match Url::parse(address) {
            Ok(url) if is_allowed(&url, self.local) => url,
            _ => return Ok(Err(format!("« {address} » is not an encrypted address"))),
        };
        let host = url.authority().to_owned();
        if let Some(why) = self.lost.get(&host) {
            return Ok(Err(why.clone()));
        }
        let start = Instant::now();
        if start >= self.end {
            return Ok(Err(format!(
                "not asked, the {} of the run are over",
                in_words(self.pace.run)
            )));
        }
        let deadline = (start + self.pace.source).min(self.end);
        let mut why = String::new();
        for tried in 0..self.pace.tries {
            self.pause(&host);
            if Instant::now() >= deadline {
                break;
            }
            let fault = match self.once(&url, seen, how, part, deadline) {
                Ok(answer) => return Ok(Ok(answer)),
                Err(fault) => fault,
            };
            let after = match fault {
                Fault::Ours(error) => return Err(error),
                Fault::Final(why) => return Ok(Err(why)),
                Fault::Again(reason, after) => {
                    why =
                        if tried == 0 { reason } else { format!("{reason} ({} tries)", tried + 1) };
                    after
                }
            };
            if tried + 1 == self.pace.tries {
                break;
            }
            let wait = after.unwrap_or_else(|| self.pace.wait(tried, roll()));
            let left = deadline.saturating_duration_since(Instant::now());
            if wait > self.pace.longest_wait || wait > left {
                if after.is_some() {
                    why = format!("{why}, and asks to come back in {}", in_words(wait));
                }
                break;
            }
            (self.pace.sleep)(wait);
        }
        if why.starts_with(NO_CONNECTION) {
            self.lost.insert(host, why.clone());
        }
        Ok(Err(why))
    }

    /// Lets a host breathe between two requests.
    fn pause(&mut self, host: &str) {
        if let Some(last) = self.last.get(host) {
            let rest = self.pace.between.saturating_sub(last.elapsed());
            if !rest.is_zero() {
                (self.pace.sleep)(rest);
            }
        }
        self.last.insert(host.to_owned(), Instant::now());
    }

    fn once(
        &self,
        url: &Url,
        seen: Option<&Seen>,
        how: How,
        part: &Path,
        deadline: Instant,
    ) -> Result<Answer, Fault> {
        let partial = if how == How::Fetch {
            Partial::open(part, url.as_str()).map_err(Fault::Ours)?
        } else {
            Partial::none()
        };
        let left = || deadline.saturating_duration_since(Instant::now());
        let conditions = |request: RequestBuilder| {
            let Some(seen) = seen else { return request };
            let request =
                seen.etag.iter().fold(request, |r, etag| r.header(header::IF_NONE_MATCH, etag));
            seen.last_modified
                .iter()
                .fold(request, |r, date| r.header(header::IF_MODIFIED_SINCE, date))
        };
        let mut response = if how == How::Check {
            let head = send(conditions(self.client.head(url.clone())).timeout(left()), deadline)?;
            match head.status() {
                // Some hosts make files on demand and know no HEAD: the answer to a GET is left
                // unread.
                StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => {
                    send(conditions(self.client.get(url.clone())).timeout(left()), deadline)?
                }
                _ => head,
            }
        } else if let Some((from, validator)) = partial.resumable() {
            let request = self
                .client
                .get(url.clone())
                .header(header::RANGE, format!("bytes={from}-"))
                .header(header::IF_RANGE, validator);
            send(request.timeout(left()), deadline)?
        } else {
            send(conditions(self.client.get(url.clone())).timeout(left()), deadline)?
        };
        let status = response.status();
        let (etag, last_modified) = (
            text(response.headers(), header::ETAG),
            text(response.headers(), header::LAST_MODIFIED),
        );
        let offset = match status {
            StatusCode::NOT_MODIFIED => return Ok(Answer::Unchanged),
            StatusCode::OK if how == How::Check => {
                return Ok(Answer::There { etag, last_modified });
            }
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT => {
                match (partial.resumable(), starts_at(response.headers())) {
                    (Some((asked, _)), Some(given)) if asked == given => given,
                    _ => {
                        partial.forget().map_err(Fault::Ours)?;
                        return Err(Fault::Again(
                            "another part than the one asked for".to_owned(),
                            None,
                        ));
                    }
                }
            }
            StatusCode::RANGE_NOT_SATISFIABLE => {
                partial.forget().map_err(Fault::Ours)?;
                return Err(Fault::Again("no such part of the file".to_owned(), None));
            }
            _ => return Err(self.refused(status, response.headers())),
        };
        let content_type = text(response.headers(), header::CONTENT_TYPE).unwrap_or_default();
        let announced = response.content_length().map(|n| n + offset);
        if let Some(n) = announced.filter(|n| *n > self.most) {
            partial.forget().map_err(Fault::Ours)?;
            return Err(Fault::Final(format!(
                "{n} bytes announced, more than the {} allowed",
                self.most
            )));
        }
        partial.validate(etag.as_deref(), last_modified.as_deref(), offset).map_err(Fault::Ours)?;
        self.receive(&mut response, &partial, offset, announced, deadline)?;
        let bytes = partial.take().map_err(Fault::Ours)?;
        Ok(Answer::File { bytes, content_type, etag, last_modified })
    }

    /// Reads a body to its end, its bound, or the end of the time for it.
    fn receive(
        &self,
        body: &mut Response,
        to: &Partial,
        offset: u64,
        announced: Option<u64>,
        deadline: Instant,
    ) -> Result<(), Fault> {
        let mut file = to.append_from(offset).map_err(Fault::Ours)?;
        let (mut buffer, mut got) = (vec![0; 1 << 16], offset);
        let of = announced.map_or(String::new(), |n| format!(" of {n}"));
        loop {
            match body.read(&mut buffer) {
                Ok(0) if announced.is_none_or(|n| n == got) => return Ok(()),
                Ok(0) => {
                    return Err(Fault::Again(format!("broke off after {got}{of} bytes"), None));
                }
                Ok(n) => {
                    got += n as u64;
                    if got > self.most {
                        drop(file);
                        to.forget().map_err(Fault::Ours)?;
                        return Err(Fault::Final(format!(
                            "more than the {} bytes allowed",
                            self.most
                        )));
                    }
                    file.write_all(&buffer[..n]).map_err(|e| {
                        Fault::Ours(anyhow!(e).context("a download cannot be written"))
                    })?;
                }
                Err(_) if Instant::now() < deadline => {
                    return Err(Fault::Again(format!("broke off after {got}{of} bytes"), None));
                }
                Err(_) => {}
            }
            if Instant::now() >= deadline {
                return Err(Fault::Final(format!(
                    "{got}{of} bytes in {}; the next run goes on from there",
                    in_words(self.pace.source)
                )));
            }
        }
    }

    /// What an answer that is no file means.
    fn refused(&self, status: StatusCode, headers: &HeaderMap) -> Fault {
        let why = format!("answers {status}");
        let passing = status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT;
        if passing { Fault::Again(why, retry_after(headers, self.now)) } else { Fault::Final(why) }
    }
}

/// How a failure to be connected starts.
const NO_CONNECTION: &str = "no connection";

fn send(request: RequestBuilder, deadline: Instant) -> Result<Response, Fault> {
    request.send().map_err(|error| {
        let error = error.without_url();
        // The innermost cause is the one that tells.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        if error.is_redirect() {
            Fault::Final(cause.to_string())
        } else if error.is_connect() {
            Fault::Again(format!("{NO_CONNECTION}: {cause}"), None)
        } else if error.is_timeout() || Instant::now() >= deadline {
            Fault::Again("no answer in time".to_owned(), None)
        } else {
            Fault::Again(format!("no answer: {cause}"), None)
        }
    })
}

/// Encrypted addresses, and in tests those of this machine.
fn is_allowed(url: &Url, local: bool) -> bool {
    url.scheme() == "https" || (local && url.host_str() == Some("127.0.0.1"))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// First byte of a part.
fn starts_at(headers: &HeaderMap) -> Option<u64> {
    text(headers, header::CONTENT_RANGE)?.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

/// How long the host wants us to wait: a number of seconds, or a date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(value.trim()).ok()?;
    date.signed_duration_since(now).to_std().ok()
}

fn in_words(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
