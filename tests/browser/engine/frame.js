// A page in a frame whose socket ends in the test.

import { start } from '../../../web/live/live.js';
import { hashOf, slotsOf, toJson } from '../../../web/live/tree.js';
import { diff } from './differ.js';
import { createTwin, NAIVE } from './innerhtml.js';

let naive = null;

/** Stands for the socket; the test plays the server. */
class Line extends EventTarget {
  static OPEN = 1;
  static all = [];
  /** What answers, if not the test by hand. @type {((line: Line, frame: any[]) => void) | null} */
  static server = null;
  readyState = 0;
  sent = [];

  constructor(url) {
    super();
    this.url = String(url);
    Line.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
    Line.server?.(this, JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  say(...frames) {
    for (const frame of frames) {
      if (naive && typeof frame[0] !== 'string') naive.take(frame);
      else this.onmessage({ data: JSON.stringify(frame) });
    }
  }

  /** The other end goes away. */
  cut(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const policy = window.trustedTypes?.createPolicy('innerHTML', { createHTML: (text) => text }) ?? { createHTML: (text) => text };
window.WebSocket = Line;

/** Runs acts after a random wait each, in their order, as a network does. */
function way(least, most) {
  const queue = [];
  let last = 0;
  return (act) => {
    queue.push(act);
    last = Math.max(last, performance.now() + least + Math.random() * (most - least));
    setTimeout(() => queue.shift()(), last - performance.now());
  };
}

window.boot = async (html, { hooks, attributes = {}, joins = true, goesOn = false } = {}) => {
  // All frames of the tests are one browser tab; what another left, or learned of its line, is not meant for this one.
  if (!goesOn) for (const key of ['live.kept', 'live.blocked']) sessionStorage.removeItem(key);
  document.body.innerHTML = html;
  const root = document.documentElement;
  for (const [name, value] of Object.entries({ id: 'root', 'data-r': '1', 'data-tab': crypto.randomUUID(), ...attributes })) root.setAttribute(name, value);
  naive = NAIVE ? createTwin(root, (text) => policy.createHTML(text)) : null;
  const handle = await start({ hooks });
  const { regions } = naive?.page ?? handle.page;
  const page = {
    window,
    document,
    handle,
    lines: Line.all,
    get line() {
      return Line.all.at(-1);
    },
    $: (selector) => document.querySelector(selector),
    region: (n) => regions.get(n),
    tree: (n) => toJson(regions.get(n)),
    hash: (n) => hashOf(regions.get(n)),
    slots: (n) => slotsOf(regions.get(n)),
    /** Frames of one kind that the page sent, on all lines. */
    sent: (kind) => Line.all.flatMap((line) => line.sent).filter((frame) => frame[0] === kind),
    join(answer = {}) {
      page.line.open();
      page.line.say(['j', { n: 0, b: 'build', ...answer }]);
    },
    /** Sends the patch that makes region `n` this tree. */
    become: (n, tree) => page.line.say([n, ...diff(page.tree(n), tree)]),
    /**
     * From now on a server answers. `take` gets each event and may send the trees of regions before the answer; each way
     * takes a random time between `least` and `most` ms.
     */
    serve(take, [least, most]) {
      const [up, down] = [way(least, most), way(least, most)];
      const trees = new Map([...regions.keys()].map((n) => [n, page.tree(n)]));
      const become = (line) => (n, tree) => {
        const operations = diff(trees.get(n), tree);
        trees.set(n, tree);
        down(() => line.say([n, ...operations]));
      };
      Line.server = (line, frame) => {
        if (frame[0] === 'p') up(() => down(() => line.say(frame)));
        if (frame[0] !== 'e') return;
        up(() => {
          take(frame, become(line));
          down(() => line.say(['e', frame[1]]));
        });
      };
    },
  };
  if (joins) page.join();
  return page;
};
