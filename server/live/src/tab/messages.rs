//! What a tab is told: by the hub, by its line, by the browser.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;

use super::late::{Did, Held};
use super::{Attach, Close, Detach, Fail, FirstPage, FromBrowser, Leave, Line, Out, Tab};
use crate::line::Weight;
use crate::topics::Wake;
use crate::view::App;
use crate::wire::{self, Farewell, Frame};

/// Frames that wait for the tab. A browser that was offline sends all that it kept at once, at most a thousand events.
const MAILBOX: usize = 1024;

impl<A: App> Actor for Tab<A> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        self.leave_after(ctx, self.hub.config.first_join);
        self.perform_open(ctx);
    }

    fn stopped(&mut self, ctx: &mut Self::Context) {
        self.hub.retire(&self.id, self.confirmed);
        self.hub.forget_tab(&self.id, &ctx.address());
    }
}

impl<A: App> Handler<FirstPage> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: FirstPage, ctx: &mut Self::Context) {
        self.page = Some(message.0);
        if !self.mount(ctx) {
            return;
        }
        ctx.run_later(self.hub.config.first_render, |tab, _| tab.finish_page(true));
        self.flush(ctx);
    }
}

impl<A: App> Handler<Wake> for Tab<A> {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Self::Context) {
        self.flush(ctx);
    }
}

impl<A: App> Handler<Attach> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: Attach, ctx: &mut Self::Context) {
        let made = self.marks.is_none();
        let serial = self.serial;
        if !self.mount(ctx) || !self.catch_up(ctx, &message.join) {
            return;
        }
        self.part();
        self.count_join(&message.join, made, self.serial > serial);
        if let Some(old) = self.line.take() {
            old.to.do_send(Out::Last(wire::farewell(&Farewell::Refused(
                "this tab is open on another line".to_owned(),
            ))));
        }
        self.hub.note_line(&self.id, &ctx.address(), None);
        // A page just loaded shows what was rendered for it.
        let comes_back = message.join.regions.is_some();
        self.line = Some(Line {
            number: message.line,
            to: message.to,
            done: message.join.done,
            waits: comes_back,
            held: VecDeque::new(),
            patient: false,
            paced: false,
            told: Vec::new(),
            join: Some(message.join),
            window: Arc::default(),
            held_back: None,
        });
        self.plan_answer(ctx);
    }
}

impl<A: App> Handler<Detach> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: Detach, ctx: &mut Self::Context) {
        if self.is_line(message.line) {
            self.part();
            self.line = None;
            self.be_alone(ctx);
        }
    }
}

impl<A: App> Handler<FromBrowser> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: FromBrowser, ctx: &mut Self::Context) {
        if self.is_line(message.line) {
            self.hear_timed(ctx, message);
        }
    }
}

impl<A: App> Tab<A> {
    pub(super) fn hear_frame(&mut self, ctx: &mut Context<Self>, frame: Frame, weight: Weight) {
        match frame {
            // Answered by the line itself.
            Frame::Ping | Frame::Join(_) => {}
            Frame::Ack(count, serial) => {
                let mut was_open = true;
                if let Some(Line { window, .. }) = &self.line {
                    was_open = window.is_open();
                    window.acknowledge(count);
                }
                self.confirmed = self.confirmed.max(serial.min(self.serial));
                self.refused.retain(|event| event.serial > self.confirmed);
                if !was_open {
                    self.flush(ctx);
                }
            }
            Frame::Drawn(frame, after) => self.painted(frame, Duration::from_millis(after)),
            Frame::Tree(region, tree) => self.heal(ctx, region, &tree),
            Frame::Event(number, event, late) => {
                self.hear(ctx, Held::new(number, Did::Event(event), late, weight));
            }
            Frame::Navigate(number, url, late) => {
                self.hear(ctx, Held::new(number, Did::Navigate(url), late, weight));
            }
        }
    }
}

impl<A: App> Handler<Fail> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: Fail, ctx: &mut Self::Context) {
        self.fail(ctx, &message.0.to_string());
    }
}

impl<A: App> Handler<Leave> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: Leave, ctx: &mut Self::Context) {
        ctx.notify_later(Close(Farewell::Rejoin(0)), message.0);
    }
}

impl<A: App> Handler<Close> for Tab<A> {
    type Result = ();

    fn handle(&mut self, message: Close, ctx: &mut Self::Context) {
        let gone = matches!(message.0, Farewell::SignedOut | Farewell::Ended);
        if !gone {
            // Whoever goes on with the tab has less to do again.
            self.send_snapshot();
            self.told = matches!(message.0, Farewell::Rejoin(_));
        }
        self.say_goodbye(ctx, &message.0);
        if gone {
            self.hub.forget_tab(&self.id, &ctx.address());
            ctx.stop();
        }
    }
}
