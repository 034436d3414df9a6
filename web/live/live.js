// The engine's browser client: `start()` takes the page over and keeps it the same as the server's.
//
// The page's DOM is adopted as the server's tree, a line is opened, and every frame that comes is applied. It knows
// nothing of the application; hooks and the attributes of the markup say what is to happen.

import { attach } from './apply.js';
import { focusId, startAwaitFocus } from './await-focus.js';
import { startChildren } from './children.js';
import { isTakenUp, isUsed, leave, noteComeback, reload, RELOAD_MS, restoreDrafts, takeLeft, takeUpLeft } from './drafts.js';
import { flush, startEvents } from './events.js';
import { startFields } from './fields.js';
import { here, tell } from './here.js';
import { startHooks, stopHooks } from './hooks.js';
import { createLine } from './line.js';
import { arrived, goOn, moveTo, noteBuild, noteFocus, startNavigate, visit } from './navigate.js';
import { answered, forget, giveUp, postEvent, resume, startOutbox, stopOutbox, takeUp, toKeep, toResend } from './outbox.js';
import { applyFrame } from './patch.js';
import { hashOf, idOf, slotsOf, toJson } from './tree.js';

export { apply, attach } from './apply.js';
export { layOver, lifted } from './over.js';

/** @import { Hook } from './hooks.js' */
/** @import { Page } from './tree.js' */

const VERSION = 2;
/** A larger tree is not uploaded: the page is loaded again. */
const MAX_UPLOAD = 1024 * 1024;
/** So many patches that did not fit, none a minute after the one before, and the page is loaded again. */
const MAX_HEALS = 3;
const HEALED_MS = 60_000;
/** Numbers for regions that the server does not know any more, beyond those it gives. */
const SPARE = 4e9;

/** Sends an event of the application. @param {string} name @param {Record<string, unknown>} [values] @param {Element[]} [pending] */
export const push = (name, values = {}, pending = []) => postEvent(name, Object.entries(values), pending);

/**
 * Takes the page over. Call it before anything else changes the page.
 * @param {{ hooks?: Record<string, Hook>, path?: string }} [options]
 */
export async function start({ hooks = {}, path = '/live' } = {}) {
  const html = document.documentElement;
  let tab = html.dataset.tab ?? '';
  const { page } = attach(html);
  // A root says how many numbers its region has, so that what an extension did before us does not shift them unseen.
  for (const region of page.regions.values()) {
    const count = region.root.dom.getAttribute('data-r')?.split(':')[1];
    region.broken = (count !== undefined && Number(count) !== slotsOf(region).length) || isBlanked(region.root.dom);
  }
  /** @type {string | null} */
  let snapshot = null;
  let serial = 0;
  let fresh = ![...page.regions.values()].some((region) => region.broken);
  const left = takeLeft();
  const used = isUsed(tab);
  const url = here();
  /** The tab of the page before this one goes on here. */
  const resumes = left && left.tab && (left.url === url || left.kept.length > 0) ? left : undefined;
  const loaded = resumes && tab;
  let owner = '';
  if (resumes) {
    ({ tab, snapshot, serial } = resumes);
    owner = takeUpLeft(tab);
    fresh = false;
  } else if (used) {
    // A duplicated tab, or a page from the browser's cache: the first one's tab is not ours to continue.
    tab = `${tab.split('~')[0]}~${Math.random().toString(36).slice(2)}`;
    fresh = false;
  }
  /** Whether the next page in this browser tab goes on with ours. */
  let leaves = true;
  let heals = 0;
  let healed = 0;

  const ending = new AbortController();
  const { signal } = ending;
  const line = createLine({ path, hello, receive, state, serial: () => serial });
  const handle = { page, line, push, visit, stop };
  if (html.hasAttribute('data-debug') || debugging()) (await import('./debug.js')).startDebug(handle);

  /** @param {string} connection */
  function state(connection) {
    html.setAttribute('data-connection', connection);
    tell('connection', connection);
  }

  function hello() {
    const regions = fresh ? null : [...page.regions.values()].map((region) => [region.n, region.broken ? '' : hashOf(region), idOf(region.root)]);
    // Only the first try of a page just loaded is sure to show what the server rendered a moment ago.
    fresh = false;
    if (regions) noteComeback();
    const { newest, frames, done } = toResend();
    const join = { v: VERSION, tab, url: here(), ...(snapshot && { s: snapshot, serial }), ...(loaded && { loaded }), ...(regions && { regions }), ...(newest && { last: newest }), ...(done && { done }) };
    return [JSON.stringify(['j', join]), ...frames];
  }

  /** @param {any[]} frame */
  function receive(frame) {
    const [kind, a, b] = frame;
    if (typeof kind !== 'string') {
      const fits = applyFrame(page, frame);
      tell('patched', frame);
      if (!fits) heal();
    } else if (kind === 'j') joined(a);
    else if (kind === 'e') (answered(a, b), arrived(a));
    else if (kind === 'u') moveTo(a, b === 1);
    else if (kind === 's') ((snapshot = a), (serial = frame[3]), forget(b));
    else if (kind === 'f') (focusId(a), noteFocus());
    else if (kind === 'w') tell('refused', a);
    else if (kind === 'x') end(a, b, frame[3]);
  }

  /** @param {{ n: number, b: string, want?: number[], map?: [number, number][], open?: number[], refused?: [number, string][] }} answer */
  function joined({ n, b, want = [], map = [], open = [], refused = [] }) {
    noteBuild(b);
    rename(page, new Map(map));
    for (const number of want) {
      const region = page.regions.get(number);
      if (!region) continue;
      const text = JSON.stringify(['t', number, toJson(region)]);
      if (new Blob([text]).size > MAX_UPLOAD) return end('reload');
      region.broken = false;
      line.send(text);
    }
    resume(n, open, refused);
  }

  /** The tree is not the server's any more: a rejoin compares them. */
  function heal() {
    if (Date.now() - healed > HEALED_MS) heals = 0;
    healed = Date.now();
    if (++heals > MAX_HEALS) end('reload');
    else line.rejoin(0);
  }

  /** @param {string} reason @param {number} [within] @param {string} [why] a sentence */
  function end(reason, within = 3000, why) {
    if (reason === 'rejoin') {
      line.rejoin(Math.random() * within);
      if (why) tell('refused', why);
      return;
    }
    if (reason === 'signed_out') {
      leaves = false;
      const to = document.querySelector('[data-signed-out]')?.getAttribute('data-signed-out') ?? location.href;
      return location.assign(to.replace('{url}', encodeURIComponent(here())));
    }
    // What made a tab fail would make the next page fail as well.
    if (reason === 'reset') (tab = ''), (snapshot = null);
    if (reason.startsWith('refused:')) tell('refused', reason.slice(8));
    if (reload()) line.stop();
    else line.rejoin(RELOAD_MS);
  }

  function hide() {
    if (leaves) leave({ tab, snapshot, serial, ...toKeep() });
  }

  /** @param {PageTransitionEvent} event */
  function show({ persisted }) {
    if (!persisted) return;
    // Another page went on with our tab while this one was kept.
    if (isTakenUp(tab, owner)) location.reload();
    else takeLeft();
  }

  function stop() {
    flush();
    ending.abort();
    for (const part of [stopHooks, line.stop, stopOutbox]) part();
  }

  startOutbox(line.send);
  if (resumes) takeUp(resumes);
  for (const part of [startChildren, startEvents, startFields, startAwaitFocus, startNavigate]) part(signal);
  startHooks(hooks, html);
  // After those who send what waits for a pause in typing, before the line ends.
  addEventListener('pagehide', hide, { signal });
  addEventListener('pageshow', show, { signal });
  if (resumes && resumes.url !== url) goOn();
  line.start();
  if (left?.url === url) restoreDrafts(left.drafts);
  if (left && !resumes) giveUp(left.kept);
  return handle;
}

/** Firefox empties the style attributes that a policy forbids; what stood there has to be asked for. @param {Element} dom */
const isBlanked = (dom) => dom.matches('[style=""]') || dom.querySelector('[style=""]') !== null;

function debugging() {
  try {
    return localStorage.getItem('liveDebug') !== null;
  } catch {
    return false;
  }
}

/** Regions get the numbers of another process; those it does not know keep theirs unless it is taken. @param {Page} page @param {Map<number, number>} map */
function rename({ regions }, map) {
  const all = [...regions.values()].sort((a, b) => Number(map.has(b.n)) - Number(map.has(a.n)));
  regions.clear();
  for (const region of all) {
    region.n = map.get(region.n) ?? region.n;
    while (regions.has(region.n)) region.n = SPARE + regions.size;
    regions.set(region.n, region);
  }
}
