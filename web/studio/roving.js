// One stop of the Tab key in a strip (`data-rove`): the thing that is current there. Its own controls follow it; the
// arrows go to the other things. Without this, twenty keyframes would be sixty presses between Generate and the takes.

/** The current thing of each strip. @type {WeakMap<Element, Element>} */
const current = new WeakMap();

/** What stands in the page and belongs to another thing is reached by arrows alone. @param {Element} strip */
function arrange(strip) {
  const things = [...strip.querySelectorAll('[data-sort-id]')];
  const held = things.find((thing) => thing.contains(document.activeElement));
  const known = things.find((thing) => thing === current.get(strip));
  const selected = things.find((thing) => thing.hasAttribute('aria-current'));
  const stop = held ?? selected ?? known ?? things[0];
  if (!stop) return;
  current.set(strip, stop);
  for (const thing of things) {
    for (const control of thing.querySelectorAll('button')) {
      const wanted = thing === stop ? 0 : -1;
      if (control.tabIndex !== wanted) control.tabIndex = wanted;
    }
  }
}

const arrangeAll = () => document.querySelectorAll('[data-rove]').forEach(arrange);

/** @param {FocusEvent} event */
function focused({ target }) {
  const strip = target instanceof Element ? target.closest('[data-rove]') : null;
  if (strip) arrange(strip);
}

export function startRoving() {
  document.addEventListener('live:patched', arrangeAll);
  document.addEventListener('focusin', focused);
  document.addEventListener('focusout', ({ target }) => {
    // The focus is nowhere while it moves.
    const strip = target instanceof Element ? target.closest('[data-rove]') : null;
    if (strip) queueMicrotask(() => arrange(strip));
  });
  arrangeAll();
}
