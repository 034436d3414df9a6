// A plain differ of trees in their JSON form, so that the tests need no server: by id among children, else by place.

/** @typedef {string | any[]} Json */

/** @param {Json} node */
export function parts(node) {
  const [tag, ...rest] = node;
  const has = rest.length > 0 && typeof rest[0] === 'object' && !Array.isArray(rest[0]);
  return { tag, attrs: has ? rest[0] : {}, kids: has ? rest.slice(1) : rest };
}

const isHole = (node) => Array.isArray(node) && node[0] === '#';
const isText = (node) => typeof node === 'string';

/** How many numbers a node takes. @param {Json} node @returns {number} */
export function size(node) {
  if (isText(node) || isHole(node)) return 1;
  const { attrs, kids } = parts(node);
  return 1 + Object.keys(attrs).length + kids.reduce((sum, kid) => sum + size(kid), 0);
}

/** @param {Json} node */
function key(node) {
  if (isText(node)) return 'text';
  if (isHole(node)) return `#${node[1]}`;
  const { tag, attrs } = parts(node);
  return `${tag} ${attrs.id ?? ''}`;
}

/** @param {Json} a @param {Json} b */
export function diff(a, b) {
  if (a[0] !== b[0]) return [['t', b]];
  const ops = [];
  walk(a, b, 0, ops);
  return ops;
}

function set(n, a, b, ops) {
  if (a === b) return;
  if (b.startsWith(a) && a.length > 8) ops.push(n, { '+': b.slice(a.length) });
  else ops.push(n, b);
}

function walk(a, b, n, ops) {
  const [old, next] = [parts(a), parts(b)];
  const names = Object.keys(old.attrs).sort();
  names.forEach((name, i) => name in next.attrs && set(n + 1 + i, old.attrs[name], next.attrs[name], ops));
  const lost = names.filter((name) => !(name in next.attrs));
  const gained = Object.entries(next.attrs).filter(([name]) => !(name in old.attrs));
  if (lost.length) ops.push(['d', n, ...lost]);
  if (gained.length) ops.push(['a', n, Object.fromEntries(gained)]);
  const starts = [];
  let at = n + 1 + names.length;
  for (const kid of old.kids) {
    starts.push(at);
    at += size(kid);
  }
  const free = new Map();
  old.kids.forEach((kid, i) => {
    const list = free.get(key(kid)) ?? [];
    free.set(key(kid), [...list, i]);
  });
  const plan = [];
  const from = next.kids.map((kid) => free.get(key(kid))?.shift() ?? -1);
  from.forEach((i, j) => {
    const [before, after] = [old.kids[i], next.kids[j]];
    if (i < 0) plan.push(after);
    else if (plan.length > 1 && plan.at(-2) + plan.at(-1) === i && from[j - 1] === i - 1) plan[plan.length - 1]++;
    else plan.push(i, 1);
    if (i < 0 || isHole(after)) return;
    if (isText(after)) set(starts[i], before, after, ops);
    else walk(before, after, starts[i], ops);
  });
  const still = from.length === old.kids.length && from.every((i, j) => i === j);
  if (!still) ops.push(['c', n, ...plan]);
}
