// The first sign of a person: what only their acts need is loaded then. A page that is loaded loads less.

import { renew } from '../live/navigate.js';
import { isAhead } from './ahead.js';
import { isTyping } from './dom.js';

/** Without a sign it is loaded all the same, so that it is there should the server go away. */
const ANYWAY_MS = 10_000;
/** Between two tries to load what could not be. */
const AGAIN_MS = 5_000;
/** More keys are not pressed while a script loads. */
const MAX_KEYS = 32;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'dragenter'];

/** What is to be done then; nothing waits after it. @type {Set<() => void> | null} */
let awaited = new Set();
/** A press that goes on: who comes in the middle of it takes it up. @type {PointerEvent | null} */
let press = null;

/** Keys that were pressed before what they do is loaded. @type {KeyboardEvent[]} */
const keys = [];

/** @param {KeyboardEvent} event */
export function keepKey(event) {
  // The field may be there before the script that reads keys.
  if (!isTyping(event.target) && isAhead(event)) return;
  if (keys.length < MAX_KEYS) keys.push(event);
}

/** From now on keys are somebody else's, with those that were pressed. */
export function takeKeys() {
  removeEventListener('keydown', keepKey);
  return keys;
}

function seen() {
  for (const type of SIGNS) removeEventListener(type, seen, true);
  const acts = awaited ?? [];
  awaited = null;
  for (const act of acts) act();
}

/** Acts at the first sign, or at once if there was one. @param {() => void} act */
function atSign(act) {
  if (awaited) awaited.add(act);
  else act();
}

/** Loads at once; where that fails, again after a while. @param {() => Promise<unknown>} load */
export const loadNow = (load) => void load().catch(() => setTimeout(() => loadNow(load), AGAIN_MS));

/** @param {() => Promise<unknown>} load */
export const loadAtSign = (load) => atSign(() => loadNow(load));

/**
 * A script that is loaded late, and its hooks. A press that is held on an element when its hook comes is told again.
 * @template {Record<string, any>} T @param {string} address @param {() => Promise<T>} load
 */
export function lateScript(address, load) {
  /** @type {T | undefined} */
  let script;
  /** Elements that wait for it, and for which hook. @type {Map<Element, string>} */
  const waiting = new Map();
  // A browser never asks again for a module that it could not fetch; what was fetched before is imported from its cache.
  const bring = async () => {
    await (await fetch(new URL(address, import.meta.url))).text();
    return load().catch((error) => {
      // After a release there is only the new page's script, which refuses the old page.
      renew();
      throw error;
    });
  };
  const come = async () => {
    script ??= await bring();
    for (const [el, name] of waiting) {
      waiting.delete(el);
      script[name].mounted?.(el);
      if (press?.target instanceof Element && el.contains(press.target)) press.target.dispatchEvent(new PointerEvent(press.type, press));
    }
    return script;
  };
  /** @param {string} name @param {(load: () => Promise<unknown>) => void} begin @returns {import('../live/hooks.js').Hook} */
  const hook = (name, begin) => ({
    mounted(el) {
      if (script) return script[name].mounted?.(el);
      waiting.set(el, name);
      begin(come);
    },
    updated: (el) => script?.[name].updated?.(el),
    removed(el) {
      if (!waiting.delete(el)) script?.[name].removed?.(el);
    },
  });
  return { come, hook, here: () => script };
}

/** @param {boolean} wasSeen whether there was a sign before */
export function startSign(wasSeen) {
  for (const type of SIGNS) addEventListener(type, seen, true);
  addEventListener('pointerdown', (event) => (press = event), true);
  for (const type of ['pointerup', 'pointercancel']) addEventListener(type, () => (press = null), true);
  addEventListener('keydown', keepKey);
  if (wasSeen) seen();
  else setTimeout(seen, ANYWAY_MS);
}
