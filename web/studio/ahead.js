// What is typed between a key that asks for a field and the field, which comes from the server: nothing of it is lost.

/** A field that did not come by then does not come. */
const PATIENCE_MS = 1500;

/** @type {string | null} */
let typed = null;
let until = 0;

/** A field was asked for: what is typed from now on is for it. */
export function expectField() {
  typed = '';
  until = performance.now() + PATIENCE_MS;
}

/** The field is there: what was typed for it meanwhile. */
export function typedAhead() {
  const text = performance.now() < until ? (typed ?? '') : '';
  typed = null;
  return text;
}

/** Whether the key is kept for a field that is on its way. @param {KeyboardEvent} event */
export function isAhead(event) {
  if (typed === null || performance.now() > until || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') typed = null;
  else if (event.key === 'Backspace') typed = typed.slice(0, -1);
  else if ([...event.key].length === 1) typed += event.key;
  else return false;
  event.preventDefault();
  return true;
}
