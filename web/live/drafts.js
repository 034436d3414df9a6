// Drafts: what this tab holds outlives a load of the page: what was typed, and what the tab needs to go on where it was.

import { here } from './here.js';
import { forget, recall, remember } from './storage.js';

/** @import { Kept } from './outbox.js' */

const KEY = 'live.kept';
const LOADED = 'live.loaded';
const TAB = 'live.tab';
const TAKEN = 'live.taken';
/** Between two loads: a page that fails again at once must not spin. */
export const RELOAD_MS = 30_000;
/** A page that comes back is whole by then. */
const DRAFTS_MS = 10_000;
/** As long as the server opens a snapshot. */
const LIFETIME_MS = 7 * 24 * 3600e3;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
/**
 * @typedef {{ tab: string, url: string, at: number, snapshot: string | null, serial: number, kept: Kept[], last: number, done: number, drafts: [string, unknown][] }} Left
 *   What a page leaves for the next one in this tab.
 */

const FIELDS = 'input:not([type=password],[type=file],[type=hidden]),textarea,select';
/** @returns {Iterable<Field>} */
const fields = () => document.querySelectorAll(FIELDS);
/** What is to be typed again, by the field's name. @type {Map<string, unknown>} */
const drafts = new Map();
/** By when the page is whole after its load or after it came back. */
let until = 0;

/** @param {Field} field */
const nameOf = (field) => field.id || [field.form?.id, field.name, /^(checkbox|radio)$/.test(field.type) && field.value].join('/');

/** @param {Field} field @returns {unknown} */
function valueOf(field) {
  if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map((option) => option.value);
  return /^(checkbox|radio)$/.test(field.type) ? /** @type {HTMLInputElement} */ (field).checked : field.value;
}

/** @param {Field} field */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  const { checked, defaultChecked } = /** @type {HTMLInputElement} */ (field);
  return checked !== defaultChecked || field.value !== field.defaultValue;
}

/** Loads the page again; false if it did so a moment ago, or cannot know. */
export function reload() {
  const due = Date.now() - recall(LOADED) > RELOAD_MS && remember(LOADED, Date.now());
  if (due) location.reload();
  return due;
}

/** The page goes: leaves for the next one what it is told, and what was typed. @param {Omit<Left, 'url' | 'at' | 'drafts'>} own */
export function leave(own) {
  const drafts = [...fields()].filter(isChanged).map((field) => [nameOf(field), valueOf(field)]);
  // Rather the newest of what was done, and what stands in the fields, than nothing.
  for (let { kept } = own; ; kept = kept.slice(Math.ceil(kept.length / 4))) {
    if (remember(KEY, { ...own, kept, url: here(), at: Date.now(), drafts }) || !kept.length) return;
  }
}

/** What the page before this one left, once: a copy of this browser tab finds nothing. @returns {Left | undefined} */
export function takeLeft() {
  const left = recall(KEY);
  forget(KEY);
  return left && Date.now() - left.at < LIFETIME_MS ? left : undefined;
}

/** The tab of the page before goes on in this one; gives what proves that it is this one. @param {string} tab */
export function takeUpLeft(tab) {
  const owner = `${tab} ${Math.random()}`;
  remember(TAKEN, owner);
  return owner;
}

/** Whether a later page in this browser tab took this one's tab up. @param {string} tab @param {string} owner */
export function isTakenUp(tab, owner) {
  const now = recall(TAKEN) ?? '';
  return now !== owner && now.startsWith(`${tab} `);
}

/** The page joins again: what the answer takes away may come again. */
export const noteComeback = () => (until = Date.now() + DRAFTS_MS);

/**
 * A field goes with a patch. Soon after the page came back, what had brought it may only be done again: what was typed, and is not
 * sent, is typed into the one that comes then.
 * @param {Element} dom
 */
export function keepDraft(dom) {
  if (Date.now() > until || !dom.matches(FIELDS) || dom.closest('[data-pending]')) return;
  const field = /** @type {Field} */ (dom);
  if (isChanged(field)) wait([[nameOf(field), valueOf(field)]]);
}

/** Types again what was typed before the load, into fields that are there now and into those that the first patches bring. @param {[string, unknown][]} typed */
export function restoreDrafts(typed) {
  noteComeback();
  wait(typed);
  restore();
}

/** @param {[string, unknown][]} typed */
function wait(typed) {
  for (const [name, draft] of typed) drafts.set(name, draft);
  document.addEventListener('live:patched', restore);
}

function restore() {
  for (const field of drafts.size ? fields() : []) {
    const draft = drafts.get(nameOf(field));
    if (!drafts.delete(nameOf(field)) || isChanged(field) || JSON.stringify(draft) === JSON.stringify(valueOf(field))) continue;
    retype(field, draft);
  }
  if (drafts.size && Date.now() < until) return;
  drafts.clear();
  document.removeEventListener('live:patched', restore);
}

/** @param {Field} field @param {unknown} draft */
function retype(field, draft) {
  if (field instanceof HTMLSelectElement) {
    const chosen = /** @type {string[]} */ (draft);
    for (const option of field.options) option.selected = chosen.includes(option.value);
  } else if (typeof draft === 'boolean') /** @type {HTMLInputElement} */ (field).checked = draft;
  else field.value = String(draft);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Whether this page was already in use: a duplicated tab, or a page from the browser's cache. @param {string} tab */
export function isUsed(tab) {
  const used = recall(TAB) === tab;
  remember(TAB, tab);
  return used;
}
