// Attributes, roots and numbers.

export async function boolean_attributes_appear_and_disappear(t) {
  const page = (on) => `<button${on ? ' disabled hidden inert' : ''}>x</button><details${on ? ' open' : ''}><summary>s</summary></details>`;
  t.show(page(false));
  const button = t.$('button');
  t.become(page(true));
  t.same([button.disabled, button.hidden, button.inert, t.$('details').open], [true, true, true, true]);
  t.become(page(false));
  t.same([button.disabled, button.hidden, button.inert, t.$('details').open], [false, false, false, false]);
}

export async function an_empty_value_and_a_missing_attribute_differ(t) {
  t.show('<p class="a b" title="x">x</p>');
  t.become('<p class="" title="">x</p>');
  t.same([t.$('p').getAttribute('class'), t.$('p').getAttribute('title')], ['', '']);
  t.become('<p>x</p>');
  t.same([t.$('p').getAttribute('class'), t.$('p').getAttribute('title')], [null, null]);
}

export async function another_tag_replaces_the_element_and_leaves_its_neighbors(t) {
  t.show('<i id="a">a</i><p id="b">b</p><i id="c">c</i>');
  const [a, c] = [t.$('#a'), t.$('#c')];
  t.become('<i id="a">a</i><div id="b">b</div><i id="c">c</i>');
  t.equal(t.$('#b').localName, 'div');
  t.same([t.$('#a') === a, t.$('#c') === c], [true, true]);
}

export async function another_id_keeps_the_element_and_what_is_in_it(t) {
  t.show('<div id="old"><input></div>');
  const [box, field] = [t.$('#old'), t.$('input')];
  field.value = 'typed';
  t.apply(2, 'new');
  t.equal(t.$('#new'), box);
  t.equal(field.value, 'typed');
}

export async function attributes_are_numbered_by_name_and_again_after_a_structural_change(t) {
  t.show('<p title="t" class="c" id="i">x</p>');
  t.apply(2, 'c2', 3, 'i2', 4, 't2', 5, 'x2');
  t.equal(t.$('p').outerHTML, '<p title="t2" class="c2" id="i2">x2</p>');
  t.apply(['a', 1, { 'aria-label': 'a' }], ['d', 1, 'class'], 5, 'x3');
  t.equal(t.$('p').textContent, 'x3');
  t.apply(2, 'a2', 3, 'i3', 4, 't3', 5, 'x4');
  t.equal(t.$('p').outerHTML, '<p title="t3" id="i3" aria-label="a2">x4</p>');
}

export async function a_patch_that_does_not_fit_is_said_and_throws_nothing(t) {
  t.show('<p>x</p>');
  for (const bad of [[99, 'x'], [0, 'x'], [['c', 0, 5, 1]], [['c', 0, 0, 1, 0, 1]], [['z', 1]], [['a', 2, {}]]]) {
    t.equal(t.apply(...bad), false, JSON.stringify(bad));
  }
  t.equal(t.$('p').textContent, 'x');
}

export async function the_hash_is_that_of_the_servers_rule(t) {
  t.show('<p id="a" class="b">x\u00e9\ud83c\udfac<br></p>');
  t.same(t.tree, ['div', ['p', { class: 'b', id: 'a' }, 'x\u00e9\ud83c\udfac', ['br']]]);
  let [a, b] = [0x811c9dc5, 0x811c9dc5 ^ 0x5bd1e995];
  for (const unit of JSON.stringify(t.tree).split('')) {
    a = Number((BigInt((a ^ unit.charCodeAt(0)) >>> 0) * 0x01000193n) & 0xffffffffn);
    b = Number((BigInt((b ^ unit.charCodeAt(0)) >>> 0) * 0x01000193n) & 0xffffffffn);
  }
  t.equal(t.hash, a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0'));
}
