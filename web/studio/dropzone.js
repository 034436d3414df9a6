// A place for pictures. Files dropped anywhere on the page or pasted into it go to the dropzone that is on it.

import { isTyping } from './dom.js';
import { acts } from './late.js';

/** @param {HTMLElement} el @returns {import('./uploads.js').Target} */
const targetOf = (el) => ({
  url: el.dataset.uploadUrl ?? '',
  event: el.dataset.uploadEvent ?? '',
  subject: el.getAttribute('data-val-id') ?? '',
  maxBytes: Number(el.dataset.maxBytes),
  types: el.dataset.accept?.split(' ') ?? [],
});

/** @param {HTMLElement} el @param {Iterable<File>} files */
function take(el, files) {
  const list = el.querySelector('[data-uploads]');
  if (list) send(targetOf(el), [...files], list);
}

/** @param {import('./uploads.js').Target} target @param {File[]} files @param {Element} list */
async function send(target, files, list) {
  try {
    (await acts.come()).upload(target, files, list);
  } catch {
    document.dispatchEvent(new CustomEvent('live:refused', { detail: 'Nothing was uploaded. Try again when you are connected.' }));
  }
}

/** @param {DataTransfer | null} data */
const holdsFiles = (data) => data?.types.includes('Files') ?? false;

/** @param {HTMLElement} el @param {AbortSignal} signal */
function listen(el, signal) {
  /** Enter and leave are told of every element on the way. */
  let depth = 0;
  const over = (/** @type {number} */ by) => {
    depth = Math.max(0, depth + by);
    el.toggleAttribute('data-over', depth > 0);
  };
  document.addEventListener('dragenter', (event) => holdsFiles(event.dataTransfer) && over(1), { signal });
  document.addEventListener('dragleave', (event) => holdsFiles(event.dataTransfer) && over(-1), { signal });
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }, { signal });
  document.addEventListener('drop', (event) => {
    over(-depth);
    if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    take(el, event.dataTransfer.files);
  }, { signal });
  document.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length || (isTyping(event.target) && event.clipboardData?.types.includes('text/plain'))) return;
    event.preventDefault();
    take(el, files);
  }, { signal });
  el.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'file' || !target.files) return;
    take(el, [...target.files]);
    // The same file may be chosen again.
    target.value = '';
  }, { signal });
}

/** @type {WeakMap<Element, AbortController>} */
const zones = new WeakMap();

/** @type {import('../live/hooks.js').Hook} */
export const dropzone = {
  mounted(el) {
    if (!(el instanceof HTMLElement)) return;
    const listening = new AbortController();
    zones.set(el, listening);
    listen(el, listening.signal);
    const list = el.querySelector('[data-uploads]');
    if (list) acts.here()?.showRows(targetOf(el), list);
  },
  removed(el) {
    zones.get(el)?.abort();
  },
};
