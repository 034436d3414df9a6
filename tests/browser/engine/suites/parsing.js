// Namespaces, contexts, policy, exact text.

export async function svg_and_mathml_children_get_their_namespace(t) {
  t.show('<svg id="s" viewBox="0 0 9 9"><g id="g"></g></svg><math id="m"></math>');
  t.become('<svg id="s" viewBox="0 0 9 8"><g id="g"><circle r="1"></circle><use xlink:href="#x"></use><linearGradient id="l"></linearGradient><foreignObject><div id="html"><svg id="again"></svg></div></foreignObject></g></svg><math id="m"><mi>x</mi></math>');
  const ns = (selector) => t.$(selector).namespaceURI.split('/').at(-1);
  t.same([ns('circle'), ns('use'), ns('#l'), ns('foreignObject'), ns('#html'), ns('#again'), ns('mi')], ['svg', 'svg', 'svg', 'svg', 'xhtml', 'svg', 'MathML']);
  t.equal(t.$('use').getAttributeNS('http://www.w3.org/1999/xlink', 'href'), '#x');
  t.equal(t.$('#s').viewBox.baseVal.height, 8);
}

export async function table_rows_options_and_sources_are_inserted_in_context(t) {
  t.show('<table><tbody></tbody></table><select></select><ul></ul><video></video>');
  t.become('<table><caption>c</caption><tbody><tr><td>1</td></tr></tbody></table><select><optgroup label="g"><option>o</option></optgroup></select><ul><li>l</li></ul><video><source></video>');
  t.equal(t.$('table').rows[0].cells[0].textContent, '1');
  t.equal(t.$('select').options.length, 1);
  t.ok(t.$('caption') && t.$('ul > li') && t.$('video > source'), 'in place');
}

export async function scripts_handlers_and_script_addresses_are_refused(t) {
  t.show('<p></p>');
  window.ran = false;
  t.apply(['c', 0, ['script', 'window.ran = true'], ['p', { onclick: 'window.ran = true' }, 'x'],
    ['a', { href: ' java\nscript:window.ran=true' }, 'y'], ['svg', ['script', 'window.ran = true']],
    ['iframe', { srcdoc: '<script>parent.ran = true</' + 'script>' }], ['form', { action: 'javascript:1' }]]);
  t.$('p').click();
  t.$('a').click();
  await new Promise((next) => setTimeout(next, 50));
  t.equal(window.ran, false);
  t.ok(!t.$('script'), 'a script stands in the page');
  t.same([t.$('p').hasAttribute('onclick'), t.$('a').hasAttribute('href'), t.$('iframe').hasAttribute('srcdoc')], [false, false, false]);
  const slot = t.number((s) => Array.isArray(s) && s[1] === 'href');
  t.apply(slot, 'JAVASCRIPT:1');
  t.ok(!t.$('a').hasAttribute('href'), 'a later address');
  t.apply(slot, '/fine');
  t.equal(t.$('a').getAttribute('href'), '/fine');
}

const TEXTS = ['<b>&amp;', 'a\u00a0b', 'one\ntwo\tthree', '\nleading', '🎬 emoji 👩‍👩‍👧', 'עברית \u202eמימין', '"quotes" \'and\' `ticks`', ' ', '\u2028\u2029', 'x'.repeat(1_000_000)];

export async function text_is_exact(t) {
  t.show('<p>x</p><pre>x</pre><textarea>x</textarea><i title="x"></i>');
  for (const text of TEXTS) {
    t.become(['div', ['p', text], ['pre', text], ['textarea', text], ['i', { title: text }]]);
    t.same([t.$('p').textContent, t.$('pre').textContent, t.$('textarea').value, t.$('i').title], [text, text, text, text]);
    t.become(['div']);
    t.become(['div', ['p', text], ['pre', text], ['textarea', text], ['i', { title: text }]]);
    t.same([t.$('p').textContent, t.$('pre').textContent, t.$('textarea').value, t.$('i').title], [text, text, text, text]);
  }
}

export async function long_parsed_text_is_one_node(t) {
  t.show(`<p>${'x'.repeat(200_000)}</p>`);
  t.equal(t.tree[1].length, 2);
  t.equal(t.$('p').childNodes.length, 1);
}

export async function text_that_grew_is_appended_and_a_selection_in_it_stays(t) {
  t.show('<pre>line one of the log</pre>');
  const node = t.$('pre').firstChild;
  getSelection().setBaseAndExtent(node, 2, node, 8);
  const operations = t.become('<pre>line one of the log\nline two</pre>');
  t.same(operations, [2, { '+': '\nline two' }]);
  t.equal(node.data, 'line one of the log\nline two');
  t.equal(String(getSelection()), 'ne one');
}

export async function comments_are_no_part_of_the_tree(t) {
  t.show('<p>a</p><!-- x --><p>b</p>');
  t.same(t.tree, ['div', ['p', 'a'], ['p', 'b']]);
  t.become('<p>a</p><p>c</p>');
  t.equal(t.all('p')[1].textContent, 'c');
}

export async function template_content_is_patched(t) {
  t.show('<template><p>a</p></template>');
  t.become('<template><p>b</p><i></i></template>');
  t.equal(t.$('template').innerHTML, '<p>b</p><i></i>');
}
