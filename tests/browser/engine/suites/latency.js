// A slow line: what is done faster than it is answered.

/** Waits until `ms` after `began`, so that a rate is kept however long each step took. */
const pace = (began, ms) => new Promise((next) => setTimeout(next, began + ms - performance.now()));

export async function b25_typing_at_30_keys_a_second_over_a_line_of_300_ms_loses_nothing(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="i" name="q" data-on-input="type" value=""><b>0</b></div><button id="b">x</button>');
  const tree = (value, n) => ['div', { id: 'd' }, ['input', { 'data-on-input': 'type', id: 'i', name: 'q', value }], ['b', String(n)]];
  const taken = [];
  page.serve(([, n, , [[, value]]], become) => {
    taken.push(value);
    become(2, tree(value.toUpperCase(), n));
  }, [150, 150]);
  const field = page.$('#i');
  await t.click(field);
  const text = 'the quick brown fox jumps over the lazy dog and runs away';
  const lost = [];
  const watch = () => lost.push(field.value);
  page.document.addEventListener('live:patched', watch);
  const began = performance.now();
  for (let i = 0; i < text.length; i++) {
    const shown = page.$('b').textContent;
    await t.keys(text[i]);
    if (field.value !== text.slice(0, i + 1)) throw new Error(`after ${i + 1} keys: ${field.value}, answered ${shown}`);
    await pace(began, ((i + 1) * 1000) / 30);
  }
  t.ok(Number(page.$('b').textContent) > 0, 'answers came while keys were typed');
  await t.until(() => page.$('b').textContent === String(text.length), 'all is answered');
  t.ok(lost.every((value) => text.startsWith(value)), String(lost));
  t.same(taken, Array.from(text, (_, i) => text.slice(0, i + 1)));
  t.equal(field.value, text, 'the field is still the person\'s');
  await t.press('Tab');
  await t.until(() => field.value === text.toUpperCase(), 'the newest answer is taken when the field is left');
}

export async function b25_an_old_answer_never_overwrites_newer_text(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="i" name="q" data-on-input="type" value=""></div><button id="b">x</button>');
  const server = (value) => page.become(2, ['div', { id: 'd' }, ['input', { 'data-on-input': 'type', id: 'i', name: 'q', value }]]);
  await t.click(page.$('#i'));
  await t.keys('ab');
  server('a');
  page.line.say(['e', 1]);
  t.equal(page.$('#i').value, 'ab');
  await t.keys('c');
  await t.press('Tab');
  server('ab');
  page.line.say(['e', 2]);
  t.equal(page.$('#i').value, 'abc', 'its last event is not answered, though the field was left');
  server('ABC');
  page.line.say(['e', 3]);
  t.equal(page.$('#i').value, 'ABC');
}

export async function b25_a_checkbox_toggled_again_meanwhile_keeps_the_newer_state(t) {
  const page = await t.page('<div id="d" data-r="2"><input id="c" type="checkbox" data-on-change="toggle"></div>');
  const server = (checked) => page.become(2, ['div', { id: 'd' }, ['input', { ...(checked ? { checked: '' } : {}), 'data-on-change': 'toggle', id: 'c', type: 'checkbox' }]]);
  await t.click(page.$('#c'));
  await t.click(page.$('#c'));
  server(true);
  page.line.say(['e', 1]);
  t.equal(page.$('#c').checked, false);
  server(false);
  page.line.say(['e', 2]);
  t.equal(page.$('#c').checked, false);
}

export async function b48_clicks_at_50_a_second_arrive_once_each_and_in_order_over_a_slow_line(t) {
  const clicks = 150;
  const page = await t.page('<p id="p" data-r="2">0</p><button id="a" data-on-click="a">x</button><button id="b" data-on-click="b">x</button>');
  const taken = [];
  const done = [];
  page.serve(([, n, name], become) => {
    taken.push(n);
    done.push(name);
    become(2, ['p', { id: 'p' }, String(taken.length)]);
  }, [0, 2_000]);
  const began = performance.now();
  const clicked = [];
  const made = [];
  for (let i = 0; i < clicks; i++) {
    const id = i % 3 ? 'a' : 'b';
    clicked.push(id);
    made.push(t.click(page.$(`#${id}`)));
    await pace(began, (i + 1) * 20);
  }
  await Promise.all(made);
  await t.until(() => page.$('p').textContent === String(clicks), 'the last click is shown').catch((error) => {
    throw new Error(`${error.message}: ${made.length} made, ${page.sent('e').length} sent, ${taken.length} taken, ${page.$('p').textContent} shown, ${page.lines.length} lines`);
  });
  t.same(taken, Array.from({ length: clicks }, (_, i) => i + 1));
  t.same(done, clicked);
  await t.until(() => !page.document.querySelector('[data-pending]'), 'nothing is pending');
}
