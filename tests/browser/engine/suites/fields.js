// What fields hold: typed, filled in, checked, chosen, edited; and texts that are selected.

export async function b09_values_that_the_browser_filled_in_stay_through_patches_of_the_form(t) {
  const page = (s) => `<form id="f" class="${s}"><b>${s}</b><label class="${s}">Card <input id="number" class="${s}" autocomplete="cc-number" name="number"></label>
    <label>Name <input id="holder" title="${s}" autocomplete="cc-name" name="holder"></label>
    <label>Month <select id="month" class="${s}" autocomplete="cc-exp-month" name="month"><option value=""></option><option value="01">01</option><option value="12">12</option></select></label>
    <label>Year <input id="year" autocomplete="cc-exp-year" name="year"></label><button class="${s}">Pay</button></form>`;
  t.show(page('a'));
  window.picked = t.$('#number');
  const { result } = await t.drive('Runtime.evaluate', { expression: 'picked' });
  const { node } = await t.drive('DOM.describeNode', { objectId: result.objectId });
  await t.click(t.$('#number'));
  const card = { number: '4444444444444448', name: 'Ada Lovelace', expiryMonth: '12', expiryYear: '2099', cvc: '123' };
  await t.drive('Autofill.trigger', { fieldId: node.backendNodeId, card });
  await t.until(() => t.$('#holder').matches(':autofill'), 'the browser fills the form in');
  const filled = () => t.all('input,select').map((field) => [field.id, field.value, field.matches(':autofill')]);
  const before = JSON.stringify(filled());
  t.ok(before.includes('Lovelace'), before);
  t.become(page('b'));
  t.become(`<i>before</i>${page('c')}`);
  await t.settled();
  t.equal(JSON.stringify(filled()), before);
  t.equal(t.$('#number').className, 'c');
}

export async function b10_a_half_typed_number_is_not_cleared(t) {
  const page = (s) => `<b>${s}</b><input id="n" class="${s}" type="number" value="1">`;
  t.show(page('a'));
  const field = t.$('#n');
  await t.click(field);
  field.select();
  await t.keys('1e');
  t.equal(field.value, '');
  t.ok(field.validity.badInput, 'half a number was typed');
  t.become(page('b'));
  t.become(page('c').replace('value="1"', 'value="2"'));
  t.ok(field.validity.badInput, 'the half-typed number is gone');
  await t.keys('2');
  t.equal(field.value, '1e2');
}

export async function b10_a_half_typed_date_is_not_cleared(t) {
  const page = (s) => `<b>${s}</b><input id="d" class="${s}" type="date">`;
  t.show(page('a'));
  const field = t.$('#d');
  field.focus();
  await t.keys('1225');
  t.equal(field.value, '');
  t.ok(field.validity.badInput, 'half a date was typed');
  t.become(page('b'));
  t.become(page('c').replace('type', 'value="2001-01-01" type'));
  t.ok(field.validity.badInput, 'the half-typed date is gone');
  await t.keys('2031');
  t.equal(field.value, '2031-12-25');
}

export async function b11_edited_contenteditable_text_and_caret_are_kept(t) {
  const page = (text) => `<b>${text}</b><div id="e" class="${text}" contenteditable="">${text}</div>`;
  t.show(page('one'));
  const editor = t.$('#e');
  await t.click(editor);
  await t.press('End');
  t.become(page('two'));
  t.equal(editor.textContent, 'one');
  await t.keys(' more');
  await t.press('ArrowLeft');
  t.become(page('four'));
  t.equal(getSelection().anchorOffset, 7);
  t.equal(document.activeElement, editor);
  await t.keys('!');
  t.equal(editor.textContent, 'one mor!e');
  editor.blur();
  await t.settled();
  t.equal(editor.textContent, 'one mor!e');
  t.same([t.$('b').textContent, editor.className], ['four', 'four']);
  t.become(page('three'));
  t.equal(editor.textContent, 'three');
}

export async function b11_paragraphs_that_were_made_while_editing_are_kept(t) {
  const page = (text) => `<b>${text}</b><div id="e" contenteditable=""><p>one</p><p>${text}</p></div>`;
  t.show(page('two'));
  const editor = t.$('#e');
  await t.click(t.$('#e p'));
  await t.press('End');
  await t.press('Enter');
  await t.keys('new');
  t.become(page('three'));
  t.same(t.all('#e p').map((p) => p.textContent), ['one', 'new', 'two']);
  await t.keys('er');
  t.same(t.all('#e p').map((p) => p.textContent), ['one', 'newer', 'two']);
  t.equal(document.activeElement, editor);
}

export async function an_untouched_contenteditable_takes_its_text_on_blur(t) {
  t.show('<div id="e" contenteditable="">one</div>');
  t.$('#e').focus();
  t.become('<div id="e" contenteditable="">two</div>');
  t.equal(t.$('#e').textContent, 'one');
  t.$('#e').blur();
  await t.until(() => t.$('#e').textContent === 'two');
}

export async function b12_text_selected_in_an_untouched_paragraph_stays_selected(t) {
  const page = (n) => `<p id="a">stays as it is</p><p id="b">progress ${n} percent</p>`;
  t.show(page(41));
  const text = t.$('#a').firstChild;
  getSelection().setBaseAndExtent(text, 7, text, 2);
  t.become(page(42));
  t.become(`<i id="new">n</i>${page(43)}`);
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
  t.equal(String(getSelection()), 'ays a');
  t.same([anchorNode === text, anchorOffset, focusNode === text, focusOffset], [true, 7, true, 2]);
}

export async function b12_a_selection_across_patched_texts_does_not_throw(t) {
  const page = (n, third) => `<p id="a">stays as it is</p><p id="b">progress ${n} percent</p>${third ? '<p id="c">third</p>' : ''}`;
  t.show(page(42, true));
  getSelection().setBaseAndExtent(t.$('#a').firstChild, 2, t.$('#b').firstChild, 8);
  t.become(page(43, true));
  t.ok(String(getSelection()).startsWith('ays') && String(getSelection()).endsWith('progress'), String(getSelection()));
  getSelection().setBaseAndExtent(t.$('#b').firstChild, 9, t.$('#c').firstChild, 3);
  t.become(page(5, true));
  t.ok(String(getSelection()).endsWith('thi'), String(getSelection()));
  t.become(page(6, false));
  t.equal(t.$('#b').textContent, 'progress 6 percent');
  t.equal(getSelection().anchorNode, t.$('#b').firstChild);
}

const DIRTY = (label) => `<b>${label}</b><input id="i" value="a"><textarea id="x">a</textarea>
  <select id="s"><option value="1" selected>1</option><option value="2">2</option></select>
  <input id="c" type="checkbox"><input id="r1" type="radio" name="r" checked><input id="r2" type="radio" name="r"><input id="g" type="range" min="0" max="10" value="5">`;

export async function b15_b19_a_dirty_field_is_kept_when_its_slot_did_not_change(t) {
  t.show(DIRTY('a'));
  await t.click(t.$('#i'));
  await t.keys('typed');
  await t.click(t.$('#x'));
  await t.keys('typed');
  await t.click(t.$('#c'));
  await t.click(t.$('#r2'));
  await t.click(t.$('#g'));
  await t.press('End');
  t.$('#s').focus();
  await t.keys('2');
  t.$('#s').blur();
  t.$('#c').indeterminate = true;
  t.$('#i').setCustomValidity('no');
  const held = () => [t.$('#i').value, t.$('#x').value, t.$('#s').value, t.$('#g').value, t.$('#c').checked, t.$('#r1').checked, t.$('#r2').checked];
  const before = held();
  t.same(before.slice(2), ['2', '10', true, false, true]);
  t.ok(before[0].includes('typed') && before[1].includes('typed'), String(before));
  t.become(DIRTY('b'));
  t.become(`<i></i>${DIRTY('c')}`);
  t.same(held(), before);
  t.equal(t.$('#c').indeterminate, true);
  t.equal(t.$('#i').validationMessage, 'no');
}

export async function b16_a_changed_slot_updates_the_property_and_not_only_the_attribute(t) {
  const page = (value, on) => `<input id="i" value="${value}"><textarea id="x">${value}</textarea>
    <select id="s"><option value="1"${on ? '' : ' selected'}>1</option><option value="2"${on ? ' selected' : ''}>2</option></select>
    <input id="c" type="checkbox"${on ? ' checked' : ''}><input id="h" type="hidden" value="${value}"><input id="r1" type="radio" name="r"${on ? ' checked' : ''}><input id="r2" type="radio" name="r"${on ? '' : ' checked'}>`;
  t.show(page('a', false));
  await t.click(t.$('#i'));
  await t.keys('typed');
  await t.click(t.$('#x'));
  await t.keys('typed');
  await t.click(t.$('#c'));
  await t.click(t.$('#c'));
  t.$('#s').value = '1';
  t.$('#c').blur();
  const now = () => [t.$('#i').value, t.$('#x').value, t.$('#s').value, t.$('#c').checked, t.$('#h').value, t.$('#r1').checked, t.$('#r2').checked];
  t.become(page('b', true));
  t.same(now(), ['b', 'b', '2', true, 'b', true, false]);
  t.same([t.$('#i').getAttribute('value'), t.$('#c').hasAttribute('checked')], ['b', true]);
  t.become(page('c', false));
  t.same(now(), ['c', 'c', '1', false, 'c', false, true]);
}

export async function a_textarea_that_was_empty_takes_text_and_loses_it_again(t) {
  t.show('<textarea id="x"></textarea>');
  t.$('#x').value = 'typed';
  t.become('<textarea id="x">server</textarea>');
  t.equal(t.$('#x').value, 'server');
  t.become('<textarea id="x"></textarea>');
  t.equal(t.$('#x').value, '');
}

export async function b19_what_the_person_made_invalid_stays_marked_so(t) {
  const page = (s) => `<b>${s}</b><form class="${s}"><input id="m" class="${s}" type="email" required title="${s}"></form>`;
  t.show(page('a'));
  await t.click(t.$('#m'));
  await t.keys('x');
  t.ok(!t.$('#m').matches(':user-invalid'), 'too early');
  await t.press('Tab');
  t.ok(t.$('#m').matches(':user-invalid'), 'the browser marks it');
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  t.ok(t.$('#m').matches(':user-invalid'), 'the mark is gone');
  t.equal(t.$('#m').value, 'x');
}

export async function b20_a_chosen_file_stays_through_patches_of_siblings_and_of_its_own_attributes(t) {
  const page = (s) => `<b>${s}</b><form class="${s}"><input id="f" type="file" class="${s}" accept="image/*" title="${s}" name="${s}"><p>${s}</p></form>`;
  t.show(page('a'));
  await t.pick(t.$('#f'), 'tests/browser/engine/pixel.png');
  await t.until(() => t.$('#f').files.length === 1, 'the file is chosen');
  const [file] = t.$('#f').files;
  t.become(page('b'));
  t.become(`<i></i>${page('c').replace('accept="image/*"', 'multiple')}`);
  t.equal(t.$('#f').files[0], file);
  t.ok((await t.$('#f').files[0].arrayBuffer()).byteLength > 0, 'it can be read');
  t.same([t.$('#f').className, t.$('#f').multiple], ['c', true]);
}
