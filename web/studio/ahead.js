// What is typed between a key that asks for a field and the field, which comes from the server: nothing of it is lost.

/** A field that did not come by then does not come. */
const PATIENCE_MS = 1500;

/** What a field comes of. */
const ASKING = '[data-on-click$="rename.begin"],[data-on-click="shot.add"]';

/** @type {string | null} */
let typed = null;
let entered = false;
let until = 0;
/** What was pressed for it. @type {Element | null} */
let pressed = null;

/** From a press that brings a field on, what is typed is for it. */
export function startAhead() {
  document.addEventListener('click', ({ target }) => {
    const control = target instanceof Element ? target.closest(ASKING) : null;
    if (!control) return;
    typed = '';
    entered = false;
    pressed = control;
    until = performance.now() + PATIENCE_MS;
  });
}

/** Whether a field is on its way: the server works on it, or has only just answered. */
function isComing() {
  if (pressed?.matches('[data-connection=live] [data-pending]')) until = performance.now() + PATIENCE_MS;
  return typed !== null && performance.now() < until;
}

/** The field is there: what was typed for it meanwhile, and whether Enter followed. */
export function typedAhead() {
  const found = { text: isComing() ? (typed ?? '') : '', entered };
  typed = null;
  return found;
}

/** Whether the key is kept for a field that is on its way. @param {KeyboardEvent} event */
export function isAhead(event) {
  if (typed === null || entered || !isComing() || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') typed = null;
  else if (event.key === 'Backspace') typed = typed.slice(0, -1);
  else if (event.key === 'Enter' && typed) entered = true;
  else if ([...event.key].length === 1) typed += event.key;
  else return false;
  event.preventDefault();
  return true;
}
