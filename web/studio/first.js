// What cannot wait for main.js: the theme the person chose, and what they press before that script is there. A classic
// script in <head>, so nobody sees the other theme flash.
//
// The choice becomes a style sheet of one rule and no attribute: the engine takes the page over as the server sent
// it, and a changed <html> would not be that. Every color in tokens.css has both faces; `color-scheme` picks one.

(() => {
  const KEY = 'rushes.theme';
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);

  function apply() {
    let theme = null;
    try {
      theme = localStorage.getItem(KEY);
    } catch {
      // Storage is forbidden: the system's theme it is.
    }
    sheet.replaceSync(theme === 'dark' || theme === 'light' ? `:root { color-scheme: ${theme} !important; }` : '');
  }

  apply();
  // Another tab chose, or the hook in this one did.
  addEventListener('storage', apply);
  addEventListener('rushes:theme', apply);

  /** More is not pressed while a script loads. */
  const MAX_EARLY = 32;
  const TYPES = ['click', 'keydown'];
  /** @type {Event[]} */
  const early = [];
  const keep = (/** @type {Event} */ event) => {
    if (early.length < MAX_EARLY) early.push(event);
  };
  for (const type of TYPES) addEventListener(type, keep, true);
  // From then on they are somebody else's.
  Object.assign(window, {
    takeEarly() {
      for (const type of TYPES) removeEventListener(type, keep, true);
      return early;
    },
  });
})();
