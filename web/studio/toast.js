// Toasts go by themselves, but not while they are being read.

import { send } from './dom.js';

const STAY_MS = 6000;

/** @type {WeakMap<Element, AbortController>} */
const toasts = new WeakMap();

/** @type {import('../live/hooks.js').Hook} */
export const toast = {
  mounted(el) {
    const listening = new AbortController();
    const { signal } = listening;
    toasts.set(el, listening);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const stay = () => clearTimeout(timer);
    const leave = () => {
      clearTimeout(timer);
      if (signal.aborted || document.hidden || el.matches(':hover, :focus-within')) return;
      timer = setTimeout(() => send('toast.dismiss', [['id', el.getAttribute('data-toast') ?? '']], [el]), STAY_MS);
    };
    el.addEventListener('pointerenter', stay, { signal });
    el.addEventListener('pointerleave', leave, { signal });
    el.addEventListener('focusin', stay, { signal });
    el.addEventListener('focusout', leave, { signal });
    // Nobody reads in a tab that is not in sight.
    document.addEventListener('visibilitychange', leave, { signal });
    // What was said to a server that is away was not heard.
    document.addEventListener('live:connection', leave, { signal });
    signal.addEventListener('abort', stay);
    leave();
  },
  removed(el) {
    toasts.get(el)?.abort();
  },
};
