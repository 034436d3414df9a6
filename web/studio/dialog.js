// Dialogs and sheets: opened as they arrive, or by a control that names them; closed by Escape, the backdrop, a control.

import { layOver, lifted } from '../live/over.js';
import { send, valuesOf } from './dom.js';

/** Where the inspector is a sheet; layout.css changes at the same width. */
const narrow = matchMedia('(max-width: 1024px)');

/** @param {Element} el */
function showIfAsked(el) {
  if (el instanceof HTMLDialogElement && el.hasAttribute('data-shown') && !el.open) el.showModal();
}

/** @type {import('../live/hooks.js').Hook} */
export const dialog = {
  mounted(el) {
    showIfAsked(el);
    el.addEventListener('close', () => {
      const event = el.getAttribute('data-on-close');
      if (event && el.isConnected) send(event, valuesOf(el), [el]);
    });
    // A press that begins on the backdrop: one that only ends there was a selection.
    el.addEventListener('pointerdown', (event) => {
      if (event.target === el && el instanceof HTMLDialogElement && isOutside(el, /** @type {PointerEvent} */ (event))) el.close();
    });
  },
  updated: showIfAsked,
};

/** @param {Element} el @param {PointerEvent} event */
function isOutside(el, { clientX, clientY }) {
  const { left, right, top, bottom } = el.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** @type {import('../live/hooks.js').Hook} */
export const inspector = {
  mounted(el) {
    if (!(el instanceof HTMLElement)) return;
    const close = () => el.matches(':popover-open') && el.hidePopover();
    narrow.addEventListener('change', close);
    // A sheet covers the page: Back, which is under every thumb, closes it.
    el.addEventListener('beforetoggle', (event) => (/** @type {ToggleEvent} */ (event).newState === 'open' ? layOver(close) : lifted()));
  },
  removed: lifted,
};

/** @param {MouseEvent} event */
function click({ target }) {
  if (!(target instanceof Element)) return;
  const control = target.closest('[data-opens], [data-closes], [data-picks], [data-sheet], [data-reveals]');
  if (!(control instanceof HTMLElement)) return;
  const { opens, closes, picks, sheet, reveals } = control.dataset;
  const opened = document.getElementById(opens ?? '');
  if (opened instanceof HTMLDialogElement && !opened.open) opened.showModal();
  if (closes !== undefined) closeAround(control);
  if (picks !== undefined) document.getElementById(`${picks}-input`)?.click();
  if (reveals !== undefined) reveal(document.getElementById(reveals));
  if (sheet !== undefined && narrow.matches) document.getElementById(sheet)?.showPopover();
}

/** What the control changes is brought into sight, if it stands above the window. @param {Element | null} place */
function reveal(place) {
  if (!place || place.getBoundingClientRect().top >= 0) return;
  place.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

/** @param {Element} control */
function closeAround(control) {
  const around = control.closest('dialog, [popover]');
  if (around instanceof HTMLDialogElement) around.close();
  else if (around instanceof HTMLElement) around.hidePopover();
}

export const startDialogs = () => document.addEventListener('click', click);
