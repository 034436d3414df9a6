// The field that a person is in: text, caret, undo, focus.

const FORM = (status, value, before = '') => `${before}<p class="${status}">${status}</p><input id="name" class="${status}" title="${status}" placeholder="${status}" value="${value}"><button id="other">x</button>`;

/** Puts the caret at the end of a field, as a click there would. */
async function enter(t, selector) {
  const field = t.$(selector);
  await t.click(field);
  t.equal(document.activeElement, field);
  return field;
}

export async function b01_typed_text_survives_a_patch_to_any_other_slot(t) {
  const page = (s) => `<b id="before${s}">${s}</b><div class="${s}" title="${s}"><input id="name" class="${s}" placeholder="${s}" maxlength="5${s.length}" value="one"><textarea id="note" class="${s}" rows="${s.length}">one</textarea></div><p>${s}</p>`;
  for (const id of ['name', 'note']) {
    t.show(page('a'));
    const field = await enter(t, `#${id}`);
    field.select();
    await t.keys('typed');
    t.become(page('bb'));
    await t.keys(' on');
    t.become(page('ccc'));
    t.equal(t.$(`#${id}`), field);
    t.equal(field.value, 'typed on');
    t.equal(document.activeElement, field);
    t.same([field.className, t.$('p').textContent], ['ccc', 'ccc'], 'the patches were written');
  }
}

export async function b02_a_value_for_a_focused_field_waits_for_blur(t) {
  t.show(FORM('a', 'one'));
  const field = await enter(t, '#name');
  t.become(FORM('a', 'server'));
  t.become(FORM('a', 'newest'));
  await t.settled();
  t.equal(field.value, 'one');
  await t.press('Tab');
  t.equal(document.activeElement, t.$('#other'));
  await t.until(() => field.value === 'newest', 'the value is written');
  t.equal(field.getAttribute('value'), 'newest');
}

export async function b02_a_held_value_is_dropped_when_the_person_has_typed_since(t) {
  t.show(FORM('a', 'one'));
  const field = await enter(t, '#name');
  t.become(FORM('a', 'server'));
  field.select();
  await t.keys('mine');
  await t.press('Tab');
  await t.settled();
  t.equal(field.value, 'mine');
  t.become(FORM('a', 'later'));
  t.equal(field.value, 'later', 'one that comes after the field was left is taken');
}

export async function b02_a_textarea_waits_for_blur_too(t) {
  const page = (text) => `<textarea id="name">${text}</textarea><button id="other">x</button>`;
  t.show(page('one'));
  const field = await enter(t, '#name');
  t.become(page('server'));
  t.equal(field.value, 'one');
  await t.press('Tab');
  await t.until(() => field.value === 'server', 'the value is written');
}

export async function b03_a_forced_value_is_taken_at_once_with_the_caret_at_its_end(t) {
  for (const page of [(rev, value) => `<input id="name" data-rev="${rev}" value="${value}">`, (rev, value) => `<textarea id="name" data-rev="${rev}">${value}</textarea>`]) {
    t.show(page(1, 'one'));
    const field = await enter(t, '#name');
    await t.keys('typed');
    await t.press('Home');
    t.become(page(2, ''));
    t.equal(field.value, '');
    await t.keys('again');
    await t.press('Home');
    t.become(page(3, 'forced'));
    t.equal(field.value, 'forced');
    t.same([field.selectionStart, field.selectionEnd], [6, 6]);
    t.equal(document.activeElement, field);
    await t.keys('!');
    t.equal(field.value, 'forced!');
  }
}

export async function b03_a_form_is_emptied_after_its_submit_though_its_value_did_not_change(t) {
  const tree = (rev) => ['form', { 'data-on-submit': 'add', id: 'f' }, ['input', { 'data-rev': rev, id: 'name', name: 'q', value: '' }]];
  const page = await t.page('<form id="f" data-r="2" data-on-submit="add"><input id="name" name="q" data-rev="1" value=""></form>');
  const field = page.$('#name');
  await t.click(field);
  await t.keys('note');
  await t.press('Enter');
  t.same(page.sent('e').map((frame) => frame[3]), [[['q', 'note']]]);
  page.become(2, tree('2'));
  page.line.say(['e', 1]);
  t.equal(field.value, '');
  t.equal(page.document.activeElement, field);
  await t.keys('next');
  t.equal(field.value, 'next');
}

export async function b03_a_forced_empty_value_clears_what_was_typed_when_the_value_did_not_change(t) {
  t.show('<input id="name" data-rev="1"><textarea id="note" data-rev="1"></textarea>');
  await enter(t, '#name');
  await t.keys('typed');
  await enter(t, '#note');
  await t.keys('typed');
  t.become('<input id="name" data-rev="2"><textarea id="note" data-rev="2"></textarea>');
  t.equal(t.$('#name').value, '');
  t.equal(t.$('#note').value, '');
}

export async function b04_caret_and_selection_stay_through_patches_of_the_fields_own_attributes(t) {
  t.show(FORM('a', 'some words'));
  const field = await enter(t, '#name');
  for (const [start, end, direction] of [[1, 3, 'backward'], [2, 6, 'forward'], [4, 4, 'none']]) {
    field.setSelectionRange(start, end, direction);
    const before = field.selectionDirection;
    t.become(FORM(`s${start}`, 'some words'));
    t.equal(field.className, `s${start}`);
    t.same([field.selectionStart, field.selectionEnd, field.selectionDirection], [start, end, before]);
  }
  await t.press('Shift+ArrowLeft');
  t.same([field.selectionStart, field.selectionEnd], [3, 4], 'the selection goes on from where it was');
}

export async function b08_undo_and_redo_of_a_focused_field_survive_patches_elsewhere(t) {
  t.show(FORM('a', ''));
  const field = await enter(t, '#name');
  await t.keys('first');
  t.become(FORM('b', ''));
  t.become(FORM('b', '', '<i id="new">n</i>'));
  await t.keys(' second');
  await t.press('ArrowLeft');
  await t.press('Backspace');
  t.equal(field.value, 'first secod');
  t.become(FORM('c', '', '<u id="newer">n</u>'));
  await t.press('Control+z');
  t.equal(field.value, 'first second');
  t.become(FORM('d', ''));
  await t.press('Control+z');
  t.ok(!field.value.includes('second'), field.value);
  for (let i = 0; i < 5; i++) await t.press('Control+Shift+z');
  t.equal(field.value, 'first secod');
}

export async function b13_no_patch_makes_a_field_blur_focus_or_change(t) {
  const page = (s, ...ids) => ids.map((id) => (id === 'f' ? `<div id="f" class="${s}"><input id="name" class="${s}" title="${s}"></div>` : `<p id="${id}">${s}</p>`)).join('');
  t.show(page('a', 'x', 'f', 'y'));
  const field = await enter(t, '#name');
  await t.keys('changed and not left');
  const seen = t.record(['blur', 'focus', 'focusin', 'focusout', 'change', 'input', 'selectionchange']);
  t.become(page('b', 'x', 'f', 'y'));
  t.become(page('c', 'new', 'f', 'y'));
  t.become(page('d', 'f', 'y', 'new'));
  t.become(page('e', 'y', 'new', 'f'));
  await t.settled();
  t.same(seen.filter((event) => !event.startsWith('selectionchange')), []);
  t.equal(document.activeElement, field);
  await t.press('Tab');
  t.same(seen.filter((event) => event.startsWith('change')), ['change name'], 'the change is told when the field is left');
}

export async function b14_a_focused_element_that_is_removed_hands_focus_to_the_nearest_place(t) {
  t.show('<div id="list" tabindex="-1"><div><button id="gone">x</button></div></div>');
  await enter(t, '#gone');
  t.become('<div id="list" tabindex="-1"><div></div></div>');
  t.equal(document.activeElement.id, 'list');
}

export async function b14_focus_goes_to_the_declared_target_when_there_is_one(t) {
  t.show('<section><button data-focus-fallback="" id="add">+</button><p><button id="gone">x</button></p></section>');
  await enter(t, '#gone');
  t.become('<section><button data-focus-fallback="" id="add">+</button></section>');
  t.equal(document.activeElement.id, 'add');
}

export async function b14_an_element_made_anew_under_the_same_id_has_the_focus_again(t) {
  t.show('<p><button id="b">x</button></p><div></div>');
  await enter(t, '#b');
  t.become('<p></p><div><button id="b">x</button></div>');
  t.equal(document.activeElement, t.$('#b'));
  t.become('<p></p><div><a id="b" href="#">x</a></div>');
  t.equal(document.activeElement, t.$('a'));
}

export async function b14_where_nothing_around_takes_focus_the_main_part_of_the_page_does(t) {
  t.show('<button id="gone">x</button>');
  await enter(t, '#gone');
  t.become('<p>empty</p>');
  t.equal(document.activeElement, document.querySelector('main'));
}
