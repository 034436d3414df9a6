// The core: takes a live element as a tree and applies patches to it. It needs neither a server nor the rest of the client.

import { applyFrame } from './patch.js';
import { adopt, enroll } from './tree.js';

/** @import { Page, Region } from './tree.js' */

/** @type {WeakMap<Element, Region>} */
const attached = new WeakMap();

/**
 * Takes an element, its attributes and what is in it as a region of its own, without a line: this is the tree before
 * the first patch. Its number is that of its `data-r`, or 0.
 * @param {Element} root
 */
export function attach(root) {
  /** @type {Page} */
  const page = { regions: new Map() };
  const node = adopt(root, page, null);
  const own = node.region ?? enroll(node, 0, page);
  attached.set(root, own);
  return own;
}

/**
 * Applies operations to an element, which is attached first if it was not: `[region, op, …]`, a list of those, or only
 * the operations. False, and a warning, where they do not fit. A patch that replaces the root leaves the region to be
 * patched through the element that was attached.
 * @param {Element} root @param {any[]} operations
 */
export function apply(root, operations) {
  const region = attached.get(root) ?? attach(root);
  const [first, second] = operations;
  const whole = typeof first === 'number' ? typeof second === 'number' || Array.isArray(second) : typeof first?.[0] === 'number';
  return applyFrame(region.page, whole ? operations : [region.n, ...operations]);
}
