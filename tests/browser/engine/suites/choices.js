// Selects: what was chosen, and a list that stands open.

const SELECT = (...options) => `<select id="s">${options.map((o) => `<option id="o${o}" value="${o}">${o}</option>`).join('')}</select>`;

export async function b17_an_option_added_or_removed_keeps_the_choice(t) {
  t.show(SELECT('a', 'b', 'c'));
  const select = t.$('#s');
  select.focus();
  await t.keys('b');
  t.equal(select.value, 'b');
  t.become(SELECT('new', 'a', 'b', 'c'));
  t.equal(select.value, 'b');
  t.become(SELECT('b', 'c', 'a'));
  t.equal(select.value, 'b');
  t.become(SELECT('c', 'b'));
  t.equal(select.value, 'b');
  t.equal(t.$('#s'), select);
  t.become(SELECT('c'));
  t.equal(select.value, 'c', 'what does not exist is not chosen');
}

export async function b17_a_renamed_option_stays_chosen(t) {
  const page = (label, value) => `<select id="s"><option id="oa" value="a">a</option><option id="ob" value="${value}">${label}</option><option id="oc" value="c">c</option></select>`;
  t.show(page('b', 'b'));
  t.$('#s').focus();
  await t.keys('b');
  t.become(page('B, renamed', 'b'));
  t.equal(t.$('#s').value, 'b');
  t.equal(t.$('#s').selectedOptions[0].label, 'B, renamed');
  t.become(page('B, renamed', 'b2'));
  t.equal(t.$('#s').value, 'b2');
}

export async function b17_an_option_made_anew_with_the_chosen_value_stays_chosen(t) {
  t.show('<select id="s"><option id="x1" value="a">a</option><option id="x2" value="b">b</option></select>');
  t.$('#s').value = 'b';
  t.become('<select id="s"><option id="y1" value="a">A</option><option id="y2" value="b">B</option></select>');
  t.equal(t.$('#s').value, 'b');
}

export async function b17_an_open_list_is_not_closed_by_patches(t) {
  const page = (s, ...options) => `<b>${s}</b><p class="${s}">${SELECT(...options)}</p><i>${s}</i>`;
  t.show(page('a', 'a', 'b', 'c'));
  const select = t.$('#s');
  await t.click(select);
  await t.until(() => select.matches(':open'), 'the list is open');
  t.become(page('b', 'a', 'b', 'c'));
  t.become(`<u></u>${page('c', 'a', 'b', 'c')}`);
  await t.settled();
  t.ok(select.matches(':open'), 'the list was closed');
  await t.press('ArrowDown');
  await t.press('Enter');
  await t.until(() => !select.matches(':open'), 'the person closes it');
  t.equal(select.value, 'b');
}

export async function a_new_option_that_the_server_selected_is_selected(t) {
  t.show(SELECT('a', 'b'));
  t.$('#s').value = 'b';
  t.become(`<select id="s"><option id="oa" value="a">a</option><option id="ob" value="b">b</option><option id="oc" selected value="c">c</option></select>`);
  t.equal(t.$('#s').value, 'c');
}

export async function b18_a_multiple_select_keeps_its_set(t) {
  const page = (label, ...options) => `<b>${label}</b>${SELECT(...options).replace('<select', `<select multiple class="${label}"`)}`;
  t.show(page('1', 'a', 'b', 'c', 'd'));
  await t.click(t.$('#ob'));
  await t.click(t.$('#od'), { modifiers: ['Control'] });
  const chosen = () => [...t.$('#s').selectedOptions].map((o) => o.value);
  t.same(chosen(), ['b', 'd']);
  t.become(page('2', 'a', 'b', 'c', 'd'));
  t.same(chosen(), ['b', 'd']);
  t.become(page('3', 'd', 'new', 'c', 'b'));
  t.same(chosen(), ['d', 'b']);
  t.become(page('4', 'd', 'new', 'c'));
  t.same(chosen(), ['d']);
}
