// Animations and transitions, and elements that leave with one.

export async function b34_animations_go_on_through_patches_of_text_and_siblings(t) {
  const page = (s) => `<div id="a" class="spin" title="${s}">${s}</div>`;
  const seen = t.record(['animationstart', 'animationcancel', 'animationend']);
  t.show(page('a'));
  await t.until(() => seen.length === 1);
  const [animation] = t.$('#a').getAnimations();
  t.become(page('b'));
  t.become(`<p></p>${page('c')}`);
  t.become(`<p></p>${page('c').replace('spin', 'spin other')}`);
  await t.settled();
  t.equal(t.$('#a').getAnimations()[0], animation);
  t.ok(animation.currentTime > 0, 'it began again');
  t.same(seen, ['animationstart a']);
}

export async function b34_a_transition_goes_on_through_patches_of_text_siblings_and_other_attributes(t) {
  const page = (s, faded, before = '') => `${before}<div id="a" class="slow${faded ? ' faded' : ''}" title="${s}">${s}</div>`;
  const seen = t.record(['transitionstart', 'transitioncancel', 'transitionend']);
  t.show(page('a', false));
  await t.settled();
  t.become(page('a', true));
  await t.until(() => seen.length === 1);
  const [transition] = t.$('#a').getAnimations();
  t.ok(transition, 'a transition runs');
  t.become(page('b', true));
  t.become(page('c', true, '<p></p>'));
  t.become(page('d', true).replace('slow faded', 'faded slow other'));
  await t.settled();
  t.equal(t.$('#a').getAnimations()[0], transition);
  t.same(seen, ['transitionstart a']);
}

const ITEMS = (...ids) => `<ul>${ids.map((id) => `<li id="${id}" class="leaves" data-exit="">${id}<input></li>`).join('')}</ul>`;
const ids = (t) => t.all('li').map((li) => li.id);

export async function b34_an_element_may_leave_with_an_animation(t) {
  t.show(ITEMS('a', 'b', 'c'));
  const leaving = t.$('#b');
  t.become(ITEMS('a', 'c'));
  t.ok(leaving.isConnected && leaving.hasAttribute('data-leaving'), 'it is gone at once');
  t.ok(leaving.inert, 'it can still be used');
  t.become(ITEMS('c', 'new', 'a'));
  t.same(ids(t).filter((id) => id !== 'b'), ['c', 'new', 'a'], 'the others are patched meanwhile');
  await t.until(() => !leaving.isConnected, 'it leaves');
  t.same(ids(t), ['c', 'new', 'a']);
}

export async function b34_an_element_that_comes_back_while_it_leaves_stays_as_it_was(t) {
  t.show(ITEMS('a', 'b', 'c'));
  const leaving = t.$('#b');
  await t.click(leaving.querySelector('input'));
  await t.keys('typed');
  t.become(ITEMS('a', 'c'));
  await t.settled();
  t.ok(document.activeElement !== leaving.querySelector('input'), 'what leaves has the focus');
  t.become(ITEMS('a', 'c', 'b'));
  t.equal(t.$('#b'), leaving);
  t.same(ids(t), ['a', 'c', 'b']);
  t.same([leaving.hasAttribute('data-leaving'), leaving.inert, leaving.querySelector('input').value], [false, false, 'typed']);
  t.same(leaving.getAnimations().map(({ animationName }) => animationName), []);
  t.become(ITEMS('a', 'b').replace('>b<', '>patched<'));
  t.ok(leaving.textContent === 'patched' && ids(t).includes('b'), 'it is patched like any other');
}

export async function b34_another_element_under_the_same_key_ends_the_leaving_at_once(t) {
  t.show(ITEMS('a', 'b'));
  const leaving = t.$('#b');
  t.become(ITEMS('a'));
  t.become(ITEMS('a', 'b').replace('>b<', '>other<'));
  t.ok(!leaving.isConnected, 'the old one is still there');
  t.same(ids(t), ['a', 'b']);
  t.equal(t.$('#b').textContent, 'other');
}

export async function b34_without_an_animation_an_element_leaves_at_once(t) {
  t.show(ITEMS('a', 'b').replaceAll('leaves', 'still'));
  t.become(ITEMS('a').replaceAll('leaves', 'still'));
  t.same(ids(t), ['a']);
}
