// Links, history, scroll and focus.

const BODY = '<a id="a" data-nav="" href="/next?x=1">x</a><a id="r" data-nav="replace" href="/other">x</a><a id="o" data-nav="" href="https://example.invalid/">x</a><a id="q" data-nav="" href="?q=1">q</a><h1 id="h">title</h1><div class="tall">x</div>';

export async function a_nav_link_goes_over_the_line_and_lands_as_a_page_load_would(t) {
  const page = await t.page(BODY);
  page.window.scrollTo(0, 300);
  page.$('#a').focus({ preventScroll: true });
  page.$('#a').click();
  t.same(page.sent('n'), [['n', 1, '/next?x=1']]);
  t.equal(page.window.location.pathname, '/next');
  page.line.say(['u', '/next?x=1', 0], ['e', 1]);
  t.equal(page.window.history.length > 0, true);
  t.equal(page.window.scrollY, 0);
  t.equal(page.document.activeElement.id, 'h');
  const popped = t.event(page.window, 'popstate');
  page.window.history.back();
  await popped;
  t.equal(page.sent('n')[1][1], 2);
  t.ok(page.sent('n')[1][2].endsWith('frame.html'), page.sent('n')[1][2]);
  page.line.say(['e', 2]);
  t.equal(page.window.scrollY, 300);
}

export async function a_focus_named_by_the_server_wins_over_the_heading(t) {
  const page = await t.page(`${BODY}<input id="i">`);
  page.$('#a').click();
  page.line.say(['f', 'i'], ['e', 1]);
  t.equal(page.document.activeElement.id, 'i');
}

export async function a_change_of_the_query_alone_moves_neither_scroll_nor_focus(t) {
  const page = await t.page(BODY);
  page.window.scrollTo(0, 200);
  page.$('#q').focus({ preventScroll: true });
  page.$('#q').click();
  page.line.say(['e', 1]);
  t.equal(page.window.scrollY, 200);
  t.equal(page.document.activeElement.id, 'q');
}

export async function the_server_may_say_where_we_are(t) {
  const page = await t.page(BODY);
  const { history, location } = page.window;
  let pushes = 0;
  const { pushState } = history;
  history.pushState = (...state) => (pushes++, pushState.apply(history, state));
  page.line.say(['u', '/tests/renamed', 1]);
  t.same([location.pathname, pushes], ['/tests/renamed', 0]);
  page.line.say(['u', '/tests/pushed', 0]);
  t.same([location.pathname, pushes], ['/tests/pushed', 1]);
  page.line.say(['u', '/tests/pushed', 0]);
  t.equal(pushes, 1);
  page.$('#a').click();
  page.line.say(['u', '/normalized', 0], ['e', 1]);
  t.same([location.pathname, pushes], ['/normalized', 2]);
}

export async function links_with_modifiers_or_to_elsewhere_are_left_to_the_browser(t) {
  const page = await t.page(BODY);
  const click = (id, init = {}) => {
    const event = new page.window.MouseEvent('click', { bubbles: true, cancelable: true, ...init });
    let taken = false;
    page.window.addEventListener('click', (e) => ((taken = e.defaultPrevented), e.preventDefault()), { once: true });
    page.$(id).dispatchEvent(event);
    return taken;
  };
  t.equal(click('#a', { ctrlKey: true }), false);
  t.equal(click('#o'), false);
  t.equal(click('#r'), true);
  t.equal(page.sent('n').length, 1);
}

export async function after_a_release_a_link_loads_the_page(t) {
  const page = await t.page(BODY);
  page.line.cut();
  await t.until(() => page.lines.length === 2);
  page.join({ b: 'newer' });
  let taken = true;
  page.window.addEventListener('click', (e) => ((taken = e.defaultPrevented), e.preventDefault()), { once: true });
  page.$('#a').click();
  t.equal(taken, false);
}
