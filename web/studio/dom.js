// What several hooks need: sending an event with its values, saying a thing aloud, knowing when somebody types.

import { postEvent } from '../live/outbox.js';

/** @param {string} name @param {[string, string][]} values @param {Element[]} [pending] */
export const send = (name, values, pending = []) => postEvent(name, values, pending);

/** @param {Element} el @returns {[string, string][]} its `data-val-…` */
export const valuesOf = (el) => [...el.attributes]
  .filter(({ name }) => name.startsWith('data-val-'))
  .map(({ name, value }) => [name.slice('data-val-'.length), value]);

/** Whether keys belong to the text under the caret. @param {EventTarget | null} target */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target.matches('input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file])');
}

/** @type {HTMLElement | undefined} */
let announcer;

/** Tells a screen reader. @param {string} words */
export function say(words) {
  if (!announcer) {
    announcer = document.createElement('div');
    announcer.className = 'hidden';
    announcer.setAttribute('aria-live', 'assertive');
    document.body.append(announcer);
  }
  announcer.textContent = words;
}
