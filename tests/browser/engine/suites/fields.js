// Focus, carets, typed and chosen values: what the browser owns.

const FORM = (status, value) => `<p class="${status}">${status}</p><input id="name" class="${status}" value="${value}"><button id="other">x</button>`;

export async function typed_text_survives_a_patch_to_any_other_slot(t) {
  t.show(FORM('a', 'one'));
  const field = t.$('#name');
  field.focus();
  field.select();
  t.type('typed');
  field.setSelectionRange(1, 3, 'backward');
  const seen = t.record('blur', 'focus', 'change', 'input');
  t.become(FORM('b', 'one'));
  t.equal(field.value, 'typed');
  t.equal(document.activeElement, field);
  t.same([field.selectionStart, field.selectionEnd, field.selectionDirection], [1, 3, 'backward']);
  t.equal(field.className, 'b');
  t.same(seen, []);
}

export async function a_value_for_a_focused_field_waits_for_blur(t) {
  t.show(FORM('a', 'one'));
  const field = t.$('#name');
  field.focus();
  t.become(FORM('a', 'server'));
  t.equal(field.value, 'one');
  t.$('#other').focus();
  await t.until(() => field.value === 'server');
  t.equal(field.getAttribute('value'), 'server');
}

export async function a_held_value_is_dropped_when_the_person_types_meanwhile(t) {
  t.show(FORM('a', 'one'));
  const field = t.$('#name');
  field.focus();
  t.become(FORM('a', 'server'));
  field.select();
  t.type('mine');
  field.blur();
  await new Promise(requestAnimationFrame);
  t.equal(field.value, 'mine');
}

export async function a_forced_value_is_taken_at_once_with_the_caret_at_its_end(t) {
  t.show('<input id="name" data-rev="1" value="one">');
  const field = t.$('#name');
  field.focus();
  t.type('typed');
  t.become('<input id="name" data-rev="2" value="">');
  t.equal(field.value, '');
  t.type('again');
  t.become('<input id="name" data-rev="3" value="forced">');
  t.equal(field.value, 'forced');
  t.equal(field.selectionStart, 6);
  t.equal(document.activeElement, field);
}

export async function a_forced_empty_value_clears_what_was_typed_when_the_value_did_not_change(t) {
  t.show('<input id="name" data-rev="1"><textarea id="note" data-rev="1"></textarea>');
  t.$('#name').value = 'typed';
  t.$('#note').value = 'typed';
  t.become('<input id="name" data-rev="2"><textarea id="note" data-rev="2"></textarea>');
  t.equal(t.$('#name').value, '');
  t.equal(t.$('#note').value, '');
}

export async function undo_of_a_focused_field_survives_patches_elsewhere(t) {
  t.show(FORM('a', ''));
  const field = t.$('#name');
  field.focus();
  t.type('first ');
  t.become(FORM('b', ''));
  t.type('second');
  document.execCommand('undo');
  t.ok(!field.value.includes('second'), field.value);
}

export async function a_dirty_field_is_kept_when_its_slot_did_not_change(t) {
  const page = (label) => `<b>${label}</b><input id="i" value="a"><textarea id="x">a</textarea>
    <select id="s"><option value="1" selected>1</option><option value="2">2</option></select>
    <input id="c" type="checkbox"><input id="r1" type="radio" name="r" checked><input id="r2" type="radio" name="r">`;
  t.show(page('a'));
  t.$('#i').value = 'typed';
  t.$('#x').value = 'typed';
  t.$('#s').value = '2';
  t.$('#c').checked = true;
  t.$('#c').indeterminate = true;
  t.$('#r2').checked = true;
  t.$('#i').setCustomValidity('no');
  t.become(page('b'));
  t.same([t.$('#i').value, t.$('#x').value, t.$('#s').value], ['typed', 'typed', '2']);
  t.same([t.$('#c').checked, t.$('#c').indeterminate, t.$('#r2').checked], [true, true, true]);
  t.equal(t.$('#i').validationMessage, 'no');
}

export async function a_changed_slot_updates_the_property_and_not_only_the_attribute(t) {
  const page = (value, on) => `<input id="i" value="${value}"><textarea id="x">${value}</textarea>
    <select id="s"><option value="1"${on ? '' : ' selected'}>1</option><option value="2"${on ? ' selected' : ''}>2</option></select>
    <input id="c" type="checkbox"${on ? ' checked' : ''}><input id="h" type="hidden" value="${value}">`;
  t.show(page('a', false));
  t.$('#i').value = t.$('#x').value = 'typed';
  t.$('#c').checked = false;
  t.$('#s').value = '1';
  t.become(page('b', true));
  t.same([t.$('#i').value, t.$('#x').value, t.$('#s').value, t.$('#c').checked, t.$('#h').value], ['b', 'b', '2', true, 'b']);
  t.$('#c').checked = true;
  t.become(page('c', false));
  t.same([t.$('#i').value, t.$('#s').value, t.$('#c').checked], ['c', '1', false]);
}

export async function a_textarea_that_was_empty_takes_text_and_loses_it_again(t) {
  t.show('<textarea id="x"></textarea>');
  t.$('#x').value = 'typed';
  t.become('<textarea id="x">server</textarea>');
  t.equal(t.$('#x').value, 'server');
  t.become('<textarea id="x"></textarea>');
  t.equal(t.$('#x').value, '');
}

export async function a_half_typed_number_or_date_is_not_cleared(t) {
  const page = (label) => `<b>${label}</b><input id="n" class="${label}" type="number" value="1">`;
  t.show(page('a'));
  const field = t.$('#n');
  field.focus();
  field.select();
  t.type('1e');
  t.equal(field.value, '');
  t.become(page('b'));
  t.ok(field.validity.badInput, 'the half-typed number is gone');
}

const SELECT = (...options) => `<select id="s">${options.map((o) => `<option id="o${o}" value="${o}">${o}</option>`).join('')}</select>`;

export async function an_option_added_or_removed_keeps_the_choice(t) {
  t.show(SELECT('a', 'b', 'c'));
  const select = t.$('#s');
  select.value = 'b';
  t.become(SELECT('new', 'a', 'b', 'c'));
  t.equal(select.value, 'b');
  t.become(SELECT('b', 'c', 'a'));
  t.equal(select.value, 'b');
  t.become(SELECT('c', 'b'));
  t.equal(select.value, 'b');
  t.become(SELECT('c'));
  t.equal(select.value, 'c');
}

export async function an_option_made_anew_with_the_chosen_value_stays_chosen(t) {
  t.show('<select id="s"><option id="x1" value="a">a</option><option id="x2" value="b">b</option></select>');
  t.$('#s').value = 'b';
  t.become('<select id="s"><option id="y1" value="a">A</option><option id="y2" value="b">B</option></select>');
  t.equal(t.$('#s').value, 'b');
}

export async function a_new_option_that_the_server_selected_is_selected(t) {
  t.show(SELECT('a', 'b'));
  t.$('#s').value = 'b';
  t.become(`<select id="s"><option id="oa" value="a">a</option><option id="ob" value="b">b</option><option id="oc" selected value="c">c</option></select>`);
  t.equal(t.$('#s').value, 'c');
}

export async function a_multiple_select_keeps_its_set(t) {
  const page = (...options) => SELECT(...options).replace('<select', '<select multiple');
  t.show(page('a', 'b', 'c', 'd'));
  t.$('#ob').selected = t.$('#od').selected = true;
  t.become(page('d', 'new', 'c', 'b'));
  t.same([...t.$('#s').selectedOptions].map((o) => o.value), ['d', 'b']);
}

export async function a_chosen_file_stays_through_patches_of_its_own_attributes(t) {
  t.show('<input id="f" type="file" class="a"><b>1</b>');
  const files = new DataTransfer();
  files.items.add(new File(['x'], 'x.png'));
  t.$('#f').files = files.files;
  t.become('<input id="f" type="file" class="b" accept="image/*"><i></i><b>2</b>');
  t.equal(t.$('#f').files[0].name, 'x.png');
}

export async function edited_contenteditable_text_and_caret_are_kept(t) {
  const page = (text) => `<b>${text}</b><div id="e" contenteditable="">${text}</div>`;
  t.show(page('one'));
  const editor = t.$('#e');
  editor.focus();
  getSelection().selectAllChildren(editor);
  getSelection().collapseToEnd();
  t.become(page('two'));
  t.equal(editor.textContent, 'one');
  t.type(' more');
  t.equal(getSelection().anchorOffset, 8);
  editor.blur();
  await new Promise(requestAnimationFrame);
  t.equal(editor.textContent, 'one more');
  t.equal(t.$('b').textContent, 'two');
  t.become(page('three'));
  t.equal(editor.textContent, 'three');
}

export async function an_untouched_contenteditable_takes_its_text_on_blur(t) {
  t.show('<div id="e" contenteditable="">one</div>');
  t.$('#e').focus();
  t.become('<div id="e" contenteditable="">two</div>');
  t.equal(t.$('#e').textContent, 'one');
  t.$('#e').blur();
  await t.until(() => t.$('#e').textContent === 'two');
}

export async function a_focused_element_that_is_removed_hands_focus_to_the_nearest_place(t) {
  t.show('<div id="list" tabindex="-1"><div><button id="gone">x</button></div></div>');
  t.$('#gone').focus();
  t.become('<div id="list" tabindex="-1"><div></div></div>');
  t.equal(document.activeElement.id, 'list');
  t.show('<section><button data-focus-fallback="" id="add">+</button><p><button id="gone">x</button></p></section>');
  t.$('#gone').focus();
  t.become('<section><button data-focus-fallback="" id="add">+</button></section>');
  t.equal(document.activeElement.id, 'add');
}

export async function a_focused_element_that_the_server_moved_to_another_parent_keeps_focus(t) {
  t.show('<div><button id="b">x</button></div><p></p>');
  t.$('#b').focus();
  t.become('<div></div><p><button id="b">x</button></p>');
  t.equal(document.activeElement, t.$('#b'));
}

export async function selected_text_beside_a_patched_text_stays_selected(t) {
  t.show('<p id="a">stays as it is</p><p id="b">progress 41 percent</p>');
  getSelection().setBaseAndExtent(t.$('#a').firstChild, 2, t.$('#a').firstChild, 7);
  t.become('<p id="a">stays as it is</p><p id="b">progress 42 percent</p>');
  t.equal(String(getSelection()), 'ays a');
  getSelection().setBaseAndExtent(t.$('#a').firstChild, 2, t.$('#b').firstChild, 8);
  t.become('<p id="a">stays as it is</p><p id="b">progress 43 percent</p>');
  t.ok(String(getSelection()).endsWith('progress'), String(getSelection()));
}

export async function enabling_a_fieldset_leaves_what_is_in_it(t) {
  const page = (off) => `<form id="f"><fieldset${off}><input name="a" value="1"></fieldset></form><input form="f" name="b" value="2">`;
  t.show(page(' disabled'));
  t.$('[name=a]').value = 'typed';
  t.same([...new FormData(t.$('#f'))], [['b', '2']]);
  t.become(page(''));
  t.same([...new FormData(t.$('#f'))], [['a', 'typed'], ['b', '2']]);
}
