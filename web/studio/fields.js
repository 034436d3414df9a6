// Small fields: the two halves of a slider, and a name that is changed where it stands.

import { typedAhead } from './ahead.js';
import { send, valuesOf } from './dom.js';

/** @param {Element} el */
function fill(el) {
  const range = el.querySelector('input[type=range]');
  if (!(range instanceof HTMLInputElement)) return;
  const part = (Number(range.value) - Number(range.min)) / (Number(range.max) - Number(range.min) || 1);
  range.style.setProperty('--fill', `${part * 100}%`);
}

/** @type {import('../live/hooks.js').Hook} */
export const slider = {
  mounted(el) {
    fill(el);
    el.addEventListener('input', ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      // A number that is half typed is no value yet.
      for (const other of el.querySelectorAll('input')) if (other !== target && target.value) other.value = target.value;
      fill(el);
    });
  },
  // The server may have said another value; it writes to the fields after it tells of it.
  updated: (el) => queueMicrotask(() => fill(el)),
};

/** Forms that a patch took away: nobody left them, and half a name is no name. @type {WeakSet<Element>} */
const taken = new WeakSet();

/** @type {import('../live/hooks.js').Hook} */
export const rename = {
  removed: (el) => void taken.add(el),
  mounted(el) {
    const input = el.querySelector('input');
    if (!(el instanceof HTMLFormElement) || !input) return;
    const before = input.value;
    // Decided by Escape, or sent.
    let decided = false;
    input.focus();
    input.select();
    const ahead = typedAhead();
    if (ahead.text) input.setRangeText(ahead.text, 0, input.value.length, 'end');
    el.addEventListener('keydown', ({ key, isComposing }) => {
      if (key !== 'Escape' || isComposing) return;
      decided = true;
      input.value = before;
    });
    el.addEventListener('submit', () => {
      decided = true;
    });
    // A name that was refused is written again.
    el.addEventListener('input', () => {
      decided = false;
    });
    // Leaving the field keeps what was written, as in every list of files.
    el.addEventListener('focusout', (event) => {
      if (decided || taken.has(el) || (event.relatedTarget instanceof Node && el.contains(event.relatedTarget)) || !document.hasFocus()) return;
      decided = true;
      const cancel = input.getAttribute('data-on-keydown');
      if (input.value.trim() && input.value !== before) el.requestSubmit();
      else if (cancel) send(cancel, valuesOf(input));
    });
    if (ahead.text && ahead.entered) el.requestSubmit();
  },
};
