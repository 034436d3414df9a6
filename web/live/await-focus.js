// The focus that the server gives to what is not on the page yet: what was brought back comes with a list that is read
// first. It is given when it comes, unless the person has gone on meanwhile.

import { focusOn } from './patch.js';

/** Later the person is somewhere else with their thoughts. */
const WITHIN_MS = 5_000;

let wanted = '';
let until = 0;

/** @param {string} id */
export function focusId(id) {
  wanted = id;
  until = performance.now() + WITHIN_MS;
  look();
}

function look() {
  if (!wanted) return;
  const target = document.getElementById(wanted);
  if (target || performance.now() > until) wanted = '';
  if (target) focusOn(target);
}

/** @param {AbortSignal} signal */
export function startAwaitFocus(signal) {
  document.addEventListener('live:patched', look, { signal });
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, () => (wanted = ''), { signal, capture: true });
}
