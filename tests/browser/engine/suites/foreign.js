// Nodes and attributes of extensions, scripts and translators.

export async function b37_a_foreign_node_in_a_patched_parent_shifts_no_address(t) {
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

export async function b37_what_a_password_manager_adds_to_a_form_shifts_no_address(t) {
  const page = (s) => `<form id="f"><label>Name <input id="n" name="n" class="${s}"></label><input id="p" type="password" name="p" class="${s}"><b>${s}</b></form><p>${s}</p>`;
  t.show(page('1'));
  for (const field of t.all('input')) {
    const icon = document.createElement('span');
    icon.attachShadow({ mode: 'closed' }).append('icon');
    icon.setAttribute('data-manager', '');
    field.setAttribute('data-manager-id', field.id);
    field.after(icon);
  }
  document.body.append(document.createElement('x-manager'));
  t.root.prepend(document.createElement('x-manager'));
  t.become(page('2'));
  t.become(page('3').replace('<b>3</b>', '<i>new</i><b>3</b>'));
  t.same([t.$('b').textContent, t.$('p').textContent, t.$('#n').className, t.$('#p').className], ['3', '3', '3', '3']);
  t.same([t.all('[data-manager]').length, t.all('[data-manager-id]').length, t.all('x-manager').length], [2, 2, 1]);
  document.querySelector('body > x-manager').remove();
}

export async function b37_a_foreign_node_at_the_end_stays_there_when_a_child_is_appended(t) {
  t.show('<p id="a">a</p>');
  t.root.append(document.createElement('x-tail'));
  t.become('<p id="a">a</p><p id="b">b</p>');
  t.same([...t.root.children].map((child) => child.localName), ['p', 'p', 'x-tail']);
}

export async function b37_a_wrapped_element_is_still_patched_and_moved_around(t) {
  t.show('<p id="a">a</p><p id="b">b</p>');
  const real = t.$('#a');
  const box = document.createElement('div');
  real.replaceWith(box);
  box.append(real);
  t.become('<p id="a">a2</p><p id="new">n</p><p id="b">b</p>');
  t.same(t.all('p').map((p) => p.textContent), ['a2', 'n', 'b']);
  t.same([real.parentNode === box, box.isConnected], [true, true]);
}

export async function b37_an_element_that_was_taken_out_comes_back_when_it_is_patched(t) {
  t.show('<p id="a">a</p><p id="b"><b>b</b></p><p id="c">c</p>');
  t.$('#b').remove();
  t.become('<p id="a">a</p><p id="b" class="x"><b>b</b></p><p id="c">c</p>');
  t.same(t.all('p').map((p) => p.id), ['a', 'b', 'c']);
  t.$('#b').remove();
  t.become('<p id="a">a</p><p id="b" class="x"><b>b2</b></p><p id="c">c</p>');
  t.same(t.all('p').map((p) => p.textContent), ['a', 'b2', 'c']);
}

export async function b37_an_element_that_was_taken_out_may_be_removed_by_the_server(t) {
  t.show('<p id="a">a</p><p id="b">b</p>');
  t.$('#a').remove();
  t.become('<p id="b">c</p>');
  t.same(t.all('p').map((p) => p.textContent), ['c']);
}

export async function b38_a_split_text_node_is_patched_whole(t) {
  t.show('<p>hello world<b>!</b></p>');
  t.$('p').firstChild.splitText(5).splitText(2);
  t.become('<p>goodbye<b>!</b></p>');
  t.equal(t.$('p').textContent, 'goodbye!');
  t.equal(t.$('p').childNodes.length, 2);
}

export async function b38_a_merged_text_node_is_patched_right(t) {
  t.show('<p>hello</p>');
  t.$('p').prepend('foreign ');
  t.$('p').normalize();
  t.become('<p>bye</p>');
  t.equal(t.$('p').textContent, 'bye');
}

export async function b38_a_highlighted_text_is_patched_whole(t) {
  t.show('<p>hello world</p>');
  const rest = t.$('p').firstChild.splitText(6);
  const mark = document.createElement('mark');
  rest.replaceWith(mark);
  mark.append(rest);
  t.become('<p>bye</p>');
  t.equal(t.$('p').textContent, 'bye');
}

export async function b38_a_translated_text_is_replaced_by_the_new_one_between_its_neighbors(t) {
  t.show('<p><b>x</b>hello<i>y</i></p>');
  const outer = document.createElement('font');
  const inner = document.createElement('font');
  inner.append('bonjour');
  outer.append(inner);
  t.$('p').childNodes[1].replaceWith(outer);
  t.become('<p><b>x</b>bye<i>y</i></p>');
  t.equal(t.$('p').innerHTML, '<b>x</b>bye<i>y</i>');
}

export async function b38_a_page_translated_as_a_whole_is_patched_right(t) {
  const page = (n, name, more = '') => `<h1>Shots</h1><p>You have <b>${n}</b> shots in <i>${name}</i>, and more.</p><ul>${more}<li id="a">First ${n}</li><li id="b">Second</li></ul>`;
  t.show(page(1, 'one'));
  translate(t.root);
  t.become(page(2, 'two'));
  translate(t.root);
  t.become(page(3, 'three', '<li id="new">New</li>'));
  t.same([t.$('b').textContent, t.$('i').textContent, t.$('#a').textContent, t.$('#new').textContent], ['3', 'three', 'First 3', 'New']);
  t.same([t.$('h1').textContent, t.$('#b').textContent], ['[Shots]', '[Second]'], 'what did not change stays translated');
  t.become('<p>All is <b>new</b> now.</p>');
  t.equal(t.root.innerHTML, '<p>All is <b>new</b> now.</p>');
}

/** What a translator does: each text is replaced by a nest of `font` elements. */
function translate(root) {
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest('font')) texts.push(walker.currentNode);
  for (const text of texts) {
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.append(`[${text.data}]`);
    outer.append(inner);
    text.replaceWith(outer);
  }
}

export async function b38_a_translated_text_goes_when_the_server_drops_it(t) {
  t.show('<p><b>x</b>hello<i>y</i></p>');
  const font = document.createElement('font');
  font.append('bonjour');
  t.$('p').childNodes[1].replaceWith(font);
  t.become('<p><b>x</b><i>y</i></p>');
  t.equal(t.$('p').innerHTML, '<b>x</b><i>y</i>');
}

export async function b33_a_class_an_attribute_and_a_style_set_by_a_script_survive_patches_of_other_slots(t) {
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

export async function b33_a_style_set_by_a_script_survives_patches_of_the_servers_own_style(t) {
  const page = (style) => `<p id="p"${style === null ? '' : ` style="${style}"`}>a</p>`;
  t.show(page(null));
  const { style } = t.$('#p');
  style.setProperty('color', 'red');
  style.setProperty('--mine', '1', 'important');
  t.become(page('width: 41%; margin: 1px 2px'));
  t.same([style.width, style.marginLeft, style.color, style.getPropertyPriority('--mine')], ['41%', '2px', 'red', 'important']);
  t.become(page('width: 42%; --server: x'));
  t.same([style.width, style.marginLeft, style.color, style.getPropertyValue('--mine'), style.getPropertyValue('--server')], ['42%', '', 'red', '1', 'x']);
  t.become(page(null));
  t.same([style.width, style.color], ['', 'red']);
}

export async function b33_where_a_script_and_the_server_set_the_same_the_next_change_of_the_server_wins(t) {
  const page = (s, width) => `<p id="p" class="a ${s}" title="${s}" style="width: ${width}">${s}</p>`;
  t.show(page('x', '1px'));
  const p = t.$('#p');
  p.style.width = '9px';
  p.title = 'script';
  p.classList.remove('a');
  t.become(page('x', '1px').replace('>x<', '>other text<'));
  t.same([p.style.width, p.title, p.className], ['9px', 'script', 'x'], 'no slot of these changed');
  t.become(page('y', '2px'));
  t.same([p.style.width, p.title, p.className], ['2px', 'y', 'a y']);
}

export async function b37_removing_a_parent_that_a_script_emptied_throws_nothing(t) {
  t.show('<div id="d"><p id="x">a</p><p>b</p></div><i>z</i>');
  t.$('#d').replaceChildren();
  t.become('<i>y</i>');
  t.equal(t.root.textContent, 'y');
}
