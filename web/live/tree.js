// The reference tree: what the server last said a region looks like, with a reference to each live DOM node.
//
// It is built once from the page as parsed, and from then on changed by patches only. The live DOM is never read back,
// so whatever a person, a script or an extension does to it, numbers and hashes stay those of the server.

import { adoptStyle, writeAttribute } from './attributes.js';

/**
 * @typedef {{ up: RefElement | null, dom: Text, text: string }} RefText
 * @typedef {{ up: RefElement | null, dom: Element, tag: string, attrs: Map<string, string>, kids: RefNode[], region?: Region }} RefElement
 *   An element that is the root of a region stands among the kids of the region around it as that region's hole.
 * @typedef {RefText | RefElement} RefNode
 * @typedef {RefNode | [RefElement, string]} Slot
 *   What a number means: a node, or an attribute of an element.
 * @typedef {{ n: number, root: RefElement, page: Page, slots: Slot[] | null, broken: boolean }} Region
 * @typedef {{ regions: Map<number, Region> }} Page
 * @typedef {string | any[]} Json
 */

const SVG = 'http://www.w3.org/2000/svg';
const MATH = 'http://www.w3.org/1998/Math/MathML';
const HTML = 'http://www.w3.org/1999/xhtml';

/** @param {RefNode} node @returns {node is RefElement} */
export const isElement = (node) => 'kids' in node;

/** Where the children of an element are. @param {Element} dom @returns {Node} */
export const inside = (dom) => (dom instanceof HTMLTemplateElement ? dom.content : dom);

/** @param {string} a @param {string} b */
const byName = (a, b) => (a < b ? -1 : 1);

/** Attributes in the order in which both sides number them. @param {Iterable<[string, string]>} entries */
export const sorted = (entries) => new Map([...entries].sort((a, b) => byName(a[0], b[0])));

/**
 * Takes a live element, and what is in it, as the tree that the server sent.
 * @param {Element} dom @param {Page} page @param {RefElement | null} up @returns {RefElement}
 */
export function adopt(dom, page, up) {
  // Scripts put their own marks on the root before we come, so that none there is the server's.
  const foreign = dom === document.documentElement ? /^data-/ : /^data-r$/;
  /** @type {[string, string][]} */
  const attrs = [];
  for (const { name, value } of dom.attributes) {
    if (!foreign.test(name)) attrs.push([name, value]);
  }
  adoptStyle(dom);
  /** @type {RefElement} */
  const node = { up, dom, tag: dom.localName, attrs: sorted(attrs), kids: [] };
  const told = dom.getAttribute('data-r');
  if (told !== null) enroll(node, parseInt(told), page);
  for (let child = inside(dom).firstChild; child; child = child.nextSibling) {
    if (child instanceof Text) {
      // The parser cuts text at 64 K, and comments part it; the server knows one node.
      for (let more; (more = textAfter(child)); more.remove()) child.appendData(more.data);
      if (child.data) node.kids.push({ up: node, dom: child, text: child.data });
    } else if (child instanceof Element) {
      node.kids.push(adopt(child, page, node));
    }
  }
  return node;
}

/** The text that follows on this one, past comments. @param {Text} text */
function textAfter({ nextSibling: next }) {
  while (next instanceof Comment) next = next.nextSibling;
  return next instanceof Text ? next : null;
}

/** @param {RefElement} root @param {number} n @param {Page} page @returns {Region} */
export function enroll(root, n, page) {
  const region = { n, root, page, slots: null, broken: false };
  root.region = region;
  page.regions.set(n, region);
  return region;
}

/** Every number of the region's tree, in document order. @param {Region} region @returns {Slot[]} */
export function slotsOf(region) {
  /** @type {Slot[]} */
  const slots = [];
  /** @param {RefNode} node */
  const walk = (node) => {
    slots.push(node);
    if (!isElement(node) || (node.region && node.region !== region)) return;
    for (const name of node.attrs.keys()) slots.push([node, name]);
    node.kids.forEach(walk);
  };
  walk(region.root);
  return slots;
}

/** The JSON form of a region's tree; regions inside it by the id of their root. @param {Region} region @returns {Json} */
export function toJson(region) {
  /** @param {RefNode} node @returns {Json} */
  const walk = (node) => {
    if (!isElement(node)) return node.text;
    if (node.region && node.region !== region) return ['#', idOf(node)];
    const attrs = node.attrs.size ? [Object.fromEntries(node.attrs)] : [];
    return [node.tag, ...attrs, ...node.kids.map(walk)];
  };
  return walk(region.root);
}

/** @param {RefElement} node */
export const idOf = (node) => node.attrs.get('id') ?? '';

/** Two FNV-1a over the UTF-16 code units of the JSON: quick, and no secret. @param {Region} region */
export function hashOf(region) {
  const text = JSON.stringify(toJson(region));
  let a = 0x811c9dc5;
  let b = a ^ 0x5bd1e995;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x01000193);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * Makes a node and its live DOM from JSON, as a child of `up`; `context` is the live element it will stand in.
 * @param {Json} json @param {Page} page @param {RefElement | null} up @param {Element} context @returns {RefNode}
 */
export function build(json, page, up, context) {
  if (typeof json === 'string') return { up, dom: document.createTextNode(json), text: json };
  const numbered = typeof json[0] === 'number';
  const [tag, ...rest] = numbered ? json.slice(1) : json;
  const has_attrs = rest.length > 0 && typeof rest[0] === 'object' && !Array.isArray(rest[0]);
  const attrs = sorted(has_attrs ? Object.entries(rest.shift()) : []);
  // A script must not run because a patch brought it; something inert keeps its number.
  const dom = document.createElementNS(space(tag, context), /^script$/i.test(tag) ? 'template' : tag);
  /** @type {RefElement} */
  const node = { up, dom, tag, attrs, kids: [] };
  if (numbered) enroll(node, json[0], page);
  for (const [name, value] of attrs) writeAttribute(dom, name, value);
  for (const item of rest) {
    const kid = build(item, page, node, dom);
    node.kids.push(kid);
    inside(dom).appendChild(kid.dom);
  }
  return node;
}

/** @param {string} tag @param {Element} context */
function space(tag, context) {
  if (tag === 'svg') return SVG;
  if (tag === 'math') return MATH;
  const html_again = /^(foreignObject|desc|title|annotation-xml|m[inos]|mtext)$/.test(context.localName);
  return html_again ? HTML : context.namespaceURI;
}
