// Films on cards: each plays while the pointer or the focus rests on its card, and once when it has just been made.

/** Cards that were generating while somebody looked. @type {WeakSet<Element>} */
const watched = new WeakSet();
/** @type {WeakMap<Element, AbortController>} */
const films = new WeakMap();

/** @param {Element} el */
const cardOf = (el) => el.closest('[data-grid-item]') ?? el;

/** @type {import('../live/hooks.js').Hook} */
export const generating = {
  mounted(el) {
    watched.add(cardOf(el));
  },
};

/** @type {import('../live/hooks.js').Hook} */
export const loop = {
  mounted(el) {
    if (!(el instanceof HTMLVideoElement)) return;
    const card = cardOf(el);
    const listening = new AbortController();
    const { signal } = listening;
    films.set(el, listening);
    const play = () => {
      // A play that is overtaken by a pause is no error.
      el.play().catch(() => {});
    };
    const rest = () => {
      if (card.matches(':hover, :focus-within')) return;
      el.pause();
      el.removeAttribute('data-playing');
    };
    el.muted = true;
    el.addEventListener('playing', () => el.toggleAttribute('data-playing', true), { signal });
    card.addEventListener('pointerenter', play, { signal });
    card.addEventListener('pointerleave', rest, { signal });
    card.addEventListener('focusin', (event) => event.target instanceof Element && event.target.matches(':focus-visible') && play(), { signal });
    card.addEventListener('focusout', () => setTimeout(rest), { signal });
    if (watched.delete(card) && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      play();
      el.loop = false;
      el.addEventListener('ended', () => ((el.loop = true), rest()), { once: true, signal });
    }
  },
  removed(el) {
    films.get(el)?.abort();
  },
};
