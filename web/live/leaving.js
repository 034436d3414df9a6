// Leaving: an element with `data-exit` that the server dropped stays until the animations of its leaving have ended.
//
// It is marked `data-leaving`, which the animation hangs on, and nobody can use it. The same element in the same place
// under the same id takes up again where it was; another one there takes its place at once.

import { inside, isElement } from './tree.js';

/** @import { Json, Page, RefElement, RefNode } from './tree.js' */

/** A longer animation is not waited for. */
const MAX_MS = 2_000;

/** @type {Set<RefElement>} */
const leaving = new Set();

/** Takes a node out of the page, now or when it has left. @param {RefNode} node */
export function leave(node) {
  if (!isElement(node)) return node.dom.remove();
  const { dom, attrs } = node;
  mark(node, true);
  const animations = attrs.has('data-exit') ? dom.getAnimations({ subtree: true }) : [];
  const ends = animations.filter(({ effect }) => Number(effect?.getComputedTiming().endTime) <= MAX_MS);
  if (!ends.length) return dom.remove();
  leaving.add(node);
  if (dom.contains(document.activeElement)) /** @type {HTMLElement} */ (document.activeElement).blur();
  Promise.allSettled(ends.map(({ finished }) => finished)).then(() => leaving.delete(node) && dom.remove());
}

/** @param {RefElement} node @param {boolean} leaves */
export function mark({ dom, attrs }, leaves) {
  dom.toggleAttribute('data-leaving', leaves);
  dom.toggleAttribute('inert', leaves || attrs.has('inert'));
}

/**
 * The element that is leaving `up` and is wanted again; one that is in the way of a new one is gone.
 * @param {Json} json @param {RefElement} up @param {Page} page @returns {RefElement | null}
 */
export function comeBack(json, up, page) {
  for (const node of leaving) {
    const id = node.attrs.get('id');
    if (!id || node.dom.parentNode !== inside(up.dom) || attributesOf(json).id !== id) continue;
    leaving.delete(node);
    if (JSON.stringify(whole(node)) === JSON.stringify(json)) {
      mark(node, false);
      enlist(node, page);
      return node;
    }
    node.dom.remove();
  }
  return null;
}

/** @param {Json} json @returns {Record<string, string>} */
const attributesOf = (json) => (Array.isArray(json) && json[typeof json[0] === 'number' ? 2 : 1]) || {};

/** What the server would send to make this node. @param {RefNode} node @returns {Json} */
function whole(node) {
  if (!isElement(node)) return node.text;
  const { region, tag, attrs, kids } = node;
  return [...(region ? [region.n] : []), tag, ...(attrs.size ? [Object.fromEntries(attrs)] : []), ...kids.map(whole)];
}

/** @param {RefNode} node @param {Page} page */
function enlist(node, page) {
  if (!isElement(node)) return;
  if (node.region) page.regions.set(node.region.n, node.region);
  for (const kid of node.kids) enlist(kid, page);
}
