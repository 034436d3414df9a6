// The line: one WebSocket at a time, its join, heartbeat, acknowledgements, and the way back when it breaks.

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
 * @param {{ path: string, hello(): string, receive(frame: any[]): void, state(state: 'connecting' | 'live' | 'lost'): void }} owner
 *   `hello` gives the join frame; `receive` gets every other frame than pings.
 */
export function createLine({ path, hello, receive, state }) {
  /** @type {WebSocket | null} */
  let socket = null;
  let stopped = true;
  let joined = 0;
  let attempts = 0;
  let missed = 0;
  let applied = 0;
  let acknowledged = 0;
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  const timers = {};
  /** @type {AbortController | undefined} */
  let listening;

  /** @param {string} name @param {number} ms @param {() => void} act */
  function after(name, ms, act) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, ms);
  }

  function open() {
    if (stopped || socket) return;
    clearTimeout(timers.retry);
    joined = missed = applied = acknowledged = 0;
    const mine = new WebSocket(new URL(path, location.href.replace(/^http/, 'ws')));
    socket = mine;
    mine.onopen = () => mine.send(hello());
    mine.onmessage = ({ data }) => socket === mine && hear(data);
    mine.onclose = () => {
      if (socket !== mine) return;
      drop();
      retry();
    };
    after('join', JOIN_MS, () => (drop(), retry()));
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
      clearTimeout(timers.join);
      after('beat', BEAT_MS, beat);
      state('live');
    }
    receive(frame);
    if (typeof frame[0] === 'string') return;
    applied++;
    if (applied - acknowledged >= ACK_FRAMES) acknowledge();
    else if (applied - acknowledged === 1) after('ack', ACK_MS, acknowledge);
  }

  function acknowledge() {
    if (applied === acknowledged) return;
    acknowledged = applied;
    clearTimeout(timers.ack);
    send(JSON.stringify(['a', applied]));
  }

  /** A frame on a joined line; without one it is not sent. @param {string} text */
  function send(text) {
    if (joined && socket?.readyState === WebSocket.OPEN) socket.send(text);
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
    addEventListener('pageshow', wake, { signal });
    document.addEventListener('resume', wake, { signal });
    document.addEventListener('visibilitychange', () => document.hidden || wake(), { signal });
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
