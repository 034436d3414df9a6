// The choice of a theme: three radio buttons whose answer stays in this browser.

const KEY = 'rushes.theme';

/** @param {Element} el */
function show(el) {
  let chosen = 'system';
  try {
    chosen = localStorage.getItem(KEY) ?? 'system';
  } catch {
    // Storage is forbidden: the choice holds for nobody.
  }
  for (const input of el.querySelectorAll('input')) input.checked = input.value === chosen;
}

/** @type {import('../live/hooks.js').Hook} */
export const themeChoice = {
  mounted(el) {
    show(el);
    el.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      try {
        localStorage.setItem(KEY, target.value);
      } catch {
        return;
      }
      dispatchEvent(new Event('rushes:theme'));
    });
  },
  updated: show,
};
