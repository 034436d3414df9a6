// The fallback line, for a network that lets no WebSocket through: frames come as server-sent events in the answer to a
// POST and go as POSTs, one at a time, in order. Used in place of a WebSocket, of which it has what the line needs.

/** The server takes bodies of up to four times this; a frame has at most a quarter of a megabyte. */
const MAX_BODY = 256 * 1024;

export class Stream {
  /** @type {number} */
  readyState = WebSocket.CONNECTING;
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: string }) => void) | null} */
  onmessage = null;
  /** @type {(() => void) | null} */
  onclose = null;
  #path;
  #id = '';
  /** @type {string[]} */
  #queue = [];
  #posting = false;
  #ending = new AbortController();

  /** @param {string} path */
  constructor(path) {
    this.#path = `${path}/stream`;
    queueMicrotask(() => {
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    });
  }

  /** @param {string} frame */
  send(frame) {
    this.#queue.push(frame);
    if (this.#id) this.#post();
    else if (this.#queue.length === 1) this.#read(frame).catch(() => {}).finally(() => this.close());
  }

  close() {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.#ending.abort();
    this.onclose?.();
  }

  /** @param {string} path @param {string} body */
  #fetch(path, body) {
    return fetch(path, { method: 'POST', body, cache: 'no-store', redirect: 'error', signal: this.#ending.signal });
  }

  /** The first frame opens the stream. @param {string} join */
  async #read(join) {
    const answer = await this.#fetch(this.#path, join);
    if (!answer.ok || !answer.body) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let { done, value = '' } = await reader.read(); !done; { done, value = '' } = await reader.read()) {
      const events = (text + value).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) if (event.startsWith('data: ')) this.#take(event.slice(6));
    }
  }

  /** @param {string} frame */
  #take(frame) {
    const [kind, id] = JSON.parse(frame);
    if (kind !== 'l') return this.onmessage?.({ data: frame });
    this.#id = id;
    // The join went with the request.
    this.#queue.shift();
    this.#post();
  }

  /** How many of the waiting frames go into one body; one at least. */
  #fitting() {
    let size = 0;
    const over = this.#queue.findIndex((frame) => (size += new Blob([frame]).size + 1) > MAX_BODY);
    return over < 0 ? this.#queue.length : Math.max(1, over);
  }

  async #post() {
    if (this.#posting || !this.#queue.length) return;
    this.#posting = true;
    const frames = this.#queue.splice(0, this.#fitting());
    const answer = await this.#fetch(`${this.#path}/${this.#id}`, frames.join('\n')).catch(() => null);
    this.#posting = false;
    if (answer?.ok) this.#post();
    else this.close();
  }
}
