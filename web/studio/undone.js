// What the creator did while the server was away and the server did not do: a line that says so, and offers to do it now.

import { icon, make } from './make.js';

/** @typedef {{ reason: string, label: string, at: number, again: () => void }} Undone */

/** @type {Record<string, string>} */
const WORDS = {
  ask: 'waited while you were offline. Is it still wanted?',
  expired: 'waited too long while you were offline and was not done.',
  gone: 'was not done: what it was meant for is not there any more.',
  failed: 'could not be done. Your work is kept.',
  lost: 'may not have been done before this page was loaded.',
};
const REDO = ['ask', 'expired'];

/** @type {Undone[]} */
let undone = [];
/** @type {HTMLElement | undefined} */
let line;

/** @param {Event} event */
export function addUndone(event) {
  undone.push(/** @type {CustomEvent<Undone>} */ (event).detail);
  show();
}

function show() {
  line?.remove();
  line = undefined;
  const [first] = undone;
  if (!first) return;
  const name = first.label ? `“${first.label}”` : 'What you did';
  const more = undone.length > 1 ? ` And ${undone.length - 1} more.` : '';
  line = make('div', 'banner banner-warn banner-undone');
  line.setAttribute('role', 'alert');
  line.append(icon('triangle-alert'), make('span', '', `${name} ${WORDS[first.reason] ?? WORDS.failed}${more}`));
  if (undone.some(({ reason }) => REDO.includes(reason))) line.append(button(undone.length > 1 ? 'Do them now' : 'Do it now', again));
  line.append(button('Dismiss', dismiss));
  document.querySelector('.banners')?.append(line);
}

/** @param {string} words @param {() => void} act */
function button(words, act) {
  const made = make('button', 'button button-quiet', words);
  made.setAttribute('type', 'button');
  made.addEventListener('click', act);
  return made;
}

function again() {
  const events = undone.filter(({ reason }) => REDO.includes(reason));
  dismiss();
  for (const event of events) event.again();
}

function dismiss() {
  undone = [];
  show();
}
