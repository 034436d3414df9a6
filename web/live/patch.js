// Patches: writes into the reference tree and the live DOM exactly what the server says has changed.
//
// Numbers refer to the tree before the patch. Live nodes are touched through references only, never searched for.

import { merged, writeAttribute } from './attributes.js';
import { arrange, mend, revive } from './children.js';
import { keepDraft } from './drafts.js';
import { forceField, isValue, keepChoice, release, restoreChoices, unlock, writeField, writeWhenComposed, writeWhenEdited } from './fields.js';
import { mounted, removed, updated } from './hooks.js';
import { comeBack, leave, mark } from './leaving.js';
import { build, isElement, slotsOf, sorted } from './tree.js';

/** @import { Json, Page, RefElement, RefNode, RefText, Region } from './tree.js' */
/**
 * @typedef {{ fresh: RefNode[], touched: Set<Element>, forced: Set<RefElement>, lost: { near: Element, id: string } | null }} Work
 *   What is left to do when all of a frame is written.
 */

const FOCUSABLE = 'a[href],button,input,select,textarea,summary,iframe,[tabindex],[contenteditable]';

/**
 * Applies a frame: `[region, op, …]` or a list of those. False if a patch did not fit, which only a rejoin heals.
 * @param {Page} page @param {any[]} frame
 */
export function applyFrame(page, frame) {
  /** @type {Work} */
  const work = { fresh: [], touched: new Set(), forced: new Set(), lost: null };
  let fits = true;
  for (const [n, ...ops] of typeof frame[0] === 'number' ? [frame] : frame) {
    const region = page.regions.get(n);
    try {
      if (!region) throw new Error('no such region');
      patch(region, ops, work);
    } catch (error) {
      if (region) region.broken = true;
      fits = false;
      console.warn(`live: a patch of region ${n} does not fit`, error);
    }
  }
  finish(work);
  return fits;
}

/** @param {Region} region @param {any[]} ops @param {Work} work */
function patch(region, ops, work) {
  const slots = (region.slots ??= slotsOf(region));
  /** @param {number} n */
  const element = (n) => {
    const node = slots[n];
    if (!node || Array.isArray(node) || !isElement(node)) throw new Error(`${n} is no element`);
    region.slots = null;
    revive(node);
    work.touched.add(node.dom);
    return node;
  };
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i];
    if (typeof op === 'number') {
      writeSlot(slots[op], ops[++i], work);
      continue;
    }
    const [kind, n, ...rest] = op;
    if (kind === 'a') {
      const node = element(n);
      for (const name in rest[0]) writeAttr(node, name, rest[0][name], work);
      node.attrs = sorted(node.attrs);
    } else if (kind === 'd') {
      const node = element(n);
      for (const name of rest) writeAttr(node, name, null, work);
    } else if (kind === 'c') writeChildren(element(n), rest, region.page, work);
    else if (kind === 't') replaceRoot(region, n, work);
    else if (kind === 'r') {
      if (region.page.regions.get(region.n) === region) region.page.regions.delete(region.n);
      region.n = n;
      region.page.regions.set(n, region);
    } else throw new Error(`no such operation: ${kind}`);
  }
}

/** @param {import('./tree.js').Slot | undefined} slot @param {string | { '+': string }} change @param {Work} work */
function writeSlot(slot, change, work) {
  if (!slot) throw new Error('no such number');
  const suffix = typeof change === 'string' ? null : change['+'];
  /** @param {string} old */
  const value = (old) => (suffix === null ? /** @type {string} */ (change) : old + suffix);
  if (Array.isArray(slot)) {
    const [node, name] = slot;
    revive(node);
    work.touched.add(node.dom);
    writeAttr(node, name, value(node.attrs.get(name) ?? ''), work);
  } else if (isElement(slot)) throw new Error('an element has no value');
  else writeText(slot, value(slot.text), suffix, work);
}

/** @param {RefElement} node @param {string} name @param {string | null} value @param {Work} work */
function writeAttr(node, name, value, work) {
  const { dom, attrs } = node;
  const old = attrs.get(name) ?? null;
  if (value === null) attrs.delete(name);
  else attrs.set(name, value);
  if (name === 'data-rev') work.forced.add(node);
  if (isValue(node, name)) return writeField(node);
  unlock(dom, name);
  writeWhenComposed(dom, () => {
    // Dropping the attribute of a modal dialog would leave the page behind it inert.
    if (name === 'open' && value === null && dom instanceof HTMLDialogElement) dom.close();
    writeAttribute(dom, name, merged(dom, name, old, value));
  });
}

/** @param {RefText} node @param {string} value @param {string | null} suffix @param {Work} work */
function writeText(node, value, suffix, work) {
  const { up, dom, text: old } = node;
  node.text = value;
  if (!up) return;
  work.touched.add(up.dom);
  if (up.tag === 'textarea') return writeField(up);
  writeWhenEdited(up.dom, () => {
    revive(up);
    mend(node, old);
    if (dom.data !== old) dom.data = value;
    else if (suffix !== null) dom.appendData(suffix);
    else splice(dom, old, value);
  });
}

/** Writes only what differs, so that a selection elsewhere in the text stays. @param {Text} dom @param {string} old @param {string} value */
function splice(dom, old, value) {
  const most = Math.min(old.length, value.length);
  let from = 0;
  while (from < most && old[from] === value[from]) from++;
  let tail = 0;
  while (tail < most - from && old[old.length - 1 - tail] === value[value.length - 1 - tail]) tail++;
  dom.replaceData(from, old.length - tail - from, value.slice(from, value.length - tail));
}

/** @param {RefElement} node @param {Json[]} plan @param {Page} page @param {Work} work */
function writeChildren(node, plan, page, work) {
  const gone = new Set(node.kids);
  /** @type {RefNode[]} */
  const kids = [];
  for (let i = 0; i < plan.length; i++) {
    const item = plan[i];
    if (typeof item !== 'number') {
      const kid = comeBack(item, node, page) ?? build(item, page, node, node.dom);
      kids.push(kid);
      work.fresh.push(kid);
      continue;
    }
    const run = node.kids.slice(item, item + Number(plan[++i]));
    for (const kid of run) if (!gone.delete(kid)) throw new Error('a child stands twice');
    if (run.length !== Number(plan[i])) throw new Error('a child is missing');
    kids.push(...run);
  }
  const before = node.kids;
  node.kids = kids;
  for (const kid of gone) discard(kid, page, work);
  if (node.tag === 'textarea') return writeField(node);
  if (/^(select|optgroup)$/.test(node.tag)) keepChoice(node.dom);
  writeWhenEdited(node.dom, () => {
    for (const kid of gone) {
      if (!isElement(kid)) mend(kid, kid.text, before);
      leave(kid);
    }
    arrange(node);
  });
}

/** @param {RefNode} node @param {Page} page @param {Work} work */
function discard(node, page, work) {
  const active = document.activeElement;
  if (active && node.up && node.dom.contains(active)) work.lost = { near: node.up.dom, id: active.id };
  /** @param {RefNode} gone */
  const walk = (gone) => {
    if (!isElement(gone)) return;
    const { dom, region, kids } = gone;
    if (region && page.regions.get(region.n) === region) page.regions.delete(region.n);
    keepDraft(dom);
    removed(dom);
    kids.forEach(walk);
  };
  walk(node);
}

/** @param {Region} region @param {Json} json @param {Work} work */
function replaceRoot(region, json, work) {
  const { root: old, page } = region;
  const context = old.dom.parentElement;
  if (!context || typeof json === 'string') throw new Error('this root cannot be replaced');
  const root = /** @type {RefElement} */ (build(json, page, old.up, context));
  discard(old, page, work);
  mark(old, true);
  root.region = region;
  region.root = root;
  region.slots = null;
  page.regions.set(region.n, region);
  if (old.up) old.up.kids[old.up.kids.indexOf(old)] = root;
  old.dom.replaceWith(root.dom);
  work.fresh.push(root);
}

/** @param {Work} work */
function finish({ fresh, touched, forced, lost }) {
  restoreChoices();
  forced.forEach(forceField);
  release();
  for (const node of fresh) if (isElement(node)) mounted(node.dom);
  for (const dom of touched) updated(dom);
  const active = document.activeElement;
  if (lost && (!active || active === document.body)) refocus(lost.near, lost.id);
}

/**
 * Focus never falls to the body: the same element made anew, else the nearest place around it that takes focus.
 * @param {Element} near @param {string} id
 */
function refocus(near, id) {
  const again = id && document.getElementById(id);
  if (again) return focusOn(again);
  for (let at = /** @type {Element | null} */ (near); at; at = at.parentElement) {
    if (!at.isConnected) continue;
    const to = at.matches(FOCUSABLE) ? at : at.querySelector('[data-focus-fallback]');
    if (to) return focusOn(to);
  }
  focusOn(document.querySelector('main,h1') ?? document.body);
}

/** Focuses an element, made focusable by script if it is not. @param {Element} dom */
export function focusOn(dom) {
  if (!(dom instanceof HTMLElement || dom instanceof SVGElement)) return;
  if (!dom.matches(FOCUSABLE)) dom.tabIndex = -1;
  dom.focus({ preventScroll: true });
}
