// Hooks: an element with `data-hook="name"` is given to the module registered under that name.

/**
 * @typedef {{ mounted?(el: Element): void, updated?(el: Element): void, removed?(el: Element): void }} Hook
 *   `mounted` when the element is there, `updated` after a patch wrote to it or directly into it, `removed` when the
 *   server dropped it.
 */

/** @type {Record<string, Hook>} */
let registry = {};
/** @type {Map<Element, Hook>} */
const alive = new Map();

/** @param {Record<string, Hook>} hooks @param {Element} root */
export function startHooks(hooks, root) {
  registry = hooks;
  mounted(root);
}

export function stopHooks() {
  for (const dom of alive.keys()) removed(dom);
  registry = {};
}

/** A hook that fails harms nothing else. @param {() => void} act */
function guard(act) {
  try {
    act();
  } catch (error) {
    reportError(error);
  }
}

/** @param {Element} root */
export function mounted(root) {
  for (const dom of [root, ...root.querySelectorAll('[data-hook]')]) {
    const hook = registry[dom.getAttribute('data-hook') ?? ''];
    if (!hook || alive.has(dom)) continue;
    alive.set(dom, hook);
    guard(() => hook.mounted?.(dom));
  }
}

/** @param {Element} touched */
export function updated(touched) {
  const dom = touched.closest('[data-hook]');
  const hook = dom && alive.get(dom);
  if (hook) guard(() => hook.updated?.(dom));
}

/** @param {Element} dom */
export function removed(dom) {
  const hook = alive.get(dom);
  if (hook && alive.delete(dom)) guard(() => hook.removed?.(dom));
}
