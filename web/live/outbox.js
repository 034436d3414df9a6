// The outbox: what the person did, numbered, kept until a snapshot of the server contains it, sent again after a break.

import { release } from './fields.js';

/** The server refuses longer frames. */
const MAX_FRAME = 256 * 1024;
/** So many events wait for a server that is away; a person who did more is told. */
const MAX_KEPT = 1000;

/** @type {{ n: number, text: string }[]} */
let kept = [];
let last = 0;
/** Elements that wait for the answer to an event. @type {Map<number, Element[]>} */
const waiting = new Map();
/** @type {(text: string) => void} */
let transmit = () => {};

/** @param {(text: string) => void} send */
export function startOutbox(send) {
  transmit = send;
}

export function stopOutbox() {
  transmit = () => {};
}

/**
 * Sends `["e", n, …tail]` or `["n", n, …tail]` and marks the elements pending. Gives the number, 0 if it was refused.
 * @param {'e' | 'n'} kind @param {any[]} tail @param {Element[]} elements
 */
export function post(kind, tail, elements) {
  const text = JSON.stringify([kind, last + 1, ...tail]);
  const refusal = text.length > MAX_FRAME ? 'too_long' : kept.length >= MAX_KEPT ? 'too_many' : '';
  if (refusal) {
    document.dispatchEvent(new CustomEvent('live:refused', { detail: refusal }));
    return 0;
  }
  const n = ++last;
  kept.push({ n, text });
  waiting.set(n, elements);
  for (const element of elements) element.setAttribute('data-pending', '');
  transmit(text);
  return n;
}

/** @param {string} name @param {Iterable<[string, unknown]>} values @param {Element[]} elements */
export function postEvent(name, values, elements) {
  // A lone surrogate is no JSON for most readers.
  const pairs = [...values].map((pair) => pair.map((part) => String(part).toWellFormed()));
  return post('e', [name, pairs], elements);
}

/** @param {number | undefined} n */
export const isPending = (n) => n !== undefined && waiting.has(n);

/** The first number that no snapshot contains. */
export const firstKept = () => kept[0]?.n ?? last + 1;

/** The server has done all of event `n`. @param {number} n */
export function answered(n) {
  const elements = waiting.get(n) ?? [];
  waiting.delete(n);
  const others = new Set([...waiting.values()].flat());
  for (const element of elements) if (!others.has(element)) element.removeAttribute('data-pending');
  release();
}

/** A snapshot contains the events up to `n`. @param {number} n */
export function forget(n) {
  kept = kept.filter((event) => event.n > n);
}

/** On a new line: the server has applied the events up to `n`. It gets the others, and those it has not answered. @param {number} n */
export function resend(n) {
  for (const event of kept) if (event.n > n || waiting.has(event.n)) transmit(event.text);
}
