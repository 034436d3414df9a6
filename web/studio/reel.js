// The reel: the chosen takes of a storyboard, one after the other, over the whole window. Two films take turns, so
// that the next one is ready when the one before it ends.

import { duration, position } from './clock.js';
import { say } from './dom.js';

/** @typedef {{ film: string, poster: string, name: string, seconds: number }} Part */

/** @param {Element} el @returns {Part[]} */
const partsOf = (el) => [...el.querySelectorAll('[data-film]')].map((part) => ({
  film: part.getAttribute('data-film') ?? '',
  poster: part.getAttribute('data-poster') ?? '',
  name: part.getAttribute('aria-label') ?? '',
  seconds: Number(part.getAttribute('data-seconds')) || 0,
}));

class Reel {
  at = 0;
  frame = 0;
  /** @type {Part[]} */
  parts = [];

  /** @param {HTMLDialogElement} el @param {HTMLVideoElement} front @param {HTMLVideoElement} back */
  constructor(el, front, back) {
    this.el = el;
    this.front = front;
    this.back = back;
    this.time = el.querySelector('[data-reel="time"]');
    this.name = el.querySelector('[data-reel="name"]');
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const film of [this.front, this.back]) {
      film.addEventListener('ended', () => film === this.front && this.next(), { signal });
      for (const type of ['play', 'pause']) film.addEventListener(type, () => this.show(), { signal });
      // A film that cannot be played must not stop the others.
      film.addEventListener('error', () => film === this.front && film.hasAttribute('src') && this.next(), { signal });
    }
    el.addEventListener('click', (event) => this.click(event), { signal });
    el.addEventListener('keydown', (event) => this.key(event), { signal });
    el.addEventListener('close', () => this.stop(), { signal });
    this.observer = new MutationObserver(() => el.open && this.start());
    this.observer.observe(el, { attributeFilter: ['open'] });
    if (el.open) this.start();
  }

  end() {
    this.listening.abort();
    this.observer.disconnect();
    this.stop();
  }

  /** Opened: everything from the beginning. */
  start() {
    this.parts = partsOf(this.el);
    this.go(0);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    for (const film of [this.front, this.back]) {
      film.pause();
      film.removeAttribute('src');
      film.load();
    }
  }

  /** @param {number} index */
  go(index) {
    const part = this.parts[index];
    if (!part) return;
    this.at = index;
    if (this.back.getAttribute('src') === part.film) [this.front, this.back] = [this.back, this.front];
    else this.load(this.front, part);
    this.front.toggleAttribute('data-front', true);
    this.back.toggleAttribute('data-front', false);
    this.back.pause();
    this.front.currentTime = 0;
    this.play();
    const next = this.parts[index + 1];
    if (next && this.back.getAttribute('src') !== next.film) this.load(this.back, next);
    for (const [i, button] of this.buttons().entries()) {
      if (i === index) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    if (this.name) this.name.textContent = part.name;
    say(part.name);
    this.draw();
  }

  /** @param {HTMLVideoElement} film @param {Part} part */
  load(film, part) {
    film.poster = part.poster;
    film.setAttribute('src', part.film);
    film.load();
  }

  buttons() {
    return /** @type {HTMLElement[]} */ ([...this.el.querySelectorAll('[data-film]')]);
  }

  play() {
    this.front.play().catch(() => this.show());
  }

  next() {
    if (this.at + 1 < this.parts.length) this.go(this.at + 1);
    else this.show();
  }

  toggle() {
    // At the end of the last one everything begins again.
    if (this.front.ended) this.go(0);
    else if (this.front.paused) this.play();
    else this.front.pause();
  }

  show() {
    const playing = !this.front.paused && !this.front.ended;
    this.el.toggleAttribute('data-playing', playing);
    this.el.querySelector('[data-reel="play"]')?.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  draw() {
    const { parts, at, front } = this;
    const before = parts.slice(0, at).reduce((sum, { seconds }) => sum + seconds, 0);
    const whole = parts.reduce((sum, { seconds }) => sum + seconds, 0);
    const words = `${position(before + front.currentTime)} / ${duration(whole)}`;
    if (this.time && this.time.textContent !== words) this.time.textContent = words;
    for (const [i, button] of this.buttons().entries()) {
      const own = Number.isFinite(front.duration) && front.duration ? front.currentTime / front.duration : 0;
      const fill = i < at ? 1 : i > at ? 0 : own;
      button.style.setProperty('--fill', `${fill * 100}%`);
      button.style.flexGrow = button.dataset.seconds ?? '1';
    }
    if (!front.paused) this.frame = requestAnimationFrame(() => (cancelAnimationFrame(this.frame), this.draw()));
  }

  /** @param {MouseEvent} event */
  click({ target }) {
    if (!(target instanceof Element)) return;
    const part = target.closest('[data-film]');
    if (part instanceof HTMLElement) this.go(this.buttons().indexOf(part));
    else if (target.closest('[data-reel="play"], .reel-stage')) this.toggle();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.key === ' ' && !(onButton && event.target.matches('[data-closes], [data-film]'))) this.toggle();
    else if (event.key === 'ArrowRight') this.go(Math.min(this.at + 1, this.parts.length - 1));
    else if (event.key === 'ArrowLeft') this.go(this.front.currentTime > 1 ? this.at : Math.max(0, this.at - 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @type {WeakMap<Element, Reel>} */
const reels = new WeakMap();

/** @type {import('../live/hooks.js').Hook} */
export const reel = {
  mounted(el) {
    const [front, back] = el.querySelectorAll('video');
    if (el instanceof HTMLDialogElement && front && back) reels.set(el, new Reel(el, front, back));
  },
  removed(el) {
    reels.get(el)?.end();
  },
};
