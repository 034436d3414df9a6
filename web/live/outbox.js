// The outbox: what the person did, numbered, kept until a snapshot of the server contains it, sent again after a break.

import { release } from './fields.js';
import { tell } from './here.js';

/** The server refuses longer frames. */
const MAX_FRAME = 256 * 1024;
/** So many events wait for a server that is away; a person who did more is told. */
const MAX_KEPT = 1000;
/** What an element is called to the person, in so many characters. */
const MAX_LABEL = 60;

/**
 * @typedef {{ n: number, frame: any[], at: number, after: number, again: boolean, id: string, label: string }} Kept
 *   An event; when it was made and after which answer, whether it was sent, and the id and name of what it was done to.
 */

/** @type {Kept[]} */
let kept = [];
let last = 0;
/** The newest that is answered. */
let done = 0;
/** The newest that was sent with the join of this line. */
let resent = 0;
/** The field whose value an event carries, and nothing else of it. @type {WeakMap<Kept, Element>} */
const fields = new WeakMap();
/** Elements that wait for the answer to an event. @type {Map<number, Element[]>} */
const waiting = new Map();
/** What refused events can be made anew from. @type {Map<number, Kept>} */
const made = new Map();
/** @type {(text: string) => boolean} */
let transmit = () => false;

/** @param {(text: string) => boolean} send says whether it was sent */
export function startOutbox(send) {
  transmit = send;
}

export function stopOutbox() {
  transmit = () => false;
}

/**
 * Sends `["e", n, …tail]` or `["n", n, …tail]` and marks the elements pending. Gives the number, 0 if it was refused.
 * `field` is the one whose newer value this is: what waits of its older ones is not sent any more. `after` is the event
 * whose commands it waits for, if not those that are answered.
 * @param {'e' | 'n'} kind @param {any[]} tail @param {Element[]} elements @param {Element} [field]
 */
export function post(kind, tail, elements, field, after = done) {
  if (field) overtake(field, tail[0]);
  makeRoom();
  const frame = [kind, last + 1, ...tail];
  const text = JSON.stringify(after > done ? [...frame, { w: 0, after }] : frame);
  const refusal = text.length > MAX_FRAME ? 'too_long' : kept.length >= MAX_KEPT ? 'too_many' : '';
  if (refusal) {
    tell('refused', refusal);
    return 0;
  }
  const n = ++last;
  const id = elements[0]?.closest('[id]')?.id ?? '';
  /** @type {Kept} */
  const event = { n, frame, at: Date.now(), after, again: false, id, label: labelOf(elements[0]) };
  kept.push(event);
  if (field) fields.set(event, field);
  made.set(n, event);
  waiting.set(n, elements);
  for (const element of elements) element.setAttribute('data-pending', '');
  event.again = transmit(text);
  return n;
}

/** Drops the older values of a field that no line has carried, unless something else was done since. @param {Element} field @param {string} name */
function overtake(field, name) {
  for (let event = kept.at(-1); event && !event.again && event.frame[2] === name && fields.get(event) === field; event = kept.at(-1)) {
    kept.pop();
    settle(event.n);
  }
}

/** Where too much is kept, what was answered goes first: it is lost only if its server dies before it seals a snapshot. */
function makeRoom() {
  const over = kept.length - MAX_KEPT + 1;
  if (over <= 0) return;
  const answered = new Set(kept.filter(({ n, again }) => again && !waiting.has(n)).slice(0, over));
  kept = kept.filter((event) => !answered.has(event));
}

/** @param {Element | undefined} element */
const labelOf = (element) => (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim().slice(0, MAX_LABEL);

/** @param {string} name @param {Iterable<[string, unknown]>} values @param {Element[]} elements @param {Element} [field] */
export function postEvent(name, values, elements, field) {
  // A lone surrogate is no JSON for most readers.
  const pairs = [...values].map((pair) => pair.map((part) => String(part).toWellFormed()));
  return post('e', [name, pairs], elements, field);
}

/** @param {number | undefined} n */
export const isPending = (n) => n !== undefined && waiting.has(n);

/** The server has done all of event `n`, or says why it does not. @param {number} n @param {string} [refused] */
export function answered(n, refused) {
  const event = made.get(n);
  done = Math.max(done, n);
  settle(n);
  release();
  if (event && refused && refused !== 'dropped') undone(event, refused);
}

/** Tells the page of an event without effect: `again` makes it anew. @param {Kept} event @param {string} reason */
function undone({ label, at, frame }, reason) {
  // Of several, each is done after the one before: an application may take two at once for a slip.
  const again = () => post('e', frame.slice(2, 4), [], undefined, last);
  tell('undone', { reason, label, at, again });
}

/** What an earlier page kept and nobody will do any more. @param {Kept[]} events */
export function giveUp(events) {
  for (const event of events) if (event.frame[0] === 'e') undone(event, 'lost');
}

/** @param {number} n */
function settle(n) {
  const elements = waiting.get(n) ?? [];
  made.delete(n);
  waiting.delete(n);
  const others = new Set([...waiting.values()].flat());
  for (const element of elements) if (!others.has(element)) element.removeAttribute('data-pending');
}

/** A snapshot contains the events up to `n`. @param {number} n */
export function forget(n) {
  kept = kept.filter((event) => event.n > n);
}

/** @param {Kept} event what is sent of it again, with how long it waited */
function again({ frame, at, after, id, again }) {
  const late = { w: Math.max(0, Date.now() - at), ...(id && { t: id }), ...(again && { again }), ...(after && { after }) };
  return JSON.stringify([...frame, late]);
}

/**
 * What follows a join: all that no snapshot contains, so that the server can show the page as it is after that. It passes
 * over what it took before.
 */
export function toResend() {
  const frames = kept.map(again);
  for (const event of kept) event.again = true;
  resent = kept.at(-1)?.n ?? 0;
  return { newest: resent, frames, done };
}

/**
 * The join is answered: the server has taken the events up to `n`, still works on those in `open` and did not do those in
 * `refused`. It gets those that were made since the join.
 * @param {number} n @param {number[]} open @param {[number, string][]} refused
 */
export function resume(n, open, refused) {
  last = Math.max(last, n);
  for (const [event, reason] of refused) answered(event, reason);
  let newest = n;
  while (open.includes(newest)) newest -= 1;
  done = Math.max(done, newest);
  for (const pending of [...waiting.keys()]) if (pending <= n && !open.includes(pending)) settle(pending);
  for (const event of kept) if (event.n > Math.max(n, resent)) event.again = transmit(again(event)) || event.again;
  release();
}

/** What another page of this tab needs to go on. */
export const toKeep = () => ({ kept, last, done });

/** Goes on with what an earlier page of this tab kept. @param {{ kept: Kept[], last: number, done: number }} before */
export function takeUp(before) {
  ({ kept, last, done } = before);
  for (const event of kept) made.set(event.n, event);
}
