// The line: one WebSocket at a time, its join, heartbeat, acknowledgements, and the way back when it breaks.

import { forget, recall, remember } from './storage.js';

/** Between pings; the line is given up when two in a row were not answered. */
const BEAT_MS = 20_000;
/** From opening a socket to the server's answer to the join. */
const JOIN_MS = 10_000;
/** After the page wakes, a line that does not answer within this is given up. */
const PROBE_MS = 3_000;
/** The wait before an attempt is a random part of this, doubled each time up to the second. */
const RETRY_MS = [250, 15_000];
/** A line that lived so long starts the waits anew. */
const STEADY_MS = 5_000;
const ACK_FRAMES = 8;
const ACK_MS = 1_000;
/**
 * So many sockets in a row that failed while the server answered otherwise: something on the way lets none through. One that
 * opened and stayed silent counts half, for that is what a busy server does as well.
 */
const BLOCKED = 2;
/** How long a tab remembers that; without storage each page finds out anew. */
const BLOCKED_MS = 10 * 60_000;
const KEY = 'live.blocked';

/** @typedef {{ readyState: number, send(text: string): void, close(): void, onopen: any, onmessage: any, onclose: any }} Socket */

/**
 * @param {{ path: string, hello(): string[], receive(frame: any[]): void, state(state: 'connecting' | 'live' | 'lost'): void, serial(): number }} owner
 *   `hello` gives the join frame and those that follow it at once; `receive` gets every other frame than pings; `serial` is that of the newest snapshot.
 */
export function createLine({ path, hello, receive, state, serial }) {
  /** @type {Socket | null} */
  let socket = null;
  let opening = false;
  let blocked = Date.now() - recall(KEY) < BLOCKED_MS ? BLOCKED : 0;
  let stopped = true;
  let joined = 0;
  let attempts = 0;
  let opened = false;
  let missed = 0;
  let applied = 0;
  let acknowledged = 0;
  // Tabs that are told the same do not all answer at the same moment.
  const phase = Math.floor(Math.random() * ACK_FRAMES);
  /** One patch frame of so many is reported of when it was painted. */
  let each = 0;
  /** How often the page was shown or hidden. */
  let turns = 0;
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  const timers = {};
  /** @type {AbortController | undefined} */
  let listening;

  /** @param {string} name @param {number} ms @param {() => void} act */
  function after(name, ms, act) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, ms);
  }

  async function open() {
    if (stopped || socket || opening) return;
    clearTimeout(timers.retry);
    joined = missed = applied = acknowledged = 0;
    if (blocked < BLOCKED) return take(new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))));
    opening = true;
    const late = await import('./stream.js').catch(() => null);
    opening = false;
    if (late && !stopped && !socket) take(new late.Stream(path));
    else if (!late) {
      // A browser never asks again for a module that it could not fetch: sockets are what is left.
      blocked = 0;
      retry();
    }
  }

  /** @param {Socket} mine */
  function take(mine) {
    socket = mine;
    opened = false;
    mine.onopen = () => {
      opened = true;
      for (const frame of hello()) mine.send(frame);
    };
    mine.onmessage = (/** @type {{ data: string }} */ { data }) => socket === mine && hear(data);
    mine.onclose = () => {
      if (socket !== mine) return;
      fail();
    };
    after('join', JOIN_MS, fail);
  }

  function fail() {
    const unheard = !joined && socket instanceof WebSocket;
    drop();
    if (unheard) probe(opened ? 0.5 : 1);
    else if (!joined) (blocked = 0), forget(KEY);
    retry();
  }

  /** Whether it is only sockets that do not get through. @param {number} weight */
  async function probe(weight) {
    const answer = await fetch(path, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (!answer || answer.status >= 500) return;
    if ((blocked += weight) >= BLOCKED) remember(KEY, Date.now());
  }

  function drop() {
    for (const timer of Object.values(timers)) clearTimeout(timer);
    const old = socket;
    socket = null;
    old?.close();
    if (old) state('lost');
  }

  function retry() {
    if (stopped) return;
    if (joined && Date.now() - joined > STEADY_MS) attempts = 0;
    after('retry', Math.random() * Math.min(RETRY_MS[1], RETRY_MS[0] * 2 ** attempts++), open);
  }

  function beat() {
    if (missed++ >= 2) return drop(), retry();
    socket?.send('["p"]');
    after('beat', BEAT_MS, beat);
  }

  /** @param {string} data */
  function hear(data) {
    missed = 0;
    clearTimeout(timers.probe);
    const frame = JSON.parse(data);
    if (frame[0] === 'p') return;
    if (frame[0] === 'j') {
      joined = Date.now();
      each = frame[1].each ?? 0;
      clearTimeout(timers.join);
      after('beat', BEAT_MS, beat);
      if (socket instanceof WebSocket) blocked = 0;
      state('live');
    }
    receive(frame);
    if (typeof frame[0] === 'string') return;
    applied++;
    if ((applied + phase) % ACK_FRAMES === 0) acknowledge();
    else if (applied - acknowledged === 1) after('ack', ACK_MS, acknowledge);
    if (applied % each === 0 && !document.hidden) report(applied);
  }

  /** Says how long it took to paint a frame; of a page that was hidden meanwhile it would say nothing. @param {number} frame */
  function report(frame) {
    const [mine, since, seen] = [socket, performance.now(), turns];
    const tell = () => socket === mine && seen === turns && send(JSON.stringify(['d', frame, Math.round(performance.now() - since)]));
    // The second one comes when the first one's frame was painted.
    requestAnimationFrame(() => requestAnimationFrame(tell));
  }

  function acknowledge() {
    if (applied === acknowledged) return;
    acknowledged = applied;
    clearTimeout(timers.ack);
    send(JSON.stringify(['a', applied, serial()]));
  }

  /** A frame on a joined line; without one it is not sent, and false. @param {string} text */
  function send(text) {
    const open = joined > 0 && socket?.readyState === WebSocket.OPEN;
    if (open) socket?.send(text);
    return open;
  }

  /** The page woke or the network came back: connect at once, or see whether the line still lives. */
  function wake() {
    if (!socket) return open();
    if (!joined) return;
    send('["p"]');
    after('probe', PROBE_MS, () => (drop(), open()));
  }

  function start() {
    stopped = false;
    state('connecting');
    listening = new AbortController();
    const { signal } = listening;
    addEventListener('online', wake, { signal });
    // Back from the browser's cache; a page that was just loaded has just opened its line.
    addEventListener('pageshow', ({ persisted }) => persisted && wake(), { signal });
    document.addEventListener('resume', wake, { signal });
    document.addEventListener('visibilitychange', () => (turns++, document.hidden || wake()), { signal });
    // A page with an open socket is not kept for the way back. Later than those who flush what was typed.
    addEventListener('pagehide', () => (acknowledge(), drop()), { signal });
    open();
  }

  function stop() {
    stopped = true;
    listening?.abort();
    drop();
  }

  /** Leaves this line for a new one that is opened after so long. @param {number} ms */
  function rejoin(ms) {
    drop();
    after('retry', ms, open);
  }

  return { start, stop, send, rejoin, applied: () => applied };
}
