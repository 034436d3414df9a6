// What a person does, as it goes up the line.

const values = (page) => page.sent('e').map(([, , name, pairs]) => [name, pairs]);

export async function a_click_sends_its_name_and_values_once_each_and_in_order(t) {
  const page = await t.page('<div data-on-click="outer"><button id="b" data-on-click="shot.add" data-val-id="7" data-val-kind="x"><i>+</i></button></div>');
  for (let i = 0; i < 50; i++) page.$('#b i').click();
  t.same(page.sent('e').map(([, n]) => n), Array.from({ length: 50 }, (_, i) => i + 1));
  t.same(values(page)[0], ['shot.add', [['id', '7'], ['kind', 'x']]]);
  t.equal(page.$('div').hasAttribute('data-pending'), false);
}

export async function what_asked_is_pending_until_every_event_is_answered(t) {
  const page = await t.page('<button id="b" data-on-click="go">x</button>');
  page.$('#b').click();
  page.$('#b').click();
  page.line.say(['e', 1]);
  t.ok(page.$('#b').hasAttribute('data-pending'), 'one is open');
  page.line.say(['e', 2]);
  t.ok(!page.$('#b').hasAttribute('data-pending'), 'all are answered');
}

export async function clicks_meant_for_the_browser_are_left_to_it(t) {
  const page = await t.page('<a id="a" href="#x" data-on-click="go">x</a><button id="d" disabled data-on-click="go">x</button><a id="m" href="#y" data-on-click="go">y</a>');
  const click = (id, init) => {
    const event = new page.window.MouseEvent('click', { bubbles: true, cancelable: true, ...init });
    page.window.addEventListener('click', (e) => (e.kept = e.defaultPrevented, e.preventDefault()), { once: true });
    page.$(id).dispatchEvent(event);
    return event.kept;
  };
  for (const init of [{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { button: 1 }]) t.equal(click('#a', init), false);
  page.$('#d').click();
  t.same(values(page), []);
  t.equal(click('#a', {}), true);
  t.same(values(page), [['go', []]]);
}

export async function events_of_inserted_elements_are_heard(t) {
  const page = await t.page('<div id="d" data-r="2"></div>');
  page.become(2, ['div', { id: 'd' }, ['button', { 'data-on-click': 'go', id: 'b' }, 'x']]);
  page.$('#b').click();
  t.same(values(page), [['go', []]]);
}

const FORM = `<form id="f" data-on-submit="save" data-val-id="9"><input id="a" name="a" value="1"><input type="checkbox" name="c" checked>
  <fieldset disabled><input name="no" value="no"></fieldset><button id="s" name="how" value="now" data-val-extra="e">x</button></form><input form="f" name="out" value="2">
  <form id="g" data-on-submit="other"><input name="a" value="x"><button>y</button></form>`;

export async function a_form_sends_its_fields_and_its_submitter(t) {
  const page = await t.page(FORM);
  page.$('#s').click();
  t.same(values(page), [['save', [['id', '9'], ['extra', 'e'], ['a', '1'], ['c', 'on'], ['how', 'now'], ['out', '2']]]]);
  t.ok(page.$('#f').hasAttribute('data-pending') && page.$('#s').hasAttribute('data-pending'), 'both wait');
}

export async function a_double_click_on_a_submit_acts_once_and_again_after_the_answer(t) {
  const page = await t.page(FORM);
  page.$('#s').click();
  page.$('#s').click();
  t.equal(page.sent('e').length, 1);
  page.$('#g').requestSubmit();
  t.equal(page.sent('e').length, 2);
  page.line.say(['e', 1]);
  page.$('#s').click();
  t.equal(page.sent('e').length, 3);
}

function typed(page, selector, value) {
  const field = page.$(selector);
  field.focus();
  field.value = value;
  field.dispatchEvent(new page.window.InputEvent('input', { bubbles: true }));
}

export async function an_input_sends_its_own_name_and_value(t) {
  const page = await t.page(`<input id="i" name="title" data-on-input="type" data-val-id="3"><input id="c" type="checkbox" name="on" data-on-change="toggle">
    <select id="s" name="size" data-on-change="size"><option value="1">1</option><option value="2">2</option></select><input id="n" data-on-input="nameless">`);
  typed(page, '#i', 'x');
  page.$('#c').click();
  page.$('#c').click();
  page.$('#s').value = '2';
  page.$('#s').dispatchEvent(new page.window.Event('change', { bubbles: true }));
  typed(page, '#n', 'y');
  t.same(values(page), [['type', [['id', '3'], ['title', 'x']]], ['toggle', [['on', 'on']]], ['toggle', []], ['size', [['size', '2']]], ['nameless', [['value', 'y']]]]);
}

export async function a_form_that_listens_to_change_sends_all_its_fields(t) {
  const page = await t.page('<form data-on-change="filter"><input type="checkbox" id="c" name="c"><input name="q" value="z"></form>');
  page.$('#c').click();
  t.same(values(page), [['filter', [['c', 'on'], ['q', 'z']]]]);
}

export async function a_debounced_input_is_sent_after_the_pause_and_before_a_submit(t) {
  const page = await t.page('<form data-on-submit="save"><input id="i" name="q" data-on-input="search" data-debounce="60000"><button id="b">x</button></form>');
  typed(page, '#i', 'a');
  typed(page, '#i', 'ab');
  t.equal(page.sent('e').length, 0);
  page.$('#b').click();
  t.same(values(page), [['search', [['q', 'ab']]], ['save', [['q', 'ab']]]]);
}

export async function a_debounced_input_is_sent_on_blur_and_after_its_time(t) {
  const page = await t.page('<input id="i" name="q" data-on-input="search" data-debounce="60000"><input id="j" name="q" data-on-input="quick" data-debounce="20">');
  typed(page, '#i', 'a');
  page.$('#i').dispatchEvent(new page.window.FocusEvent('focusout', { bubbles: true }));
  t.same(values(page), [['search', [['q', 'a']]]]);
  typed(page, '#j', 'b');
  await t.until(() => page.sent('e').length === 2);
}

export async function a_throttled_input_sends_the_first_and_the_last_value(t) {
  const page = await t.page('<input id="i" name="q" type="range" data-on-input="seek" data-throttle="50">');
  for (const value of ['1', '2', '3', '4']) typed(page, '#i', value);
  await t.until(() => page.sent('e').length === 2);
  t.same(values(page), [['seek', [['q', '1']]], ['seek', [['q', '4']]]]);
}

export async function an_old_answer_never_overwrites_newer_text(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="i" name="q" data-on-input="type" value=""></div><button id="b">x</button>');
  const server = (value) => page.become(2, ['div', { id: 'd' }, ['input', { 'data-on-input': 'type', id: 'i', name: 'q', value }]]);
  typed(page, '#i', 'a');
  typed(page, '#i', 'ab');
  server('a');
  page.line.say(['e', 1]);
  t.equal(page.$('#i').value, 'ab');
  typed(page, '#i', 'abc');
  page.$('#b').focus();
  server('ab');
  page.line.say(['e', 2]);
  t.equal(page.$('#i').value, 'abc');
  server('ABC');
  page.line.say(['e', 3]);
  t.equal(page.$('#i').value, 'ABC');
}

export async function a_checkbox_toggled_again_meanwhile_keeps_the_newer_state(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="c" type="checkbox" data-on-change="toggle"></div>');
  page.$('#c').click();
  page.$('#c').click();
  page.become(2, ['div', { id: 'd' }, ['input', { checked: '', 'data-on-change': 'toggle', id: 'c', type: 'checkbox' }]]);
  page.line.say(['e', 1]);
  t.equal(page.$('#c').checked, false);
  page.become(2, ['div', { id: 'd' }, ['input', { 'data-on-change': 'toggle', id: 'c', type: 'checkbox' }]]);
  page.line.say(['e', 2]);
  t.equal(page.$('#c').checked, false);
}

export async function keys_are_sent_where_they_are_asked_for(t) {
  const page = await t.page('<div id="d" tabindex="0" data-on-keydown="card" data-keys="ArrowLeft Ctrl+Enter Space"><input id="i" name="t" value="v" data-on-keydown="name" data-keys="Enter Escape"></div>');
  const press = (selector, key, init = {}) => {
    const event = new page.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
    page.$(selector).dispatchEvent(event);
    return event.defaultPrevented;
  };
  t.equal(press('#i', 'Enter'), true);
  t.equal(press('#i', 'x'), false);
  t.equal(press('#i', 'Enter', { isComposing: true }), false);
  press('#i', 'Enter', { ctrlKey: true });
  press('#d', ' ');
  t.same(values(page), [['name', [['key', 'Enter'], ['t', 'v']]], ['card', [['key', 'Ctrl+Enter'], ['t', 'v']]], ['card', [['key', 'Space']]]]);
}

export async function text_under_composition_is_sent_when_it_is_done(t) {
  const page = await t.page('<input id="i" name="q" data-on-input="type">');
  const field = page.$('#i');
  field.value = 'に';
  field.dispatchEvent(new page.window.InputEvent('input', { bubbles: true, isComposing: true }));
  t.equal(page.sent('e').length, 0);
  field.value = '日';
  field.dispatchEvent(new page.window.CompositionEvent('compositionend', { bubbles: true, data: '日' }));
  t.same(values(page), [['type', [['q', '日']]]]);
}

export async function lone_surrogates_are_replaced_and_too_long_events_are_refused(t) {
  const page = await t.page('<input id="i" name="q" data-on-input="type">');
  const refused = [];
  page.document.addEventListener('live:refused', ({ detail }) => refused.push(detail));
  typed(page, '#i', 'a\ud83cb');
  t.same(values(page), [['type', [['q', 'a\ufffdb']]]]);
  typed(page, '#i', 'x'.repeat(300_000));
  t.equal(page.sent('e').length, 1);
  t.same(refused, ['too_long']);
}

export async function an_event_of_an_element_removed_meanwhile_is_dropped(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="i" name="q" data-on-input="type" data-debounce="10"></div>');
  page.$('#i').value = 'a';
  page.$('#i').dispatchEvent(new page.window.InputEvent('input', { bubbles: true }));
  page.become(2, ['div', { id: 'd' }]);
  await new Promise((next) => setTimeout(next, 40));
  t.same(values(page), []);
}
