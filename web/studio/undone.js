// What the creator did while the server was away and the server did not do: a line that says so, and offers to do it now.

import { icon, make } from './make.js';

/** @typedef {{ reason: string, label: string, at: number, again: () => void }} Undone */

/** Of one act, and of several. @type {Record<string, [string, string]>} */
const WORDS = {
  ask: ['waited while you were offline. Is it still wanted?', 'waited while you were offline. Are they still wanted?'],
  expired: ['waited too long while you were offline and was not done.', 'waited too long while you were offline and were not done.'],
  gone: ['was not done: what it was meant for is not there any more.', 'were not done: what they were meant for is not there any more.'],
  failed: ['could not be done. Your work is kept.', 'could not be done. Your work is kept.'],
  lost: ['may not have been done before this page was loaded.', 'may not have been done before this page was loaded.'],
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
  const alike = undone.filter(({ reason }) => reason === first.reason).length - 1;
  const others = undone.length - 1 - alike;
  const name = (first.label ? `“${first.label}”` : 'What you did') + (alike ? ` and ${alike} more` : '');
  const words = (WORDS[first.reason] ?? WORDS.failed)[alike ? 1 : 0] + (others ? ` Something else was not done: ${others}.` : '');
  line = make('div', 'banner banner-warn banner-undone');
  line.setAttribute('role', 'alert');
  line.append(icon('triangle-alert'), make('span', '', `${name} ${words}`));
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
