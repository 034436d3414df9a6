// Order, identity and what must not move.

import { staying } from '../../../../web/live/children.js';

const LIST = (ids) => `<ul>${ids.map((id) => `<li id="k${id}">${id}</li>`).join('')}</ul>`;
const range = (n) => Array.from({ length: n }, (_, i) => i);

/** Counts nodes that left their place while `act` ran. */
async function moves(t, act) {
  const removed = new Set();
  const watcher = new MutationObserver(() => {});
  watcher.observe(t.root, { childList: true, subtree: true });
  act();
  for (const { removedNodes } of watcher.takeRecords()) for (const node of removedNodes) removed.add(node);
  watcher.disconnect();
  return removed.size;
}

async function reordered(t, order, most) {
  t.show(LIST(range(1000)));
  const nodes = new Map(t.all('li').map((li) => [li.id, li]));
  const moved = await moves(t, () => t.become(LIST(order)));
  t.same(t.all('li').map((li) => li.id), order.map((i) => `k${i}`));
  for (const li of t.all('li')) t.equal(li, nodes.get(li.id));
  t.ok(moved <= most, `${moved} moves of ${most}`);
}

export async function a_thousand_keyed_children_reversed_keep_identity(t) {
  await reordered(t, range(1000).reverse(), 999);
}

export async function a_thousand_keyed_children_rotated_move_one(t) {
  await reordered(t, [999, ...range(999)], 1);
  await reordered(t, [...range(1000).slice(1), 0], 1);
}

export async function a_thousand_keyed_children_shuffled_move_as_few_as_can_be(t) {
  const order = range(1000);
  let seed = 7;
  for (let i = order.length - 1; i > 0; i--) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const j = seed % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  await reordered(t, order, 1000 - longestRise(order));
}

function longestRise(order) {
  const tails = [];
  for (const at of order) {
    const i = tails.findIndex((tail) => tail >= at);
    tails[i < 0 ? tails.length : i] = at;
  }
  return tails.length;
}

export async function the_staying_subsequence_rises_and_is_the_heaviest(t) {
  let seed = 3;
  const random = (n) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % n;
  for (let round = 0; round < 300; round++) {
    const n = 1 + random(8);
    const places = range(n).map((i) => (random(5) ? i : -1)).sort(() => random(3) - 1);
    const weights = range(n).map(() => 1 + random(9));
    const kept = staying(places, n, () => weights);
    const chosen = range(n).filter((i) => kept[i]);
    t.ok(chosen.every((i, j) => places[i] >= 0 && (j === 0 || places[i] > places[chosen[j - 1]])), 'rises');
    const sum = (list) => list.reduce((total, i) => total + weights[i], 0);
    let best = 0;
    for (let mask = 0; mask < 2 ** n; mask++) {
      const list = range(n).filter((i) => mask & (1 << i));
      if (list.every((i, j) => places[i] >= 0 && (j === 0 || places[i] > places[list[j - 1]]))) best = Math.max(best, sum(list));
    }
    const rising = places.filter((at) => at >= 0).every((at, i, all) => i === 0 || at > all[i - 1]);
    t.ok(rising || sum(chosen) === best, `${places} ${weights} ${chosen}`);
  }
}

export async function children_that_survive_an_insertion_or_removal_keep_identity_without_ids(t) {
  t.show('<p>a</p><p>b</p>');
  const [a, b] = t.all('p');
  t.apply(['c', 0, ['p', 'new'], 0, 1, ['p', 'middle'], 1, 1, ['p', 'end']]);
  t.same(t.all('p').map((p) => p.textContent), ['new', 'a', 'middle', 'b', 'end']);
  t.equal(t.all('p')[1], a);
  t.equal(t.all('p')[3], b);
  t.apply(['c', 0, 1, 1, 3, 1]);
  t.same([t.all('p')[0], t.all('p')[1]], [a, b]);
}

const CARDS = (...ids) => ids.map((id) => (id === 'f' ? '<div id="f"><input id="i"></div>' : `<div id="${id}">${id}</div>`)).join('');

export async function a_focused_child_stays_when_its_list_is_reordered(t) {
  t.show(CARDS('a', 'b', 'f', 'c', 'd'));
  const field = t.$('#i');
  field.focus();
  t.type('typed');
  field.setSelectionRange(1, 2);
  const seen = t.record('blur', 'focus', 'change');
  for (const order of [['f', 'a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a', 'f'], ['b', 'f', 'a', 'd', 'c']]) {
    t.become(CARDS(...order));
    t.equal(document.activeElement, field);
    t.same([field.value, field.selectionStart, field.selectionEnd], ['typed', 1, 2]);
  }
  t.same(seen, []);
}

/** Runs a test as in a browser that has no `moveBefore`. */
async function withoutMoveBefore(act) {
  const { moveBefore } = Element.prototype;
  delete Element.prototype.moveBefore;
  try {
    await act();
  } finally {
    if (moveBefore) Element.prototype.moveBefore = moveBefore;
  }
}

export async function a_focused_child_stays_without_move_before(t) {
  await withoutMoveBefore(() => a_focused_child_stays_when_its_list_is_reordered(t));
}

const BOXES = (...ids) => ids.map((id) => `<div id="${id}" class="box"><div class="tall">${id}</div></div>`).join('');

async function scrollsKept(t) {
  t.show(BOXES('a', 'b', 'c', 'd'));
  for (const [id, top] of [['a', 30], ['c', 70]]) {
    const scrolled = t.event(t.$(`#${id}`), 'scroll');
    t.$(`#${id}`).scrollTop = top;
    await scrolled;
  }
  t.become(BOXES('d', 'c', 'b', 'a'));
  t.same([t.$('#a').scrollTop, t.$('#c').scrollTop], [30, 70]);
}

export async function scrolled_boxes_keep_their_place_when_moved(t) {
  await scrollsKept(t);
}

export async function scrolled_boxes_keep_their_place_without_move_before(t) {
  await withoutMoveBefore(() => scrollsKept(t));
}

export async function an_iframe_is_not_loaded_again_by_an_insertion_before_it_or_a_move(t) {
  const page = (...ids) => ids.map((id) => (id === 'f' ? '<iframe id="f" src="engine.css"></iframe>' : `<p id="${id}"></p>`)).join('');
  t.show(page('a', 'f', 'b'));
  const frame = t.$('#f');
  await t.event(frame, 'load');
  const inner = frame.contentWindow;
  let loads = 0;
  frame.addEventListener('load', () => loads++);
  t.become(page('new', 'a', 'f', 'b'));
  t.become(page('f', 'b', 'a', 'new'));
  await withoutMoveBefore(() => t.become(page('b', 'a', 'f', 'new')));
  await new Promise((next) => setTimeout(next, 100));
  t.equal(loads, 0);
  t.equal(frame.contentWindow, inner);
}

export async function a_custom_element_stays_connected(t) {
  let changes = 0;
  const name = `x-${Math.random().toString(36).slice(2)}`;
  customElements.define(name, class extends HTMLElement {
    connectedCallback() {
      changes++;
    }

    disconnectedCallback() {
      changes++;
    }

    connectedMoveCallback() {}
  });
  const page = (...ids) => ids.map((id) => (id === 'x' ? `<${name} id="x"></${name}>` : `<p id="${id}"></p>`)).join('');
  t.show(page('a', 'x', 'b', 'c'));
  t.equal(changes, 1);
  t.become(page('x', 'a', 'b', 'c'));
  t.become(page('c', 'b', 'a', 'x'));
  await withoutMoveBefore(() => t.become(page('x', 'c', 'b', 'a')));
  t.equal(changes, 1);
}

export async function a_drag_in_progress_keeps_its_element_in_place(t) {
  t.show(CARDS('a', 'b', 'c', 'd'));
  const held = t.$('#d');
  held.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  let moved = [];
  const watcher = new MutationObserver((records) => (moved = records));
  watcher.observe(t.root, { childList: true });
  t.become(CARDS('d', 'a', 'b', 'c'));
  moved = watcher.takeRecords();
  held.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
  t.ok(moved.every(({ removedNodes }) => ![...removedNodes].includes(held)), 'it moved');
}

export async function a_thousand_toggles_leak_no_nodes_slots_or_hooks(t) {
  const page = (on) => `<p>head</p>${on ? '<div id="d" class="box"><input value="x"><b>text</b></div>' : ''}<p>tail</p>`;
  t.show(page(false));
  const [empty, full] = [t.treeOf(page(false)), t.treeOf(page(true))];
  const gone = [];
  for (let i = 0; i < 1000; i++) {
    t.become(full);
    if (i % 100 === 0) gone.push(new WeakRef(t.$('#d')));
    t.become(empty);
  }
  t.same(t.tree, empty);
  t.equal(t.root.childNodes.length, 2);
  if (window.drive) await window.drive('HeapProfiler.collectGarbage', {});
  if (window.drive) await t.until(() => gone.filter((ref) => ref.deref()).length <= 1, 'removed nodes are let go');
}
