// What a test needs: a root with the server's markup, patches written by the differ, a person, and a page of its own.

import { apply, attach } from '../../../web/live/live.js';
import { hashOf, slotsOf, toJson } from '../../../web/live/tree.js';
import { diff } from './differ.js';
import { createTwin, NAIVE } from './innerhtml.js';
import { Person } from './person.js';

/** The tests' way to make the page that a server would have sent; the engine itself has no such policy. */
const parser = window.trustedTypes?.createPolicy('test-page', { createHTML: (text) => text }) ?? { createHTML: (text) => text };
const html = (text) => parser.createHTML(text);
/** How long a thing may take that a test waits for; where much is expected to fail, nobody waits long. */
const PATIENCE_MS = NAIVE ? 1_500 : 20_000;

export class Test extends Person {
  #stage;
  #root;
  #region;
  #twin = null;
  #frames = [];

  constructor(stage) {
    super();
    this.#stage = stage;
    stage.replaceChildren();
  }

  end() {
    this.#frames.forEach((frame) => frame.remove());
    this.#stage.replaceChildren();
    getSelection().removeAllRanges();
  }

  /** Shows markup as if it had been parsed from the server's page, and attaches it. */
  show(text) {
    const root = document.createElement('div');
    root.innerHTML = html(text);
    this.#stage.replaceChildren(root);
    this.#root = root;
    this.#twin = NAIVE ? createTwin(root, html) : null;
    this.#region = this.#twin?.region ?? attach(root);
    return root;
  }

  get root() {
    return this.#root;
  }

  get tree() {
    return toJson(this.#region);
  }

  get hash() {
    return hashOf(this.#region);
  }

  $(selector) {
    return this.#root.querySelector(selector);
  }

  all(selector) {
    return [...this.#root.querySelectorAll(selector)];
  }

  /** The tree of markup, as the server would have it. */
  treeOf(text) {
    const root = document.createElement('div');
    root.innerHTML = html(text);
    return toJson(attach(root));
  }

  /** Brings the page from what the server sent last to this markup (or tree), by a patch. */
  become(next) {
    const to = typeof next === 'string' ? this.treeOf(next) : next;
    const operations = diff(this.tree, to);
    this.equal(this.apply(...operations), true);
    this.equal(JSON.stringify(this.tree), JSON.stringify(to));
    return operations;
  }

  /** Applies raw operations. */
  apply(...operations) {
    return this.#twin ? this.#twin.apply(operations) : apply(this.#root, operations);
  }

  /** The number of the first slot that `matches`. */
  number(matches) {
    return slotsOf(this.#region).findIndex(matches);
  }

  equal(actual, expected, about = '') {
    if (!Object.is(actual, expected)) throw new Error(`${about} ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }

  same(actual, expected, about = '') {
    this.equal(JSON.stringify(actual), JSON.stringify(expected), about);
  }

  ok(condition, about) {
    if (!condition) throw new Error(about);
  }

  /** Waits until `condition` holds. */
  async until(condition, about = String(condition)) {
    const end = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`never: ${about}`);
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  /** Waits until the browser has done what follows from the last change: layout, focus, events, a painted frame. */
  async settled() {
    for (let i = 0; i < 2; i++) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  }

  async event(target, type) {
    let timer;
    const got = new Promise((done) => target.addEventListener(type, done, { once: true }));
    const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`never: ${type}`)), PATIENCE_MS)));
    return Promise.race([got, late]).finally(() => clearTimeout(timer));
  }

  /** Records events on the stage, or on the document of a page. */
  record(types, on = this.#stage) {
    const seen = [];
    for (const type of types) on.addEventListener(type, (event) => seen.push(`${event.type} ${event.target.id ?? ''}`), true);
    return seen;
  }

  /** Console warnings from now until the test ends. */
  warnings({ console } = window) {
    const said = [];
    const { warn } = console;
    console.warn = (...words) => (said.push(words.join(' ')), warn.apply(console, words));
    return said;
  }

  /** A whole page in a frame, with a line whose other end is the test. */
  async page(body, options = {}) {
    const frame = document.createElement('iframe');
    frame.src = `frame.html${NAIVE ? '?patching=innerHTML' : ''}`;
    frame.width = '600';
    frame.height = '400';
    this.#frames.push(frame);
    document.body.append(frame);
    await this.event(frame, 'load');
    await this.until(() => frame.contentWindow.boot);
    return frame.contentWindow.boot(html(body), options);
  }
}

/** The nodes that left their place while `act` ran. */
export function moved(root, act) {
  const removed = new Set();
  const watcher = new MutationObserver(() => {});
  watcher.observe(root, { childList: true, subtree: true });
  act();
  for (const { removedNodes } of watcher.takeRecords()) for (const node of removedNodes) removed.add(node);
  watcher.disconnect();
  return removed;
}

/** Runs a test as in a browser that has no `moveBefore`. */
export async function withoutMoveBefore(act) {
  const { moveBefore } = Element.prototype;
  delete Element.prototype.moveBefore;
  try {
    await act();
  } finally {
    if (moveBefore) Element.prototype.moveBefore = moveBefore;
  }
}

export const range = (n) => Array.from({ length: n }, (_, i) => i);

/** Numbers below `n` that look random and are the same each time. */
export function numbers(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
