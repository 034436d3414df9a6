// What a tab says of itself: the line about the connection, the icon and title while something runs.

import { send } from './dom.js';

/** A break that heals at once is not worth a word. */
const PATIENCE_MS = 700;
const BACK_MS = 1200;
const REFUSED_MS = 8000;

/** @type {import('../live/hooks.js').Hook} */
export const connection = {
  mounted(el) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const show = (/** @type {string} */ state, wait = 0, thenHide = 0) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (state) el.setAttribute('data-state', state);
        else el.removeAttribute('data-state');
        if (thenHide) timer = setTimeout(() => el.removeAttribute('data-state'), thenHide);
      }, wait);
    };
    document.addEventListener('live:connection', (event) => {
      const { detail } = /** @type {CustomEvent<string>} */ (event);
      // Why something was refused can be read to its end.
      if (detail === 'live' && el.getAttribute('data-state') === 'refused') return;
      const shown = el.getAttribute('data-state') === 'lost';
      if (detail === 'live') show(shown ? 'back' : '', 0, shown ? BACK_MS : 0);
      else if (detail === 'lost' && !shown) show('lost', PATIENCE_MS);
    });
    document.addEventListener('live:refused', (event) => {
      const { detail } = /** @type {CustomEvent<string>} */ (event);
      const words = { too_long: 'That is too long to send.', too_many: 'Too much waits to be sent. Reconnect first.' }[detail] ?? detail;
      el.querySelector('.banner-refused')?.replaceChildren(words);
      show('refused', 0, REFUSED_MS);
    });
  },
};

const PERCENT = /^\d+% · /;

/** @param {string} prefix */
function title(prefix) {
  const text = document.querySelector('title')?.firstChild;
  // The text node is the server's; only what it says changes, or its next word would have nowhere to go.
  if (!(text instanceof Text)) return;
  const words = prefix + text.data.replace(PERCENT, '');
  if (text.data !== words) text.data = words;
}

/** @type {string | null} */
let ownIcon = null;

/** A ring that closes as the work goes on, in the tab's icon. @param {number | null} fraction */
function favicon(fraction) {
  const link = document.querySelector('link[data-favicon]');
  if (!(link instanceof HTMLLinkElement)) return;
  ownIcon ??= link.href;
  if (fraction === null) {
    if (link.href !== ownIcon) link.href = ownIcon;
    return;
  }
  const size = 32;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const style = getComputedStyle(document.documentElement);
  pen.lineWidth = 5;
  pen.lineCap = 'round';
  const arc = (/** @type {string} */ color, /** @type {number} */ part) => {
    pen.strokeStyle = style.getPropertyValue(color);
    pen.beginPath();
    pen.arc(size / 2, size / 2, size / 2 - 4, -Math.PI / 2, -Math.PI / 2 + part * 2 * Math.PI);
    pen.stroke();
  };
  arc('--icon-track', 1);
  arc('--plate-bar', Math.max(0.02, fraction));
  link.href = canvas.toDataURL();
}

/** @param {Element} el */
function tell(el) {
  // -1 where nobody knows how far it is.
  const part = el.querySelector('progress')?.position ?? -1;
  favicon(el.hasAttribute('data-busy') ? Math.max(0, part) : null);
  title(part >= 0 && document.hidden ? `${Math.round(part * 100)}% · ` : '');
}

/** @type {import('../live/hooks.js').Hook} */
export const meter = {
  mounted(el) {
    tell(el);
    document.addEventListener('visibilitychange', () => el.isConnected && tell(el));
    document.addEventListener('live:patched', () => document.hidden && el.isConnected && tell(el));
  },
  updated: tell,
};

/** The job that this tab last knew to have ended. @type {string | null | undefined} */
let ended;

/** @type {import('../live/hooks.js').Hook} */
export const finished = {
  mounted(el) {
    ended ??= el.getAttribute('data-job');
  },
  updated(el) {
    const job = el.getAttribute('data-job');
    if (!job || job === ended) return;
    ended = job;
    const values = ['name', 'take', 'project', 'shot', 'status'].map((name) => /** @type {[string, string]} */ ([name, el.getAttribute(`data-${name}`) ?? '']));
    send('job.finished', [['id', job], ...values]);
  },
};
