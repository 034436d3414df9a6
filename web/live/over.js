// What lies over a page, as a sheet does: an entry of the history that the browser's Back takes away, and stays on the page.
//
// The entry shares the name of its page's. One that stays after the thing was closed in another way is passed over.

/** Closes what lies there. @type {(() => void) | null} */
let close = null;
/** Whether the current entry is such a one. */
let here = false;

/** The current entry is another one, or has another state. */
export const noteEntry = () => (here = !!history.state?.over);

/** Something was laid over the page; `closing` is called where the person goes back. @param {() => void} closing */
export function layOver(closing) {
  close = closing;
  if (!here) history.pushState({ ...history.state, over: true }, '');
  here = true;
}

/** It was closed in another way. */
export const lifted = () => (close = null);

/** The person went to another entry, of the same page or not; whether that is all there is to it. @param {boolean} same */
export function movedOver(same) {
  const before = here;
  const closing = close;
  noteEntry();
  close = null;
  closing?.();
  if (!same || before === here) return false;
  if (before && !closing) history.back();
  return true;
}
