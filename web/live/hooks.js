// Hooks: an element with `data-hook="name"` is given to the module registered under that name.

/**
 * @typedef {{ mounted?(el: Element): void, updated?(el: Element): void, removed?(el: Element): void }} Hook
 *   `mounted` when the element is there, `updated` after a patch wrote to it or directly into it, `removed` when the
 *   server dropped it.
 */

/** @type {Record<string, Hook>} */
let registry = {};
/** @type {Map<Element, { name: string, hook: Hook }>} */
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
    const name = dom.getAttribute('data-hook') ?? '';
    const hook = registry[name];
    if (!hook || alive.has(dom)) continue;
    alive.set(dom, { name, hook });
    guard(() => hook.mounted?.(dom));
  }
}

/** @param {Element} touched */
export function updated(touched) {
  const name = touched.getAttribute('data-hook') ?? '';
  if ((alive.get(touched)?.name ?? '') !== (registry[name] ? name : '')) {
    // The patch gave it to another hook, or took it from one.
    removed(touched);
    return mounted(touched);
  }
  const dom = touched.closest('[data-hook]');
  const hook = dom && alive.get(dom)?.hook;
  if (hook) guard(() => hook.updated?.(dom));
}

/** @param {Element} dom */
export function removed(dom) {
  const hook = alive.get(dom)?.hook;
  if (hook && alive.delete(dom)) guard(() => hook.removed?.(dom));
}
