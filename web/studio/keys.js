// Keys: what a control does by `data-key`, arrows in grids, and undo.
//
// `data-key` is one key (`n`, `F2`, `Delete`, `?`), a key with Ctrl or Cmd (`mod+Enter`), or two in a row (`g s`).
// What stands in the focused thing (`data-scope`) comes first; what stands in another thing is not meant.

import { isAhead } from './ahead.js';
import { isTyping, send } from './dom.js';
import { faceOf } from './focus.js';
import { boxOf, step } from './order.js';

/** So long may the second key of two be waited for. */
const PAIR_MS = 1000;
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

let first = '';
let firstAt = 0;

/** A key as people read it. @param {string} key */
export const keyWords = (key) => ({ ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' })[key]
  ?? key.replace('mod+', APPLE ? '⌘ ' : 'Ctrl ').replace(/\b[a-z]$/, (letter) => letter.toUpperCase());

/** The list of keys was written for Ctrl, and the engine has taken the page over as it was written. Only the text changes: the node is the server's. */
function appleKeys() {
  for (const { firstChild } of document.querySelectorAll('kbd[data-mod]')) {
    if (firstChild instanceof Text) firstChild.data = firstChild.data.replace('Ctrl', '⌘');
  }
}

/** @param {KeyboardEvent} event */
function nameOf({ key, ctrlKey, metaKey }) {
  return (APPLE ? metaKey : ctrlKey) ? `mod+${key.length === 1 ? key.toLowerCase() : key}` : key;
}

/** @param {string} key @param {Element | null} focused */
function controlFor(key, focused) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const dialog = document.querySelector('dialog:modal');
  const root = dialog ?? document;
  const scope = focused?.closest('[data-scope]');
  const own = root.contains(scope ?? null) ? scope?.querySelector(selector) : null;
  const found = own ?? [...root.querySelectorAll(selector)].find((control) => !control.closest('[data-scope]'));
  return found instanceof HTMLElement && !found.matches(':disabled') ? found : null;
}

/** @param {KeyboardEvent} event */
function keydown(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const typing = isTyping(event.target);
  if (!typing && isAhead(event)) return;
  const key = nameOf(event);
  if (typing && !key.startsWith('mod+')) return;
  if (key === 'mod+z' && !typing && !event.shiftKey) {
    event.preventDefault();
    send('undo', []);
    return;
  }
  if (arrows(event)) return;
  const pair = first && performance.now() - firstAt < PAIR_MS ? `${first} ${key}` : '';
  first = key;
  firstAt = performance.now();
  const focused = event.target instanceof Element ? event.target : null;
  const control = (pair && controlFor(pair, focused)) || (isOwn(key, focused) ? null : controlFor(key, focused));
  if (!control) return;
  event.preventDefault();
  first = '';
  // A key that is held pages on; it does not delete or make one thing after the other.
  if (event.repeat && !key.startsWith('Arrow')) return;
  if (control.matches('input, textarea, select')) control.focus();
  else control.click();
}

/**
 * Enter and Space belong to the button or link that has the focus, arrows to the field, menu or film, Escape to what
 * is open over the page.
 * @param {string} key @param {Element | null} focused
 */
function isOwn(key, focused) {
  if (key === 'Enter' || key === ' ') return !!focused?.closest('a, button, summary');
  if (key.startsWith('Arrow')) return !!focused?.closest('input, [popover], [data-hook="player"]');
  return key === 'Escape' && !!document.querySelector('[popover]:popover-open:not(.tooltip)');
}

/** @param {KeyboardEvent} event */
function arrows(event) {
  const { target, key } = event;
  if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key) || !(target instanceof Element)) return false;
  const grid = target.closest('[data-grid]');
  if (!grid || target.matches('[type=range], [type=radio]') || target.closest('[popover], .viewer')) return false;
  const kind = grid.getAttribute('data-grid');
  if (kind === 'row' && /Up|Down/.test(key)) return false;
  const items = [...grid.querySelectorAll('[data-grid-item]')].filter((item) => item instanceof HTMLElement);
  const here = items.findIndex((item) => item.contains(target));
  if (here < 0) return false;
  const next = items[step(items.map(boxOf), here, key)];
  const face = faceOf(next ?? null);
  if (!face) return false;
  event.preventDefault();
  face.focus();
  next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

/** A list that was clicked into has no focus yet: the first arrow goes to its first thing. @param {KeyboardEvent} event */
function enterGrid(event) {
  if (event.defaultPrevented || !/^Arrow/.test(event.key) || document.activeElement !== document.body) return;
  const face = document.querySelector('[data-grid] :is(.card-link, .job-link, .keyframe-face)');
  if (!(face instanceof HTMLElement)) return;
  event.preventDefault();
  face.focus();
}

/** @param {KeyboardEvent[]} missed pressed before this script came */
export function startKeys(missed) {
  if (APPLE) appleKeys();
  for (const act of [keydown, enterGrid]) {
    missed.forEach(act);
    document.addEventListener('keydown', act);
  }
}
