//! Bodies that are read whole before they are answered: within a time and a size, else refused in a sentence.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Payload;
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use api::problem::Code;
use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::time::timeout;

use super::error;

/// A form or some frames take a moment. Somebody who sends a byte now and then would keep a connection for ever.
const WITHIN: Duration = Duration::from_secs(15);

/// Why a body was not taken.
#[derive(Clone, Copy, Debug)]
enum Why {
    Slow,
    TooLarge,
    Unreadable,
}

/// What is left of a body that was not taken. The server would read one that nobody holds to its end, however long
/// that takes; it hangs up on one that is still held when its answer is out.
type Rest = Rc<RefCell<Payload>>;

/// A body that was not taken.
pub(super) struct Refusal {
    why: Why,
    rest: Rest,
}

/// Reads the whole body as a `T`, whose own limits hold.
pub(super) async fn read<T>(request: &HttpRequest, body: web::Payload) -> Result<T, Refusal>
where
    T: FromRequest,
    T::Error: Into<actix_web::Error>,
{
    read_within(WITHIN, request, body.into_inner()).await
}

async fn read_within<T>(
    within: Duration,
    request: &HttpRequest,
    body: Payload,
) -> Result<T, Refusal>
where
    T: FromRequest,
    T::Error: Into<actix_web::Error>,
{
    let rest = Rc::new(RefCell::new(body));
    let reading = Rc::clone(&rest);
    let chunks = stream::poll_fn(move |cx| Pin::new(&mut *reading.borrow_mut()).poll_next(cx));
    let mut chunks: Payload = Payload::Stream {
        payload: Box::pin(chunks),
    };
    let why = match timeout(within, T::from_request(request, &mut chunks)).await {
        Ok(Ok(whole)) => return Ok(whole),
        Ok(Err(fault)) => {
            let fault: actix_web::Error = fault.into();
            let path = request.path();
            tracing::debug!(?path, error = %fault, "a body was not taken");
            match fault.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => Why::TooLarge,
                _ => Why::Unreadable,
            }
        }
        Err(_) => Why::Slow,
    };
    Err(Refusal { why, rest })
}

impl Refusal {
    /// For somebody who sent a form.
    pub(super) fn page(self) -> HttpResponse {
        let (status, _, sentence) = self.words();
        closing(
            error::page(status, "That did not work", sentence),
            self.rest,
        )
    }

    /// For a script.
    pub(super) fn problem(self) -> HttpResponse {
        let (status, code, sentence) = self.words();
        closing(error::problem(status, code, sentence), self.rest)
    }

    fn words(&self) -> (StatusCode, Code, &'static str) {
        match self.why {
            Why::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                Code::Stalled,
                "What you sent did not arrive in time. Check the connection and try again.",
            ),
            Why::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                Code::TooLarge,
                "What you sent is too long. Make it shorter and try again.",
            ),
            Why::Unreadable => (
                StatusCode::BAD_REQUEST,
                Code::Invalid,
                "What you sent could not be read. Load the page again and try once more.",
            ),
        }
    }
}

fn closing(mut answer: HttpResponse, rest: Rest) -> HttpResponse {
    answer.head_mut().set_connection_type(ConnectionType::Close);
    answer.map_body(|_, body| BoxBody::new(Holding { body, _rest: rest }))
}

struct Holding {
    body: BoxBody,
    _rest: Rest,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, HttpServer, rt};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    const SOON: Duration = Duration::from_millis(100);

    async fn take(request: HttpRequest, body: web::Payload) -> HttpResponse {
        match read_within::<String>(SOON, &request, body.into_inner()).await {
            Ok(text) => HttpResponse::Ok().body(text),
            Err(refusal) => refusal.problem(),
        }
    }

    /// Sends that to a server that waits briefly and takes eight bytes, and gives all that it says until it closes.
    async fn said_to(head: &str, body: &[u8]) -> String {
        let server = HttpServer::new(|| {
            App::new()
                .app_data(web::PayloadConfig::new(8))
                .default_service(web::to(take))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port");
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        rt::spawn(server);
        let mut line = TcpStream::connect(address).await.expect("it listens");
        let head = format!("POST / HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\n");
        line.write_all(head.as_bytes()).await.expect("it reads");
        line.write_all(body).await.expect("it reads");
        let mut said = Vec::new();
        line.read_to_end(&mut said).await.expect("it closes");
        handle.stop(false).await;
        String::from_utf8(said).expect("text")
    }

    fn refused(said: &str, status: &str, sentence: &str) {
        assert!(said.starts_with(&format!("HTTP/1.1 {status} ")), "{said}");
        assert!(said.contains("connection: close"), "{said}");
        assert!(said.contains(sentence), "{said}");
    }

    #[actix_web::test]
    async fn a_body_that_stops_on_its_way_is_answered_in_time_and_hung_up_on() {
        for head in ["content-length: 8", "transfer-encoding: chunked"] {
            refused(&said_to(head, b"1\r\n").await, "408", "in time");
        }
    }

    #[actix_web::test]
    async fn a_body_that_is_too_long_or_no_text_is_refused_in_a_sentence() {
        refused(
            &said_to("content-length: 9", b"123456789").await,
            "413",
            "too long",
        );
        refused(
            &said_to("content-length: 2", b"\xff\xfe").await,
            "400",
            "could not be read",
        );
    }
}
