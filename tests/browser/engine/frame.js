// A page in a frame whose socket ends in the test.

import { start } from '../../../web/live/live.js';
import { hashOf, slotsOf, toJson } from '../../../web/live/tree.js';
import { diff } from './differ.js';

/** Stands for the socket; the test plays the server. */
class Line extends EventTarget {
  static OPEN = 1;
  static all = [];
  readyState = 0;
  sent = [];

  constructor(url) {
    super();
    this.url = String(url);
    Line.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  say(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }

  /** The other end goes away. */
  cut(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

window.WebSocket = Line;

window.boot = async (html, { hooks, attributes = {}, joins = true, goesOn = false } = {}) => {
  // All frames of the tests are one browser tab; what another left is not meant for this one.
  if (!goesOn) sessionStorage.removeItem('live.kept');
  document.body.innerHTML = html;
  const root = document.documentElement;
  for (const [name, value] of Object.entries({ id: 'root', 'data-r': '1', 'data-tab': crypto.randomUUID(), ...attributes })) root.setAttribute(name, value);
  const handle = await start({ hooks });
  const page = {
    window,
    document,
    handle,
    lines: Line.all,
    get line() {
      return Line.all.at(-1);
    },
    $: (selector) => document.querySelector(selector),
    region: (n) => handle.page.regions.get(n),
    tree: (n) => toJson(handle.page.regions.get(n)),
    hash: (n) => hashOf(handle.page.regions.get(n)),
    slots: (n) => slotsOf(handle.page.regions.get(n)),
    /** Frames of one kind that the page sent, on all lines. */
    sent: (kind) => Line.all.flatMap((line) => line.sent).filter((frame) => frame[0] === kind),
    join(answer = {}) {
      page.line.open();
      page.line.say(['j', { n: 0, b: 'build', ...answer }]);
    },
    /** Sends the patch that makes region `n` this tree. */
    become: (n, tree) => page.line.say([n, ...diff(page.tree(n), tree)]),
  };
  if (joins) page.join();
  return page;
};
