//! The page: a region for each card, so that a tick renders one card once, however many tabs show it.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use live::{Attempt, Cx, Event, Spec, Step};
use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};

use crate::store::{Card, Store};

pub(crate) struct Wall {
    store: Arc<Store>,
}

/// What a region reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Card(u32),
}

/// What a button asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Command {
    Like(u32),
    Restart(u32),
}

impl Wall {
    pub(crate) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// The card, and a note that the region `cx` shows it.
    fn read(cx: &Cx<'_, Self>, card: u32) -> Option<Card> {
        cx.record(Key::Card(card));
        cx.app().store.card(card)
    }
}

/// Everybody sees the same wall, and a tab has no state of its own.
impl live::App for Wall {
    type Session = ();
    type Scope = ();
    type State = ();
    type Command = Command;
    type Outcome = ();
    type Key = Key;
    type Guard = ();

    fn session_id<'a>(&self, _: &'a ()) -> &'a str {
        "wall"
    }
    fn scope(&self, _: &()) {}
    fn open(&self, _: &(), _: &str) {}
    fn navigate(&self, _: &mut (), _: &str) -> Step<Command> {
        Step::none()
    }
    fn apply(&self, _: &mut (), event: &Event) -> Step<Command> {
        let Some(card) = event.parse("card") else {
            return Step::none();
        };
        match event.name.as_str() {
            "like" => Step::command(Command::Like(card)),
            "restart" => Step::command(Command::Restart(card)),
            _ => Step::none(),
        }
    }
    fn answer(&self, _: &mut (), _: ()) -> Step<Command> {
        Step::none()
    }
    fn url(&self, _: &()) -> String {
        "/".to_owned()
    }
    fn root(&self, _: &(), _: &()) -> Spec<Self> {
        Spec::new("wall", self.store.len(), page)
    }
    fn perform(self: &Arc<Self>, _: &(), _: Attempt, command: Command) -> BoxFuture<'static, ()> {
        // A card that is not there is not changed, and there is nothing to say about it.
        match command {
            Command::Like(card) => self.store.like(card),
            Command::Restart(card) => self.store.restart(card),
        };
        Box::pin(async {})
    }
    fn watch(self: &Arc<Self>, _: &Key) {}
}

fn page(cards: &u32, cx: &Cx<'_, Wall>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "Wall of " (cards) }
                link rel="icon" href="/picture.svg";
                link rel="stylesheet" href="/wall.css";
                script type="module" src="/main.js" {}
            }
            body {
                main { @for number in 0..*cards { (cx.region(format!("c{number}"), number, card)) } }
            }
        }
    }
}

fn card(number: &u32, cx: &Cx<'_, Wall>) -> Markup {
    let Card { percent, likes } = Wall::read(cx, *number).unwrap_or(Card {
        percent: 0,
        likes: 0,
    });
    let status = match percent {
        0 => "Waiting",
        100 => "Done",
        _ => "Under way",
    };
    html! {
        article {
            img src="/picture.svg" alt="" width="160" height="90";
            h2 { "Card " (number) }
            p { (status) }
            progress max="100" value=(percent) aria-label="Progress" {}
            b { (percent) "%" }
            button data-on-click="like" data-val-card=(number) { "Like " (likes) }
            button data-on-click="restart" data-val-card=(number) { "Start over" }
        }
    }
}
