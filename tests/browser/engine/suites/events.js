// What a person does, as it goes up the line.

const values = (page) => page.sent('e').map(([, , name, pairs]) => [name, pairs]);

export async function b50_a_click_sends_the_name_and_values_of_the_element_around_it_that_listens(t) {
  const page = await t.page('<div data-on-click="outer"><button id="b" data-on-click="shot.add" data-val-id="7" data-val-kind="x"><i>+</i></button><u id="u">rest</u></div>');
  await t.click(page.$('#b i'));
  await t.click(page.$('#u'));
  t.same(page.sent('e'), [['e', 1, 'shot.add', [['id', '7'], ['kind', 'x']]], ['e', 2, 'outer', []]]);
}

export async function b50_events_of_inserted_elements_are_heard(t) {
  const page = await t.page('<div id="d" data-r="2"></div>');
  page.become(2, ['div', { id: 'd' }, ['button', { 'data-on-click': 'go', id: 'b' }, 'x'], ['form', { 'data-on-submit': 'save', id: 'f' }, ['input', { 'data-on-input': 'type', 'data-on-keydown': 'key', 'data-keys': 'Escape', id: 'i', name: 'q' }]]]);
  await t.click(page.$('#b'));
  await t.click(page.$('#i'));
  await t.keys('a');
  await t.press('Escape');
  await t.press('Enter');
  page.line.say([2, ['c', 0, 0, 2, [3, 'p', { id: 'p' }, ['b', { 'data-on-click': 'deep', id: 'deep' }, 'x']]]]);
  await t.click(page.$('#deep'));
  t.same(values(page), [['go', []], ['type', [['q', 'a']]], ['key', [['key', 'Escape'], ['q', 'a']]], ['save', [['q', 'a']]], ['deep', []]]);
}

const LINKS = `<a id="a" href="#x" data-on-click="go">x</a> <a id="n" href="engine.css" data-nav="">nav</a> <button id="d" disabled data-on-click="go">x</button>
  <button id="r" aria-disabled="true" data-on-click="go">x</button> <button id="p" data-on-click="go">prevented</button> <span id="s" data-on-click="span">span</span> <input id="c" type="checkbox" data-on-click="box">`;

/** What the page would leave to the browser; the browser itself is kept from doing it. */
function left(page) {
  const seen = [];
  for (const type of ['click', 'auxclick']) page.window.addEventListener(type, (event) => (seen.push(`${type} ${event.target.id} ${event.defaultPrevented}`), event.preventDefault()));
  return seen;
}

export async function b50_clicks_meant_for_a_new_tab_or_window_are_left_to_the_browser(t) {
  const page = await t.page(LINKS);
  const seen = left(page);
  for (const id of ['a', 'n']) {
    for (const modifiers of [['Control'], ['Meta'], ['Shift'], ['Alt']]) await t.click(page.$(`#${id}`), { modifiers });
    await t.click(page.$(`#${id}`), { button: 'middle' });
  }
  await t.until(() => seen.length === 10, 'the browser tells of all');
  t.same(seen, ['a', 'n'].flatMap((id) => [...Array(4).fill(`click ${id} false`), `auxclick ${id} false`]));
  t.same([values(page), page.sent('n')], [[], []]);
  await t.click(page.$('#a'));
  t.equal(seen.at(-1), 'click a true');
  t.same(values(page), [['go', []]]);
}

export async function b50_a_click_that_was_prevented_or_hits_what_is_disabled_is_not_sent(t) {
  const page = await t.page(LINKS);
  page.$('#p').addEventListener('click', (event) => event.preventDefault());
  for (const id of ['p', 'd', 'r']) await t.click(page.$(`#${id}`));
  t.same(values(page), []);
  await t.click(page.$('#s'), { modifiers: ['Shift'] });
  await t.click(page.$('#s'), { button: 'middle' });
  t.same(values(page), [['span', []]], 'what is no link has one meaning');
}

export async function b50_the_default_is_prevented_only_where_the_engine_acts_instead(t) {
  const page = await t.page(LINKS);
  const seen = [];
  page.window.addEventListener('click', (event) => seen.push(`${event.target.id} ${event.defaultPrevented}`));
  await t.click(page.$('#s'));
  await t.click(page.$('#c'));
  await t.click(page.$('#a'));
  t.same(seen, ['s false', 'c false', 'a true']);
  t.equal(page.$('#c').checked, true);
}

export async function b49_an_event_of_an_element_removed_meanwhile_is_dropped_with_a_word(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="i" name="q" data-on-input="type" data-debounce="60000"><button id="b" data-on-click="go">x</button></div><p id="p" data-on-click="other">x</p>');
  const said = t.warnings(page.window);
  const errors = t.record(['error'], page.window);
  await t.click(page.$('#i'));
  await t.keys('a');
  const button = page.$('#b');
  page.become(2, ['div', { id: 'd' }]);
  button.click();
  await t.click(page.$('#p'));
  t.same(values(page), [['other', []]]);
  t.same(said.filter((line) => line.includes('dropped')), ['live: dropped type, its element is gone']);
  t.same(errors, []);
}

export async function b49_an_answer_for_an_element_removed_meanwhile_harms_nothing(t) {
  const page = await t.page('<div id="d" data-r="2"><form id="f" data-on-submit="save"><button id="b" data-disable="">x</button></form><button id="c" data-on-click="go">x</button></div>');
  await t.click(page.$('#b'));
  await t.click(page.$('#c'));
  page.become(2, ['div', { id: 'd' }, ['button', { 'data-on-click': 'go', id: 'new' }, 'y']]);
  page.line.say(['e', 1], ['e', 2], ['f', 'c']);
  await t.click(page.$('#new'));
  t.same(page.sent('e').map(([, n]) => n), [1, 2, 3]);
  t.equal(page.lines.length, 1);
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

