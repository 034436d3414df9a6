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

/** @param {string} tag @param {string} className @param {string} [text] */
export function make(tag, className, text) {
  const el = document.createElement(tag);
  el.className = className;
  if (text !== undefined) el.textContent = text;
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';
const SPRITE = new URL('../icons/sprite.svg', import.meta.url).pathname;

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} name its words and tooltip @param {string} symbol @param {() => void} act */
export function iconButton(name, symbol, act) {
  const button = make('button', 'button button-icon button-quiet');
  button.setAttribute('type', 'button');
  button.setAttribute('aria-label', name);
  button.dataset.tip = name;
  button.append(icon(symbol));
  button.addEventListener('click', act);
  return button;
}
