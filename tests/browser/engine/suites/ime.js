// Text under composition by an input method.

const PAGE = (before, value, status) => `${before}<input id="i" class="${status}" value="${value}"><p>${status}</p>`;

async function composing(t, before = '') {
  t.show(PAGE(before, '', 'a'));
  const field = t.$('#i');
  await t.click(field);
  const seen = t.record(['compositionend']);
  await t.compose('に');
  return { field, seen };
}

export async function b05_a_patch_beside_a_composing_field_does_not_end_it(t) {
  const { field, seen } = await composing(t);
  t.become(PAGE('', '', 'b'));
  await t.compose('にほ');
  t.same(seen, []);
  t.equal(field.className, 'a', 'attributes wait');
  await t.commit('日本');
  await t.until(() => seen.length === 1);
  t.equal(field.value, '日本');
  t.equal(field.className, 'b');
  t.equal(t.$('p').textContent, 'b');
}

export async function b06_a_value_for_the_composing_field_waits(t) {
  const { field, seen } = await composing(t);
  t.become(PAGE('', 'server', 'a'));
  t.become(PAGE('', 'newest', 'a'));
  t.equal(field.value, 'に');
  t.same(seen, []);
  await t.commit('日');
  await t.until(() => seen.length === 1);
  t.equal(field.value, '日', 'what was composed is newer than the server\'s value');
  t.become(PAGE('', 'later', 'a'));
  field.blur();
  await t.until(() => field.value === 'later', 'the next value is taken when the field is left');
}

export async function b06_a_value_for_a_composing_textarea_waits(t) {
  const page = (text) => `<textarea id="i" class="${text}">${text}</textarea>`;
  t.show(page('a'));
  const field = t.$('#i');
  field.focus();
  const seen = t.record(['compositionend']);
  await t.compose('に');
  const composing = field.value;
  t.become(page('server'));
  t.equal(field.value, composing);
  t.same(seen, []);
  await t.commit('日');
  t.equal(field.value, composing.replace('に', '日'));
}

export async function b06_a_forced_value_waits_for_the_end_of_the_composition(t) {
  t.show('<input id="i" data-rev="1" value="">');
  t.$('#i').focus();
  await t.compose('に');
  t.become('<input id="i" data-rev="2" value="forced">');
  t.equal(t.$('#i').value, 'に');
  await t.commit('日');
  await t.until(() => t.$('#i').value === 'forced');
}

export async function b07_nodes_that_come_go_or_move_before_the_field_do_not_end_it(t) {
  const { field, seen } = await composing(t, '<b id="x"></b><b id="y"></b>');
  t.become(PAGE('<i id="new"></i><b id="y"></b><b id="x"></b>', '', 'a'));
  t.become(PAGE('<b id="x"></b>', '', 'a'));
  await t.compose('にほ');
  t.same(seen, []);
  await t.commit('日本');
  t.equal(field.value, '日本');
  t.same(t.all('b,i').map(({ id }) => id), ['x']);
}

export async function b07_the_composing_field_itself_is_the_one_that_stays(t) {
  const page = (...ids) => ids.map((id) => (id === 'i' ? '<input id="i">' : `<b id="${id}"></b>`)).join('');
  t.show(page('i', 'a', 'b', 'c'));
  const field = t.$('#i');
  field.focus();
  const seen = t.record(['compositionend']);
  await t.compose('に');
  t.become(page('a', 'b', 'c', 'i'));
  t.same(seen, []);
  await t.commit('日');
  t.equal(field.value, '日');
}
