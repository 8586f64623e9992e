//! Bodies that break off, and what is asked of them next.

use super::*;

/// `206` with the rest of the edition « one ».
pub(crate) fn rest(body: &str) -> Answer {
    let body = body.to_owned();
    Box::new(move |request, stream| {
        assert_eq!(request.header("if-range"), "\"one\"", "{request:?}");
        let from: usize = request
            .header("range")
            .trim_start_matches("bytes=")
            .trim_end_matches('-')
            .parse()
            .expect("a range");
        let (last, all) = (body.len() - 1, body.len());
        let head = format!(
            "206 Partial Content\r\nContent-Range: bytes {from}-{last}/{all}\r\nContent-Length: {}",
            all - from
        );
        send(stream, &head, &body.as_bytes()[from..]);
    })
}

/// `200` of an edition that announces all of a body and sends its first half.
pub(crate) fn half(body: &str, edition: &str) -> Answer {
    let (body, edition) = (body.to_owned(), edition.to_owned());
    Box::new(move |_, stream| {
        let head = format!("200 OK\r\nETag: \"{edition}\"\r\nContent-Length: {}", body.len());
        send(stream, &head, &body.as_bytes()[..body.len() / 2]);
    })
}

#[test]
fn a_truncated_body_goes_on_where_it_broke_off() {
    let server = Server::new(vec![half(&better(), "one"), rest(&better())]);
    let ground = Ground::new(&server.address);
    let outcome = ground.run();
    assert_eq!(outcome.state, State::Updated, "{}", outcome.detail);
    assert_eq!(ground.taken().expect("taken").1, better());
    let requests = server.requests();
    assert_eq!(requests[0].header("range"), "");
    assert_eq!(requests[1].header("range"), format!("bytes={}-", better().len() / 2));
}

#[test]
fn a_body_that_always_breaks_off_is_not_taken() {
    let detail =
        format!("broke off after {} of {} bytes (3 tries)", better().len() / 2, better().len());
    let (_, server) = refused(vec![half(&better(), "one")], State::Unreachable, &detail);
    assert_eq!(server.requests().len(), 3);
    refused_later(vec![half(&communes(22, "9"), "two")], State::Unreachable, "broke off");
}

#[test]
fn a_rest_of_another_edition_is_not_glued_on() {
    // The host has a new edition and sends it whole, as If-Range wants; then one that answers
    // another part than asked.
    let whole = Server::new(vec![half(&better(), "one"), csv(&communes(22, "2.9"), "two")]);
    let ground = Ground::new(&whole.address);
    assert_eq!(ground.run().state, State::Updated);
    assert_eq!(ground.taken().expect("taken").1, communes(22, "2.9"));
    let wrong = answer("206 Partial Content\r\nContent-Range: bytes 3-9/10", "1234567");
    refused(
        vec![half(&better(), "one"), wrong],
        State::Unreachable,
        "another part than the one asked for",
    );
}
