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

/** The menu's and the settings' own: what is chosen in one is chosen in the other. @type {Set<Element>} */
const choices = new Set();

addEventListener('rushes:theme', () => choices.forEach(show));

/** @type {import('../live/hooks.js').Hook} */
export const themeChoice = {
  mounted(el) {
    choices.add(el);
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
  removed: (el) => choices.delete(el),
};
