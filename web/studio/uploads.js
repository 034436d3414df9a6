// Uploads: the files given to one dropzone, each with its row. They go on when the page is left and their rows are
// there again when it comes back, because a batch knows its event and needs no element.

import { say, send } from './dom.js';
import { iconButton, make } from './make.js';

/** More at once only make each slower. */
const AT_ONCE = 3;
/** What the server takes from one drop. */
const MAX_FILES = 200;

/**
 * @typedef {{ url: string, event: string, subject: string, maxBytes: number, types: string[] }} Target
 * @typedef {{ file: File, row: Row, batch: Batch, id: string | null, request: XMLHttpRequest | null, settled: boolean }} Upload
 * @typedef {{ uploads: Upload[], target: Target }} Batch
 */

/** @type {Upload[]} */
const queue = [];
let running = 0;
/** The rows of each subject, in order. @type {Map<string, Set<HTMLElement>>} */
const rows = new Map();

addEventListener('beforeunload', (event) => {
  if (running) event.preventDefault();
});

/** The rows that belong here, shown in `list`. @param {Target} target @param {Element} list */
export function showRows(target, list) {
  list.append(...(rows.get(keyOf(target)) ?? []));
}

/** @param {Target} target */
const keyOf = ({ event, subject }) => `${event} ${subject}`;

/** @param {Target} target @param {Iterable<File>} files @param {Element} list */
export function upload(target, files, list) {
  /** @type {Batch} */
  const batch = { uploads: [], target };
  for (const file of [...files].slice(0, MAX_FILES)) {
    const row = new Row(file, target, list);
    const wrong = check(file, target);
    if (wrong) row.fail(wrong, null);
    else enqueue(file, row, batch);
  }
  if (batch.uploads.length) say(`Uploading ${batch.uploads.length}.`);
}

/** @param {File} file @param {Row} row @param {Batch} batch */
function enqueue(file, row, batch) {
  /** @type {Upload} */
  const one = { file, row, batch, id: null, request: null, settled: false };
  batch.uploads.push(one);
  queue.push(one);
  row.wait(() => cancel(one));
  pump();
}

/** What is wrong with a file, in a sentence, before a byte is sent. @param {File} file @param {Target} target */
function check(file, { types, maxBytes }) {
  const ending = file.name.split('.').pop()?.toLowerCase() ?? '';
  const type = file.type || { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' }[ending] || '';
  if (!types.includes(type)) return 'This is not a picture Rushes can read. Choose a PNG, JPEG or WebP picture.';
  if (file.size === 0) return 'The file is empty.';
  if (file.size > maxBytes) return `${megabytes(file.size)}, and at most ${megabytes(maxBytes)} can be used. Make it smaller.`;
  return '';
}

/** @param {number} bytes */
const megabytes = (bytes) => `${Math.ceil(bytes / 1024 / 1024)} MB`;

function pump() {
  while (running < AT_ONCE) {
    const one = queue.shift();
    if (!one) return;
    if (!one.settled) begin(one);
  }
}

/** @param {Upload} one */
function begin(one) {
  const { file, row, batch } = one;
  const request = new XMLHttpRequest();
  one.request = request;
  running++;
  request.open('POST', batch.target.url);
  // Not in the address, which stands in logs.
  request.setRequestHeader('File-Name', encodeURIComponent(file.name.toWellFormed()));
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.responseType = 'text';
  request.upload.addEventListener('progress', ({ loaded, total }) => row.progress(total ? loaded / total : 0));
  request.addEventListener('loadend', () => {
    running--;
    pump();
    if (one.settled) return;
    const answer = parse(request.responseText);
    if (request.status >= 200 && request.status < 300 && typeof answer?.id === 'string') settle(one, answer.id);
    else fail(one, answer?.detail ?? answer?.title ?? sentence(request.status), mayWorkLater(request.status));
  });
  request.send(file);
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {number} status */
function sentence(status) {
  if (status === 0) return 'The upload broke off. Retry when you are connected.';
  return status === 401 ? 'You are signed out. Sign in and try again.' : 'The upload did not work. Try again.';
}

/**
 * Whether the same file may be taken another time: the line broke, the server was away or busy, the person was signed
 * out. A file that was read and refused never will be.
 * @param {number} status
 */
const mayWorkLater = (status) => status === 0 || status >= 500 || [401, 403, 408, 425, 429].includes(status);

/** @param {Upload} one */
function cancel(one) {
  one.settled = true;
  one.request?.abort();
  one.row.remove();
  finish(one.batch);
}

/** @param {Upload} one @param {string} why @param {boolean} again */
function fail(one, why, again) {
  one.settled = true;
  one.row.fail(why, again ? () => enqueue(one.file, one.row, { uploads: [], target: one.batch.target }) : null);
  finish(one.batch);
}

/** @param {Upload} one @param {string} id */
function settle(one, id) {
  one.settled = true;
  one.id = id;
  one.row.done();
  finish(one.batch);
}

/** When all of a drop are decided, those that arrived are told of, in the order in which they were dropped. @param {Batch} batch */
function finish({ uploads, target }) {
  if (!uploads.every((one) => one.settled)) return;
  const ids = uploads.flatMap(({ id }) => id ?? []);
  if (!ids.length) return;
  send(target.event, [['id', target.subject], ...ids.map((id) => /** @type {[string, string]} */ (['file', id]))]);
  for (const one of uploads) if (one.id) one.row.remove();
}

class Row {
  /** @param {File} file @param {Target} target @param {Element} list */
  constructor(file, target, list) {
    this.own = rows.get(keyOf(target)) ?? new Set();
    rows.set(keyOf(target), this.own);
    this.name = file.name;
    this.picture = /** @type {HTMLImageElement} */ (make('img', 'upload-picture'));
    this.picture.alt = '';
    this.address = URL.createObjectURL(file);
    this.picture.addEventListener('error', () => this.picture.removeAttribute('src'));
    this.state = make('span', 'upload-state');
    this.bar = /** @type {HTMLProgressElement} */ (make('progress', 'bar'));
    this.bar.max = 1;
    this.bar.setAttribute('aria-label', `Uploading ${file.name}`);
    this.actions = make('span', 'upload-actions');
    this.line = make('span', 'upload-line');
    this.line.append(make('span', 'upload-name', file.name), this.state);
    const words = make('span', 'upload-words');
    words.append(this.line, this.bar);
    this.el = make('li', 'upload');
    this.el.append(this.picture, words, this.actions);
    this.own.add(this.el);
    list.append(this.el);
    if (file.type.startsWith('image/')) this.picture.src = this.address;
  }

  /** @param {string} state @param {string} words */
  show(state, words) {
    this.el.dataset.state = state;
    this.state.textContent = words;
  }

  /** @param {() => void} cancel */
  wait(cancel) {
    this.line.removeAttribute('role');
    this.bar.value = 0;
    this.show('waiting', 'Waiting');
    this.actions.replaceChildren(iconButton(`Cancel ${this.name}`, 'x', cancel));
  }

  /** @param {number} fraction */
  progress(fraction) {
    this.bar.value = fraction;
    // All is sent, and the picture is being read on the other side.
    this.show('running', fraction < 1 ? `${Math.floor(fraction * 100)}%` : 'Reading');
  }

  done() {
    this.bar.value = 1;
    this.show('done', 'Uploaded');
    this.actions.replaceChildren();
  }

  /** @param {string} why @param {(() => void) | null} again */
  fail(why, again) {
    // Said with the file's name. Only then: nobody wants to hear every percent.
    this.line.setAttribute('role', 'alert');
    this.show('failed', why);
    this.actions.replaceChildren(iconButton(`Dismiss ${this.name}`, 'x', () => this.remove()));
    if (again) this.actions.prepend(iconButton(`Retry ${this.name}`, 'rotate-ccw', again));
  }

  remove() {
    URL.revokeObjectURL(this.address);
    this.own.delete(this.el);
    this.el.remove();
  }
}
