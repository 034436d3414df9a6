// The viewer's controls: play, scrub, step by frames, loop, full screen.

import { duration as length, position } from './clock.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');

class Player {
  frame = 0;
  told = '';

  /** @param {HTMLElement} el @param {HTMLVideoElement} film */
  constructor(el, film) {
    this.el = el;
    this.film = film;
    this.fps = Number(el.dataset.fps) || 24;
    this.seek = /** @type {HTMLInputElement | null} */ (el.querySelector('[data-player="seek"]'));
    this.time = el.querySelector('[data-player="time"]');
    for (const type of ['play', 'pause', 'ended']) film.addEventListener(type, () => this.show());
    for (const type of ['loadedmetadata', 'seeked', 'timeupdate', 'durationchange']) film.addEventListener(type, () => this.draw());
    this.seek?.addEventListener('input', () => this.scrub());
    el.addEventListener('click', (event) => this.click(event));
    el.addEventListener('keydown', (event) => this.key(event));
    if (still.matches) film.pause();
    this.show();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.film.pause();
  }

  show() {
    const playing = !this.film.paused && !this.film.ended;
    this.el.toggleAttribute('data-playing', playing);
    this.button('play')?.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.button('loop')?.setAttribute('aria-pressed', String(this.film.loop));
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  /** @param {string} name */
  button(name) {
    return this.el.querySelector(`button[data-player="${name}"]`);
  }

  draw() {
    const { currentTime, duration, paused } = this.film;
    const whole = Number.isFinite(duration) ? duration : 0;
    const part = whole ? currentTime / whole : 0;
    if (this.seek && !this.seek.matches(':active')) this.seek.value = String(Math.round(part * 1000));
    this.seek?.style.setProperty('--fill', `${part * 100}%`);
    const words = `${position(currentTime)} / ${length(whole)}`;
    if (this.time && this.time.textContent !== words) this.time.textContent = words;
    this.tell(`${currentTime.toFixed(1)} of ${whole.toFixed(1)} seconds`);
    if (!paused) this.frame = requestAnimationFrame(() => (cancelAnimationFrame(this.frame), this.draw()));
  }

  /** What the slider says of its place: a tenth of a second at a time is enough. @param {string} words */
  tell(words) {
    if (words === this.told) return;
    this.told = words;
    this.seek?.setAttribute('aria-valuetext', words);
  }

  scrub() {
    if (!this.seek || !Number.isFinite(this.film.duration)) return;
    this.film.pause();
    this.film.currentTime = (Number(this.seek.value) / 1000) * this.film.duration;
  }

  toggle() {
    if (this.film.paused) this.film.play().catch(() => this.show());
    else this.film.pause();
  }

  /** @param {number} by frames */
  step(by) {
    const { film, fps } = this;
    film.pause();
    // The middle of a frame: its edge belongs to either.
    const frame = Math.floor(film.currentTime * fps + 1e-3) + by;
    film.currentTime = Math.max(0, Math.min(film.duration || 0, (frame + 0.5) / fps));
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    else this.el.requestFullscreen?.().catch(() => {});
  }

  /** @param {string | null | undefined} what */
  does(what) {
    if (what === 'play') this.toggle();
    else if (what === 'back') this.step(-1);
    else if (what === 'forward') this.step(1);
    else if (what === 'loop') (this.film.loop = !this.film.loop), this.show();
    else if (what === 'full') this.full();
    else return false;
    return true;
  }

  /** @param {MouseEvent} event */
  click({ target }) {
    if (!(target instanceof Element)) return;
    if (target === this.film) this.toggle();
    else this.does(target.closest('button[data-player]')?.getAttribute('data-player'));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLButtonElement;
    const what = { ' ': onButton ? '' : 'play', ArrowLeft: 'back', ArrowRight: 'forward', l: 'loop', f: 'full' }[event.key];
    if (this.does(what)) event.preventDefault();
  }
}

/** @type {WeakMap<Element, Player>} */
const players = new WeakMap();

/** @type {import('../live/hooks.js').Hook} */
export const player = {
  mounted(el) {
    const film = el.querySelector('video');
    if (el instanceof HTMLElement && film) players.set(el, new Player(el, film));
  },
  // The film element itself may be another one now.
  updated(el) {
    const film = el.querySelector('video');
    if (film && players.get(el)?.film === film) return;
    players.get(el)?.stop();
    if (el instanceof HTMLElement && film) players.set(el, new Player(el, film));
  },
  removed(el) {
    players.get(el)?.stop();
  },
};
