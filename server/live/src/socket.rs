//! The websocket: a thin actix-web-actors adapter between a browser and its [`Line`].
//!
//! Its context is polled inside the response body, so a browser that stops reading freezes this actor and nothing
//! else. It holds no state of the view. actix-web-actors is deprecated upstream; only this file knows it.

use std::sync::Arc;
use std::time::Instant;

use actix::prelude::*;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;

use crate::hub::Hub;
use crate::line::{JOIN_WITHIN, Line, Reply};
use crate::tab::Out;
use crate::unread::{UNREAD_WITHIN, end_within};
use crate::view::App;
use crate::wire::{self, Farewell};

pub(crate) struct Socket<A: App> {
    line: Line<A>,
    heard: Instant,
}

pub(crate) fn start<A: App>(
    hub: Arc<Hub<A>>,
    session: A::Session,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    end_within(request, UNREAD_WITHIN);
    let frame_bytes = hub.config.frame_bytes;
    let socket = Socket {
        line: Line::new(hub, session),
        heard: Instant::now(),
    };
    ws::WsResponseBuilder::new(socket, request, payload)
        .frame_size(frame_bytes)
        .start()
}

type Context<A> = ws::WebsocketContext<Socket<A>>;

fn refuse<A: App>(ctx: &mut Context<A>, farewell: &Farewell) {
    ctx.text(wire::farewell(farewell));
    ctx.close(Some(ws::CloseCode::Policy.into()));
    ctx.stop();
}

fn refuse_frame<A: App>(ctx: &mut Context<A>) {
    let sentence = "frames are whole messages of text".to_owned();
    refuse(ctx, &Farewell::Refused(sentence));
}

impl<A: App> Actor for Socket<A> {
    type Context = Context<A>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_later(JOIN_WITHIN, |socket, ctx| {
            if !socket.line.has_joined() {
                ctx.stop();
            }
        });
        ctx.run_interval(self.line.ping_every(), |socket, ctx| {
            if socket.line.is_dead(socket.heard.elapsed()) {
                ctx.stop();
            }
            ctx.ping(b"");
        });
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.line.leave();
    }
}

impl<A: App> Handler<Out> for Socket<A> {
    type Result = ();

    fn handle(&mut self, out: Out, ctx: &mut Self::Context) {
        match out {
            Out::Frame(frame) => ctx.text(frame),
            Out::Last(frame) => {
                ctx.text(frame);
                ctx.close(Some(ws::CloseCode::Restart.into()));
                ctx.stop();
            }
        }
    }
}

impl<A: App> StreamHandler<Result<ws::Message, ws::ProtocolError>> for Socket<A> {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard = Instant::now();
        match message {
            Ok(ws::Message::Text(text)) => {
                match self.line.hear(&text, || ctx.address().recipient()) {
                    Reply::Nothing => {}
                    Reply::Say(frame) => ctx.text(frame),
                    Reply::End(farewell) => refuse(ctx, &farewell),
                }
            }
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Ok(ws::Message::Close(_)) => {
                ctx.close(None);
                ctx.stop();
            }
            Ok(_) => refuse_frame(ctx),
            Err(ws::ProtocolError::Overflow) => refuse(ctx, &self.line.too_long()),
            Err(error) => {
                tracing::info!(%error, "a line broke");
                refuse_frame(ctx);
            }
        }
    }
}
