// Attributes, roots and numbers.

export async function b44_boolean_attributes_appear_and_disappear(t) {
  const page = (on) => `<button${on ? ' disabled hidden inert' : ''}>x</button><details${on ? ' open' : ''}><summary>s</summary></details><input${on ? ' required readonly' : ''}><video${on ? ' muted loop controls' : ''}></video>`;
  t.show(page(false));
  const properties = () => [...['disabled', 'hidden', 'inert'].map((name) => t.$('button')[name]), t.$('details').open, t.$('input').required, t.$('input').readOnly, t.$('video').muted, t.$('video').loop, t.$('video').controls];
  const elements = t.all('*');
  for (const on of [true, false, true, false]) {
    t.become(page(on));
    t.same(properties(), Array.from(properties(), () => on));
    t.equal(t.$('button').hasAttribute('disabled'), on);
  }
  t.same(t.all('*').map((dom, i) => dom === elements[i]), elements.map(() => true));
}

export async function b44_a_button_that_is_enabled_works_and_one_that_is_disabled_does_not(t) {
  const page = (on) => `<button id="b"${on ? ' disabled' : ''}>x</button>`;
  t.show(page(true));
  let clicks = 0;
  t.$('#b').addEventListener('click', () => clicks++);
  await t.click(t.$('#b'));
  t.become(page(false));
  await t.click(t.$('#b'));
  t.become(page(true));
  await t.click(t.$('#b'));
  t.equal(clicks, 1);
}

export async function b45_an_empty_value_and_a_missing_attribute_differ(t) {
  const attributes = () => ['class', 'title', 'style', 'alt'].map((name) => t.$('img').getAttribute(name));
  t.show('<img class="a b" title="x" style="color: red" alt="x">');
  t.become('<img class="" title="" style="" alt="">');
  t.same(attributes(), ['', '', '', '']);
  t.become('<img>');
  t.same(attributes(), [null, null, null, null]);
  t.become('<img class="" title="" style="" alt="">');
  t.same(attributes(), ['', '', '', '']);
}

export async function b45_class_and_style_slots_change_without_touching_their_neighbors(t) {
  const page = (s, width) => `<i class="x ${s}" style="width: ${width}px" title="t">a</i><p class="${s}" style="width: ${width}px; height: 5px">b</p><i class="y" style="width: 7px">c</i>`;
  t.show(page('one', 1));
  const seen = new Set();
  const watcher = new MutationObserver(() => {});
  watcher.observe(t.root, { subtree: true, childList: true, attributes: true, characterData: true });
  t.become(page('two', 1).replace('x two', 'x one'));
  for (const { target, attributeName } of watcher.takeRecords()) seen.add(`${target.localName} ${attributeName}`);
  t.same([...seen], ['p class']);
  seen.clear();
  t.become(page('two', 2).replace('x two', 'x one'));
  for (const { target, attributeName } of watcher.takeRecords()) seen.add(`${target.textContent} ${attributeName}`);
  t.same([...seen].sort(), ['a style', 'b style']);
  t.same(t.all('i,p').map((dom) => [dom.className, dom.style.width]), [['x one', '2px'], ['two', '2px'], ['y', '7px']]);
  t.equal(t.$('p').style.height, '5px');
}

export async function b36_another_tag_replaces_the_element_and_leaves_its_neighbors(t) {
  t.show('<i id="a">a</i><p id="b">b</p><i id="c">c</i>');
  const [a, c] = [t.$('#a'), t.$('#c')];
  t.become('<i id="a">a</i><div id="b">b</div><i id="c">c</i>');
  t.equal(t.$('#b').localName, 'div');
  t.same([t.$('#a') === a, t.$('#c') === c, t.root.children.length], [true, true, 3]);
}

export async function b36_another_id_keeps_the_element_and_what_is_in_it(t) {
  t.show('<div id="old"><input><details><summary>s</summary>x</details></div>');
  const [box, field] = [t.$('#old'), t.$('input')];
  await t.click(field);
  await t.keys('typed');
  t.$('details').open = true;
  const seen = t.record(['blur', 'focus']);
  t.apply(2, 'new');
  t.equal(t.$('#new'), box);
  t.same([field.value, document.activeElement === field, t.$('details').open, seen], ['typed', true, true, []]);
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
