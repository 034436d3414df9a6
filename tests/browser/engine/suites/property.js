// apply(diff(a, b)) = b, over random pairs of trees, for the DOM, the reference tree and the identity of keyed nodes.

import { build } from '../../../../web/live/tree.js';
import { mutate, tree } from '../trees.js';

const PAIRS = Number(new URLSearchParams(location.search).get('pairs') ?? 1000);

/** The DOM that a browser would have made of this tree. */
function domOf(json) {
  return build(json, { regions: new Map() }, null, document.body).dom;
}

export async function random_pairs_of_trees_become_each_other(t) {
  for (let seed = 1; seed <= PAIRS; seed++) {
    const random = generator(seed);
    const a = tree(random);
    t.show(domOf(a).innerHTML.replace(/<(pre|textarea)([^>]*)>\n/g, '<$1$2>\n\n'));
    t.same(t.tree, a, `adopted, seed ${seed}`);
    let now = a;
    for (let step = 0; step < 3; step++) {
      const nodes = new Map(t.all('[id]').map((node) => [node.id, node]));
      const parents = new Map([...nodes].map(([id, node]) => [id, node.parentElement]));
      const next = mutate(now, random);
      t.become(next);
      if (!t.root.isEqualNode(domOf(next))) throw new Error(`seed ${seed}: ${t.root.innerHTML} is not ${domOf(next).innerHTML}`);
      for (const node of t.all('[id]')) {
        const before = nodes.get(node.id);
        const stayed = before?.localName === node.localName && parents.get(node.id) === node.parentElement;
        if (stayed) t.equal(before, node, `seed ${seed}, identity of ${node.id}`);
      }
      now = next;
    }
  }
}

function generator(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
