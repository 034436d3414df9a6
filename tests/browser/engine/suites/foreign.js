// Nodes and attributes of extensions, scripts and translators.

export async function a_foreign_node_in_a_patched_parent_shifts_no_address(t) {
  const page = (a, b) => `<ul><li id="a">${a}</li><li id="b">${b}</li></ul><p>${b}</p>`;
  t.show(page('1', '2'));
  const icon = document.createElement('x-icon');
  t.$('ul').insertBefore(icon, t.$('#a'));
  t.$('#b').prepend(document.createComment('note'));
  t.become(page('3', '4'));
  t.same([t.$('#a').textContent, t.$('#b').textContent, t.$('p').textContent], ['3', '4', '4']);
  t.become('<ul><li id="b">5</li><li id="new">6</li><li id="a">7</li></ul><p>8</p>');
  t.same(t.all('li').map((li) => li.textContent), ['5', '6', '7']);
  t.ok(icon.isConnected, 'the icon was thrown out');
}

export async function a_foreign_node_at_the_end_stays_there_when_a_child_is_appended(t) {
  t.show('<p id="a">a</p>');
  t.root.append(document.createElement('x-tail'));
  t.become('<p id="a">a</p><p id="b">b</p>');
  t.same([...t.root.children].map((child) => child.localName), ['p', 'p', 'x-tail']);
}

export async function a_wrapped_element_is_still_patched_and_moved_around(t) {
  t.show('<p id="a">a</p><p id="b">b</p>');
  const wrapper = document.createElement('div');
  t.$('#a').replaceWith(wrapper);
  wrapper.append(t.root.ownerDocument.createElement('i'));
  const a = document.createElement('p');
  t.show('<p id="a">a</p><p id="b">b</p>');
  const real = t.$('#a');
  const box = document.createElement('div');
  real.replaceWith(box);
  box.append(real);
  t.become('<p id="a">a2</p><p id="new">n</p><p id="b">b</p>');
  t.same(t.all('p').map((p) => p.textContent), ['a2', 'n', 'b']);
  t.equal(real.parentNode, box);
  t.ok(a, '');
}

export async function an_element_that_was_taken_out_comes_back_when_it_is_patched(t) {
  t.show('<p id="a">a</p><p id="b"><b>b</b></p><p id="c">c</p>');
  t.$('#b').remove();
  t.become('<p id="a">a</p><p id="b" class="x"><b>b</b></p><p id="c">c</p>');
  t.same(t.all('p').map((p) => p.id), ['a', 'b', 'c']);
  t.$('#b').remove();
  t.become('<p id="a">a</p><p id="b" class="x"><b>b2</b></p><p id="c">c</p>');
  t.same(t.all('p').map((p) => p.textContent), ['a', 'b2', 'c']);
}

export async function an_element_that_was_taken_out_may_be_removed_by_the_server(t) {
  t.show('<p id="a">a</p><p id="b">b</p>');
  t.$('#a').remove();
  t.become('<p id="b">c</p>');
  t.same(t.all('p').map((p) => p.textContent), ['c']);
}

export async function a_split_text_node_is_patched_whole(t) {
  t.show('<p>hello world<b>!</b></p>');
  t.$('p').firstChild.splitText(5).splitText(2);
  t.become('<p>goodbye<b>!</b></p>');
  t.equal(t.$('p').textContent, 'goodbye!');
  t.equal(t.$('p').childNodes.length, 2);
}

export async function a_merged_text_node_is_patched_right(t) {
  t.show('<p>hello</p>');
  t.$('p').prepend('foreign ');
  t.$('p').normalize();
  t.become('<p>bye</p>');
  t.equal(t.$('p').textContent, 'bye');
}

export async function a_highlighted_text_is_patched_whole(t) {
  t.show('<p>hello world</p>');
  const rest = t.$('p').firstChild.splitText(6);
  const mark = document.createElement('mark');
  rest.replaceWith(mark);
  mark.append(rest);
  t.become('<p>bye</p>');
  t.equal(t.$('p').textContent, 'bye');
}

export async function a_translated_text_is_replaced_by_the_new_one_between_its_neighbors(t) {
  t.show('<p><b>x</b>hello<i>y</i></p>');
  const outer = document.createElement('font');
  const inner = document.createElement('font');
  inner.append('bonjour');
  outer.append(inner);
  t.$('p').childNodes[1].replaceWith(outer);
  t.become('<p><b>x</b>bye<i>y</i></p>');
  t.equal(t.$('p').innerHTML, '<b>x</b>bye<i>y</i>');
}

export async function a_translated_text_goes_when_the_server_drops_it(t) {
  t.show('<p><b>x</b>hello<i>y</i></p>');
  const font = document.createElement('font');
  font.append('bonjour');
  t.$('p').childNodes[1].replaceWith(font);
  t.become('<p><b>x</b><i>y</i></p>');
  t.equal(t.$('p').innerHTML, '<b>x</b><i>y</i>');
}

export async function a_class_an_attribute_and_a_style_set_by_a_script_survive_patches_of_other_slots(t) {
  t.show('<p id="p" class="a" title="x">a</p>');
  const p = t.$('#p');
  p.classList.add('mine');
  p.setAttribute('data-mine', '1');
  p.style.color = 'red';
  t.become('<p id="p" class="a" title="y">b</p>');
  t.same([p.className, p.dataset.mine, p.style.color], ['a mine', '1', 'red']);
  t.become('<p id="p" class="b c" title="y">b</p>');
  t.equal(p.className, 'b c mine');
  t.become('<p id="p" title="y">b</p>');
  t.equal(p.className, 'mine');
}

export async function removing_a_parent_that_a_script_emptied_throws_nothing(t) {
  t.show('<div id="d"><p id="x">a</p><p>b</p></div><i>z</i>');
  t.$('#d').replaceChildren();
  t.become('<i>y</i>');
  t.equal(t.root.textContent, 'y');
}
