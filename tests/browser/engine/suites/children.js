// Order and identity: which nodes stay, and how few move.

import { staying } from '../../../../web/live/children.js';
import { moved, numbers, range, withoutMoveBefore } from '../kit.js';

const LIST = (ids) => `<ul>${ids.map((id) => `<li id="k${id}">${id}</li>`).join('')}</ul>`;

async function reordered(t, order, most) {
  t.show(LIST(range(1000)));
  const nodes = new Map(t.all('li').map((li) => [li.id, li]));
  const { size } = moved(t.root, () => t.become(LIST(order)));
  t.same(t.all('li').map((li) => li.id), order.map((i) => `k${i}`));
  for (const li of t.all('li')) t.equal(li, nodes.get(li.id));
  t.ok(size <= most, `${size} moves of ${most}`);
}

export async function b26_a_thousand_keyed_children_reversed_keep_identity(t) {
  await reordered(t, range(1000).reverse(), 999);
}

export async function b26_a_thousand_keyed_children_rotated_move_one(t) {
  await reordered(t, [999, ...range(999)], 1);
  await reordered(t, [...range(1000).slice(1), 0], 1);
  await withoutMoveBefore(() => reordered(t, [999, ...range(999)], 1));
}

export async function b26_a_thousand_keyed_children_shuffled_move_as_few_as_can_be(t) {
  const order = range(1000);
  const random = numbers(7);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  await reordered(t, order, 1000 - longestRise(order));
  await withoutMoveBefore(() => reordered(t, order, 1000 - longestRise(order)));
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
  const random = numbers(3);
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

export async function b27_children_that_survive_an_insertion_or_removal_keep_identity_without_ids(t) {
  t.show('<p>a</p><p>b</p>');
  const [a, b] = t.all('p');
  t.apply(['c', 0, ['p', 'new'], 0, 1, ['p', 'middle'], 1, 1, ['p', 'end']]);
  t.same(t.all('p').map((p) => p.textContent), ['new', 'a', 'middle', 'b', 'end']);
  t.equal(t.all('p')[1], a);
  t.equal(t.all('p')[3], b);
  t.apply(['c', 0, 1, 1, 3, 1]);
  t.same([t.all('p')[0], t.all('p')[1]], [a, b]);
  t.same(t.all('p').map((p) => p.textContent), ['a', 'b']);
  t.apply(['c', 0, 1, 1]);
  t.same(t.all('p'), [b]);
}
