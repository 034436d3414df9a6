// What a test needs: a root with the server's markup, patches written by the differ, typing, and a page of its own.

import { apply, attach } from '../../../web/live/live.js';
import { hashOf, slotsOf, toJson } from '../../../web/live/tree.js';
import { diff } from './differ.js';

/** The tests' way to make the page that a server would have sent; the engine itself has no such policy. */
const parser = window.trustedTypes?.createPolicy('test-page', { createHTML: (text) => text }) ?? { createHTML: (text) => text };

export class Test {
  #stage;
  #root;
  #region;
  #frames = [];

  constructor(stage) {
    this.#stage = stage;
    stage.replaceChildren();
  }

  end() {
    this.#frames.forEach((frame) => frame.remove());
    this.#stage.replaceChildren();
  }

  /** Shows markup as if it had been parsed from the server's page, and attaches it. */
  show(html) {
    const root = document.createElement('div');
    root.innerHTML = parser.createHTML(html);
    this.#stage.replaceChildren(root);
    this.#root = root;
    this.#region = attach(root);
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
  treeOf(html) {
    const root = document.createElement('div');
    root.innerHTML = parser.createHTML(html);
    return toJson(attach(root));
  }

  /** Brings the page from what the server sent last to this markup (or tree), by a patch. */
  become(next) {
    const to = typeof next === 'string' ? this.treeOf(next) : next;
    const operations = diff(this.tree, to);
    this.equal(apply(this.#root, operations), true);
    this.equal(JSON.stringify(this.tree), JSON.stringify(to));
    return operations;
  }

  /** Applies raw operations. */
  apply(...operations) {
    return apply(this.#root, operations);
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
    const end = performance.now() + 10_000;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`never: ${about}`);
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  event(target, type) {
    return new Promise((got) => target.addEventListener(type, got, { once: true }));
  }

  /** Types into what is focused, as a person would: with input events and an undo history. */
  type(text) {
    this.ok(document.execCommand('insertText', false, text), 'nothing takes the text');
  }

  /** Starts or goes on composing in what is focused. */
  async compose(text) {
    if (window.drive) return window.drive('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    const field = document.activeElement;
    if (!this.composed) field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    field.value = field.value.slice(0, field.value.length - (this.composed ?? '').length) + text;
    this.composed = text;
    field.dispatchEvent(new CompositionEvent('compositionupdate', { bubbles: true, data: text }));
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, inputType: 'insertCompositionText', data: text }));
  }

  /** Ends the composition with this text. */
  async commit(text) {
    if (window.drive) return window.drive('Input.insertText', { text });
    await this.compose(text);
    this.composed = undefined;
    document.activeElement.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: text }));
  }

  /** Records events on the stage. */
  record(...types) {
    const seen = [];
    for (const type of types) this.#stage.addEventListener(type, (event) => seen.push(`${event.type} ${event.target.id}`), true);
    return seen;
  }

  /** A whole page in a frame, with a line whose other end is the test. */
  async page(body, options = {}) {
    const frame = document.createElement('iframe');
    frame.src = `frame.html${options.query ?? ''}`;
    frame.width = '600';
    frame.height = '400';
    this.#frames.push(frame);
    document.body.append(frame);
    await this.event(frame, 'load');
    await this.until(() => frame.contentWindow.boot);
    return frame.contentWindow.boot(parser.createHTML(body), options);
  }
}
