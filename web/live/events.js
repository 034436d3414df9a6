// Events: what a person does, taken at the document and sent with its values.

import { isTyped, lock } from './fields.js';
import { isPending, postEvent } from './outbox.js';

/** @typedef {[string, unknown][]} Values */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** What is typed and not sent yet. @type {Map<Element, { timer: ReturnType<typeof setTimeout>, run: (() => void) | null }>} */
const delayed = new Map();
/**
 * The values of the field that has the focus, and of its form, from when it was entered: the server's newer value is
 * held back until it is left, so what is typed was written over what these values speak of.
 * @type {Map<Element, Values>}
 */
const entered = new Map();
/** The event by which a form was last submitted. @type {WeakMap<Element, number>} */
const submitted = new WeakMap();

/** @param {AbortSignal} signal */
export function startEvents(signal) {
  document.addEventListener('click', click, { signal });
  document.addEventListener('submit', submit, { signal });
  document.addEventListener('change', (event) => input(event, 'change'), { signal });
  document.addEventListener('input', (event) => {
    // What is being composed is no text yet.
    if (!(event instanceof InputEvent && event.isComposing)) input(event, 'input');
  }, { signal });
  document.addEventListener('compositionend', (event) => input(event, 'input'), { signal });
  document.addEventListener('keydown', keydown, { signal });
  document.addEventListener('focusin', enter, { signal });
  document.addEventListener('focusout', () => (flush(), entered.clear()), { signal });
  addEventListener('pagehide', flush, { signal });
}

/** Sends at once what waits for a pause in typing. */
export function flush() {
  for (const [element, { timer, run }] of delayed) {
    clearTimeout(timer);
    delayed.delete(element);
    run?.();
  }
}

/** @param {FocusEvent} event */
function enter(event) {
  entered.clear();
  if (!(event.target instanceof Element) || !isTyped(event.target)) return;
  for (const type of ['input', 'change', 'submit']) {
    const element = owner(event, type);
    if (element) entered.set(element, valuesOf(element));
  }
}

/** @param {Event} event @param {string} type */
function owner({ target }, type) {
  return target instanceof Element ? target.closest(`[data-on-${type}]`) : null;
}

/** Whether the browser has its own meaning for this click (new tab, download). @param {MouseEvent} event */
export const isModified = (event) => event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** @param {Element | null | undefined} element @returns {Values} `data-val-…` */
const valuesOf = (element) => [...(element?.attributes ?? [])]
  .filter(({ name }) => name.startsWith('data-val-'))
  .map(({ name, value }) => [name.slice(9), value]);

/** @param {EventTarget | null} target @returns {Values} the field's own name and value */
function fieldOf(target) {
  if (!(target instanceof HTMLElement)) return [];
  const { name = 'value', type = '', value } = /** @type {Partial<Field>} */ (target);
  if (target instanceof HTMLSelectElement) return [...target.selectedOptions].map((option) => [name || 'value', option.value]);
  if (/^(checkbox|radio)$/.test(type) && !(/** @type {HTMLInputElement} */ (target).checked)) return [];
  if (target.isContentEditable) return [['value', target.textContent]];
  return value === undefined ? [] : [[name || 'value', value]];
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter @returns {Values} */
const formOf = (form, submitter) => [...new FormData(form, submitter)].filter(([, value]) => typeof value === 'string');

/** @param {string} type @param {Element} element @param {Values} values @param {Element[]} [others] pending as well */
function send(type, element, values, others = []) {
  const name = element.getAttribute(`data-on-${type}`);
  if (!name) return 0;
  if (!element.isConnected || element.closest('[data-leaving]')) {
    console.warn(`live: dropped ${name}, its element is gone`);
    return 0;
  }
  // A newer value of a field says all that an older one said.
  const field = type === 'input' ? element : undefined;
  return postEvent(name, [...(entered.get(element) ?? valuesOf(element)), ...values], [element, ...others], field);
}

/** @param {MouseEvent} event */
function click(event) {
  const element = owner(event, 'click');
  if (!element || event.defaultPrevented || element.matches(':disabled,[aria-disabled=true]')) return;
  const acts = /** @type {Element} */ (event.target).closest('a[href],button,input[type=submit],input[type=image]');
  if (acts?.matches('a') && isModified(event)) return;
  if (acts && element.contains(acts)) event.preventDefault();
  flush();
  send('click', element, []);
}

/** @param {SubmitEvent} event */
function submit(event) {
  const form = owner(event, 'submit');
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  event.preventDefault();
  if (isPending(submitted.get(form))) return;
  flush();
  const { submitter } = event;
  const values = [...valuesOf(submitter), ...formOf(form, submitter)];
  const n = send('submit', form, values, submitter ? [submitter] : []);
  submitted.set(form, n);
  if (n) lock(form);
}

/** @param {Event} event @param {'input' | 'change'} type */
function input(event, type) {
  const element = owner(event, type);
  if (!element) return;
  const { target } = event;
  const source = target instanceof Element ? target : element;
  const waits = delayed.get(source);
  const run = () => {
    send(type, element, element instanceof HTMLFormElement ? formOf(element, null) : fieldOf(target));
  };
  const option = (/** @type {string} */ name) => Number(source.closest(`[data-${name}]`)?.getAttribute(`data-${name}`));
  const debounce = type === 'input' ? option('debounce') : 0;
  const throttle = type === 'input' ? option('throttle') : 0;
  if (debounce) {
    clearTimeout(waits?.timer);
    delayed.set(source, { timer: setTimeout(flush, debounce), run });
  } else if (throttle && waits) waits.run = run;
  else {
    flush();
    run();
    if (throttle) rest(source, throttle);
  }
}

/** Lets the next value of `source` wait, and the one after it. @param {Element} source @param {number} ms */
function rest(source, ms) {
  const timer = setTimeout(() => {
    const run = delayed.get(source)?.run;
    delayed.delete(source);
    if (!run) return;
    run();
    rest(source, ms);
  }, ms);
  delayed.set(source, { timer, run: null });
}

/** `Ctrl+Enter`, `Alt+ArrowUp`, `Space`: as `data-keys` names it. @param {KeyboardEvent} event */
function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const held = [ctrlKey && 'Ctrl', metaKey && 'Meta', altKey && 'Alt', shiftKey && key.length > 1 && 'Shift'];
  return [...held.filter(Boolean), key === ' ' ? 'Space' : key].join('+');
}

/** @param {KeyboardEvent} event */
function keydown(event) {
  // Enter and Escape belong to the input method while it composes.
  if (event.isComposing || event.defaultPrevented) return;
  const name = keyName(event);
  for (let element = owner(event, 'keydown'); element; element = element.parentElement?.closest('[data-on-keydown]') ?? null) {
    const keys = element.getAttribute('data-keys');
    if (keys !== null && !keys.split(/\s+/).includes(name)) continue;
    if (keys !== null) event.preventDefault();
    flush();
    send('keydown', element, [['key', name], ...fieldOf(event.target)]);
    return;
  }
}
