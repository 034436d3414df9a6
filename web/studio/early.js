// What was pressed between the first paint and main.js, which first.js kept: it is done as soon as it can be.

import { keepKey } from './sign.js';

/** What the browser does by itself it has done already: links, popovers, forms, switches. */
const OURS = 'button[type="button"]:not([popovertarget]), [data-on-click]:not([popovertarget], a, input, select, [type="submit"])';

const { takeEarly } = /** @type {Window & { takeEarly?: () => Event[] }} */ (window);

/** The keys and clicks, in order; nothing is kept any more. */
export const takenEarly = () => takeEarly?.() ?? [];

/** In order, since keys may be meant for what a click brings. @param {Event[]} events */
export function pressAgain(events) {
  for (const event of events) {
    if (event instanceof KeyboardEvent) keepKey(event);
    else click(event.target);
  }
}

/** @param {EventTarget | null} target */
function click(target) {
  const control = target instanceof Element ? target.closest('button, a, input, select, label, [data-on-click]') : null;
  if (control instanceof HTMLElement && control.isConnected && control.matches(OURS)) control.click();
}
