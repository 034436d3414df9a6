// The first sign of a person: what only their acts need is loaded then. A page that is loaded loads less.

/** Without a sign it is loaded all the same, so that it is there should the server go away. */
const ANYWAY_MS = 10_000;
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
function keep(event) {
  if (keys.length < MAX_KEYS) keys.push(event);
}

/** From now on keys are somebody else's, with those that were pressed. */
export function takeKeys() {
  removeEventListener('keydown', keep);
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

/** Loads at once and, where that fails, when the line has changed. @param {() => Promise<unknown>} load */
export const loadNow = (load) => void load().catch(() => document.addEventListener('live:connection', () => loadNow(load), { once: true }));

/** @param {() => Promise<unknown>} load */
export const loadAtSign = (load) => atSign(() => loadNow(load));

/**
 * A hook that is loaded once an element wants it. A press that is held on the element when it comes is told again.
 * @param {() => Promise<import('../live/hooks.js').Hook>} load @param {(load: () => Promise<unknown>) => void} begin @returns {import('../live/hooks.js').Hook}
 */
export function late(load, begin) {
  /** @type {Set<Element>} */
  const waiting = new Set();
  /** @type {import('../live/hooks.js').Hook | undefined} */
  let hook;
  const come = async () => {
    hook = await load();
    for (const el of waiting) {
      waiting.delete(el);
      hook.mounted?.(el);
      if (press?.target instanceof Element && el.contains(press.target)) press.target.dispatchEvent(new PointerEvent(press.type, press));
    }
  };
  return {
    mounted(el) {
      if (hook) return hook.mounted?.(el);
      if (!waiting.size) begin(come);
      waiting.add(el);
    },
    updated: (el) => hook?.updated?.(el),
    removed(el) {
      if (!waiting.delete(el)) hook?.removed?.(el);
    },
  };
}

export function startSign() {
  for (const type of SIGNS) addEventListener(type, seen, true);
  addEventListener('pointerdown', (event) => (press = event), true);
  for (const type of ['pointerup', 'pointercancel']) addEventListener(type, () => (press = null), true);
  addEventListener('keydown', keep);
  setTimeout(seen, ANYWAY_MS);
}
