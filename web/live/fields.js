// Fields: the browser owns what is typed, chosen and composed.
//
// The server's value of a field is written only where its slot changed, and is held back while the person is in the
// field or an event of the field is not answered; it is dropped if they typed meanwhile. `data-rev` forces it.

import { writeAttribute } from './attributes.js';
import { pins } from './children.js';
import { isElement } from './tree.js';

/** @import { RefElement } from './tree.js' */

/** What waits for its field, and how. @type {Map<RefElement, 'fresh' | 'stale' | 'forced'>} */
const held = new Map();
/** Writes that wait until an element is no longer composed or edited. @type {{ host: Element, content: boolean, run: () => void }[]} */
let queue = [];
/** What was chosen before this frame touched the options. @type {Map<HTMLSelectElement, { chosen: [HTMLOptionElement, string][], all: Set<Element> }>} */
const choices = new Map();

/** What a submit disabled until its answer: the form, and by which attribute. @type {Map<Element, { form: Element, name: string, focused: boolean }>} */
const locked = new Map();

/** @param {AbortSignal} signal */
export function startFields(signal) {
  /** @param {string} type @param {(target: HTMLElement) => void} act */
  const on = (type, act) => document.addEventListener(type, (event) => {
    if (event.target instanceof HTMLElement) act(event.target);
  }, { capture: true, signal });
  on('input', (target) => {
    for (const [node, how] of held) if (node.dom === target && how === 'fresh') held.set(node, 'stale');
    queue = queue.filter(({ content, host }) => !content || host !== target);
  });
  on('compositionstart', (target) => (pins.composing = target));
  on('compositionend', () => ((pins.composing = null), release()));
  // After the listeners of this very event: those may flush what was typed.
  on('focusout', () => ((pins.composing = null), queueMicrotask(release)));
}

/** Whether a person types, or drags, the value of this element. @param {Element} dom */
export const isTyped = (dom) => dom instanceof HTMLTextAreaElement
  || (dom instanceof HTMLInputElement && !/^(checkbox|radio|hidden|submit|image|reset|button|file)$/.test(dom.type));

/** Whether this attribute is what the field holds. @param {RefElement} node @param {string} name */
export function isValue({ dom, tag }, name) {
  if (tag === 'option') return name === 'selected';
  if (!(dom instanceof HTMLInputElement)) return false;
  return isTyped(dom) ? name === 'value' : name === 'checked' && /^(checkbox|radio)$/.test(dom.type);
}

/** @param {Element} dom */
const isBusy = (dom) => dom === pins.composing || (dom === document.activeElement && isTyped(dom)) || dom.closest('[data-pending]');

/** Writes the server's value, now or when the person is done. @param {RefElement} node */
export function writeField(node) {
  const select = node.dom.closest('select');
  if (select) choices.set(select, { chosen: [], all: new Set() });
  if (isBusy(node.dom)) held.set(node, 'fresh');
  else take(node, true);
}

/** Takes the server's value whatever was typed. @param {RefElement} node */
export function forceField(node) {
  if (node.dom === pins.composing) {
    held.set(node, 'forced');
    return;
  }
  held.delete(node);
  queue = queue.filter(({ content, host }) => !content || host !== node.dom);
  take(node, true);
  if (node.dom instanceof HTMLElement && node.dom.isContentEditable) rewrite(node);
}

/** Disables what of a form asks for it (`data-disable`) while the form is pending. @param {HTMLFormElement} form */
export function lock(form) {
  for (const field of form.elements) {
    // A text that is readonly keeps the focus; others can only be disabled.
    const name = isTyped(field) && !field.matches('[type=range],[type=color]') ? 'readonly' : 'disabled';
    if (!field.hasAttribute('data-disable') || field.hasAttribute(name)) continue;
    locked.set(field, { form, name, focused: field === document.activeElement });
    field.setAttribute(name, '');
  }
}

/** From now on this attribute is the server's. @param {Element} dom @param {string} name */
export function unlock(dom, name) {
  if (locked.get(dom)?.name === name) locked.delete(dom);
}

/** Writes what waited and need not wait any more. */
export function release() {
  for (const [field, { form, name, focused }] of locked) {
    if (form.hasAttribute('data-pending')) continue;
    locked.delete(field);
    field.removeAttribute(name);
    if (focused && document.activeElement === document.body) /** @type {HTMLElement} */ (field).focus({ preventScroll: true });
  }
  for (const [node, how] of held) {
    if (how === 'forced' ? node.dom === pins.composing : isBusy(node.dom)) continue;
    held.delete(node);
    take(node, how !== 'stale');
  }
  const waiting = queue;
  queue = [];
  for (const { host, content, run } of waiting) wait(host, content, run);
}

/** @param {RefElement} node @param {boolean} wins over what the person did */
function take({ dom, attrs, kids }, wins) {
  /** @param {string} name */
  const attribute = (name) => writeAttribute(dom, name, attrs.get(name) ?? null);
  if (dom instanceof HTMLTextAreaElement) {
    const text = kids.map((kid) => (isElement(kid) ? '' : (kid.dom.data = kid.text))).join('');
    dom.replaceChildren(...kids.map((kid) => kid.dom));
    if (wins && dom.value !== text) dom.value = text;
  } else if (dom instanceof HTMLOptionElement) {
    attribute('selected');
    if (wins) dom.selected = attrs.has('selected');
  } else if (dom instanceof HTMLInputElement) {
    const value = attrs.get('value') ?? '';
    attribute('value');
    attribute('checked');
    if (!wins) return;
    if (!isTyped(dom)) dom.checked = attrs.has('checked');
    else if (dom.value !== value) dom.value = value;
  }
}

/** Gives a contenteditable element exactly the server's content. @param {RefElement} node */
function rewrite({ dom, kids }) {
  dom.replaceChildren(...kids.map((kid) => kid.dom));
  for (const kid of kids) isElement(kid) ? rewrite(kid) : (kid.dom.data = kid.text);
}

/** @param {Element | null} host @param {boolean} content @param {() => void} run */
function wait(host, content, run) {
  if (host && (host === pins.composing || (content && host === edited()))) queue.push({ host, content, run });
  else run();
}

/** Writes an attribute unless text is composed in that very element. @param {Element} dom @param {() => void} run */
export const writeWhenComposed = (dom, run) => wait(dom, false, run);

/** The contenteditable element that a person is in. */
function edited() {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.isContentEditable ? active : null;
}

/** Writes inside `dom` unless a person edits it. @param {Element} dom @param {() => void} run */
export function writeWhenEdited(dom, run) {
  const host = [pins.composing, edited()].find((host) => host?.contains(dom));
  wait(host ?? null, true, run);
}

/** Remembers what is chosen before options come, go or move. @param {Element} dom */
export function keepChoice(dom) {
  const select = dom.closest('select');
  if (!select || choices.has(select)) return;
  /** @type {[HTMLOptionElement, string][]} */
  const chosen = [...select.selectedOptions].map((option) => [option, option.value]);
  choices.set(select, { chosen, all: new Set(select.options) });
}

/** Chooses again what the person had chosen and still exists, unless the server sent another choice. */
export function restoreChoices() {
  for (const [select, { chosen, all }] of choices) {
    const options = [...select.options];
    if (options.some((option) => !all.has(option) && option.defaultSelected) && !select.multiple) continue;
    for (const [option, value] of chosen) {
      const found = option.closest('select') === select ? option : options.find((other) => other.value === value);
      if (found && !found.selected) found.selected = true;
    }
  }
  choices.clear();
}
