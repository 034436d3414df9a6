//! How the scripted backend serves: calls from the table, the feed word by word.

use std::collections::{HashMap, VecDeque};
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::web::{Bytes, Data, Payload};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::Message;
use api::assertion::Claims;
use api::feed::{FromBackend, ToBackend};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::{Seen, Shared, State, Word};

pub(super) async fn serve(shared: Shared, listener: TcpListener) -> actix_web::dev::ServerHandle {
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(Data::new(shared.clone()))
                    .app_data(web::PayloadConfig::new(1 << 26))
                    .route("/v1/feed", web::get().to(feed))
                    .default_service(web::to(call))
            })
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    receive.await.unwrap()
}

async fn call(shared: Data<Shared>, request: HttpRequest, mut body: Payload) -> HttpResponse {
    let name = format!("{} {}", request.method(), request.uri());
    let mut whole = Vec::new();
    while let Some(chunk) = body.next().await {
        match chunk {
            Ok(chunk) => whole.extend_from_slice(&chunk),
            Err(error) => {
                shared
                    .lock()
                    .seen
                    .push(seen(&request, &format!("BROKEN {name}: {error}"), &whole));
                shared.bell.notify_waiters();
                return HttpResponse::BadRequest().finish();
            }
        }
    }
    let (answer, gate) = {
        let mut state = shared.lock();
        if name == "GET /readyz" {
            // The breaker's, and nobody's: it carries no assertion.
            state.probes += 1;
        } else if !state.forgetful {
            state.seen.push(seen(&request, &name, &whole));
        }
        let first = state.before.get_mut(&name).and_then(VecDeque::pop_front);
        let answer = first.or_else(|| state.answers.get(&name).cloned());
        (answer, state.held.get(&name).map(Arc::clone))
    };
    shared.bell.notify_waiters();
    if let Some(gate) = gate {
        gate.acquire().await.unwrap().forget();
    }
    let Some(answer) = answer else {
        if name == "GET /readyz" {
            return HttpResponse::Ok().finish();
        }
        let problem = super::super::sample::problem(404, api::problem::Code::NotFound);
        return HttpResponse::NotFound().json(problem);
    };
    let mut response = HttpResponse::build(answer.status);
    for (name, value) in answer.headers {
        response.insert_header((name, value));
    }
    response.body(answer.body)
}

fn seen(request: &HttpRequest, call: &str, body: &[u8]) -> Seen {
    let headers = request.headers().iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            value.to_str().unwrap_or_default().to_owned(),
        )
    });
    let headers: HashMap<String, String> = headers.collect();
    let token = headers["authorization"].strip_prefix("Bearer ").unwrap();
    let claims = jsonwebtoken::dangerous::insecure_decode::<Claims>(token).unwrap();
    Seen {
        call: call.to_owned(),
        subject: claims.claims.sub,
        key: headers.get("idempotency-key").cloned(),
        body: Bytes::copy_from_slice(body),
        headers,
    }
}

async fn feed(
    shared: Data<Shared>,
    request: HttpRequest,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    if shared.lock().closed {
        return Ok(HttpResponse::ServiceUnavailable().finish());
    }
    assert_eq!(seen(&request, "feed", b"").subject, "web");
    let (response, mut session, mut stream) = actix_ws::handle(&request, payload)?;
    let (send, mut receive) = mpsc::unbounded_channel();
    {
        let mut state = shared.lock();
        state.line = Some(send);
        state.lines += 1;
    }
    shared.bell.notify_waiters();
    actix_web::rt::spawn(async move {
        loop {
            tokio::select! {
                word = receive.recv() => match word {
                    Some(Word::Say(word)) => {
                        let text = serde_json::to_string(&word).unwrap();
                        if session.text(text).await.is_err() { return; }
                    }
                    Some(Word::Break) | None => {
                        let _closed = session.close(None).await;
                        return;
                    }
                },
                message = stream.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        let order: ToBackend = serde_json::from_str(&text).unwrap();
                        let answer = obey(&mut shared.lock(), order);
                        if let Some(answer) = answer {
                            let text = serde_json::to_string(&answer).unwrap();
                            if session.text(text).await.is_err() { return; }
                        }
                        shared.bell.notify_waiters();
                    }
                    Some(Ok(Message::Ping(bytes))) => {
                        if session.pong(&bytes).await.is_err() { return; }
                    }
                    Some(Ok(_)) => (),
                    Some(Err(_)) | None => return,
                },
            }
        }
    });
    Ok(response)
}

fn obey(state: &mut State, order: ToBackend) -> Option<FromBackend> {
    state.orders.push(order.clone());
    let ToBackend::Watch { topic, .. } = order else {
        return None;
    };
    if state.silent {
        return None;
    }
    if state.refused.contains(&topic) {
        let reason = "not yours".to_owned();
        return Some(FromBackend::Refused { topic, reason });
    }
    let head = state.heads.get(&topic).copied().unwrap_or(0);
    Some(FromBackend::Watching { topic, head })
}
