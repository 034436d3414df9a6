// Moments, in one form everywhere: `3 Oct, 14:05`, in the person's own time. A day that is today says so.

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
/** Midnight is noticed within this. */
const LOOK_MS = 30e3;

/** @param {Date} moment @param {Date} now */
function day(moment, now) {
  if (moment.toDateString() === now.toDateString()) return 'Today';
  return (moment.getFullYear() === now.getFullYear() ? DAY : YEAR).format(moment);
}

/** @param {Element} el */
function write(el) {
  const moment = new Date(el.getAttribute('datetime') ?? '');
  if (Number.isNaN(moment.getTime())) return;
  const words = `${day(moment, new Date())}, ${TIME.format(moment)}`;
  // The text node is the server's; only what it says changes.
  const text = el.firstChild;
  if (text instanceof Text && text.data !== words) text.data = words;
}

/** @type {Set<Element>} */
const moments = new Set();
setInterval(() => moments.forEach(write), LOOK_MS);

/** @type {import('../live/hooks.js').Hook} */
export const when = {
  mounted(el) {
    moments.add(el);
    write(el);
  },
  updated: write,
  removed(el) {
    moments.delete(el);
  },
};
