// Forms: what is submitted, when, and how often.

const values = (page) => page.sent('e').map(([, , name, pairs]) => [name, pairs]);

const FIELDS = `<input id="a" name="a" value="1"><input type="checkbox" name="c" checked><input type="radio" name="r" value="x"><input type="radio" name="r" value="y" checked>
  <select name="m" multiple><option selected>1</option><option>2</option><option selected>3</option></select><textarea name="t">text</textarea>
  <fieldset disabled><input name="no" value="no"></fieldset><input name="off" value="off" disabled><button id="s" name="how" value="now" data-val-extra="e">x</button><button id="other" name="how" value="later">y</button>`;
const FORMS = `<form id="f" data-on-submit="save" data-val-id="9">${FIELDS}</form><input id="out" form="f" name="out" value="2"><button id="far" form="f" name="how" value="far">z</button>
  <form id="g" data-on-submit="other"><input name="a" value="x"><button id="sg">y</button></form>`;
const SENT = [['a', '1'], ['c', 'on'], ['r', 'y'], ['m', '1'], ['m', '3'], ['t', 'text']];

export async function b21_a_form_sends_its_fields_and_its_submitter_and_no_other_forms(t) {
  const page = await t.page(FORMS);
  await t.click(page.$('#s'));
  t.same(values(page), [['save', [['id', '9'], ['extra', 'e'], ...SENT, ['how', 'now'], ['out', '2']]]]);
  t.ok(page.$('#f').hasAttribute('data-pending') && page.$('#s').hasAttribute('data-pending'), 'both wait');
  t.ok(!page.$('#g').hasAttribute('data-pending') && !page.$('#other').hasAttribute('data-pending'), 'the others do not');
  page.line.say(['e', 1]);
  await t.click(page.$('#other'));
  await t.click(page.$('#sg'));
  page.line.say(['e', 2]);
  await t.click(page.$('#far'));
  page.line.say(['e', 4]);
  await t.click(page.$('#out'));
  await t.press('Enter');
  t.same(values(page).slice(1), [
    ['save', [['id', '9'], ...SENT, ['how', 'later'], ['out', '2']]],
    ['other', [['a', 'x']]],
    ['save', [['id', '9'], ...SENT, ['out', '2'], ['how', 'far']]],
    ['save', [['id', '9'], ['extra', 'e'], ...SENT, ['how', 'now'], ['out', '2']]],
  ]);
}

export async function b21_fields_that_a_patch_moved_enabled_or_brought_are_sent(t) {
  const field = (name, value, more = {}) => ['input', { ...more, name, value }];
  const tree = (off, ...more) => ['div', { id: 'd' }, ['form', { 'data-on-submit': 'save', id: 'f' }, ['fieldset', off ? { disabled: '' } : {}, field('a', '1', { id: 'a' })], ...more, ['button', { id: 's' }, 'x']], field('b', '2', { form: 'f', id: 'b' })];
  const page = await t.page('<div id="d" data-r="2"><form id="f" data-on-submit="save"><fieldset disabled><input id="a" name="a" value="1"></fieldset><button id="s">x</button></form><input form="f" id="b" name="b" value="2"></div>');
  const rounds = [
    [tree(true), [['b', '2']]],
    [tree(false), [['a', 'typed'], ['b', '2']]],
    [tree(false, field('n', 'new', { id: 'n' })), [['a', 'typed'], ['n', 'new'], ['b', '2']]],
    [tree(true, field('n', 'new', { id: 'n' })), [['n', 'new'], ['b', '2']]],
  ];
  page.$('#a').value = 'typed';
  for (const [i, [next, sent]] of rounds.entries()) {
    page.become(2, next);
    await t.click(page.$('#s'));
    page.line.say(['e', i + 1]);
    t.same(values(page).at(-1), ['save', sent]);
  }
}

export async function b23_a_debounced_input_is_sent_before_a_submit(t) {
  const page = await t.page('<form data-on-submit="save"><input id="i" name="q" data-on-input="search" data-debounce="60000"><button id="b">x</button></form>');
  await t.click(page.$('#i'));
  await t.keys('ab');
  t.equal(page.sent('e').length, 0);
  await t.press('Enter');
  t.same(values(page), [['search', [['q', 'ab']]], ['save', [['q', 'ab']]]]);
}

export async function b23_a_debounced_input_is_sent_when_the_field_is_left_or_its_time_has_come(t) {
  const page = await t.page('<input id="i" name="q" data-on-input="search" data-debounce="60000"><input id="j" name="q" data-on-input="quick" data-debounce="20">');
  await t.click(page.$('#i'));
  await t.keys('a');
  t.equal(page.sent('e').length, 0);
  await t.press('Tab');
  t.same(values(page), [['search', [['q', 'a']]]]);
  await t.keys('b');
  await t.until(() => page.sent('e').length === 2, 'the pause ends');
  t.same(values(page)[1], ['quick', [['q', 'b']]]);
}

export async function b23_a_debounced_input_is_sent_before_a_click_elsewhere(t) {
  const page = await t.page('<div><input id="i" name="q" data-on-input="search" data-debounce="60000"></div><span id="b" data-on-click="go">x</span>');
  await t.click(page.$('#i'));
  await t.keys('a');
  page.$('#b').click();
  t.same(values(page).map(([name]) => name), ['search', 'go']);
}

export async function b23_a_throttled_input_sends_the_first_and_the_last_value(t) {
  const page = await t.page('<input id="i" name="q" type="range" max="1000" value="0" data-on-input="seek" data-throttle="80">');
  const range = page.$('#i');
  const [from, to] = [t.point(range, [0.05, 0.5]), t.point(range, [0.9, 0.5])];
  await t.mouse('mousePressed', from);
  for (let i = 1; i <= 20; i++) await t.mouse('mouseMoved', { x: from.x + ((to.x - from.x) * i) / 20, y: to.y });
  await t.mouse('mouseReleased', to);
  await t.until(() => values(page).at(-1)?.[1][0][1] === range.value, 'the last value is sent');
  t.ok(Number(range.value) > 800, range.value);
  t.ok(page.sent('e').length >= 2 && page.sent('e').length < 20, `${page.sent('e').length} were sent`);
}

const LOCKS = `<form id="f" data-on-submit="save"><input id="text" name="text" value="x" data-disable><input id="read" name="read" readonly data-disable><input id="box" type="checkbox" name="box" checked data-disable>
  <select id="pick" name="pick" data-disable><option>1</option></select><input id="free" name="free" value="y"><button id="s" data-disable>x</button><button id="off" disabled data-disable>y</button></form><input id="out" form="f" name="out" data-disable>`;
const locks = (page) => ['text', 'read', 'box', 'pick', 'free', 's', 'off', 'out'].filter((id) => page.$(`#${id}`).matches(':disabled,[readonly]')).join(' ');

export async function b24_a_submit_disables_what_asks_for_it_and_the_answer_restores_it(t) {
  const page = await t.page(LOCKS);
  t.equal(locks(page), 'read off');
  await t.click(page.$('#text'));
  await t.keys('y');
  await t.press('Enter');
  t.same(values(page)[0][1].map(([name]) => name), ['text', 'read', 'box', 'pick', 'free', 'out']);
  t.equal(locks(page), 'text read box pick s off out');
  t.equal(page.document.activeElement.id, 'text', 'the field that was typed in keeps the focus');
  await t.keys('more');
  t.equal(page.$('#text').value.includes('more'), false);
  page.line.say(['e', 1]);
  t.equal(locks(page), 'read off');
  await t.keys('more');
  t.ok(page.$('#text').value.includes('more'), 'it can be typed in again');
  await t.click(page.$('#s'));
  t.equal(locks(page), 'text read box pick s off out');
  page.line.say(['e', 2]);
  t.equal(locks(page), 'read off');
  await t.settled();
  t.equal(page.document.activeElement.id, 's', 'the button has the focus again');
}

export async function b24_what_was_disabled_is_restored_after_an_error_a_refusal_and_a_reconnect(t) {
  const page = await t.page(LOCKS);
  await t.click(page.$('#s'));
  const error = page.tree(1);
  page.become(1, JSON.parse(JSON.stringify(error).replace('"value":"y"', '"aria-invalid":"true","value":"y"')));
  page.line.say(['e', 1]);
  t.equal(locks(page), 'read off', 'after an error');
  t.equal(page.$('#free').getAttribute('aria-invalid'), 'true');
  await t.click(page.$('#s'));
  page.line.cut();
  t.equal(locks(page), 'text read box pick s off out', 'while the line is down');
  await t.until(() => page.lines.length === 2, 'it comes back');
  page.join({ n: 2 });
  page.line.say(['e', 2]);
  t.equal(locks(page), 'read off', 'after a reconnect');
  page.$('#free').value = 'x'.repeat(300_000);
  await t.click(page.$('#s'));
  t.equal(page.sent('e').filter(([, n]) => n > 2).length, 0);
  t.equal(locks(page), 'read off', 'an event that was too long');
}

export async function b24_what_the_server_disabled_meanwhile_stays_so(t) {
  const page = await t.page('<form id="f" data-r="2" data-on-submit="save"><button id="s" data-disable="">x</button><input id="i" data-disable="" readonly></form>');
  const tree = (button, input) => ['form', { 'data-on-submit': 'save', id: 'f' }, ['button', { 'data-disable': '', ...button, id: 's' }, 'x'], ['input', { 'data-disable': '', id: 'i', ...input }]];
  await t.click(page.$('#s'));
  page.become(2, tree({ disabled: '' }, {}));
  page.line.say(['e', 1]);
  t.same([page.$('#s').disabled, page.$('#i').readOnly], [true, false]);
  page.become(2, tree({}, {}));
  t.same([page.$('#s').disabled, page.$('#i').readOnly], [false, false]);
}

export async function b52_a_double_click_on_a_submit_acts_once_and_again_after_the_answer(t) {
  const page = await t.page(FORMS);
  await t.click(page.$('#s'), { count: 2 });
  t.equal(page.sent('e').length, 1);
  page.$('#f').requestSubmit();
  await t.click(page.$('#a'));
  await t.press('Enter');
  t.equal(page.sent('e').length, 1);
  await t.click(page.$('#sg'));
  t.equal(page.sent('e').length, 2);
  page.line.say(['e', 1]);
  await t.click(page.$('#s'));
  t.equal(page.sent('e').length, 3);
}
