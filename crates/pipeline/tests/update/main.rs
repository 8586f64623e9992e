//! `update` against a server that fails in every way: the table we have stays, byte for byte, and
//! the report says why.
//!
//! In each test the old source is `apl.csv`, 20 communes at 2.5 (`Ground`); where a table was taken
//! before, it is named.

mod files;
mod local;
mod partial;
mod successor;

use std::io::Write;
use std::time::{Duration, Instant};

use local::{Answer, Ground, Server, answer, communes, csv, send, waits};
use partial::rest;
use pipeline::update::{State, run, table};

/// A better edition: 21 communes at 2.7.
fn better() -> String {
    communes(21, "2.7")
}

/// A server of these answers, and what one run makes of it; nothing may be taken.
#[track_caller]
fn refused(answers: Vec<Answer>, state: State, detail: &str) -> (Ground, Server) {
    let server = Server::new(answers);
    let ground = Ground::new(&server.address);
    let outcome = ground.run();
    ground.assert_untouched();
    assert_eq!((outcome.state, outcome.table), (state, None), "{}", outcome.detail);
    assert!(outcome.detail.contains(detail), "« {detail} » is not in « {} »", outcome.detail);
    (ground, server)
}

/// The same, where a better table was taken by a run before: it must stay as well.
#[track_caller]
fn refused_later(mut bad: Vec<Answer>, state: State, detail: &str) {
    bad.insert(0, csv(&better(), "one"));
    let server = Server::new(bad);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    let before = ground.taken().expect("taken");
    let outcome = ground.run();
    assert_eq!(outcome.state, state, "{}", outcome.detail);
    assert!(outcome.detail.contains(detail), "« {detail} » is not in « {} »", outcome.detail);
    assert_eq!(ground.taken(), Some(before.clone()), "the table taken before was touched");
    assert_eq!(before.0.file_name().and_then(|n| n.to_str()), outcome.table.as_deref());
}

#[test]
fn a_better_edition_is_taken_beside_ours_with_its_hash() {
    let server = Server::new(vec![csv(&better(), "one")]);
    let ground = Ground::new(&server.address);
    let outcome = ground.run();
    assert_eq!(
        (outcome.state, outcome.detail.as_str()),
        (State::Updated, "newer since 2026-12-01; taken: 21 rows, 20 known before")
    );
    let (path, text) = ground.taken().expect("taken");
    assert_eq!(text, better());
    assert!(text.starts_with("code,apl\n") && !path.starts_with(&ground.options.sources));
    assert_eq!(
        std::fs::read_to_string(ground.options.sources.join("apl.csv")).expect("there"),
        ground.ours
    );
    let state = std::fs::read_to_string(ground.options.into.join("state.json")).expect("a state");
    let hash = outcome.sha256.expect("a hash");
    assert!(hash.len() == 64 && state.contains(&hash) && state.contains("\\\"one\\\""), "{state}");
    assert_eq!(
        std::fs::read_to_string(ground.options.into.join(".gitignore")).expect("there"),
        "*\n"
    );
    let request = &server.requests()[0];
    assert!(request.header("user-agent").contains("Plaque"), "{request:?}");
}

#[test]
fn a_host_that_says_nothing_costs_the_time_of_its_source_and_no_more() {
    let silent: Answer = Box::new(|_, stream| {
        let kept = stream.try_clone().expect("a handle");
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(4));
            drop(kept);
        });
    });
    let server = Server::new(vec![silent]);
    let mut ground = Ground::new(&server.address);
    ground.options.pace.source = Duration::from_millis(300);
    let start = Instant::now();
    let outcome = ground.run();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    ground.assert_untouched();
    assert_eq!(
        (outcome.state, outcome.detail.as_str()),
        (State::Unreachable, "unreachable: no answer in time")
    );
}

#[test]
fn a_body_that_stops_coming_costs_the_time_of_its_source_and_goes_on_next_time() {
    let body = better();
    let half = body.len() / 2;
    let stalled: Answer = Box::new({
        let body = body.clone();
        move |_, stream| {
            send(
                stream,
                &format!("200 OK\r\nETag: \"one\"\r\nContent-Length: {}", body.len()),
                &body.as_bytes()[..half],
            );
            let kept = stream.try_clone().expect("a handle");
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(4));
                drop(kept);
            });
        }
    });
    let server = Server::new(vec![stalled, rest(&body)]);
    let mut ground = Ground::new(&server.address);
    ground.options.pace.source = Duration::from_millis(300);
    let start = Instant::now();
    let outcome = ground.run();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    ground.assert_untouched();
    assert_eq!(
        outcome.detail,
        format!(
            "unreachable: {half} of {} bytes in 0.3 s; the next run goes on from there",
            body.len()
        )
    );
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(ground.taken().expect("taken").1, body);
}

#[test]
fn a_missing_page_is_not_asked_twice() {
    let (_, server) = refused(
        vec![answer("404 Not Found", "")],
        State::Unreachable,
        "unreachable: answers 404 Not Found",
    );
    assert_eq!(server.requests().len(), 1);
    refused_later(vec![answer("404 Not Found", "")], State::Unreachable, "404");
}

#[test]
fn an_error_that_passes_is_tried_again_after_a_wait_that_grows() {
    let error = || answer("500 Internal Server Error", "");
    let server = Server::new(vec![error(), error(), csv(&better(), "one")]);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    let (waits, ms) = (waits(), Duration::from_millis);
    assert_eq!(waits.len(), 2, "{waits:?}");
    assert!(
        (ms(4)..=ms(8)).contains(&waits[0]) && (ms(8)..=ms(16)).contains(&waits[1]),
        "{waits:?}"
    );
}

#[test]
fn an_error_that_stays_ends_after_the_tries() {
    let error = || answer("500 Internal Server Error", "");
    let (_, server) =
        refused(vec![error()], State::Unreachable, "answers 500 Internal Server Error (3 tries)");
    assert_eq!(server.requests().len(), 3);
    refused_later(vec![error()], State::Unreachable, "500");
}

#[test]
fn retry_after_is_honoured_within_bounds() {
    let busy =
        |after: &str| answer(&format!("503 Service Unavailable\r\nRetry-After: {after}"), "");
    let server =
        Server::new(vec![busy("2"), busy("Wed, 02 Dec 2026 10:00:01 GMT"), csv(&better(), "one")]);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(waits(), [2, 1].map(Duration::from_secs));
    let (_, server) = refused(
        vec![busy("3600")],
        State::Unreachable,
        "answers 503 Service Unavailable, and asks to come back in 3600 s",
    );
    assert_eq!((server.requests().len(), waits().len()), (1, 2));
}

#[test]
fn a_redirect_is_followed_and_a_loop_is_left() {
    let goal = Server::new(vec![csv(&better(), "one")]);
    let to = |address: &str| answer(&format!("302 Found\r\nLocation: {address}"), "");
    let server = Server::new(vec![to(&goal.address)]);
    let ground = Ground::new(&server.address);
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(ground.taken().expect("taken").1, better());
    let (_, server) =
        refused(vec![to("/table.csv")], State::Unreachable, "unreachable: more than 5 redirects");
    assert_eq!(server.requests().len(), 6);
    refused(
        vec![to("http://example.org/x")],
        State::Unreachable,
        "redirected to http://example.org/x, which is not encrypted",
    );
}

#[test]
fn a_body_without_end_meets_the_bound() {
    let endless = || -> Answer {
        Box::new(|_, stream| {
            send(stream, "200 OK\r\nETag: \"one\"", b"code,apl\n");
            while stream.write_all(&[b'1'; 10_000]).is_ok() {}
        })
    };
    let (ground, _) = refused(
        vec![endless()],
        State::Unreachable,
        "unreachable: more than the 100000 bytes allowed",
    );
    let left: Vec<_> =
        std::fs::read_dir(ground.options.into.join("partial")).expect("a folder").collect();
    assert!(left.is_empty(), "{left:?}");
    let announced: Answer =
        Box::new(|_, stream| send(stream, "200 OK\r\nContent-Length: 100001", b""));
    refused(
        vec![announced],
        State::Unreachable,
        "100001 bytes announced, more than the 100000 allowed",
    );
    refused_later(vec![endless()], State::Unreachable, "more than the 100000 bytes");
}

#[test]
fn check_only_asks_and_writes_nothing() {
    let server = Server::new(vec![csv("", "one")]);
    let mut ground = Ground::new(&server.address);
    ground.options.check = true;
    let outcome = ground.run();
    assert_eq!(
        (outcome.state, outcome.detail.as_str()),
        (State::Newer, "newer since 2026-12-01, not fetched")
    );
    assert!(server.requests()[0].line.starts_with("HEAD "));
    ground.assert_untouched();
    assert!(!ground.options.into.exists());
    // A host that knows no HEAD is asked otherwise.
    let server = Server::new(vec![answer("405 Method Not Allowed", ""), csv(&better(), "one")]);
    let mut ground = Ground::new(&server.address);
    ground.options.check = true;
    assert_eq!(ground.run().state, State::Newer);
    assert!(server.requests()[1].line.starts_with("GET "));
    assert!(!ground.options.into.exists());
}

#[test]
fn check_knows_the_edition_that_was_taken() {
    let server = Server::new(vec![
        csv(&better(), "one"),
        answer("304 Not Modified", ""),
        csv("", "one"),
        csv("", "two"),
    ]);
    let mut ground = Ground::new(&server.address);
    ground.run();
    ground.options.check = true;
    let states: Vec<State> = (0..3).map(|_| ground.run().state).collect();
    assert_eq!(states, [State::Unchanged, State::Unchanged, State::Newer]);
    assert_eq!(server.requests()[1].header("if-none-match"), "\"one\"");
}

#[test]
fn a_host_without_a_listener_is_asked_once_for_all_its_files() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address");
    let ground = Ground::new(&format!("http://{closed}/a.csv"));
    let manifest = ground.options.data.join("sources.toml");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    let (head, source) = text.split_once("[[source]]").expect("a source");
    let second =
        source.replace("\"apl\"\nproducer", "\"apl_b\"\nproducer").replace("/a.csv", "/b.csv");
    let third = source
        .replace("\"apl\"\nproducer", "\"apl_c\"\nproducer")
        .replace("official =", "# official =");
    std::fs::write(
        &manifest,
        format!("{head}[[source]]{source}[[source]]{second}[[source]]{third}"),
    )
    .expect("written");
    let outcomes = run(&ground.options, &mut |_| ()).expect("nothing unexpected");
    let states: Vec<State> = outcomes.iter().map(|o| o.state).collect();
    assert_eq!(states, [State::Unreachable, State::Unreachable, State::NoAddress]);
    assert_eq!(outcomes[0].detail, outcomes[1].detail);
    assert!(
        outcomes[0].detail.starts_with("unreachable: no connection: "),
        "{}",
        outcomes[0].detail
    );
    assert_eq!(outcomes[2].detail, "no direct address, see https://example.org/page");
    assert_eq!(waits().len(), 2, "the second file was tried as well: {:?}", waits());
    ground.assert_untouched();
    let table = table(&outcomes);
    assert!(
        table
            .lines()
            .nth(4)
            .is_some_and(|l| l == "3 source(s): 2 unreachable, 1 no direct address"),
        "{table}"
    );
}

#[test]
fn an_encrypted_address_that_answers_in_plain_is_not_believed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut ground =
        Ground::new(&format!("https://{}/table.csv", listener.local_addr().expect("an address")));
    std::thread::spawn(move || {
        listener
            .incoming()
            .for_each(|s| send(&mut s.expect("a connection"), "200 OK", better().as_bytes()))
    });
    // As outside of tests.
    ground.options.local = false;
    let outcome = ground.run();
    ground.assert_untouched();
    assert_eq!(outcome.state, State::Unreachable);
    assert!(
        outcome.detail.contains("no connection") && outcome.detail.contains("message"),
        "{}",
        outcome.detail
    );
}

#[test]
fn the_time_of_the_whole_run_is_bounded() {
    let server = Server::new(vec![csv(&better(), "one")]);
    let mut ground = Ground::new(&server.address);
    ground.options.pace.run = Duration::ZERO;
    assert_eq!(ground.run().detail, "unreachable: not asked, the 0 s of the run are over");
    assert!(server.requests().is_empty());
    ground.assert_untouched();
}

#[test]
fn requests_to_a_host_are_a_pause_apart() {
    let server = Server::new(vec![answer("500 Internal Server Error", "")]);
    let mut ground = Ground::new(&server.address);
    ground.options.pace.between = Duration::from_secs(60);
    ground.run();
    let long = waits().iter().filter(|w| **w > Duration::from_secs(50)).count();
    assert_eq!(long, 2, "{:?}", waits());
}

#[test]
fn what_the_user_got_wrong_is_an_error_and_writes_nothing() {
    let server = Server::new(vec![csv(&better(), "one")]);
    let mut ground = Ground::new(&server.address);
    let fails = |ground: &Ground| {
        format!("{:#}", run(&ground.options, &mut |_| ()).expect_err("a mistake"))
    };
    let into = std::mem::replace(&mut ground.options.into, ground.options.sources.join("new"));
    assert!(fails(&ground).contains("updates may not be written into"));
    ground.options.into = into;
    ground.options.only = Some("other".to_owned());
    assert!(fails(&ground).contains("no source « other »"));
    ground.options.only = None;
    std::fs::create_dir(&ground.options.into).expect("made");
    let other = std::fs::File::create(ground.options.into.join("lock")).expect("made");
    other.lock().expect("locked");
    assert!(fails(&ground).contains("another update writes into"));
    drop(other);
    std::fs::write(ground.options.into.join("state.json"), "{").expect("written");
    assert!(fails(&ground).contains("state.json is damaged"));
    assert!(server.requests().is_empty());
    ground.assert_untouched();
    // Outside of tests, an address without encryption is not even asked.
    std::fs::remove_file(ground.options.into.join("state.json")).expect("removed");
    ground.options.local = false;
    assert!(ground.run().detail.ends_with("is not an encrypted address"));
    assert!(server.requests().is_empty());
}
