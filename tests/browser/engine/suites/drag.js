// Drags: by captured pointer and by the browser's own drag and drop.

import { moved } from '../kit.js';

const CARDS = (s, ...ids) => ids.map((id) => `<div id="${id}" class="grip ${s}" title="${s}" draggable="${s === 'html'}">${id}</div>`).join('');

/** Patches beside, on and around what is held, which must not be moved. */
function patches(t, s, held) {
  const nodes = moved(t.root, () => {
    t.become(CARDS(s, 'd', 'a', 'b', 'c'));
    t.become(`<p>new</p>${CARDS(s, 'a', 'd', 'c', 'b')}`);
    t.become(`<p>newer</p>${CARDS(s, 'c', 'b', 'd').replace('title="', 'title="more ')}`);
  });
  t.ok(!nodes.has(held), 'it was moved');
}

export async function b51_a_captured_pointer_is_not_lost_by_patches(t) {
  t.show(CARDS('', 'a', 'b', 'c', 'd'));
  const held = t.$('#d');
  const seen = [];
  held.addEventListener('pointerdown', ({ pointerId }) => held.setPointerCapture(pointerId));
  for (const type of ['gotpointercapture', 'lostpointercapture', 'pointercancel', 'pointermove', 'pointerup']) held.addEventListener(type, () => seen.push(type));
  const from = t.point(held);
  await t.mouse('mousePressed', from);
  await t.mouse('mouseMoved', { x: from.x + 30, y: from.y + 5 });
  await t.until(() => seen.includes('pointermove'), 'it is dragged');
  t.same(seen.slice(0, 2), ['gotpointercapture', 'pointermove']);
  seen.length = 0;
  patches(t, '', held);
  await t.settled();
  // Far from the element: only the capture still brings the moves here.
  await t.mouse('mouseMoved', { x: from.x + 500, y: from.y + 300 });
  await t.until(() => seen.includes('pointermove') || seen.includes('lostpointercapture'), 'the drag goes on');
  t.ok(!seen.includes('lostpointercapture') && !seen.includes('pointercancel'), String(seen));
  await t.mouse('mouseReleased', { x: from.x + 500, y: from.y + 300 });
  await t.until(() => seen.includes('lostpointercapture'), 'it ends');
  t.same(seen.filter((type) => type !== 'pointermove'), ['pointerup', 'lostpointercapture']);
  t.become(CARDS('', 'd', 'c', 'b'));
  t.same([...t.root.children].map(({ id }) => id), ['d', 'c', 'b'], 'it is moved like any other again');
}

export async function b51_a_drag_and_drop_is_not_cancelled_by_patches(t) {
  t.show(`${CARDS('html', 'a', 'b', 'c', 'd')}`);
  const held = t.$('#d');
  const seen = [];
  for (const type of ['dragstart', 'dragend']) held.addEventListener(type, (event) => seen.push(`${type} ${event.dataTransfer.dropEffect}`));
  held.addEventListener('dragstart', ({ dataTransfer }) => dataTransfer.setData('text/plain', 'card d'));
  const target = document.createElement('div');
  target.className = 'target';
  document.getElementById('stage').append(target);
  target.addEventListener('dragover', (event) => (event.preventDefault(), seen.includes('dragover') || seen.push('dragover')));
  target.addEventListener('drop', (event) => (event.preventDefault(), seen.push(`drop ${event.dataTransfer.getData('text/plain')}`)));
  const from = t.point(held);
  await t.mouse('mouseMoved', from, { button: 'none', buttons: 0 });
  await t.mouse('mousePressed', from);
  for (let i = 1; i <= 4; i++) await t.mouse('mouseMoved', { x: from.x + 4 * i, y: from.y });
  await t.until(() => seen.length > 0, 'the drag begins');
  patches(t, 'html', held);
  await t.settled();
  t.same(seen.map((what) => what.split(' ')[0]), ['dragstart']);
  const over = t.point(target);
  await t.mouse('mouseMoved', { x: over.x - 5, y: over.y });
  await t.mouse('mouseMoved', over);
  await t.until(() => seen.includes('dragover'), 'it is over the target');
  await t.mouse('mouseReleased', over);
  await t.until(() => seen.some((what) => what.startsWith('dragend')), 'the drag ends');
  t.ok(seen.includes('drop card d'), String(seen));
  t.ok(held.isConnected, 'it is still there');
}
