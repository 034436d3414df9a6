// Drafts: what was typed outlives a load of the page that the engine itself asks for.

const KEY = 'live.drafts';
const LOADED = 'live.loaded';
const TAB = 'live.tab';
/** Between two loads: a page that fails again at once must not spin. */
export const RELOAD_MS = 30_000;
/** Longer drafts than this, all together, do not fit a tab's storage beside the rest. */
const MAX_DRAFTS = 1024 * 1024;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @returns {Iterable<Field>} */
const fields = () => document.querySelectorAll('input:not([type=password],[type=file],[type=hidden]),textarea,select');

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

/** Storage may be forbidden or full; then there are no drafts. @template T @param {() => T} act */
function quietly(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** Loads the page again with its drafts; false if it did so a moment ago. */
export function reload() {
  const due = quietly(() => Date.now() - Number(sessionStorage.getItem(LOADED)) > RELOAD_MS);
  if (!due) return false;
  quietly(() => sessionStorage.setItem(LOADED, String(Date.now())));
  const drafts = JSON.stringify([...fields()].filter(isChanged).map((field) => [nameOf(field), valueOf(field)]));
  if (drafts.length < MAX_DRAFTS) quietly(() => sessionStorage.setItem(KEY, drafts));
  location.reload();
  return true;
}

/** Types again what was typed before the load. */
export function restoreDrafts() {
  /** @type {Map<string, unknown>} */
  const drafts = new Map(quietly(() => JSON.parse(sessionStorage.getItem(KEY) ?? '[]')));
  quietly(() => sessionStorage.removeItem(KEY));
  for (const field of drafts.size ? fields() : []) {
    const draft = drafts.get(nameOf(field));
    if (draft === undefined || JSON.stringify(draft) === JSON.stringify(valueOf(field))) continue;
    if (field instanceof HTMLSelectElement) {
      const chosen = /** @type {string[]} */ (draft);
      for (const option of field.options) option.selected = chosen.includes(option.value);
    } else if (typeof draft === 'boolean') /** @type {HTMLInputElement} */ (field).checked = draft;
    else field.value = String(draft);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

/** Whether this page was already in use: a duplicated tab, or a copy from the browser's cache. @param {string} tab */
export function isUsed(tab) {
  return quietly(() => {
    const used = sessionStorage.getItem(TAB) === tab;
    sessionStorage.setItem(TAB, tab);
    return used;
  }) ?? false;
}
