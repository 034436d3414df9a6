//! The cards: a plain store in memory that says which card has changed.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// One card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    pub(crate) percent: u8,
    pub(crate) likes: u32,
}

type Listener = Box<dyn Fn(u32) + Send + Sync>;

pub(crate) struct Store {
    cards: Mutex<Vec<Card>>,
    listener: OnceLock<Listener>,
}

impl Store {
    pub(crate) fn new(cards: u32, percent: u8) -> Self {
        let cards = (0..cards).map(|_| Card { percent, likes: 0 }).collect();
        Self {
            cards: Mutex::new(cards),
            listener: OnceLock::new(),
        }
    }

    /// Calls `listener` after each change of a card. There is one listener, the first.
    pub(crate) fn on_change(&self, listener: impl Fn(u32) + Send + Sync + 'static) {
        // A second listener is refused, as said.
        let _ = self.listener.set(Box::new(listener));
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.locked().len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn card(&self, card: u32) -> Option<Card> {
        self.locked().get(card as usize).copied()
    }

    /// One percent on; after 100 comes 0. Nothing where there is no such card.
    pub(crate) fn tick(&self, card: u32) -> Option<Card> {
        self.change(card, |card| card.percent = (card.percent + 1) % 101)
    }

    pub(crate) fn like(&self, card: u32) -> Option<Card> {
        self.change(card, |card| card.likes = card.likes.saturating_add(1))
    }

    pub(crate) fn restart(&self, card: u32) -> Option<Card> {
        self.change(card, |card| card.percent = 0)
    }

    fn change(&self, number: u32, change: impl FnOnce(&mut Card)) -> Option<Card> {
        let changed = {
            let mut cards = self.locked();
            let card = cards.get_mut(number as usize)?;
            change(card);
            *card
        };
        // Told after the lock is open: whoever hears of it reads at once.
        if let Some(listener) = self.listener.get() {
            listener(number);
        }
        Some(changed)
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Card>> {
        // Plain numbers stay usable whatever happened to the last writer.
        self.cards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
