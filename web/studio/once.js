// Controls that begin something and are pressed once (`data-once`): the second click of a double click, and a key
// that is held, are the same press. A press after a moment of rest is another one, and meant.

/** Longer than the clicks of a double click are apart, shorter than a second thought. */
const REST_MS = 400;

/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const resting = new WeakMap();

/** @param {MouseEvent} event */
function click(event) {
  const control = event.target instanceof Element ? event.target.closest('[data-once]') : null;
  if (!control) return;
  if (control.hasAttribute('data-resting')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  // Each press begins the rest anew: of a burst only the first counts.
  clearTimeout(resting.get(control));
  control.toggleAttribute('data-resting', true);
  resting.set(control, setTimeout(() => control.removeAttribute('data-resting'), REST_MS));
}

export const startOnce = () => document.addEventListener('click', click, true);
