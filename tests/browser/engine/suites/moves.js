// What a moved or shifted node must not lose: focus, scroll, playback, a loaded frame, a connection.

import { film } from '../film.js';
import { moved, range, withoutMoveBefore } from '../kit.js';

/** An element that counts how often it came and went. */
class Counted extends HTMLElement {
  changes = 0;

  connectedCallback() {
    this.changes++;
  }

  disconnectedCallback() {
    this.changes++;
  }

  connectedMoveCallback() {}
}
customElements.define('x-counted', Counted);

/** Each kind of node with something to lose: its markup, how it gets it, and what must be the same afterwards. */
const KINDS = {
  focus: {
    html: (id) => `<div id="${id}"><input></div>`,
    async begin(dom, t) {
      await t.click(dom.firstChild);
      await t.keys('typed');
      dom.firstChild.setSelectionRange(1, 3);
    },
    state: ({ firstChild }) => [document.activeElement === firstChild, firstChild.value, firstChild.selectionStart, firstChild.selectionEnd],
  },
  scroll: {
    html: (id) => `<div id="${id}" class="box"><div class="tall"></div></div>`,
    async begin(dom, t) {
      const scrolled = t.event(dom, 'scroll');
      dom.scrollTop = 70;
      await scrolled;
    },
    state: (dom) => dom.scrollTop,
  },
  iframe: {
    html: (id) => `<iframe id="${id}" src="engine.css" width="60" height="40"></iframe>`,
    async begin(dom, t) {
      await t.until(() => dom.contentDocument?.readyState === 'complete' && dom.contentWindow.location.href !== 'about:blank', 'the frame loads');
      dom.contentWindow.mark = 'kept';
    },
    state: (dom) => dom.contentWindow.mark,
  },
  video: {
    html: (id) => `<video id="${id}" playsinline width="60"></video>`,
    async begin(dom) {
      dom.src = await film();
      dom.muted = dom.loop = true;
      await dom.play();
      dom.lost = [];
      for (const type of ['pause', 'emptied', 'loadstart']) dom.addEventListener(type, () => dom.lost.push(type));
    },
    state: (dom) => [dom.paused, dom.lost],
  },
  custom: { html: (id) => `<x-counted id="${id}"></x-counted>`, begin() {}, state: (dom) => dom.changes },
};

const card = (kind, id) => (id[0] === 's' ? KINDS[kind].html(id) : `<p id="${id}">${id}</p>`);
const page = (kind, ids) => ids.map((id) => card(kind, id)).join('');

async function begun(t, kind, ids) {
  t.show(page(kind, ids));
  for (const dom of t.all('[id^=s]')) await KINDS[kind].begin(dom, t);
  return (dom = t.$('[id^=s]')) => JSON.stringify(KINDS[kind].state(dom));
}

/** Of the two plans that move one node each, the one that moves the plain node is taken. */
async function leavesStatefulNodes(t) {
  for (const kind of Object.keys(KINDS)) {
    const state = await begun(t, kind, ['a', 's', 'b']);
    const before = state();
    const stateful = t.$('#s');
    for (const order of [['s', 'a', 'b'], ['s', 'b', 'a'], ['b', 's', 'a'], ['b', 'a', 's'], ['a', 's', 'b']]) {
      const nodes = moved(t.root, () => t.become(page(kind, order)));
      t.ok(!nodes.has(stateful), `${kind} was moved to ${order}`);
      t.equal(nodes.size, 1, `${kind} to ${order}`);
    }
    await t.settled();
    t.equal(state(), before, kind);
    t.equal(t.$('#s'), stateful);
  }
}

export async function b26_among_equal_plans_the_one_that_leaves_stateful_nodes_in_place_is_taken(t) {
  await leavesStatefulNodes(t);
}

export async function b26_among_equal_plans_stateful_nodes_stay_without_move_before(t) {
  await withoutMoveBefore(() => leavesStatefulNodes(t));
}

export async function b26_a_thousand_items_are_rotated_around_stateful_ones(t) {
  const kinds = Object.keys(KINDS);
  const item = (i) => (i % 200 === 100 ? `<li id="k${i}">${KINDS[kinds[(i - 100) / 200]].html(`s${i}`)}</li>` : `<li id="k${i}">${i}</li>`);
  const list = (ids) => `<ul>${ids.map(item).join('')}</ul>`;
  t.show(list(range(1000)));
  const stateful = kinds.map((kind, i) => [kind, t.$(`#s${i * 200 + 100}`)]);
  // The focus last: a click into another field takes it.
  for (const [kind, dom] of [...stateful].reverse()) await KINDS[kind].begin(dom, t);
  const states = () => JSON.stringify(stateful.map(([kind, dom]) => [kind, dom.isConnected, KINDS[kind].state(dom)]));
  const before = states();
  const nodes = new Map(t.all('li').map((li) => [li.id, li]));
  const seen = t.record(['blur', 'focus', 'change']);
  let order = range(1000);
  // Forwards by one, back by one, by half, and with the first of the stateful ones at an end.
  for (const by of [1, 999, 500, 400, 999]) {
    order = [...order.slice(by), ...order.slice(0, by)];
    const { size } = moved(t.root, () => t.become(list(order)));
    t.ok(size <= Math.min(by, 1000 - by), `${size} moves for a turn by ${by}`);
    t.same(t.all('li').map((li) => li.id), order.map((i) => `k${i}`));
  }
  for (const li of t.all('li')) t.equal(li, nodes.get(li.id));
  await t.settled();
  t.equal(states(), before);
  t.same(seen, []);
}

/** Exchanges two stateful nodes, so that one of them has to move. */
async function exchanged(t, kind) {
  const state = await begun(t, kind, ['s1', 's2']);
  const doms = [t.$('#s1'), t.$('#s2')];
  const before = doms.map(state);
  const nodes = moved(t.root, () => t.become(page(kind, ['s2', 's1'])));
  t.ok(nodes.size === 1 && doms.some((dom) => nodes.has(dom)), `${kind}: ${nodes.size} moved`);
  await t.settled();
  t.same(t.all('[id^=s]').map((dom) => dom.id), ['s2', 's1']);
  return { doms, before, after: doms.map(state), nodes };
}

export async function b28_a_moved_node_keeps_everything_where_move_before_exists(t) {
  for (const kind of Object.keys(KINDS)) {
    const { before, after } = await exchanged(t, kind);
    t.same(after, before, kind);
  }
}

export async function b28_without_move_before_scroll_and_focus_are_kept_and_one_of_two_others(t) {
  await withoutMoveBefore(async () => {
    for (const kind of ['scroll', 'focus']) {
      const { before, after } = await exchanged(t, kind);
      t.same(after, before, kind);
    }
    for (const kind of ['iframe', 'video', 'custom']) {
      const { doms, before, after, nodes } = await exchanged(t, kind);
      const stayed = doms.findIndex((dom) => !nodes.has(dom));
      t.equal(after[stayed], before[stayed], kind);
    }
  });
}

export async function b28_a_focused_field_in_a_list_is_never_moved(t) {
  const cards = (...ids) => ids.map((id) => (id === 'f' ? '<div id="f"><input id="i"></div>' : `<div id="${id}">${id}</div>`)).join('');
  const act = async () => {
    t.show(cards('a', 'b', 'f', 'c', 'd'));
    const field = t.$('#i');
    await t.click(field);
    await t.keys('typed');
    field.setSelectionRange(1, 2);
    const seen = t.record(['blur', 'focus', 'change']);
    for (const order of [['f', 'a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a', 'f'], ['b', 'f', 'a', 'd', 'c']]) {
      t.become(cards(...order));
      t.equal(document.activeElement, field);
      t.same([field.value, field.selectionStart, field.selectionEnd], ['typed', 1, 2]);
    }
    await t.settled();
    t.same(seen, []);
  };
  await act();
  await withoutMoveBefore(act);
}

export async function b29_an_iframe_and_a_video_are_not_loaded_again_by_an_unkeyed_sibling_before_them(t) {
  const page = (before) => `${'<p>new</p>'.repeat(before)}<iframe src="engine.css" width="60" height="40"></iframe><p>between</p><video playsinline width="60"></video>`;
  t.show(page(0));
  const [frame, player] = [t.$('iframe'), t.$('video')];
  await KINDS.iframe.begin(frame, t);
  await KINDS.video.begin(player);
  let loads = 0;
  frame.addEventListener('load', () => loads++);
  t.apply(['c', 0, ['p', 'one'], 0, 3]);
  t.apply(['c', 0, ['p', 'two'], ['b', 'three'], 0, 1, 'text', 1, 3]);
  t.same([...t.root.children].map((dom) => dom.localName), ['p', 'b', 'p', 'iframe', 'p', 'video']);
  t.apply(['c', 0, 4, 3]);
  await t.settled();
  t.same([t.$('iframe') === frame, t.$('video') === player], [true, true]);
  t.same([loads, frame.contentWindow.mark, player.lost, player.paused], [0, 'kept', [], false]);
}
