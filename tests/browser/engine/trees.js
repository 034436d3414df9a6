// Random trees that the HTML parser takes as they are written: keyed lists, text, attributes, SVG, tables, forms.

const WORDS = ['a', 'b<c', 'd & e', '\u00a0', 'line\nbreak', '🎬', 'percent 41', '  ', 'log line one'];
const FLOW = ['div', 'section', 'span', 'b', 'ul', 'table', 'svg', 'form', 'pre', 'img', 'br'];
/** What may stand in what; anything else holds flow. */
const INSIDE = {
  ul: ['li'],
  table: ['tbody'],
  tbody: ['tr'],
  tr: ['td'],
  svg: ['g', 'circle', 'use'],
  g: ['g', 'circle'],
  form: ['input', 'select', 'textarea', 'label'],
  select: ['option'],
};
const EMPTY = new Set(['img', 'br', 'input', 'circle', 'use']);
const TEXT_ONLY = new Set(['option', 'textarea', 'pre', 'label']);
const ATTRS = { svg: ['viewBox'], use: ['xlink:href'], circle: ['r'], input: ['value', 'disabled', 'name'], option: ['selected', 'value'], img: ['alt'] };

let ids = 0;

const pick = (list, random) => list[random(list.length)];

function attributes(tag, random) {
  const names = ['class', 'title', 'data-x', 'hidden', ...(ATTRS[tag] ?? [])].filter(() => random(4) === 0);
  const attrs = Object.fromEntries(names.map((name) => [name, pick(WORDS, random)]));
  if (random(3) === 0) attrs.id = `i${++ids}`;
  return attrs;
}

const make = (tag, attrs, kids) => {
  const sorted = Object.fromEntries(Object.entries(attrs).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Object.keys(sorted).length ? [tag, sorted, ...kids] : [tag, ...kids];
};

function children(tag, depth, random, inForm) {
  if (EMPTY.has(tag)) return [];
  if (TEXT_ONLY.has(tag)) return random(4) ? [pick(WORDS, random)] : [];
  const kids = [];
  for (let i = random(depth > 0 ? 5 : 1); i > 0; i--) {
    const tags = INSIDE[tag] ?? FLOW.filter((other) => !(inForm && other === 'form'));
    if (!INSIDE[tag] && random(3) === 0 && typeof kids.at(-1) !== 'string') kids.push(pick(WORDS, random));
    else kids.push(element(pick(tags, random), depth - 1, random, inForm || tag === 'form'));
  }
  return kids;
}

const element = (tag, depth, random, inForm = false) => make(tag, attributes(tag, random), children(tag, depth, random, inForm));

export const tree = (random) => ['div', ...children('div', 4, random, false)];

function split(node) {
  const [tag, ...rest] = node;
  const has = rest.length > 0 && typeof rest[0] === 'object' && !Array.isArray(rest[0]);
  return { tag, attrs: has ? rest[0] : {}, kids: has ? rest.slice(1) : rest };
}

/** Another tree that has much in common with this one. */
export function mutate(node, random, depth = 4, root = true, inForm = false) {
  if (typeof node === 'string') return random(4) ? node : random(2) ? `${node} more` : pick(WORDS, random);
  let { tag, attrs, kids } = split(node);
  if (!root && random(5) === 0) {
    const { id } = attrs;
    attrs = attributes(tag, random);
    delete attrs.id;
    if (id && random(4)) attrs.id = id;
  }
  const within = inForm || tag === 'form';
  if (!TEXT_ONLY.has(tag) && !EMPTY.has(tag)) {
    kids = kids.filter(() => random(7) > 0);
    if (random(3) === 0) kids = kids.map((kid) => [random(100), kid]).sort((a, b) => a[0] - b[0]).map(([, kid]) => kid);
    if (random(3) === 0) {
      const at = random(kids.length + 1);
      const more = children(tag, depth, random, inForm);
      kids = [...kids.slice(0, at), ...more, ...kids.slice(at)];
    }
  }
  kids = kids.map((kid) => mutate(kid, random, depth - 1, false, within));
  const merged = [];
  for (const kid of kids) {
    if (typeof kid === 'string' && typeof merged.at(-1) === 'string') merged[merged.length - 1] += kid;
    else merged.push(kid);
  }
  return make(tag, attrs, merged);
}
