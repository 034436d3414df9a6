// Regions inside regions, the document as a region, hooks.

export async function a_region_is_one_number_of_the_region_around_it(t) {
  const page = await t.page('<div id="d" data-r="2"><p id="p" data-r="3" class="x">a<b>c</b></p>tail</div>');
  t.equal(page.slots(2).length, 4);
  page.line.say([[2, 3, 'TAIL'], [3, 4, 'A', 6, 'C'].with(1, page.slots(3).length - 3).with(3, page.slots(3).length - 1)]);
  t.equal(page.$('#d').textContent, 'ACTAIL');
}

export async function regions_come_move_and_go_with_their_parent(t) {
  const page = await t.page('<div id="d" data-r="2"><p id="p" data-r="3">3</p></div>');
  const old = page.$('#p');
  page.line.say([2, ['c', 0, [7, 'p', { id: 'q' }, '7', [8, 'b', { id: 'r' }, '8']], 0, 1]]);
  t.equal(page.$('#d').textContent, '783');
  t.equal(page.$('#p'), old);
  page.line.say([8, 2, 'eight']);
  page.line.say([7, 2, 'seven']);
  t.equal(page.$('#d').textContent, 'seveneight3');
  page.line.say([2, ['c', 0, 1, 1, 0, 1]]);
  t.equal(page.$('#d').textContent, '3seveneight');
  page.line.say([2, ['c', 0, 0, 1]]);
  t.same([page.region(7), page.region(8)], [undefined, undefined]);
}

export async function a_region_can_be_renamed_and_its_root_replaced(t) {
  const page = await t.page('<div id="d" data-r="2"><p id="p" data-r="3">3</p><i>i</i></div>');
  page.line.say([3, ['r', 5], ['t', ['section', { id: 'p' }, 'new']]]);
  t.equal(page.region(3), undefined);
  t.equal(page.$('#d').innerHTML, '<section id="p">new</section><i>i</i>');
  page.line.say([5, 2, 'newer']);
  page.line.say([2, ['c', 0, 1, 1, 0, 1]]);
  t.equal(page.$('#d').innerHTML, '<i>i</i><section id="p">newer</section>');
}

export async function a_region_sent_again_under_its_number_replaces_the_old_one(t) {
  const page = await t.page('<div id="d" data-r="2"><p id="x"><b id="b" data-r="3">3</b></p><p id="y"></p></div>');
  const slots = page.slots(2).filter((slot) => slot.tag === 'p');
  const number = (slot) => page.slots(2).indexOf(slot);
  page.line.say([2, ['c', number(slots[0])], ['c', number(slots[1]), [3, 'b', { id: 'b' }, 'moved']]]);
  page.line.say([3, 2, 'patched']);
  t.equal(page.$('#y').textContent, 'patched');
  t.equal(page.$('#x').textContent, '');
}

export async function b46_title_language_body_class_and_meta_are_patched(t) {
  const page = await t.page('<p>x</p>', { attributes: { class: 'light', 'data-theme': 'dark' } });
  const tree = JSON.parse(JSON.stringify(page.tree(1)).replace('"en"', '"de"').replace('["title","page"]', '["title","42% page"],["meta",{"content":"x","name":"y"}]').replace('["body"', '["body",{"class":"b"}'));
  const kept = [...page.document.querySelectorAll('link,script,body')];
  page.become(1, tree);
  t.ok(kept.every((dom) => dom.isConnected), 'the page is another');
  t.equal(page.document.title, '42% page');
  t.same([page.document.documentElement.lang, page.document.body.className], ['de', 'b']);
  t.equal(page.document.querySelector('meta[name=y]').content, 'x');
  t.equal(page.document.documentElement.dataset.theme, 'dark');
  t.ok(!JSON.stringify(page.tree(1)).includes('"data-'), 'marks on the root are no part of the tree');
}

export async function hooks_live_with_their_elements(t) {
  const seen = [];
  const hook = Object.fromEntries(['mounted', 'updated', 'removed'].map((name) => [name, (el) => seen.push(`${name} ${el.id}`)]));
  const failing = { mounted() {
    throw new Error('a hook that fails');
  } };
  const page = await t.page('<div id="d" data-r="2"><p id="a" data-hook="h">x</p></div>', { hooks: { h: hook, failing } });
  page.window.addEventListener('error', (event) => event.preventDefault());
  page.become(2, ['div', { id: 'd' }, ['p', { 'data-hook': 'h', id: 'a' }, 'y'], ['i', ['b', { 'data-hook': 'h', id: 'b' }]], ['u', { 'data-hook': 'failing' }]]);
  page.become(2, ['div', { id: 'd' }, ['i', ['b', { 'data-hook': 'h', id: 'b' }, ['s', 'deep']]]]);
  page.become(2, ['div', { id: 'd' }, ['i', ['b', { 'data-hook': 'h', id: 'b' }, ['s', 'deeper']]]]);
  page.become(2, ['div', { id: 'd' }]);
  t.same(seen, ['mounted a', 'mounted b', 'updated a', 'removed a', 'updated b', 'updated b', 'removed b']);
}

export async function an_element_that_is_given_a_hook_or_another_later_has_that_one(t) {
  const seen = [];
  const hook = (kind) => Object.fromEntries(['mounted', 'updated', 'removed'].map((name) => [name, (el) => seen.push(`${kind} ${name} ${el.id}`)]));
  const page = await t.page('<div id="d" data-r="2"><p id="a">x</p></div>', { hooks: { one: hook('one'), two: hook('two') } });
  const become = (attributes) => page.become(2, ['div', { id: 'd' }, ['p', { ...attributes, id: 'a' }, 'x']]);
  become({ 'data-hook': 'one' });
  t.same(seen.splice(0), ['one mounted a']);
  become({ 'data-hook': 'two' });
  t.same(seen.splice(0), ['one removed a', 'two mounted a']);
  become({ 'data-hook': 'two', title: 't' });
  t.same(seen.splice(0), ['two updated a']);
  become({ 'data-hook': 'unknown' });
  t.same(seen.splice(0), ['two removed a']);
  become({});
  t.same(seen, []);
}

export async function patched_is_told_to_the_page(t) {
  const page = await t.page('<p id="p" data-r="2">x</p>');
  const patched = t.event(page.document, 'live:patched');
  page.line.say([2, 2, 'y']);
  t.same((await patched).detail, [2, 2, 'y']);
}

export async function pushed_events_carry_their_values(t) {
  const page = await t.page('<p>x</p>');
  page.handle.push('file.done', { id: 7, name: 'x' });
  t.same(page.sent('e'), [['e', 1, 'file.done', [['id', '7'], ['name', 'x']]]]);
}
