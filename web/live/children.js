// The order of children: brings live nodes into the order of the reference tree with the fewest moves.
//
// Nodes that lose something when they move (focus, a playing video, an iframe, a scrolled box, an open dialog, a custom
// element) stay and the others move around them. Nodes that we did not make are stepped over and left where they are.
//
// With `moveBefore` a node that does move loses nothing. Without it what is focused, composed or dragged is never moved
// and a scrolled box is scrolled again; but of two frames, players or custom elements that change places, one is loaded
// again, paused or reconnected.

import { inside, isElement } from './tree.js';

/** @import { RefElement, RefNode, RefText } from './tree.js' */

/** Live elements in a person's hands: text is composed in it, a pointer holds it. */
export const pins = {
  composing: /** @type {Element | null} */ (null),
  pointer: /** @type {Element | null} */ (null),
};

/** Boxes that were scrolled, and how far. @type {Map<Element, [number, number]>} */
const scrolled = new Map();
/** More scrolled boxes than this are not on one page; the oldest is forgotten. */
const MAX_SCROLLED = 200;

/** @param {AbortSignal} signal */
export function startChildren(signal) {
  const options = { capture: true, passive: true, signal };
  document.addEventListener('scroll', ({ target }) => {
    if (!(target instanceof Element)) return;
    scrolled.delete(target);
    if (target.scrollTop || target.scrollLeft) scrolled.set(target, [target.scrollTop, target.scrollLeft]);
    for (const box of scrolled.keys()) if (!box.isConnected || scrolled.size > MAX_SCROLLED) scrolled.delete(box);
  }, options);
  let dragged = false;
  /** @param {Event} event */
  const hold = ({ target, type }) => {
    pins.pointer = target instanceof Element ? target : null;
    dragged = type === 'dragstart';
  };
  /** @param {Event} event */
  const release = ({ type }) => {
    // The browser takes the pointer away from the page when its own drag begins.
    if (!dragged || type !== 'pointercancel') pins.pointer = null;
  };
  for (const type of ['pointerdown', 'dragstart']) document.addEventListener(type, hold, options);
  for (const type of ['pointerup', 'pointercancel', 'dragend']) document.addEventListener(type, release, options);
}

/**
 * The child of `parent` that is, or holds, the node's live DOM: a script may have wrapped it. Null if it is elsewhere.
 * @param {RefNode} node @param {Node} parent
 */
function place(node, parent) {
  /** @type {Node | null} */
  let top = node.dom;
  while (top && top.parentNode !== parent) top = top.parentNode;
  return top;
}

/**
 * Puts a text node together again that the browser, a translation or a highlighter split, merged or replaced;
 * `text` is what it showed when we last wrote it, `kids` are its siblings then.
 * @param {RefText} node @param {string} text @param {RefNode[]} [kids]
 */
export function mend(node, text, kids = node.up?.kids ?? []) {
  const { up, dom } = node;
  if (!up || (dom.data === text && dom.parentNode === inside(up.dom))) return;
  const parent = inside(up.dom);
  const places = kids.map((kid) => place(kid, parent));
  const at = kids.indexOf(node);
  const top = places[at];
  const before = top ?? places.slice(0, at).findLast(Boolean);
  let seen = top?.textContent ?? '';
  let next = before ? before.nextSibling : parent.firstChild;
  while (next && !places.includes(next)) {
    const rest = next;
    next = rest.nextSibling;
    const part = rest.textContent ?? '';
    // Beside our node stands its rest; without our node, what took its place is text or a translator's wrapper.
    const ours = top ? part && text.startsWith(seen + part) : rest instanceof Text || rest.nodeName === 'FONT';
    if (ours) {
      seen += part;
      parent.removeChild(rest);
    } else if (top) break;
  }
  if (!top) parent.insertBefore(dom, before ? before.nextSibling : parent.firstChild);
}

/** Puts an element back that someone took out of the page, if it is to be seen again. @param {RefElement} node */
export function revive(node) {
  const { up } = node;
  if (!up || node.dom.isConnected) return;
  revive(up);
  if (up.dom.isConnected && !place(node, inside(up.dom))) arrange(up);
}

/** Brings the live children of `node` into the order of its kids. @param {RefElement} node */
export function arrange(node) {
  const parent = inside(node.dom);
  const { kids } = node;
  /** @type {Map<Node, number>} */
  const order = new Map();
  for (let child = parent.firstChild; child; child = child.nextSibling) order.set(child, order.size);
  const places = kids.map((kid) => order.get(/** @type {Node} */ (place(kid, parent))) ?? -1);
  const stay = staying(places, order.size, () => weigh(kids, parent));
  /** @type {Node | null} */
  let before = null;
  kids.forEach((kid, i) => {
    if (!isElement(kid) && stay[i]) mend(kid, kid.text);
    if (!stay[i]) move(parent, kid.dom, before ? before.nextSibling : parent.firstChild);
    before = place(kid, parent);
  });
}

/** @param {Node} parent @param {Node} dom @param {Node | null} next */
function move(parent, dom, next) {
  if (dom === next) return;
  const boxes = [...scrolled].filter(([box]) => dom.contains(box));
  // Keeps focus, frames, playback and animations where the browser has it.
  if ('moveBefore' in parent && parent.isConnected && dom.isConnected) {
    /** @type {(dom: Node, next: Node | null) => void} */ (parent.moveBefore).call(parent, dom, next);
  } else parent.insertBefore(dom, next);
  for (const [box, [top, left]] of boxes) [box.scrollTop, box.scrollLeft] = [top, left];
}

/**
 * What it costs to move each kid. Where a move harms nothing (`moveBefore`), the fewest moves come first and a node
 * with something to lose only breaks ties; elsewhere it outweighs all the others together.
 * @param {RefNode[]} kids @param {Node} parent
 */
function weigh(kids, parent) {
  const many = kids.length + 1;
  const harmless = 'moveBefore' in parent;
  const [plain, stateful, focused] = harmless ? [many, many + 1, many + 2] : [1, many, many * many];
  const holds = [...scrolled.keys(), document.activeElement];
  return kids.map((kid) => {
    if (!isElement(kid)) return plain;
    /** @param {Element | null} inner */
    const has = (inner) => inner !== null && kid.dom.contains(inner);
    if (has(pins.composing) || has(pins.pointer)) return many ** 3;
    if (has(document.activeElement)) return focused;
    return holds.some(has) || loses(kid) ? stateful : plain;
  });
}

/** @param {RefElement} node @returns {boolean} */
function loses({ dom, tag, kids }) {
  if (/-|^(iframe|object|embed)$/.test(tag)) return true;
  if (dom instanceof HTMLMediaElement && !dom.paused) return true;
  if (dom instanceof HTMLDialogElement && dom.open) return true;
  if (dom.hasAttribute('popover') && dom.matches(':popover-open')) return true;
  return kids.some((kid) => isElement(kid) && loses(kid));
}

/**
 * Which items stay: the heaviest subsequence of `places` that rises. For each item the best chain that ends before its
 * place is asked of a tree of running maxima (Fenwick), so that a thousand items take a thousand short looks. A place
 * of -1 is that of a node that is not there yet.
 * @param {number[]} places @param {number} size @param {() => number[]} weights @returns {boolean[]}
 */
export function staying(places, size, weights) {
  const known = places.filter((at) => at >= 0);
  if (known.every((at, i) => i === 0 || at > known[i - 1])) return places.map((at) => at >= 0);
  const weight = weights();
  const sums = places.map(() => 0);
  const previous = places.map(() => -1);
  const best = new Int32Array(size + 1).fill(-1);
  /** @param {number} i */
  const sum = (i) => (i < 0 ? 0 : sums[i]);
  let last = -1;
  places.forEach((at, i) => {
    if (at < 0) return;
    for (let k = at; k > 0; k -= k & -k) if (sum(best[k]) > sum(previous[i])) previous[i] = best[k];
    sums[i] = sum(previous[i]) + weight[i];
    for (let k = at + 1; k <= size; k += k & -k) if (sums[i] > sum(best[k])) best[k] = i;
    if (sums[i] > sum(last)) last = i;
  });
  const stay = places.map(() => false);
  for (; last >= 0; last = previous[last]) stay[last] = true;
  return stay;
}
