// What is left of what is gone: nothing.

const TOGGLES = 1000;

export async function b47_a_block_toggled_a_thousand_times_leaves_no_nodes_listeners_or_slots(t) {
  const gone = [];
  const hook = { mounted: (el) => el.addEventListener('click', () => gone), removed() {} };
  const page = await t.page('<div id="d" data-r="2"><p>head</p><p>tail</p></div>', { hooks: { h: hook } });
  const block = ['section', { class: 'box', 'data-hook': 'h', id: 's' }, ['input', { id: 'i', value: 'x' }], [9, 'ul', { id: 'u' }, ['li', 'a'], ['li', 'b']], ['select', ['option', { value: '1' }, 'one']], ['b', 'text']];
  const [tree, slots, elements] = [page.tree(2), page.slots(2).length, page.document.querySelectorAll('*').length];
  const toggle = (i) => {
    page.line.say([2, ['c', 0, 0, 1, block, 1, 1]]);
    if (i % 4 === 0) page.$('#i')?.focus();
    if (i % 100 === 0) gone.push(new WeakRef(page.$('#s')));
    page.line.say([2, ['c', 0, 0, 1, 2, 1]]);
  };
  // What is made once, at the first time, is no leak.
  for (let i = 0; i < 50; i++) toggle(i);
  gone.length = 0;
  const before = await t.alive();
  for (let i = 0; i < TOGGLES; i++) toggle(i);
  t.same(page.tree(2), tree);
  t.same([page.slots(2).length, page.region(9)], [slots, undefined]);
  t.equal(page.document.querySelectorAll('*').length, elements);
  const after = await collected(t, (now) => now.Nodes <= before.Nodes + 20);
  t.ok(after.Nodes <= before.Nodes + 20, `nodes: ${before.Nodes}, then ${after.Nodes}`);
  t.ok(after.JSEventListeners <= before.JSEventListeners + 2, `listeners: ${before.JSEventListeners}, then ${after.JSEventListeners}`);
  t.ok(gone.filter((ref) => ref.deref()).length <= 1, 'removed nodes are kept');
}

export async function b47_what_waits_for_a_field_goes_with_it(t) {
  const page = await t.page('<div id="d" data-r="2"></div>');
  const field = (value) => ['div', { id: 'd' }, ['input', { 'data-debounce': '60000', 'data-on-input': 'type', id: 'i', name: 'q', value }]];
  const gone = [];
  for (let i = 0; i < 100; i++) {
    page.become(2, field('a'));
    page.$('#i').focus();
    page.$('#i').dispatchEvent(new page.window.InputEvent('input', { bubbles: true }));
    page.become(2, field('b'));
    gone.push(new WeakRef(page.$('#i')));
    page.become(2, ['div', { id: 'd' }]);
  }
  const alive = () => gone.filter((ref) => ref.deref()).length;
  await collected(t, () => alive() <= 1);
  t.ok(alive() <= 1, `${alive()} of 100 are kept`);
}

/** Collects garbage until little enough is alive: what the last task touched is let go with a later one. */
async function collected(t, enough) {
  let now = await t.alive();
  for (let tries = 0; tries < 20 && !enough(now); tries++) {
    await t.settled();
    now = await t.alive();
  }
  return now;
}
