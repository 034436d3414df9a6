// The line and the way back.

export async function the_first_join_adopts_the_page(t) {
  const page = await t.page('<p>x</p>', { joins: false, attributes: { 'data-tab': 'one tab' } });
  t.equal(page.document.documentElement.dataset.connection, 'connecting');
  page.join();
  const [, hello] = page.line.sent[0];
  t.same([hello.v, hello.tab, hello.s, hello.regions], [2, 'one tab', undefined, undefined]);
  t.ok(hello.url.endsWith('/frame.html'), hello.url);
  t.equal(page.document.documentElement.dataset.connection, 'live');
}

export async function patches_are_acknowledged_by_eight_or_after_a_while(t) {
  const page = await t.page('<p id="p" data-r="2">0</p>');
  const n = page.slots(2).length - 1;
  for (let i = 1; i <= 16; i++) page.line.say([2, n, String(i)]);
  // Each page begins at a number of its own.
  const first = page.sent('a')[0][1];
  t.ok(first >= 1 && first <= 8, first);
  t.same(page.sent('a'), [['a', first, 0], ['a', first + 8, 0]]);
  const last = first === 8 ? 17 : 16;
  if (last === 17) page.line.say([2, n, '17']);
  await t.until(() => page.sent('a').length === 3);
  t.same(page.sent('a')[2], ['a', last, 0]);
  t.equal(page.$('#p').textContent, String(last));
}

export async function a_broken_line_comes_back_with_what_the_page_shows(t) {
  const page = await t.page('<div id="d" data-r="2"><p id="p" data-r="3">x</p></div><button id="b" data-on-click="go">x</button>');
  const states = [];
  page.document.addEventListener('live:connection', ({ detail }) => states.push(detail));
  page.line.say(['s', 'sealed', 0, 4]);
  page.line.cut();
  page.$('#b').click();
  t.equal(page.document.documentElement.dataset.connection, 'lost');
  await t.until(() => page.lines.length === 2);
  page.line.open();
  const [, hello] = page.line.sent[0];
  t.same([hello.s, hello.serial, hello.last], ['sealed', 4, 1]);
  t.same(hello.regions, [[1, page.hash(1), 'root'], [2, page.hash(2), 'd'], [3, page.hash(3), 'p']]);
  t.same(page.tree(2), ['div', { id: 'd' }, ['#', 'p']]);
  t.same(page.sent('e').map((frame) => frame.slice(1, 3)), [[1, 'go']], 'it follows the join, so that the answer is what it leads to');
  page.line.say(['j', { n: 1, b: 'build', want: [12], map: [[2, 12], [3, 2]] }]);
  t.same(page.sent('t'), [['t', 12, ['div', { id: 'd' }, ['#', 'p']]]]);
  t.equal(page.sent('e').length, 1);
  t.same(states, ['lost', 'live']);
  page.line.say([2, page.slots(2).length - 1, 'y']);
  t.equal(page.$('#p').textContent, 'y');
}

export async function events_are_sent_again_with_a_join_until_a_snapshot_contains_them(t) {
  const page = await t.page('<button id="b" data-on-click="go">x</button>');
  for (let i = 0; i < 4; i++) page.$('#b').click();
  page.line.say(['e', 1], ['s', 'one', 1, 1], ['e', 2]);
  page.line.cut();
  await t.until(() => page.lines.length === 2);
  page.line.open();
  t.equal(page.line.sent[0][1].last, 4);
  page.$('#b').click();
  page.line.say(['j', { n: 3, b: 'build', open: [3] }]);
  t.same(page.line.sent.slice(1).map((frame) => frame[1]), [2, 3, 4, 5], 'once each on this line');
  page.line.say(['e', 3], ['e', 5]);
  t.ok(page.$('#b').hasAttribute('data-pending'), 'the fourth is open');
  page.line.say(['e', 4]);
  t.ok(!page.$('#b').hasAttribute('data-pending'), 'restored');
  page.line.cut();
  await t.until(() => page.lines.length === 3);
  page.join({ n: 1 });
  t.same(page.line.sent.slice(1).map((frame) => frame[1]), [2, 3, 4, 5]);
}

export async function a_patch_that_does_not_fit_is_healed_by_a_rejoin(t) {
  const page = await t.page('<p id="p" data-r="2">x</p>');
  page.line.say([2, 999, 'y']);
  await t.until(() => page.lines.length === 2);
  page.line.open();
  t.same(page.line.sent[0][1].regions.map(([n, hash]) => [n, hash === '']), [[1, false], [2, true]]);
  page.line.say(['j', { n: 0, b: 'build', want: [2], map: [] }]);
  t.same(page.sent('t'), [['t', 2, ['p', { id: 'p' }, 'x']]]);
}

export async function a_page_changed_before_it_was_adopted_says_so(t) {
  const page = await t.page('<p id="p" data-r="2:3">x</p><p id="q" data-r="3:9">x</p>', { joins: false });
  page.line.open();
  t.same(page.line.sent[0][1].regions.map(([n, hash]) => [n, hash === '']), [[1, false], [2, false], [3, true]]);
}

export async function a_page_whose_styles_a_policy_emptied_asks_for_them(t) {
  const page = await t.page('<p id="p" data-r="2">x</p><p id="q" data-r="3" style="">x</p>', { joins: false });
  page.line.open();
  t.same(page.line.sent[0][1].regions.map(([n, hash]) => [n, hash === '']), [[1, true], [2, false], [3, true]]);
  page.line.say(['j', { n: 0, b: 'build', want: [3], map: [] }]);
  t.same(page.sent('t'), [['t', 3, ['p', { id: 'q', style: '' }, 'x']]]);
  page.become(3, ['p', { id: 'q', style: 'width: 41%' }, 'x']);
  t.equal(page.$('#q').style.width, '41%');
}

export async function of_a_field_that_is_typed_in_offline_only_the_newest_value_is_kept(t) {
  const page = await t.page('<input id="i" data-on-input="edit" data-val-id="7"><input id="o" data-on-input="edit"><button id="b" data-on-click="go">x</button>');
  const type = (id, value) => {
    page.$(id).value = value;
    page.$(id).dispatchEvent(new page.window.Event('input', { bubbles: true }));
  };
  type('#i', 'sent');
  page.line.cut();
  for (const value of ['a', 'ab', 'abc']) type('#i', value);
  type('#o', 'other');
  page.$('#b').click();
  type('#o', 'late');
  await t.until(() => page.lines.length === 2);
  page.join({ n: 1 });
  const sent = page.line.sent.filter(([kind]) => kind === 'e').map(([, n, name, values]) => [n, name, ...values.map(([, value]) => value)]);
  t.same(sent, [[1, 'edit', '7', 'sent'], [4, 'edit', '7', 'abc'], [5, 'edit', 'other'], [6, 'go'], [7, 'edit', 'late']]);
}

export async function waking_up_connects_at_once_or_asks_whether_the_line_lives(t) {
  const page = await t.page('<p>x</p>');
  page.window.dispatchEvent(new page.window.Event('online'));
  t.same(page.line.sent.at(-1), ['p']);
  page.line.say(['p']);
  for (let i = 0; i < 3; i++) {
    const before = page.lines.length;
    page.line.cut();
    page.window.dispatchEvent(new page.window.Event('online'));
    t.equal(page.lines.length, before + 1);
  }
}

export async function a_page_that_is_put_aside_leaves_its_line_and_joins_again_when_shown(t) {
  const page = await t.page('<p>x</p>');
  page.window.dispatchEvent(new page.window.PageTransitionEvent('pagehide', { persisted: true }));
  t.equal(page.line.readyState, 3);
  page.window.dispatchEvent(new page.window.PageTransitionEvent('pageshow', { persisted: true }));
  t.equal(page.lines.length, 2);
}

export async function a_page_just_loaded_does_not_doubt_its_line(t) {
  const page = await t.page('<p>x</p>');
  page.window.dispatchEvent(new page.window.PageTransitionEvent('pageshow', { persisted: false }));
  t.same([page.lines.length, page.sent('p')], [1, []]);
}

export async function a_server_that_goes_away_moves_its_tabs(t) {
  const page = await t.page('<p>x</p>');
  page.line.say(['x', 'rejoin', 10]);
  await t.until(() => page.lines.length === 2);
  t.equal(page.lines[0].readyState, 3);
}

export async function a_page_used_before_gets_a_tab_of_its_own_and_tells_what_it_shows(t) {
  const attributes = { 'data-tab': crypto.randomUUID() };
  const first = await t.page('<p>x</p>', { attributes });
  const second = await t.page('<p>x</p>', { attributes });
  const [one, two] = [first, second].map((page) => page.line.sent[0][1]);
  t.equal(one.tab, attributes['data-tab']);
  t.ok(two.tab !== one.tab && two.tab.length <= 64, two.tab);
  t.same([one.regions, two.regions.length], [undefined, 1]);
}

export async function stopping_ends_the_line_for_good(t) {
  const page = await t.page('<p>x</p>');
  page.handle.stop();
  page.window.dispatchEvent(new page.window.Event('online'));
  t.equal(page.lines.length, 1);
  t.equal(page.line.readyState, 3);
}

export async function a_refused_page_loads_again_once_and_its_drafts_are_typed_again(t) {
  const body = '<form id="f"><input id="a" value=""><textarea name="b"></textarea><input type="password" id="w"><input id="same" value="s"></form>';
  const page = await t.page(body, { attributes: { 'data-tab': 'first' } });
  page.$('#a').value = 'typed';
  page.$('[name=b]').value = 'note';
  page.$('#w').value = 'secret';
  page.window.sessionStorage.removeItem('live.loaded');
  const frame = page.window.frameElement;
  const loaded = t.event(frame, 'load');
  page.line.say(['x', 'refused:the page is too old']);
  await loaded;
  const kept = frame.contentWindow.sessionStorage.getItem('live.kept');
  t.ok(kept.includes('typed') && !kept.includes('secret'), kept);
  await t.until(() => frame.contentWindow.boot);
  const again = await frame.contentWindow.boot(parserOf(frame, body), { attributes: { 'data-tab': 'second' }, goesOn: true });
  t.same([again.$('#a').value, again.$('[name=b]').value, again.$('#w').value], ['typed', 'note', '']);
  again.line.say(['x', 'reload']);
  await new Promise((next) => setTimeout(next, 50));
  t.ok(frame.contentWindow.boot, 'it loaded twice');
  t.equal(again.lines[0].readyState, 3);
  again.handle.stop();
}

export async function b57_a_field_that_a_join_takes_and_its_events_bring_again_keeps_what_was_typed(t) {
  const field = ['form', { id: 'f' }, ['input', { id: 'a', value: 'old' }]];
  const page = await t.page('<div id="d" data-r="2"><form id="f"><input id="a" value="old"></form></div>');
  page.$('#a').value = 'put aside';
  page.become(2, ['div', { id: 'd' }]);
  page.become(2, ['div', { id: 'd' }, field]);
  t.equal(page.$('#a').value, 'old', 'what goes while the line stands is gone');
  page.$('#a').focus();
  page.$('#a').value = 'half a na';
  page.line.cut();
  await t.until(() => page.lines.length === 2);
  page.join();
  page.become(2, ['div', { id: 'd' }]);
  t.equal(page.$('#a'), null);
  page.become(2, ['div', { id: 'd' }, ['p', 'x']]);
  page.become(2, ['div', { id: 'd' }, ['p', 'x'], field]);
  t.equal(page.$('#a').value, 'half a na');
  // What was sent is not typed again.
  page.$('#f').setAttribute('data-pending', '');
  page.become(2, ['div', { id: 'd' }]);
  page.become(2, ['div', { id: 'd' }, field]);
  t.equal(page.$('#a').value, 'old');
}

export async function a_page_loaded_again_goes_on_with_its_tab_and_what_was_not_sent(t) {
  const body = '<button id="b" data-on-click="go">Go on</button>';
  const page = await t.page(body, { attributes: { 'data-tab': 'first' } });
  page.line.say(['s', 'sealed', 0, 4]);
  page.line.cut();
  page.$('#b').click();
  const frame = page.window.frameElement;
  const loaded = t.event(frame, 'load');
  page.window.location.reload();
  await loaded;
  await t.until(() => frame.contentWindow.boot);
  const again = await frame.contentWindow.boot(parserOf(frame, body), { attributes: { 'data-tab': 'second' }, goesOn: true });
  const [, hello] = again.line.sent[0];
  t.same([hello.tab, hello.loaded, hello.s, hello.serial, hello.regions.length], ['first', 'second', 'sealed', 4, 1]);
  const [event] = again.sent('e');
  t.same(event.slice(0, 3), ['e', 1, 'go']);
  t.equal(event[4].t, 'b');
  t.equal(again.window.sessionStorage.getItem('live.kept'), null);
  again.handle.stop();
}

export async function a_page_whose_tab_is_not_to_be_had_begins_anew_and_tells_what_was_not_done(t) {
  const body = '<button id="b" data-on-click="go" aria-label="Go on">x</button>';
  const page = await t.page(body, { attributes: { 'data-tab': 'first' } });
  page.window.sessionStorage.removeItem('live.loaded');
  page.$('#b').click();
  const frame = page.window.frameElement;
  const loaded = t.event(frame, 'load');
  page.line.say(['x', 'reset']);
  await loaded;
  await t.until(() => frame.contentWindow.boot);
  const undone = [];
  frame.contentDocument.addEventListener('live:undone', ({ detail }) => undone.push([detail.reason, detail.label]));
  const again = await frame.contentWindow.boot(parserOf(frame, body), { attributes: { 'data-tab': 'second' }, goesOn: true });
  t.equal(again.line.sent[0][1].tab, 'second');
  t.same(again.sent('e'), []);
  t.same(undone, [['lost', 'Go on']]);
  again.handle.stop();
}

export async function an_event_that_waited_says_how_long_and_whether_it_was_sent(t) {
  const page = await t.page('<p id="near"><button data-on-click="go">x</button></p>');
  const button = page.$('button');
  button.click();
  page.line.cut();
  button.click();
  await t.until(() => page.lines.length === 2);
  page.join();
  const [first, second] = page.line.sent.slice(1).map((frame) => frame[4]);
  t.same([first.t, first.again, second.t, second.again], ['near', true, 'near', undefined]);
  t.ok(second.w >= 0 && second.w < 10_000, String(second.w));
}

export async function an_event_that_was_not_done_is_told_once_and_can_be_done_anew(t) {
  const page = await t.page('<button id="b" data-on-click="go" data-val-id="7" aria-label="Go on">x</button>');
  const undone = [];
  page.document.addEventListener('live:undone', ({ detail }) => undone.push(detail));
  for (let i = 0; i < 3; i++) page.$('#b').click();
  page.line.say(['e', 1, 'ask'], ['e', 2, 'dropped'], ['e', 3]);
  t.same(undone.map(({ reason, label }) => [reason, label]), [['ask', 'Go on']]);
  undone[0].again();
  t.same(page.sent('e').at(-1), ['e', 4, 'go', [['id', '7']]]);
  page.line.cut();
  await t.until(() => page.lines.length === 2);
  page.join({ n: 4, refused: [[1, 'ask'], [4, 'expired']] });
  t.same(undone.map(({ reason }) => reason), ['ask', 'expired']);
}

const parserOf = ({ contentWindow }, text) => (contentWindow.trustedTypes ? contentWindow.trustedTypes.createPolicy('again', { createHTML: (html) => html }).createHTML(text) : text);
