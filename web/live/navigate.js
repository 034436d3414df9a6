// Navigation: `a[data-nav]`, back and forward over the line, with scroll and focus as a page load would have them.

import { reload } from './drafts.js';
import { flush, isModified } from './events.js';
import { here } from './here.js';
import { post } from './outbox.js';
import { movedOver, noteEntry } from './over.js';
import { focusOn } from './patch.js';
import { recall, remember } from './storage.js';

/** While a page fills after going back, its scroll position is tried again for so long. */
const SETTLE_MS = 1_500;

/** Where each entry of the history was scrolled to. @type {Record<string, [number, number]>} */
let positions = {};
let entry = '';
/** The navigation under way. @type {{ n: number, pushed: boolean, focused: boolean, moved: boolean } | null} */
let arriving = null;
/** @type {{ to: [number, number], until: number } | null} */
let settling = null;
let build = '';
let stale = false;
let path = '';

const KEY = 'live.scroll';

/** @param {AbortSignal} signal */
export function startNavigate(signal) {
  history.scrollRestoration = 'manual';
  path = location.pathname;
  positions = recall(KEY) ?? {};
  noteEntry();
  const known = history.state?.live;
  if (known) entry = known;
  else mark(location.href);
  if (positions[entry]) settle(positions[entry]);
  document.addEventListener('click', click, { signal });
  addEventListener('popstate', popped, { signal });
  addEventListener('pagehide', leave, { signal });
  for (const type of ['wheel', 'touchmove', 'keydown']) addEventListener(type, () => (settling = null), { signal, passive: true });
  document.addEventListener('live:patched', again, { signal });
}

/** Gives the current entry of the history a name of its own. @param {string} url */
function mark(url) {
  entry = Math.random().toString(36).slice(2);
  history.replaceState({ live: entry }, '', url);
  noteEntry();
}

function save() {
  positions[entry] = [scrollX, scrollY];
}

function leave() {
  save();
  // The newest hundred: further back nobody remembers where they were.
  remember(KEY, Object.fromEntries(Object.entries(positions).slice(-100)));
}

/** @param {MouseEvent} event */
function click(event) {
  const link = event.target instanceof Element && event.target.closest('a[data-nav]');
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || isModified(event)) return;
  const elsewhere = link.origin !== location.origin || (link.target && link.target !== '_self') || link.hasAttribute('download');
  const within = link.hash && link.pathname + link.search === here();
  // After a release the old scripts go with the old page.
  if (elsewhere || within || stale) return;
  event.preventDefault();
  visit(link.href, link.dataset.nav === 'replace', [link]);
}

/** Goes to another address of this application. @param {string} url @param {boolean} [replace] @param {Element[]} [pending] until it is there */
export function visit(url, replace = false, pending = []) {
  flush();
  save();
  if (!replace) history.pushState(null, '', url);
  mark(url);
  travel(true, pending);
}

function popped() {
  // Not one of ours: a fragment. The browser scrolls.
  if (!history.state?.live) return mark(location.href);
  if (movedOver(history.state.live === entry)) return;
  flush();
  save();
  entry = history.state.live;
  travel(false);
}

/** @param {boolean} pushed @param {Element[]} [pending] */
function travel(pushed, pending = []) {
  const n = post('n', [here()], pending);
  const moved = path !== location.pathname;
  path = location.pathname;
  arriving = { n, pushed, focused: false, moved };
}

/** The server has shown the page of navigation `n`. @param {number} n */
export function arrived(n) {
  if (n !== arriving?.n) return;
  const { pushed, focused, moved } = arriving;
  arriving = null;
  if (!pushed) settle(positions[entry] ?? [0, 0]);
  if (!moved) return;
  if (pushed) land(focused);
  else if (!focused) focusHeading();
}

/** A new page begins at its top, or at the place that its address names, and is read from its heading. @param {boolean} focused */
function land(focused) {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
  else scrollTo(0, 0);
  if (!focused) focusHeading();
}

function focusHeading() {
  const heading = document.querySelector('[data-focus]') ?? document.querySelector('h1');
  if (heading) focusOn(heading);
}

/** @param {[number, number]} to */
function settle(to) {
  settling = { to, until: performance.now() + SETTLE_MS };
  again();
}

function again() {
  if (!settling) return;
  const [x, y] = settling.to;
  scrollTo(x, y);
  if (Math.abs(scrollY - y) < 1 || performance.now() > settling.until) settling = null;
}

/** The tab of another address goes on in this page: the address of this page is what was asked for. */
export const goOn = () => travel(true);

/** The server says where we are. @param {string} url @param {boolean} replace */
export function moveTo(url, replace) {
  // A tab that goes on elsewhere is on its way already.
  if (url === here() || (replace && arriving)) return;
  save();
  const opens = !replace && !arriving;
  if (opens) history.pushState(null, '', url);
  mark(url);
  const moved = path !== location.pathname;
  path = location.pathname;
  if (opens && moved) land(false);
}

/** The server placed the focus itself. */
export function noteFocus() {
  if (arriving) arriving.focused = true;
}

/** Loads the page again if the server is of another build than it: for what of the page's own build could not be loaded any more. */
export const renew = () => stale && reload();

/** @param {string} running the server's build */
export function noteBuild(running) {
  stale ||= build !== '' && build !== running;
  build ||= running;
}
